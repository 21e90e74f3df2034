"""Is a scan that came the same paper again, and is it the better one? Pure.

Whether two scans show the same ink, recognition says. Here is decided which pages
may be asked about, whether their cells say the same, and which of the two is worth
keeping as the current one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pipeline import assembly, readings
from pipeline.model import (
    Certainty,
    LayoutPage,
    Reading,
    Record,
    RecordPage,
    Registration,
    SignatureState,
)

FINER: Final = 1.2
"""So many times the resolution makes a scan worth taking."""

COARSER: Final = 0.8


TwoScans = tuple[RecordPage, RecordPage]
"""A page as it stands in the current version, and as it came now."""


def coming(current: Record, arrived: Record) -> tuple[RecordPage, ...]:
    """The pages that came and are not in the current version already."""
    have = {page.source for page in current.pages}
    return tuple(page for page in arrived.pages if page.source not in have)


def pairs(current: Record, arrived: Record) -> tuple[TwoScans, ...]:
    """Each page that came, beside the same page of the current version.

    Left out are those that cannot be compared: new ones, and those that do not lie
    surely on their print in one of the scans.

    Returns:
        Nothing when pages came under a cover sheet: these are replaced as a whole.
    """
    return tuple(it for it in _beside(current, arrived) if _is_comparable(it))


def weaker(current: Record, arrived: Record) -> frozenset[int]:
    """Numbers of pages that came, and are less surely read than those that are there.

    One does not lie on its print, and the other does; or it is known by its print
    only, and of the other the code was read.
    """
    return frozenset(
        new.number for old, new in _beside(current, arrived) if _is_weaker(old, new)
    )


def _beside(current: Record, arrived: Record) -> Iterator[TwoScans]:
    """Each page that came, and the current version has; none under a cover sheet."""
    if any(page.number and not page.coded for page in arrived.pages):
        return
    here = {page.number: page for page in current.pages if page.number}
    for page in coming(current, arrived):
        if page.number in here:
            yield here[page.number], page


def _is_weaker(old: RecordPage, new: RecordPage) -> bool:
    is_lost = old.matrix is not None and new.matrix is None
    return is_lost or (new.matched and not old.matched)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scans of the same pages, as far as their cells and pictures tell.

    Attributes:
        known: The current version, with what persons said of its cells.
        arrived: What was scanned now, as measured.
        layout: Of the printed pages.
    """

    known: Record
    arrived: Record
    layout: tuple[LayoutPage, ...]

    def says_the_same(self, number: int) -> bool:
        """No cell of that page is surely something else than it surely was."""
        zones = self._zones(number)
        signed = {it.zone: it for it in self.known.signatures}
        read = {it.zone: it for it in self.known.readings}
        return all(
            it.zone not in signed
            or SignatureState.UNSURE in (it.state, signed[it.zone].state)
            or it.state is signed[it.zone].state
            for it in self.arrived.signatures
            if it.zone in zones
        ) and all(
            it.zone not in read
            or Certainty.UNSURE in (it.status, read[it.zone].status)
            or readings.agree(it.value, read[it.zone].value)
            for it in self.arrived.readings
            if it.zone in zones
        )

    def is_better(self, pair: TwoScans) -> bool:
        """The newer scan shows more.

        It is finer, or surely tells a cell that was unsure, and nothing that was known
        speaks against it; and no cell that was sure is unsure on it.
        """
        old, new = pair
        lost, won = self._lost_and_won(new.number)
        is_finer = new.dpi >= old.dpi * FINER > 0
        return not lost and not _is_coarser(pair) and bool(won or is_finer)

    def is_poorer(self, pair: TwoScans) -> bool:
        """The newer scan shows less, and surely no ink in a cell that was empty.

        It is in black and white only, or much coarser, or leaves more cells unsure
        than it settles.
        """
        number = pair[1].number
        lost, won = self._lost_and_won(number)
        shows_less = _is_coarser(pair) or len(lost) > len(won)
        is_same = self.says_the_same(number) and not self._surely_inked(number)
        return shows_less and is_same

    def may_be_inked(self, number: int) -> bool:
        """A cell that was empty, as far as was known, seems to hold something."""
        return any(True for _it in self._inked(number))

    def _inked(self, number: int) -> Iterator[Reading]:
        zones = self._zones(number)
        empty = {it.zone for it in self.known.readings if not it.value}
        for it in self.arrived.readings:
            if it.value and it.zone in empty & zones:
                yield it

    def _surely_inked(self, number: int) -> bool:
        return any(it.status is not Certainty.UNSURE for it in self._inked(number))

    def _lost_and_won(self, number: int) -> tuple[set[str], set[str]]:
        """Cells that are unsure now and were sure before, and the other way round."""
        before = _certainty(self.known)
        now = _certainty(readings.beside(self.arrived, self.known))
        told = self._zones(number) & before.keys() & now.keys()
        lost = {it for it in told if before[it] and not now[it]}
        return lost, {it for it in told if now[it] and not before[it]}

    def _zones(self, number: int) -> set[str]:
        pages = (page for page in self.layout if page.number == number)
        return {zone.id for page in pages for zone in page.zones}


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
    return Registration(page.matrix, page.residual_mm or 0.0, 0, page.bend)


def _is_coarser(pair: TwoScans) -> bool:
    """Grey became black and white, or the resolution is much lower."""
    old, new = pair
    if old.one_bit != new.one_bit:
        return new.one_bit
    return new.dpi < old.dpi * COARSER


def _certainty(record: Record) -> dict[str, bool]:
    """Cell → whether its reading may be used; a person's word may."""
    statuses = {it.zone: it.status for it in record.signatures}
    statuses |= {it.zone: it.status for it in record.readings}
    return {zone: status is not Certainty.UNSURE for zone, status in statuses.items()}


def _is_comparable(pair: TwoScans) -> bool:
    lie_well = all(page.coded and page.matrix is not None for page in pair)
    return lie_well and not pair[1].doubled
