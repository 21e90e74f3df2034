"""Which files in the inbox are whole.

A poll of the folder is the truth; it works on network shares too. A file is
whole when its size and time have stood still for a while between two polls and
it opens; whether a program has it open for writing is asked when it is to be taken,
once a file. What is never taken is told by `walk`.
"""

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.inbox import walk, writers
from pipeline.inbox.walk import LeftAlone, Look

_EMPTY_PATIENCE = 5
"""A file without a byte is given that many times longer: it may be just begun."""

_HELD_PATIENCE = 15
"""The same for a file that a program has open for writing: it may write on in a
moment, or have it open all day."""

Clock = Callable[[], float]
"""Seconds of a clock that never goes back."""


@dataclass(slots=True)
class _Standing:
    look: Look
    since: float


class Poller:
    """Remembers how each file looked at the last poll.

    Args:
        inbox: The folder.
        settle_seconds: How long a file must have stood still.
        clock: Replaced in tests.
        most_bytes: A larger file is left alone.
    """

    def __init__(
        self,
        inbox: Path,
        settle_seconds: float,
        clock: Clock = time.monotonic,
        most_bytes: int | None = None,
    ) -> None:
        self._inbox = inbox
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._most_bytes = most_bytes
        self._left_alone: tuple[LeftAlone, ...] = ()
        self._standing: dict[Path, _Standing] = {}
        self._held: dict[Path, OSError] = {}

    def arrivals(self) -> list[Path]:
        """The files that are whole now, oldest change first.

        An inbox that is away for the moment (a share, unmounted) has none.
        """
        now = self._clock()
        self._held = {}
        found = list(walk.everything(self._inbox, self._most_bytes))
        alone = [it for it in found if isinstance(it, LeftAlone)]
        seen = dict(it for it in found if not isinstance(it, LeftAlone))
        self._standing = {
            path: self._observe(path, look, now) for path, look in seen.items()
        }
        settled = [path for path in seen if self._has_settled(path, now)]
        whole = [path for path in settled if _opens(path)]
        shut = sorted({*settled} - {*whole})
        self._left_alone = (*alone, *(LeftAlone(it, walk.UNREADABLE) for it in shut))
        return sorted(whole, key=lambda path: (seen[path].modified_ns, path))

    def unsettled(self) -> int:
        """How many files the last poll saw that may yet become whole."""
        now = self._clock()
        return sum(
            not self._has_settled(path, now) or self._is_just_held(path, now)
            for path in self._standing
        )

    def require_closed(self, path: Path) -> None:
        """See that no program is known to have a whole file open for writing.

        Raises:
            OSError: One has; it is `held` until the next poll.
        """
        try:
            writers.require_closed(path)
        except OSError as error:
            self._held[path] = error
            raise

    def held(self) -> dict[Path, OSError]:
        """The files that some program was found to have open since the last poll."""
        return dict(self._held)

    def blocked(self) -> list[Path]:
        """Files that stand still and cannot be opened."""
        now = self._clock()
        return [
            path
            for path in sorted(self._standing)
            if self._has_settled(path, now) and not _opens(path)
        ]

    def left_alone(self) -> tuple[LeftAlone, ...]:
        """What the last poll saw that is not taken while it is as it is."""
        return self._left_alone

    def _observe(self, path: Path, look: Look, now: float) -> _Standing:
        before = self._standing.get(path)
        if before is not None and before.look == look:
            return before
        return _Standing(look, now)

    def _is_just_held(self, path: Path, now: float) -> bool:
        stood_seconds = now - self._standing[path].since
        longest = self._settle_seconds * _HELD_PATIENCE
        return path in self._held and stood_seconds < longest

    def _has_settled(self, path: Path, now: float) -> bool:
        standing = self._standing[path]
        patience = 1 if standing.look.size else _EMPTY_PATIENCE
        return now - standing.since >= self._settle_seconds * patience


def waiting(inbox: Path) -> list[Path]:
    """The files in the inbox that may be taken, whole or not."""
    found = walk.everything(inbox)
    return sorted(it[0] for it in found if not isinstance(it, LeftAlone))


def left_alone(inbox: Path, most_bytes: int | None = None) -> list[LeftAlone]:
    """What lies in the inbox and is not taken while it is as it is."""
    found = (
        it if isinstance(it, LeftAlone) else LeftAlone(it[0], walk.UNREADABLE)
        for it in walk.everything(inbox, most_bytes)
        if isinstance(it, LeftAlone) or not _opens(it[0])
    )
    return sorted(found, key=lambda it: it.path)


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
