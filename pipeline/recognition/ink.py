"""Is a signature cell signed?

The cell is compared with the blank that we printed. What is left is ink; it is
gathered into clusters (`signcells`), and each cluster is judged (`verdicts`). Seals
and signatures over a ruling line take a second look. A person decides whatever is
between.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from pipeline.model import (
    Box,
    Certainty,
    LayoutPage,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)
from pipeline.recognition import bleed, seals, signcells, verdicts
from pipeline.recognition.darkness import Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.prints import PX_PER_MM
from pipeline.recognition.seals import Seal
from pipeline.recognition.signcells import Cell
from pipeline.recognition.verdicts import Verdict

_WINDOW_MM: Final = 2.0
_WINDOW_COVERED: Final = 0.06
"""SDAPS: a text field is filled above 6 % in windows of 2 × 2 mm."""

_EDGE_MM: Final = 2.0
_MOSTLY_HERE: Final = 0.6
_ACROSS_MM: Final = 2.0

_DARKER_THAN_SEAL: Final = 1.25
"""Nothing of a seal over an empty cell was so much darker than its ring that it
looked like a signature; at 1.1 two of 18 did."""

_STATES: Final = {
    Verdict.NOTHING: SignatureState.EMPTY,
    Verdict.SLIPS_IN: SignatureState.EMPTY,
    Verdict.DOUBT: SignatureState.UNSURE,
    Verdict.RUNS_OVER: SignatureState.UNSURE,
    Verdict.SIGNATURE: SignatureState.SIGNED,
}


def signatures(laid: Laid, page: LayoutPage) -> tuple[SignatureReading, ...]:
    """Judge every signature cell of a page of that layout."""
    zones = [zone for zone in page.zones if zone.kind is ZoneKind.SIGNATURE]
    if not zones:
        return ()
    boxes = [zone.box_mm for zone in zones]
    cells, judged = _first_look(laid, page, boxes)
    bare, without = cells, judged
    doubted = [
        cell.around_mm
        for verdict, cell in zip(judged, cells, strict=True)
        if verdict >= Verdict.RUNS_OVER and _goes_on(cell)
    ]
    if doubted:
        found = seals.find(laid, doubted)
        bare = [_beside_seals(cell, found) for cell in cells]
        without = [
            verdict if own is cell else _under_seals(own, cell, found)
            for own, cell, verdict in zip(bare, cells, judged, strict=True)
        ]
    looks = zip(zones, bare, without, cells, judged, laid.cut(boxes), strict=True)
    return tuple(
        _reading(
            zone,
            _judged_again(verdict, own, bare),
            cell,
            sealed=None if own is cell else whole,
            proves_nothing=cut or laid.image.one_bit,
        )
        for zone, own, verdict, cell, whole, cut in looks
    )


def _first_look(
    laid: Laid, page: LayoutPage, boxes: list[Box]
) -> tuple[list[Cell], list[Verdict]]:
    """The cells and a verdict on each; pale ink counts where nothing shines through."""
    cells = signcells.of(laid, boxes)
    judged = [verdicts.of_cell(cell) for cell in cells]
    bold = [
        replace(cell, strong=cell.ink)
        if cell.has_pale_ink and verdict is not Verdict.SIGNATURE
        else cell
        for cell, verdict in zip(cells, judged, strict=True)
    ]
    again = [
        verdict if other is cell else verdicts.of_cell(other)
        for cell, other, verdict in zip(cells, bold, judged, strict=True)
    ]
    if again != judged and bleed.is_absent(laid, page):
        return bold, again
    return cells, judged


def _goes_on(cell: Cell) -> bool:
    """There is ink on the cell's edge, so that it may be part of something larger."""
    side = 2 * round(_EDGE_MM * PX_PER_MM) + 1
    edge = cv2.dilate(as_grey(cell.inside), np.ones((side, side), np.uint8))
    return bool((cell.ink & edge.astype(bool) & ~cell.inside).any())


def _beside_seals(cell: Cell, found: list[Seal]) -> Cell:
    """The cell with what lies on a seal left out."""
    kept = np.ones_like(cell.ink)
    for seal in found:
        kept &= ~seal.covers(cell.around_mm, kept.shape)
    if not (cell.ink & ~kept).any():
        return cell
    return replace(cell, ink=cell.ink & kept, strong=cell.strong & kept)


def _under_seals(bare: Cell, cell: Cell, found: list[Seal]) -> Verdict:
    """The verdict on a cell less the seals; what is much darker is no seal's.

    Args:
        bare: The cell with what lies on a seal left out.
        cell: With that.
        found: The seals.
    """
    verdict = verdicts.of_cell(bare)
    if verdict is Verdict.SIGNATURE:
        return verdict
    kept = bare.ink.copy()
    for seal in found:
        dark = cell.levels > _DARKER_THAN_SEAL * seal.level
        kept |= cell.ink & dark & seal.covers(cell.around_mm, kept.shape)
    darker = verdicts.of_cell(replace(cell, ink=kept, strong=cell.strong & kept))
    return max(verdict, darker) if darker is Verdict.SIGNATURE else verdict


def _reading(
    zone: Zone,
    bare: Verdict,
    cell: Cell,
    *,
    sealed: Verdict | None,
    proves_nothing: bool,
) -> SignatureReading:
    """What the cell says.

    Args:
        zone: The cell.
        bare: The verdict on it without what lies on a seal.
        cell: With that.
        sealed: The verdict with it, if there is a seal. A signed cell of which
            nothing but a seal is left proves nothing.
        proves_nothing: Neither does an empty one: ink may have been lost, or the
            edge of the image cuts the cell.
    """
    if sealed is not None:
        bare = max(bare, min(sealed, Verdict.DOUBT))
    state = _STATES[bare]
    if proves_nothing and state is SignatureState.EMPTY:
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


def _judged_again(verdict: Verdict, cell: Cell, cells: list[Cell]) -> Verdict:
    """The verdict on a cell, with a second look at its neighbour.

    Nobody signs a cell twice. So a signature across a ruling line belongs to the
    cell that holds most of it, if the neighbour over that line has another; and what
    slips in from there may be no neighbour's.

    Args:
        verdict: The first one.
        cell: To be judged.
        cells: All of the page.
    """
    if verdict is Verdict.SLIPS_IN:
        slips = _across_lines(verdict, cell, cells)
        two = any(_leaves_signed(it, cell, neighbour) for it, neighbour in slips)
        return Verdict.DOUBT if two else verdict
    if verdict is not Verdict.RUNS_OVER:
        return verdict
    is_mine = any(
        verdicts.is_full(piece & cell.inside) and _leaves_signed(piece, cell, neighbour)
        for cluster, neighbour in _across_lines(verdict, cell, cells)
        for piece in _pieces(cluster, cell)
    )
    return Verdict.SIGNATURE if is_mine else verdict


def _across_lines(
    verdict: Verdict, cell: Cell, cells: list[Cell]
) -> Iterator[tuple[Mask, Cell]]:
    """The clusters with that verdict, and the neighbour that each goes on in."""
    for cluster in cell.clusters:
        if verdicts.of_cluster(cluster, cell) is verdict:
            side = verdicts.overflow(cluster, cell.inside).side
            for neighbour in _across(cell, side, cells):
                yield cluster, neighbour


def _across(cell: Cell, side: int, cells: list[Cell]) -> Iterator[Cell]:
    """The cell that shares a side (its place in a box), if there is one."""
    x0, y0, x1, y1 = cell.box_mm
    spot = [(x0 + x1) / 2, (y0 + y1) / 2]
    spot[side % 2] = cell.box_mm[side] + (_ACROSS_MM if side > 1 else -_ACROSS_MM)
    for other in cells:
        left, top, right, bottom = other.box_mm
        if left < spot[0] < right and top < spot[1] < bottom:
            yield other


def _pieces(cluster: Mask, cell: Cell) -> Iterator[Mask]:
    """What holds together more closely than a cluster, and lies mostly in the cell."""
    alone = replace(cell, ink=cluster)
    for piece in signcells.parts(alone, signcells.piece_labels(alone)):
        if (piece & cell.inside & cell.strong).any() and (
            (piece & cell.inside).sum() >= _MOSTLY_HERE * piece.sum()
        ):
            yield piece


def _leaves_signed(piece: Mask, cell: Cell, neighbour: Cell) -> bool:
    """The neighbour is signed by what has no part in the piece."""
    labels = signcells.piece_labels(neighbour)
    touched = labels[_shown(piece, cell.around_mm, neighbour) & neighbour.ink]
    kept = neighbour.ink & ~np.isin(labels, touched)
    rest = replace(neighbour, ink=kept, strong=neighbour.strong & kept)
    return verdicts.of_cell(rest) is Verdict.SIGNATURE


def _shown(mask: Mask, box: Box, cell: Cell) -> Mask:
    """A mask over a box of the page as it lies in the picture of a cell."""
    x, y = ((box[side] - cell.around_mm[side]) * PX_PER_MM for side in (0, 1))
    shift = np.array([[1, 0, round(x)], [0, 1, round(y)]], dtype=np.float32)
    height, width = cell.ink.shape
    moved = cv2.warpAffine(
        as_grey(mask), shift, (width, height), flags=cv2.INTER_NEAREST
    )
    return moved.astype(bool)


def _covered(cell: Cell) -> float:
    """The share of the cell's windows that hold ink."""
    top, bottom, left, right = signcells.bounds(cell.inside)
    part = cell.ink[top:bottom, left:right]
    if not part.any():
        return 0.0
    side = _WINDOW_MM * PX_PER_MM
    size = tuple(max(1, round(length / side)) for length in part.shape)
    shares = cv2.resize(
        part.astype(np.float32), size[::-1], interpolation=cv2.INTER_AREA
    )
    return float((shares > _WINDOW_COVERED).mean())
