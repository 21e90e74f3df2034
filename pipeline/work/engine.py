"""The durable engine: DBOS on a database file of its own.

The workspace's trees are the truth: when the engine's database is lost, the claims
that lie in `inbox/.claimed` are submitted anew and nothing else is missing. The
version under which work is stored is ours, not the program's: work begun before an
upgrade goes on after it.
"""

import errno
import itertools
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from pipeline import ingest
from pipeline.inbox import Claim, drops
from pipeline.shelving import Desk
from pipeline.work import (
    backlog,
    database,
    inhand,
    running,
    steps,
    undone,
    workflows,
)
from pipeline.work.inhand import ENRICHMENT, INTAKE
from pipeline.work.undone import Undone

running.keep_quiet_at_the_end(logging.getLogger("dbos"))

_APPLICATION = "podshivka"
_WORK_VERSION = "5"
"""Raised only when steps, queues or what is stored with work change: older work is then
begun anew.

The engine itself would leave it lying for ever, waiting for a process of that age.
"""

_QUEUE_POLL_SECONDS = 0.25
"""To ask a queue takes some ms of a processor; who is free has the next in hand."""

_NOTICE_POLL_SECONDS = 0.1
"""Of messages between workflows. We send none, and to find none costs nothing; but who
stops the engine waits until this sleep is over."""

_AT_ONCE = 4
"""Pieces of work for each worker: what is being filed leaves the worker to the next,
which begins at once and not at the next poll; short ones end long before it."""

_MOST_IN_HAND = 200
"""Dropped files; the others lie in the inbox, or claimed, until half of these ended."""

_LOTS = 2
"""Of records for each worker: while one is read, another is rendered."""


class Engine:
    """Runs intake and enrichment until it is closed; a context manager.

    Only one engine may run on one database at a time (`watch.only_watcher`).

    Args:
        desk: Handed to every step.
        path: Of the engine's own SQLite file.
        workers: Processes that look and read at once; there are `_AT_ONCE` times as
            many files in hand, and `_LOTS` times as many lots of records.
        nameless: What steps say in the log tells no names.
    """

    def __init__(
        self, desk: Desk, path: Path, workers: int, *, nameless: bool = False
    ) -> None:
        self._desk = desk
        self._database = path
        self._workers = workers
        self._nameless = nameless
        self._undone = Undone()

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
        inhand.begin()
        backlog.clear()
        steps.begin(self._workers, nameless=self._nameless)
        running.begin(self._desk)
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
        DBOS.register_queue(
            INTAKE,
            worker_concurrency=self._workers * _AT_ONCE,
            polling_interval_sec=_QUEUE_POLL_SECONDS,
        )
        undone.cancel_other_versions(_WORK_VERSION)
        DBOS.delete_queue(ENRICHMENT)  # of version 2; the engine would poll it for ever
        backlog.begin(undone.begun_enrichments())

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
            work_id = workflows.intake_id(sha256, attempt)
            begun = DBOS.get_workflow_status(work_id)
            if begun is None:
                break
            if undone.is_undone(begun):
                inhand.put(INTAKE, work_id)
                if workflows.token_of(work_id, begun.input) != claim.token:
                    raise BlockingIOError(claim.token)
                return None
        if (known := ingest.known(claim, sha256, self._desk)) is not None:
            return known
        workflows.enqueue_intake(work_id, claim, sha256)
        return None

    def room(self) -> int:
        """How many files more may be submitted; 0 until half of what may be has ended.

        However many lie in the inbox, those in hand are few: what is asked of them
        again and again stays cheap.
        """
        free = _MOST_IN_HAND - inhand.count_of(INTAKE)
        return free if free >= _MOST_IN_HAND // 2 else 0

    def enrich(self, folder: str) -> bool:
        """Read a record's ink and render it, in the background, unless it is begun.

        Returns:
            It was not begun before; else who wants it done anew asks again later.
        """
        return backlog.add([folder])

    def go_on(self) -> None:
        """Begin to enrich records that wait, once the papers are filed.

        There are as many lots in hand as workers can be kept busy with.

        Raises:
            OSError: The database cannot be written.
        """
        most = self._workers * _LOTS
        with self._asking():
            while backlog.is_due(papers_wait=inhand.papers_wait()):
                free = most - inhand.count_of(ENRICHMENT)
                if free <= 0:
                    return
                workflows.begin_enrichment(free)

    def undone(self) -> int:
        """How many pieces of work are not finished.

        Raises:
            OSError: The database cannot be read.
        """
        with self._asking():
            return self._undone.count() + backlog.count()

    def finished(self) -> list[drops.Drop]:
        """The drops that ended since this was last asked."""
        return inhand.finished()

    def troubles(self) -> dict[str, str]:
        """Claims in hand whose step failed and is tried again: token → why."""
        return steps.troubles()

    def failed(self) -> list[str]:
        """Tokens of claims that were given up since this was last asked.

        Every try of a step failed; the claim may be submitted again, later.
        """
        return inhand.failed()


def _stop() -> None:
    running.stopping.set()
    DBOS.destroy(workflow_completion_timeout_sec=0)
    running.end()
