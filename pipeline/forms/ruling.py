"""Ruling lines of a printed page, and the cells that they make.

Lines are taken from the page's vector content: every path that is thin and
long, drawn as a stroke or as a filled bar. A cell is the smallest box of four
lines strictly around a point. Underlined text and lines without partners make
no cell. Lengths are mm, origin top left, y down.
"""

import ctypes
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pypdfium2
from pypdfium2 import raw as pdfium

from pipeline.model import Box

Lines = npt.NDArray[np.float64]
"""A row a line: its position across, its start and its end along."""

MM_PER_POINT = 25.4 / 72
THICKEST_MM = 2.2
"""LibreOffice's thickest border, 6 pt; anything thicker is a picture or a shade."""

_SHORTEST_MM = 1.5
_JOIN_MM = 0.7
_SAME_LINE_MM = 0.12
_SLACK_MM = 0.8
"""Lines end this far from the middle of those that they meet, at most."""


class Rulings:
    """The ruling lines of one page."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        boxes = np.array(list(_boxes(page)), dtype=np.float64).reshape(-1, 4)
        width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        thin = (np.minimum(width, height) <= THICKEST_MM) & (
            np.maximum(width, height) >= _SHORTEST_MM
        )
        flat = thin & (width > height)
        upright = thin & (height >= width)
        self._horizontal = _joined(boxes[flat][:, [1, 3, 0, 2]])
        self._vertical = _joined(boxes[upright][:, [0, 2, 1, 3]])

    def cell(self, x_mm: float, y_mm: float) -> Box | None:
        """The cell around the point, from middle to middle of its borders.

        The point lies at a cell's top, or at its bottom where the text is turned;
        the sides are looked for a little inside.

        Returns:
            None when the point is not within four lines that meet.
        """
        inside = (y_mm + _SLACK_MM, y_mm - _SLACK_MM)
        boxes = (self._box(x_mm, y_mm, sides_at) for sides_at in inside)
        return next((box for box in boxes if box is not None), None)

    def _box(self, x_mm: float, y_mm: float, sides_at_mm: float) -> Box | None:
        """The four nearest lines, if they meet; the sides cross that height."""
        left, right = _neighbours(self._vertical, x_mm, sides_at_mm, sides_at_mm)
        if left is None or right is None:
            return None
        x0, x1 = float(left[0]), float(right[0])
        top, bottom = _neighbours(
            self._horizontal, y_mm, x0 + _SLACK_MM, x1 - _SLACK_MM
        )
        if top is None or bottom is None:
            return None
        y0, y1 = float(top[0]), float(bottom[0])
        closed = all(
            side[1] <= y0 + _SLACK_MM and side[2] >= y1 - _SLACK_MM
            for side in (left, right)
        )
        return (x0, y0, x1, y1) if closed else None


def _neighbours(
    lines: Lines, position: float, start: float, end: float
) -> tuple[Lines | None, Lines | None]:
    """The nearest lines on both sides that run from start to end at least."""
    spanning = lines[(lines[:, 1] <= start) & (lines[:, 2] >= end)]
    before = spanning[spanning[:, 0] < position]
    after = spanning[spanning[:, 0] > position]
    return (
        before[np.argmax(before[:, 0])] if len(before) else None,
        after[np.argmin(after[:, 0])] if len(after) else None,
    )


def _joined(edges: Lines) -> Lines:
    """Bars (near edge, far edge, start, end) to lines; pieces are put together."""
    if not len(edges):
        return np.empty((0, 3))
    middles = (edges[:, 0] + edges[:, 1]) / 2
    pieces = np.column_stack([middles, edges[:, 2], edges[:, 3]])
    pieces = pieces[np.argsort(pieces[:, 0], kind="stable")]
    breaks = np.flatnonzero(np.diff(pieces[:, 0]) > _SAME_LINE_MM) + 1
    joined = [line for same in np.split(pieces, breaks) for line in _runs(same)]
    return np.array(joined)


def _runs(pieces: Lines) -> Iterator[tuple[float, float, float]]:
    """Pieces on one line, those that touch put together."""
    ordered: Sequence[tuple[float, float, float]] = sorted(
        map(tuple, pieces.tolist()), key=lambda piece: piece[1]
    )
    position, start, end = ordered[0]
    for next_position, next_start, next_end in ordered[1:]:
        if next_start - end <= _JOIN_MM:
            end = max(end, next_end)
        else:
            yield position, start, end
            position, start, end = next_position, next_start, next_end
    yield position, start, end


def _boxes(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The box of every path's points; pdfium's own would grow with the stroke."""
    left, _bottom, _right, top = page.get_mediabox()
    for path in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        matrix = path.get_matrix()
        points = [matrix.on_point(x, y) for x, y in _points(path)]
        across = [(x - left) * MM_PER_POINT for x, _y in points]
        down = [(top - y) * MM_PER_POINT for _x, y in points]
        if points:
            yield min(across), min(down), max(across), max(down)


def _points(path: pypdfium2.PdfObject) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value
