"""How dark a spot is, on a scale that the page itself gives.

0 is the paper around the spot, so that shadows and grey paper do not count; 1
is the black of the cross printed for reference, so that a pale scanner and a
dark one say the same.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import fiducials
from pipeline.model import Box
from pipeline.recognition.geometry import Fit
from pipeline.recognition.pixels import Grey, as_grey, as_mask, components
from pipeline.recognition.prints import PX_PER_MM, Print

Darkness = npt.NDArray[np.float32]
Levels = npt.NDArray[np.uint8]
"""Darkness in bytes: `FULL` is 1, and what is darker than 1.27 is so dark."""

Mask = npt.NDArray[np.bool_]

FULL: Final = 200
_WINDOW_PX: Final = 15
_MEAN_PX: Final = 3
_MEANS: Final = 5
_EVERY_PX: Final = 2
"""So many pixels of a window, across and down, tell its paper well enough."""

_PAPER_PERCENTILE: Final = 75
_BLACK_PERCENTILE: Final = 80
_PRINTED_BELOW: Final = 200
_SOLID_BELOW: Final = 100
_LIKELY_BLACK: Final = (60.0, 255.0)
_USUAL_BLACK: Final = 190.0
_USUAL_NOISE: Final = 0.03
_INSIDE_MM: Final = 0.8
_PALE_INK: Final = 0.12
_NOISE_FACTOR: Final = 4.0
_SPECK_MM: Final = 0.8


@dataclass(frozen=True)
class Scale:
    """What the reference cells of a page say.

    Attributes:
        black: Grey values between paper and printed black.
        noise: Darkness of spots that are paper, as a standard deviation.
    """

    black: float = _USUAL_BLACK
    noise: float = _USUAL_NOISE

    @property
    def ink(self) -> float:
        """The darkness from which on a spot is ink, perhaps pale."""
        return max(_PALE_INK, _NOISE_FACTOR * self.noise)


def calibrated(grey: Grey, fit: Fit, printed: Print) -> Scale:
    """Read the reference cells; what cannot be right is replaced by the usual."""
    where = fiducials.of_page(printed.width_mm, printed.height_mm)
    cross = _smaller(where.reference_cross)
    seen, known = _both(grey, fit, printed, cross)
    solid = known < _SOLID_BELOW
    black = _USUAL_BLACK
    if solid.any():
        black = float(np.percentile(_under_paper(seen)[solid], _BLACK_PERCENTILE))
    if not _LIKELY_BLACK[0] <= black <= _LIKELY_BLACK[1]:
        black = _USUAL_BLACK
    empty, _known = _both(grey, fit, printed, _smaller(where.reference_empty))
    return Scale(black, _spread(_levelled(empty)) / black)


def levels(seen: Grey, scale: Scale) -> Levels:
    """How dark each spot of a picture at `PX_PER_MM` is."""
    under = cv2.subtract(_paper_around(seen), seen)
    return as_grey(cv2.convertScaleAbs(under, alpha=FULL / scale.black))


def _paper_around(seen: Grey) -> Grey:
    """As `paper_under`, of means over half a millimetre, which is quicker."""
    height, width = seen.shape
    small_size = (max(1, width // _MEAN_PX), max(1, height // _MEAN_PX))
    small = as_grey(cv2.resize(seen, small_size, interpolation=cv2.INTER_AREA))
    rows, columns = (max(1, side // _MEANS) for side in small.shape)
    even = small[: rows * _MEANS, : columns * _MEANS]
    windows = even.reshape(rows, min(_MEANS, even.shape[0]), columns, -1)
    several = windows.transpose(1, 3, 0, 2).reshape(-1, rows, columns)
    smooth = cv2.medianBlur(as_grey(_light(list(several))), 3)
    return as_grey(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR))


def _light(planes: list[Grey]) -> Grey:
    """For each pixel, the `_PAPER_PERCENTILE` of its values in those planes.

    The larger values are left out one by one, of all pixels at once: that takes a third
    of the time of `np.partition`.
    """
    larger = len(planes) - 1 - len(planes) * _PAPER_PERCENTILE // 100
    for _ in range(larger):
        planes = _largest_last(planes)[:-1]
    return _largest_last(planes)[-1]


def _largest_last(planes: list[Grey]) -> list[Grey]:
    """The same values of each pixel, its largest in the last plane."""
    largest, passed = planes[0], []
    for plane in planes[1:]:
        passed.append(as_grey(cv2.min(largest, plane)))
        largest = as_grey(cv2.max(largest, plane))
    return [*passed, largest]


def near_print(printed: Grey, reach_mm: float = 0.5, px_per_mm: float = 6.0) -> Mask:
    """Where there is print, or so close to it that it may be."""
    reach = round(reach_mm * px_per_mm)
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    dark = as_grey(printed < _PRINTED_BELOW)
    return as_mask(cv2.dilate(dark, kernel))


def without_specks(ink: Mask, px_per_mm: float) -> Mask:
    """Less what is shorter than any stroke."""
    labels, stats = components(as_grey(ink))
    sides = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    places = np.flatnonzero(ink)
    short = sides[labels.reshape(-1)[places]] < _SPECK_MM * px_per_mm
    kept = ink.copy()
    kept.reshape(-1)[places[short]] = False
    return kept


def paper_under(seen: Grey) -> Darkness:
    """The grey value of the paper at every spot, of windows of some 2.5 mm."""
    height, width = seen.shape
    rows, columns = max(1, height // _WINDOW_PX), max(1, width // _WINDOW_PX)
    size = (columns * _WINDOW_PX, rows * _WINDOW_PX)
    even = as_grey(cv2.resize(seen, size, interpolation=cv2.INTER_AREA))
    windows = even.reshape(rows, _WINDOW_PX, columns, _WINDOW_PX)
    some = windows[:, ::_EVERY_PX, :, ::_EVERY_PX].transpose(0, 2, 1, 3)
    levels = _percentile(some.reshape(rows, columns, -1))
    smooth = cv2.medianBlur(levels, 3)
    return np.asarray(
        cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR),
        dtype=np.float32,
    )


def _percentile(windows: Grey) -> Darkness:
    """Of the last axis, less exactly than numpy says it and much quicker."""
    place = windows.shape[-1] * _PAPER_PERCENTILE // 100
    return np.partition(windows, place, axis=-1)[:, :, place].astype(np.float32)


def _levelled(spot: Grey) -> Darkness:
    """Grey values less a plane fitted to them: a shadow across them is no noise."""
    rows, columns = np.indices(spot.shape, dtype=np.float32)
    plane = np.stack([np.ones_like(rows), rows, columns], axis=-1).reshape(-1, 3)
    values = spot.reshape(-1).astype(np.float32)
    slopes = np.linalg.lstsq(plane, values, rcond=None)[0]
    return np.asarray(values - plane @ slopes, dtype=np.float32)


def _spread(values: Darkness) -> float:
    """Standard deviation by the median, so that single dots do not count."""
    deviations = np.abs(values - np.median(values))
    return float(1.4826 * np.median(deviations))


def _under_paper(seen: Grey) -> Darkness:
    return np.maximum(paper_under(seen) - seen.astype(np.float32), np.float32(0))


def _both(grey: Grey, fit: Fit, printed: Print, box_mm: Box) -> tuple[Grey, Grey]:
    """The same box of the received page and of the print."""
    x0, y0, x1, y1 = box_mm
    size = (max(1, round((x1 - x0) * PX_PER_MM)), max(1, round((y1 - y0) * PX_PER_MM)))
    flat = Fit(printed.to_px)
    return fit.sample(grey, box_mm, size), flat.sample(printed.grey, box_mm, size)


def _smaller(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return (x0 + _INSIDE_MM, y0 + _INSIDE_MM, x1 - _INSIDE_MM, y1 - _INSIDE_MM)
