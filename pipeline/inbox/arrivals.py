"""Which files in the inbox are whole.

A poll of the folder is the truth; it works on network shares too. A file is
whole when its size and time have stood still for a while between two polls and
it opens. Names that start with "." or "~", unfinished suffixes, links, pipes
and devices are not taken. Sub-folders are looked into, links to folders not.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".lock")

_EMPTY_PATIENCE = 5
"""A file without a byte is given that many times longer: it may be just begun."""

Clock = Callable[[], float]
"""Seconds of a clock that never goes back."""


@dataclass(frozen=True, slots=True)
class _Look:
    size: int
    modified_ns: int
    inode: int


@dataclass(slots=True)
class _Standing:
    look: _Look
    since: float


class Poller:
    """Remembers how each file looked at the last poll.

    Args:
        inbox: The folder.
        settle_seconds: How long a file must have stood still.
        clock: Replaced in tests.
    """

    def __init__(
        self, inbox: Path, settle_seconds: float, clock: Clock = time.monotonic
    ) -> None:
        self._inbox = inbox
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._standing: dict[Path, _Standing] = {}

    def arrivals(self) -> list[Path]:
        """The files that are whole now, oldest change first.

        An inbox that is away for the moment (a share, unmounted) has none.
        """
        now = self._clock()
        seen = dict(candidates(self._inbox))
        self._standing = {
            path: self._observe(path, look, now) for path, look in seen.items()
        }
        whole = [path for path in seen if self._is_whole(path, now)]
        return sorted(whole, key=lambda path: (seen[path].modified_ns, path))

    def unsettled(self) -> int:
        """How many files the last poll saw that may yet become whole."""
        now = self._clock()
        return sum(not self._has_settled(path, now) for path in self._standing)

    def blocked(self) -> list[Path]:
        """Files that stand still and cannot be opened."""
        now = self._clock()
        return [
            path
            for path in sorted(self._standing)
            if self._has_settled(path, now) and not _opens(path)
        ]

    def _observe(self, path: Path, look: _Look, now: float) -> _Standing:
        before = self._standing.get(path)
        if before is not None and before.look == look:
            return before
        return _Standing(look, now)

    def _is_whole(self, path: Path, now: float) -> bool:
        return self._has_settled(path, now) and _opens(path)

    def _has_settled(self, path: Path, now: float) -> bool:
        standing = self._standing[path]
        patience = 1 if standing.look.size else _EMPTY_PATIENCE
        return now - standing.since >= self._settle_seconds * patience


def candidates(inbox: Path) -> Iterator[tuple[Path, _Look]]:
    """Every regular file that may be taken, with how it looks now."""
    try:
        entries = list(os.scandir(inbox))
    except OSError:
        return
    for entry in entries:
        if _is_ours_to_leave(entry.name):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from candidates(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path), _look(entry.stat(follow_symlinks=False))
        except OSError:
            continue  # gone, or not to be seen, between the list and the look


def waiting(inbox: Path) -> list[Path]:
    """The files in the inbox that may be taken, whole or not."""
    return sorted(path for path, _look_now in candidates(inbox))


def _is_ours_to_leave(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(UNFINISHED)


def _look(found: os.stat_result) -> _Look:
    return _Look(found.st_size, found.st_mtime_ns, found.st_ino)


def _opens(path: Path) -> bool:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return False
    try:
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    finally:
        os.close(descriptor)
