"""Does the back of a sheet show through?

Ink of the back is pale, and so are some pens; in a single cell nobody can tell
one from the other. But the back shows through everywhere: where the rest of the
page, between the print and off the cells, is clean, pale ink in a cell was
written there.
"""

from typing import Final

import cv2
import numpy as np

from pipeline.model import LayoutPage
from pipeline.recognition import darkness, geometry
from pipeline.recognition.darkness import FULL, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey, components
from pipeline.recognition.prints import PX_PER_MM

_PX_PER_MM: Final = PX_PER_MM / 2
_PALE: Final = 0.05
_DARK: Final = 0.21
_EDGE_MM: Final = 12.0
_PRINT_REACH_MM: Final = 0.8
_INK_REACH_MM: Final = 2.0
_ZONE_REACH_MM: Final = 6.0
"""Signatures run out of their cells by some mm."""

_LEAST_BLANK: Final = 0.15
_PIECE_MM2: Final = 1.0
_MOST_COVERED: Final = 0.001


def is_absent(laid: Laid, page: LayoutPage) -> bool:
    """Whether the page is clean where nothing was printed or is to be written.

    Args:
        laid: The page.
        page: Its layout.

    Returns:
        False also where too little of the page is blank to tell.
    """
    dark, known = laid.halved
    even = cv2.blur(dark, (3, 3))
    blank = ~darkness.near_print(known, _PRINT_REACH_MM, _PX_PER_MM)
    blank &= _free(page, blank.shape) & ~_grown(even > _DARK * FULL, _INK_REACH_MM)
    if blank.mean() < _LEAST_BLANK:
        return False
    pale = (even > _PALE * FULL) & blank
    return _in_pieces(pale) < _MOST_COVERED * float(blank.sum())


def _in_pieces(mask: Mask) -> float:
    """How many pixels lie together in pieces as large as strokes."""
    _labels, stats = components(as_grey(mask))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas[areas > _PIECE_MM2 * _PX_PER_MM**2].sum())


def _free(page: LayoutPage, shape: tuple[int, ...]) -> Mask:
    """The page less its edge and what is written into."""
    free = np.zeros(shape, dtype=bool)
    edge = round(_EDGE_MM * _PX_PER_MM)
    free[edge:-edge, edge:-edge] = True
    for zone in page.zones:
        box = np.array(geometry.grown(zone.box_mm, _ZONE_REACH_MM))
        x0, y0, x1, y1 = np.rint(box * _PX_PER_MM).astype(int).clip(0).tolist()
        free[y0:y1, x0:x1] = False
    return free


def _grown(mask: Mask, reach_mm: float) -> Mask:
    side = 2 * round(reach_mm * _PX_PER_MM) + 1
    return cv2.dilate(as_grey(mask), np.ones((side, side), np.uint8)).astype(bool)
