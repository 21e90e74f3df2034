"""The pieces of ink in each cell, and what of them came in over its edge.

A stroke that slips into a cell, or a neighbour's signature that runs over, has ink
on the other side of the ruling line, and stays near that line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.model import Box
from pipeline.recognition import geometry
from pipeline.recognition.blots import Blots, Ints
from pipeline.recognition.darkness import FULL, PX_PER_MM

_LEAST_MM2: Final = 0.08
_AT_EDGE_MM: Final = 0.8
_BEYOND_MM: Final = 1.4
_ASLANT_MM: Final = 1.0
_COMES_IN: Final = 0.45
_COMES_IN_MM: Final = 3.7
_SLIPS_IN: Final = 0.62
_SLIPS_IN_MM: Final = 7.0
_SURELY_SLIPS_MM: Final = 5.5
_LITTLE: Final = 0.2
_PLAIN_MM: Final = 0.4
_PLAIN_RATIO: Final = 2.2
_JOIN_MM: Final = 1.2
_PEAK: Final = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink of a cell, one piece or a cluster of them.

    Attributes:
        numbers: Of its pieces.
        box: In pixels of the laid page: left, top, right, bottom.
        area_mm2: Of its ink.
        came_in: It belongs to what stands beyond the cell's edge.
        dubious: It may: a plain stroke at the edge, or one through the cell.
    """

    numbers: tuple[int, ...]
    box: tuple[int, int, int, int]
    area_mm2: float
    came_in: bool = False
    dubious: bool = False

    @property
    def length_mm(self) -> float:
        """The longer side of its box."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top) / PX_PER_MM

    def joined(self, other: "Piece") -> "Piece":
        """Both as one; what the larger is, both are, if the other is but little."""
        small, large = sorted((self, other), key=lambda it: it.area_mm2)
        little = small.area_mm2 < _LITTLE * large.area_mm2
        came_in = large.came_in and (small.came_in or little)
        a, b = self.box, other.box
        return Piece(
            self.numbers + other.numbers,
            (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])),
            self.area_mm2 + other.area_mm2,
            came_in,
            not came_in and (large.came_in or large.dubious),
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
    middles = (blots.boxes[large, :2] + blots.boxes[large, 2:]) / 2
    inside = (middles[:, None] > rects[:, :2]) & (middles[:, None] < rects[:, 2:])
    found: list[list[Piece]] = [[] for _ in rects]
    for place, cell in np.argwhere(inside.all(axis=2)).tolist():
        if large[place]:
            found[cell].append(_piece(blots, int(large[place]), rects[cell]))
    return found


def clusters(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that lie near each other as one, the largest first."""
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda it: it.area_mm2):
        merged = piece
        for other in [it for it in joined if it.is_near(piece)]:
            joined.remove(other)
            merged = merged.joined(other)
        joined.append(merged)
    return sorted(joined, key=lambda it: -it.area_mm2)


def without_pale(blots: Blots, found: Sequence[Piece], least: float) -> list[Piece]:
    """Less those of which nothing is as dark as that."""
    return [it for it in found if peak(blots, it) >= least]


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
    left, top, right, bottom = blots.boxes[number].tolist()
    piece = Piece((number,), (left, top, right, bottom), float(blots.areas[number]))
    x0, y0, x1, y1 = rect.tolist()
    gaps = (left - x0, top - y0, x1 - right, y1 - bottom)
    sides = [side for side in range(4) if gaps[side] < _AT_EDGE_MM * PX_PER_MM]
    if not sides:
        return piece
    outside = {side: _outside(blots, piece, rect, side) for side in sides}
    if not any(outside.values()) and not (0 in sides or 2 in sides):
        return piece
    plain = _is_plain(blots, piece)
    judged = [_at_side(piece, rect, side, outside, plain=plain) for side in sides]
    came_in = any(it[0] for it in judged)
    return replace(piece, came_in=came_in, dubious=any(it[1] for it in judged))


def _at_side(
    piece: Piece, rect: Ints, side: int, outside: dict[int, float], *, plain: bool
) -> tuple[bool, bool]:
    """Whether a piece came in over a side of the cell, and whether it may have.

    Args:
        piece: That reaches the side.
        rect: The cell.
        side: As its place in a box.
        outside: For each side that it reaches, the ink beyond.
        plain: The piece is one stroke. Where its end is hidden by a ruling line
            it may go on though nothing is seen beyond.
    """
    length = int(rect[side % 2 + 2] - rect[side % 2]) / PX_PER_MM
    edge = piece.box[(side + 2) % 4] - int(rect[side])
    reach = abs(edge) / PX_PER_MM
    goes_on = outside[side] > 0
    near = reach < min(_COMES_IN * length, _COMES_IN_MM)
    slips = plain and reach < min(_SLIPS_IN * length, _SLIPS_IN_MM)
    came_in = goes_on and (
        (slips and reach < _SURELY_SLIPS_MM)
        or (near and outside[side] > piece.area_mm2)
    )
    through = plain and goes_on and outside.get((side + 2) % 4, 0) > 0
    hidden = slips and side % 2 == 0
    return came_in, through or hidden or (goes_on and (slips or near))


def _is_plain(blots: Blots, piece: Piece) -> bool:
    """It is one stroke, straight or little bent."""
    left, top, right, bottom = piece.box
    part = blots.labels[top:bottom, left:right] == piece.numbers[0]
    along, across = geometry.principal_lengths(np.argwhere(part) / PX_PER_MM)
    return across < _PLAIN_MM and along > _PLAIN_RATIO * across


def _outside(blots: Blots, piece: Piece, rect: Ints, side: int) -> float:
    """The ink beyond a side of the cell that the piece goes on in, in mm²."""
    left, top, right, bottom = piece.box
    x0, y0, x1, y1 = rect.tolist()
    reach, edge = round(_BEYOND_MM * PX_PER_MM), round(_AT_EDGE_MM * PX_PER_MM) + 2
    aslant = round(_ASLANT_MM * PX_PER_MM)
    if side % 2 == 0:
        rim = slice(x0, x0 + edge) if side == 0 else slice(x1 - edge, x1)
        beyond = slice(max(0, x0 - reach), x0) if side == 0 else slice(x1, x1 + reach)
        touching = (blots.labels[top:bottom, rim] == piece.numbers[0]).any(axis=1)
        rows = np.flatnonzero(touching) + top
        if not len(rows):
            return 0.0
        part = blots.labels[max(0, rows[0] - aslant) : rows[-1] + aslant + 1, beyond]
    else:
        rim = slice(y0, y0 + edge) if side == 1 else slice(y1 - edge, y1)
        beyond = slice(max(0, y0 - reach), y0) if side == 1 else slice(y1, y1 + reach)
        touching = (blots.labels[rim, left:right] == piece.numbers[0]).any(axis=0)
        columns = np.flatnonzero(touching) + left
        if not len(columns):
            return 0.0
        part = blots.labels[
            beyond, max(0, columns[0] - aslant) : columns[-1] + aslant + 1
        ]
    return sum(float(blots.areas[number]) for number in np.unique(part) if number)
