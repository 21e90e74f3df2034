"""Breaks the intake at each of its changing calls in turn.

    python -m tests.faults.sweep                 every call on files, 200 on databases
    python -m tests.faults.sweep --sample 12     so many of each fault, seeded

Each point: a fresh workspace, an intake that is killed at its k-th call (or that call
is refused: ENOSPC, EIO; or what was not flushed may be gone), a recovery, a second one.
Prints the points tried and each
violation; the exit code is 1 when there is any.
"""

import argparse
import errno
import multiprocessing
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import work as _loads_the_engine  # noqa: F401 - once for all children
from tests.faults import calls, invariants, workplace
from tests.faults.calls import Call, Killeded
from tests.faults.power import Memory
from tests.faults.workplace import Workplace

DATABASE_POINTS = 200
SEED = 5
SECONDS = 120
KILL = "SIGKILL"
POWER = "power cut"
FAULTS = (KILL, "ENOSPC", "EIO", POWER)


@dataclass(frozen=True)
class Point:
    """One fault, at one call.

    Attributes:
        number: Of the call among those on the workspace, from 1.
        on_database: Count those on the databases, else those on all other files.
    """

    fault: str
    number: int
    on_database: bool

    def __str__(self) -> str:
        """For people."""
        where = "databases" if self.on_database else "files"
        return f"{self.fault} at call {self.number} on {where}"


class Breaker:
    """Judges the calls of an intake: all are let be but one.

    Attributes:
        hit: The call that was broken.
    """

    def __init__(self, place: Workplace, point: Point | None = None) -> None:
        self._place, self._point = place, point
        self.counts = {False: 0, True: 0}
        self.hit: Call | None = None
        self.memory = Memory(place)

    def __call__(self, call: Call) -> None:
        """Count it, and break it if it is the one."""
        if not any(map(self._place.owns, call.paths)):
            return
        on_database = is_on_database(call)
        self.counts[on_database] += 1
        point = self._point
        if point and (point.on_database, point.number) == (
            on_database,
            self.counts[on_database],
        ):
            self.hit = call
            if point.fault == KILL:
                raise Killeded
            number = getattr(errno, point.fault)
            raise OSError(number, os.strerror(number))
        self.memory(call)


def is_on_database(call: Call) -> bool:
    """A call of SQLite's, or on its files."""
    return any(".db" in Path(path).name for path in call.paths)


def points(counts: dict[bool, int], sample: int | None) -> list[Point]:
    """The points of a sweep; a sample has so many of each fault."""
    rng = random.Random(SEED)
    chosen = []
    for fault in FAULTS:
        files, databases = (
            [
                Point(fault, number, on_database=on_database)
                for number in range(1, counts[on_database] + 1)
            ]
            for on_database in (False, True)
        )
        databases = rng.sample(databases, min(DATABASE_POINTS, len(databases)))
        every = [*files, *sorted(databases, key=lambda it: it.number)]
        chosen += every if sample is None else rng.sample(every, sample)
    return chosen


def count(place: Workplace, root: Path) -> dict[bool, int]:
    """The changing calls of an intake in which nothing breaks: on databases or not.

    Raises:
        AssertionError: The invariants do not hold even then.
    """
    fresh = place.copied(root)
    counting = Breaker(fresh)
    done = calls.watched(fresh.intake, counting, seconds=SECONDS)
    faults = [*invariants.recovered(fresh)]
    assert not done.returncode, done
    assert not faults, faults
    return counting.counts


def tried(place: Workplace, root: Path, point: Point) -> list[str]:
    """What does not hold after that fault, each with the point."""
    try:
        return [f"{point}: {it}" for it in _tried(place, root, point)]
    except Exception as error:  # noqa: BLE001 - it is told, and the sweep goes on
        return [f"{point}: {type(error).__name__}: {error}"]


def _tried(place: Workplace, root: Path, point: Point) -> Iterator[str]:
    fresh = place.copied(root)
    breaker = Breaker(fresh, point)
    broken = calls.watched(fresh.intake, breaker, seconds=SECONDS)
    if breaker.hit is None:
        return  # this time there were fewer calls
    said = f"{breaker.hit.name} {breaker.hit.paths}"
    if point.fault == POWER:
        breaker.memory.cut(random.Random(point.number))
    for it in invariants.right_after(fresh):
        yield f"{it}; {said}"
    if point.fault not in (KILL, POWER) and broken.returncode < 0:
        yield f"I4 ended by signal {-broken.returncode}; {said}"
    again = calls.watched(fresh.intake, lambda _call: None, seconds=SECONDS)
    if again.returncode:
        yield f"I4 recovery ended with {again.returncode}: {again.output[-600:]}"
    for it in invariants.recovered(fresh):
        yield f"{it}; {said}"
    before = fresh.tree()
    calls.watched(fresh.intake, lambda _call: None, seconds=SECONDS)
    after = fresh.tree()
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"I6 a second recovery changed {path}; {said}"


def swept(
    place: Workplace, chosen: Sequence[Point], roots: Path, workers: int
) -> Iterator[tuple[Point, list[str]]]:
    """Every point with what did not hold, as they are done."""
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, maxtasksperchild=50) as pool:
        yield from pool.imap_unordered(partial(_one, place, roots), chosen)


def _one(place: Workplace, roots: Path, point: Point) -> tuple[Point, list[str]]:
    return point, tried(place, roots / f"work-{os.getpid()}", point)


def main(arguments: Sequence[str], say: Callable[[str], object] = print) -> int:
    """Sweep, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="points of each fault")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        place = workplace.make(Path(folder, "place"))
        counts = count(place, Path(folder, "counted"))
        say(f"calls on files: {counts[False]}, on databases: {counts[True]}")
        chosen = points(counts, asked.sample)
        violations = 0
        for number, (_point, faults) in enumerate(
            swept(place, chosen, Path(folder), asked.workers), 1
        ):
            violations += len(faults)
            for fault in faults:
                say(f"VIOLATION {fault}")
            if not number % 50:
                say(f"{number} of {len(chosen)} points, violations: {violations}")
        say(f"points tried: {len(chosen)}, violations: {violations}")
    return int(bool(violations))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], partial(print, flush=True)))
