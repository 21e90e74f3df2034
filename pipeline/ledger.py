"""Append-only files of events: one JSON line each, chained and sealed by hashes.

Each line holds the SHA-256 of the line before it (`previous`) and, at its end,
of itself (`digest`), so a line that was changed, put in later or removed from before
others shows. Last lines that were removed whole do not show here: the file is as it was
before they were written. What they tell of may show it, as each discarded file does.
A line that a power cut left unfinished was never promised to anyone: it is told
apart from damage and skipped, and the next line is chained to the last whole
one.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline import disk
from pipeline.errors import FixityError
from pipeline.model import Event

_SEAL = re.compile(rb',"digest":"([0-9a-f]{64})"\}')
_ENDS = (b',"previous":"', b',"digest":"')
"""What a line has after its details; no damaged byte takes both from it."""


def append(
    path: Path, event: str, *, by: str, at: datetime, details: Mapping[str, str]
) -> Event:
    """Add an event to the file, flushed to the disk; the file may be new.

    Writers of one file take turns by a lock beside it.
    """
    with disk.locked(lock_of(path)):
        lines = _whole_lines(path)
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        entry = Event(
            at=at, event=event, by=by, details=dict(details), previous=previous
        )
        disk.append_line(path, _sealed(disk.to_json_line(entry)))
    return entry


def text(told: Iterable[Event]) -> bytes:
    """A whole file of those events, chained anew; what they say stays."""
    lines: list[bytes] = []
    for it in told:
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        lines.append(_sealed(disk.to_json_line(replace(it, previous=previous))))
    return b"".join(line + b"\n" for line in lines)


def lock_of(path: Path) -> Path:
    """The lock beside the file."""
    return path.with_name(f".{path.name}.lock")


def read(path: Path) -> tuple[Event, ...]:
    """All events of the file, oldest first; none when there is no file.

    Raises:
        FixityError: A line is no event any more.
    """
    try:
        return tuple(disk.from_json(line, Event) for line in _whole_lines(path))
    except ValueError as error:
        raise FixityError(path) from error


def faults(path: Path) -> Iterator[int]:
    """The numbers, from 1, of the lines that are not as they were written.

    A line that was left unfinished counts, but is no fault. It has no seal, and
    it is ended only when another line is written after it.
    """
    *ended, rest = _content(path).split(b"\n")
    lines = [*ended, rest] if rest else ended
    previous = ""
    for number, line in enumerate(lines, start=1):
        if _is_whole(line):
            if not _is_intact(line, previous):
                yield number
            previous = hashlib.sha256(line).hexdigest()
        elif _SEAL.search(line) or (line is not rest and number == len(lines)):
            yield number


def _sealed(line: bytes) -> bytes:
    digest = hashlib.sha256(line).hexdigest()
    return line[:-1] + f',"digest":"{digest}"}}'.encode()


def _is_intact(line: bytes, previous: str) -> bool:
    """The line is sealed as it was written, and follows from the one before."""
    seal = _SEAL.search(line)
    if seal is None or seal.end() != len(line):
        return False
    written = line[: seal.start()] + b"}"
    if hashlib.sha256(written).hexdigest().encode() != seal[1]:
        return False
    return disk.from_json(written, Event).previous == previous


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _whole_lines(path: Path) -> list[bytes]:
    return [line for line in _content(path).split(b"\n") if _is_whole(line)]


def _is_whole(line: bytes) -> bool:
    """It was written to its end: the details in it may end with a brace, too."""
    braced = line.startswith(b"{") and line.endswith(b"}")
    return braced and any(it in line for it in _ENDS)
