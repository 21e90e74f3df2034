"""Round seals stamped on a page: where they are, so that they sign nothing.

A seal over an empty signature cell looks like a signature to whoever counts
ink. Seals are rings of 28 to 46 mm that we did not print; a circle that is
guessed at counts only when most of it is inked.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.model import Box
from pipeline.recognition import darkness
from pipeline.recognition.darkness import FULL, PX_PER_MM, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey

_PX_PER_MM: Final = PX_PER_MM / 2
_PRINT_REACH_MM: Final = 0.4
_RADII_MM: Final = (14.0, 23.0)
_APART_MM: Final = 6.0
_EDGE_STRENGTH: Final = 120.0
_VOTES: Final = 18.0
_MOST: Final = 12
_INKED: Final = 0.86
"""Of a stamp's ring at least 93 % was seen inked, of signatures in a column
that a circle happens to run through, at most 83 %."""

_ANGLES: Final = 120
_LEAST_TOLD: Final = 0.3
_RING_MM: Final = 0.7
_BEYOND_MM: Final = 5.0
"""A circle found may be a seal's inner ring, or some mm off."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A ring of ink; its middle and radius in mm on the printed page."""

    x_mm: float
    y_mm: float
    radius_mm: float

    def covers(self, around: Box, shape: tuple[int, int]) -> Mask:
        """Which pixels of a picture of that box lie on the seal."""
        x0, y0, x1, y1 = around
        rows, columns = shape
        x = x0 + (np.arange(columns) + 0.5) * (x1 - x0) / columns - self.x_mm
        y = y0 + (np.arange(rows) + 0.5) * (y1 - y0) / rows - self.y_mm
        distances = np.hypot(x[None, :], y[:, None])
        return np.asarray(distances < self.radius_mm + _BEYOND_MM, dtype=bool)


def find(laid: Laid) -> list[Seal]:
    """The seals on a page."""
    ink, near = _ink(laid)
    least, most = (radius * _PX_PER_MM for radius in _RADII_MM)
    found = cv2.HoughCircles(
        as_grey(cv2.GaussianBlur(as_grey(ink) * 255, (5, 5), 0)),
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=_APART_MM * _PX_PER_MM,
        param1=_EDGE_STRENGTH,
        param2=_VOTES,
        minRadius=round(least),
        maxRadius=round(most),
    )
    circles = [] if found is None else np.asarray(found).reshape(-1, 3).tolist()
    return [
        Seal(x / _PX_PER_MM, y / _PX_PER_MM, radius / _PX_PER_MM)
        for x, y, radius in circles[:_MOST]
        if _inked(ink, near, (x, y, radius)) > _INKED
    ]


def _ink(laid: Laid) -> tuple[Mask, Mask]:
    """What was not printed, and where nothing can be told from print."""
    dark, known = laid.halved
    near = darkness.near_print(known, _PRINT_REACH_MM, _PX_PER_MM)
    ink = (dark > laid.scale.ink * FULL) & ~near
    return darkness.without_specks(ink, _PX_PER_MM), near


def _inked(ink: Mask, near: Mask, circle: tuple[float, float, float]) -> float:
    """The share of the ring that is ink, of what print does not hide of it."""
    x, y, radius = circle
    reach = round(_RING_MM * _PX_PER_MM)
    thick = cv2.dilate(as_grey(ink), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    columns = np.rint(x + radius * np.cos(angles)).astype(int)
    rows = np.rint(y + radius * np.sin(angles)).astype(int)
    height, width = ink.shape
    seen = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = rows[seen], columns[seen]
    told = ~near[rows, columns]
    if told.sum() < _LEAST_TOLD * _ANGLES:
        return 0.0
    return float(thick[rows, columns][told].mean())
