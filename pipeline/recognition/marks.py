"""Is there ink in the cell of a mark, or in a box to be chosen?

The pieces of ink in a cell are taken apart into those that came in over its edge
and those that were written there; of the latter the best cluster decides. What it
is worth is a wager (`odds`): so and so likely somebody wrote it, rather than that it
was spilt, printed or shone through. A wager that is not safe is left to a person.
"""

from typing import Final

from pipeline.model import INKED, Certainty, LayoutPage, Reading, Zone, ZoneKind
from pipeline.recognition import odds, pieces, surroundings, tints
from pipeline.recognition.blots import Blots
from pipeline.recognition.laid import Laid
from pipeline.recognition.pieces import Piece
from pipeline.recognition.prints import PX_PER_MM
from pipeline.recognition.surroundings import Surroundings

_KINDS: Final = frozenset({ZoneKind.MARK, ZoneKind.CHOICE})
_CANCELLED_MM2: Final = 22.0
_CANCELLED_MM: Final = 10.0
_CANCELLED: Final = 0.5


def read(laid: Laid, page: LayoutPage, ink: Blots) -> tuple[Reading, ...]:
    """Read every mark and every choice of a page of that layout; `ink` is its own.

    That a one-bit scan loses ink is not allowed for: see `losses`.
    """
    zones = [zone for zone in page.zones if zone.kind in _KINDS]
    if not zones:
        return ()
    around = surroundings.of(laid, ink, page)
    boxes = [zone.box_mm for zone in zones]
    if around.bleed:
        ink = ink.darker_than(around.shade)
    found = [pieces.clusters(it) for it in pieces.in_cells(ink, boxes)]
    wagered = [
        [(it, _of_cluster(ink, it, zone, around)) for it in some]
        for zone, some in zip(zones, found, strict=True)
    ]
    if around.specks:
        wagered = tints.told(laid, wagered)
    wagers = [max((it[1] for it in some), default=-odds.MOST) for some in wagered]
    return tuple(
        _reading(zone, wager, is_cut=off)
        for zone, wager, off in zip(zones, wagers, laid.cut(boxes), strict=True)
    )


def _of_cluster(ink: Blots, cluster: Piece, zone: Zone, around: Surroundings) -> float:
    x0, y0, x1, y1 = zone.box_mm
    specks = around.specks_in((x1 - x0) * (y1 - y0), cluster.longest_mm)
    size = odds.of_size(cluster.longest_mm, specks)
    depth = odds.of_depth(pieces.peak(ink, cluster), around.bleed)
    wager = min(size, depth)
    if cluster.came_in:
        return min(wager, -odds.SAFE - 0.5)
    if cluster.dubious or is_cancelled(cluster):
        return min(wager, 0.0)
    return wager


def is_cancelled(cluster: Piece) -> bool:
    """It is more ink than any mark has: something was scribbled over."""
    left, top, right, bottom = cluster.box
    box_mm2 = (right - left) * (bottom - top) / PX_PER_MM**2
    if cluster.length_mm > _CANCELLED_MM:
        return True
    return cluster.area_mm2 > max(_CANCELLED_MM2, _CANCELLED * box_mm2)


def _reading(zone: Zone, wager: float, *, is_cut: bool) -> Reading:
    if is_cut:
        wager = max(wager, 0.0)
    inked = zone.value if zone.kind is ZoneKind.CHOICE else INKED
    return Reading(
        zone.id,
        zone.kind,
        zone.subject,
        zone.item,
        inked if wager >= 0 else "",
        round(odds.share(abs(wager)), 4),
        Certainty.CERTAIN if abs(wager) >= odds.SAFE else Certainty.UNSURE,
    )
