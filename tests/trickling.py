"""Tasks of a process apart that answers slowly, without end, or from elsewhere."""

import errno
import itertools
import os
import resource
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.apart import Limits, answers
from pipeline.errors import FixityError

PAUSE_S = 0.1


def sound(count: int, **_limits: Limits) -> Iterator[str]:
    """So many answers at once."""
    yield from map(str, range(count))


def raw(size: int, **_limits: Limits) -> Iterator[bytes]:
    """So many bytes, in pieces."""
    yield from answers.pieces(bytes(size))


def mine(**_limits: Limits) -> Iterator[str]:
    """Who answers."""
    yield str(os.getpid())


def die(**_limits: Limits) -> Iterator[str]:
    """End at once, as a process whose library crashed."""
    os.abort()
    yield ""


def write_and_wait(told: str, **_limits: Limits) -> Iterator[str]:
    """Leave a temporary file, tell its folder there, and be killed."""
    folder = tempfile.mkdtemp()
    Path(folder, "page.pgm").write_bytes(b"of somebody")
    Path(told).write_text(folder, encoding="utf-8")
    time.sleep(60)
    yield ""


def most_cpu_seconds(**_limits: Limits) -> Iterator[str]:
    """How far this process may raise its limit."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    yield str(hard)


FAULTS: dict[str, Exception] = {
    "share": OSError(errno.EIO, "Input/output error", "scan.pdf"),
    "ours": FixityError(Path("/issued/2026/layout.json")),
    "full": OSError(errno.ENOSPC, "No space left on device", "page.pgm"),
    "files": OSError(errno.EMFILE, "Too many open files", "page.pgm"),
    "terminal": FixityError(Path("/issued/\x1b[2J\n2026")),
    "picture": OSError("broken data stream"),
    "decoder": OSError(-2, "decoder error"),
    "place": OSError(errno.EINVAL, "Invalid argument"),
}


def fail(fault: str, **_limits: Limits) -> Iterator[str]:
    """Meet that."""
    raise FAULTS[fault]
    yield ""


def echo(text: str, **_limits: Limits) -> Iterator[str]:
    """What was given."""
    yield text


def endless(pause_s: float, **_limits: Limits) -> Iterator[str]:
    """Answer after answer, with a pause before each."""
    for number in itertools.count():
        time.sleep(pause_s)
        yield str(number)


def slow(count: int, pause_s: float, **limits: Limits) -> Iterator[str]:
    """So many answers, with a pause before each."""
    return itertools.islice(endless(pause_s, **limits), count)


def byte_by_byte(pid_file: str, **_limits: Limits) -> Iterator[str]:
    """Begin an answer, and go on with it for ever: a process that was taken over."""
    frame = sys._getframe()
    while "target" not in frame.f_locals:
        frame = frame.f_back
    target = frame.f_locals["target"]
    Path(pid_file).write_text(str(os.getpid()), encoding="ascii")
    os.write(target, struct.pack("!I", 1 << 20))
    while True:
        os.write(target, b"x")
        time.sleep(PAUSE_S)
    yield ""


def reach(port: int, **_limits: Limits) -> Iterator[str]:
    """What came of knocking at that port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError as error:
        yield os.strerror(error.errno or 0)
    else:
        yield "reached"
