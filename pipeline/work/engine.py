"""The durable engine: DBOS on a database file of its own.

One workflow takes one dropped file in, another enriches one record. A step that
finished is not run again after a restart; a step that was interrupted is, which
is why every step may run twice. The workspace's trees are the truth: when the
engine's database is lost, the claims that lie in `inbox/.claimed` are submitted
anew and nothing else is missing.

What is stored with a workflow is text and numbers of our own, so that work begun
before an upgrade is understood after it; hence the pinned application version.
"""

import base64
import errno
import itertools
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import BoundedSemaphore, Event
from types import TracebackType
from typing import Self, TypeVar

logging.getLogger("dbos").addHandler(logging.NullHandler())

from dbos import DBOS, SetWorkflowID, StepOptions, WorkflowStatus
from sqlalchemy.exc import SQLAlchemyError

from pipeline import ingest
from pipeline.inbox import Claim, drops
from pipeline.shelving import Desk
from pipeline.work import database

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_APPLICATION = "podshivka"
_WORK_VERSION = "1"
"""Raised only when the order of steps changes: older work is then begun anew.

The engine itself would leave it lying for ever, waiting for a process of that age.
"""

_INTAKE = "intake"
_ENRICHMENT = "enrichment"
_BEGUN = "PENDING"
_UNDONE = [_BEGUN, "ENQUEUED", "DELAYED"]
_POLL_SECONDS = 0.1
_QUEUE_POLL_SECONDS = {_INTAKE: 0.25, _ENRICHMENT: 0.5}
"""To ask a queue takes some ms of a processor; who is free has the next in hand."""

_NOTICE_POLL_SECONDS = 0.1
"""Of messages between workflows. We send none, and to find none costs nothing; but who
stops the engine waits until this sleep is over."""

_AT_ONCE = 4
"""Pieces of work for each worker: what is being filed leaves the worker to the next,
which begins at once and not at the next poll; short ones end long before it."""

_APART = ("look", "read")
"""Steps that work in processes of their own; only they keep a worker busy."""

_ASK_SECONDS = 1.0
_STRANDED_SECONDS = 10.0
"""Begun so long ago, and nobody is at it: the database failed at its begin or end."""

_PATIENCE_SECONDS = 60.0
_ENRICHED_AT_ONCE = 16
"""Records: enough to share a start of OCR, few enough that every worker has some."""

_TRIES = 8
_FIRST_PAUSE_SECONDS = 1.0

_STOP_WAIT_SECONDS = 5.0

_desk: Desk | None = None
_stopping = Event()
"""The engine is being closed, or is closed: what fails now is of no account."""

_stopped = Event()
_hands: dict[str, BoundedSemaphore] = {}
"""Of each of those steps, as many as there are workers."""

_in_hand: dict[str, set[str]] = {_INTAKE: set(), _ENRICHMENT: set()}
"""Of each queue, the work that this process put in or began, and did not end yet."""

_at_it: set[str] = set()
"""The work that this process does at this moment."""

_troubles: dict[str, str] = {}
"""Claims whose step failed and is tried again: token → what was said."""

_finished: SimpleQueue[drops.Drop] = SimpleQueue()
_failed: SimpleQueue[str] = SimpleQueue()


class _StoppedError(Exception):
    """A step ended after the engine had."""


def _is_running(_record: logging.LogRecord) -> bool:
    """Work that is torn from a closed engine says so, and at length."""
    return not _stopping.is_set()


logging.getLogger("dbos").addFilter(_is_running)
log.addFilter(_is_running)


class Engine:
    """Runs intake and enrichment until it is closed; a context manager.

    Only one engine may run on one database at a time (`watch.only_watcher`).

    Args:
        desk: Handed to every step.
        path: Of the engine's own SQLite file.
        workers: Processes that look and read at once; there are `_AT_ONCE` times as
            many files, and as many pieces of enrichment, in hand.
    """

    def __init__(self, desk: Desk, path: Path, workers: int) -> None:
        self._desk = desk
        self._database = path
        self._workers = workers
        self._ask_at = 0.0
        self._stranded_since: dict[str, float] = {}

    def __enter__(self) -> Self:
        """Launch; work that was interrupted goes on at once.

        Raises:
            OSError: The database cannot be written or read.
        """
        try:
            with self._asking():
                self._launch()
        except OSError:
            _stop()
            raise
        return self

    def _launch(self) -> None:
        global _desk, _hands  # noqa: PLW0603 - workflows are module functions
        for known in (*_in_hand.values(), _at_it):
            known.clear()
        _troubles.clear()
        _stopping.clear()
        _stopped.clear()
        _desk = self._desk
        _hands = {step: BoundedSemaphore(self._workers) for step in _APART}
        database.get_ready(self._database)
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": f"sqlite:///{self._database}",
                "application_version": _WORK_VERSION,
                "executor_id": "local",
                "notification_listener_polling_interval_sec": _NOTICE_POLL_SECONDS,
                "log_level": "ERROR",
            }
        )
        DBOS.launch()
        for queue, seconds in _QUEUE_POLL_SECONDS.items():
            DBOS.register_queue(
                queue,
                worker_concurrency=self._workers * _AT_ONCE,
                polling_interval_sec=seconds,
            )
        _cancel_work_of_others()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; what is not finished goes on at the next launch."""
        _stop()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Ask the database, of whose faults nobody else need know more than this.

        Raises:
            OSError: It cannot be written or read.
        """
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            reason = str(getattr(error, "orig", None) or error)
            raise OSError(errno.EIO, reason, str(self._database)) from error

    def submit(self, claim: Claim, sha256: str) -> drops.Drop | None:
        """Take a claimed file in, in the background.

        The bytes' SHA-256 is the id of the work. The same bytes again are a
        duplicate: logged, and their copy let go.

        Returns:
            The line of the drop log for a duplicate, else None.

        Raises:
            BlockingIOError: The same bytes are just being taken in, from another
                drop; once that has ended, it is known what this one is.
            OSError: The file or the database cannot be read or written.
        """
        with self._asking():
            return self._submit(claim, sha256)

    def _submit(self, claim: Claim, sha256: str) -> drops.Drop | None:
        for attempt in itertools.count(1):
            work_id = f"{_INTAKE}-{sha256}-{attempt}"
            begun = DBOS.get_workflow_status(work_id)
            if begun is None:
                break
            if begun.status in _UNDONE:
                _require_same(begun.input, claim)
                return None
        if (known := ingest.known(claim, sha256, self._desk)) is not None:
            return known
        with SetWorkflowID(work_id):
            _in_hand[_INTAKE].add(work_id)
            DBOS.enqueue_workflow(
                _INTAKE, _take_in, claim.token, _pack(claim.path), sha256
            )
        return None

    def enrich(self, folder: str) -> bool:
        """Read a record's ink and render it, in the background, unless it is begun.

        Returns:
            It was not begun before; else who wants it done anew asks again later.

        Raises:
            OSError: The database cannot be read or written.
        """
        with self._asking():
            attempt = 1
            while begun := DBOS.get_workflow_status(_enrichment_id(folder, attempt)):
                if begun.status in _UNDONE:
                    return False
                attempt += 1
            _enqueue_enrichment(folder, attempt)
        return True

    def undone(self) -> int:
        """How many pieces of work are not finished.

        The database is asked at once when we know of none, else once a second: to
        ask takes longer than a look into the inbox. It knows better than we do: work
        that was done before, a record that came again, is not begun anew.

        Raises:
            OSError: The database cannot be read.
        """
        known = sum(map(len, _in_hand.values()))
        if known and time.monotonic() < self._ask_at:
            return known
        self._ask_at = time.monotonic() + _ASK_SECONDS
        with self._asking():
            left = _undone()
            begun = {it.workflow_id for it in left if it.status == _BEGUN}
            self._let_stranded_go(begun)
        if not left:
            for done in _in_hand.values():
                done.clear()
        return len(left)

    def finished(self) -> list[drops.Drop]:
        """The drops that ended since this was last asked."""
        return _taken_from(_finished)

    def troubles(self) -> dict[str, str]:
        """Claims in hand whose step failed and is tried again: token → why."""
        return dict(_troubles)

    def failed(self) -> list[str]:
        """Tokens of claims that were given up since this was last asked.

        Every try of a step failed; the claim may be submitted again, later.
        """
        return _taken_from(_failed)

    def _let_stranded_go(self, begun: set[str]) -> None:
        """Give up what is begun and nobody is at, for some time: it would never end.

        When its claim is submitted again, or its record found, it is other work.
        """
        now = time.monotonic()
        since = {it: self._stranded_since.get(it, now) for it in begun - _at_it}
        for it in [it for it, then in since.items() if now - then >= _STRANDED_SECONDS]:
            DBOS.cancel_workflow(it)
            for known in _in_hand.values():
                known.discard(it)
            _give_up(it)
            del since[it]
        self._stranded_since = since


def _require_same(first: object, claim: Claim) -> None:
    """Refuse a drop of bytes that are being taken in from another one.

    Raises:
        BlockingIOError: They are.
    """
    if claim.token not in _arguments(first):
        raise BlockingIOError(claim.token)


def _stop() -> None:
    global _desk  # noqa: PLW0603 - workflows are module functions
    _stopping.set()
    DBOS.destroy(workflow_completion_timeout_sec=0)
    _desk = None
    _stopped.set()


@DBOS.workflow()
def _take_in(token: str, packed_path: str, sha256: str) -> None:
    desk = _the_desk()
    claim = Claim(token, _unpack(packed_path))
    try:
        with _at_work(_INTAKE):
            run = partial(_durably, about=token)
            taken = ingest.take_in(claim, sha256, desk, run)
    except Exception:
        _failed.put(token)
        raise
    _finished.put(taken.drop)
    for start in range(0, len(taken.folders), _ENRICHED_AT_ONCE):
        folders = taken.folders[start : start + _ENRICHED_AT_ONCE]
        work_id = f"{_ENRICHMENT}-{DBOS.workflow_id}-{start}"
        with SetWorkflowID(work_id):
            _in_hand[_ENRICHMENT].add(work_id)
            DBOS.enqueue_workflow(_ENRICHMENT, _enrich_all, list(folders))


@DBOS.workflow()
def _enrich(folder: str) -> None:
    """One record: of another run, or of a file whose first try failed."""
    _enrich_all_of([folder])


@DBOS.workflow()
def _enrich_all(folders: list[str]) -> None:
    """Records of one dropped file, which share what it costs to start OCR."""
    _enrich_all_of(folders)


def _enrich_all_of(folders: list[str]) -> None:
    with _at_work(_ENRICHMENT):
        _give_way()
        ingest.enrich(folders, _the_desk(), _durably)


def _give_way() -> None:
    """Let papers be filed first, but not for ever."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while _desk and _in_hand[_INTAKE] and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)


@contextmanager
def _at_work(queue: str) -> Iterator[None]:
    """Work on one piece."""
    work_id = DBOS.workflow_id or ""
    _in_hand[queue].add(work_id)
    _at_it.add(work_id)
    try:
        yield
    finally:
        _at_it.discard(work_id)
        _in_hand[queue].discard(work_id)


def _give_up(work_id: str) -> None:
    """Say that a claim's work ended without an outcome."""
    log.error("the work “%s” was stranded and is begun anew", work_id)
    begun = DBOS.get_workflow_status(work_id)
    if begun is not None and work_id.startswith(f"{_INTAKE}-"):
        _failed.put(_arguments(begun.input)[0])


def _arguments(stored: object) -> Sequence[str]:
    """What work was begun with."""
    return stored["args"] if isinstance(stored, dict) else ()


def _cancel_work_of_others() -> None:
    """Let work of another order of steps go; what it was about is found again.

    A claim is submitted once more, and a record without text looked for.
    """
    for it in _undone():
        if it.app_version not in (None, _WORK_VERSION):
            DBOS.cancel_workflow(it.workflow_id)


def _undone() -> list[WorkflowStatus]:
    return DBOS.list_workflows(status=_UNDONE, load_input=False, load_output=False)


def _enqueue_enrichment(folder: str, attempt: int) -> None:
    work_id = _enrichment_id(folder, attempt)
    with SetWorkflowID(work_id):
        _in_hand[_ENRICHMENT].add(work_id)
        DBOS.enqueue_workflow(_ENRICHMENT, _enrich, folder)


def _enrichment_id(folder: str, attempt: int) -> str:
    return f"{_ENRICHMENT}-{folder}-{attempt}"


def _durably(name: str, step: Callable[[], Result], about: str = "") -> Result:
    """Run a step; its result is kept, and it is tried again when it fails.

    Args:
        name: Of the step.
        step: What is done.
        about: Token of the claim, if it is about one.
    """

    def told() -> Result:
        try:
            result = _while_running(name, step())
        except Exception as error:
            if about:
                _troubles[about] = _reason(error)
            log.exception("the step “%s” failed", name)
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
    with _hands.get(name, nullcontext()):  # whoever is stopped while waiting ends here
        return DBOS.run_step(options, told)


def _reason(error: Exception) -> str:
    """Why a step failed, in the system's words, without the path."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or type(error).__name__


def _while_running(name: str, result: Result) -> Result:
    """What a step gave, unless it may have been broken off by our own end.

    A process apart that is ended from outside, as at shutdown, looks like one that
    the file made crash; so nothing is kept of it, and the next launch looks again.

    Raises:
        _StoppedError: The engine stopped meanwhile; nobody writes that down.
    """
    if name in (*_APART, "file") and _stopping.is_set():
        _stopped.wait(_STOP_WAIT_SECONDS)
        raise _StoppedError(name)
    return result


def _goes_on(_fault: BaseException) -> bool:
    """Once the engine has stopped, what failed is left to the next launch."""
    return not _stopping.is_set()


def _taken_from(queue: SimpleQueue[Result]) -> list[Result]:
    """All that is in the queue now; only one thread may ask."""
    return [queue.get() for _one in range(queue.qsize())]


def _the_desk() -> Desk:
    assert _desk is not None, "the engine is not running"  # noqa: S101 - our own fault
    return _desk


def _pack(path: Path) -> str:
    """A path, whatever bytes its name has, as plain text."""
    return base64.b64encode(os.fsencode(path)).decode()


def _unpack(packed: str) -> Path:
    return Path(os.fsdecode(base64.b64decode(packed)))
