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


_SOFTENED: Final = 0.3
"""Sigma of the blur before an image is made smaller, in pixels of the smaller."""


def resized(grey: Grey, factor: float) -> Grey:
    """The image so many times as large."""
    height, width = grey.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if factor >= 1:
        return as_grey(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC))
    return _smaller(grey, size)


def _smaller(grey: Grey, size: tuple[int, int]) -> Grey:
    """The image made smaller, step by step.

    It is blurred before each step: to average areas of broken pixels would take
    ten times as long.
    """
    height, width = grey.shape[:2]
    factor = max(size[0] / width, size[1] / height)
    if factor < 1 / 2:
        return _smaller(_smaller(grey, ((width + 1) // 2, (height + 1) // 2)), size)
    soft = cv2.GaussianBlur(grey, (3, 3), _SOFTENED / factor)
    return as_grey(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR))


def halved(grey: Grey) -> Grey:
    """Exactly half as large; an odd last row or column is left out."""
    height, width = (side // 2 for side in grey.shape[:2])
    even = grey[: 2 * height, : 2 * width]
    return as_grey(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA))


def as_grey(image: object) -> Grey:
    """The image as contiguous bytes; of a mask 0 and 1."""
    if isinstance(image, np.ndarray) and image.dtype == np.bool_:
        return np.ascontiguousarray(image).view(np.uint8)
    return np.ascontiguousarray(image, dtype=np.uint8)


def as_mask(image: object) -> npt.NDArray[np.bool_]:
    """Bytes that are 0 or 1 as a mask; the same memory, if they lie in one piece."""
    return as_grey(image).view(np.bool_)


Labels = npt.NDArray[np.integer[Any]]
Stats = npt.NDArray[np.int32]
"""Of each label, a row by `cv2.CC_STAT_LEFT` and its like."""

_LARGE_PX: Final = 100_000
"""A cell is smaller, a page larger; on a page most time goes by counting the paper."""

_FEW_PX: Final = 1 << 16
"""Fewer pixels have no more parts than 16 bits can number."""


def components(mask: Grey) -> tuple[Labels, Stats]:
    """What holds together, also over corners: the label of each pixel, 0 off the mask.

    Returns:
        The labels, and OpenCV's statistics for each of them; those of label 0 say
        nothing. Its own choice of algorithm takes three times as long to count them.
    """
    if mask.size > _LARGE_PX and cv2.countNonZero(mask) < _FEW_PX:
        return _components_of_few(mask)
    _count, labels, stats, _middles = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    return np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)


def _components_of_few(mask: Grey) -> tuple[Labels, Stats]:
    """As `components`, of a large picture that is mostly paper.

    The paper is not counted: all statistics of label 0 are 0.
    """
    count, found = cv2.connectedComponents(mask, ltype=cv2.CV_16U)
    labels = np.asarray(found, dtype=np.uint16)
    places = np.flatnonzero(mask.astype(np.bool_))
    owners = labels.reshape(-1)[places]
    areas = np.bincount(owners, minlength=count)[1:]
    stats = np.zeros((count, 5), dtype=np.int32)
    if count > 1:
        in_turn = places[np.argsort(owners, kind="stable")]
        rows, columns = np.divmod(in_turn, mask.shape[1])
        stops = np.cumsum(areas)
        starts = stops - areas
        left = np.minimum.reduceat(columns, starts)
        top, bottom = rows[starts], rows[stops - 1]
        sides = np.maximum.reduceat(columns, starts) - left + 1, bottom - top + 1
        stats[1:] = np.stack([left, top, *sides, areas], axis=-1)
    return labels, stats


def turned(image: Grey, degrees: int) -> Grey:
    """The image turned clockwise by quarter turns."""
    return as_grey(np.rot90(image, -degrees // 90))
