"""Records whose words or searchable PDF are not made yet, why, and when that is tried.

A note in `.podshivka/unread.json`, which may be lost: then they are tried anew. What
fails is tried a few times, later and later, and then no more until a person asks. What
waits for a program is tried as soon as that is there, and such waiting is no try.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline import disk
from pipeline.inbox import drops

OCR_MISSING: Final = "ocr_missing"
OCR_LANGUAGE: Final = "ocr_language"
OCR_FAILED: Final = "ocr_failed"
PDF_FAILED: Final = "pdf_failed"
WAITING: Final = frozenset({OCR_MISSING, OCR_LANGUAGE})
"""For these a person must install something; the work goes on by itself then."""

PAUSES: Final = tuple(timedelta(minutes=it) for it in (1, 5, 30, 120, 480))
"""After the first failure, the second, and so on; after one more it is given up."""

_IN_HAND: Final = timedelta(minutes=10)
_LONGEST_DETAIL: Final = 200
_FILE = "unread.json"


@dataclass(frozen=True, slots=True)
class Unread:
    """One record that waits for its text or its searchable PDF.

    Attributes:
        folder: Relative to the workspace.
        code: One of those above.
        detail: What a program said; of `OCR_LANGUAGE` the languages.
        since: When that was first found.
        tries: How often it failed.
        again_at: When it is tried next; None when it is given up.
    """

    record_id: str
    folder: str
    code: str
    detail: str
    since: datetime
    tries: int = 0
    again_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """It is to be tried now: also where a clock that went wrong put it off."""
        if self.again_at is None:
            return False
        return not now < self.again_at <= now + PAUSES[-1]


def read(private: Path) -> tuple[Unread, ...]:
    """All that is noted; nothing where the note is damaged."""
    with contextlib.suppress(OSError, ValueError):
        return disk.read_json(private / _FILE, tuple[Unread, ...])
    return ()


def failed(private: Path, found: Unread) -> None:
    """Note that one more try failed.

    Args:
        private: The folder of what may be lost.
        found: When and why; its tries are counted here.
    """
    with disk.locked(_lock(private)):
        known = {it.record_id: it for it in read(private)}
        before = known.get(found.record_id, found)
        paused = before.tries < len(PAUSES)
        known[found.record_id] = replace(
            found,
            detail=_printable(found.detail),
            since=before.since,
            tries=before.tries + 1,
            again_at=found.since + PAUSES[before.tries] if paused else None,
        )
        _write(private, known.values())


def wait(private: Path, found: Iterable[Unread]) -> None:
    """Note that these wait for a program."""
    with disk.locked(_lock(private)):
        known = {it.record_id: it for it in read(private)}
        for it in found:
            before = known.get(it.record_id)
            goes_on = before is not None and before.code == it.code
            since = before.since if before and goes_on else it.since
            known[it.record_id] = replace(it, since=since, again_at=it.since)
        _write(private, known.values())


def forget(private: Path, record_ids: Iterable[str]) -> None:
    """They have their text, or are gone."""
    done = {*record_ids}
    if any(it.record_id in done for it in read(private)):
        with disk.locked(_lock(private)):
            _write(private, (it for it in read(private) if it.record_id not in done))


def try_anew(private: Path, asked: Iterable[Unread]) -> None:
    """Have these tried at once, as if they had never failed."""
    with disk.locked(_lock(private)):
        known = {it.record_id: it for it in read(private)}
        for it in asked:
            known[it.record_id] = replace(it, tries=0, again_at=it.since)
        _write(private, known.values())


def begin(private: Path, due: Iterable[Unread], now: datetime) -> None:
    """Note that these are in hand; should that be lost, they are due once more.

    A try may have failed already by now, or a person have asked anew: that stands.
    """
    begun = {(it.record_id, it.again_at) for it in due}
    if begun:
        with disk.locked(_lock(private)):
            _write(
                private,
                (
                    replace(it, again_at=now + _IN_HAND)
                    if (it.record_id, it.again_at) in begun
                    else it
                    for it in read(private)
                ),
            )


def _write(private: Path, known: Iterable[Unread]) -> None:
    listed = sorted(known, key=lambda it: it.record_id)
    disk.sweep_beside(private / _FILE)
    disk.write(private / _FILE, disk.to_json(listed))


def _lock(private: Path) -> Path:
    return private / f".{_FILE}.lock"


def _printable(said: str) -> str:
    line = drops.printable_name(" ".join(said.split()))
    return line if len(line) <= _LONGEST_DETAIL else line[:_LONGEST_DETAIL] + "…"
