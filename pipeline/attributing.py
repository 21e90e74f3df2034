"""Papers that we did not print: filed when it is certain what they are, else guessed.

Works on records in `review/` that OCR has read. What is guessed is never kept: it
follows from the words and from what the workspace knows today. In events and logs
stands which kind of evidence told, and no word of the paper.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipeline import archive, assembly, attribution, filing, knowledge, shelving
from pipeline.attribution import Known
from pipeline.errors import NotFoundError, RefusedError
from pipeline.model import Event, Finding, Guess, PageText, Record, RecordState
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

ATTRIBUTED = "attributed"
"""Event: the words of a paper told what it is: `details` has the evidence's codes."""

DOUBLE = "likely_double"
"""Reason and event: by its words it is likely another scan of `details["record"]`."""

_MOST_COMPARED = 200
"""So many papers at most, the newest, are compared with one that came."""

_MOST_ASKED_FOR = 5 * _MOST_COMPARED
"""Papers of ours among them are passed over."""

_TOLD = ("kind", "date", "group")
"""What an event says the evidence of."""


def known(desk: Desk, today: date) -> Known:
    """What papers may be recognised by, as the workspace stands now.

    Raises:
        DataError: `organisation.yaml` has faults.
    """
    return knowledge.known(desk.places, desk.catalogue, today)


def guess(stored: archive.Stored, of: Known) -> Guess:
    """What a paper in review seems to be; nothing while OCR has not read it."""
    if stored.record.reason not in assembly.UNREAD or not stored.texts:
        return Guess()
    found = attribution.guess(stored.texts, of)
    other = double_of(stored)
    if other:
        finding = Finding("double", other, certain=False, why="scanned_before")
        return replace(found, certain=False, findings=(*found.findings, finding))
    if found.certain and not _is_one(stored.texts, of):
        return replace(found, certain=False)
    return found


def double_of(stored: archive.Stored) -> str:
    """The id of the record of which it is likely another scan, or ""."""
    marks = (it for it in stored.events if it.event == DOUBLE)
    return next((it.details["record"] for it in marks), "")


def attribute(folder: Path, desk: Desk) -> list[Path]:
    """File a paper of which it is certain what it is; part several ones first.

    The whole gives way in the same turn in which its parts appear; who comes at the
    same time, a person or another worker, finds it done.

    Args:
        folder: A record's; only those in review without a code are looked at.
        desk: Where.

    Returns:
        The folders in which it stands by now: its own, or where it was filed; those of
        its parts.

    Raises:
        DataError: `organisation.yaml` has faults.
        FixityError: Its scan is not as it came.
    """
    if not folder.is_relative_to(desk.places.review) or not folder.exists():
        return [folder]
    stored = archive.load(folder, in_review=True)
    done = any(it.event == archive.SUPERSEDED for it in stored.events)
    if stored.record.reason not in assembly.UNREAD or not stored.texts or done:
        return [folder]
    knowing = known(desk, stored.record.filed_at.astimezone().date())
    try:
        parts = _parted(stored, knowing, desk)
    except NotFoundError:
        log.info("%s: somebody was quicker", stored.record.record_id)
        return [folder]
    whole = [folder] if folder not in parts else []
    return whole + [_placed(part, knowing, desk) for part in parts]


def _placed(folder: Path, knowing: Known, desk: Desk) -> Path:
    """Where a single paper stands in the end: filed, if it is certain what it is."""
    _mark_double(folder, knowing, desk)
    return _file(folder, knowing, desk)


def decided(record: Record, found: Guess) -> Record:
    """The record as what it was guessed to be."""
    return replace(
        record,
        reason="",
        kind=found.kind,
        title=found.title,
        number=found.number,
        group=found.group,
        students=found.students,
        date=found.date,
    )


def _file(folder: Path, knowing: Known, desk: Desk) -> Path:
    stored = archive.load(folder, in_review=True)
    found = guess(stored, knowing)
    record = decided(stored.record, found)
    if not found.certain or shelving.obstacle(record, desk.places):
        return folder
    told = {it.what: it.why for it in found.findings if it.what in _TOLD}
    why = Event(record.filed_at, ATTRIBUTED, archive.SYSTEM, told)
    try:
        filed = shelving.file_reviewed(record, folder, why, desk)
    except (NotFoundError, RefusedError):
        log.info("%s: a person was quicker", record.record_id)
        return folder
    log.info("%s: filed as %s by its words", record.record_id, record.kind)
    return filed


def _mark_double(folder: Path, knowing: Known, desk: Desk) -> None:
    """Write down of which paper this is likely another scan, if of any.

    One at a time, so that of two that come together one alone is marked.
    """
    with shelving.alone(desk.places):
        if not folder.exists():
            return
        stored = archive.load(folder, in_review=True)
        found = guess(stored, knowing)
        others = _candidates(stored, found, desk)
        other = next(
            (it for it in others if _is_double(stored, found, it, knowing)), None
        )
        if other is None or double_of(stored):
            return
        identity, at = other.record.record_id, stored.record.filed_at
        details = {"record": identity}
        archive.append_event(folder, DOUBLE, archive.SYSTEM, details, at, once=True)
    log.info("%s: likely another scan of %s", stored.record.record_id, identity)


def _candidates(
    stored: archive.Stored, found: Guess, desk: Desk
) -> Iterator[archive.Stored]:
    """Other papers of others, in review or filed as what this one seems to be."""
    rows = desk.catalogue.records(state=RecordState.REVIEW, most=_MOST_ASKED_FOR)
    if found.kind:
        filed = desk.catalogue.records(
            kind=found.kind, group=found.group, most=_MOST_ASKED_FOR
        )
        rows += [it for it in filed if it.state is RecordState.FILED]
    strange = [
        row
        for row in rows
        if not row.document_id and row.record_id != stored.record.record_id
    ]
    for row in strange[:_MOST_COMPARED]:
        folder = desk.places.root / row.path
        if folder.is_dir():
            in_review = folder.is_relative_to(desk.places.review)
            yield archive.load(folder, in_review=in_review)


def _is_double(
    stored: archive.Stored, found: Guess, other: archive.Stored, of: Known
) -> bool:
    if other.gave_way_to or double_of(other):
        return False  # the paper that it is a scan of is asked for
    if not attribution.alike(stored.texts, other.texts):
        return False
    record = other.record
    known = Guess(
        kind=record.kind,
        number=record.number,
        group=record.group,
        students=record.students,
        date=record.date,
    )
    is_known = other.state is not RecordState.REVIEW
    return not attribution.disagree(found, known if is_known else guess(other, of))


def _is_one(texts: tuple[PageText, ...], of: Known) -> bool:
    """All pages are of one paper, as far as can be told."""
    parts = attribution.part(texts, of.kinds, of.codes)
    return parts.clear and len(parts.starts) == 1


def _parted(stored: archive.Stored, knowing: Known, desk: Desk) -> list[Path]:
    """The folders of the papers that the record holds: itself where it is one.

    Raises:
        NotFoundError: Meanwhile it was filed, or parted by somebody else.
        FixityError: Its scan is not as it came.
    """
    parts = attribution.part(stored.texts, knowing.kinds, knowing.codes)
    if not parts.clear or len(parts.starts) == 1:
        return [stored.folder]
    edges = pairwise((*parts.starts, len(stored.texts)))
    whole, folder = stored.record, stored.folder
    with shelving.alone(desk.places):
        shelving.in_force(whole.record_id, folder, desk.places)
        folders = [
            _part(stored, first, following - 1, desk) for first, following in edges
        ]
        first_id = archive.load(folders[0]).record.record_id
        archive.supersede(folder, by=first_id, at=whole.filed_at)
        shelving.index(folder, desk)
    log.info("%s: several papers, %s", whole.record_id, len(folders))
    return folders


def _part(stored: archive.Stored, first: int, last: int, desk: Desk) -> Path:
    """One of several papers as a record of its own, with its words."""
    whole = stored.record
    record = filing.part_of(whole, first, last)
    folder = shelving.current_folder(record.record_id, desk)
    if folder is None:
        scan = archive.whole_scan_of(stored.folder)
        sources = [(scan, page.scan_page) for page in whole.pages[first : last + 1]]
        folder = shelving.store(record, sources, desk)
    details = {"from": whole.record_id, "record": record.record_id}
    archive.append_event(
        folder, archive.SPLIT, archive.SYSTEM, details, whole.filed_at, once=True
    )
    texts = [
        replace(text, number=number)
        for number, text in enumerate(stored.texts[first : last + 1], start=1)
    ]
    archive.save_texts(folder, texts)
    shelving.index(folder, desk)
    return folder
