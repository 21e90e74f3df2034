"""Outside programs: found, limited, timed, and ended with all their children.

A program is started without a shell, in a process group of its own, with an
environment that holds no language and no secret of ours, and without network where
the system allows that (`seclusion`). When its time is up the whole group is killed, and
the program is asked to end when we were killed ourselves. `end_all` ends what runs. Its
output is taken through temporary files, so a grandchild that keeps the pipe open holds
nobody up.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline import seclusion
from pipeline.errors import MissingProgramError, ProgramError

_KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "TESSDATA_PREFIX", "SYSTEMROOT")
_LAST_WORDS_BYTES = 2000
_KILL_WAIT_S = 5.0

_in_groups: "set[subprocess.Popen[bytes]]" = set()
"""What runs now, each in a process group of its own."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that we need.

    Attributes:
        name: For people.
        commands: The names it may go by on PATH, the preferred one first.
        install: The command that installs it on Debian and Ubuntu.
    """

    name: str
    commands: tuple[str, ...]
    install: str


LIBREOFFICE = Program(
    "LibreOffice Writer",
    ("soffice", "libreoffice"),
    "apt-get install --no-remove libreoffice-writer-nogui",
)
TESSERACT = Program(
    "Tesseract OCR",
    ("tesseract",),
    "apt-get install tesseract-ocr tesseract-ocr-rus tesseract-ocr-eng",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    Attributes:
        seconds: Wall clock; then the whole process group is killed.
        memory_mb: Address space of each process, 0 for no limit.
        output_mb: Size of any file it writes, standard output included.
    """

    seconds: float
    memory_mb: int = 0
    output_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program left behind."""

    output: bytes
    last_words: str


def find(program: Program) -> Path:
    """Where the program is.

    Raises:
        MissingProgramError: Nowhere on PATH.
    """
    for command in program.commands:
        found = shutil.which(command)
        if found:
            return Path(found)
    raise MissingProgramError(program.name, program.install)


def is_installed(program: Program) -> bool:
    """It is somewhere on PATH."""
    return any(shutil.which(command) for command in program.commands)


def run(
    program: Program,
    arguments: Sequence[str | Path],
    *,
    limits: Limits,
    folder: Path | None = None,
    extra_environment: dict[str, str] | None = None,
    in_our_group: bool = False,
) -> Finished:
    """Run the program to its end.

    Args:
        program: Which one.
        arguments: Handed over as they are; there is no shell.
        limits: Time, memory and output.
        folder: Its working folder.
        extra_environment: Beside PATH, HOME and the like.
        in_our_group: For a process that leads a group which is killed as a whole: the
            program joins it, and what it leaves behind goes with the group.

    Raises:
        MissingProgramError: It is not installed.
        ProgramError: It took too long or ended with an error.
    """
    command = [str(find(program)), *map(str, arguments)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=folder,
            env=clean_environment(extra_environment),
            start_new_session=not in_our_group,
            preexec_fn=_limiter(limits),  # noqa: PLW1509 - system calls only
        )
        try:
            if not in_our_group:
                _in_groups.add(process)
            code = process.wait(timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            detail = f"no answer within {limits.seconds:g} s"
            raise ProgramError(program.name, detail) from error
        finally:
            _in_groups.discard(process)
            _end(process, in_our_group=in_our_group)
        last_words = _tail(errors)
        if code:
            raise ProgramError(program.name, f"exit code {code}. {last_words}".strip())
        output.seek(0)
        return Finished(output.read(), last_words)


def end_all() -> None:
    """End what other threads run: whoever waits for it hears that it failed."""
    for process in list(_in_groups):
        _end(process, in_our_group=False)


def clean_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment that a child gets: nothing that would change its words."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"} | (extra or {})


def _limiter(limits: Limits) -> Callable[[], None]:
    us = os.getpid()

    def limit() -> None:
        seclusion.leave_network()
        seclusion.end_with(us)
        limit_ourselves(resource.RLIMIT_FSIZE, limits.output_mb << 20)
        if limits.memory_mb:
            limit_ourselves(resource.RLIMIT_AS, limits.memory_mb << 20)

    return limit


def limit_ourselves(kind: int, most: int, *, for_now: bool = False) -> None:
    """Limit this process and what it starts; a lower limit of the system's stays.

    To ask for more than that fails, without rights of an administrator.

    Args:
        kind: `resource.RLIMIT_AS` or the like.
        most: In its unit.
        for_now: It is to be raised again.
    """
    _soft, hard = resource.getrlimit(kind)
    size = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (size, hard if for_now else size))


def _end(process: "subprocess.Popen[bytes]", *, in_our_group: bool) -> None:
    """End the program and, in a group of its own, whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if in_our_group:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):  # it hangs in the system
        process.wait(timeout=_KILL_WAIT_S)


def _tail(stream: IO[bytes]) -> str:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _LAST_WORDS_BYTES))
    return stream.read().decode(errors="replace").strip()
