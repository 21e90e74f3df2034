"""The ink of a grade's cell as a small picture of one size.

Training and reading look at figures through this module alone. What was printed is
left out, and so is ink that lies mostly in another cell; the rest is brought to
one size and one darkness, beside a picture of where print hid what was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.recognition import darkness, geometry, overruns
from pipeline.recognition.darkness import FULL, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.overruns import Around
from pipeline.recognition.pixels import Grey, as_grey
from pipeline.recognition.prints import PX_PER_MM

SIDE_PX: Final = 32
_FIGURE_PX: Final = 26.0
_LEAST_MM: Final = 4.0
"""Smaller ink is not made larger than ink of this size."""

_AROUND_MM: Final = 4.0
_RULING_MM: Final = 0.6
_PRINT_REACH_MM: Final = 0.25
_SOFT_EDGE: Final = np.ones((3, 3), np.uint8)

Plane = npt.NDArray[np.float32]
Picture = npt.NDArray[np.float32]
"""Two planes of `SIDE_PX` by `SIDE_PX`, 0 to 1: ink, and print that may hide it."""


@dataclass(frozen=True)
class Strokes:
    """What was written into one cell.

    Attributes:
        picture: Of the ink; None where there is none.
        size_mm: The longer side of the box around the ink.
        is_doubtful: There is ink in a cell with something printed, or ink as high
            as a figure that seems to belong to another cell.
    """

    picture: Picture | None
    size_mm: float = 0.0
    is_doubtful: bool = False


def of_cells(laid: Laid, boxes_mm: Sequence[Box]) -> list[Strokes]:
    """What was written into the cells, which lie there on the printed page."""
    if not boxes_mm:
        return []
    printed = darkness.near_print(laid.known, _PRINT_REACH_MM)
    inked_from = round(laid.scale.ink * FULL)
    return [_strokes(_around(laid, printed, box), inked_from) for box in boxes_mm]


def _around(laid: Laid, printed: Mask, box_mm: Box) -> Around:
    part = laid.slices(geometry.grown(box_mm, _AROUND_MM))
    rows, columns = laid.slices(box_mm)
    y, x = part[0].start, part[1].start
    cell = (columns.start - x, rows.start - y, columns.stop - x, rows.stop - y)
    return Around(laid.levels[part], printed[part], cell)


def _strokes(around: Around, inked_from: int) -> Strokes:
    every = (around.levels > inked_from) & ~around.printed
    ink = overruns.own(every, around)
    if not ink.any():
        return Strokes(None, is_doubtful=overruns.is_high(every, around))
    left, top, right, bottom = around.grown(-_RULING_MM)
    _x, _y, width, height = cv2.boundingRect(as_grey(ink))
    return Strokes(
        _picture(ink, around),
        max(width, height) / PX_PER_MM,
        is_doubtful=bool(around.printed[top:bottom, left:right].any()),
    )


def _picture(ink: Mask, around: Around) -> Picture:
    """The ink, as dark as its darker tenth is, beside the print."""
    x, y, width, height = cv2.boundingRect(as_grey(ink))
    inked = around.levels[ink]
    place = len(inked) * 9 // 10
    full = np.float32(np.partition(inked, place)[place])
    soft = cv2.dilate(as_grey(ink), _SOFT_EDGE)
    seen = cv2.bitwise_and(around.levels, around.levels, mask=soft)
    side = max(width, height, _LEAST_MM * PX_PER_MM) * SIDE_PX / _FIGURE_PX
    middle = x + width / 2, y + height / 2
    level = np.minimum(_framed(as_grey(seen), middle, side) / full, 1)
    hidden = _framed(as_grey(around.printed) * 255, middle, side) / np.float32(255)
    return np.stack([level, hidden])


def _framed(plane: Grey, middle: tuple[float, float], side: float) -> Plane:
    """A square of a plane around a point, `SIDE_PX` wide; 0 beyond the plane."""
    scale = SIDE_PX / side
    x, y = (SIDE_PX / 2 - scale * at for at in middle)
    if scale < 1:
        plane = as_grey(cv2.GaussianBlur(plane, (0, 0), 0.4 / scale))
    matrix = np.array([[scale, 0, x], [0, scale, y]])
    framed = cv2.warpAffine(plane, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR)
    return framed.astype(np.float32)
