"""Breaks the intake at each of its changing calls in turn.

    python -m tests.faults                    every call on files, 200 on databases
    python -m tests.faults --sample 12        so many of each fault, seeded
    python -m tests.faults --keep DIR         what was tried before is not tried again

Each point: a fresh workspace, an intake that is killed at its k-th call (or that call
is refused: ENOSPC, EIO; or what was not flushed by then may be gone), a recovery, a
second one. Before that, one intake in which nothing breaks is looked through for calls
that come before what they rely on is flushed.

Prints each violation and the points tried; the exit code is 1 when there is any.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults import points, workplace
from tests.faults.points import FAULTS, Point, Tried
from tests.faults.workplace import Careless, Workplace

_SHM = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there
_PROGRESS_SECONDS = 20.0

Say = Callable[[str], object]


@dataclass(frozen=True)
class _Sum:
    """What came out of it so far."""

    tried: int = 0
    unreached: int = 0
    violations: int = 0

    def __add__(self, it: Tried) -> "_Sum":
        return _Sum(
            self.tried + it.reached,
            self.unreached + (not it.reached),
            self.violations + len(it.violations),
        )


def main(arguments: Sequence[str], say: Say) -> int:
    """Sweep, and tell."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="faults-", dir=quick()) as folder:
        roots = asked.keep or Path(folder)
        roots.mkdir(parents=True, exist_ok=True)
        place = _place(roots / "place", careless=asked.careless)
        workplace.load_everything()
        quiet = points.seen(place, roots / "whole")
        say(
            f"calls on files: {quiet.counts[False]}, on databases: {quiet.counts[True]}"
        )
        say(
            f"calls that rely on a flush: {quiet.checked}, violations: "
            f"{len(quiet.violations)}, were no flush heeded: {quiet.unheeded}"
        )
        for it in quiet.violations:
            say(f"VIOLATION {it}")
        workplace.readers.shared = not quiet.others
        chosen = points.chosen(quiet.counts, asked.faults, asked.sample)
        journal = _Journal(roots / "tried.jsonl")
        done = _told(place, chosen, journal, Path(folder), asked.workers, say)
    say(
        f"points tried: {done.tried}, violations: {done.violations}"
        + (f", not reached: {done.unreached}" if done.unreached else "")
    )
    return int(bool(done.violations or quiet.violations))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, help="points of each fault")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--workers", type=int, default=2 * (os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, help="folder of what was tried")
    parser.add_argument(
        "--careless",
        action="store_true",
        help="break an intake that removes before it copies: that must be seen",
    )
    return parser


def quick() -> Path | None:
    """Where files need no disk: cuts are told by the calls, not by pulling a plug."""
    return _SHM if os.access(_SHM, os.W_OK) else None


def _place(root: Path, *, careless: bool) -> Workplace:
    """The workspace that all points begin with."""
    if not root.exists():
        making = root.with_name(f"{root.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        workplace.make(making)
        making.rename(root)
    return workplace.found(root, Careless if careless else Workplace)


class _Journal:
    """The points that were tried, in a file that another run goes on from."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known = [Tried.of(json.loads(line)) for line in lines]

    def add(self, it: Tried) -> None:
        """Keep it."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(it), ensure_ascii=False) + "\n")


def _told(
    place: Workplace,
    chosen: Sequence[Point],
    journal: _Journal,
    roots: Path,
    workers: int,
    say: Say,
) -> _Sum:
    """Try the points that were not tried, telling each violation and how far it is."""
    before = [it for it in journal.known if it.point in set(chosen)]
    done = sum(before, start=_Sum())
    left = [it for it in chosen if it not in {known.point for known in before}]
    said_at = begun_at = time.monotonic()
    for number, it in enumerate(_swept(place, left, roots, workers), 1):
        journal.add(it)
        done += it
        for violation in it.violations:
            say(f"VIOLATION {it.point}: {violation}")
        now = time.monotonic()
        if now - said_at >= _PROGRESS_SECONDS:
            said_at = now
            to_go = (now - begun_at) / number * (len(left) - number) / 60
            say(
                f"{len(before) + number} of {len(chosen)} points, violations: "
                f"{done.violations}, {to_go:.0f} min to go"
            )
    return done


def _swept(
    place: Workplace, chosen: Sequence[Point], roots: Path, workers: int
) -> Iterator[Tried]:
    """Every point with what did not hold, as they are done."""
    context = multiprocessing.get_context("fork")
    # workers of a `multiprocessing.Pool` may have no processes of their own
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        trying = [pool.submit(_one, place, roots, it) for it in chosen]
        yield from (it.result() for it in as_completed(trying))


def _one(place: Workplace, roots: Path, point: Point) -> Tried:
    return points.tried(place, roots / f"work-{os.getpid()}", point)
