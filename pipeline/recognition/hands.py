"""How many processes may work at one thing at once, whoever starts them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Hands:
    """Those for one kind of work, of all threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = 0
        self._waiting = 0

    @contextmanager
    def held(self, workers: int, most: int = 1) -> Iterator[int]:
        """Hold a hand, once one of so many is free.

        Args:
            workers: Hands that there are.
            most: So many are taken when they are free and nobody waits for one.

        Yields:
            How many are held.
        """
        count = self._take(workers, most)
        try:
            yield count
        finally:
            with self._changed:
                self._held -= count
                self._changed.notify_all()

    def _take(self, workers: int, most: int) -> int:
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._held < workers)
            finally:
                self._waiting -= 1
            count = 1 if self._waiting else min(most, workers - self._held)
            self._held += count
            return count
