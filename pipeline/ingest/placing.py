"""The pages of a file become records, each on its shelf."""

import logging
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from pipeline import (
    archive,
    assembly,
    filing,
    pagedoubts,
    readings,
    register,
    repeats,
    roster,
    shelving,
)
from pipeline.errors import DataError
from pipeline.inbox import Claim, drops
from pipeline.ingest import formerly
from pipeline.model import (
    INKED,
    Event,
    PageSight,
    Places,
    Record,
)
from pipeline.shelving import Desk

log = logging.getLogger(__name__)


def file_pages(
    claim: Claim, sha256: str, sights: Sequence[PageSight], desk: Desk
) -> tuple[str, ...]:
    """Place every page and file the records they make.

    Returns:
        The records' folders, relative to the workspace.
    """
    covers = register.covers(desk.places.issued, assembly.claimed_ids(sights))
    assembled = assembly.assemble(sights, covers)
    mark = only_mark(desk.places)
    with desk.with_workshop(ready=True) as equipped, shelving.alone(desk.places):
        folders = [
            *(
                _file_document(it, claim, sha256, equipped, mark)
                for it in assembled.documents
            ),
            *(_file_loose(it, claim, sha256, equipped) for it in assembled.loose),
        ]
    return tuple(desk.places.relative(folder) for folder in folders)


def only_mark(places: Places) -> str:
    """What ink in a cell of marks means, as `readings.only_mark` tells.

    An organisation that cannot be read just now stops no paper: the ink is kept as
    ink.
    """
    try:
        found = places.organisation.stat()
        as_it_stands = (found.st_ino, found.st_size, found.st_mtime_ns)
        return _only_mark_in(places.organisation, as_it_stands)
    except (DataError, OSError) as error:
        log.warning("marks are not named: %s", error)
        return INKED


@lru_cache(maxsize=8)
def _only_mark_in(path: Path, _as_it_stands: tuple[int, int, int]) -> str:
    """Read once for many files, until somebody changes the organisation."""
    return readings.only_mark(roster.load_organisation(path).attendance_marks)


def _file_document(
    gathered: assembly.Gathered, claim: Claim, sha256: str, desk: Desk, mark: str
) -> Path:
    issued = desk.places.issued
    document = register.find(issued, gathered.document_id)
    layout = register.layout(issued, gathered.document_id)
    record = filing.first_version(
        document, gathered, layout.pages, sha256, claim.dropped_at, mark
    )
    received = (sha256, archive.received_file(desk.places.archive, sha256))
    record = repeats.doubted(record, gathered, received[1], desk)
    folder = shelving.current_folder(document.document_id, desk)
    if folder is None:
        sources = shelving.sources_of(record.pages, received, None)
        return _shelve(record, sources, desk, _told(gathered, None, claim, sha256))
    current = archive.load(folder)
    if current.is_emptied:
        record = filing.as_version_after(current.record, record)
        sources = shelving.sources_of(record.pages, received, None)
        return _shelve(record, sources, desk, _told(gathered, None, claim, sha256))
    record = filing.with_fewer_doubted(record, current.record, document.cover)
    repeat = repeats.find(current, record, received[1], desk)
    told = _told(gathered, repeat, claim, sha256)
    repeat = repeat or repeats.Repeat(record, (), ())
    return _follow(current, repeat, received, desk, told)


def _follow(
    current: archive.Stored,
    came: repeats.Repeat,
    received: tuple[str, Path],
    desk: Desk,
    told: tuple[Event, ...],
) -> Path:
    """File the next version of a document, if what came makes one."""
    arrived, decided = came.arrived, current.as_decided
    asked = readings.in_question(decided, current.record, arrived)
    other = repeats.other_ink(current, arrived, asked, received[1], desk)
    known, named = formerly.known(current, arrived, desk)
    other |= named
    following = filing.next_version(current.record, arrived, known, other)
    if came.doubted:
        following = filing.with_doubled(
            current.record, following, came.doubted, arrived.filed_at
        )
    if following is None:
        shelving.settle(current.folder, desk)
        for it in told:
            archive.append_event(
                current.folder, it.event, it.by, it.details, it.at, once=True
            )
        return current.folder
    scan = None
    if any(page.source_sha256 != received[0] for page in following.pages):
        scan = (current.record, archive.whole_scan_of(current.folder))
    sources = shelving.sources_of(following.pages, received, scan)
    said = _still_said(current, came, following, other)
    newest = _shelve(following, sources, desk, (*said, *told))
    shelving.settle(newest, desk)
    return newest


def _told(
    gathered: assembly.Gathered,
    repeat: repeats.Repeat | None,
    claim: Claim,
    sha256: str,
) -> tuple[Event, ...]:
    """What the record tells of that of the file which was not taken."""
    told = []
    if gathered.doubles:
        places = ", ".join(map(str, gathered.doubles))
        told.append((archive.LEFT_OUT, {"source": sha256, "source_pages": places}))
    if repeat:
        details = {"source": sha256, "pages": ", ".join(map(str, repeat.numbers))}
        if repeat.taken:
            details["taken"] = ", ".join(map(str, repeat.taken))
        if repeat.poorer:
            details["poorer"] = ", ".join(map(str, repeat.poorer))
        told.append((archive.RESCANNED, details))
    return tuple(
        Event(claim.dropped_at, event, archive.SYSTEM, details)
        for event, details in told
    )


def _still_said(
    current: archive.Stored,
    came: repeats.Repeat,
    following: Record,
    other: Collection[str],
) -> tuple[Event, ...]:
    """What persons said of pages and cells that look the same, or came not again.

    So too when such pages were seen to be unchanged. It is stored with the new version
    at once: a stop in between loses no word.
    """
    held = readings.still_held(current.as_decided, current.record, came.arrived, other)
    decisions = {archive.SIGNATURE_DECIDED, archive.READING_DECIDED}
    cells = (
        it
        for it in current.events
        if it.event in decisions and it.details["zone"] in held
    )
    pages = pagedoubts.still_settled(
        current.record, following, current.events, came.doubted
    )
    seen = archive.still_seen(current.record, following, current.events)
    return (*cells, *pages, *seen)


def _file_loose(loose: assembly.Loose, claim: Claim, sha256: str, desk: Desk) -> Path:
    name = drops.printable_name(claim.name)
    record = filing.loose_record(loose, sha256, name, claim.dropped_at)
    folder = shelving.current_folder(record.record_id, desk)
    current = archive.load(folder) if folder is not None else None
    if current is not None:
        if shelving.standing_for(current.record.record_id, desk.places) is not None:
            shelving.settle(current.folder, desk)
            return current.folder
        record = filing.as_version_after(current.record, record)
    received = (sha256, archive.received_file(desk.places.archive, sha256))
    sources = shelving.sources_of(record.pages, received, None)
    newest = _shelve(record, sources, desk)
    if current is not None:
        shelving.settle(newest, desk)
    return newest


def _shelve(
    record: Record,
    sources: Sequence[shelving.PageSource],
    desk: Desk,
    events: Sequence[Event] = (),
) -> Path:
    """Store and index, both before the next page of the same document is filed."""
    folder = shelving.store(record, sources, desk, events)
    shelving.index(folder, desk)
    return folder
