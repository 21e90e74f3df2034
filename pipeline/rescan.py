"""Is a scan that came the same paper again, and is it the better one? Pure.

Whether two scans show the same ink, recognition says. Here is decided which pages
may be asked about, whether their cells say the same, and which of the two is worth
keeping as the current one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from pipeline import assembly, readings
from pipeline.model import (
    Certainty,
    LayoutPage,
    Record,
    RecordPage,
    Registration,
    SignatureState,
)

FINER: Final = 1.2
"""So many times the resolution makes a scan worth taking."""

COARSER: Final = 0.8


def pairs(
    current: Record, arrived: Record
) -> tuple[tuple[RecordPage, RecordPage], ...]:
    """Each page that came, beside the same page of the current version.

    Pages that came in that file and are in the current version already are passed
    over.

    Returns:
        Nothing when any of them cannot be compared: it is new, has no code of its
        own, or does not lie surely on its print in one of the scans.
    """
    here = {page.number: page for page in current.pages if page.number}
    have = {page.source for page in current.pages}
    coming = [page for page in arrived.pages if page.source not in have]
    found = [(here[it.number], it) for it in coming if it.number in here]
    if len(found) < len(coming) or not all(map(_is_comparable, found)):
        return ()
    return tuple(found)


def says_the_same(known: Record, arrived: Record) -> bool:
    """No cell is surely something else than it surely was.

    Args:
        known: The current version, with what persons said of its cells.
        arrived: What was scanned now, as measured.
    """
    signed = {it.zone: it for it in known.signatures}
    read = {it.zone: it for it in known.readings}
    return all(
        it.zone not in signed
        or SignatureState.UNSURE in (it.state, signed[it.zone].state)
        or it.state is signed[it.zone].state
        for it in arrived.signatures
    ) and all(
        it.zone not in read
        or Certainty.UNSURE in (it.status, read[it.zone].status)
        or readings.agree(it.value, read[it.zone].value)
        for it in arrived.readings
    )


def better(
    known: Record,
    arrived: Record,
    found: Iterable[tuple[RecordPage, RecordPage]],
    layout: Iterable[LayoutPage],
) -> frozenset[int]:
    """The numbers of pages of which the newer scan shows more.

    It is finer, or surely tells a cell that was unsure; and no cell that was sure is
    unsure on it.
    """
    zones = {page.number: {zone.id for zone in page.zones} for page in layout}
    before, now = _certainty(known), _certainty(arrived)
    return frozenset(
        new.number
        for old, new in found
        if _is_better(old, new, zones.get(new.number, set()), before, now)
    )


def without(
    record: Record, numbers: Collection[int], layout: Iterable[LayoutPage]
) -> Record:
    """What arrived, less pages of those numbers and their cells."""
    zones = {zone.id for it in layout if it.number in numbers for zone in it.zones}
    pages = tuple(page for page in record.pages if page.number not in numbers)
    count = pages[0].of if pages else 0
    return replace(
        record,
        pages=pages,
        missing_pages=assembly.missing((page.number for page in pages), count),
        signatures=tuple(it for it in record.signatures if it.zone not in zones),
        readings=tuple(it for it in record.readings if it.zone not in zones),
    )


def registration(page: RecordPage) -> Registration:
    """How the page lies on its print.

    Raises:
        ValueError: That is not known.
    """
    if page.matrix is None:
        raise ValueError(page.number)
    return Registration(page.matrix, page.residual_mm or 0.0, 0)


def _is_better(
    old: RecordPage,
    new: RecordPage,
    zones: Collection[str],
    before: Mapping[str, bool],
    now: Mapping[str, bool],
) -> bool:
    told = [it for it in zones if it in before and it in now]
    lost = any(before[it] and not now[it] for it in told)
    won = any(now[it] and not before[it] for it in told)
    is_finer = new.dpi >= old.dpi * FINER > 0
    is_coarser = new.dpi < old.dpi * COARSER
    return not lost and not is_coarser and (won or is_finer)


def _certainty(record: Record) -> dict[str, bool]:
    """Cell → whether its reading may be used; a person's word may."""
    statuses = {it.zone: it.status for it in record.signatures}
    statuses |= {it.zone: it.status for it in record.readings}
    return {zone: status is not Certainty.UNSURE for zone, status in statuses.items()}


def _is_comparable(pair: tuple[RecordPage, RecordPage]) -> bool:
    lie_well = all(page.coded and page.matrix is not None for page in pair)
    return lie_well and not pair[1].doubled
