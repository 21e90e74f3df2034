"""Records found, and new ones written from the pages of others."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from pipeline import (
    archive,
    attributing,
    composition,
    filing,
    pagecode,
    register,
    shelving,
)
from pipeline.errors import NotFoundError
from pipeline.messages import _
from pipeline.model import Event, LayoutPage, PageText, Record
from pipeline.shelving import Desk

_NOT_CARRIED = frozenset(
    (
        *(archive.SUPERSEDED, archive.REFILED, archive.SPLIT, archive.MERGED),
        *(archive.RESCANNED, archive.LEFT_OUT, archive.SAME_PAPER),
        *(archive.PLACED, archive.OTHER_PAPER),
    )
)
"""Events that tell of a record as a whole, and not of what it holds."""

_OF_ALL_PAGES = frozenset((attributing.DOUBLE,))
"""Events that were told by all of its words, and hold for no other pages."""


def newest(identity: str, desk: Desk) -> archive.Stored:
    """The record as it stands; what a stop left undone is finished first.

    With "-1" the first version is meant, which has the very id of all of them.

    Raises:
        NotFoundError: There is none, or it gave way to another.
    """
    typed = pagecode.spoken_record_id(identity)
    family, _dash, version = typed.partition("-")
    wanted = family if version == "1" else typed
    places = desk.places
    folder = archive.newest_of(places.archive, places.review, family)
    if folder is None:
        raise NotFoundError(_("Record"), identity, _("See: podshivka search"))
    shelving.settle(folder, desk)
    stored = archive.load(folder, in_review=folder.is_relative_to(places.review))
    newest = stored.record.record_id
    if typed != family and wanted != newest:
        raise shelving.not_in_force(identity, newest)
    return stored


def write(
    record: Record,
    events: Sequence[Event],
    givers: Sequence[archive.Stored],
    desk: Desk,
) -> Path:
    """Write the record from the pages of others; what is written already is found.

    Args:
        record: It.
        events: What is known of it from the beginning.
        givers: The records that have its pages.
        desk: Where.

    Raises:
        FixityError: The scan of one that gives pages is not as it came.
    """
    places = desk.places
    there = archive.standing(places.archive, places.review, record.record_id)
    if there is not None:
        return there
    folder = shelving.store(record, _sources(record, givers), desk, events)
    texts = _texts(record, givers)
    if texts:
        archive.save_texts(folder, texts)
    return folder


def _sources(
    record: Record, givers: Sequence[archive.Stored]
) -> list[shelving.PageSource]:
    """Where each page is taken from; records that give none may be damaged."""
    places = {
        page.source: (giver.folder, page.scan_page)
        for giver in reversed(givers)
        for page in giver.record.pages
    }
    taken = [places[page.source] for page in record.pages]
    scans = {folder: archive.whole_scan_of(folder) for folder, _page in taken}
    return [(scans[folder], page) for folder, page in taken]


def _texts(record: Record, givers: Sequence[archive.Stored]) -> list[PageText]:
    """The words of the record's pages, when those of all are known."""
    known = {
        page.source: text
        for giver in givers
        if len(giver.texts) == len(giver.record.pages)
        for page, text in zip(giver.record.pages, giver.texts, strict=True)
    }
    if any(page.source not in known for page in record.pages):
        return []
    return [replace(known[it.source], number=it.number) for it in record.pages]


def carried(stored: archive.Stored, fresh: Record) -> tuple[Event, ...]:
    """What is known of the cells and pages that are still there."""
    cells, left_out = _cells(fresh), _NOT_CARRIED
    if [it.source for it in fresh.pages] != [it.source for it in stored.record.pages]:
        left_out |= _OF_ALL_PAGES
    said = (
        event
        for event in stored.events
        if event.event not in left_out
        and ("zone" not in event.details or event.details["zone"] in cells)
    )
    return (*said, *archive.still_seen(stored.record, fresh, stored.events))


def said_before(
    stored: archive.Stored, fresh: Record, pages: tuple[LayoutPage, ...], desk: Desk
) -> tuple[Event, ...]:
    """What persons said of cells on pages that come back to a record, the same scans.

    Args:
        stored: The version so far.
        fresh: The next one, to which they come back.
        pages: As printed.
        desk: Where.
    """
    there = () if stored.is_emptied else _cells(stored.record)
    away = _cells(fresh).difference(there)
    said: list[Event] = []
    for older in (stored, *reversed(former(stored.record, desk))):
        zones = away & composition.same_cells(older.record, fresh, pages)
        said += [it for it in older.events if it.details.get("zone") in zones]
        away -= zones
    return tuple(said)


def former(record: Record, desk: Desk) -> tuple[archive.Stored, ...]:
    """The versions before the record, oldest first, as far as they are there."""
    places = desk.places
    ids = [filing.record_id(record.family, n) for n in range(1, record.version)]
    folders = [archive.standing(places.archive, places.review, it) for it in ids]
    return tuple(archive.load(folder) for folder in folders if folder)


def holder(guest: Record, home: str, desk: Desk) -> Record | None:
    """The record in force that has all pages of one that gave way by joining another.

    Args:
        guest: It.
        home: Id of the record that its pages joined.
        desk: Where.

    Returns:
        What stands for that record, or one that was split off it since; None where no
        single one of these has all the pages.
    """
    theirs = {page.source for page in guest.pages}
    asked, seen = [home], set[str]()
    while asked:
        stored = shelving.standing_for(asked.pop(), desk.places)
        if stored is None or stored.record.record_id in seen:
            continue
        seen.add(stored.record.record_id)
        if theirs <= {page.source for page in stored.record.pages}:
            return stored.record
        told = (it.events for it in (*former(stored.record, desk), stored))
        split = (it for it in chain(*told) if it.event == archive.SPLIT)
        asked += [it.details["record"] for it in split]
    return None


def _cells(record: Record) -> set[str]:
    """The ids of its cells."""
    return {it.zone for it in record.signatures} | {it.zone for it in record.readings}


def counted(record: Record, desk: Desk) -> Record:
    """What is to be said of how many pages lie under a cover sheet."""
    if not record.document_id:
        return record
    cover = register.find(desk.places.issued, record.document_id).cover
    if cover is None:
        return record
    count = sum(page.number > 1 for page in record.pages)
    return replace(record, reason=filing.cover_doubt(cover, count))


def layout(record: Record, desk: Desk) -> tuple[LayoutPage, ...]:
    """The pages as printed; none of papers of others."""
    if not record.document_id:
        return ()
    return register.layout(desk.places.issued, record.document_id).pages
