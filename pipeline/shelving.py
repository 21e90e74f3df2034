"""Putting a record on its shelf, and telling the catalogue.

What the use cases that file records share: the case is chosen by the file plan
of the document's year, the bag is made, and the catalogue learns of it. A record
that no case takes goes to review with the reason.
"""

import errno
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline import archive, disk, filing, recognition, register, retention, roster
from pipeline.catalogue import Catalogue, Entry
from pipeline.errors import NotFoundError
from pipeline.inbox import drops
from pipeline.messages import _
from pipeline.model import (
    Event,
    FilePlan,
    FilePlanEntry,
    KnownPage,
    PageText,
    Places,
    Record,
    RecordPage,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking papers in and deciding about them needs.

    Attributes:
        languages: Of OCR, as Tesseract names them.
        limits: What looking at one file may cost.
        workers: Processes that may look at files at once.
        workshop: Where pages are taken out of files and PDFs are made; None for
            one that is opened each time.
    """

    places: Places
    catalogue: Catalogue
    languages: str
    limits: recognition.Limits
    workers: int = 1
    workshop: archive.Workshop | None = None

    @contextmanager
    def with_workshop(self, *, ready: bool = False) -> Iterator["Desk"]:
        """This desk with a workshop, for what came in one file.

        Args:
            ready: It is needed in a moment, surely.
        """
        with archive.Workshop(self.limits) as workshop:
            if ready:
                workshop.get_ready()
            yield replace(self, workshop=workshop)


def archive_is_away(places: Places) -> bool:
    """Files were taken in, and the archive has no trace of any: its share is not there.

    To file into the place where it is mounted would hide what is filed from it. That
    files were taken in is noted in `.podshivka`; and the log of drops knows, unless it
    lies on that share as well.
    """
    if archive.has_received(places.archive):
        return False
    return _taken_in(places).exists() or any(
        drop.outcome == drops.FILED for drop in drops.read(places.audit)
    )


def note_taken_in(places: Places) -> None:
    """Note that the archive has a file."""
    noted = _taken_in(places)
    if not noted.exists():
        disk.make_folder(places.private)
        noted.touch()


def _taken_in(places: Places) -> Path:
    return places.private / "taken-in"


def lags(places: Places) -> bool:
    """The catalogue lacks records that were filed while it could not be written."""
    return _behind(places).exists()


def note_lag(places: Places) -> None:
    """Note that the catalogue must catch up with the trees.

    Raises:
        OSError: That cannot be noted.
    """
    disk.make_folder(places.private)
    _behind(places).touch()


def note_caught_up(places: Places) -> None:
    """Note that the catalogue has caught up; while filing alone."""
    _behind(places).unlink(missing_ok=True)


def _behind(places: Places) -> Path:
    return places.private / "catalogue.behind"


def require_archive(places: Places) -> None:
    """See that the archive is there.

    Raises:
        FileNotFoundError: It is away.
    """
    if archive_is_away(places):
        reason = _("the archive is away: its share is not mounted")
        raise FileNotFoundError(errno.ENOENT, reason, str(places.archive))


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """File alone: whoever else places, decides or moves records waits.

    Raises:
        FileNotFoundError: The archive is away.
    """
    require_archive(places)
    disk.make_folder(places.private)
    with disk.locked(places.private / "filing.lock"):
        yield


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
    entry = _entry(record, places)
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


def _scan(sources: Sequence[PageSource], desk: Desk) -> bytes:
    with workshop_of(desk) as workshop:
        return workshop.extract(sources)


@contextmanager
def workshop_of(desk: Desk) -> Iterator[archive.Workshop]:
    """The desk's workshop, or one for this time."""
    if desk.workshop is not None:
        yield desk.workshop
    else:
        with archive.Workshop(desk.limits) as workshop:
            yield workshop


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
    """
    with alone(desk.places):
        folder = archive.filed(desk.places.archive, record.record_id)
        if folder is None or reviewed.exists():
            in_force(record.record_id, reviewed, desk.places)
        if folder is None:
            scan = archive.scan_of(reviewed)
            sources = [(scan, page.scan_page) for page in record.pages]
            folder = store(record, sources, desk)
        archive.carry_over(reviewed, folder)
        archive.append_event(
            folder, why.event, by=why.by, at=why.at, details=why.details, once=True
        )
        settle(folder, desk)
        archive.remove_reviewed(reviewed)
    return folder


def in_force(record_id: str, folder: Path, places: Places) -> archive.Stored:
    """The record as it stands now; to be asked while filing alone.

    Raises:
        NotFoundError: Meanwhile it went elsewhere, or gave way to another one.
    """
    if not folder.exists():
        raise NotFoundError(_("Record"), record_id, _("See: podshivka review list"))
    stored = archive.load(folder, in_review=folder.is_relative_to(places.review))
    if stored.gave_way_to:
        told = _("A newer version took its place; name that: {id}")
        told = told.format(id=stored.gave_way_to)
        raise NotFoundError(_("Record in force"), record_id, told)
    return stored


def obstacle(record: Record, places: Places) -> str:
    """Why the record cannot be filed: a reason of `pipeline.filing`, or ""."""
    entry = _entry(record, places)
    if entry is None or record.date is None:
        return filing.NO_CASE
    is_closed = closed(entry, record.date.year, places)
    return filing.CASE_CLOSED if is_closed else ""


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


def is_indexed(folder: Path, desk: Desk) -> bool:
    """The catalogue knows the record, and that it lies there."""
    known = desk.catalogue.record_path(archive.record_id(folder))
    return known == desk.places.relative(folder)


def index(folder: Path, desk: Desk) -> None:
    """Put the record, as it stands in its folder, into the catalogue."""
    enter(folder, desk.places, desk.catalogue)


def enter(folder: Path, places: Places, catalogue: Catalogue) -> None:
    """Put the record, as it stands in its folder, into that catalogue.

    Whoever else enters it meanwhile may have read it later and written first, so it is
    looked at once more. A folder that went elsewhere is passed over.
    """
    entered = None
    while folder.exists() and archive.stamp(folder) != entered:
        entry = entry_of(folder, places)
        catalogue.put_record(entry)
        entered = entry.stamp


def entry_of(folder: Path, places: Places) -> Entry:
    """What the catalogue is told of the record in that folder."""
    stamp = archive.stamp(folder)  # first: what changes while it is read shows later
    stored = archive.load(folder, in_review=folder.is_relative_to(places.review))
    record = stored.as_decided
    return Entry(
        record=record,
        state=stored.state,
        path=places.relative(folder),
        people=people(record, places),
        pages=stored.texts or printed_texts(record, places),
        stamp=stamp,
    )


def current_folder(document_id: str, desk: Desk) -> Path | None:
    """The folder of the newest record of that document, or of that strange paper.

    The catalogue knows it; a record that was filed just before the catalogue was
    lost, or while it lags, is found in the case where it must lie.
    """
    if not lags(desk.places):
        record_id = desk.catalogue.current(document_id)
        path = desk.catalogue.record_path(record_id) if record_id else None
        if path and (desk.places.root / path).exists():
            return desk.places.root / path
    return archive.newest_of(desk.places.archive, desk.places.review, document_id)


def settle(newest: Path, desk: Desk) -> None:
    """See that what gave way to a new version says so; a second time is fine.

    A filed version stays in force while the one that follows it waits in review,
    unless a person rearranged it. Whoever files a new version is done only then: who
    was stopped in between has it done by whoever comes next.
    """
    for folder in (*gave_way(newest, desk.places), newest):
        index(folder, desk)


def gave_way(newest: Path, places: Places) -> list[Path]:
    """As `settle`, in the trees alone; the folders of the records that gave way."""
    stored = archive.load(newest)
    record, review, found = stored.record, places.review, []
    told = _told(stored)
    for older in _giving_way(record, told, places):
        events = told.get(older.record.record_id, [])
        is_filed = not older.folder.is_relative_to(review)
        if is_filed and newest.is_relative_to(review) and not events:
            continue
        folder = older.folder
        for it in events:
            archive.append_event(folder, it.event, it.by, it.details, it.at, once=True)
        archive.supersede(folder, by=record.record_id, at=record.filed_at)
        found.append(folder)
    return found


def index_or_lag(folders: Iterable[Path], desk: Desk) -> None:
    """Put those records into the catalogue; when it cannot be written, later.

    Nobody waits for a catalogue that lags: it is caught up as a whole
    (`reindex.catch_up_records`).

    Raises:
        OSError: It cannot be noted that it lags.
    """
    if lags(desk.places):
        return
    try:
        for folder in folders:
            index(folder, desk)
    except OSError as error:
        log.warning("the catalogue is caught up later: %s", error)
        note_lag(desk.places)


def _told(stored: archive.Stored) -> dict[str, list[Event]]:
    """Ids of the records that a person had give way to this one → what tells of it."""
    told: dict[str, list[Event]] = {}
    for event in stored.events:
        if event.details.get("to") == stored.record.record_id:
            giving = {
                event.details[it] for it in ("from", "into") if it in event.details
            }
            for record_id in giving:
                told.setdefault(record_id, []).append(event)
    return told


def _giving_way(
    record: Record, told: Iterable[str], places: Places
) -> Iterator[archive.Stored]:
    """What gives way to a record: its former versions, oldest first, and those told.

    Of the versions before the former one those that are still in force, since what
    followed them never left review; below one that was filed and gave way are none.
    """
    versions: list[archive.Stored] = []
    for version in range(record.version - 1, 0, -1):
        older = _standing(filing.record_id(record.family, version), places)
        if older is None:
            continue
        if version == record.version - 1 or not older.gave_way_to:
            versions.append(older)
        elif not older.folder.is_relative_to(places.review):
            break
    yield from reversed(versions)
    known = {it.record.record_id for it in versions}
    others = (_standing(it, places) for it in told if it not in known)
    yield from (it for it in others if it is not None)


def _standing(record_id: str, places: Places) -> archive.Stored | None:
    folder = archive.standing(places.archive, places.review, record_id)
    return archive.load(folder) if folder else None


def known_pages(
    record: Record, places: Places, *, with_words: bool = False
) -> dict[int, KnownPage]:
    """The printed pages of a record of ours by page number; none for others."""
    if not record.document_id:
        return {}
    layout = register.layout(places.issued, record.document_id)
    printed = register.folder_of(places.issued, record.document_id) / "printed.pdf"
    words = register.printed_words(places.issued, layout) if with_words else {}
    return {
        page.number: KnownPage(
            record.document_id, page, printed, words.get(page.number, ())
        )
        for page in layout.pages
    }


def printed_texts(record: Record, places: Places) -> tuple[PageText, ...]:
    """The words that we printed on the record's pages."""
    known = known_pages(record, places, with_words=True)
    return recognition.printed_text(
        [known[page.number] for page in record.pages if page.number in known]
    )


def people(record: Record, places: Places) -> tuple[str, ...]:
    """Full names of the trainees of a record of ours, as they were printed."""
    if not record.document_id:
        return ()
    try:
        data = register.form_data(places.issued, record.document_id)
    except NotFoundError:
        return ()
    named: Sequence[Mapping[str, str]] = data.get("trainees", ())
    return tuple(it["name"] for it in named if it["id"] in record.students)


def _entry(record: Record, places: Places) -> FilePlanEntry | None:
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
