"""The loop that takes papers in: poll, claim, submit, tell.

One bad file never stops it: what cannot be taken in now is tried again later.
Files that a killed process had claimed are found in `inbox/.claimed` and submitted
again. Of two watchers of one workspace the second waits until the first has gone.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pipeline import disk, inbox, ingest, reasons, shelving, systemwords
from pipeline.errors import PodshivkaError
from pipeline.inbox import Claim, drops
from pipeline.messages import _
from pipeline.shelving import Desk
from pipeline.work import lag, leftovers, steps
from pipeline.work.engine import Engine
from pipeline.work.lag import Lag
from pipeline.work.patience import PAUSES_SECONDS, Clock, Patience

log = logging.getLogger(__name__)

_BUSY_PAUSE_SECONDS = 0.1
_ASKED_SECONDS = 0.3
"""Who only asks whether somebody watches has the lock for less time than that."""

_ENRICH_PAUSE_SECONDS = 600.0
_DUE_PAUSE_SECONDS = 5.0
"""To look for records that are to be read again: one small file."""

_LONGEST_NAME = 240

_LOOK = "a look at the inbox failed, the next may not"
_LACKING = "records that lack something are looked for later"

Tell = Callable[[drops.Drop], None]
"""Called with each drop that ended."""

Warn = Callable[[str], None]
"""Called with a sentence for the user."""


class BusyError(Exception):
    """Another process watches this workspace."""


@contextmanager
def only_watcher(private: Path) -> Iterator[None]:
    """Be the one process that works on this workspace.

    Raises:
        BusyError: Another one is.
    """
    disk.make_folder(private)
    with ExitStack() as held:
        lock = disk.locked_within(private / inbox.waits.LOCK, _ASKED_SECONDS)
        try:
            held.enter_context(lock)
        except TimeoutError as error:
            raise BusyError from error
        yield


def shortened(name: str) -> str:
    """A name as far as a person reads it; a path may be of any length."""
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"


@dataclass(slots=True)
class Watch:
    """One watcher of one inbox.

    Attributes:
        poller: Of the inbox; None takes in only what is claimed already.
        tell: Called with each drop that ended, also with those that another
            run had begun.
        warn: Called once for each file that must wait.
        nameless: What is warned of goes where no names may: a file's is a person's.
        stop: Set it to make the loop end after the current look.
        clock: Replaced in tests.
        blocked: Files that could not be claimed and stay in the inbox.
    """

    desk: Desk
    engine: Engine
    poller: inbox.Poller | None
    tell: Tell
    warn: Warn
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Clock = time.monotonic
    nameless: bool = False
    blocked: set[Path] = field(default_factory=set, init=False)
    _claims: Sequence[Claim] = field(default=(), init=False)
    _submitted: set[str] = field(default_factory=set, init=False)
    _away: frozenset[Path] = field(default=frozenset(), init=False)
    _left: frozenset[inbox.LeftAlone] = field(default=frozenset(), init=False)
    _sums: dict[Claim, str] = field(default_factory=dict, init=False)
    _faults: dict[str, str] = field(default_factory=dict, init=False)
    _why: dict[str, str] = field(default_factory=dict, init=False)
    _waits: dict[str, tuple[str, str, datetime]] = field(
        default_factory=dict, init=False
    )
    _patience: Patience = field(init=False)
    _lag: Lag = field(init=False)

    def __post_init__(self) -> None:
        """Try again what fails."""
        self._patience = Patience(PAUSES_SECONDS, self.clock)
        self._lag = Lag(self.desk, self.clock)

    @property
    def away(self) -> bool:
        """There was no inbox to look into, or no archive to file in."""
        return bool(self._away)

    def recover(self) -> None:
        """Sweep what an earlier process half made, submit what it left undone.

        Raises:
            OSError: The archive is away, or what must be swept or read cannot be.
        """
        leftovers.settle(self.desk, nameless=self.nameless)
        self._enrich_unfinished()

    def forever(self, pause_seconds: float) -> None:
        """Take papers in until `stop` is set."""
        enriched_at = asked_at = self.clock()
        with inbox.Waker(self.desk.places.inbox) as waker:
            while not self.stop.is_set():
                busy = self._look_on()
                self._in_passing(self._lag.make_up, lag.LATER)
                if self.clock() - enriched_at >= _ENRICH_PAUSE_SECONDS:
                    self._in_passing(self._enrich_unfinished, _LACKING)
                    enriched_at = self.clock()
                if self.clock() - asked_at >= _DUE_PAUSE_SECONDS:
                    self._in_passing(self._enrich_due, _LACKING)
                    asked_at = self.clock()
                waker.wait(_BUSY_PAUSE_SECONDS if busy else pause_seconds)

    def _look_on(self) -> bool:
        """Look once; whether to do so again soon. A fault waits for the next look."""
        try:
            busy = self.look() or bool(self._unsettled() or self.engine.undone())
        except Exception as error:  # noqa: BLE001 - nothing may end the intake
            self._tell_fault(_LOOK, error)
            return False
        self._faults.pop(_LOOK, None)
        return busy

    def until_empty(self) -> None:
        """Take papers in until the inbox is empty and all work is done.

        What fails is not tried again: it is left in `.claimed`. Records of which the
        work was lost are begun once more.
        """
        self._patience = Patience(())
        begun_anew = False
        while not self.stop.is_set():
            self.look()
            if not self._unsettled() and not self.engine.undone():
                began = self.look()
                if not began and not self.engine.undone() and begun_anew:
                    self._make_up_lag()
                    self._tell_of_held()
                    return
                self._in_passing(self._enrich_unfinished, _LACKING)
                begun_anew = True
            self.stop.wait(_BUSY_PAUSE_SECONDS)

    def _tell_of_held(self) -> None:
        """What a program has open for long stays, and this run ends without it."""
        for path, error in (self.poller.held() if self.poller else {}).items():
            self._warn_of_blocked(path, error)

    def _make_up_lag(self) -> None:
        """Try once, and wait for that."""
        self._lag.make_up()
        while self._lag.is_tried and not self.stop.is_set():
            self.stop.wait(_BUSY_PAUSE_SECONDS)

    def look(self) -> bool:
        """Claim what is whole, submit what is claimed, tell what has ended.

        While the engine has enough in hand, neither the inbox nor the claims are
        looked at: there may be thousands.

        Returns:
            Something was submitted; there may be more than was looked at.
        """
        room = self.engine.room()
        if room and not self._is_away():
            self._claim_arrivals(room)
            self._claims = inbox.claimed(self.desk.places.claimed)
            self._submitted &= {claim.token for claim in self._claims}
        self._put_off_failed()
        began = self._submit_some(room)
        self.engine.go_on()
        for drop in self.engine.finished():
            self._patience.forget(drop.token)
            self._submitted.discard(drop.token)  # it may lie there yet, on a share
            self.tell(drop)
        self._note_waits(self._claims)
        return began

    def _is_away(self) -> bool:
        """There is no inbox to look into now, or no archive; warn once of each."""
        places = self.desk.places
        away = dict[Path, str]()
        if inbox.presence.is_away(places):
            away[places.inbox] = _(
                "The inbox {folder} is away; what is in it is taken in when it is "
                "back. Check that the share is mounted. If the folder is a new inbox, "
                "make the folder .claimed in it."
            )
        if shelving.archive_is_away(places):
            away[places.archive] = _(
                "The archive {folder} is away; nothing is taken in until it is back. "
                "Check that the share is mounted."
            )
        for folder in away.keys() - self._away:
            self.warn(away[folder].format(folder=folder))
        self._away = frozenset(away)
        return bool(away)

    def _claim_arrivals(self, most: int) -> None:
        """Files that wait, or that a program has open, hold up no others."""
        arrivals = self.poller.arrivals() if self.poller else []
        ready = (path for path in arrivals if not self._patience.waits(path))
        for path in islice(filter(self._is_closed, ready), most):
            self._claim(path)
        self._tell_of_left()

    def _is_closed(self, path: Path) -> bool:
        """No program has it open for writing; else it is asked at the next look."""
        try:
            if self.poller:
                self.poller.require_closed(path)
        except OSError as error:
            self._block(path, error)
            return False
        return True

    def _submit_some(self, most: int) -> bool:
        """Whether there were any; those that wait for the same bytes hold up nobody."""
        waiting = (it for it in self._claims if not self._is_in_hand(it.token))
        begun = (claim for claim in waiting if self._submit(claim))
        return bool(list(islice(begun, most)))

    def _note_waits(self, claims: Sequence[Claim]) -> None:
        """Let `status` know what waits, and for what."""
        troubles = self._why | self.engine.troubles()
        names = {claim.token: claim.name for claim in claims}
        names |= {str(path): path.name for path in self.blocked if path.exists()}
        now = datetime.now(UTC)
        since = {key: it[-1] for key, it in self._waits.items()}
        waits = {
            key: (drops.printable_name(name), why, since.get(key, now))
            for key, name in names.items()
            if (why := troubles.get(key))
        }
        if waits != self._waits:
            noted = [
                inbox.waits.Wait(*it, drops.printable_name(key))
                for key, it in waits.items()
            ]
            inbox.waits.write(self.desk.places.private, noted)
            self._waits = waits

    def _tell_of_left(self) -> None:
        """Warn once of each thing that is left alone, while it lies there."""
        left = frozenset(self.poller.left_alone() if self.poller else ())
        for it in sorted(left - self._left, key=lambda it: it.path):
            name = shortened(drops.printable_name(str(it.path)))
            told = _("{path} stays in the inbox. {reason} {remedy}")
            if self.nameless:
                told = _(
                    "A file stays in the inbox. {reason} {remedy} Which one: podshivka "
                    "status"
                )
            why, what_now = reasons.sentence(it.code), reasons.remedy(it.code)
            self.warn(told.format(path=name, reason=why, remedy=what_now))
        self._left = left

    def _is_in_hand(self, token: str) -> bool:
        return token in self._submitted or self._patience.waits(token)

    def _unsettled(self) -> int:
        return self.poller.unsettled() if self.poller else 0

    def _claim(self, path: Path) -> None:
        try:
            inbox.claim(self.desk.places.claimed, path, datetime.now(UTC))
        except OSError as error:
            self._block(path, error)
            if self._patience.put_off(path):
                self._warn_of_blocked(path, error)
            return
        self.blocked.discard(path)
        self._why.pop(str(path), None)
        self._patience.forget(path)

    def _block(self, path: Path, error: OSError) -> None:
        self.blocked.add(path)
        self._why[str(path)] = steps.reason_of(error)

    def _warn_of_blocked(self, path: Path, error: OSError) -> None:
        told = _("{path} cannot be taken and stays in the inbox: {reason}.")
        if self.nameless:
            told = _(
                "A file cannot be taken and stays in the inbox: {reason}. Which one: "
                "podshivka status"
            )
        name = drops.printable_name(str(path))
        self.warn(told.format(path=name, reason=systemwords.reason(error)))

    def _submit(self, claim: Claim) -> bool:
        """Submit it; False when it must wait."""
        try:
            ended = self.engine.submit(claim, self._sha256_of(claim))
        except BlockingIOError:
            return False  # the same bytes are in hand; when done, it is a duplicate
        except Exception as error:  # noqa: BLE001 - one claim holds up no others
            if claim.path.exists():  # else it was released a moment ago
                self._log_refused(claim, error)
                self._why[claim.token] = steps.reason_of(error)
                self._put_off(claim)
            return False
        self._submitted.add(claim.token)
        self._why.pop(claim.token, None)
        self._sums.pop(claim, None)
        if ended is not None:
            self.tell(ended)
        return True

    def _log_refused(self, claim: Claim, error: Exception) -> None:
        """With a trace only of what nobody thought of; a trace may tell names."""
        known = isinstance(error, PodshivkaError | OSError)
        log.log(
            logging.WARNING if known else logging.ERROR,
            "%s cannot be taken in now: %s",
            claim.token,
            steps.logged(error, nameless=self.nameless),
            exc_info=None if known or self.nameless else error,
        )

    def _sha256_of(self, claim: Claim) -> str:
        """Of the claimed bytes; taken once, since a claim may be asked for again."""
        if claim not in self._sums:
            self._sums[claim] = disk.sha256(claim.path)
        return self._sums[claim]

    def _put_off_failed(self) -> None:
        failed = frozenset(self.engine.failed())
        for claim in [it for it in self._claims if it.token in failed]:
            self._submitted.discard(claim.token)
            self._why[claim.token] = self.engine.troubles().get(claim.token, "")
            self._put_off(claim)

    def _put_off(self, claim: Claim) -> None:
        if self._patience.put_off(claim.token) and self._patience.tries_again:
            told = _("{name} cannot be taken in now and waits; the log says why.")
            name = drops.printable_name(claim.name)
            if self.nameless:
                told = _(
                    "{name} cannot be taken in now and waits; why: podshivka status"
                )
                name = claim.token
            self.warn(told.format(name=name))

    def _enrich_unfinished(self) -> None:
        for folder in ingest.never_tried(self.desk.places):
            self.engine.enrich(folder)
        self._enrich_due()

    def _enrich_due(self) -> None:
        begun = [it for it in ingest.due(self.desk) if self.engine.enrich(it.folder)]
        inbox.unread.begin(self.desk.places.private, begun, datetime.now(UTC))

    def _in_passing(self, work: Callable[[], None], told: str) -> None:
        """What can wait, while others work: a record may move under our eyes."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - nothing may end the intake
            self._tell_fault(told, error)
        else:
            self._faults.pop(told, None)

    def _tell_fault(self, told: str, fault: Exception) -> None:
        """Once while it lasts; at length what nobody thought of."""
        said = repr(fault)
        if self._faults.get(told) != said:
            known = isinstance(fault, PodshivkaError | OSError)
            level = logging.WARNING if known else logging.ERROR
            why = steps.logged(fault, nameless=self.nameless) if known else fault
            log.log(level, "%s: %s", told, why, exc_info=None if known else fault)
        self._faults[told] = said
