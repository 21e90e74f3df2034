"""How work that goes on for long is stopped: in order, and soon.

Ctrl+C, SIGTERM and SIGHUP ask for it. What is in hand then may take minutes, and is
broken off after seconds: each step may be cut short at any point and is done again
at the next start. Every other command is broken off at once, as Ctrl+C does it. Whoever
ignores a signal from the beginning (`nohup`) goes on.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDS = (signal.SIGTERM, signal.SIGHUP)
_SIGNALS = (signal.SIGINT, *_ENDS)
STOP_SECONDS = 8.0
"""From the signal to the end, at the latest."""

_REST_SECONDS = 2.0
"""For what is still in hand once all else has ended."""


_Handler = Callable[[int, FrameType | None], None]


class Signalled(BaseException):
    """The system, or a terminal that closes, ends us; like `KeyboardInterrupt`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


@contextmanager
def in_order() -> Iterator[None]:
    """Break off by `Signalled`, so that what was begun is put away on the way out.

    Python would be gone at once, and leave its files and LibreOffice behind.
    """
    ended = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        if not ended.is_set():  # another one would break off the putting away
            ended.set()
            raise Signalled(number)

    if threading.current_thread() is not threading.main_thread():
        yield  # no signal comes there
        return
    with _heeding(_ENDS, end):
        yield


@contextmanager
def _heeding(numbers: tuple[signal.Signals, ...], end: _Handler) -> Iterator[None]:
    heeded = [it for it in numbers if signal.getsignal(it) != signal.SIG_IGN]
    former = {it: signal.signal(it, end) for it in heeded}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def by_signals(stop: threading.Event, exit_code: int) -> Iterator[None]:
    """Set `stop` at the first signal, and leave when that does not end us soon.

    Args:
        stop: Asked by whoever works.
        exit_code: Of a process that has to be cut short.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            _leave_within(STOP_SECONDS, exit_code)
        stop.set()

    try:
        with _heeding(_SIGNALS, end):
            yield
    finally:
        if stop.is_set():
            _leave_within(_REST_SECONDS, exit_code)


def _leave_within(seconds: float, exit_code: int) -> None:
    def leave(_number: int, _frame: FrameType | None) -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError, RuntimeError):
                stream.flush()
        os._exit(exit_code)

    signal.signal(signal.SIGALRM, leave)
    signal.setitimer(signal.ITIMER_REAL, seconds)
