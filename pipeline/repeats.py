"""The same paper scanned again: recognised, so that no version differs in nothing.

Printed pages are laid on one another (`recognition.compare`). It is asked only when
pages of a document come that its current version has already.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import archive, assembly, recognition, register, rescan, shelving
from pipeline.errors import ScanError
from pipeline.model import KnownPage, LayoutPage, PageSight, Record, RecordPage
from pipeline.recognition import Difference, Pair
from pipeline.shelving import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repeat:
    """What came again.

    Attributes:
        arrived: What came, less what is not worth taking; no pages: nothing is.
        numbers: Of all pages that came again.
        taken: Of those among them whose newer scan shows more.
    """

    arrived: Record
    numbers: tuple[int, ...]
    taken: tuple[int, ...]


def find(
    current: archive.Stored, arrived: Record, received: Path, desk: Desk
) -> Repeat | None:
    """Whether all that came is the same paper again.

    Args:
        current: The document's version so far.
        arrived: What the pages that came would make, as measured.
        received: The file in which they came.
        desk: Where.

    Returns:
        None when something is new on it, or that cannot be told.
    """
    found = rescan.pairs(current.record, arrived)
    known = current.as_decided
    if not found or not rescan.says_the_same(known, arrived):
        return None
    if not _is_same_ink(current, found, received, desk):
        return None
    layout = _layout(arrived, desk)
    taken = rescan.better(known, arrived, found, layout)
    numbers = {new.number for _old, new in found}
    worth = rescan.without(arrived, numbers - taken, layout)
    return Repeat(worth, tuple(sorted(numbers)), tuple(sorted(taken)))


def _is_same_ink(
    current: archive.Stored,
    found: Sequence[tuple[RecordPage, RecordPage]],
    received: Path,
    desk: Desk,
) -> bool:
    printed = shelving.known_pages(current.record, desk.places)
    pairs = [
        Pair(
            known=printed[new.number],
            before_page=old.scan_page,
            before=rescan.registration(old),
            now_page=new.source_page,
            now=rescan.registration(new),
        )
        for old, new in found
        if new.number in printed
    ]
    if len(pairs) < len(found):
        return False
    told = _compared(archive.scan_of(current.folder), received, pairs, desk)
    return bool(told) and all(it.same for it in told)


def doubted(
    record: Record, gathered: assembly.Gathered, received: Path, desk: Desk
) -> Record:
    """The record, its pages marked that lay in the file twice and differ in ink.

    Args:
        record: Of the pages that were taken.
        gathered: These, and the copies that were not.
        received: The file in which all of them came.
        desk: Where.
    """
    if not gathered.spare:
        return record
    known = shelving.known_pages(record, desk.places)
    spare = [(assembly.page_number(it), it) for it in gathered.spare]
    count = Counter(number for number, _left in spare)
    pairs = [(n, _pair(known[n], left, gathered.pages[n])) for n, left in spare]
    sure = [(number, pair) for number, pair in pairs if pair]
    told = _compared(received, received, [pair for _number, pair in sure], desk)
    same = Counter(it[0] for it, by in zip(sure, told, strict=False) if by.same)
    differ = {number for number, _left in spare if count[number] > same[number]}
    pages = (replace(it, doubled=it.number in differ) for it in record.pages)
    return replace(record, pages=tuple(pages))


def _pair(known: KnownPage, left: PageSight, taken: PageSight) -> Pair | None:
    """Two scans of a page in one file; None where one does not lie on its print."""
    if left.registration is None or taken.registration is None:
        return None
    return Pair(
        known=known,
        before_page=left.source_page,
        before=left.registration,
        now_page=taken.source_page,
        now=taken.registration,
    )


def _compared(
    before: Path, now: Path, pairs: Sequence[Pair], desk: Desk
) -> tuple[Difference, ...]:
    """What tells the scans of each pair apart; nothing where that cannot be told."""
    try:
        return recognition.compare(before, now, pairs, limits=desk.limits)
    except ScanError as error:
        log.warning("%s: not compared, %s", now.parent.name[:12], error)
        return ()


def _layout(record: Record, desk: Desk) -> tuple[LayoutPage, ...]:
    return register.layout(desk.places.issued, record.document_id).pages
