"""What one cluster of strokes says of the cell that it has ink in.

It is judged by its size, its shape and how much of it lies in the cell: dust and a
neighbour's flourish are no signature.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import cv2
import numpy as np

from pipeline.recognition import signcells
from pipeline.recognition.darkness import Mask
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.prints import PX_PER_MM
from pipeline.recognition.signcells import Cell

_DUST_MM: Final = 2.4
_DUST_MM2: Final = 3.5
LEAST_AREA_MM2: Final = 1.6
LEAST_LENGTH_MM: Final = 4.0
_LEAST_BREADTH_MM: Final = 1.5
_SLIP_MM2: Final = 1.5
_MOSTLY_OUTSIDE: Final = 4.0
_HALF_OUTSIDE: Final = 2.5
_LARGE_MM2: Final = 20.0
_NEAR_EDGE_MM: Final = 0.5
_ACROSS_RULING_MM: Final = 1.8
_AREA_PER_CROSSING_MM: Final = 3.0
_COMES_IN: Final = 0.3
_HUGS: Final = 0.03
_SPREAD: Final = 0.08
_SPREAD_FOR_OUTSIDE: Final = 0.02
_FAINT_AREA_MM2: Final = 3.0
_STRONG_SHARE: Final = 0.05
_STRONG_MM2: Final = 1.0
"""So much of a cluster is strong ink, or the rest may be ink of the back; less is
noise: a few pixels in a hundred of such ink come out darker than it is."""


class Verdict(IntEnum):
    """What one cluster says; the strongest of a cell decides.

    What slips in belongs to a neighbour; what runs over would be a signature, were
    it not for what of it lies outside the cell.
    """

    NOTHING = 0
    SLIPS_IN = 1
    DOUBT = 2
    RUNS_OVER = 3
    SIGNATURE = 4


def of_cell(cell: Cell) -> Verdict:
    """The strongest of its clusters' verdicts."""
    return max((of_cluster(it, cell) for it in cell.clusters), default=Verdict.NOTHING)


def of_cluster(cluster: Mask, cell: Cell) -> Verdict:
    """Judge one cluster of strokes by what of it lies in the cell."""
    mine = cluster & cell.inside
    area = float(mine.sum()) / PX_PER_MM**2
    length, _breadth = _extent_mm(mine)
    if length < _DUST_MM and area < _DUST_MM2:
        return Verdict.NOTHING
    if not _is_strong(mine, cell):
        return Verdict.DOUBT if area > _FAINT_AREA_MM2 else Verdict.NOTHING
    over = overflow(cluster, cell.inside)
    is_small = area < _SLIP_MM2 or over.outside > _MOSTLY_OUTSIDE
    if over.hugs_edge and is_small:
        return Verdict.SLIPS_IN
    if not is_full(mine):
        return Verdict.DOUBT
    if over.reaches_over or _stands_alone(cluster, cell.inside, over):
        return Verdict.SIGNATURE
    return Verdict.RUNS_OVER


def _is_strong(mine: Mask, cell: Cell) -> bool:
    strong = int((mine & cell.strong).sum())
    least = min(_STRONG_SHARE * int(mine.sum()), _STRONG_MM2 * PX_PER_MM**2)
    return strong > 0 and strong >= least


def is_full(mine: Mask) -> bool:
    """There is as much of it as of a signature."""
    length, breadth = _extent_mm(mine)
    return (
        float(mine.sum()) / PX_PER_MM**2 >= LEAST_AREA_MM2
        and length >= LEAST_LENGTH_MM
        and breadth >= _LEAST_BREADTH_MM
    )


@dataclass(frozen=True)
class Overflow:
    """How a cluster goes on outside the cell, over its most inked side.

    Attributes:
        outside: Its ink beyond that side for each of its ink in the cell.
        over_middle: Share of its ink in the cell that lies beyond the cell's
            middle, seen from that side.
        side: That side, as its place in a box.
    """

    outside: float
    over_middle: float
    side: int

    @property
    def hugs_edge(self) -> bool:
        """What is in the cell stays at the side that it comes from."""
        return self.outside > _COMES_IN and self.over_middle < _HUGS

    @property
    def reaches_over(self) -> bool:
        """It is spread over the cell as what was written there is."""
        wanted = max(_SPREAD, _SPREAD_FOR_OUTSIDE * self.outside)
        return self.outside < _COMES_IN or self.over_middle > wanted


def overflow(cluster: Mask, inside: Mask) -> Overflow:
    """How much of a cluster lies beyond the side where most of it does."""
    top, bottom, left, right = signcells.bounds(inside)
    middle_y, middle_x = (top + bottom) // 2, (left + right) // 2
    within = cluster[top:bottom, left:right]
    sides = (
        (cluster[:, :left], cluster[top:bottom, middle_x:right]),
        (cluster[:top, left:right], cluster[middle_y:bottom, left:right]),
        (cluster[:, right:], cluster[top:bottom, left:middle_x]),
        (cluster[bottom:, left:right], cluster[top:middle_y, left:right]),
    )
    outside, beyond, side = max(
        (int(a.sum()), int(b.sum()), side) for side, (a, b) in enumerate(sides)
    )
    mine = int(within.sum())
    return Overflow(outside / mine, beyond / mine, side)


def _stands_alone(cluster: Mask, inside: Mask, over: Overflow) -> bool:
    """A signature low or high in its cell, which a neighbour's hardly touches.

    What comes in from a neighbour is little, and crosses much of the edge for
    what there is of it: 1.0 to 2.5 mm² were seen for each mm of edge; of
    signatures that stand at an edge, 3.4 mm² and more on flat scans.
    """
    area = float((cluster & inside).sum()) / PX_PER_MM**2
    if area < _LARGE_MM2 or over.outside > _HALF_OUTSIDE:
        return False
    return area > _AREA_PER_CROSSING_MM * _crossed_mm(cluster, inside)


def _crossed_mm(cluster: Mask, inside: Mask) -> float:
    """How much of the cell's edge has ink before and behind it."""
    near = round(_NEAR_EDGE_MM * PX_PER_MM)
    reach = 2 * round(_ACROSS_RULING_MM * PX_PER_MM) + 1
    round_kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    beyond = as_grey(cluster & ~inside)
    reached = cv2.dilate(beyond, round_kernel).astype(bool)
    core = cv2.erode(as_grey(inside), np.ones((2 * near + 1,) * 2, np.uint8))
    rim = inside & ~core.astype(bool)
    return float((cluster & rim & reached).sum()) / near / PX_PER_MM


def _extent_mm(mask: Mask) -> tuple[float, float]:
    """The longer and the shorter side of the box around a mask."""
    top, bottom, left, right = signcells.bounds(mask)
    shorter, longer = sorted((bottom - top, right - left))
    return longer / PX_PER_MM, shorter / PX_PER_MM
