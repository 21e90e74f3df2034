"""The pieces of ink in each cell, and what of them came in over its edge.

A stroke that slips into a cell, or a neighbour's signature that runs over, has ink
on the other side of the ruling line, and stays near that line.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from pipeline.model import Box
from pipeline.recognition.blots import Blots, Ints
from pipeline.recognition.darkness import FULL, Mask
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.prints import PX_PER_MM

_LEAST_MM2: Final = 0.2
_OUT_OF_CELL_MM: Final = 0.8
_AT_EDGE_MM: Final = 0.8
_BEYOND_MM: Final = 1.4
_ASLANT_MM: Final = 1.0
_COMES_IN: Final = 0.45
_COMES_IN_MM: Final = 3.7
_SLIPS_IN_MM: Final = 5.5
_MAY_SLIP_IN: Final = 0.62
_MAY_SLIP_IN_MM: Final = 7.0
_TIP: Final = 0.25
"""What has less outside than that only touches the ruling from within."""

_MOST_MM2: Final = 3.3
_MOST_PLAIN_MM2: Final = 4.5
"""Of 91 pieces that came in over an edge none was larger than 3.1 mm², no single stroke
larger than 4.3. What is larger may have come in, and is left to a person."""

_CORNER_MM: Final = 2.5
_SMALL_MM: Final = 2.7
_PLAIN_BAR: Final = 12.0
_PLAIN_HOLLOW: Final = 1.18
"""A solid bar has the area of 12 times the product of its deviations. Of strokes
that slipped into a cell 98 % are below 1.14, of ticks 5 %, of letters fewer."""

_PLAIN_RATIO: Final = 2.0
_JOIN_MM: Final = 1.2
_PEAK: Final = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink of a cell, one piece or a cluster of them.

    Attributes:
        numbers: Of its pieces.
        box: In pixels of the laid page: left, top, right, bottom.
        area_mm2: Of its ink.
        longest_mm: The longest side of a box around one of its pieces.
        came_in: It belongs to what stands beyond the cell's edge.
        dubious: It may: a plain stroke at the edge, or one through the cell.
    """

    numbers: tuple[int, ...]
    box: tuple[int, int, int, int]
    area_mm2: float
    longest_mm: float
    came_in: bool = False
    dubious: bool = False

    @property
    def length_mm(self) -> float:
        """The longer side of its box."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top) / PX_PER_MM

    def joined(self, other: "Piece") -> "Piece":
        """Both as one, of which neither came in; the larger may make it dubious."""
        larger = max(self, other, key=lambda it: it.area_mm2)
        a, b = self.box, other.box
        return Piece(
            self.numbers + other.numbers,
            (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])),
            self.area_mm2 + other.area_mm2,
            max(self.longest_mm, other.longest_mm),
            dubious=larger.dubious,
        )

    def is_near(self, other: "Piece") -> bool:
        """No wider gap between them than between the strokes of a letter."""
        a, b = self.box, other.box
        gap = max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])
        return gap <= _JOIN_MM * PX_PER_MM


def in_cells(blots: Blots, boxes_mm: Sequence[Box]) -> list[list[Piece]]:
    """The pieces in each cell."""
    rects = np.rint(np.array(boxes_mm) * PX_PER_MM).astype(np.int32)
    large = np.flatnonzero(blots.areas >= _LEAST_MM2)
    large = large[large > 0]
    boxes, out = blots.boxes[large][:, None], round(_OUT_OF_CELL_MM * PX_PER_MM)
    meets = (boxes[..., 0] < rects[:, 2]) & (boxes[..., 2] > rects[:, 0])
    meets &= (boxes[..., 1] < rects[:, 3]) & (boxes[..., 3] > rects[:, 1])
    found: list[list[Piece]] = [[] for _ in rects]
    for place, cell in np.argwhere(meets).tolist():
        number, rect = int(large[place]), rects[cell]
        left, top, right, bottom = (blots.boxes[number] - rect).tolist()
        if min(left, top) >= -out and max(right, bottom) <= out:
            found[cell].append(_piece(blots, number, rect))
        else:
            found[cell] += _part(blots, number, rect)
    return found


def _part(blots: Blots, number: int, rect: Ints) -> Iterator[Piece]:
    """What lies in a cell of a piece that no ruling line cuts off there."""
    x0, y0, x1, y1 = rect.tolist()
    rows, columns = np.nonzero(blots.labels[y0:y1, x0:x1] == number)
    area = len(rows) / PX_PER_MM**2
    if area >= _LEAST_MM2:
        left, top = x0 + int(columns.min()), y0 + int(rows.min())
        right, bottom = x0 + int(columns.max()) + 1, y0 + int(rows.max()) + 1
        length = max(right - left, bottom - top) / PX_PER_MM
        box = (left, top, right, bottom)
        yield Piece((number,), box, area, length, dubious=True)


def clusters(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that lie near each other as one, the largest first."""
    joined = [piece for piece in pieces if piece.came_in]
    for piece in sorted(pieces, key=lambda it: it.area_mm2):
        if piece.came_in:
            continue
        merged = piece
        for other in [it for it in joined if it.is_near(piece) and not it.came_in]:
            joined.remove(other)
            merged = merged.joined(other)
        joined.append(merged)
    return sorted(joined, key=lambda it: -it.area_mm2)


def peak(blots: Blots, piece: Piece) -> float:
    """The darkness of its darker parts."""
    left, top, right, bottom = piece.box
    part = blots.labels[top:bottom, left:right]
    mine = (
        np.isin(part, piece.numbers)
        if len(piece.numbers) > 1
        else (part == piece.numbers[0])
    )
    values = blots.even[top:bottom, left:right][mine]
    return float(np.percentile(values, _PEAK)) / FULL


def _piece(blots: Blots, number: int, rect: Ints) -> Piece:
    """A piece that no more than touches a cell's edge, or ends a little beyond."""
    left, top, right, bottom = blots.boxes[number].tolist()
    piece = Piece(
        (number,),
        (left, top, right, bottom),
        float(blots.areas[number]),
        float(blots.lengths[number]),
    )
    x0, y0, x1, y1 = rect.tolist()
    gaps = (left - x0, top - y0, x1 - right, y1 - bottom)
    sides = [side for side in range(4) if gaps[side] < _AT_EDGE_MM * PX_PER_MM]
    in_corner = min(gaps[0], gaps[2]) < _CORNER_MM * PX_PER_MM
    return _at_edge(blots, piece, rect, sides, in_corner=in_corner) if sides else piece


def _at_edge(
    blots: Blots, piece: Piece, rect: Ints, sides: Sequence[int], *, in_corner: bool
) -> Piece:
    """The piece, told whether it came in over one of those sides of the cell."""
    lengths = [int(rect[side % 2 + 2] - rect[side % 2]) / PX_PER_MM for side in sides]
    reaches = [
        abs(piece.box[(side + 2) % 4] - int(rect[side])) / PX_PER_MM for side in sides
    ]
    opposite = {0, 2} <= set(sides) or {1, 3} <= set(sides)
    if not (in_corner or opposite) and all(
        reach > min(_MAY_SLIP_IN * length, _MAY_SLIP_IN_MM)
        for reach, length in zip(reaches, lengths, strict=True)
    ):
        return piece
    outside = {side: _outside(blots, piece, rect, side) for side in sides}
    if not any(outside.values()) and not in_corner:
        return piece
    plain = _is_plain(blots, piece)
    hidden = in_corner and (plain or piece.length_mm < _SMALL_MM)
    came_in, dubious = False, hidden
    for side, reach, length in zip(sides, reaches, lengths, strict=True):
        if outside[side]:
            came_in |= _came_in(piece, reach, length, outside[side], plain=plain)
            dubious |= _may_have_come_in(reach, length, plain=plain)
            dubious |= plain and outside.get((side + 2) % 4, 0) > 0
    return replace(piece, came_in=came_in, dubious=dubious)


def _came_in(
    piece: Piece, reach: float, length: float, outside: float, *, plain: bool
) -> bool:
    """It stays near the edge that it crosses.

    Args:
        piece: With ink on either side of an edge.
        reach: How far it comes into the cell from there, in mm.
        length: Of the cell in that direction, in mm.
        outside: Ink beyond, in mm².
        plain: The piece is one stroke.
    """
    if piece.area_mm2 > (_MOST_PLAIN_MM2 if plain else _MOST_MM2):
        return False
    if plain:
        tip = outside < _TIP * piece.area_mm2
        return not tip and reach < min(_COMES_IN * length, _SLIPS_IN_MM)
    near = reach < min(_COMES_IN * length, _COMES_IN_MM)
    return near and outside > piece.area_mm2


def _may_have_come_in(reach: float, length: float, *, plain: bool) -> bool:
    if plain:
        return reach < min(_MAY_SLIP_IN * length, _MAY_SLIP_IN_MM)
    return reach < min(_COMES_IN * length, _COMES_IN_MM)


def _is_plain(blots: Blots, piece: Piece) -> bool:
    """It is one stroke, straight or little bent."""
    left, top, right, bottom = piece.box
    part = blots.labels[top:bottom, left:right] == piece.numbers[0]
    along, across = _deviations_mm(part)
    hollow = _PLAIN_BAR * along * across / piece.area_mm2
    return hollow < _PLAIN_HOLLOW and along > _PLAIN_RATIO * across


def _deviations_mm(mask: Mask) -> tuple[float, float]:
    """Standard deviations of a mask's pixels along its longer and shorter axis."""
    found = cv2.moments(as_grey(mask), binaryImage=True)
    x, y, xy = (found[name] / found["m00"] for name in ("mu20", "mu02", "mu11"))
    mean, apart = (x + y) / 2, math.hypot((x - y) / 2, xy)
    along, across = mean + apart, max(0.0, mean - apart)
    return math.sqrt(along) / PX_PER_MM, math.sqrt(across) / PX_PER_MM


def _outside(blots: Blots, piece: Piece, rect: Ints, side: int) -> float:
    """The ink beyond a side of the cell that the piece goes on in, in mm²."""
    axis, is_first = side % 2, side < 2
    labels = blots.labels if axis else blots.labels.T
    low, high = int(rect[axis]), int(rect[axis + 2])
    start, stop = piece.box[1 - axis], piece.box[3 - axis]
    reach, edge = round(_BEYOND_MM * PX_PER_MM), round(_AT_EDGE_MM * PX_PER_MM) + 2
    rim = slice(low, low + edge) if is_first else slice(high - edge, high)
    beyond = slice(max(0, low - reach), low) if is_first else slice(high, high + reach)
    touching = (labels[rim, start:stop] == piece.numbers[0]).any(axis=0)
    places = np.flatnonzero(touching) + start
    if not len(places):
        return 0.0
    aslant = round(_ASLANT_MM * PX_PER_MM)
    part = labels[beyond, max(0, places[0] - aslant) : places[-1] + aslant + 1]
    return sum(float(blots.areas[number]) for number in np.unique(part) if number)
