"""In the background: the words of a record, what it is, and its searchable PDF/A.

The PDF comes last: a record that has both words and PDF is done, whatever became of the
work in between (`lacking.unfinished`).
"""

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline import (
    apart,
    archive,
    attributing,
    recognition,
    rescan,
    shelving,
)
from pipeline.errors import FixityError, PodshivkaError
from pipeline.inbox import unread
from pipeline.ingest import lacking
from pipeline.ingest.steps import RunStep
from pipeline.model import (
    PageSight,
    PageText,
    Places,
    Record,
    RecordPage,
)
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

_UNAVAILABLE = "unavailable"
_OCR_PATIENCE = 3
"""OCR of a page may take so many times longer than looking at it."""


def enrich(folders: Sequence[str], desk: Desk, run: RunStep) -> None:
    """In the background: OCR, what a paper is, and the upright searchable PDF/A.

    Records in the archive are read together, which spares starts of OCR. A paper in
    review may take minutes, so the others are done before, and each by itself.

    A record that went to another folder meanwhile is passed over; the watcher
    finds it there and begins anew.

    Args:
        folders: Of records, relative to the workspace.
        desk: Where.
        run: How to run a step.
    """
    paths = [desk.places.root / folder for folder in folders]
    waiting = [it for it in paths if it.is_relative_to(desk.places.review)]
    filed = [it for it in paths if it not in waiting]
    if filed:
        _enrich(filed, desk, run)
    for path in waiting:
        _enrich([path], desk, run)


def _enrich(paths: Sequence[Path], desk: Desk, run: RunStep) -> None:
    run("read", partial(read_texts, paths, desk))
    run("reindex", partial(_each, paths, _index_read, desk))
    standing = run("attribute", partial(_attributed, paths, desk))
    rendered = [desk.places.root / folder for folder in standing]
    run("render", partial(_each, rendered, render_document, desk))


def _each(
    folders: Sequence[Path], step: Callable[[Path, Desk], None], desk: Desk
) -> None:
    """Do the step for each; that a person files one elsewhere meanwhile is fine."""
    with desk.with_workshop() as equipped:
        for folder in folders:
            try:
                step(folder, equipped)
            except FileNotFoundError:
                if folder.exists():
                    raise


def _attributed(paths: Sequence[Path], desk: Desk) -> list[str]:
    """Where records stand once it is told what they are, relative to the workspace."""
    standing = [it for path in paths for it in _attributed_one(path, desk)]
    return [desk.places.relative(it) for it in standing]


def _attributed_one(folder: Path, desk: Desk) -> list[Path]:
    """Where one stands.

    While the institute's data or another record have faults, nothing is told of it: a
    person decides. One that went elsewhere meanwhile is passed over.
    """
    try:
        with desk.with_workshop() as equipped:
            return attributing.attribute(folder, equipped)
    except FileNotFoundError:
        if folder.exists():
            raise
    except PodshivkaError as error:
        why = type(error).__name__
        log.warning("%s: a person decides what it is, %s", folder.name, why)
    return [folder]


def read_texts(folders: Sequence[Path], desk: Desk) -> None:
    """Read the ink on our pages, and all of the others', by OCR.

    Those of ours in one process, which is started once; when that fails, each record
    in its own, so that none spoils another's. Of others' papers a page takes seconds:
    each record has its own process, and is kept at once. Where OCR cannot work now,
    nothing is saved, and it is noted why (`lacking`). Records on which there is
    nothing to read need no process, and those that were read before none either.
    """
    inked = []
    for folder in folders:
        if folder.exists() and not archive.read_texts(folder):
            record = archive.load(folder).record
            texts = _all_printed(record, desk.places)
            if texts is None:
                inked.append((folder, record))
            else:
                _keep_texts(folder, record, [replace(it, ocr="done") for it in texts])
    if lacking.wait_for_ocr(inked, desk):
        return
    _read_inks([it for it in inked if it[1].document_id], desk)
    for it in inked:
        if not it[1].document_id:
            _read_inks([it], desk)


def _all_printed(record: Record, places: Places) -> tuple[PageText, ...] | None:
    """The words of a record without ink beside its cells, all of it printed by us.

    None of others, and where the register is damaged: reading it tells that.
    """
    with contextlib.suppress(FixityError):
        known = shelving.known_pages(record, places)
        if all(
            page.number in known and not (page.matrix and page.remarks)
            for page in record.pages
        ):
            return shelving.printed_texts(record, places)
    return None


def _read_inks(records: Sequence[tuple[Path, Record]], desk: Desk) -> None:
    try:
        texts = iter(_texts(records, desk))
    except apart.FAULTS as error:
        if len(records) == 1:
            lacking.failed(*records[0], unread.OCR_FAILED, str(error), desk)
            return
        for it in records:
            _read_inks([it], desk)
        return
    for folder, record in records:
        _keep(folder, record, [next(texts) for _page in record.pages], desk)


def _texts(records: Sequence[tuple[Path, Record]], desk: Desk) -> tuple[PageText, ...]:
    """The words of all their pages, in order."""
    scans = []
    for folder, record in records:
        known = shelving.known_pages(record, desk.places, with_words=True)
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


def _keep(folder: Path, record: Record, texts: Sequence[PageText], desk: Desk) -> None:
    """Keep the words, unless those of a page are missing."""
    fault = next((it.ocr for it in texts if it.ocr.startswith(_UNAVAILABLE)), None)
    if fault is not None:
        said = fault.removeprefix(_UNAVAILABLE).removeprefix(": ")
        lacking.failed(folder, record, unread.OCR_FAILED, said, desk)
        return
    _keep_texts(folder, record, texts)


def _keep_texts(folder: Path, record: Record, texts: Sequence[PageText]) -> None:
    numbered = [
        replace(text, number=page.number)
        for text, page in zip(texts, record.pages, strict=True)
    ]
    if folder.exists():
        archive.save_texts(folder, numbered)


def render_document(folder: Path, desk: Desk) -> None:
    """Make the upright, searchable PDF/A; the next watcher tries again if it fails."""
    if not folder.exists():
        return
    stored = archive.load(folder)
    try:
        texts = stored.texts or shelving.printed_texts(stored.record, desk.places)
        pages = [_upright(page, texts) for page in stored.record.pages]
        with shelving.workshop_of(desk) as workshop:
            pdf = workshop.document_pdf(archive.scan_of(folder), pages, texts)
    except apart.FAULTS as error:
        if stored.texts:  # else its words are missing too, and that is noted
            lacking.failed(folder, stored.record, unread.PDF_FAILED, str(error), desk)
        return
    archive.save_document(folder, pdf)
    lacking.settle(folder, stored.record, desk)


def _index_read(folder: Path, desk: Desk) -> None:
    """Tell the catalogue of what was read; of what we printed it knows."""
    texts = archive.read_texts(folder)
    news = any(text.recognised or not text.printed for text in texts)
    if news or not shelving.is_indexed(folder, desk):
        shelving.index(folder, desk)


def _upright(page: RecordPage, texts: Sequence[PageText]) -> RecordPage:
    """The page with the turn that OCR found, where no code told it."""
    turns = [text.rotation for text in texts if text.number == page.number]
    return page if page.matrix or not turns else replace(page, rotation=turns[0])


def _as_sight(page: RecordPage) -> PageSight:
    """A record's page as a page of its own `scan.pdf`."""
    found = rescan.registration(page) if page.matrix else None
    return PageSight(
        source_page=page.scan_page,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        dpi=page.dpi,
        rotation=page.rotation,
        blank=False,
        registration=found,
        remarks=page.remarks,
        one_bit=page.one_bit,
    )
