"""The same paper scanned again: recognised, so that no version differs in nothing.

Printed pages are laid on one another (`recognition.compare`). It is asked only when
pages of a document come that its current version has already.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import (
    apart,
    archive,
    assembly,
    readings,
    recognition,
    register,
    rescan,
    shelving,
)
from pipeline.model import KnownPage, LayoutPage, PageSight, Record
from pipeline.recognition import Difference, Pair
from pipeline.rescan import TwoScans
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

_SPECKS_MM2 = 1.0
"""A scan in black and white has so many specks on a page; a word or a signature is
more."""

_DOT_MM2 = 0.3
"""A dot of a pen in a cell is more, a speck that was taken for one less."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """What came again.

    Attributes:
        arrived: What came, less what is not worth taking; no pages: nothing is.
        numbers: Of the pages that came again with no news, or less surely read.
        taken: Of those among them whose newer scan shows more.
        poorer: Of those among them whose newer scan shows less.
        doubted: Of the poorer ones those of which nobody can tell what is new on them.
    """

    arrived: Record
    numbers: tuple[int, ...]
    taken: tuple[int, ...]
    poorer: tuple[int, ...] = ()
    doubted: tuple[int, ...] = ()


def find(
    current: archive.Stored, arrived: Record, received: Path, desk: Desk
) -> Repeat | None:
    """What of all that came is the same paper again, with nothing new on it.

    Where other pages are new, or other ink is on them, a page that came again is
    taken as well, so that one version shows one day; but never a poorer scan, nor one
    that is less surely read.

    Args:
        current: The document's version so far.
        arrived: What the pages that came would make, as measured.
        received: The file in which they came.
        desk: Where.

    Returns:
        None when all of it is worth taking, or that cannot be told.
    """
    weaker = rescan.weaker(current.record, arrived)
    if not weaker:
        return _found(current, arrived, received, desk)
    left = rescan.without(arrived, weaker, _layout(arrived, desk))
    found = _found(current, left, received, desk) or Repeat(left, (), ())
    doubted = _doubted(weaker, current, arrived, received, desk)
    return replace(
        found,
        numbers=tuple(sorted(weaker.union(found.numbers))),
        poorer=tuple(sorted(weaker.union(found.poorer))),
        doubted=tuple(sorted(doubted)),
    )


def _doubted(
    weaker: frozenset[int],
    current: archive.Stored,
    arrived: Record,
    received: Path,
    desk: Desk,
) -> frozenset[int]:
    """Those of them that a person must look at: not of what was told before."""
    file = arrived.pages[0].source_sha256
    if any(
        it.event == archive.RESCANNED and it.details["source"] == file
        for it in current.events
    ):
        return frozenset()
    by_cells = rescan.Comparison(current.as_decided, arrived, _layout(arrived, desk))
    alike = [
        it
        for it in rescan.pairs(current.record, arrived)
        if it[1].number in weaker and by_cells.says_the_same(it[1].number)
    ]
    asked = readings.in_question(current.as_decided, current.record, arrived)
    told = zip(alike, _inks(current, alike, received, desk), strict=False)
    return weaker - {
        new.number
        for (_old, new), ink in told
        if ink.same and asked.isdisjoint(ink.cells)
    }


def _found(
    current: archive.Stored, arrived: Record, received: Path, desk: Desk
) -> Repeat | None:
    """The same, when each page that came is as surely read as what is there."""
    layout = _layout(arrived, desk)
    by_cells = rescan.Comparison(current.as_decided, arrived, layout)
    found = rescan.pairs(current.record, arrived)
    alike = [it for it in found if by_cells.says_the_same(it[1].number)]
    count = len(rescan.coming(current.record, arrived))
    if len(alike) < count:
        alike = [it for it in alike if by_cells.is_poorer(it)]
    inks = _inks(current, alike, received, desk)
    asked = readings.in_question(current.as_decided, current.record, arrived)
    same, less = _without_news(alike, by_cells, inks, asked)
    if len(same | less) < count:
        same = frozenset()
    if not same | less:
        return None
    better = {it[1].number for it in alike if by_cells.is_better(it)}
    taken, numbers = (same - less) & better, same | less
    worth = rescan.without(arrived, numbers - taken, layout)
    return Repeat(worth, *(tuple(sorted(it)) for it in (numbers, taken, less)))


def other_ink(
    current: archive.Stored,
    arrived: Record,
    zones: frozenset[str],
    received: Path,
    desk: Desk,
) -> frozenset[str]:
    """Which of those cells do not surely hold the same ink on both scans.

    Args:
        current: The document's version so far.
        arrived: What the pages that came would make.
        zones: The cells.
        received: The file in which they came.
        desk: Where.
    """
    if not zones:
        return zones
    here = {
        page.number: zones & {it.id for it in page.zones}
        for page in _layout(arrived, desk)
    }
    asked = [it for it in rescan.pairs(current.record, arrived) if here[it[1].number]]
    told = zip(asked, _inks(current, asked, received, desk), strict=False)
    same = (
        here[new.number].difference(ink.cells)
        for (_old, new), ink in told
        if ink.compared
    )
    return zones.difference(*same)


def _without_news(
    alike: Sequence[TwoScans],
    by_cells: rescan.Comparison,
    inks: Sequence[Difference],
    asked: frozenset[str],
) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of pages with the same ink, and of poorer scans with no other ink.

    Neither is a page where a letter may be written over another in one of the cells
    that are asked about.
    """
    pairs = zip(alike, inks, strict=False)
    told = [(it, ink) for it, ink in pairs if asked.isdisjoint(ink.cells)]
    same = (new.number for (_old, new), ink in told if ink.same)
    poorer = (
        pair[1].number
        for pair, ink in told
        if by_cells.is_poorer(pair) and _adds_nothing(pair, by_cells, ink)
    )
    return frozenset(same), frozenset(poorer)


def _adds_nothing(pair: TwoScans, by_cells: rescan.Comparison, ink: Difference) -> bool:
    """No ink was added, but for what a poor scan makes of dust and noise."""
    is_dotted = by_cells.may_be_inked(pair[1].number)
    return ink.compared and ink.added_mm2 < (_DOT_MM2 if is_dotted else _SPECKS_MM2)


def _inks(
    current: archive.Stored, found: Sequence[TwoScans], received: Path, desk: Desk
) -> tuple[Difference, ...]:
    """What the ink of each two scans differs in; nothing where that is not known."""
    printed = shelving.known_pages(current.record, desk.places)
    if not found or any(new.number not in printed for _old, new in found):
        return ()
    pairs = [
        Pair(
            known=printed[new.number],
            before_page=old.scan_page,
            before=rescan.registration(old),
            now_page=new.source_page,
            now=rescan.registration(new),
        )
        for old, new in found
    ]
    return _compared(archive.scan_of(current.folder), received, pairs, desk)


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
    except apart.FAULTS as error:
        log.warning("%s: not compared, %s", now.parent.name[:12], error)
        return ()


def _layout(record: Record, desk: Desk) -> tuple[LayoutPage, ...]:
    return register.layout(desk.places.issued, record.document_id).pages
