"""What a filed paper says of results, one statement for each answer.

An answer is a mark, a task's box, or the figure and boxes of one grade together. An
empty cell of a form that was printed with results says nothing: the print stands. On
a blank form an empty cell of a lesson means that the trainee was there, once the
lesson was over when the page was scanned. On a page that a person must look at first
(`pipeline.pagedoubts`) nothing is sure, and that a cell is empty is not either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import archive, pagedoubts
from pipeline.cells.form import FINAL, Form
from pipeline.errors import NotFoundError
from pipeline.model import Certainty, Event, Layout, Reading, ZoneKind

DONE = "done"
"""Value of a task whose box holds ink."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Who said what a cell holds as one of many, without naming it.

    Attributes:
        how: `pipeline.cells.decisions.CONFIRM_ALL` or `MARKS`.
    """

    by: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One result as it stands on paper.

    Attributes:
        kind: "attendance", "tasks", "grades" or "final".
        item: A session, a task («D1/W1»), a unit, or "grade" of the final
            assessment.
        value: An empty one of "attendance" means present. Where it is unsure, the
            best guess.
        printed: What the form was printed with; the ink is a correction of it.
        name: The trainee's, as printed.
        zone: Where to look; page counts from 1.
        bulk: A person said it of many cells at once; None: it was measured so, or said
            of this one.
        scanned: The day of the scan; None where it is not known.
        held_on: The day of its lesson, as printed.
        titles: What it is of, as printed; as of `Form.titles`.
        doubt: Why its page waits for a person, or a newer version of it, a code of
            `pipeline.reasons`; "" where neither does.
    """

    trainee: str
    kind: str
    item: str
    value: str
    status: Certainty
    printed: str
    record_id: str
    zone: str
    page: int
    name: str = ""
    bulk: Bulk | None = None
    scanned: date | None = None
    held_on: date | None = None
    titles: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def is_sure(self) -> bool:
        """A person need not look."""
        return self.status is not Certainty.UNSURE


def statements(
    stored: archive.Stored, form: Form, scanned: Mapping[int, date]
) -> Iterator[Statement]:
    """All that the record says of results.

    Args:
        stored: The record.
        form: The data that its paper was printed from.
        scanned: Page number → the day it was scanned.
    """
    layout = archive.layout_of(stored.folder) or Layout("", "", "", ())
    pages = {zone.id: page.number for page in layout.pages for zone in page.zones}
    boxes = {zone.id: zone.value for page in layout.pages for zone in page.zones}
    bulk = archive.said_in_bulk(stored.events)
    doubts = doubted_pages(stored)
    for cells in _answers(stored.readings):
        named = _named(cells[0], form)
        page = pages.get(cells[0].zone, 0)
        day = scanned.get(page)
        if named and (page in doubts or _says(cells, form, day)):
            printed = (form.printed(it, boxes.get(it.zone, "")) for it in cells)
            it = _statement(cells, named, next(filter(None, printed), ""), stored, page)
            yield replace(
                it,
                status=Certainty.UNSURE if page in doubts else it.status,
                name=form.name(it.trainee),
                bulk=_bulk(cells, bulk),
                scanned=day,
                held_on=form.held_on(it.item) if it.kind == "attendance" else None,
                titles=form.titles(it.kind, it.item),
                doubt=doubts.get(page, ""),
            )


def doubted_pages(stored: archive.Stored) -> dict[int, str]:
    """Number of each page that a person must look at → the gravest reason.

    Several pages of the number 0 have no place in the document, and no cells.
    """
    record = stored.record
    waiting = pagedoubts.waiting(record, stored.events)
    return {
        page.number: reason
        for reason in reversed(waiting)
        for page in pagedoubts.pages(record, reason)
    }


def scanned_on(stored: archive.Stored, form: Form, received: Path) -> dict[int, date]:
    """Page number → the day it was scanned at the latest, so far as that is known.

    A scan may lie about before it is dropped: what counts is when its file was written.
    A page that was scanned again and looked the same counts as of that day.

    Args:
        stored: The record.
        form: Of its paper, which nobody scanned before it was printed.
        received: The archive's root, where files are kept as they were dropped.
    """

    def day(sha256: str, known: datetime) -> date:
        with suppress(NotFoundError):
            file = archive.describe(received, sha256)
            known = min(known, file.was_whole_at(form.issued_at))
        return known.astimezone().date()

    pages, filed_at = stored.record.pages, stored.record.filed_at
    days = {it: day(it, filed_at) for it in {page.source_sha256 for page in pages}}
    scanned = {it.number: days[it.source_sha256] for it in pages}
    for number, events in archive.seen_again(stored.events).items():
        if number in scanned:
            again = [day(it.details["source"], it.at) for it in events]
            scanned[number] = max(scanned[number], *again)
    return scanned


def _answers(readings: Iterable[Reading]) -> list[list[Reading]]:
    """The cells that make one answer together."""
    found: dict[tuple[str, str, bool], list[Reading]] = {}
    for it in readings:
        key = (it.subject, it.item, it.kind is ZoneKind.MARK)
        found.setdefault(key, []).append(it)
    return list(found.values())


def _named(cell: Reading, form: Form) -> tuple[str, str] | None:
    """Kind and item of the result; None where the data know no such thing."""
    if cell.kind is ZoneKind.MARK:
        return ("attendance", cell.item) if form.session(cell.item) else None
    if form.task(cell.item):
        return "tasks", cell.item
    if cell.item == FINAL:
        return "final", "grade"
    return ("grades", cell.item) if form.unit(cell.item) else None


def _says(cells: Sequence[Reading], form: Form, scanned: date | None) -> bool:
    """There is ink, doubt, or an emptiness that means something."""
    first = cells[0]
    if any(it.value or it.status is Certainty.UNSURE for it in cells):
        return True
    held = form.held_on(first.item)
    return (
        first.kind is ZoneKind.MARK
        and not form.filled
        and form.was_there(first.subject, first.item)
        and held is not None
        and (scanned is None or held <= scanned)
    )


def _bulk(cells: Sequence[Reading], said: Mapping[str, Event]) -> Bulk | None:
    """One of the cells was decided with many others."""
    found = next((said[it.zone] for it in cells if it.zone in said), None)
    return Bulk(found.by, found.at, found.details["bulk"]) if found else None


def _statement(
    cells: Sequence[Reading],
    named: tuple[str, str],
    printed: str,
    stored: archive.Stored,
    page: int,
) -> Statement:
    kind, item = named
    inked = [it for it in cells if it.value]
    unsure = [it for it in cells if it.status is Certainty.UNSURE]
    telling = (unsure or inked or cells)[0]
    value = " / ".join(it.value for it in inked)
    if kind == "tasks":
        value, printed = DONE if value else "", DONE if printed else ""
    status = Certainty.UNSURE if unsure or len(inked) > 1 else telling.status
    return Statement(
        trainee=telling.subject,
        kind=kind,
        item=item,
        value=value,
        status=status,
        printed=printed,
        record_id=stored.record.record_id,
        zone=telling.zone,
        page=page,
    )
