"""The loop that takes papers in: poll, claim, submit, tell.

One bad file never stops it. Files that a killed process had claimed are found in
`inbox/.claimed` and submitted again. Of two watchers of one workspace the second
waits until the first has gone.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline import archive, disk, inbox, ingest
from pipeline.inbox import Claim, drops
from pipeline.shelving import Desk
from pipeline.work.engine import Engine

log = logging.getLogger(__name__)

_BUSY_PAUSE_SECONDS = 0.1

Tell = Callable[[drops.Drop], None]
"""Called with each drop that ended."""


class BusyError(Exception):
    """Another process watches this workspace."""


@contextmanager
def only_watcher(private: Path) -> Iterator[None]:
    """Be the one process that works on this workspace.

    Raises:
        BusyError: Another one is.
    """
    disk.make_folder(private)
    descriptor = os.open(private / "watch.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError from error
        yield
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class Watch:
    """One watcher of one inbox.

    Attributes:
        poller: Of the inbox; None takes in only what is claimed already.
        tell: Called with each drop that ended, also with those that another
            run had begun.
        stop: Set it to make the loop end after the current look.
    """

    desk: Desk
    engine: Engine
    poller: inbox.Poller | None
    tell: Tell
    stop: threading.Event = field(default_factory=threading.Event)
    _submitted: set[str] = field(default_factory=set)

    def recover(self) -> None:
        """Sweep what an earlier process half made, submit what it left undone."""
        places = self.desk.places
        inbox.sweep(places.claimed, datetime.now(UTC))
        for root in (places.archive, places.review):
            archive.sweep(root)
        for folder in ingest.unfinished(places):
            self.engine.enrich(folder)

    def forever(self, pause_seconds: float) -> None:
        """Take papers in until `stop` is set."""
        with inbox.Waker(self.desk.places.inbox) as waker:
            while not self.stop.is_set():
                self.look()
                busy = self._unsettled() or self.engine.undone()
                waker.wait(_BUSY_PAUSE_SECONDS if busy else pause_seconds)

    def until_empty(self) -> None:
        """Take papers in until the inbox is empty and all work is done."""
        while not self.stop.is_set():
            self.look()
            if not self._unsettled() and not self.engine.undone():
                self.look()
                if not self.engine.undone():
                    return
            self.stop.wait(_BUSY_PAUSE_SECONDS)

    def look(self) -> None:
        """Claim what is whole, submit what is claimed, tell what has ended."""
        now = datetime.now(UTC)
        places = self.desk.places
        for path in self.poller.arrivals() if self.poller else ():
            inbox.claim(places.claimed, path, now)
        for claim in inbox.claimed(places.claimed):
            if claim.token not in self._submitted:
                self._submit(claim)
        for drop in self.engine.finished():
            self.tell(drop)

    def _unsettled(self) -> int:
        return self.poller.unsettled() if self.poller else 0

    def _submit(self, claim: Claim) -> None:
        try:
            ended = self.engine.submit(claim, disk.sha256(claim.path))
        except OSError:
            log.warning("%s cannot be read now; it waits", claim.token)
            return
        self._submitted.add(claim.token)
        if ended is not None:
            self.tell(ended)
