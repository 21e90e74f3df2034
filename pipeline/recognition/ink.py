"""Is a signature cell signed?

The cell is compared with the blank that we printed. What is left is ink; it is
gathered into clusters (strokes less than two millimetres apart), and each cluster
is judged by its size, its shape and how much of it lies in this cell: dust, a
line across the page and a neighbour's flourish are no signature. A person
decides whatever is between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import (
    Box,
    Certainty,
    LayoutPage,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)
from pipeline.recognition import bleed, darkness, geometry, seals
from pipeline.recognition.darkness import PX_PER_MM, Mask, Scale
from pipeline.recognition.geometry import Fit
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import Floats, Grey, as_grey
from pipeline.recognition.prints import Print
from pipeline.recognition.seals import Seal

AROUND_MM: Final = 8.0
RULING_MM: Final = 0.7
STRONG: Final = 0.21
_JOIN_MM: Final = 2.0
_WINDOW_MM: Final = 2.0
_WINDOW_COVERED: Final = 0.06
"""SDAPS: a text field is filled above 6 % in windows of 2 × 2 mm."""

_DUST_MM: Final = 2.4
_DUST_MM2: Final = 3.5
_LEAST_AREA_MM2: Final = 1.6
_LEAST_LENGTH_MM: Final = 4.0
_LEAST_BREADTH_MM: Final = 1.5
_SLIP_MM2: Final = 1.5
_MOSTLY_OUTSIDE: Final = 4.0
_HALF_OUTSIDE: Final = 2.5
_LARGE_MM2: Final = 20.0
_NEAR_EDGE_MM: Final = 0.5
_ACROSS_RULING_MM: Final = 1.8
_AREA_PER_CROSSING_MM: Final = 3.0
_COMES_IN: Final = 0.3
_HUGS: Final = 0.03
_SPREAD: Final = 0.08
_SPREAD_FOR_OUTSIDE: Final = 0.02
_LINE_MM: Final = 0.35
_LINE_LENGTH_MM: Final = 4.0
_AT_EDGE_MM: Final = 0.8
_EDGE_MM: Final = 2.0
_FAINT_AREA_MM2: Final = 3.0
_PIECE_JOIN_MM: Final = 1.0
_MOSTLY_HERE: Final = 0.6
_ACROSS_MM: Final = 2.0

Labels = npt.NDArray[np.int32]
Pixels = npt.NDArray[np.int64]


class _Verdict(IntEnum):
    """What one cluster says; the strongest of a cell decides.

    What runs over would be a signature, were it not for what of it lies outside
    the cell.
    """

    NOTHING = 0
    DOUBT = 1
    RUNS_OVER = 2
    SIGNATURE = 3


_STATES: Final = {
    _Verdict.NOTHING: SignatureState.EMPTY,
    _Verdict.DOUBT: SignatureState.UNSURE,
    _Verdict.RUNS_OVER: SignatureState.UNSURE,
    _Verdict.SIGNATURE: SignatureState.SIGNED,
}


@dataclass(frozen=True)
class _Cell:
    """The ink in and around one cell.

    Attributes:
        ink: Ink and not print, dust left out.
        strong: The part of it that is surely ink; the rest may be ink of the
            back that shows through.
        inside: The cell less its ruling lines.
        box_mm: The cell on the printed page.
        around_mm: The box of the printed page that all this shows.
    """

    ink: Mask
    strong: Mask
    inside: Mask
    box_mm: Box
    around_mm: Box


def signatures(laid: Laid, page: LayoutPage) -> tuple[SignatureReading, ...]:
    """Judge every signature cell of a page of that layout."""
    zones = [zone for zone in page.zones if zone.kind is ZoneKind.SIGNATURE]
    if not zones:
        return ()
    work, fit, printed, scale = laid.grey, laid.fit, laid.printed, laid.scale
    cells = _cells(work, fit, printed, [zone.box_mm for zone in zones], scale)
    if any(_leaves_doubt(cell) for cell in cells) and bleed.is_absent(
        work, fit, printed, page, scale
    ):
        cells = [replace(cell, strong=cell.ink) for cell in cells]
    found: list[Seal] = []
    if any(_judged(cell) >= _Verdict.RUNS_OVER and _goes_on(cell) for cell in cells):
        found = seals.find(work, fit, printed, scale)
    bare = [_beside_seals(cell, found) for cell in cells]
    return tuple(
        _reading(
            zone,
            _judged_again(own, bare),
            cell,
            has_seal=bool((cell.ink & ~own.ink).any()),
            loses_ink=laid.image.one_bit,
            is_cut=fit.off_image(work, zone.box_mm),
        )
        for zone, own, cell in zip(zones, bare, cells, strict=True)
    )


def _goes_on(cell: _Cell) -> bool:
    """There is ink on the cell's edge, so that it may be part of something larger."""
    side = 2 * round(_EDGE_MM * PX_PER_MM) + 1
    edge = cv2.dilate(as_grey(cell.inside), np.ones((side, side), np.uint8))
    return bool((cell.ink & edge.astype(bool) & ~cell.inside).any())


def _beside_seals(cell: _Cell, found: list[Seal]) -> _Cell:
    """The cell with what lies on a seal left out."""
    kept = np.ones_like(cell.ink)
    for seal in found:
        kept &= ~seal.covers(cell.around_mm, kept.shape)
    return replace(cell, ink=cell.ink & kept, strong=cell.strong & kept)


def _reading(
    zone: Zone,
    bare: _Verdict,
    cell: _Cell,
    *,
    has_seal: bool,
    loses_ink: bool,
    is_cut: bool,
) -> SignatureReading:
    """What the cell says.

    Where ink may be lost, or the edge of the image cuts the cell, an empty one
    proves nothing; nor does a signed one of which nothing but a seal is left
    (`bare` is the verdict without seals).
    """
    if has_seal:
        bare = max(bare, min(_judged(cell), _Verdict.DOUBT))
    state = _STATES[bare]
    if (is_cut or loses_ink) and state is SignatureState.EMPTY:
        state = SignatureState.UNSURE
    unsure = state is SignatureState.UNSURE
    return SignatureReading(
        zone.id,
        zone.subject,
        zone.item,
        state,
        Certainty.UNSURE if unsure else Certainty.CERTAIN,
        round(_covered(cell), 3),
    )


def _cells(
    grey: Grey, fit: Fit, printed: Print, boxes: list[Box], scale: Scale
) -> list[_Cell]:
    """All cells, out of one piece of the page."""
    around = [_clipped(geometry.grown(box, AROUND_MM), printed) for box in boxes]
    patch = darkness.patch(grey, fit, printed, _hull(around), scale)
    ink = (patch.darkness > scale.ink) & ~patch.printed
    ink = darkness.without_specks(ink, PX_PER_MM)
    strong = ink & (patch.darkness > max(STRONG, scale.ink))
    return [
        _cell(box, near, ink[part], strong[part])
        for box, near in zip(boxes, around, strict=True)
        for part in [_slices(near, patch.box_mm)]
    ]


def _cell(box: Box, around: Box, ink: Mask, strong: Mask) -> _Cell:
    inside = np.zeros_like(ink)
    inside[_slices(geometry.grown(box, -RULING_MM), around)] = True
    ink = ink & ~_lines(ink & inside, inside)
    return _Cell(ink, ink & strong, inside, box, around)


def _lines(ink: Mask, inside: Mask) -> Mask:
    """Straight thin lines from one edge of the cell to another."""
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(as_grey(ink))
    lines = np.zeros(count, dtype=bool)
    for number in range(1, count):
        x, y, width, height, _area = stats[number].tolist()
        if max(width, height) >= _LINE_LENGTH_MM * PX_PER_MM:
            part = labels[y : y + height, x : x + width] == number
            lines[number] = _crosses(np.argwhere(part) + np.array([y, x]), inside)
    return np.asarray(lines[labels], dtype=bool)


def _leaves_doubt(cell: _Cell) -> bool:
    """There is pale ink that decides nothing, but might."""
    mine = cell.ink & cell.inside
    return bool((mine & ~cell.strong).any()) and (
        _judged(cell) is not _Verdict.SIGNATURE
    )


def _judged(cell: _Cell) -> _Verdict:
    mine = cell.ink & cell.inside
    if not mine.any():
        return _Verdict.NOTHING
    labels = _clusters(cell.ink)
    verdicts = (_cluster_verdict(cluster, cell) for cluster in _parts(cell, labels))
    return max(verdicts, default=_Verdict.NOTHING)


def _parts(cell: _Cell, labels: Labels) -> Iterator[Mask]:
    """The ink of each label that has some in the cell."""
    for number in np.unique(labels[cell.ink & cell.inside]):
        yield cell.ink & (labels == number)


def _judged_again(cell: _Cell, cells: list[_Cell]) -> _Verdict:
    """The verdict on a cell, with a second look at its neighbour.

    A signature across a ruling line belongs to the cell that holds most of it,
    if the neighbour over that line has another: nobody signs a cell twice.

    Args:
        cell: To be judged.
        cells: All of the page.
    """
    verdict = _judged(cell)
    if verdict is not _Verdict.RUNS_OVER:
        return verdict
    is_mine = any(
        _is_full(piece & cell.inside) and _leaves_signed(piece, cell, neighbour)
        for cluster in _parts(cell, _clusters(cell.ink))
        if _cluster_verdict(cluster, cell) is _Verdict.RUNS_OVER
        for neighbour in _across(cell, _overflow(cluster, cell.inside).side, cells)
        for piece in _pieces(cluster, cell)
    )
    return _Verdict.SIGNATURE if is_mine else verdict


def _across(cell: _Cell, side: int, cells: list[_Cell]) -> Iterator[_Cell]:
    """The cell that shares a side (its place in a box), if there is one."""
    x0, y0, x1, y1 = cell.box_mm
    spot = [(x0 + x1) / 2, (y0 + y1) / 2]
    spot[side % 2] = cell.box_mm[side] + (_ACROSS_MM if side > 1 else -_ACROSS_MM)
    for other in cells:
        left, top, right, bottom = other.box_mm
        if left < spot[0] < right and top < spot[1] < bottom:
            yield other


def _pieces(cluster: Mask, cell: _Cell) -> Iterator[Mask]:
    """What holds together more closely than a cluster, and lies mostly in the cell."""
    alone = replace(cell, ink=cluster)
    for piece in _parts(alone, _piece_labels(alone)):
        if (piece & cell.inside & cell.strong).any() and (
            (piece & cell.inside).sum() >= _MOSTLY_HERE * piece.sum()
        ):
            yield piece


def _leaves_signed(piece: Mask, cell: _Cell, neighbour: _Cell) -> bool:
    """The neighbour is signed by what has no part in the piece."""
    labels = _piece_labels(neighbour)
    touched = labels[_shown(piece, cell.around_mm, neighbour) & neighbour.ink]
    kept = neighbour.ink & ~np.isin(labels, touched)
    rest = replace(neighbour, ink=kept, strong=neighbour.strong & kept)
    return _judged(rest) is _Verdict.SIGNATURE


def _shown(mask: Mask, box: Box, cell: _Cell) -> Mask:
    """A mask over a box of the page as it lies in the picture of a cell."""
    x, y = ((box[side] - cell.around_mm[side]) * PX_PER_MM for side in (0, 1))
    shift = np.array([[1, 0, round(x)], [0, 1, round(y)]], dtype=np.float32)
    height, width = cell.ink.shape
    moved = cv2.warpAffine(
        as_grey(mask), shift, (width, height), flags=cv2.INTER_NEAREST
    )
    return moved.astype(bool)


def _cluster_verdict(cluster: Mask, cell: _Cell) -> _Verdict:
    """Judge one cluster of strokes by what of it lies in the cell."""
    mine = cluster & cell.inside
    area = float(mine.sum()) / PX_PER_MM**2
    length, _breadth = _extent_mm(mine)
    if length < _DUST_MM and area < _DUST_MM2:
        return _Verdict.NOTHING
    if not (mine & cell.strong).any():
        return _Verdict.DOUBT if area > _FAINT_AREA_MM2 else _Verdict.NOTHING
    overflow = _overflow(cluster, cell.inside)
    is_small = area < _SLIP_MM2 or overflow.outside > _MOSTLY_OUTSIDE
    if overflow.hugs_edge and is_small:
        return _Verdict.NOTHING
    if not _is_full(mine):
        return _Verdict.DOUBT
    if overflow.reaches_over or _stands_alone(cluster, cell.inside, overflow):
        return _Verdict.SIGNATURE
    return _Verdict.RUNS_OVER


def _is_full(mine: Mask) -> bool:
    """There is as much of it as of a signature."""
    length, breadth = _extent_mm(mine)
    return (
        float(mine.sum()) / PX_PER_MM**2 >= _LEAST_AREA_MM2
        and length >= _LEAST_LENGTH_MM
        and breadth >= _LEAST_BREADTH_MM
    )


@dataclass(frozen=True)
class _Overflow:
    """How a cluster goes on outside the cell, over its most inked side.

    Attributes:
        outside: Its ink beyond that side for each of its ink in the cell.
        over_middle: Share of its ink in the cell that lies beyond the cell's
            middle, seen from that side.
        side: That side, as its place in a box.
    """

    outside: float
    over_middle: float
    side: int

    @property
    def hugs_edge(self) -> bool:
        """What is in the cell stays at the side that it comes from."""
        return self.outside > _COMES_IN and self.over_middle < _HUGS

    @property
    def reaches_over(self) -> bool:
        """It is spread over the cell as what was written there is."""
        wanted = max(_SPREAD, _SPREAD_FOR_OUTSIDE * self.outside)
        return self.outside < _COMES_IN or self.over_middle > wanted


def _stands_alone(cluster: Mask, inside: Mask, overflow: _Overflow) -> bool:
    """A signature low or high in its cell, which a neighbour's hardly touches.

    What comes in from a neighbour is little, and crosses much of the edge for
    what there is of it: 1.0 to 2.5 mm² were seen for each mm of edge; of
    signatures that stand at an edge, 3.4 mm² and more on flat scans.
    """
    area = float((cluster & inside).sum()) / PX_PER_MM**2
    if area < _LARGE_MM2 or overflow.outside > _HALF_OUTSIDE:
        return False
    return area > _AREA_PER_CROSSING_MM * _crossed_mm(cluster, inside)


def _crossed_mm(cluster: Mask, inside: Mask) -> float:
    """How much of the cell's edge has ink before and behind it."""
    near = round(_NEAR_EDGE_MM * PX_PER_MM)
    reach = 2 * round(_ACROSS_RULING_MM * PX_PER_MM) + 1
    round_kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    beyond = as_grey(cluster & ~inside)
    reached = cv2.dilate(beyond, round_kernel).astype(bool)
    core = cv2.erode(as_grey(inside), np.ones((2 * near + 1,) * 2, np.uint8))
    rim = inside & ~core.astype(bool)
    return float((cluster & rim & reached).sum()) / near / PX_PER_MM


def _overflow(cluster: Mask, inside: Mask) -> _Overflow:
    rows, columns = np.nonzero(inside)
    top, bottom = int(rows.min()), int(rows.max()) + 1
    left, right = int(columns.min()), int(columns.max()) + 1
    middle_y, middle_x = (top + bottom) // 2, (left + right) // 2
    within = cluster[top:bottom, left:right]
    sides = (
        (cluster[:, :left], cluster[top:bottom, middle_x:right]),
        (cluster[:top, left:right], cluster[middle_y:bottom, left:right]),
        (cluster[:, right:], cluster[top:bottom, left:middle_x]),
        (cluster[bottom:, left:right], cluster[top:middle_y, left:right]),
    )
    outside, beyond, side = max(
        (int(a.sum()), int(b.sum()), side) for side, (a, b) in enumerate(sides)
    )
    mine = int(within.sum())
    return _Overflow(outside / mine, beyond / mine, side)


def _crosses(pixels: Pixels, inside: Mask) -> bool:
    """The pixels (rows, columns) are thin, straight and reach two edges."""
    along, across = _principal_lengths(pixels / PX_PER_MM)
    if across > _LINE_MM or along < _LINE_LENGTH_MM / 12**0.5:
        return False
    cell = np.argwhere(inside)
    near = (pixels - cell.min(axis=0) < _AT_EDGE_MM * PX_PER_MM).any(axis=0)
    far = (cell.max(axis=0) - pixels < _AT_EDGE_MM * PX_PER_MM).any(axis=0)
    return int(near.sum() + far.sum()) >= 2


def _principal_lengths(points: Floats) -> tuple[float, float]:
    """Standard deviations along the longer and the shorter axis of a cloud."""
    if len(points) < 3:
        return 0.0, 0.0
    least, most = np.linalg.eigvalsh(np.cov(points.T))
    return float(max(most, 0) ** 0.5), float(max(least, 0) ** 0.5)


def _extent_mm(mask: Mask) -> tuple[float, float]:
    """The longer and the shorter side of the box around a mask."""
    rows, columns = np.nonzero(mask)
    sides = sorted((np.ptp(rows) + 1, np.ptp(columns) + 1))
    return float(sides[1]) / PX_PER_MM, float(sides[0]) / PX_PER_MM


def _covered(cell: _Cell) -> float:
    """The share of the cell's windows that hold ink."""
    rows, columns = np.nonzero(cell.inside)
    part = cell.ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    side = _WINDOW_MM * PX_PER_MM
    size = tuple(max(1, round(length / side)) for length in part.shape)
    shares = cv2.resize(
        part.astype(np.float32), size[::-1], interpolation=cv2.INTER_AREA
    )
    return float((shares > _WINDOW_COVERED).mean())


def _clusters(ink: Mask) -> Labels:
    """A number for every pixel near ink; near strokes have the same."""
    return _numbered(_widened(ink, _JOIN_MM))


def _piece_labels(cell: _Cell) -> Labels:
    """As clusters, of strokes that nearly touch.

    Over the ruling lines, where ink is not told from print, strokes are joined
    as in clusters.
    """
    ruling = _widened(cell.inside, 4 * RULING_MM) & ~cell.inside
    across = _widened(cell.ink, _JOIN_MM) & ruling
    return _numbered(_widened(cell.ink, _PIECE_JOIN_MM) | across)


def _widened(mask: Mask, by_mm: float) -> Mask:
    """Wider and higher by so much, half of it on either side."""
    side = round(by_mm * PX_PER_MM) | 1
    wide = cv2.dilate(as_grey(mask), np.ones((side, side), np.uint8))
    return wide.astype(bool)


def _numbered(mask: Mask) -> Labels:
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


def _clipped(box: Box, printed: Print) -> Box:
    x0, y0, x1, y1 = box
    width, height = printed.width_mm, printed.height_mm
    return (max(0.0, x0), max(0.0, y0), min(width, x1), min(height, y1))
