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
import itertools
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from queue import SimpleQueue
from threading import BoundedSemaphore
from types import TracebackType
from typing import Self, TypeVar

logging.getLogger("dbos").addHandler(logging.NullHandler())

from dbos import DBOS, SetWorkflowID, StepOptions

from pipeline import disk, ingest
from pipeline.inbox import Claim, drops
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_APPLICATION = "podshivka"
_WORK_VERSION = "1"
"""Raised only when the order of steps changes: older work is then begun anew.

The engine itself would leave it lying for ever, waiting for a process of that age.
"""

_INTAKE = "intake"
_ENRICHMENT = "enrichment"
_UNDONE = ["PENDING", "ENQUEUED", "DELAYED"]
_POLL_SECONDS = 0.1
_QUEUE_POLL_SECONDS = {_INTAKE: 0.25, _ENRICHMENT: 0.5}
"""To ask a queue takes some ms of a processor; who is free has the next in hand."""

_NOTICE_POLL_SECONDS = 0.1
"""Of messages between workflows. We send none, and to find none costs nothing; but who
stops the engine waits until this sleep is over."""

_AT_ONCE = 2
"""Pieces of work for each worker: what is being filed leaves the worker to the next,
which begins at once and not at the next poll."""

_APART = ("look", "read")
"""Steps that work in processes of their own; only they keep a worker busy."""

_ASK_SECONDS = 1.0
_PATIENCE_SECONDS = 60.0
_ENRICHED_AT_ONCE = 16
"""Records: enough to share a start of OCR, few enough that every worker has some."""

_TRIES = 8
_FIRST_PAUSE_SECONDS = 1.0

_desk: Desk | None = None
_hands: dict[str, BoundedSemaphore] = {}
"""Of each of those steps, as many as there are workers."""

_in_hand: dict[str, set[str]] = {_INTAKE: set(), _ENRICHMENT: set()}
"""Of each queue, the work that this process put in or began, and did not end yet."""

_finished: SimpleQueue[drops.Drop] = SimpleQueue()
_failed: SimpleQueue[str] = SimpleQueue()


class Engine:
    """Runs intake and enrichment until it is closed; a context manager.

    Only one engine may run on one database at a time (`watch.only_watcher`).

    Args:
        desk: Handed to every step.
        database: The engine's own SQLite file.
        workers: Processes that look and read at once; there are twice as many files,
            and as many pieces of enrichment, at once.
    """

    def __init__(self, desk: Desk, database: Path, workers: int) -> None:
        self._desk = desk
        self._database = database
        self._workers = workers
        self._ask_at = 0.0

    def __enter__(self) -> Self:
        """Launch; work that was interrupted goes on at once."""
        global _desk, _hands  # noqa: PLW0603 - workflows are module functions
        for known in _in_hand.values():
            known.clear()
        _desk = self._desk
        _hands = {step: BoundedSemaphore(self._workers) for step in _APART}
        _get_ready(self._database)
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
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; what is not finished goes on at the next launch."""
        global _desk  # noqa: PLW0603 - workflows are module functions
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _desk = None

    def submit(self, claim: Claim, sha256: str) -> drops.Drop | None:
        """Take a claimed file in, in the background.

        The bytes' SHA-256 is the id of the work. The same bytes again are a
        duplicate: logged, and their copy let go.

        Returns:
            The line of the drop log for a duplicate, else None.
        """
        if ingest.is_kept(sha256, self._desk):
            return ingest.log_duplicate(claim, sha256, self._desk)
        for attempt in itertools.count(1):
            work_id = f"{_INTAKE}-{sha256}-{attempt}"
            begun = DBOS.get_workflow_status(work_id)
            if begun is None:
                with SetWorkflowID(work_id):
                    _in_hand[_INTAKE].add(work_id)
                    DBOS.enqueue_workflow(
                        _INTAKE, _take_in, claim.token, _pack(claim.path), sha256
                    )
                return None
            if begun.status in _UNDONE:
                return self._second_of(begun.input, claim, sha256)
        raise AssertionError(sha256)

    def enrich(self, folder: str) -> None:
        """Read a record's ink and render it, in the background, unless it is begun."""
        for attempt in itertools.count(1):
            begun = DBOS.get_workflow_status(_enrichment_id(folder, attempt))
            if begun is None:
                _enqueue_enrichment(folder, attempt)
                return
            if begun.status in _UNDONE:
                return

    def undone(self) -> int:
        """How many pieces of work are not finished.

        The database is asked at once when we know of none, else once a second: to
        ask takes longer than a look into the inbox. It knows better than we do: work
        that was done before, a record that came again, is not begun anew.
        """
        known = sum(map(len, _in_hand.values()))
        if known and time.monotonic() < self._ask_at:
            return known
        self._ask_at = time.monotonic() + _ASK_SECONDS
        left = DBOS.list_workflows(status=_UNDONE, load_input=False, load_output=False)
        if not left:
            for done in _in_hand.values():
                done.clear()
        return len(left)

    def finished(self) -> list[drops.Drop]:
        """The drops that ended since this was last asked."""
        return _taken_from(_finished)

    def failed(self) -> list[str]:
        """Tokens of claims that were given up since this was last asked.

        Every try of a step failed; the claim may be submitted again, later.
        """
        return _taken_from(_failed)

    def _second_of(self, first: object, claim: Claim, sha256: str) -> drops.Drop | None:
        """The same bytes are being taken in: is this that very drop, or another?"""
        arguments = first["args"] if isinstance(first, dict) else ()
        if claim.token in arguments:
            return None
        return ingest.log_duplicate(claim, sha256, self._desk)


@DBOS.workflow()
def _take_in(token: str, packed_path: str, sha256: str) -> None:
    desk = _the_desk()
    claim = Claim(token, _unpack(packed_path))
    try:
        with _at_work(_INTAKE):
            taken = ingest.take_in(claim, sha256, desk, _durably)
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
    try:
        yield
    finally:
        _in_hand[queue].discard(work_id)


def _cancel_work_of_others() -> None:
    """Let work of another order of steps go; what it was about is found again.

    A claim is submitted once more, and a record without text looked for.
    """
    undone = DBOS.list_workflows(status=_UNDONE, load_input=False, load_output=False)
    for it in undone:
        if it.app_version not in (None, _WORK_VERSION):
            DBOS.cancel_workflow(it.workflow_id)


def _enqueue_enrichment(folder: str, attempt: int) -> None:
    work_id = _enrichment_id(folder, attempt)
    with SetWorkflowID(work_id):
        _in_hand[_ENRICHMENT].add(work_id)
        DBOS.enqueue_workflow(_ENRICHMENT, _enrich, folder)


def _enrichment_id(folder: str, attempt: int) -> str:
    return f"{_ENRICHMENT}-{folder}-{attempt}"


def _durably(name: str, step: Callable[[], Result]) -> Result:
    """Run a step; its result is kept, and it is tried again when it fails."""

    def told() -> Result:
        try:
            return step()
        except Exception:
            log.exception("the step “%s” failed", name)
            raise

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


def _goes_on(_fault: BaseException) -> bool:
    """Once the engine has stopped, what failed is left to the next launch."""
    return _desk is not None


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


def _get_ready(database: Path) -> None:
    """A database that can be used; a damaged one is moved aside.

    Nothing is lost with it: claims and records without text are found again.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        _use_write_ahead_log(database)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
            raise  # locked, or the disk is full
        log.warning("%s is damaged and begun anew: %s", database.name, error)
        disk.move_aside(database)
        _use_write_ahead_log(database)


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _use_write_ahead_log(database: Path) -> None:
    """Three times as many workflows a second; it stays set in the file.

    Raises:
        sqlite3.DatabaseError: The file is damaged.
    """
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(said)
    finally:
        connection.close()
