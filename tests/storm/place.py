"""A workspace in a storm: what was dropped there, and one round of the intake.

A round is what `watch` does, without its engine and in this process: poll, claim, take
in, each step once. It may be broken off between any two steps, as by a kill. Words are
read by a stand-in for Tesseract that sees the same in every picture: what is tried
here is not OCR.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pipeline import archive, disk, inbox, ingest, reindex, shelving
from pipeline.inbox import Claim
from pipeline.recognition import Limits
from pipeline.shelving import Desk
from tests.faults import invariants
from tests.faults.workplace import Workplace

SETTLE_SECONDS = 2.0
_LOT = 16
_FAKE = r"""#!/bin/sh
case "$1" in
--*) exec {real} "$@" ;;
*.txt) pictures=$(wc -l < "$1") ;;
*) pictures=1 ;;
esac
place='\t0\t0\t0\t0\t20\t20\t90\t24\t'
{{
  printf 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\t'
  printf 'left\ttop\twidth\theight\tconf\ttext\n'
  for picture in $(seq $pictures); do
    printf "1\t$picture${{place}}-1\t\n5\t$picture${{place}}96\tквитанция\n"
  done
}} > "$2.tsv"
"""

Result = TypeVar("Result")


class _KilledError(BaseException):
    """The process ends here: nobody catches this."""


class Place:
    """A workspace, what was dropped in it, and what is open there now.

    Attributes:
        work: The workspace, and SHA-256 → name of each file that was dropped whole.
        maybe: SHA-256 of what lay there for a moment: it may have been taken.
    """

    def __init__(self, root: Path) -> None:
        """Nothing was dropped yet."""
        self.work = Workplace(root, {})
        self.places = self.work.places
        self.maybe: set[str] = set()
        self._seconds = 0.0
        self._at = datetime(2026, 6, 20, 9, tzinfo=UTC)
        self._open()

    def _open(self) -> None:
        self._poller = inbox.Poller(
            self.places.inbox, SETTLE_SECONDS, lambda: self._seconds
        )
        catalogue = reindex.open_catalogue(self.places)
        self.desk = Desk(self.places, catalogue, "rus+eng", Limits())

    def close(self) -> None:
        """Let go of what is open."""
        self.desk.catalogue.close()

    @contextlib.contextmanager
    def closed(self) -> Iterator[None]:
        """As after a kill: nothing is open meanwhile, and then it is begun anew."""
        self.close()
        yield
        self._open()
        self._recover()

    def _recover(self) -> None:
        for root in (self.places.archive, self.places.review):
            archive.sweep(root)
        with shelving.alone(self.places):
            reindex.catch_up_records(self.places, self.desk.catalogue)

    def dropped(self, name: str, content: bytes) -> Path:
        """Drop a file whole."""
        beside = self.work.root / ".dropping"
        beside.write_bytes(content)
        path = self.places.inbox / name
        beside.rename(path)
        self.known(path)
        return path

    def known(self, path: Path) -> None:
        """What lies there now is not to be lost from now on."""
        self.work.dropped[disk.sha256(path)] = path.name

    def given_up(self, path: Path) -> None:
        """Somebody takes away what he had dropped, or writes over it."""
        digest = disk.sha256(path)
        if len(invariants.places_of(self.work).get(digest, ())) == 1:
            self.work.dropped.pop(digest, None)
            self.maybe.add(digest)

    def waiting(self) -> list[Path]:
        """What lies in the inbox and may be taken."""
        return inbox.waiting(self.places.inbox)

    def jump(self, at: datetime) -> None:
        """Set the clock."""
        self._at = at

    def poll(self) -> list[Path]:
        """What has stood still; a look before, and the time between."""
        self._poller.arrivals()
        self._pass()
        return self._poller.arrivals()

    def claim(self, arrivals: list[Path]) -> None:
        """Take them from the inbox."""
        for path in arrivals:
            inbox.claim(self.places.claimed, path, self._pass())

    def take_in(self, killed_after: int | None = None) -> None:
        """Take in all that is claimed, or be killed after so many steps."""
        left = [killed_after]

        def run(_name: str, step: Callable[[], Result]) -> Result:
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise _KilledError
            return step()

        with contextlib.suppress(_KilledError):
            for claim in inbox.claimed(self.places.claimed):
                self._take_in(claim, run)

    def _take_in(self, claim: Claim, run: ingest.RunStep) -> None:
        digest = disk.sha256(claim.path)
        if ingest.known(claim, digest, self.desk) is None:
            ingest.take_in(claim, digest, self.desk, run)

    def settle(self) -> None:
        """Round after round, until there is nothing to do."""
        while arrivals := self.poll():
            self.claim(arrivals)
            self.take_in()
        self.take_in()
        unread = ingest.unfinished(self.places)
        for start in range(0, len(unread), _LOT):
            ingest.enrich(unread[start : start + _LOT], self.desk, ingest.plainly)

    def faults(self) -> list[str]:
        """What does not hold at this moment."""
        known = self.work.dropped.keys() | self.maybe
        strange = invariants.places_of(self.work).keys() - known
        told = [f"I1 {it[:12]} was never dropped" for it in sorted(strange)]
        return [*invariants.right_after(self.work), *told]

    def faults_at_rest(self) -> list[str]:
        """What does not hold once all work is done."""
        return [*invariants.recovered(self.work), *self.faults()]

    def _pass(self) -> datetime:
        """Time passes, enough for a file to have stood still."""
        self._seconds += SETTLE_SECONDS
        self._at += timedelta(seconds=SETTLE_SECONDS)
        return self._at


def quick_tesseract(folder: Path) -> str:
    """PATH with a stand-in for Tesseract that reads one word everywhere, at once."""
    folder.mkdir(exist_ok=True)
    fake = folder / "tesseract"
    fake.write_text(_FAKE.format(real=shutil.which("tesseract")), encoding="utf-8")
    fake.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
