"""Answers from a process that may have been taken over, each whole in good time.

An answer is its length, four bytes, and its content. `multiprocessing` has the same,
but waits without end for the rest of an answer that has begun.
"""

import math
import os
import select
import struct
import time
from collections.abc import Iterator
from typing import Final

from pipeline.apart.stopwatch import Clock

LONGEST_BYTES: Final = 256 << 20

_HEAD: Final = struct.Struct("!I")
_PIECE_BYTES: Final = 1 << 20
_LONGEST_WAIT_S: Final = 1.0


def pieces(content: bytes) -> Iterator[bytes]:
    """Content of any length as answers that are short enough."""
    view = memoryview(content)
    for start in range(0, len(content), LONGEST_BYTES // 4):
        yield bytes(view[start : start + LONGEST_BYTES // 4])


def send(
    target: int,
    content: bytes,
    until: float = math.inf,
    clock: Clock = time.monotonic,
) -> None:
    """Write an answer; waits as long as the reader does.

    Args:
        target: Descriptor of a pipe.
        content: Of the answer.
        until: When it must be written, if the pipe does not block.
        clock: By which that is told.

    Raises:
        TimeoutError: It is not.
    """
    rest = memoryview(_HEAD.pack(len(content)) + content)
    while rest:
        try:
            rest = rest[os.write(target, rest) :]
        except BlockingIOError:
            _wait(target, select.POLLOUT, until, clock)


def receive(source: int, until: float, clock: Clock = time.monotonic) -> bytes:
    """Read an answer.

    Args:
        source: Descriptor of a pipe.
        until: When it must be there.
        clock: By which that is told.

    Raises:
        TimeoutError: It is not.
        EOFError: The process ended within it, or wants to say too much.
    """
    (size,) = _HEAD.unpack(_exactly(source, _HEAD.size, until, clock))
    if size > LONGEST_BYTES:
        raise EOFError
    return _exactly(source, size, until, clock)


def _exactly(source: int, size: int, until: float, clock: Clock) -> bytes:
    content = bytearray()
    while len(content) < size:
        _wait(source, select.POLLIN, until, clock)
        piece = os.read(source, min(size - len(content), _PIECE_BYTES))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)


def _wait(pipe: int, what: int, until: float, clock: Clock) -> None:
    """The pipe is asked once though the time is up: the answer may lie there."""
    waiting = select.poll()
    waiting.register(pipe, what)
    while True:
        left_s = max(0.0, until - clock())
        if waiting.poll(min(left_s, _LONGEST_WAIT_S) * 1000):
            return
        if not left_s:
            raise TimeoutError
