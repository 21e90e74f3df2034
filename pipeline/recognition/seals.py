"""Round seals stamped on a page: where they are, so that they sign nothing.

A seal over an empty signature cell looks like a signature to whoever counts
ink. Seals are rings of 28 to 46 mm that we did not print; a circle that is
guessed at counts only when most of it is inked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.recognition import darkness
from pipeline.recognition.darkness import FULL, Levels, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.prints import PX_PER_MM

_PX_PER_MM: Final = PX_PER_MM / 2
_PRINT_REACH_MM: Final = 0.4
_RADII_MM: Final = (14.0, 23.0)
_APART_MM: Final = 6.0
_EDGE_STRENGTH: Final = 120.0
_VOTES: Final = (40.0, 18.0)
"""Edges that a circle needs: first many, which is quick, then few."""

_MOST: Final = 12
_INKED: Final = 0.86
"""Of a stamp's ring at least 93 % was seen inked, of signatures in a column
that a circle happens to run through, at most 83 %."""

_INKED_ONE_BIT: Final = 0.75
"""A one-bit scan breaks a stamp's ring. So little may be signatures in a column, which
are then left to a person: no signature's cell of such a scan is certainly empty."""

_ANGLES: Final = 120
_LEAST_TOLD: Final = 0.3
_RING_MM: Final = 0.7
_BEYOND_MM: Final = 5.0
"""A circle found may be a seal's inner ring, or some mm off."""


_DARKER: Final = 75

Circle = tuple[float, float, float]
"""Middle (x, y) and radius in pixels of the piece of the page."""

Places = npt.NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Seal:
    """A ring of ink; its middle and radius in mm on the printed page.

    Attributes:
        level: How dark the ring is; a seal is nowhere much darker.
    """

    x_mm: float
    y_mm: float
    radius_mm: float
    level: float

    def covers(self, around: Box, shape: tuple[int, int]) -> Mask:
        """Which pixels of a picture of that box lie on the seal."""
        x0, y0, x1, y1 = around
        rows, columns = shape
        x = x0 + (np.arange(columns) + 0.5) * (x1 - x0) / columns - self.x_mm
        y = y0 + (np.arange(rows) + 0.5) * (y1 - y0) / rows - self.y_mm
        distances = np.hypot(x[None, :], y[:, None])
        return np.asarray(distances < self.radius_mm + _BEYOND_MM, dtype=bool)


def find(laid: Laid, boxes_mm: Sequence[Box]) -> list[Seal]:
    """The seals on a page that may reach one of the boxes."""
    x, y, ink, near = _ink(laid, boxes_mm)
    thick = _widest(as_grey(ink))
    inked = _INKED_ONE_BIT if laid.image.one_bit else _INKED
    return [
        Seal(
            (x + across) / _PX_PER_MM,
            (y + down) / _PX_PER_MM,
            radius / _PX_PER_MM,
            _level(laid, near, (x, y), (across, down, radius)),
        )
        for across, down, radius in _circles(ink)
        if _inked(thick, near, (across, down, radius)) > inked
    ]


def _circles(ink: Mask) -> list[Circle]:
    """The `_MOST` circles that the most edges of the ink lie on.

    Where much was written, many circles have few edges, and to compare them all takes
    long. So those are looked for only where less than `_MOST` have many.
    """
    soft = as_grey(cv2.GaussianBlur(as_grey(ink) * 255, (5, 5), 0))
    least, most = (radius * _PX_PER_MM for radius in _RADII_MM)
    circles: list[Circle] = []
    for votes in _VOTES:
        found = cv2.HoughCircles(
            soft,
            cv2.HOUGH_GRADIENT,
            dp=2,
            minDist=_APART_MM * _PX_PER_MM,
            param1=_EDGE_STRENGTH,
            param2=votes,
            minRadius=round(least),
            maxRadius=round(most),
        )
        some = np.empty((0, 3)) if found is None else np.asarray(found).reshape(-1, 3)
        circles = [(x, y, radius) for x, y, radius in some.tolist()]
        if len(circles) >= _MOST:
            break
    return circles[:_MOST]


def _ink(laid: Laid, boxes_mm: Sequence[Box]) -> tuple[int, int, Mask, Mask]:
    """The piece of the page where such seals lie.

    Returns:
        Its first column and row at `_PX_PER_MM`, what was not printed, and where
        nothing can be told from print.
    """
    dark, known = laid.halved
    reach = 2 * _RADII_MM[1]
    boxes = np.array(boxes_mm)
    start = np.rint((boxes[:, :2].min(axis=0) - reach) * _PX_PER_MM).clip(0)
    stop = np.rint((boxes[:, 2:].max(axis=0) + reach) * _PX_PER_MM)
    (x, y), (right, bottom) = start.astype(int).tolist(), stop.astype(int).tolist()
    near = darkness.near_print(known[y:bottom, x:right], _PRINT_REACH_MM, _PX_PER_MM)
    ink = (dark[y:bottom, x:right] > laid.scale.ink * FULL) & ~near
    return x, y, darkness.without_specks(ink, _PX_PER_MM), near


def _inked(thick: Levels, near: Mask, circle: Circle) -> float:
    """The share of the ring that is ink, of what print does not hide of it."""
    rows, columns = _along(circle, near)
    if len(rows) < _LEAST_TOLD * _ANGLES:
        return 0.0
    return float(thick[rows, columns].mean())


def _level(laid: Laid, near: Mask, start: tuple[int, int], circle: Circle) -> float:
    """How dark the darker parts of the ring are, seen as finely as what is in cells.

    Args:
        laid: The page.
        near: Where nothing can be told from print, in the piece of the page.
        start: The first column and row of that piece.
        circle: The ring.
    """
    rows, columns = (
        np.rint((places + first) * PX_PER_MM / _PX_PER_MM).astype(int)
        for places, first in zip(_along(circle, near), start[::-1], strict=True)
    )
    reach = round(_RING_MM * PX_PER_MM)
    spots = [
        int(
            laid.levels[
                max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1
            ].max(initial=0)
        )
        for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return float(np.percentile(spots, _DARKER))


def _widest(levels: Levels) -> Levels:
    side = 2 * round(_RING_MM * _PX_PER_MM) + 1
    return as_grey(cv2.dilate(levels, np.ones((side, side), np.uint8)))


def _along(circle: Circle, near: Mask) -> tuple[Places, Places]:
    """Rows and columns of the ring's points that print does not hide."""
    x, y, radius = circle
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    columns = np.rint(x + radius * np.cos(angles)).astype(int)
    rows = np.rint(y + radius * np.sin(angles)).astype(int)
    height, width = near.shape
    seen = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = rows[seen], columns[seen]
    told = ~near[rows, columns]
    return rows[told], columns[told]
