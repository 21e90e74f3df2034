"""How whole the ink of a one-bit scan is: gaps in its strokes, and crumbs of others.

Ink well above the scanner's threshold comes out as unbroken strokes. Ink near it comes
out with holes and gaps, and of some strokes nothing but crumbs is left.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.recognition.blots import Blots
from pipeline.recognition.darkness import FULL, Levels
from pipeline.recognition.laid import Laid
from pipeline.recognition.pieces import Piece
from pipeline.recognition.pixels import MM_PER_INCH, as_grey, components
from pipeline.recognition.prints import PX_PER_MM

_BLACK: Final = 0.5
_GAP: Final = np.ones((3, 3), np.uint8)
"""Gaps of up to a third of a millimetre are bridged."""

_AROUND_PX: Final = 4
_LEAST_MM2: Final = 0.2
"""As `pieces` has it; smaller parts are no strokes."""

_CLUMP_MM2: Final = 0.06
"""Three pixels of the laid page; those that are black by chance lie further apart."""

_EDGE_MM: Final = 0.8
_WINDOW_PX: Final = (18, 24)
"""Width and height of a figure: 3 by 4 mm."""

_DEVIATIONS: Final = 4.0
"""Single pixels turn black by chance. Of some thousand empty cells only two held so
many deviations more than the page's others: a neighbour's stroke had come into both."""

Choice = npt.NDArray[np.bool_]
"""Which of the cells."""


def wholeness(laid: Laid, piece: Piece) -> float:
    """The share of its strokes that is black, 0 to 1; the rest is gaps.

    What has no stroke but crumbs is 0.
    """
    left, top, right, bottom = piece.box
    rows = slice(max(0, top - _AROUND_PX), bottom + _AROUND_PX)
    columns = slice(max(0, left - _AROUND_PX), right + _AROUND_PX)
    black = (laid.levels[rows, columns] > _BLACK * FULL) & ~laid.near[rows, columns]
    labels, stats = components(
        as_grey(cv2.morphologyEx(as_grey(black), cv2.MORPH_CLOSE, _GAP))
    )
    large = stats[:, cv2.CC_STAT_AREA] >= _LEAST_MM2 * PX_PER_MM**2
    large[0] = False
    strokes = large[labels]
    return float(np.mean(black[strokes])) if strokes.any() else 0.0


def crumbs(laid: Laid, ink: Blots, boxes_mm: Sequence[Box]) -> Choice:
    """The cells with more black in a spot than the page's single black pixels explain.

    Args:
        laid: The page.
        ink: Its own.
        boxes_mm: Cells in which nothing legible is seen, on the printed page.
    """
    if not boxes_mm:
        return np.zeros(0, dtype=bool)
    seen = cv2.bitwise_and(laid.levels, laid.levels, mask=as_grey(~laid.near))
    seen = as_grey(np.minimum(seen, FULL))
    black = np.array([_most_black_mm2(seen[laid.slices(it)]) for it in boxes_mm])
    pixel = (MM_PER_INCH / laid.image.work.dpi) ** 2
    usual = float(np.median(black))
    spread = np.sqrt((usual + pixel) * pixel)
    many = black > usual + _DEVIATIONS * spread
    return np.asarray(many | _hold_clumps(ink, boxes_mm), dtype=bool)


def _hold_clumps(ink: Blots, boxes_mm: Sequence[Box]) -> Choice:
    """Which cells hold a piece as large as `_CLUMP_MM2`, off their ruling lines."""
    rects = np.rint(np.array(boxes_mm) * PX_PER_MM).astype(np.int32)
    some = ink.areas >= _CLUMP_MM2
    some[0] = False
    boxes = ink.boxes[some][:, None]
    inside = (boxes[..., :2] > rects[:, :2]).all(axis=-1)
    inside &= (boxes[..., 2:] < rects[:, 2:]).all(axis=-1)
    return np.asarray(inside.any(axis=0), dtype=bool)


def _most_black_mm2(cell: Levels) -> float:
    """How much black there is in the window of a cell that holds the most."""
    edge = round(_EDGE_MM * PX_PER_MM)
    inner = cell[edge:-edge, edge:-edge]
    height, width = (int(side) for side in inner.shape)
    if not inner.size:
        return 0.0
    window = min(width, _WINDOW_PX[0]), min(height, _WINDOW_PX[1])
    means = cv2.boxFilter(inner, cv2.CV_32F, window, borderType=cv2.BORDER_REFLECT)
    area_mm2 = window[0] * window[1] / PX_PER_MM**2
    return cv2.minMaxLoc(means)[1] / FULL * area_mm2
