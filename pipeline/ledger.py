"""Append-only files of events: one JSON line each, chained by hashes.

Each line holds the SHA-256 of the line before it, so a line that was changed,
removed or put in later shows. A last line that a power cut left unfinished is
told apart from a broken chain: it is skipped, and the next line is chained to
the last whole one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pipeline import disk
from pipeline.model import Event


def append(
    path: Path, event: str, *, by: str, at: datetime, details: Mapping[str, str]
) -> Event:
    """Add an event to the file, flushed to the disk; the file may be new.

    Writers of one file take turns by a lock beside it.
    """
    with disk.locked(path.with_name(f".{path.name}.lock")):
        lines = _lines(path)
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        entry = Event(
            at=at, event=event, by=by, details=dict(details), previous=previous
        )
        disk.append_line(path, disk.to_json_line(entry))
    return entry


def read(path: Path) -> tuple[Event, ...]:
    """All events of the file, oldest first; none when there is no file."""
    return tuple(disk.from_json(line, Event) for line in _lines(path))


def faults(path: Path) -> Iterator[int]:
    """The numbers, from 1, of the lines that do not follow from the one before."""
    previous = ""
    for number, line in enumerate(_lines(path), start=1):
        if disk.from_json(line, Event).previous != previous:
            yield number
        previous = hashlib.sha256(line).hexdigest()


def _lines(path: Path) -> list[bytes]:
    """The whole lines of the file."""
    content = path.read_bytes() if path.exists() else b""
    return [line for line in content.split(b"\n") if _is_whole(line)]


def _is_whole(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"}")
