"""Where a scanned page goes on the upright page that it is a picture of.

Affine maps are 3 × 3 arrays for column vectors. Lengths are mm with the origin
top left and y down, but for the points of a PDF page, where y goes up.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.model import Matrix, RecordPage

Affine = npt.NDArray[np.float64]

MM_PER_POINT = 25.4 / 72
_SAME_SHAPE = 0.02
_LIKELY_SCALE = (0.5, 2.0)
_GRID = (0.0, 0.5, 1.0)


def shown(crop: Sequence[float], rotate: int, user_unit: float = 1.0) -> Affine:
    """Points of a PDF page → mm on the page as a viewer shows it.

    Args:
        crop: The page's crop box, in points.
        rotate: `/Rotate`, in quarter turns clockwise.
        user_unit: Points in one unit.
    """
    x0, y0, x1, y1 = crop
    rows = {
        0: ((1, 0, -x0), (0, -1, y1)),
        90: ((0, 1, -y0), (1, 0, -x0)),
        180: ((-1, 0, x1), (0, 1, -y0)),
        270: ((0, -1, y1), (-1, 0, x1)),
    }[rotate % 360 // 90 * 90]
    scale = MM_PER_POINT * user_unit
    to_mm: Affine = np.diag([scale, scale, 1.0]) @ np.array([*rows, (0.0, 0.0, 1.0)])
    return to_mm


def shown_size(
    crop: Sequence[float], rotate: int, user_unit: float = 1.0
) -> tuple[float, float]:
    """Width and height in mm of the page as a viewer shows it."""
    x0, y0, x1, y1 = crop
    scale = MM_PER_POINT * user_unit
    width, height = (x1 - x0) * scale, (y1 - y0) * scale
    return (height, width) if rotate % 180 else (width, height)


def upright_size(page: RecordPage) -> tuple[float, float]:
    """Width and height in mm of the received page turned upright."""
    turned = page.rotation % 180
    width, height = page.width_mm, page.height_mm
    return (height, width) if turned else (width, height)


def to_upright(
    page: RecordPage, seen_mm: tuple[float, float], upright_mm: tuple[float, float]
) -> Affine:
    """Mm on the page as shown → mm on the upright page.

    Args:
        page: As it was received.
        seen_mm: Size of the page as shown. It differs from `page.width_mm` where
            a file says no resolution and each reader assumes its own.
        upright_mm: Size of the upright page.
    """
    as_received = _as_received(page, seen_mm)
    registered = page.matrix and _unregister(page.matrix, upright_mm)
    if registered is not None:
        return registered @ as_received
    turned = _turn(page.rotation, page.width_mm, page.height_mm)
    width, height = upright_size(page)
    fit = np.diag([upright_mm[0] / width, upright_mm[1] / height, 1.0])
    return fit @ turned @ as_received


def to_points(height_mm: float) -> Affine:
    """Mm on the upright page → points of a PDF page of that height."""
    scale = 1 / MM_PER_POINT
    return np.array([[scale, 0, 0], [0, -scale, height_mm * scale], [0, 0, 1]])


def operands(affine: Affine) -> str:
    """The affine map as the operator `cm` takes it."""
    (a, c, e), (b, d, f) = affine[0], affine[1]
    return " ".join(f"{value:.6f}" for value in (a, b, c, d, e, f))


def _as_received(page: RecordPage, seen_mm: tuple[float, float]) -> Affine:
    across, down = page.width_mm / seen_mm[0], page.height_mm / seen_mm[1]
    if abs(across / down - 1) > _SAME_SHAPE:
        return np.eye(3)
    return np.diag([across, down, 1.0])


def _unregister(matrix: Matrix, upright_mm: tuple[float, float]) -> Affine | None:
    """The affine map nearest to the way back from the received page.

    It is fitted over the whole page, since a photograph's homography is no
    affine map. None for a matrix that turns a page into something else.
    """
    width, height = upright_mm
    printed = np.array([(x * width, y * height, 1) for y in _GRID for x in _GRID])
    mapped = printed @ np.array(matrix, dtype=float).reshape(3, 3).T
    if not np.all(np.isfinite(mapped)) or np.any(mapped[:, 2] == 0):
        return None
    received = mapped / mapped[:, 2:]
    fitted = np.linalg.lstsq(received, printed, rcond=None)[0].T
    scale = math.sqrt(abs(np.linalg.det(fitted[:2, :2])))
    least, most = _LIKELY_SCALE
    return fitted if least < scale < most else None


def _turn(rotation: int, width_mm: float, height_mm: float) -> Affine:
    """Turn a page of that size clockwise by quarter turns."""
    rows = {
        0: ((1, 0, 0), (0, 1, 0)),
        90: ((0, -1, height_mm), (1, 0, 0)),
        180: ((-1, 0, width_mm), (0, -1, height_mm)),
        270: ((0, 1, 0), (-1, 0, width_mm)),
    }[rotation % 360 // 90 * 90]
    return np.array([*rows, (0, 0, 1)], dtype=float)
