"""Whether the engine runs, and the desk that its work uses.

The engine finds workflows by their name, so they are functions of a module and what
they need stands in one. One engine runs in a process at a time.
"""

import logging
from threading import Event

from pipeline.shelving import Desk

stopping = Event()
"""The engine is being closed, or is closed: what fails now is of no account."""

stopped = Event()

_desk: Desk | None = None


def begin(desk: Desk) -> None:
    """From now on the engine runs; its work uses that desk."""
    global _desk  # noqa: PLW0603 - workflows are module functions
    stopping.clear()
    stopped.clear()
    _desk = desk


def end() -> None:
    """The engine has stopped."""
    global _desk  # noqa: PLW0603 - workflows are module functions
    _desk = None
    stopped.set()


def desk() -> Desk:
    """The desk of the running engine."""
    assert _desk is not None, "the engine is not running"  # noqa: S101 - our own fault
    return _desk


def keep_quiet_at_the_end(log: logging.Logger) -> None:
    """Work that is torn from a closed engine says so, and at length: drop that."""
    log.addFilter(_is_running)


def _is_running(_record: logging.LogRecord) -> bool:
    return not stopping.is_set()
