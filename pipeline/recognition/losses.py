"""What a one-bit scan may have lost: pale ink, and whole cells with it.

A cell that looks empty proves nothing there, unless the page shows that what was
written on it survived: all its marks, ticks and figures are solid and alike, or the
set that the cell is one of holds ink already. Signatures are of many pens, so that
one says nothing of another; they are not looked at here.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from pipeline.model import Certainty, LayoutPage, Reading, ZoneKind
from pipeline.recognition import odds, pieces
from pipeline.recognition.blots import Blots

_KINDS: Final = frozenset({ZoneKind.MARK, ZoneKind.CHOICE, ZoneKind.GRADE})
_LEGIBLE_MM: Final = 0.8
_SURE: Final = round(odds.share(odds.MOST), 4)
"""What is smaller may be the rest of a stroke out of the next cell."""

Sets = Set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Losses:
    """What a page shows of them.

    Attributes:
        wager: That a cell which looks empty was written into; see `odds`.
        seen: How many cells hold ink.
    """

    wager: float
    seen: int


def of(ink: Blots, page: LayoutPage) -> Losses:
    """Look at the ink of a page of that layout."""
    boxes = [zone.box_mm for zone in page.zones if zone.kind in _KINDS]
    if not boxes:
        return Losses(0.0, 0)
    found = (pieces.clusters(it) for it in pieces.in_cells(ink, boxes))
    largest = [
        it[0]
        for it in found
        if it and it[0].length_mm > _LEGIBLE_MM and not it[0].came_in
    ]
    broken = sum(len(it.numbers) > 1 for it in largest)
    wager = odds.of_loss([pieces.peak(ink, it) for it in largest], broken)
    return Losses(wager, len(largest))


def allowed_for(read: Sequence[Reading], lost: Losses) -> tuple[Reading, ...]:
    """The readings; what looks empty is unsure where such a wager is not safe.

    Nobody fills two cells of a set, so that those beside a filled one are empty.
    But where the ink of most sets is lost, what is left may be the darkest part
    of something crossed out.
    """
    if lost.wager <= -odds.SAFE:
        return tuple(read)
    sets = {_set(it) for it in read if it.kind is not ZoneKind.MARK}
    filled = {_set(it) for it in read if it.value and _is_certain(it)}
    if 2 * lost.seen < len(sets):
        filled = set()
    return tuple(it if _stands(it, filled) else _doubted(it, lost.wager) for it in read)


def _stands(reading: Reading, filled: Sets) -> bool:
    """It is what it was, whatever ink was lost elsewhere."""
    if reading.kind is ZoneKind.MARK:
        return reading.value != "" and reading.confidence >= _SURE
    return _set(reading) in filled


def _doubted(reading: Reading, loss: float) -> Reading:
    confidence = min(reading.confidence, round(odds.share(loss), 4))
    return replace(reading, confidence=confidence, status=Certainty.UNSURE)


def _is_certain(reading: Reading) -> bool:
    return reading.kind is not ZoneKind.MARK and reading.status is Certainty.CERTAIN


def _set(reading: Reading) -> tuple[str, str]:
    return reading.subject, reading.item
