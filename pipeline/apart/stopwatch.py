"""Seconds of waiting, less those in which we could not wait: we were stopped.

A process that was paused (SIGSTOP, a paused container) finds on waking that all its
terms are over, though the answer lies in the pipe, or whoever should give it was paused
as well. Who waits reads the watch every second or so; of a longer step only that much
counts.
"""

import time
from collections.abc import Callable
from typing import Final

Clock = Callable[[], float]
"""Seconds of a clock that never goes back."""

LONGEST_STEP_S: Final = 2.0


class Stopwatch:
    """Seconds since it was made; it is read by calling it.

    Args:
        clock: Replaced in tests.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._at = clock()
        self._seconds = 0.0

    def __call__(self) -> float:
        """What it shows now."""
        now = self._clock()
        self._seconds += min(now - self._at, LONGEST_STEP_S)
        self._at = now
        return self._seconds
