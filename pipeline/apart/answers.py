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

LONGEST_BYTES: Final = 256 << 20

_HEAD: Final = struct.Struct("!I")
_PIECE_BYTES: Final = 1 << 20
_LONGEST_WAIT_MS: Final = 3_600_000


def pieces(content: bytes) -> Iterator[bytes]:
    """Content of any length as answers that are short enough."""
    view = memoryview(content)
    for start in range(0, len(content), LONGEST_BYTES // 4):
        yield bytes(view[start : start + LONGEST_BYTES // 4])


def send(target: int, content: bytes, until: float = math.inf) -> None:
    """Write an answer; waits as long as the reader does.

    Args:
        target: Descriptor of a pipe.
        content: Of the answer.
        until: When it must be written, as `time.monotonic` counts, if the pipe does
            not block.

    Raises:
        TimeoutError: It is not.
    """
    rest = memoryview(_HEAD.pack(len(content)) + content)
    while rest:
        try:
            rest = rest[os.write(target, rest) :]
        except BlockingIOError:
            _wait(target, select.POLLOUT, until)


def receive(source: int, until: float) -> bytes:
    """Read an answer.

    Args:
        source: Descriptor of a pipe.
        until: When it must be there, as `time.monotonic` counts.

    Raises:
        TimeoutError: It is not.
        EOFError: The process ended within it, or wants to say too much.
    """
    (size,) = _HEAD.unpack(_exactly(source, _HEAD.size, until))
    if size > LONGEST_BYTES:
        raise EOFError
    return _exactly(source, size, until)


def _exactly(source: int, size: int, until: float) -> bytes:
    content = bytearray()
    while len(content) < size:
        _wait(source, select.POLLIN, until)
        piece = os.read(source, min(size - len(content), _PIECE_BYTES))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)


def _wait(pipe: int, what: int, until: float) -> None:
    waiting = select.poll()
    waiting.register(pipe, what)
    while (left_ms := (until - time.monotonic()) * 1000) > 0:
        if waiting.poll(min(left_ms, _LONGEST_WAIT_MS)):
            return
    raise TimeoutError
