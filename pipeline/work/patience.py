"""When to try again what failed: later and later, so that it holds up nothing."""

import math
import time
from collections.abc import Callable, Hashable, Sequence

PAUSES_SECONDS = (30.0, 60.0, 120.0, 240.0, 480.0, 600.0)

Clock = Callable[[], float]
"""Seconds of a clock that never goes back."""


class Patience:
    """Remembers what failed, and until when it is left alone.

    Args:
        pauses_seconds: After the first failure, the second, and so on; the last
            one is for all that follow. Without any, nothing is tried again.
        clock: Replaced in tests.
    """

    def __init__(
        self, pauses_seconds: Sequence[float], clock: Clock = time.monotonic
    ) -> None:
        self._pauses_seconds = pauses_seconds
        self._clock = clock
        self._failures: dict[Hashable, int] = {}
        self._until: dict[Hashable, float] = {}

    @property
    def tries_again(self) -> bool:
        """What failed is not given up."""
        return bool(self._pauses_seconds)

    def put_off(self, it: Hashable) -> bool:
        """Leave it alone for a while; is that the first time?"""
        failures = self._failures.get(it, 0)
        self._failures[it] = failures + 1
        self._until[it] = self._clock() + self._pause_seconds(failures)
        return not failures

    def waits(self, it: Hashable) -> bool:
        """It failed, and its pause is not over."""
        return it in self._until and self._clock() < self._until[it]

    def forget(self, it: Hashable) -> None:
        """It is done."""
        self._failures.pop(it, None)
        self._until.pop(it, None)

    def _pause_seconds(self, failures: int) -> float:
        last = len(self._pauses_seconds) - 1
        return self._pauses_seconds[min(failures, last)] if last >= 0 else math.inf
