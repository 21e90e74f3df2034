"""How a step is run: its result is kept, and it is tried again when it fails.

A step that finished is not run again after a restart; a step that was interrupted
is, which is why every step may run twice.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from threading import BoundedSemaphore, Event
from typing import TypeVar

from dbos import DBOS, StepOptions

from pipeline import systemwords
from pipeline.errors import ChangedError, FixityError, PodshivkaError
from pipeline.work import running

log = logging.getLogger(__name__)
running.keep_quiet_at_the_end(log)

Result = TypeVar("Result")

_APART = ("look", "read")
"""Steps that work in processes of their own; only they keep a worker busy."""

_BROKEN_OFF = (*_APART, "file", "render", "attribute")
"""Steps that call a file unreadable when a process apart ends too soon."""

_TRIES = 8
_FIRST_PAUSE_SECONDS = 1.0

_STOP_WAIT_SECONDS = 5.0

_hands: dict[str, BoundedSemaphore] = {}
"""Of each step apart, as many as there are workers."""

_troubles: dict[str, str] = {}
"""Claims whose step failed and is tried again: token → what was said."""

_nameless = Event()
"""The log tells no names."""


class _StoppedError(Exception):
    """A step ended after the engine had."""


def begin(workers: int, *, nameless: bool = False) -> None:
    """Nothing has failed yet.

    Args:
        workers: How often a step apart may run at once.
        nameless: The log tells no names.
    """
    if nameless:
        _nameless.set()
    else:
        _nameless.clear()
    _troubles.clear()
    _hands.update({step: BoundedSemaphore(workers) for step in _APART})


def troubles() -> dict[str, str]:
    """Claims in hand whose step failed and is tried again: token → why."""
    return dict(_troubles)


def reason_of(error: Exception) -> str:
    """Why something failed, without the path."""
    if isinstance(error, OSError):
        return systemwords.reason(error)
    return str(error) or type(error).__name__


def logged(error: Exception, *, nameless: bool) -> str:
    """Why something failed, for the log.

    Args:
        error: What was raised.
        nameless: The log tells no names, which a path or a sentence may hold: only
            what kind of error it is, and the reason that the system gave.
    """
    kind = type(error).__name__
    if not nameless:
        path = getattr(error, "filename", None)
        return reason_of(error) if path is None else f"{path}: {reason_of(error)}"
    for it in (error, error.__cause__):
        if isinstance(it, OSError) and it.errno is not None:
            return f"{kind}: {systemwords.reason(it)}"
    return kind


def durably(name: str, step: Callable[[], Result], about: str = "") -> Result:
    """Run a step of a workflow.

    Args:
        name: Of the step.
        step: What is done.
        about: Token of the claim, if it is about one.
    """

    def told() -> Result:
        try:
            result = _attempt(name, step)
        except Exception as error:
            if about:
                _troubles[about] = reason_of(error)
            known = isinstance(error, PodshivkaError | OSError)
            why = logged(error, nameless=_nameless.is_set())
            log.error(  # noqa: TRY400 - with a trace only of what nobody thought of
                "the step “%s” failed: %s", name, why, exc_info=not known
            )
            raise
        _troubles.pop(about, None)
        return result

    options: StepOptions = {
        "name": name,
        "retries_allowed": True,
        "max_attempts": _TRIES,
        "interval_seconds": _FIRST_PAUSE_SECONDS,
        "backoff_rate": 2.0,
        "should_retry": _goes_on,
    }
    return DBOS.run_step(options, told)


def _attempt(name: str, step: Callable[[], Result]) -> Result:
    """What a step gives; between two attempts others have the worker.

    Raises:
        _StoppedError: The engine stopped meanwhile; nobody writes that down.
    """
    with _hands.get(name, nullcontext()):
        _require_running(name)  # it may have waited long
        result = step()
    _require_running(name)
    return result


def _require_running(name: str) -> None:
    """See that the step was not broken off by our own end.

    A process apart that is ended from outside, as at shutdown, looks like one that
    the file made crash; so nothing is kept of it, and the next launch looks again.

    Raises:
        _StoppedError: It may have been.
    """
    if name in _BROKEN_OFF and running.stopping.is_set():
        running.stopped.wait(_STOP_WAIT_SECONDS)
        raise _StoppedError(name)


def _goes_on(fault: BaseException) -> bool:
    """Once the engine has stopped, what failed is left to the next launch.

    Bytes that changed are other work, begun when their hash is taken anew. What is
    damaged stays so for longer than we wait here: the claim is put off.
    """
    is_over = isinstance(fault, ChangedError | FixityError)
    return not running.stopping.is_set() and not is_over
