"""What a person says of what waits, and what is done then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline import (
    archive,
    assembly,
    attributing,
    cells,
    composition,
    filing,
    pagedoubts,
    reasons,
    register,
    shelving,
)
from pipeline.errors import NotFoundError, RefusedError, UsageError
from pipeline.messages import _
from pipeline.model import INKED, Certainty, Event, Guess, Organisation, Record
from pipeline.review import faults, refused
from pipeline.review.faults import Decision, Rules
from pipeline.review.items import Item, conflicts, unsure_zones
from pipeline.shelving import Desk


@dataclass(frozen=True, slots=True)
class Ours:
    """Printed pages of ours.

    Attributes:
        document_id: Of their document.
        numbers: Theirs in it, from 1.
    """

    document_id: str
    numbers: tuple[int, ...]


def resolve(
    item: Item,
    decision: Decision,
    desk: Desk,
    rules: Rules,
    *,
    by: str,
    at: datetime,
) -> Path:
    """File a record in review as what a person says it is.

    Pages under a cover sheet count as all that there are.

    Args:
        item: It.
        decision: What is said of it.
        desk: Where.
        rules: What papers may be of.
        by: Id of the person.
        at: When.

    Returns:
        Its folder in the archive.

    Raises:
        RefusedError: It cannot be filed so; all the reasons.
        UsageError: It was filed as something else before; by now it left review.
    """
    decision = faults.as_written(decision, item.record.group, rules)
    record = _decided(item.record, decision)
    is_found = _tells(item, faults.lacking(record), desk)
    late = (*reasons.still_to_come(decision.day, at.astimezone().date()),)
    judged = replace(record, date=None) if late else record
    found = (
        *reasons.printed_faults(
            item.record, composition.differing(item.record, record)
        ),
        *faults.unknown(record, is_found=is_found),
        *late,
        *faults.of(judged, decision, desk, rules, at.year),
    )
    if found:
        raise RefusedError(record.record_id, found)
    why = Event(at, archive.RESOLVED, by, {"reason": item.reason})
    folder = shelving.file_reviewed(record, item.folder, why, desk)
    filed = archive.load(folder).record
    otherwise = faults.filed_otherwise(filed, record, rules.titles)
    if otherwise:
        raise UsageError(otherwise)
    return folder


def guesses(found: Sequence[Item], desk: Desk) -> dict[str, Guess]:
    """Record id → what a paper seems to be, or was printed as.

    Guessed at are papers that wait for want of a code; what a void or reprinted paper
    was printed as stands in the register.
    """
    printed = {
        item.record.record_id: refused.guess(item.record, desk.places)
        for item in found
        if item.record.reason in assembly.OUT_OF_FORCE
    }
    waiting = [it for it in found if it.record.reason in assembly.UNREAD]
    if not waiting:
        return printed
    last = max(it.record.filed_at for it in waiting)
    knowing = attributing.known(desk, last.astimezone().date())
    return printed | {
        item.record.record_id: attributing.guess(
            archive.load(item.folder, in_review=True), knowing
        )
        for item in waiting
    }


def _tells(item: Item, lacking: Sequence[str], desk: Desk) -> bool:
    """What is lacking was found on the paper, in part, and it is none of ours."""
    if not lacking:
        return False
    found = guesses([item], desk).get(item.record.record_id, Guess())
    if found.ours:
        return False
    known = {"--kind": found.kind, "--date": found.date}
    return any(known[option] for option in lacking)


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


def same_paper(
    item: Item, desk: Desk, *, by: str, at: datetime, ours: Ours | None = None
) -> Path:
    """Let a second scan give way to the first.

    Where the first gave way itself, to what stands for it now. Nothing is deleted; both
    records tell of it.

    Args:
        item: The second scan.
        desk: Where.
        by: Id of the person.
        at: When.
        ours: The pages of ours of which it is a scan, its codes unread; else it is one
            of the paper of others that it seems to be.

    Returns:
        The folder of the record that stands.

    Raises:
        UsageError: It is not known of which paper it is a second scan, or that one
            joined it; its codes can be read, or pages of ours that were named are not
            here.
        NotFoundError: That record is gone, or the item has given way already; there is
            no such document.
    """
    places = desk.places
    with shelving.alone(places):
        identity = item.record.record_id
        stored = shelving.in_force(identity, item.folder, places)
        other = (
            _record_of(ours, stored, desk) if ours else attributing.double_of(stored)
        )
        if not other:
            raise UsageError(
                _(
                    "It is not known of which paper this is a second scan. Say what "
                    "it is: --kind … --date …"
                )
            )
        stands = shelving.standing_for(other, places)
        if stands is None:
            raise NotFoundError(_("Record"), other, _("See: podshivka review list"))
        newest = stands.record.record_id
        if newest == identity:
            raise UsageError(_is_itself(other))
        details = {"from": identity, "to": newest}
        for of in (stands.folder, item.folder):
            archive.append_event(
                of, archive.SAME_PAPER, by=by, at=at, details=details, once=True
            )
        archive.supersede(item.folder, by=newest, at=at)
        shelving.index(item.folder, desk)
    return stands.folder


def _record_of(ours: Ours, scan: archive.Stored, desk: Desk) -> str:
    """The record in force that has those pages, if the scan may be one of them."""
    record = scan.record
    if record.document_id or record.reason not in assembly.UNREAD:
        raise UsageError(
            _("Its codes can be read: it is not another scan of a page without them.")
        )
    if len(ours.numbers) != len(record.pages):
        raise UsageError(
            _("Say as many pages as it has, that are there already: --page N.")
        )
    identity = register.find(desk.places.issued, ours.document_id).document_id
    folder = shelving.current_folder(identity, desk)
    first = None
    if folder is not None:
        first = archive.load(
            folder, in_review=folder.is_relative_to(desk.places.review)
        )
    pages = first.record.pages if first and not first.is_emptied else ()
    lacking = {*ours.numbers} - {page.number for page in pages}
    if lacking or first is None:
        told = _("Pages of {id} that are not back: {pages}. Leave --same out.")
        named = ", ".join(map(str, sorted(lacking)))
        raise UsageError(told.format(id=identity, pages=named))
    return first.record.record_id


def _is_itself(other: str) -> str:
    told = _(
        "The pages of {id} are in this very record by now. Say what it is: --kind … "
        "--date …"
    )
    return told.format(id=other)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a person's words about cells.

    Attributes:
        decided: So many cells, unsure before or not.
        left: The cells of the record that are still unsure.
        bulk: So many readings were confirmed together, as `--confirm-all` asks.
        conflicts: Cells among `left` of which a newer scan says otherwise than what
            was known.
        marks: Cells among `left` that may hold a mark.
        unnamed: Cells that surely hold a mark of which it is not known which.
    """

    decided: int
    left: tuple[str, ...]
    bulk: int
    conflicts: tuple[str, ...]
    marks: tuple[str, ...]
    unnamed: tuple[str, ...]


def decide_cells(
    item: Item,
    said: cells.Said,
    desk: Desk,
    organisation: Organisation,
    *,
    by: str,
    at: datetime,
) -> Decided:
    """Write down what a person says of cells; the measured values stay beside it.

    Returns:
        What came of it.

    Raises:
        UsageError: All that is wrong with it; nothing was written.
        NotFoundError: The record has given way to another one.
    """
    form = cells.form_of(item.record.document_id, desk.places)
    with shelving.alone(desk.places):
        stored = shelving.in_force(item.record.record_id, item.folder, desk.places)
        decisions = cells.decisions(said, stored, form, organisation)
        for event, details in decisions:
            archive.append_event(item.folder, event, by=by, at=at, details=details)
        shelving.index(item.folder, desk)
    bulk = sum(it.get("bulk") == cells.CONFIRM_ALL for _event, it in decisions)
    after = archive.load(item.folder)
    inked = [it for it in after.readings if it.value == INKED]
    return Decided(
        decided=len(decisions),
        left=unsure_zones(after),
        bulk=bulk,
        conflicts=conflicts(after),
        marks=tuple(it.zone for it in inked if it.status is Certainty.UNSURE),
        unnamed=tuple(it.zone for it in inked if it.status is not Certainty.UNSURE),
    )


def _decided(record: Record, decision: Decision) -> Record:
    said = _completed(decision)
    return replace(
        filing.as_counted(record),
        reason="",
        kind=said.kind or record.kind,
        title=said.title or record.title,
        number=said.number or record.number,
        group=said.group or record.group,
        students=said.students or record.students,
        date=said.day or record.date,
    )


def _completed(said: Decision) -> Decision:
    """What a person said, and what is accepted for all that was left open.

    Trainees are taken from what was found only with its group.
    """
    found = said.accepted
    same_group = said.group in ("", found.group)
    same_kind = said.kind in ("", found.kind)
    return Decision(
        kind=said.kind or found.kind,
        title=said.title or (found.title if same_kind else ""),
        number=said.number or found.number,
        group=said.group or found.group,
        students=said.students or (found.students if same_group else ()),
        day=said.day or found.date,
    )
