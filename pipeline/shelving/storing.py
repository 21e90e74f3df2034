"""A record goes into the case that the file plan of its year has for it, or waits."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline import archive, filing, register, retention, roster
from pipeline.errors import RefusedError
from pipeline.messages import _
from pipeline.model import (
    Event,
    FilePlan,
    FilePlanEntry,
    Places,
    Record,
    RecordPage,
)
from pipeline.shelving.desk import Desk, workshop_of
from pipeline.shelving.telling import index, is_indexed
from pipeline.shelving.turns import alone
from pipeline.shelving.versions import in_force, settle

PageSource = tuple[Path, int]
"""A file, and a page of it from 1, that a page of a record is taken from."""


def store(
    record: Record,
    sources: Sequence[PageSource],
    desk: Desk,
    events: Sequence[Event] = (),
) -> Path:
    """File the record, or put it into review; the same record twice is fine.

    Args:
        record: Its case is not chosen yet, unless a person chose it. With a reason
            it goes into review.
        sources: Where each of its pages is to be taken from, in their order.
        desk: Where.
        events: What is known of it from the beginning.

    Returns:
        The record's folder.

    Raises:
        CollisionError: Something else stands where it should go.
    """
    places = desk.places
    entry = entry_for(record, places)
    doubt = record.reason or obstacle(record, places)
    files: dict[str, bytes | Path] = {"scan.pdf": _scan(sources, desk)}
    files |= _issued_files(record, places)
    if entry is None or record.date is None or doubt:
        case_said = record.case if record.case_chosen else ""
        record = replace(record, reason=doubt, case=case_said, plan_year=0)
        name = Path(filing.record_name(record))
        draft = archive.Draft(record, name, files, {}, tuple(events))
        return archive.put(places.review, draft)
    opened, year = record.date, record.date.year
    record = replace(record, case=entry.index, plan_year=year)
    case = archive.ensure_case(places.archive, entry, year, opened)
    shelf = filing.case_folder(year, case.index, case.title)
    info = {
        "Case": f"{case.index} {case.title}",
        "Case-Year": str(year),
        "Retention-Term": retention.describe(case.term),
        "Retention-Basis": retention.basis(case.term),
    }
    folder = Path(shelf, filing.record_name(record))
    draft = archive.Draft(record, folder, files, info, tuple(events))
    return archive.put(places.archive, draft)


def file_reviewed(record: Record, reviewed: Path, why: Event, desk: Desk) -> Path:
    """File a record that stands in review as what it is known to be by now.

    A second time finds what the first has done.

    Args:
        record: With kind, date and whatever else is known; without a reason.
        reviewed: Its folder in review; it goes last.
        why: Who said so, or what tells so; it is written down.
        desk: Where.

    Returns:
        Its folder in the archive.

    Raises:
        NotFoundError: Meanwhile it went elsewhere, or gave way to another one.
        RefusedError: No case takes it, or the case was closed meanwhile.
        FixityError: Its scan is not as it came.
    """
    with alone(desk.places):
        folder = archive.filed(desk.places.archive, record.record_id)
        if folder is None or reviewed.exists():
            in_force(record.record_id, reviewed, desk.places)
        if folder is None:
            scan = archive.whole_scan_of(reviewed)
            if fault := case_fault(record, desk.places):
                raise RefusedError(record.record_id, (fault,))
            sources = [(scan, page.scan_page) for page in record.pages]
            folder = store(record, sources, desk)
        archive.carry_over(reviewed, folder)
        archive.append_event(
            folder, why.event, by=why.by, at=why.at, details=why.details, once=True
        )
        settle(folder, desk)
        archive.remove_reviewed(reviewed)
        if not is_indexed(folder, desk):  # somebody read it in review meanwhile
            index(folder, desk)
    return folder


def _scan(sources: Sequence[PageSource], desk: Desk) -> bytes:
    with workshop_of(desk) as workshop:
        return workshop.extract(sources)


def entry_for(record: Record, places: Places) -> FilePlanEntry | None:
    """The line of its year's file plan that takes the record, filed or not yet.

    None where no line does, or where its kind or date is not known.
    """
    if not record.kind or record.date is None:
        return None
    plan = plan_of(record.date.year, places)
    if record.case_chosen:
        return filing.entry_of_index(plan, record.case)
    return filing.entry_for(plan, record.kind)


def _issued_files(record: Record, places: Places) -> dict[str, bytes | Path]:
    if not record.document_id:
        return {}
    folder = register.folder_of(places.issued, record.document_id)
    names = ("printed.pdf", "layout.json", "form.json")
    return {name: folder / name for name in names}


def obstacle(record: Record, places: Places) -> str:
    """Why the record cannot be filed: a reason of `pipeline.filing`, or ""."""
    entry = entry_for(record, places)
    if entry is None or record.date is None:
        return filing.NO_CASE
    is_closed = closed(entry, record.date.year, places)
    return filing.CASE_CLOSED if is_closed else ""


def case_fault(record: Record, places: Places) -> str:
    """Why no case takes a record that somebody wants filed now; "" where one does."""
    entry = entry_for(record, places)
    if not obstacle(record, places) or record.date is None:
        return ""
    year = record.date.year
    if entry is None:
        told = _(
            "No case of the file plan takes this kind of document in {year}. Make that "
            "year's file plan (podshivka cases plan {year}) or add the kind to it, "
            "then give this command again."
        )
        return told.format(year=year)
    told = _(
        "The case that takes this document is closed. Reopen it (podshivka cases "
        "reopen {case} --year {year}), then give this command again."
    )
    return told.format(case=entry.index, year=year)


def closed(entry: FilePlanEntry, year: int, places: Places) -> bool:
    """The case of that line of the year's file plan is closed.

    Raises:
        FixityError: Its file is damaged.
    """
    case = archive.case_at(places.archive, year, entry.index)
    return case is not None and bool(case.closed)


def plan_of(year: int, places: Places) -> FilePlan | None:
    """The file plan of that year, if there is one."""
    path = places.file_plan(year)
    if not path.exists():
        return None
    found = path.stat()
    return _plan_in(path, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=8)
def _plan_in(path: Path, _as_it_stands: tuple[int, int, int]) -> FilePlan:
    """Read once for many records, until somebody changes the file."""
    return roster.load_file_plan(path)


def sources_of(
    pages: Sequence[RecordPage],
    arrived: tuple[str, Path],
    current: tuple[Record, Path] | None,
) -> list[PageSource]:
    """Where each page of a new version is taken from.

    Args:
        pages: Of the new version.
        arrived: SHA-256 and path of the file that came in.
        current: The version so far and its scan; its pages are kept from there.
    """
    sha256, path = arrived
    kept = {}
    if current is not None:
        record, scan = current
        kept = {page.source: (scan, page.scan_page) for page in record.pages}
    return [
        (path, page.source_page) if page.source_sha256 == sha256 else kept[page.source]
        for page in pages
    ]
