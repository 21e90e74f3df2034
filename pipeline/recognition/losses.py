"""What a one-bit scan may have lost: pale ink, and whole cells with it.

A cell that looks empty proves nothing there, unless the page shows that what was
written on it survived: its marks, ticks and figures are whole (`gaps`), or the
set that the cell is one of holds ink already. Signatures are of many pens, so that
one says nothing of another; they are not looked at here.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from pipeline.model import Certainty, LayoutPage, Reading, ZoneKind
from pipeline.recognition import gaps, marks, odds, pieces
from pipeline.recognition.blots import Blots
from pipeline.recognition.laid import Laid
from pipeline.recognition.pieces import Piece

_KINDS: Final = frozenset({ZoneKind.MARK, ZoneKind.CHOICE, ZoneKind.GRADE})
_LEGIBLE_MM: Final = 0.8
_SURE: Final = round(odds.share(odds.MOST), 4)
"""Of a mark that is large and dark. A mark of less confidence may be what is left of a
stroke out of the next cell."""

Sets = Set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Losses:
    """What a page shows of them.

    Attributes:
        wager: That a cell which looks empty was written into; see `odds.of_loss`.
        seen: How many sets of choices and figures hold ink of their own.
        crumbs: Zones in which nothing is seen but crumbs of ink.
    """

    wager: float
    seen: int
    crumbs: Set[str] = frozenset()


def of(laid: Laid, ink: Blots, page: LayoutPage) -> Losses:
    """Look at the ink of a page of that layout; `ink` is its own."""
    zones = [zone for zone in page.zones if zone.kind in _KINDS]
    if not zones:
        return Losses(0.0, 0)
    cells = pieces.in_cells(ink, [zone.box_mm for zone in zones])
    largest = [next(iter(pieces.clusters(it)), None) for it in cells]
    written = {
        zone: it
        for zone, it in zip(zones, largest, strict=True)
        if it is not None and _is_legible(it)
    }
    mine = [it for it in written.values() if not it.came_in]
    whole = [gaps.wholeness(laid, it) for it in mine if not marks.is_cancelled(it)]
    empty = [zone for zone in zones if zone not in written]
    some = gaps.crumbs(laid, ink, [zone.box_mm for zone in empty])
    wager = odds.of_loss(whole, float(some.mean()) if empty else 0.0)
    crumbs = {zone.id for zone, it in zip(empty, some, strict=True) if it}
    seen = {
        (zone.subject, zone.item)
        for zone, it in written.items()
        if zone.kind is not ZoneKind.MARK and not it.came_in
    }
    return Losses(wager, len(seen), frozenset(crumbs))


def _is_legible(cluster: Piece) -> bool:
    return cluster.length_mm > _LEGIBLE_MM


def allowed_for(read: Sequence[Reading], lost: Losses) -> tuple[Reading, ...]:
    """The readings; what looks empty is unsure where such a wager is not safe.

    Nobody fills two cells of a set, so that those beside a filled one are empty.
    But where the ink of most sets is lost, what is left may be the darkest part
    of something crossed out. A figure that was read is whole enough to stand.
    """
    if lost.wager <= -odds.SAFE:
        return tuple(it if _shows(it, lost) else _doubted(it, 0.0) for it in read)
    sets = {_set(it) for it in read if it.kind is not ZoneKind.MARK}
    filled = {_set(it) for it in read if it.value and _is_certain(it)}
    if 2 * lost.seen < len(sets):
        filled = set()
    return tuple(it if _stands(it, filled) else _doubted(it, lost.wager) for it in read)


def _shows(reading: Reading, lost: Losses) -> bool:
    """It has a value, or no crumbs that would belie that it is empty."""
    return bool(reading.value) or reading.zone not in lost.crumbs


def _stands(reading: Reading, filled: Sets) -> bool:
    """It is what it was, whatever ink was lost elsewhere."""
    if reading.kind is ZoneKind.MARK:
        return reading.value != "" and reading.confidence >= _SURE
    is_figure = reading.kind is ZoneKind.GRADE and reading.value != ""
    return (is_figure and _is_certain(reading)) or _set(reading) in filled


def _doubted(reading: Reading, loss: float) -> Reading:
    confidence = min(reading.confidence, round(odds.share(loss), 4))
    return replace(reading, confidence=confidence, status=Certainty.UNSURE)


def _is_certain(reading: Reading) -> bool:
    return reading.kind is not ZoneKind.MARK and reading.status is Certainty.CERTAIN


def _set(reading: Reading) -> tuple[str, str]:
    return reading.subject, reading.item
