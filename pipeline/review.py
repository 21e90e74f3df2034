"""Use case: what a person must decide, and what happens then.

Three things wait for a person: records in `review/` (papers that we did not print,
pages that are not accepted as ours, documents that no case takes), signature cells
of filed records that the machine was not sure of, and pages without a code that
lay between the pages of a document.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import archive, assembly, attributing, filing, reasons, shelving
from pipeline.errors import NotFoundError, UsageError
from pipeline.messages import _
from pipeline.model import Certainty, Event, Guess, Record, RecordState, SignatureState
from pipeline.shelving import Desk

SIGNATURE = "signature"
"""The reason of an item that is a filed record with unsure signature cells."""

STRAY = "stray"
"""The reason of an item that is a filed record with a page that has no code."""

KEPT = "strays_kept"
"""Event: a person said that pages without a code belong to the record."""

RESOLVED = "resolved"
"""Event: a person said what the record is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person.

    Attributes:
        reason: A code of `pipeline.reasons`.
        zones: The unsure cells, for `SIGNATURE`.
    """

    record: Record
    folder: Path
    reason: str
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a record; None or empty leaves a thing as it is.

    Attributes:
        day: The document's date.
    """

    kind: str = ""
    title: str = ""
    number: str = ""
    group: str = ""
    students: tuple[str, ...] = ()
    day: date | None = None


def items(desk: Desk) -> list[Item]:
    """Everything that waits, oldest first."""
    waiting = [*_in_review(desk), *_unsure(desk)]
    return sorted(
        waiting, key=lambda item: (item.record.filed_at, item.record.record_id)
    )


def find(identity: str, desk: Desk) -> Item:
    """The item of that record.

    Raises:
        NotFoundError: Nothing of that record waits.
    """
    for item in items(desk):
        if item.record.record_id == identity.upper():
            return item
    raise NotFoundError(_("Item in review"), identity, _("See: podshivka review list"))


def with_signatures(identity: str, desk: Desk) -> Item:
    """Any record, so that what is said of its signature cells can be corrected.

    Raises:
        NotFoundError: There is no such record.
    """
    path = desk.catalogue.record_path(identity.upper())
    if path is None:
        raise NotFoundError(_("Record"), identity, _("See: podshivka review list"))
    folder = desk.places.root / path
    return Item(archive.load(folder).record, folder, SIGNATURE)


def _in_review(desk: Desk) -> Iterator[Item]:
    for folder in archive.records(desk.places.review):
        stored = archive.load(folder, in_review=True)
        if not any(event.event == archive.SUPERSEDED for event in stored.events):
            yield Item(stored.record, folder, stored.record.reason)


def _unsure(desk: Desk) -> Iterator[Item]:
    for row in desk.catalogue.records(unsure=True):
        folder = desk.places.root / row.path
        if folder.is_relative_to(desk.places.review) or not folder.exists():
            continue
        stored = archive.load(folder)
        if stored.state is RecordState.SUPERSEDED:
            continue
        zones = unsure_zones(stored)
        if zones:
            yield Item(stored.record, folder, SIGNATURE, zones)
        elif _has_strays(stored):
            yield Item(stored.record, folder, STRAY)


def _has_strays(stored: archive.Stored) -> bool:
    said = any(event.event == KEPT for event in stored.events)
    return not said and any(page.number == 0 for page in stored.record.pages)


def resolve(
    item: Item, decision: Decision, desk: Desk, *, by: str, at: datetime
) -> Path:
    """File a record in review as what a person says it is.

    Pages under a cover sheet count as all that there are.

    Returns:
        Its folder in the archive.

    Raises:
        UsageError: What it is, or its date, is still not known; or no case of
            the file plan takes it.
    """
    record = _decided(item.record, decision)
    if not record.kind or record.date is None:
        raise UsageError(
            _(
                "Say what the record is and its date: --kind … --date YYYY-MM-DD; or "
                "take what was found on it: --accept (see: podshivka review show)."
            )
        )
    _refuse_obstacle(record, desk)
    why = Event(at, RESOLVED, by, {"reason": item.reason})
    return shelving.file_reviewed(record, item.folder, why, desk)


def guesses(found: Sequence[Item], desk: Desk) -> dict[str, Guess]:
    """Record id → what a paper that we did not print seems to be.

    Only papers that wait for want of a code are guessed at.
    """
    waiting = [item for item in found if item.reason == assembly.NO_CODE]
    if not waiting:
        return {}
    knowing = attributing.known(desk, max(it.record.filed_at.date() for it in waiting))
    return {
        item.record.record_id: attributing.guess(
            archive.load(item.folder, in_review=True), knowing
        )
        for item in waiting
    }


def completed(decision: Decision, guess: Guess) -> Decision:
    """What a person said, and the guess for all that was left open.

    Trainees are taken from the guess only with its group.
    """
    same_group = decision.group in ("", guess.group)
    same_kind = decision.kind in ("", guess.kind)
    return Decision(
        kind=decision.kind or guess.kind,
        title=decision.title or (guess.title if same_kind else ""),
        number=decision.number or guess.number,
        group=decision.group or guess.group,
        students=decision.students or (guess.students if same_group else ()),
        day=decision.day or guess.date,
    )


def keep_strays(item: Item, desk: Desk, *, by: str, at: datetime) -> None:
    """Write down that the pages without a code belong to the record."""
    archive.append_event(item.folder, KEPT, by=by, at=at, details={}, once=True)
    shelving.index(item.folder, desk)


def _refuse_obstacle(record: Record, desk: Desk) -> None:
    """Go on only with a record that a case takes.

    Raises:
        UsageError: None does, or it is closed.
    """
    obstacle = shelving.obstacle(record, desk.places)
    if obstacle:
        said = reasons.sentence(obstacle)
        raise UsageError(f"{said} {reasons.remedy(obstacle, record.record_id)}")


def decide_signatures(
    item: Item,
    states: dict[str, SignatureState],
    desk: Desk,
    *,
    by: str,
    at: datetime,
) -> None:
    """Write down what a person says of signature cells; the measured value stays.

    Raises:
        UsageError: The record has no such signature cell.
    """
    zones = {reading.zone for reading in item.record.signatures}
    unknown = sorted(set(states) - zones)
    if unknown:
        raise UsageError(
            _("The record has no signature cell {zones}.").format(
                zones=", ".join(unknown)
            )
        )
    for zone, state in states.items():
        details = {"zone": zone, "state": state.value}
        archive.append_event(
            item.folder, archive.SIGNATURE_DECIDED, by=by, at=at, details=details
        )
    shelving.index(item.folder, desk)


def unsure_zones(stored: archive.Stored) -> tuple[str, ...]:
    """The signature cells that no one has decided yet."""
    return tuple(
        reading.zone
        for reading in stored.signatures
        if reading.status is Certainty.UNSURE
    )


def text_of(item: Item) -> str:
    """What OCR read on the item's pages, as far as it has been done."""
    texts = archive.load(item.folder).texts
    pages = [" ".join(word.text for word in text.recognised) for text in texts]
    return "\n".join(pages)


def _decided(record: Record, decision: Decision) -> Record:
    return replace(
        filing.as_counted(record),
        reason="",
        kind=decision.kind or record.kind,
        title=decision.title or record.title,
        number=decision.number or record.number,
        group=decision.group or record.group,
        students=decision.students or record.students,
        date=decision.day or record.date,
    )
