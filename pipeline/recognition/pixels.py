"""Images as arrays.

Points on an image are in pixels with the centre of the first one at (0, 0), as
OpenCV has it; mm count from the corner of the page.
"""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
"""Rows × columns, 0 is black."""

Colour = npt.NDArray[np.uint8]
"""Rows × columns × red, green, blue."""

Floats = npt.NDArray[np.floating[Any]]

MM_PER_INCH: Final = 25.4


def resized(grey: Grey, factor: float) -> Grey:
    """The image so many times as large."""
    height, width = grey.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return as_grey(cv2.resize(grey, size, interpolation=how))


def as_grey(image: object) -> Grey:
    """The image as contiguous bytes; of a mask 0 and 1."""
    if isinstance(image, np.ndarray) and image.dtype == np.bool_:
        return np.ascontiguousarray(image).view(np.uint8)
    return np.ascontiguousarray(image, dtype=np.uint8)


def turned(image: Grey, degrees: int) -> Grey:
    """The image turned clockwise by quarter turns."""
    return as_grey(np.rot90(image, -degrees // 90))
