"""Does the print bear out where a page was laid?

Where few marks are left, a table may have been laid a row off: its lines agree
then, its words do not. So the print must be found on the received page, and where
a one-bit scan has lost thin lines, more of it than at any other place nearby.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from pipeline.recognition import darkness
from pipeline.recognition.darkness import Mask
from pipeline.recognition.geometry import Fit
from pipeline.recognition.pixels import Grey, as_grey, halved
from pipeline.recognition.prints import PX_PER_MM, Print

_ENOUGH: Final = 0.75
_LEAST: Final = 0.3
_CLEARLY: Final = 1.2
_DARKER: Final = 25.0
_PRINTED_BELOW: Final = 128
_FARTHEST_MM: Final = 12.0
_NEAREST_MM: Final = 1.5
_HALF: Final = 128


def is_borne_out(grey: Grey, fit: Fit, printed: Print) -> bool:
    """Whether the print lies where the fit puts it.

    Args:
        grey: The received page.
        fit: From mm on the printed page to its pixels.
        printed: The page as printed.
    """
    near, print_left = _masks(grey, fit, printed)
    found = _share(near, print_left)
    if found >= _ENOUGH or found < _LEAST:
        return found >= _ENOUGH
    small, small_print = _halved(near), _halved(print_left)
    here = _share(small, small_print)
    return all(here > _CLEARLY * it for it in _elsewhere(small, small_print))


def _masks(grey: Grey, fit: Fit, printed: Print) -> tuple[Mask, Mask]:
    """What is dark on the received page or beside it, and the print that it shows.

    What was lost at the image's edge says nothing.
    """
    height, width = printed.grey.shape
    whole = (0.0, 0.0, printed.width_mm, printed.height_mm)
    laid = fit.sample(grey, whole, (width, height))
    lost = fit.sample(np.zeros_like(grey), whole, (width, height)) > 0
    dark = as_grey(darkness.paper_under(laid) - laid > _DARKER)
    near = cv2.dilate(dark, np.ones((3, 3), np.uint8)).astype(bool)
    return near, (printed.grey < _PRINTED_BELOW) & ~lost


def _share(near: Mask, printed: Mask) -> float:
    return float(near[printed].mean()) if printed.any() else 0.0


def _halved(mask: Mask) -> Mask:
    return np.asarray(halved(as_grey(mask * np.uint8(255))) >= _HALF)


def _elsewhere(near: Mask, printed: Mask) -> Iterator[float]:
    """What would be found were the page laid a little higher, lower, left or right."""
    per_mm = PX_PER_MM / 2
    for steps in range(round(_NEAREST_MM * per_mm), round(_FARTHEST_MM * per_mm)):
        for axis in (0, 1):
            for shift in (-steps, steps):
                yield _share(np.roll(near, shift, axis=axis), printed)
