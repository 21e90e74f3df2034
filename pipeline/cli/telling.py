"""What `watch` says while it works, and that nobody need hear it.

A terminal that was closed, a full disk under a log: papers are taken in all the same.
Words for people go to standard output and standard error, the log to standard error;
under systemd both are the journal's.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TextIO

from pipeline.cli.base import printable
from pipeline.errors import PodshivkaError
from pipeline.settings import where

Words = ParamSpec("Words")

log = logging.getLogger(__name__)

_PRIORITIES = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}
"""Of the journal, which takes them from the beginning of a line."""


def unheard(say: Callable[Words, object]) -> Callable[Words, None]:
    """The same, but nothing happens when it cannot be said.

    A terminal may be closed, or not have the signs; a record that is told of may be
    damaged.
    """

    def said(*words: Words.args, **named: Words.kwargs) -> None:
        try:
            with contextlib.suppress(OSError):
                say(*words, **named)
        except (PodshivkaError, ValueError) as error:
            log.warning("what was to be said is not: %s", error)

    return said


def let_go() -> None:
    """Let what could not be written go, or the end would be called a failure."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            _let_go_of(stream)


def log_to_stderr() -> None:
    """Log warnings there; in the journal also what became of each file."""
    journal = where.in_journal()
    handler = logging.StreamHandler()
    handler.setFormatter(_JournalFormatter() if journal else _PlainFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # odd dates in fonts
    if journal:
        logging.getLogger("pipeline").setLevel(logging.INFO)


class _PlainFormatter(logging.Formatter):
    """Log lines without anything that could command a terminal."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback if there is one."""
        return printable(super().format(record))


class _JournalFormatter(logging.Formatter):
    """Log lines with the journal's priority; it knows time and process itself."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines, each of which is an entry of the journal."""
        priority = _PRIORITIES.get(record.levelno, 5)
        lines = printable(super().format(record)).splitlines() or [""]
        return "\n".join(f"<{priority}>{line}" for line in lines)


def _let_go_of(stream: TextIO) -> None:
    try:
        stream.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
