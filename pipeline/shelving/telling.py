"""What the catalogue is told of a record."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline import archive, disk, recognition, register
from pipeline.catalogue import Catalogue, Entry
from pipeline.errors import NotFoundError
from pipeline.model import KnownPage, PageText, Places, Record
from pipeline.shelving.desk import Desk

log = logging.getLogger(__name__)


def is_indexed(folder: Path, desk: Desk) -> bool:
    """The catalogue knows the record, and that it lies there."""
    known = desk.catalogue.record_path(archive.record_id(folder))
    return known == desk.places.relative(folder)


def index(folder: Path, desk: Desk) -> None:
    """Put the record, as it stands in its folder, into the catalogue."""
    enter(folder, desk.places, desk.catalogue)


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
