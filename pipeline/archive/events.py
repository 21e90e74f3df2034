"""What was learnt of a record, or done with it, since it was filed.

`events.jsonl` lies beside the bag's payload and is in no manifest; its lines
are chained (`pipeline.ledger`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pipeline import disk, ledger
from pipeline.errors import FixityError
from pipeline.model import Event, Record, SignatureState

FILE = "events.jsonl"
LABEL = "Event-Log"
"""In `bag-info.txt`: the record has the file, and its first event is `FILED`."""

FILED = "filed"
"""The first event: the record `details["record"]` was filed."""

SUPERSEDED = "superseded"
"""A later version of the record was filed: `details["record"]`."""

_GAVE_WAY = f'"event":"{SUPERSEDED}"'.encode()
"""In its line; what people write has its quotation marks escaped there."""

SIGNATURE_DECIDED = "signature_decided"
"""A person said what a signature cell holds: `details["zone"]`, `["state"]`."""

READING_DECIDED = "reading_decided"
"""A person said what another cell holds: `details["zone"]`, `["value"]`; of many at
once, without naming each, there is `["bulk"]`: how."""

RESOLVED = "resolved"
"""A person said what a record in review is: it waited for `details["reason"]`."""

REFILED = "refiled"
"""A person said what a record is, or where it belongs, otherwise than before:
`details["from"]` gave way to `["to"]`."""

SPLIT = "split"
"""Pages were taken out of `details["from"]`: they became the record `["record"]`, the
rest `["to"]`, if anything is left of it."""

MERGED = "merged"
"""The pages of `details["from"]` joined `["into"]`: together they are `["to"]`."""

PLACED = "placed"
"""A person said that the pages of `details["from"]`, whose codes cannot be read, are of
a document of ours: `["pages"]` of `["to"]`; `["unlaid"]`, if any, did not lie on their
print."""

SAME_PAPER = "same_paper"
"""A person said that `details["from"]` is another scan of the paper of `["to"]`."""

OTHER_PAPER = "other_paper"
"""A person took back that `details["from"]` is another scan of the paper of
`["record"]`: it waits as `["to"]`."""

RESCANNED = "rescanned"
"""The same paper came again, as other bytes: pages `details["pages"]` of it lay in
`["source"]`; of those `["taken"]`, if any, the newer scan shows more and was taken."""

LEFT_OUT = "left_out"
"""One file held a page twice: the places `details["source_pages"]` of `["source"]` are
the scans that were not taken."""

SYSTEM = "system"
"""Who did it, where no person did."""

_RELIED_ON = {
    SUPERSEDED: {"record"},
    SIGNATURE_DECIDED: {"zone", "state"},
    READING_DECIDED: {"zone", "value"},
    MERGED: {"to"},
    OTHER_PAPER: {"to"},
    RESCANNED: {"source"},
}
"""Details without which an event tells nothing."""

_STATES = frozenset(it.value for it in SignatureState)


def is_superseded(folder: Path) -> bool:
    """The record gave way; its events, which may be many, are not checked."""
    try:
        return _GAVE_WAY in (folder / FILE).read_bytes()
    except OSError:  # `archive verify` tells of it
        return False


def begin(folder: Path, record: Record, told: Iterable[Event] = ()) -> None:
    """Begin the record's events with its filing, and what is known of it then.

    Nothing is flushed; whoever places the folder does so.
    """
    first = Event(record.filed_at, FILED, SYSTEM, {"record": record.record_id})
    (folder / FILE).write_bytes(ledger.text([first, *told]))


def go_on(folder: Path, told: Iterable[Event]) -> None:
    """Add events that were told elsewhere to those of a record that has its first only.

    A record that has others stays as it is.
    """
    ours = read(folder)
    if all(it.event == FILED for it in ours):
        others = [it for it in told if it.event != FILED]
        disk.write(folder / FILE, ledger.text([*ours, *others]))


def is_of(folder: Path, record_id: str) -> bool:
    """The record's events begin with its filing.

    Raises:
        FixityError: A line is no event any more.
        OSError: They cannot be read.
    """
    first = next(iter(read(folder)), None)
    return first is not None and (first.event, first.details) == (
        *(FILED, {"record": record_id}),
    )


def append(
    folder: Path,
    event: str,
    by: str,
    details: Mapping[str, str],
    at: datetime,
    *,
    once: bool = False,
) -> Event:
    """Add an event to the record's.

    Args:
        folder: The record's.
        event: What happened, one word («superseded», «confirmed»).
        by: Id of a person, or of the system user.
        details: What else there is to say.
        at: When.
        once: An event of the same name with the same details is not added
            again: for steps that may run twice.
    """
    if once:
        for past in read(folder):
            if past.event == event and past.details == dict(details):
                return past
    return ledger.append(folder / FILE, event, by=by, at=at, details=details)


def read(folder: Path) -> tuple[Event, ...]:
    """The record's events, oldest first.

    Raises:
        FixityError: A line is no event any more, or cannot be understood.
    """
    past = ledger.read(folder / FILE)
    if not all(map(_is_understood, past)):
        raise FixityError(folder / FILE)
    return past


def _is_understood(event: Event) -> bool:
    if not _RELIED_ON.get(event.event, set()) <= event.details.keys():
        return False
    return event.event != SIGNATURE_DECIDED or event.details["state"] in _STATES


def readings_said(past: Iterable[Event]) -> dict[str, str]:
    """Zone → value, as persons said last."""
    return {
        event.details["zone"]: event.details["value"]
        for event in past
        if event.event == READING_DECIDED
    }


def said_in_bulk(past: Iterable[Event]) -> dict[str, Event]:
    """Zone → what a person said last of it, where it was said of many at once."""
    last = {it.details["zone"]: it for it in past if it.event == READING_DECIDED}
    return {zone: it for zone, it in last.items() if "bulk" in it.details}


def supersede(folder: Path, by: str, at: datetime) -> None:
    """The record gives way to a later version; saying so twice is fine.

    Args:
        folder: The older record's.
        by: Id of the record that follows.
        at: When.
    """
    append(folder, SUPERSEDED, SYSTEM, {"record": by}, at, once=True)
