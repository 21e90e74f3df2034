"""Which ink belongs to a cell, and which came in from beside it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.recognition.darkness import Levels, Mask
from pipeline.recognition.pixels import Labels, as_grey, components
from pipeline.recognition.prints import PX_PER_MM

OVERRUN_MM: Final = 1.8
"""So far a figure may run out of its cell."""

REACH_MM: Final = 1.0
"""Strokes so near to each other on either side of print may be one."""

_SPECK_MM: Final = 0.8
_DOT_MM: Final = 0.5
_LOW_MM: Final = 2.6
"""No figure is so low."""

_LARGER: Final = 1.5

Edges = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

Corners = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Around:
    """A cell with what is around it, out of the laid page.

    Attributes:
        printed: Where there is print, or so close to it that it may be.
        cell: Left, top, right and bottom edge of the cell, in pixels of `levels`.
    """

    levels: Levels
    printed: Mask
    cell: Edges

    def grown(self, by_mm: float) -> Edges:
        """The cell with that much more on every side."""
        by = round(by_mm * PX_PER_MM)
        left, top, right, bottom = self.cell
        return max(0, left - by), max(0, top - by), right + by, bottom + by

    def within(self, box: Edges) -> Mask:
        """Where a box lies."""
        left, top, right, bottom = box
        mask = np.zeros(self.printed.shape, dtype=bool)
        mask[top:bottom, left:right] = True
        return mask


def own(ink: Mask, around: Around) -> Mask:
    """The ink that belongs to the cell.

    That is what is larger than a speck and lies mostly inside, unless it is the
    end of something larger that came in over the ruling line; of what lies
    outside, only ends of such strokes, which the ruling line cuts off.
    """
    inside = ink & around.within(around.cell)
    if not inside.any():
        return inside
    ink = _dots_left_out(ink)
    inside &= ink
    pieces = _Pieces.of(ink)
    here, total = pieces.areas(inside), pieces.areas(ink)
    own = (pieces.sides >= _SPECK_MM * PX_PER_MM + 2).any(axis=1)
    own &= (2 * here >= total) & (here > 0)
    low = own & (pieces.sides[:, 1] < _LOW_MM * PX_PER_MM)
    if low.any():
        own &= ~(low & _goes_on(pieces, ink, inside, around.printed))
    mine = own[pieces.labels] & ink
    near = around.grown(OVERRUN_MM)
    ends = (pieces.low >= near[:2]).all(axis=1) & (pieces.high <= near[2:]).all(axis=1)
    reached = cv2.dilate(as_grey(mine), _square(2 * REACH_MM)).astype(bool)
    ends &= ~own & (2 * here < total) & (pieces.areas(reached & ink) > 0)
    return np.asarray(mine | (ends[pieces.labels] & ink), dtype=bool)


def is_high(ink: Mask, around: Around) -> bool:
    """There is ink in the cell as high as a figure, whosever it is."""
    pieces = _Pieces.of(_dots_left_out(ink) & around.within(around.cell))
    return bool((pieces.sides[1:, 1] >= _LOW_MM * PX_PER_MM).any())


def _goes_on(
    pieces: "_Pieces", ink: Mask, inside: Mask, printed: Mask
) -> npt.NDArray[np.bool_]:
    """Which pieces go on beyond the print as something larger."""
    across = cv2.dilate(as_grey(ink), _square(2 * REACH_MM)).astype(bool) & printed
    joined = _Pieces.of(ink | across)
    outside = joined.areas(ink & ~inside)
    widest = np.zeros(len(pieces.low), dtype=np.int64)
    np.maximum.at(widest, pieces.labels[inside], outside[joined.labels[inside]])
    return np.asarray(widest > _LARGER * pieces.areas(inside), dtype=bool)


@dataclass(frozen=True)
class _Pieces:
    """Strokes that nearly touch have one label; 0 is where no ink is.

    Attributes:
        low: The upper left corner of each label's box (x, y).
        high: The lower right corner.
    """

    labels: Labels
    low: Corners
    high: Corners

    @classmethod
    def of(cls, ink: Mask) -> "_Pieces":
        """The pieces of some ink."""
        wide = cv2.dilate(as_grey(ink), np.ones((3, 3), np.uint8))
        labels, stats = components(as_grey(wide))
        low = stats[:, :2]
        return cls(labels, low, low + stats[:, 2:4])

    @property
    def sides(self) -> Corners:
        """Width and height of each label's box."""
        return np.asarray(self.high - self.low, dtype=np.int32)

    def areas(self, mask: Mask) -> npt.NDArray[np.int64]:
        """How much of a mask each label holds; the rest holds nothing."""
        areas = np.bincount(self.labels[mask], minlength=len(self.low))
        areas[0] = 0
        return areas


def _dots_left_out(ink: Mask) -> Mask:
    """Less the dots that a one-bit scan is full of."""
    labels, stats = components(as_grey(ink))
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    kept = sides > _DOT_MM * PX_PER_MM
    kept[0] = False
    return np.asarray(kept[labels], dtype=bool)


def _square(side_mm: float) -> npt.NDArray[np.uint8]:
    side = round(side_mm * PX_PER_MM) | 1
    return np.ones((side, side), np.uint8)
