"""The ink in and around each signature cell, and the clusters that it forms.

Strokes less than two millimetres apart are one cluster. Lines from edge to edge of a
cell, which the scanner or a ruler drew, are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.recognition import darkness, geometry
from pipeline.recognition.darkness import FULL, Levels, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey, components
from pipeline.recognition.prints import PX_PER_MM

AROUND_MM: Final = 8.0
RULING_MM: Final = 0.7
STRONG: Final = 0.21
_JOIN_MM: Final = 2.0
_PIECE_JOIN_MM: Final = 1.0
_LINE_MM: Final = 0.35
_LINE_LENGTH_MM: Final = 4.0
_AT_EDGE_MM: Final = 0.8

Labels = npt.NDArray[np.int32]
Pixels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """The ink in and around one cell.

    Attributes:
        ink: Ink and not print, dust left out.
        strong: The part of it that is surely ink; the rest may be ink of the
            back that shows through.
        levels: How dark it is there.
        inside: The cell less its ruling lines.
        box_mm: The cell on the printed page.
        around_mm: The box of the printed page that all this shows.
    """

    ink: Mask
    strong: Mask
    levels: Levels
    inside: Mask
    box_mm: Box
    around_mm: Box

    @property
    def has_pale_ink(self) -> bool:
        """There is ink in it that may be the back's."""
        return bool((self.ink & self.inside & ~self.strong).any())

    @cached_property
    def clusters(self) -> list[Mask]:
        """The ink of each cluster that has some in the cell."""
        if not (self.ink & self.inside).any():
            return []
        return list(parts(self, numbered(widened(self.ink, _JOIN_MM))))


def of(laid: Laid, boxes: list[Box]) -> list[Cell]:
    """All cells, out of one piece of the page."""
    around = [_clipped(geometry.grown(box, AROUND_MM), laid) for box in boxes]
    hull = _hull(around)
    levels, near = laid.levels[laid.slices(hull)], laid.near[laid.slices(hull)]
    ink = (levels > laid.scale.ink * FULL) & ~near
    ink = darkness.without_specks(ink, PX_PER_MM)
    strong = ink & (levels > max(STRONG, laid.scale.ink) * FULL)
    return [
        _cell((box, near_box), ink[part], strong[part], levels[part])
        for box, near_box in zip(boxes, around, strict=True)
        for part in [_slices(near_box, hull)]
    ]


def parts(cell: Cell, labels: Labels) -> Iterator[Mask]:
    """The ink of each label that has some in the cell."""
    for number in np.unique(labels[cell.ink & cell.inside]):
        yield cell.ink & (labels == number)


def _cell(boxes: tuple[Box, Box], ink: Mask, strong: Mask, levels: Levels) -> Cell:
    """A cell; its own box, and that of all it shows."""
    box, around = boxes
    inside = np.zeros_like(ink)
    within = _slices(geometry.grown(box, -RULING_MM), around)
    inside[within] = True
    if not ink[within].any():
        return Cell(ink, strong, levels, inside, box, around)
    ink = ink.copy()
    ink[within] &= ~_lines(ink[within])
    return Cell(ink, ink & strong, levels, inside, box, around)


def _lines(ink: Mask) -> Mask:
    """Straight thin lines from one edge of a cell to another."""
    labels, stats = components(as_grey(ink))
    lines = np.zeros(len(stats), dtype=bool)
    for number in range(1, len(stats)):
        x, y, width, height, _area = stats[number].tolist()
        if max(width, height) >= _LINE_LENGTH_MM * PX_PER_MM:
            part = labels[y : y + height, x : x + width] == number
            lines[number] = _crosses(np.argwhere(part) + np.array([y, x]), ink.shape)
    return np.asarray(lines[labels], dtype=bool)


def _crosses(pixels: Pixels, shape: tuple[int, ...]) -> bool:
    """The pixels (rows, columns) are thin, straight and reach two edges."""
    along, across = geometry.principal_lengths(pixels / PX_PER_MM)
    if across > _LINE_MM or along < _LINE_LENGTH_MM / 12**0.5:
        return False
    last = np.array(shape) - 1
    near = (pixels < _AT_EDGE_MM * PX_PER_MM).any(axis=0)
    far = (last - pixels < _AT_EDGE_MM * PX_PER_MM).any(axis=0)
    return int(near.sum() + far.sum()) >= 2


def bounds(mask: Mask) -> tuple[int, int, int, int]:
    """First row, row after the last, first column, column after the last."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def piece_labels(cell: Cell) -> Labels:
    """As clusters, of strokes that nearly touch.

    Over the ruling lines, where ink is not told from print, strokes are joined
    as in clusters.
    """
    ruling = widened(cell.inside, 4 * RULING_MM) & ~cell.inside
    across = widened(cell.ink, _JOIN_MM) & ruling
    return numbered(widened(cell.ink, _PIECE_JOIN_MM) | across)


def widened(mask: Mask, by_mm: float) -> Mask:
    """Wider and higher by so much, half of it on either side."""
    side = round(by_mm * PX_PER_MM) | 1
    wide = cv2.dilate(as_grey(mask), np.ones((side, side), np.uint8))
    return wide.astype(bool)


def numbered(mask: Mask) -> Labels:
    """A number for every connected part, 0 for the rest."""
    _count, labels = cv2.connectedComponents(as_grey(mask))
    return np.asarray(labels, dtype=np.int32)


def _slices(box: Box, around: Box) -> tuple[slice, slice]:
    x0, y0 = ((box[side] - around[side]) * PX_PER_MM for side in (0, 1))
    x1, y1 = ((box[side] - around[side - 2]) * PX_PER_MM for side in (2, 3))
    return slice(round(y0), round(y1)), slice(round(x0), round(x1))


def _hull(boxes: list[Box]) -> Box:
    """The box around them all."""
    x0, y0, x1, y1 = np.array(boxes).T
    return (float(x0.min()), float(y0.min()), float(x1.max()), float(y1.max()))


def _clipped(box: Box, laid: Laid) -> Box:
    x0, y0, x1, y1 = box
    width, height = laid.printed.width_mm, laid.printed.height_mm
    return (max(0.0, x0), max(0.0, y0), min(width, x1), min(height, y1))
