"""Use case: what a person must decide, and what happens then.

Three things wait for a person: records in `review/` (papers that we did not print,
pages that are not accepted as ours, documents that no case takes), cells of filed
records that the machine was not sure of, and pages without a code that lay between
the pages of a document.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline import (
    archive,
    assembly,
    attributing,
    cells,
    filing,
    pagedoubts,
    reasons,
    shelving,
)
from pipeline.errors import NotFoundError, ScanError, UsageError
from pipeline.messages import _
from pipeline.model import (
    INKED,
    Certainty,
    Event,
    Guess,
    Organisation,
    Reading,
    Record,
    RecordPage,
    RecordState,
    SignatureReading,
)
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

CONFLICT = "conflict"
"""The reason of an item whose newer scan says otherwise than the former."""

SIGNATURE = "signature"
"""The reason of an item that is a filed record with unsure signature cells."""

READING = "reading"
"""The reason of an item with unsure marks, figures or choices, all else sure."""

CELLS = frozenset({CONFLICT, SIGNATURE, READING})
"""Reasons that are about cells, and not about what the paper is."""

RESOLVED = "resolved"
"""Event: a person said what the record is."""


PAGES_SHOWN = 12
"""So many pages of an item at most make one picture."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person.

    Attributes:
        reason: A code of `pipeline.reasons`.
        zones: The unsure cells, for a reason of `CELLS`.
        one_bit: Some of these are on a page scanned in black and white only.
        other: Of which record it is likely another scan, or "".
    """

    record: Record
    folder: Path
    reason: str
    zones: tuple[str, ...] = ()
    one_bit: bool = False
    other: str = ""


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


def find(identity: str, desk: Desk, wanted: Collection[str] = ()) -> Item:
    """The item of that record; of several one of those reasons, else the first.

    Raises:
        NotFoundError: Nothing of that record waits.
    """
    newest = _newest(identity, desk)
    found = [item for item in items(desk) if item.record.record_id == newest]
    if not found:
        remedy = _("See: podshivka review list")
        raise NotFoundError(_("Item in review"), identity, remedy)
    return next((item for item in found if item.reason in wanted), found[0])


def with_cells(identity: str, desk: Desk) -> Item:
    """Any record, so that what is said of its cells can be corrected.

    Raises:
        NotFoundError: There is no such record.
    """
    path = desk.catalogue.record_path(_newest(identity, desk))
    if path is None:
        raise NotFoundError(_("Record"), identity, _("See: podshivka review list"))
    folder = desk.places.root / path
    return _of_cells(archive.load(folder))


def _newest(identity: str, desk: Desk) -> str:
    """A document's id means its newest record; what gave way, what it gave way to."""
    newest = desk.catalogue.current(identity.upper()) or identity.upper()
    seen = set()
    while newest not in seen:
        seen.add(newest)
        path = desk.catalogue.record_path(newest)
        folder = path and desk.places.root / path
        if folder and folder.exists():
            newest = archive.load(folder).gave_way_to or newest
    return newest


def _in_review(desk: Desk) -> Iterator[Item]:
    for stored in archive.waiting(desk.places.review):
        other = attributing.double_of(stored)
        reason = attributing.DOUBLE if other else stored.record.reason
        yield Item(stored.record, stored.folder, reason, other=other)


def _unsure(desk: Desk) -> Iterator[Item]:
    for row in desk.catalogue.records(unsure=True):
        folder = desk.places.root / row.path
        if folder.is_relative_to(desk.places.review) or not folder.exists():
            continue
        stored = archive.load(folder)
        if stored.state is RecordState.SUPERSEDED:
            continue
        doubts = pagedoubts.waiting(stored.record, stored.events)
        cells = _of_cells(stored)
        if cells.zones:
            yield cells
        yield from (Item(stored.record, folder, reason) for reason in doubts)


def _of_cells(stored: archive.Stored) -> Item:
    zones = unsure_zones(stored)
    pages = cells.pages_of(stored)
    pale = {page.number for page in stored.record.pages if page.one_bit}
    one_bit = any(pages.get(zone) in pale for zone in zones)
    return Item(stored.record, stored.folder, _reason(stored), zones, one_bit)


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
    waiting = [it for it in found if it.record.reason == assembly.NO_CODE]
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


def keep_pages(item: Item, desk: Desk, *, by: str, at: datetime) -> None:
    """Write down that the doubtful pages are what the record takes them for.

    Raises:
        NotFoundError: The record has given way to another one.
    """
    event = pagedoubts.answer(item.reason)
    with shelving.alone(desk.places):
        shelving.in_force(item.record.record_id, item.folder, desk.places)
        archive.append_event(item.folder, event, by=by, at=at, details={}, once=True)
        shelving.index(item.folder, desk)


def same_paper(item: Item, desk: Desk, *, by: str, at: datetime) -> Path:
    """Let a second scan of a paper that we did not print give way to the first.

    Nothing is deleted; both records tell of it.

    Returns:
        The folder of the record that stands.

    Raises:
        UsageError: It is not known of which paper it is a second scan.
        NotFoundError: That record is gone, or the item has given way already.
    """
    places = desk.places
    with shelving.alone(places):
        identity = item.record.record_id
        stored = shelving.in_force(identity, item.folder, places)
        other = attributing.double_of(stored)
        if not other:
            raise UsageError(
                _(
                    "It is not known of which paper this is a second scan. Say what "
                    "it is: --kind … --date …"
                )
            )
        folder = archive.standing(places.archive, places.review, other)
        if folder is None:
            raise NotFoundError(_("Record"), other, _("See: podshivka review list"))
        details = {"from": identity, "to": other}
        for of in (folder, item.folder):
            archive.append_event(
                of, archive.SAME_PAPER, by=by, at=at, details=details, once=True
            )
        archive.supersede(item.folder, by=other, at=at)
        shelving.index(item.folder, desk)
    return folder


def _refuse_obstacle(record: Record, desk: Desk) -> None:
    """Go on only with a record that a case takes.

    Raises:
        UsageError: None does, or it is closed.
    """
    obstacle = shelving.obstacle(record, desk.places)
    if obstacle:
        said = reasons.sentence(obstacle)
        raise UsageError(f"{said} {reasons.remedy(obstacle, record.record_id)}")


def decide_cells(
    item: Item,
    said: cells.Said,
    desk: Desk,
    organisation: Organisation,
    *,
    by: str,
    at: datetime,
) -> tuple[str, ...]:
    """Write down what a person says of cells; the measured values stay beside it.

    Returns:
        The cells of the record that are still unsure.

    Raises:
        UsageError: All that is wrong with it; nothing was written.
        NotFoundError: The record has given way to another one.
    """
    form = cells.form_of(item.record.document_id, desk.places)
    with shelving.alone(desk.places):
        stored = shelving.in_force(item.record.record_id, item.folder, desk.places)
        for event, details in cells.decisions(said, stored, form, organisation):
            archive.append_event(item.folder, event, by=by, at=at, details=details)
        shelving.index(item.folder, desk)
    return unsure_zones(archive.load(item.folder))


def cells_of(
    item: Item, zones: Collection[str], form: cells.Form
) -> list[dict[str, Any]]:
    """Those cells of the item, as `cells.told` tells them."""
    told = cells.told(archive.load(item.folder), form)
    every = (it for of_kind in told.values() for it in of_kind)
    return [it for it in every if it["zone"] in zones]


def inked_zones(item: Item) -> tuple[str, ...]:
    """Cells of marks that hold ink, of which nobody said yet which mark it is."""
    stored = archive.load(item.folder)
    return tuple(it.zone for it in stored.readings if it.value == INKED)


def pages_of(item: Item) -> tuple[RecordPage, ...]:
    """The pages to look at: those that are doubtful, or all of a paper in review."""
    if item.reason in CELLS:
        return ()
    found = pagedoubts.pages(item.record, item.reason) or item.record.pages
    return found[:PAGES_SHOWN]


def page_picture(
    item: Item, lines: Sequence[cells.PageLine], heads: cells.Heads, desk: Desk
) -> bytes:
    """A PNG of pages of the item, each beside its print, if it has one.

    b"" where the scan cannot be shown: what else is known of it is told all the same.
    """
    stored = archive.load(item.folder)
    try:
        return cells.page_sheet(stored, lines, heads, desk.limits)
    except ScanError as error:
        log.warning("%s: no picture of its pages, %s", item.record.record_id, error)
        return b""


def picture(
    item: Item, lines: Sequence[cells.Line], heads: cells.Heads, desk: Desk
) -> bytes:
    """A PNG of cells of the item, each beside its printed original; b"" for none.

    Raises:
        ScanError: The scan cannot be read.
    """
    stored = archive.load(item.folder)
    return cells.sheet(stored, lines, heads, desk.limits)


def unsure_zones(stored: archive.Stored) -> tuple[str, ...]:
    """The cells that no one has decided yet."""
    every: list[SignatureReading | Reading] = [*stored.signatures, *stored.readings]
    return tuple(it.zone for it in every if it.status is Certainty.UNSURE)


def _reason(stored: archive.Stored) -> str:
    """The gravest of what is unsure in its cells."""
    unsure = [it for it in stored.readings if it.status is Certainty.UNSURE]
    if any(it.earlier is not None for it in unsure):
        return CONFLICT
    signed = all(it.status is not Certainty.UNSURE for it in stored.signatures)
    return READING if signed and unsure else SIGNATURE


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
