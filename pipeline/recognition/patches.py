"""Small patches of the print, looked for on the received page.

The received page is laid into the frame of the print by a first fit. Each patch is
looked for close around the place where that puts it, since most lie there. What is not
clearly found is looked for coarsely over the whole reach, then finely around the best
place. A patch that shows the same along a line, or nothing, is passed over, since it
could lie anywhere.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.model import Box
from pipeline.recognition import geometry
from pipeline.recognition.geometry import Fit, Homography
from pipeline.recognition.pixels import Floats, Grey, as_grey, halved
from pipeline.recognition.prints import COARSE_PX_PER_MM, Print

PATCH_MM: Final = 12.0
COLUMNS: Final = 9
ROWS: Final = 13
SEARCH_MM: Final = 3.0
_LEAST_LIKENESS: Final = 0.5
_CLEAR_LIKENESS: Final = 0.7
_LEAST_COARSE_LIKENESS: Final = 0.3
_LEAST_STEP: Final = 8
"""Grey values by which the mean of a column, or a row, differs from the next one's."""

_WITHIN_PX: Final = 3
_ASTRAY_MM: Final = 6.0
"""So far from its place in the grid a piece may be chosen."""

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
    """Pieces all over the page less its edge, each where it best tells its place."""
    half = PATCH_MM / 2
    margin = half + SEARCH_MM
    wide = printed.width_mm > printed.height_mm
    columns, rows = (ROWS, COLUMNS) if wide else (COLUMNS, ROWS)
    across = np.linspace(margin, printed.width_mm - margin, columns)
    down = np.linspace(margin, printed.height_mm - margin, rows)
    to_low = geometry.scaled_by(0.5) @ printed.to_coarse_px
    middles = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    spots = np.rint(geometry.project(to_low, middles)).astype(int)
    telling = _telling(printed.low)
    best = [_best_near(telling, x, y) for x, y in spots.tolist()]
    found = np.array([spot for spot in best if spot is not None]).reshape(-1, 2)
    placed = geometry.project(np.linalg.inv(to_low), found)
    return [(x - half, y - half, x + half, y + half) for x, y in placed.tolist()]


def _telling(low: Grey) -> Grey:
    """How well a piece around each pixel tells its place.

    It has edges both ways, and not at its border: along a single line it could
    lie anywhere.
    """
    side = round(PATCH_MM * COARSE_PX_PER_MM / 2)
    inner = side - 2 * _WITHIN_PX
    columns = cv2.blur(low, (1, side))
    rows = cv2.blur(low, (side, 1))
    across = cv2.absdiff(columns, np.roll(columns, 1, axis=1))
    down = cv2.absdiff(rows, np.roll(rows, 1, axis=0))
    return as_grey(
        cv2.min(
            cv2.dilate(across, np.ones((1, inner), np.uint8)),
            cv2.dilate(down, np.ones((inner, 1), np.uint8)),
        )
    )


def _best_near(telling: Grey, x: int, y: int) -> tuple[int, int] | None:
    """The middle of the most telling piece near a pixel, or None."""
    reach = round(_ASTRAY_MM * COARSE_PX_PER_MM / 2)
    left, top = max(0, x - reach), max(0, y - reach)
    near = telling[top : y + reach + 1, left : x + reach + 1]
    _least, most, _where, (dx, dy) = cv2.minMaxLoc(near)
    return (left + dx, top + dy) if most > _LEAST_STEP else None


def match(
    grey: Grey, start: Homography, printed: Print, patches: list[Box], search_mm: float
) -> Pairs:
    """Look for patches of the print on the received page.

    Args:
        grey: The received page.
        start: From printed mm to its pixels.
        printed: The page as printed.
        patches: In mm of the printed page.
        search_mm: How far from its place a patch may lie.

    Returns:
        The middle of each patch that was found, and where.
    """
    laid = _laid_on(grey, start, printed)
    reach = round(search_mm * COARSE_PX_PER_MM / 2)
    shifts = [_shift(laid, box, reach) for box in _pixels(printed, patches)]
    found = [number for number, shift in enumerate(shifts) if shift is not None]
    if not found:
        return NO_PAIRS
    boxes = np.array([patches[number] for number in found])
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
    """How far a patch lies from its place, in pixels; None when it is not found."""
    x0, y0, x1, y1 = box
    height, width = laid.printed.shape
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return None
    here = _best(laid.printed, laid.received, box, (0, 0), _FINE_REACH_PX)
    if here is not None and here[0] >= _CLEAR_LIKENESS:
        return np.array(here[1])
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


def _peak(three: list[float]) -> float:
    """The top of the parabola through three values, from the middle one."""
    before, here, after = three
    curve = before - 2 * here + after
    return 0.0 if curve >= 0 else 0.5 * (before - after) / curve
