"""What the catalogue is told of a record."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline import archive, recognition, register
from pipeline.catalogue import Catalogue, Entry, behind
from pipeline.errors import NotFoundError, UsageError
from pipeline.model import KnownPage, PageText, Places, Record
from pipeline.shelving.desk import Desk

log = logging.getLogger(__name__)


_REFUSED = (OSError, UsageError)
"""It cannot be written or read now; or it must be made again while others have it."""


def is_indexed(folder: Path, desk: Desk) -> bool:
    """The catalogue knows the record, and that it lies there."""
    record_id = archive.record_id(folder)
    try:
        return desk.catalogue.record_path(record_id) == desk.places.relative(folder)
    except _REFUSED:
        return False


def index(folder: Path, desk: Desk) -> None:
    """Put the record, as it stands in its folder, into the catalogue, now or later.

    Nobody waits for one that lags: it is caught up as a whole
    (`reindex.catch_up_records`). A folder that went elsewhere is passed over.

    Raises:
        FixityError: The record is damaged.
        OSError: It cannot be noted that the catalogue lags.
    """
    with _or_later(desk) as is_tried:
        if is_tried:
            enter(folder, desk.places, desk.catalogue)


def forget(record_id: str, desk: Desk) -> None:
    """Take a record out of the catalogue that is in no tree any more, now or later.

    Raises:
        OSError: It cannot be noted that the catalogue lags.
    """
    with _or_later(desk) as is_tried:
        if is_tried:
            desk.catalogue.remove_record(record_id)


@contextmanager
def _or_later(desk: Desk) -> Iterator[bool]:
    """Write, unless it lags; if that fails, it lags from now on."""
    private = desk.places.private
    try:
        yield not behind.is_left(private)
    except _REFUSED as error:
        log.warning("the catalogue is caught up later: %s", error)
        behind.note(private)


def enter(folder: Path, places: Places, catalogue: Catalogue) -> None:
    """Put the record, as it stands in its folder, into that catalogue.

    A folder that went elsewhere is passed over.
    """
    try:
        entry = entry_of(folder, places)
    except FileNotFoundError:
        if folder.exists():
            raise
        return
    put(entry, places, catalogue)


def put(entry: Entry, places: Places, catalogue: Catalogue) -> None:
    """Put that into the catalogue, and at once what changed since it was read.

    Whoever else enters the record meanwhile may have read it later and written first;
    and it may have gone to another place, or to none.
    """
    catalogue.put_record(entry)
    folder, record_id = places.root / entry.path, entry.record.record_id
    if folder.exists():
        if archive.stamp(folder) != entry.stamp:
            enter(folder, places, catalogue)
        return
    catalogue.remove_record(record_id, entry.path)
    elsewhere = archive.standing(places.archive, places.review, record_id)
    if elsewhere is not None:
        enter(elsewhere, places, catalogue)


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
