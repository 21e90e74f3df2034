"""Work on one untrusted file, done in a process of its own.

The process is forked from a small server that has the libraries loaded already
(14 ms instead of 310), limits itself, leads a process group, and answers with
one JSON noun a page, or with bytes as they are. It may be asked several things about
what came in one file, one after the other. When a page takes too long, or all of them
together, the whole group is killed, so no Tesseract stays behind; when our own process
dies, it ends by itself. It has no network where the system allows that (`seclusion`).

Nothing is shared between files: a file that crashes a library spoils only its
own work. What comes back is JSON and not a pickle, since the process may have
been taken over by the file that it reads. For what it meets besides and is no fault of
the file (`faults`) the file is not refused.
"""

import contextlib
import importlib
import math
import multiprocessing
import os
import pickle
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

from pipeline import disk, programs, seclusion
from pipeline.apart import answers, faults
from pipeline.apart.limits import Limits
from pipeline.apart.stopwatch import Stopwatch
from pipeline.errors import ScanError

Noun = TypeVar("Noun")
Task = Callable[..., Iterator[object]]

_CONTEXT = multiprocessing.get_context("forkserver")
_ITEM, _REFUSED, _FAULT, _END = b"+", b"!", b"?", b"."
_END_WAIT_S = 5.0

_ENDED: Final = frozenset({"too_long", "crashed"})
"""Refusals after which a process is not asked again."""

_SLOW_PAGES, _USUAL_SHARE = 10.0, 0.25
"""So many pages may take all the time that one may take, whatever is asked of a
process; of it the others take a share, or less."""

_ROOM_MB: Final = 256
"""What a file needs at most of the disk for temporary files; with less it is full."""

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Of libraries that would start a thread for each core, which small matrices make
spin for nothing. Read when they are loaded."""

_preloaded: Final = ["pipeline.apart.beforehand"]
"""Modules that the server loads once it is started, in this order."""


def preload(module: str) -> None:
    """Have the server load that module; said before it is started."""
    if module not in _preloaded:
        _preloaded.append(module)


def get_ready() -> None:
    """Start the server that processes are forked from; it loads in the background."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    _CONTEXT.set_forkserver_preload(_preloaded)
    forkserver.ensure_running()


class Process:
    """A process apart, until it is closed; a context manager.

    It is for one file, and what belongs to it: whatever takes it over is asked of
    nothing else. One that was ended is started anew by the next question.

    Args:
        limits: Kept by the process itself, its time by us.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: ForkServerProcess | None = None
        self._pipes: tuple[Connection, ...] = ()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._slow_pages = _SLOW_PAGES

    def __enter__(self) -> Self:
        """It is started by the first question, or by `start`."""
        return self

    def start(self) -> None:
        """Start it; it gets ready while we go on."""
        get_ready()
        ours, answered = _CONTEXT.Pipe(duplex=False)
        asked, to_ask = _CONTEXT.Pipe(duplex=False)
        os.set_blocking(to_ask.fileno(), False)
        self._pipes = (ours, to_ask)
        self._scratch = _scratch()
        with asked, answered:
            scratch = self._scratch.name if self._scratch else ""
            arguments = (asked, answered, self._limits.memory_mb, scratch)
            process = _CONTEXT.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            self._process = process

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, with whatever it started."""
        self._end()

    def _end(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        if self._process is not None:
            _end(self._process.pid)
            self._process.join(_END_WAIT_S)
            self._process = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def ask(
        self,
        task: str,
        arguments: tuple[Any, ...],
        noun: type[Noun],
        most: int,
        limits: Limits | None = None,
    ) -> tuple[Noun, ...]:
        """Have it do a task to its end.

        Args:
            task: "module:function" of a generator that takes the arguments and, by
                keyword, the limits.
            arguments: Handed over pickled.
            noun: What it yields; bytes come as they are.
            most: So many answers there can be.
            limits: Of this task, if they are others than those of the process; the
                memory is that of the process.

        Raises:
            ScanError: The file was refused, took too long, or ended the process.
            OSError: The system failed it.
            FixityError: A file of ours is damaged that it was to use.
        """
        question = (task, arguments, limits or self._limits)
        try:
            return self._asked(question, noun, most)
        except OSError as error:
            if not _was_filled_by_it(error):
                raise
        try:  # once more: something else may have filled the disk for a moment
            return self._asked(question, noun, most)
        except OSError as error:
            if not _was_filled_by_it(error):
                raise
            raise ScanError("too_large", os.strerror(error.errno or 0)) from error

    def _asked(
        self, question: tuple[str, tuple[Any, ...], Limits], noun: type[Noun], most: int
    ) -> tuple[Noun, ...]:
        if self._process is None:
            self.start()
        try:
            return tuple(self._answers(question, noun, most))
        except BaseException as error:
            if not isinstance(error, ScanError) or error.code in _ENDED:
                self._end()
            raise

    def _answers(
        self, question: tuple[str, tuple[Any, ...], Limits], noun: type[Noun], most: int
    ) -> Iterator[Noun]:
        ours, to_ask = (pipe.fileno() for pipe in self._pipes)
        seconds = question[2].seconds
        clock, count = Stopwatch(), 0
        try:
            with _understood(seconds):
                answers.send(to_ask, pickle.dumps(question), seconds, clock)
            for count in range(most + 1):
                pages = self._slow_pages + _USUAL_SHARE * count
                until = min(clock() + seconds, seconds * pages)
                with _understood(seconds):
                    answer = _read(answers.receive(ours, until, clock), noun)
                if answer is None:
                    return
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            slow = clock() / seconds - _USUAL_SHARE * count
            self._slow_pages = max(1.0, self._slow_pages - max(0.0, slow))
        raise ScanError("crashed", f"> {most}")


def run(
    task: str,
    arguments: tuple[Any, ...],
    noun: type[Noun],
    limits: Limits,
    most: int,
) -> tuple[Noun, ...]:
    """Run a task to its end, in a process of its own; as `Process.ask`.

    Raises:
        ScanError: The file was refused, took too long, or ended the process.
        OSError: The system failed it.
        FixityError: A file of ours is damaged that it was to use.
    """
    with Process(limits) as process:
        return process.ask(task, arguments, noun, most)


def _scratch() -> tempfile.TemporaryDirectory[str] | None:
    """A folder for its temporary files, which go with it; None where none is made."""
    with contextlib.suppress(OSError):
        return tempfile.TemporaryDirectory(
            prefix="podshivka-", ignore_cleanup_errors=True
        )
    return None


def _was_filled_by_it(error: OSError) -> bool:
    """It found no room, and there is some now that it ended with all that it wrote."""
    if not faults.is_of_room(error):
        return False
    return shutil.disk_usage(tempfile.gettempdir()).free >= _ROOM_MB << 20


def _end(pid: int | None) -> None:
    """Kill the process and whatever it started."""
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _understood(seconds: float) -> Iterator[None]:
    """What comes back in time is an answer, or the process is of no use any more."""
    try:
        yield
    except TimeoutError as error:
        raise ScanError("too_long", f"{seconds:g} s") from error
    except (EOFError, OSError, ValueError) as error:
        raise ScanError("crashed") from error


def _read(answer: bytes, noun: type[Noun]) -> Noun | Exception | None:
    """An answer as the noun that it was said to be; None of the last."""
    kind, content = answer[:1], answer[1:]
    if kind == _END:
        return None
    if kind == _REFUSED:
        return ScanError(*disk.from_json(content, tuple[str, str]))
    if kind == _FAULT:
        return faults.read(content)
    if noun is bytes:
        return cast("Noun", content)
    return disk.from_json(content, noun)


def _serve(
    asked: Connection, answered: Connection, memory_mb: int, scratch: str
) -> None:
    """The process: limit itself, and do what it is asked until nobody asks."""
    _be_alone(scratch)
    _limit_memory(memory_mb)
    with contextlib.suppress(EOFError):
        while True:
            question = answers.receive(asked.fileno(), math.inf)
            _answer(answered.fileno(), *pickle.loads(question))  # noqa: S301 - ours


def _answer(target: int, task: str, arguments: tuple[Any, ...], limits: Limits) -> None:
    try:
        for item in _limited(_find(task)(*arguments, limits=limits), limits.seconds):
            content = item if isinstance(item, bytes) else disk.to_json_line(item)
            answers.send(target, _ITEM + content)
    except ScanError as refusal:
        _refuse(target, refusal.code, refusal.detail)
    except MemoryError:
        _refuse(target, "too_large", f"{limits.memory_mb} MB")
    except Exception as fault:  # noqa: BLE001 - one bad file is told, not fatal
        if (told := faults.told(fault)) is not None:
            answers.send(target, _FAULT + told)
        else:
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
        programs.limit_ourselves(resource.RLIMIT_CPU, allowed, for_now=True)
        try:
            yield next(items)
        except StopIteration:
            return


def _limit_memory(memory_mb: int) -> None:
    size = memory_mb << 20
    programs.limit_ourselves(resource.RLIMIT_AS, size)
    programs.limit_ourselves(resource.RLIMIT_FSIZE, size)  # nor write more
    programs.limit_ourselves(resource.RLIMIT_CORE, 0)


def _be_alone(scratch: str) -> None:
    """Lead a process group, say nothing, and end when the parent ends."""
    os.setsid()
    seclusion.leave_network()  # before there is a second thread
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    os.environ.update(programs.clean_environment({"OMP_THREAD_LIMIT": "1"}))
    if scratch:
        tempfile.tempdir = os.environ["TMPDIR"] = scratch
    threading.Thread(target=_follow_parent, args=[scratch], daemon=True).start()


def _follow_parent(scratch: str) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    if scratch:
        shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
