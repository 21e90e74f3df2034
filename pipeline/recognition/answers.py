"""Answers from a process that may have been taken over, each whole in good time.

An answer is its length, four bytes, and its content. `multiprocessing` has the same,
but waits without end for the rest of an answer that has begun.
"""

import os
import select
import struct
import time
from typing import Final

LONGEST_BYTES: Final = 256 << 20

_HEAD: Final = struct.Struct("!I")
_PIECE_BYTES: Final = 1 << 20


def send(target: int, content: bytes) -> None:
    """Write an answer; waits as long as the reader does.

    Args:
        target: Descriptor of a pipe.
        content: Of the answer.
    """
    rest = memoryview(_HEAD.pack(len(content)) + content)
    while rest:
        rest = rest[os.write(target, rest) :]


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
    waiting = select.poll()
    waiting.register(source, select.POLLIN)
    while len(content) < size:
        left_ms = (until - time.monotonic()) * 1000
        if left_ms <= 0 or not waiting.poll(left_ms):
            raise TimeoutError
        piece = os.read(source, min(size - len(content), _PIECE_BYTES))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)
