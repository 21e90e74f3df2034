"""One running `watch`, and inputs that are dropped in slices."""

import ctypes
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.inbox import drops
from pipeline.model import Places
from pipeline.settings import file
from tests import institute, paper
from tests.hostile import whereabouts
from tests.hostile.inputs import Input
from tests.hostile.processes import Observer, Peaks
from tests.institute import Institute

_PAUSE_SECONDS = 0.2
_DROP_RIGHT, _RIGHTS = 24, 64
"""`PR_CAPBSET_DROP`, and more than there are capabilities."""

GOOD_BOUND_SECONDS = 240.0
"""A good scan that is dropped behind a slice must be filed within this time: two
workers, each with a file before it that takes all the time it is given."""

SLICE_BOUND_SECONDS = 1800.0


@dataclass
class Watching:
    """A `watch` at work.

    Attributes:
        slowest: Seconds until the good scan behind a slice was filed, by slice.
    """

    office: Institute
    places: Places
    process: "subprocess.Popen[str]"
    log: Path
    peaks: Peaks
    slowest: list[float] = field(default_factory=list)

    def drop(self, source: Path, name: str = "") -> str:
        """Drop a copy of the file; its SHA-256 comes back."""
        target = self.office.inbox(name or source.name)
        part = target.parent / f".{target.name[:100]}.part"
        shutil.copyfile(source, part)
        part.rename(target)
        return whereabouts.sha256(source)

    def ended(self) -> dict[str, str]:
        """SHA-256 → outcome of every drop so far."""
        return {it.sha256: it.outcome for it in drops.read(self.places.audit)}

    def wait_for(self, digests: Sequence[str], seconds: float) -> float:
        """Wait until all are in the log of drops; the seconds that it took.

        Raises:
            AssertionError: The watch ended, or the time is up.
        """
        start = time.monotonic()
        while missing := set(digests) - set(self.ended()):
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            taken = time.monotonic() - start
            assert taken < seconds, f"{len(missing)} not done: {sorted(missing)[:9]}"
            time.sleep(_PAUSE_SECONDS)
        return time.monotonic() - start

    def status(self) -> dict[str, Any]:
        """What `status` tells, to one without rights of an administrator."""
        done = subprocess.run(
            self.office.command("status", "--json"),
            capture_output=True,
            check=True,
            env=self.office.environment(),
            preexec_fn=_give_up_rights,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def wait_for_enrichment(self, seconds: float) -> int:
        """Wait until no record waits for OCR; how many still do when time is up."""
        until = time.monotonic() + seconds
        while (left := self.status()["enriching"]) and (time.monotonic() < until):
            time.sleep(5 * _PAUSE_SECONDS)
        return int(left)


@contextmanager
def watching(office: Institute) -> Iterator[Watching]:
    """Run `watch` on the workspace, without rights of an administrator."""
    log = office.root.parent / "watch.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            office.command("watch"),
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            env=office.environment(),
            preexec_fn=_give_up_rights,  # noqa: PLW1509 - system calls only
        )
    places = file.load(office.root).places
    try:
        with Observer(process.pid) as observer:
            yield Watching(office, places, process, log, observer.peaks)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


def _give_up_rights() -> None:
    """Let an administrator be one by name only: rights of files count for him too."""
    system = ctypes.CDLL(None)
    for right in range(_RIGHTS):
        system.prctl(_DROP_RIGHT, right, 0, 0, 0)


def good_scans(office: Institute, folder: Path, count: int) -> Iterator[Path]:
    """Scans of different papers that we printed."""
    folder.mkdir(exist_ok=True)
    students = [
        word for number in range(1, 11) for word in ("--student", f"T{number:02}")
    ]
    kinds = ("--kind", "results-card", "--kind", "certificate")
    issued = office.generate(*kinds, "--blank", *students)
    for number, document in enumerate(issued[:count]):
        filled = institute.fill_in(document, number)
        scans = [institute.scan(it, 500 + number) for it in filled.sheets]
        path = folder / f"good {number:02}.pdf"
        paper.save_pdf(scans, path)
        yield path


def send(
    watch: Watching,
    hostile: Path,
    slices: Sequence[Sequence[Input]],
    good: Iterator[Path],
    tell: Callable[[str], None],
) -> None:
    """Drop slice after slice, each with a good scan behind it; wait for all."""
    total, done = sum(map(len, slices)), 0
    for part in slices:
        digests = [watch.drop(hostile / it.name) for it in part]
        seconds = watch.wait_for([watch.drop(next(good))], GOOD_BOUND_SECONDS)
        watch.slowest.append(seconds)
        watch.wait_for(digests, SLICE_BOUND_SECONDS)
        done += len(part)
        tell(f"{done} of {total}; a good scan behind them: {seconds:.0f} s")


def progress(line: str) -> None:
    """A line for whoever waits."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
