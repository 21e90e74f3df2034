"""The page without the ruling of its tables.

Tesseract takes the line of a cell for a part of the word beside it, is unsure of
both, and they are lost; without the lines it reads what stands in cells.
"""

from typing import Final

import cv2
import numpy as np

from pipeline.recognition.pixels import MM_PER_INCH, Grey

_SHORTEST_MM: Final = 10.0
"""Shorter straight strokes may be letters, or the bar of a signature."""

_AROUND_MM: Final = 0.17
_WINDOW_MM: Final = 4.0
_DARKER: Final = 18
_PAPER_PERCENTILE: Final = 75


def without_rules(grey: Grey, dpi: float) -> Grey:
    """The page with long straight lines, along and across, painted over.

    Args:
        grey: A page that lies straight.
        dpi: Its resolution.
    """
    per_mm = dpi / MM_PER_INCH
    window = round(_WINDOW_MM * per_mm) | 1
    dark = cv2.adaptiveThreshold(
        grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, _DARKER
    )
    longest = round(_SHORTEST_MM * per_mm)
    across, down = (
        cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        for shape in ((1, longest), (longest, 1))
    )
    around = 2 * round(_AROUND_MM * per_mm) + 1
    wide = np.ones((around, around), np.uint8)
    covered = cv2.dilate(cv2.bitwise_or(across, down), wide)
    cleared = grey.copy()
    cleared[covered > 0] = int(np.percentile(grey[::8, ::8], _PAPER_PERCENTILE))
    return cleared
