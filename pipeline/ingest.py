"""Use case: one dropped file → filed, indexed records.

Every step is a plain function that may run twice: what it finds done it leaves
alone. How a step is run is a parameter: `pipeline.work` passes the durable way,
tests a plain call. The dropped bytes are complete in `.claimed` until they are
complete in `archive/received` or in quarantine; the claim is released last.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline import (
    archive,
    assembly,
    attributing,
    filing,
    inbox,
    pagedoubts,
    readings,
    recognition,
    register,
    repeats,
    roster,
    shelving,
)
from pipeline.errors import ChangedError, DataError, ScanError
from pipeline.inbox import Claim, drops, quarantine
from pipeline.model import (
    INKED,
    Event,
    PageSight,
    PageText,
    Places,
    Record,
    RecordPage,
    Registration,
)
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_OCR_PATIENCE = 3
"""OCR of a page may take so many times longer than looking at it."""


class RunStep(Protocol):
    """Runs one step by that name, or recalls what it gave the first time."""

    def __call__(self, name: str, step: Callable[[], Result]) -> Result:
        """The step's result."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read.

    Attributes:
        code: Of `pipeline.reasons`.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one dropped file became.

    Attributes:
        drop: The line of the drop log.
        folders: Of its records, relative to the workspace.
    """

    drop: drops.Drop
    folders: tuple[str, ...] = ()


def plainly(_name: str, step: Callable[[], Result]) -> Result:
    """Run a step as it is, without remembering it."""
    return step()


def take_in(claim: Claim, sha256: str, desk: Desk, run: RunStep) -> Taken:
    """One dropped file, from the claim to its records.

    Args:
        claim: The file, ours to deal with.
        sha256: Of its bytes.
        desk: Where.
        run: How to run a step.
    """
    seen = run("look", partial(look, claim, desk))
    if isinstance(seen, Refused):
        drop = run("quarantine", partial(put_aside, claim, sha256, seen, desk))
        run("release", partial(inbox.release, claim))
        return Taken(drop)
    run("receive", partial(receive, claim, sha256, desk))
    folders = run("file", partial(file_pages, claim, sha256, seen, desk))
    run("index", partial(index_all, folders, desk))
    drop = run("log", partial(log_filed, claim, sha256, folders, desk))
    run("release", partial(inbox.release, claim))
    return Taken(drop, folders)


def look(claim: Claim, desk: Desk) -> tuple[PageSight, ...] | Refused:
    """See what is on each page, in a process of its own."""
    find_page = partial(register.find_page, desk.places.issued)
    siblings = partial(register.siblings, desk.places.issued)
    try:
        sights = recognition.look(
            claim.path, find_page, siblings, limits=desk.limits, workers=desk.workers
        )
    except ScanError as error:
        return Refused(error.code, error.detail)
    if all(sight.blank and not sight.page_code for sight in sights):
        return Refused("empty", "only blank pages")
    return sights


def put_aside(claim: Claim, sha256: str, refused: Refused, desk: Desk) -> drops.Drop:
    """Keep an unreadable file in quarantine, and write the drop down."""
    reason = quarantine.Reason(
        sha256=sha256,
        name=drops.printable_name(claim.name),
        code=refused.code,
        detail=refused.detail,
        dropped_at=claim.dropped_at,
        quarantined_at=claim.dropped_at,
    )
    quarantine.put(desk.places.quarantine, claim.path, reason)
    log.info("%s: quarantined, %s", sha256[:12], refused.code)
    drop = _drop(claim, sha256, drops.QUARANTINED, detail=refused.code)
    return _write_down(drop, desk)


def receive(claim: Claim, sha256: str, desk: Desk) -> None:
    """Keep the file as it was dropped.

    Raises:
        ChangedError: The bytes are not those whose hash was taken.
    """
    kept = archive.receive(
        desk.places.archive,
        claim.path,
        name=claim.name,
        dropped_at=claim.dropped_at,
    )
    if kept != sha256:
        raise ChangedError(claim.path)


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
    with shelving.alone(desk.places):
        folders = [
            *(
                _file_document(it, claim, sha256, desk, mark)
                for it in assembled.documents
            ),
            *(_file_loose(it, claim, sha256, desk) for it in assembled.loose),
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


def index_all(folders: Sequence[str], desk: Desk) -> None:
    """Make the records findable, by what we printed on them.

    `file_pages` did so, but for records that it found filed already.
    """
    for path in (desk.places.root / folder for folder in folders):
        if path.exists() and not shelving.is_indexed(path, desk):
            shelving.index(path, desk)


def log_filed(
    claim: Claim, sha256: str, folders: Sequence[str], desk: Desk
) -> drops.Drop:
    """Write the drop and its records down."""
    kept = [archive.load(desk.places.root / folder) for folder in folders]
    ids = tuple(it.record.record_id for it in kept)
    again = tuple(it.record.record_id for it in kept if _is_rescan(it, sha256))
    log.info("%s: filed as %s", sha256[:12], ", ".join(ids))
    drop = _drop(claim, sha256, drops.FILED, records=ids, rescans=again)
    return _write_down(drop, desk)


def _is_rescan(stored: archive.Stored, sha256: str) -> bool:
    """The file held nothing of that record but the same paper again."""
    return any(
        event.event == archive.RESCANNED
        and event.details["source"] == sha256
        and "taken" not in event.details
        for event in stored.events
    )


def log_duplicate(claim: Claim, sha256: str, desk: Desk) -> drops.Drop:
    """Write down that these bytes were here before, and let the copy go."""
    before = drops.of_bytes(desk.places.audit, sha256)
    records = next((drop.records for drop in before if drop.records), ())
    aside = quarantine.has(desk.places.quarantine, sha256)
    detail = next((drop.detail for drop in before if drop.detail and aside), "")
    drop = _drop(claim, sha256, drops.DUPLICATE, records=records, detail=detail)
    _write_down(drop, desk)
    inbox.release(claim)
    return drop


def is_kept(sha256: str, desk: Desk) -> bool:
    """Those bytes were taken in before, wholly, and are still in their place."""
    finished = drops.of_bytes(desk.places.audit, sha256)
    here = archive.has(desk.places.archive, sha256)
    aside = quarantine.has(desk.places.quarantine, sha256)
    return any(
        (drop.outcome == drops.FILED and here)
        or (drop.outcome == drops.QUARANTINED and aside)
        for drop in finished
    )


def enrich(folders: Sequence[str], desk: Desk, run: RunStep) -> None:
    """In the background: OCR, the upright searchable PDF/A, and what a paper is.

    A record that went to another folder meanwhile is passed over; the watcher
    finds it there and begins anew.

    Args:
        folders: Of records that came in one dropped file, relative to the workspace.
        desk: Where.
        run: How to run a step.
    """
    paths = [desk.places.root / folder for folder in folders]
    run("read", partial(read_texts, paths, desk))
    attribute = partial(attributing.attribute, render=render_document)
    for name, step in (
        ("render", render_document),
        ("reindex", shelving.index),
        ("attribute", attribute),
    ):
        run(name, partial(_each, paths, step, desk))


def _each(
    folders: Sequence[Path], step: Callable[[Path, Desk], None], desk: Desk
) -> None:
    """Do the step for each; that a person files one elsewhere meanwhile is fine."""
    for folder in folders:
        try:
            step(folder, desk)
        except FileNotFoundError:
            if folder.exists():
                raise


def read_texts(folders: Sequence[Path], desk: Desk) -> None:
    """Read the ink on our pages, and all of the others', by OCR.

    All in one process, which is started once; when that fails, each record in its
    own, so that none spoils another's. Where OCR cannot work now, nothing is saved,
    and the next watcher tries again.
    """
    records = [
        (folder, archive.load(folder).record) for folder in folders if folder.exists()
    ]
    try:
        texts = iter(_texts(records, desk))
    except ScanError as error:
        if len(records) == 1:
            log.warning("%s: no OCR now, %s", records[0][1].record_id, error)
            return
        for folder, _record in records:
            read_texts([folder], desk)
        return
    for folder, record in records:
        _keep_texts(folder, record, [next(texts) for _page in record.pages])


def _texts(records: Sequence[tuple[Path, Record]], desk: Desk) -> tuple[PageText, ...]:
    """The words of all their pages, in order."""
    scans = []
    for folder, record in records:
        known = shelving.known_pages(record, desk.places)
        pages = [(_as_sight(page), known.get(page.number)) for page in record.pages]
        scans.append((archive.scan_of(folder), pages))
    if not scans:
        return ()
    seconds = desk.limits.seconds * _OCR_PATIENCE
    return recognition.read_text(
        scans,
        languages=desk.languages,
        limits=replace(desk.limits, seconds=seconds),
    )


def _keep_texts(folder: Path, record: Record, texts: Sequence[PageText]) -> None:
    if any(text.ocr == "unavailable" for text in texts):
        log.warning("%s: no OCR now", record.record_id)
        return
    numbered = [
        replace(text, number=page.number)
        for text, page in zip(texts, record.pages, strict=True)
    ]
    if folder.exists():
        archive.save_texts(folder, numbered)


def render_document(folder: Path, desk: Desk) -> None:
    """Make the upright, searchable PDF/A."""
    if not folder.exists():
        return
    stored = archive.load(folder)
    scan = archive.scan_of(folder).read_bytes()
    texts = stored.texts or shelving.printed_texts(stored.record, desk.places)
    pages = [_upright(page, texts) for page in stored.record.pages]
    pdf = archive.document_pdf(scan, pages, texts)
    archive.save_document(folder, pdf)


def unfinished(places: Places) -> list[str]:
    """Folders of records whose background work is not done."""
    return [
        places.relative(folder)
        for root in (places.archive, places.review)
        for folder in archive.records(root)
        if not archive.is_enriched(folder)
    ]


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
    repeat = repeats.find(current, record, received[1], desk)
    told = _told(gathered, repeat, claim, sha256)
    record = repeat.arrived if repeat else record
    following = filing.next_version(current.record, record, current.as_decided)
    if following is None:
        shelving.settle(folder, desk)
        for it in told:
            archive.append_event(folder, it.event, it.by, it.details, it.at, once=True)
        return folder
    scan = (current.record, archive.scan_of(folder))
    sources = shelving.sources_of(following.pages, received, scan)
    events = (*_still_said(current, record, following), *told)
    newest = _shelve(following, sources, desk, events)
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
        told.append((archive.RESCANNED, details))
    return tuple(
        Event(claim.dropped_at, event, archive.SYSTEM, details)
        for event, details in told
    )


def _still_said(
    current: archive.Stored, arrived: Record, following: Record
) -> tuple[Event, ...]:
    """What persons said of pages and cells that look the same, or came not again.

    It is stored with the new version at once: a stop in between loses no word.
    """
    held = readings.still_held(current.as_decided, current.record, arrived)
    decisions = {archive.SIGNATURE_DECIDED, archive.READING_DECIDED}
    cells = (
        it
        for it in current.events
        if it.event in decisions and it.details["zone"] in held
    )
    pages = pagedoubts.still_settled(current.record, following, current.events)
    return (*cells, *pages)


def _file_loose(loose: assembly.Loose, claim: Claim, sha256: str, desk: Desk) -> Path:
    name = drops.printable_name(claim.name)
    record = filing.loose_record(loose, sha256, name, claim.dropped_at)
    filed = shelving.current_folder(record.record_id, desk)
    if filed is not None:
        return filed
    received = (sha256, archive.received_file(desk.places.archive, sha256))
    sources = shelving.sources_of(record.pages, received, None)
    return _shelve(record, sources, desk)


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


def _upright(page: RecordPage, texts: Sequence[PageText]) -> RecordPage:
    """The page with the turn that OCR found, where no code told it."""
    turns = [text.rotation for text in texts if text.number == page.number]
    return page if page.matrix or not turns else replace(page, rotation=turns[0])


def _as_sight(page: RecordPage) -> PageSight:
    """A record's page as a page of its own `scan.pdf`."""
    found = page.matrix and Registration(page.matrix, page.residual_mm or 0.0, 0)
    return PageSight(
        source_page=page.scan_page,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        dpi=page.dpi,
        rotation=page.rotation,
        blank=False,
        registration=found or None,
        remarks=page.remarks,
        one_bit=page.one_bit,
    )


def _drop(
    claim: Claim,
    sha256: str,
    outcome: str,
    *,
    records: tuple[str, ...] = (),
    detail: str = "",
    rescans: tuple[str, ...] = (),
) -> drops.Drop:
    return drops.Drop(
        at=claim.dropped_at,
        token=claim.token,
        name=drops.printable_name(claim.name),
        sha256=sha256,
        size=claim.path.stat().st_size,
        outcome=outcome,
        records=records,
        detail=detail,
        rescans=rescans,
    )


def _write_down(drop: drops.Drop, desk: Desk) -> drops.Drop:
    drops.log(desk.places.audit, drop)
    return drop
