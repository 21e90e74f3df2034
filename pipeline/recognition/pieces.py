"""Small pieces of the print, looked for on the received page.

The received page is laid into the frame of the print by a first fit. Around the
place where that puts it, each piece is looked for twice: coarsely over the whole
reach, then finely around the best place. A piece that shows the same along a
line, or nothing, is passed over, since it could lie anywhere.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.model import Box
from pipeline.recognition import geometry
from pipeline.recognition.geometry import Fit, Homography
from pipeline.recognition.pixels import Floats, Grey, halved
from pipeline.recognition.prints import COARSE_PX_PER_MM, Print

PIECE_MM: Final = 12.0
COLUMNS: Final = 9
ROWS: Final = 13
SEARCH_MM: Final = 3.0
WIDE_SEARCH_MM: Final = 9.0
_LEAST_LIKENESS: Final = 0.5
_LEAST_COARSE_LIKENESS: Final = 0.3
_LEAST_CONTRAST: Final = 12.0
"""Standard deviation of grey values below which a piece shows nothing."""

_FINE_REACH_PX: Final = 3
_WORTH_HALVING: Final = 0.9
"""The received page is halved first when it is nearly twice as fine as needed."""

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True)
class Pairs:
    """Points on the printed page (mm) and where they were found (pixels)."""

    printed_mm: Floats
    found_px: Floats

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(
            np.concatenate([self.printed_mm, other.printed_mm]),
            np.concatenate([self.found_px, other.found_px]),
        )

    def __len__(self) -> int:
        return len(self.printed_mm)


NO_PAIRS: Final = Pairs(np.empty((0, 2)), np.empty((0, 2)))


@dataclass(frozen=True)
class _Laid:
    """Print and received page in one frame, at two sizes."""

    printed: Grey
    received: Grey
    printed_low: Grey
    received_low: Grey


def over(printed: Print) -> list[Box]:
    """The grid of pieces, over the page less its edge."""
    half = PIECE_MM / 2
    margin = half + SEARCH_MM
    wide = printed.width_mm > printed.height_mm
    columns, rows = (ROWS, COLUMNS) if wide else (COLUMNS, ROWS)
    across = np.linspace(margin, printed.width_mm - margin, columns)
    down = np.linspace(margin, printed.height_mm - margin, rows)
    return [
        (float(x - half), float(y - half), float(x + half), float(y + half))
        for y in down
        for x in across
    ]


def match(
    grey: Grey, start: Homography, printed: Print, pieces: list[Box], search_mm: float
) -> Pairs:
    """Look for pieces of the print on the received page.

    Args:
        grey: The received page.
        start: From printed mm to its pixels.
        printed: The page as printed.
        pieces: In mm of the printed page.
        search_mm: How far from its place a piece may lie.

    Returns:
        The middle of each piece that was found, and where.
    """
    laid = _laid_on(grey, start, printed)
    reach = round(search_mm * COARSE_PX_PER_MM / 2)
    shifts = [_shift(laid, box, reach) for box in _pixels(printed, pieces)]
    found = [number for number, shift in enumerate(shifts) if shift is not None]
    if not found:
        return NO_PAIRS
    boxes = np.array([pieces[number] for number in found])
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    moved = np.array([shifts[number] for number in found])
    to_coarse = np.diag(printed.to_coarse_px)[:2]
    return Pairs(middles, geometry.project(start, middles + moved / to_coarse))


def px_per_mm(homography: Homography, printed: Print) -> float:
    """The scale in the middle of the page."""
    middle = np.array([printed.width_mm / 2, printed.height_mm / 2])
    points = geometry.project(
        homography, np.stack([middle, middle + np.array([10.0, 0.0])])
    )
    return float(np.linalg.norm(points[1] - points[0]) / 10.0)


def _laid_on(grey: Grey, start: Homography, printed: Print) -> _Laid:
    """The received page in the frame of the coarse print."""
    small, fit = grey, Fit(start)
    if px_per_mm(start, printed) > 2 * _WORTH_HALVING * COARSE_PX_PER_MM:
        small, fit = halved(grey), Fit(geometry.scaled_by(0.5) @ start)
    height, width = printed.coarse.shape
    x1, y1 = (np.array([width, height]) / np.diag(printed.to_coarse_px)[:2]).tolist()
    received = fit.sample(small, (0.0, 0.0, x1, y1), (width, height))
    return _Laid(printed.coarse, received, printed.low, halved(received))


def _pixels(printed: Print, boxes_mm: list[Box]) -> list[PixelBox]:
    """Boxes on the coarse print, at even pixels so that they can be halved."""
    edges_mm = np.array(boxes_mm).reshape(-1, 2)
    edges = geometry.project(printed.to_coarse_px, edges_mm)
    even = (2 * np.rint((edges + 0.5) / 2)).astype(int).reshape(-1, 4)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in even.tolist()]


def _shift(laid: _Laid, box: PixelBox, reach: int) -> Floats | None:
    """How far a piece lies from its place, in pixels; None when it is not found."""
    x0, y0, x1, y1 = box
    height, width = laid.printed.shape
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return None
    if not _tells_its_place(laid.printed[y0:y1, x0:x1]):
        return None
    halves = (x0 // 2, y0 // 2, x1 // 2, y1 // 2)
    coarse = _best(laid.printed_low, laid.received_low, halves, (0, 0), reach)
    if coarse is None or coarse[0] < _LEAST_COARSE_LIKENESS:
        return None
    around = (2 * round(coarse[1][0]), 2 * round(coarse[1][1]))
    fine = _best(laid.printed, laid.received, box, around, _FINE_REACH_PX)
    if fine is None or fine[0] < _LEAST_LIKENESS:
        return None
    return np.array(fine[1])


def _best(
    printed: Grey, received: Grey, box: PixelBox, around: tuple[int, int], reach: int
) -> tuple[float, tuple[float, float]] | None:
    """How like the likeliest place is, and its shift; None at the reach's edge."""
    x0, y0, x1, y1 = box
    height, width = printed.shape
    left, top = max(0, x0 + around[0] - reach), max(0, y0 + around[1] - reach)
    right = min(width, x1 + around[0] + reach)
    bottom = min(height, y1 + around[1] + reach)
    if right - left < x1 - x0 + 2 or bottom - top < y1 - y0 + 2:
        return None
    likeness = cv2.matchTemplate(
        received[top:bottom, left:right], printed[y0:y1, x0:x1], cv2.TM_CCOEFF_NORMED
    )
    _least, best, _where, (x, y) = cv2.minMaxLoc(likeness)
    rows, columns = likeness.shape
    if not (0 < x < columns - 1 and 0 < y < rows - 1):
        return None
    fine_x = x + _peak(likeness[y, x - 1 : x + 2].tolist())
    fine_y = y + _peak(likeness[y - 1 : y + 2, x].tolist())
    return best, (left + fine_x - x0, top + fine_y - y0)


def _tells_its_place(piece: Grey) -> bool:
    """It has edges both ways; along a single line it could lie anywhere."""
    _mean, deviation = cv2.meanStdDev(piece)
    if deviation[0, 0] < _LEAST_CONTRAST:
        return False
    profiles = (
        cv2.reduce(piece, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F) for axis in (0, 1)
    )
    steps = [
        float(cv2.absdiff(it.ravel()[1:], it.ravel()[:-1]).max()) for it in profiles
    ]
    return min(steps) > _LEAST_CONTRAST / 2


def _peak(three: list[float]) -> float:
    """The top of the parabola through three values, from the middle one."""
    before, here, after = three
    curve = before - 2 * here + after
    return 0.0 if curve >= 0 else 0.5 * (before - after) / curve
