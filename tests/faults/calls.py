"""Every changing system call of a process and all its children, in one order.

The kernel stops each such call and asks here what becomes of it (`seccomp_unotify(2)`):
one counter goes over all processes and threads, static programs included, and no
compiler or debugger is needed. The answer is to let it be, to refuse it with an error
number, or to kill the process that made it, as a power cut would.

Only on Linux from 5.9 on, on x86-64.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

_OPENS: Final = {"open": 2, "creat": 85, "openat": 257}
_OF_PATHS: Final = {
    "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87, "symlink": 88,
    "chmod": 90, "mkdirat": 258, "unlinkat": 263, "renameat": 264, "linkat": 265,
    "symlinkat": 266, "fchmodat": 268, "truncate": 76, "utimensat": 280,
    "renameat2": 316,
}  # fmt: skip
_OF_FILES: Final = {
    "write": 1, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74,
    "fdatasync": 75, "ftruncate": 77, "fchmod": 91, "fallocate": 285, "pwritev": 296,
    "copy_file_range": 326, "pwritev2": 328,
}  # fmt: skip
_NUMBERS: Final = _OPENS | _OF_PATHS | _OF_FILES
_NAMES: Final = {number: name for name, number in _NUMBERS.items()}

_PATHS: Final[Mapping[str, tuple[tuple[int | None, int], ...]]] = {
    "open": ((None, 0),),
    "creat": ((None, 0),),
    "openat": ((0, 1),),
    "rename": ((None, 0), (None, 1)),
    "mkdir": ((None, 0),),
    "rmdir": ((None, 0),),
    "link": ((None, 0), (None, 1)),
    "unlink": ((None, 0),),
    "symlink": ((None, 1),),
    "chmod": ((None, 0),),
    "mkdirat": ((0, 1),),
    "unlinkat": ((0, 1),),
    "renameat": ((0, 1), (2, 3)),
    "linkat": ((0, 1), (2, 3)),
    "symlinkat": ((1, 2),),
    "fchmodat": ((0, 1),),
    "truncate": ((None, 0),),
    "utimensat": ((0, 1),),
    "renameat2": ((0, 1), (2, 3)),
}
"""Where each call has its paths: the argument that names the folder, and the path."""

_WRITTEN: Final = {"copy_file_range": 2}
"""The argument that is the file written to, where it is not the first."""

_FLAGS: Final = {"open": 1, "openat": 2}
_AT_FDCWD: Final = -100 & 0xFFFFFFFF
_LONGEST_PATH: Final = 4096

_PR_SET_NO_NEW_PRIVS, _SECCOMP, _SET_MODE_FILTER, _NEW_LISTENER = 38, 317, 1, 8
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_QUESTION: Final = struct.Struct("=QIIiIQ6Q")
_REPLY: Final = struct.Struct("=QqiI")
_LET_BE: Final = 1
CRASHED: Final = 70
"""How a child ends whose `Act` raised something."""

_POLL_MS: Final = 200


@dataclass(frozen=True)
class Call:
    """One call that changes something.

    Attributes:
        name: Of the system call.
        paths: What it changes: one path, or two for what is renamed or linked.
        process: That made it.
    """

    name: str
    paths: tuple[str, ...]
    process: int


class Killed(Exception):  # noqa: N818 - a verdict, no error
    """The process is killed before the call does anything."""


Judge = Callable[[Call], None]
"""Called with every call, before it is done. Raises `OSError` to refuse the call with
its number, `Killed` to end the process that made it."""


Act = Callable[[], int]


@dataclass(frozen=True)
class Run:
    """How what was watched ended; a negative code is the signal that ended it."""

    returncode: int
    output: str


class StuckError(Exception):
    """What was watched, or something that it started, did not end in time."""


def obstacle() -> str:
    """Why this machine does not let us watch calls; "" when it does.

    Asked of a process of its own, which may fork.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"{sys.platform} on {platform.machine()}"
    script = "from tests.faults import calls; calls.watched(lambda: 0, print)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr if done.returncode else ""


def watched(act: Act, judge: Judge, *, seconds: float = 120) -> Run:
    """Do something in a child process, to its end and to that of all it starts.

    The child is a fork of this process, so that what is imported here it need not
    import again; this process must have one thread only.

    Args:
        act: Returns the child's exit code.
        judge: Asked of every changing call, one at a time.
        seconds: How long it may take.

    Raises:
        OSError: This machine does not let us watch calls.
        StuckError: It took longer, and was killed.
    """
    here, there = socket.socketpair()
    output = os.memfd_create("output")
    try:
        with here:
            with there:
                child = os.fork()
                if not child:
                    here.close()
                    _be_child(act, output, partial(_be_watched, there))
            listener = _listener(here, child, output)
        with os.fdopen(listener, "rb", buffering=0) as questions:
            _attend(questions.fileno(), judge, child, time.monotonic() + seconds)
        return Run(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), _said(output))
    finally:
        os.close(output)


def _listener(here: socket.socket, child: int, output: int) -> int:
    """Where the child's calls are asked of, once it is under the filter."""
    _word, listeners, _flags, _from = socket.recv_fds(here, 1, 1)
    if listeners:
        return listeners[0]
    os.waitpid(child, 0)
    raise OSError(errno.ENOSYS, _said(output))


def alone(act: Act, *, seconds: float = 120) -> Run:
    """Do something in a child process that nobody watches, to its end.

    Raises:
        StuckError: It took longer, and was killed.
    """
    output = os.memfd_create("output")
    try:
        child = os.fork()
        if not child:
            _be_child(act, output)
        return Run(_ended(child, seconds), _said(output))
    finally:
        os.close(output)


def _ended(child: int, seconds: float) -> int:
    """The code with which the child ends."""
    handle = os.pidfd_open(child)
    try:
        ended, _, _ = select.select([handle], [], [], seconds)
    finally:
        os.close(handle)
    if not ended:
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not ended:
        raise StuckError
    return code


def _be_watched(there: socket.socket) -> None:
    """Go under the filter, and hand over where its calls are asked of."""
    listener = _filtered()
    socket.send_fds(there, [b"!"], [listener])
    os.close(listener)
    there.close()


def _be_child(
    act: Act, output: int, prepare: Callable[[], None] = lambda: None
) -> NoReturn:
    """The child: act, end."""
    code = CRASHED
    try:
        os.setsid()
        for stream in (1, 2):
            os.dup2(output, stream)
        prepare()
        code = act()
    except BaseException:  # noqa: BLE001 - the child must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _said(output: int) -> str:
    return os.pread(output, os.fstat(output).st_size, 0).decode(errors="replace")


def _attend(listener: int, judge: Judge, child: int, until: float) -> None:
    """Answer every question until nobody is left to ask."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    while True:
        for _descriptor, event in poll.poll(_POLL_MS):
            if event & select.POLLIN:
                _answer(listener, judge)
            elif event & select.POLLHUP:
                return
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise StuckError


def _answer(listener: int, judge: Judge) -> None:
    question = bytearray(_QUESTION.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, question)
    except OSError:
        return  # it was killed while it waited
    number, thread, _flags, call, _arch, _at, *arguments = _QUESTION.unpack(question)
    refusal, let_be = 0, _LET_BE
    try:
        made = _call(thread, _NAMES[call], arguments)
        if made is not None:
            judge(made)
    except Killed:
        os.kill(_leader(thread), signal.SIGKILL)
        refusal, let_be = -errno.EINTR, 0  # it must not be done on the way out
    except OSError as error:
        refusal, let_be = -(error.errno or errno.EIO), 0
    with contextlib.suppress(OSError):  # it was killed
        fcntl.ioctl(listener, _ANSWER, _REPLY.pack(number, 0, refusal, let_be))


def _call(thread: int, name: str, arguments: Sequence[int]) -> Call | None:
    """What the call changes; None when nothing, or when its thread has gone."""
    if name in _FLAGS and not arguments[_FLAGS[name]] & (os.O_CREAT | os.O_TRUNC):
        return None
    try:
        return Call(name, tuple(_paths(thread, name, arguments)), _leader(thread))
    except OSError:
        return None


def _paths(thread: int, name: str, arguments: Sequence[int]) -> Iterator[str]:
    own = Path("/proc", str(thread))
    if name in _OF_FILES:
        yield str((own / f"fd/{arguments[_WRITTEN.get(name, 0)]}").readlink())
        return
    for folder, path in _PATHS[name]:
        start = _AT_FDCWD if folder is None else arguments[folder] & 0xFFFFFFFF
        place = own / ("cwd" if start == _AT_FDCWD else f"fd/{start}")
        said = _text(thread, arguments[path]) if arguments[path] else ""
        whole = said if said.startswith("/") else f"{place.readlink()}/{said}"
        yield os.path.normpath(whole)


def _text(thread: int, address: int) -> str:
    """The text that ends with a zero at an address of the process."""
    read = b""
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        while b"\0" not in read and len(read) < _LONGEST_PATH:
            # no further than the end of the page: the next may not be there
            read += memory.read(4096 - (address + len(read)) % 4096)
    return os.fsdecode(read.partition(b"\0")[0])


def _leader(thread: int) -> int:
    """The process of a thread."""
    status = Path(f"/proc/{thread}/status").read_text(
        encoding="ascii", errors="replace"
    )
    return next(
        int(it.split()[1]) for it in status.splitlines() if it.startswith("Tgid")
    )


def _filter() -> bytes:
    """Ask of those calls, allow all others."""
    numbers = sorted(_NAMES)
    lines = [(_LOAD, 0, 0, 0)]
    for place, number in enumerate(numbers):
        lines.append((_JUMP_IF_EQUAL, len(numbers) - place, 0, number))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ASK)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _filtered() -> int:
    """Put this process, and all that it becomes or starts, under the filter.

    Returns:
        The descriptor where its calls are asked of.
    """

    class _Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("lines", ctypes.c_void_p))

    content = _filter()
    lines = ctypes.create_string_buffer(content)
    program = _Program(len(content) // 8, ctypes.addressof(lines))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    listener = libc.syscall(
        _SECCOMP, _SET_MODE_FILTER, _NEW_LISTENER, ctypes.byref(program)
    )
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(listener)
