"""The black shapes of a page's marks: codes, ArUco marks, reference cells.

Everything is boxes and polygons in mm, origin top left, y down. How they get
into a PDF is not known here.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import zxingcpp

from pipeline import fiducials, pagecode
from pipeline.model import Box

Point = tuple[float, float]
Polygon = tuple[Point, ...]

OUTLINE_MM = 0.3
CROSS_MM = 0.4
ARUCO_QUIET_MM = fiducials.ARUCO_SIDE_MM / fiducials.ARUCO_MODULES
REFERENCE_QUIET_MM = 0.8


def black(code: pagecode.PageCode, where: fiducials.Fiducials) -> Iterator[Polygon]:
    """What is printed black on the page of that code."""
    for corner, box in (
        (fiducials.CORNER_A, where.qr_a),
        (fiducials.CORNER_B, where.qr_b),
    ):
        yield from _modules(_qr_rows(pagecode.encode(code, corner)), box)
    yield from _modules(_aruco_rows("top-right"), where.aruco_top_right)
    yield from _modules(_aruco_rows("bottom-left"), where.aruco_bottom_left)
    yield from _outline(where.reference_cross)
    yield from _cross(where.reference_cross)
    yield from _outline(where.reference_empty)


def white(where: fiducials.Fiducials) -> Iterator[Polygon]:
    """What must be paper, whatever the form has there: the marks and a margin."""
    yield from map(_rectangle, boxes(where))


def boxes(where: fiducials.Fiducials) -> tuple[Box, ...]:
    """The boxes of all marks with the white around them.

    The codes at the top left and bottom right, the marks at the top right and
    bottom left, the cross, the empty cell.
    """
    return (
        _grown(where.qr_a, fiducials.QUIET_MM),
        _grown(where.qr_b, fiducials.QUIET_MM),
        _grown(where.aruco_top_right, ARUCO_QUIET_MM),
        _grown(where.aruco_bottom_left, ARUCO_QUIET_MM),
        _grown(where.reference_cross, REFERENCE_QUIET_MM),
        _grown(where.reference_empty, REFERENCE_QUIET_MM),
    )


def box_of(polygon: Polygon) -> Box | None:
    """The box that the polygon is, if it is one."""
    (x0, y0), (x1, y1) = polygon[0], polygon[2]
    box = (x0, y0, x1, y1)
    return box if polygon == _rectangle(box) else None


def _qr_rows(text: str) -> list[list[bool]]:
    """The modules of the code, True is black."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    image = np.array(barcode.to_image(scale=1, add_quiet_zones=False))
    side = fiducials.QR_MODULES
    if image.shape != (side, side):
        raise ValueError(text)
    rows: list[list[bool]] = (image == 0).tolist()
    return rows


def _aruco_rows(corner: str) -> list[list[bool]]:
    """The modules of that corner's mark with its black border, True is black."""
    bits = fiducials.ARUCO_BITS[fiducials.ARUCO_IDS[corner]]
    border = [True] * fiducials.ARUCO_MODULES
    inner = [[True, *(bit == "0" for bit in row), True] for row in bits]
    return [border, *inner, border]


def _modules(rows: Sequence[Sequence[bool]], box: Box) -> Iterator[Polygon]:
    """The black modules, neighbours in a row merged into one rectangle."""
    left, top, right, bottom = box
    width, height = (right - left) / len(rows[0]), (bottom - top) / len(rows)
    for number, row in enumerate(rows):
        y = top + number * height
        for start, end in _runs(row):
            run = (left + start * width, y, left + end * width, y + height)
            yield _rectangle(run)


def _runs(row: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of True."""
    start: int | None = None
    end = 0
    for end, is_black in enumerate([*row, False]):
        if is_black and start is None:
            start = end
        elif not is_black and start is not None:
            yield start, end
            start = None


def _outline(box: Box) -> Iterator[Polygon]:
    """Four lines, their middle on the box's edge."""
    x0, y0, x1, y1 = _grown(box, OUTLINE_MM / 2)
    line = OUTLINE_MM
    yield _rectangle((x0, y0, x1, y0 + line))
    yield _rectangle((x0, y1 - line, x1, y1))
    yield _rectangle((x0, y0 + line, x0 + line, y1 - line))
    yield _rectangle((x1 - line, y0 + line, x1, y1 - line))


def _cross(box: Box) -> Iterator[Polygon]:
    """Two diagonals, ended clear of the outline."""
    x0, y0, x1, y1 = _grown(box, -3 * OUTLINE_MM)
    half = CROSS_MM / 8**0.5
    yield (
        (x0 - half, y0 + half),
        (x0 + half, y0 - half),
        (x1 + half, y1 - half),
        (x1 - half, y1 + half),
    )
    yield (
        (x1 - half, y0 - half),
        (x1 + half, y0 + half),
        (x0 + half, y1 + half),
        (x0 - half, y1 - half),
    )


def _rectangle(box: Box) -> Polygon:
    x0, y0, x1, y1 = box
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _grown(box: Box, by_mm: float) -> Box:
    x0, y0, x1, y1 = box
    return (x0 - by_mm, y0 - by_mm, x1 + by_mm, y1 + by_mm)
