"""What cannot be taken in now and is tried again: written by `watch` for `status`.

A note of the moment in `.podshivka/waits.json`, which may be lost. Nothing here decides
what is tried again, or when.
"""

import contextlib
import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk

_FILE = "waits.json"
LOCK = "watch.lock"
"""In the private folder; the one process that takes papers in holds it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One file that waits.

    Attributes:
        name: As dropped, printable.
        reason: What the system or a program said.
        since: When it was first put off.
        key: Token of its claim; printable path of one that cannot be claimed.
    """

    name: str
    reason: str
    since: datetime
    key: str = ""


def write(private: Path, waits: Sequence[Wait]) -> None:
    """Note what waits; where that cannot be written, nothing is noted.

    Only for who holds `LOCK`.
    """
    with contextlib.suppress(OSError):
        disk.sweep_beside(private / _FILE)
        disk.write(private / _FILE, disk.to_json(list(waits)))


def read(private: Path) -> tuple[Wait, ...]:
    """What waits by the word of the watcher; nothing where none runs."""
    if not is_watched(private):
        return ()
    with contextlib.suppress(OSError, ValueError):
        return disk.read_json(private / _FILE, tuple[Wait, ...])
    return ()


def is_watched(private: Path) -> bool:
    """A process takes papers in here; who may only read is told so, too."""
    try:
        descriptor = os.open(private / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
