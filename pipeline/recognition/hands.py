"""How many processes may work at one thing at once, whoever starts them."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Hands:
    """Those for one kind of work, of all threads; who comes first has one first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = 0
        self._waiting = deque[object]()

    @contextmanager
    def held(self, workers: int) -> Iterator[None]:
        """Hold a hand, once one of so many is free.

        Args:
            workers: Hands that there are.
        """
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            try:
                self._changed.wait_for(
                    lambda: self._held < workers and self._waiting[0] is turn
                )
                self._held += 1
            finally:
                self._waiting.remove(turn)
                self._changed.notify_all()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def spare(self, workers: int) -> Iterator[bool]:
        """Hold a hand if one is free that nobody waits for.

        Args:
            workers: Hands that there are.

        Yields:
            Whether it is held.
        """
        with self._changed:
            is_held = self._held < workers and not self._waiting
            self._held += is_held
        try:
            yield is_held
        finally:
            if is_held:
                self._give_back()

    def are_awaited(self) -> bool:
        """Whether somebody waits for one."""
        return bool(self._waiting)

    def _give_back(self) -> None:
        with self._changed:
            self._held -= 1
            self._changed.notify_all()
