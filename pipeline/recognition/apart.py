"""Work on one untrusted file, done in a process of its own.

The process is forked from a small server that has the libraries loaded already
(14 ms instead of 310), limits itself, leads a process group, and answers with
one JSON noun a page. When a page takes too long, or all of them together, the whole
group is killed, so no Tesseract stays behind; when our own process dies, it ends by
itself. It has no network where the system allows that (`seclusion`).

Nothing is shared between files: a file that crashes a library spoils only its
own work. What comes back is JSON and not a pickle, since the process may have
been taken over by the file that it reads.
"""

import contextlib
import importlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from pipeline import disk, programs, seclusion
from pipeline.errors import ScanError
from pipeline.recognition import answers
from pipeline.recognition.limits import Limits

Noun = TypeVar("Noun")
Task = Callable[..., Iterator[object]]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pipeline.recognition.beforehand"])
_ITEM, _REFUSED, _END = b"+", b"!", b"."
_END_WAIT_S = 5.0

_SLOW_PAGES, _USUAL_SHARE = 10, 0.25
"""So many pages may take all the time that one may take; of it the others take a
share, or less."""

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Of libraries that would start a thread for each core, which small matrices make
spin for nothing. Read when they are loaded."""


def get_ready() -> None:
    """Start the server that processes are forked from; it loads in the background."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    forkserver.ensure_running()


def run(
    task: str,
    arguments: tuple[Any, ...],
    noun: type[Noun],
    limits: Limits,
    most: int,
) -> tuple[Noun, ...]:
    """Run a task to its end.

    Args:
        task: "module:function" of a generator that takes the arguments and, by
            keyword, the limits.
        arguments: Handed over pickled.
        noun: What it yields.
        limits: Kept by the process itself, its time by us.
        most: So many answers there can be.

    Raises:
        ScanError: The file was refused, took too long, or ended the process.
    """
    get_ready()
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(
        target=_serve, args=(sender, task, arguments, limits), daemon=True
    )
    with receiver:
        with sender:
            process.start()
        try:
            return tuple(_answers(receiver.fileno(), noun, limits.seconds, most))
        finally:
            _end(process.pid)
            process.join(_END_WAIT_S)


def _answers(
    source: int, noun: type[Noun], seconds: float, most: int
) -> Iterator[Noun]:
    start = time.monotonic()
    for count in range(most + 1):
        all_of_them = start + seconds * (_SLOW_PAGES + _USUAL_SHARE * count)
        try:
            until = min(time.monotonic() + seconds, all_of_them)
            answer = answers.receive(source, until)
        except TimeoutError as error:
            raise ScanError("too_long", f"{seconds:g} s") from error
        except (EOFError, OSError) as error:
            raise ScanError("crashed") from error
        kind, content = answer[:1], answer[1:]
        if kind == _END:
            return
        if kind == _REFUSED:
            code, detail = disk.from_json(content, tuple[str, str])
            raise ScanError(code, detail)
        yield disk.from_json(content, noun)
    raise ScanError("crashed", f"> {most}")


def _end(pid: int | None) -> None:
    """Kill the process and whatever it started."""
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _serve(
    sender: Connection, task: str, arguments: tuple[Any, ...], limits: Limits
) -> None:
    """The process: limit itself, work, answer."""
    _be_alone()
    _limit_memory(limits.memory_mb)
    target = sender.fileno()
    try:
        for item in _limited(_find(task)(*arguments, limits=limits), limits.seconds):
            answers.send(target, _ITEM + disk.to_json_line(item))
    except ScanError as refusal:
        _refuse(target, refusal.code, refusal.detail)
    except MemoryError:
        _refuse(target, "too_large", f"{limits.memory_mb} MB")
    except Exception as fault:  # noqa: BLE001 - one bad file is told, not fatal
        _refuse(target, "crashed", f"{type(fault).__name__}: {fault}")
    else:
        answers.send(target, _END)


def _refuse(target: int, code: str, detail: str) -> None:
    answers.send(target, _REFUSED + disk.to_json_line((code, detail)))


def _find(task: str) -> Task:
    module, _colon, function = task.partition(":")
    found: Task = getattr(importlib.import_module(module), function)
    return found


def _limited(items: Iterator[object], seconds: float) -> Iterator[object]:
    """Give each page a share of processor time, should nobody watch the clock."""
    while True:
        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))
        try:
            yield next(items)
        except StopIteration:
            return


def _limit_memory(memory_mb: int) -> None:
    size = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # nor write more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _be_alone() -> None:
    """Lead a process group, say nothing, and end when the parent ends."""
    os.setsid()
    seclusion.leave_network()  # before there is a second thread
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    os.environ.update(programs.clean_environment({"OMP_THREAD_LIMIT": "1"}))
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os.killpg(0, signal.SIGKILL)
