"""Ink beside the cells of a page of ours: stamps, numbers, remarks.

Where it lies is told from the page at half its resolution; only blocks that may hold
words are laid out finely. What was printed is painted over, and so is the ink of cells,
with what runs out of them. What stands in a cell for text is handwriting, which OCR
makes little of and which costs it the most: such a cell is kept as a picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from pipeline.model import LayoutPage, Zone, ZoneKind
from pipeline.recognition import blocks, darkness, geometry
from pipeline.recognition.blocks import Block, Place
from pipeline.recognition.darkness import Mask
from pipeline.recognition.geometry import Fit
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import Grey, as_grey
from pipeline.recognition.prints import COARSE_PX_PER_MM, Print

FINE_PX_PER_MM: Final = 8.0
_PRINT_REACH_MM: Final = 0.5
_JOINED_OVER_PRINT_MM: Final = 1.6
"""Ink so near belongs to one stroke, of which a ruling line hides a part."""

_INK: Final = 0.1
_RUNS_OUT_MM: Final = 5.0
"""So far out of its cell; what goes on beyond is something else, as a stamp."""


def find(laid: Laid, page: LayoutPage) -> Iterator[Block]:
    """Every block of ink that may hold words, on the page at `FINE_PX_PER_MM`.

    Args:
        laid: The received page on its print.
        page: Its layout.
    """
    for place in _places(laid, page):
        yield from _finely(laid.grey, laid.fit, laid.printed, place)


def are_on(laid: Laid, page: LayoutPage) -> bool:
    """Whether `find` may find anything, in a fraction of its time."""
    return any(True for _place in _places(laid, page))


def _places(laid: Laid, page: LayoutPage) -> Iterator[Place]:
    hidden = _hidden(laid.coarse_ink, laid.printed, page)
    if hidden is None:
        return
    ink = laid.coarse_ink.copy()
    np.copyto(ink, 255, where=hidden)
    for place in blocks.places(ink, COARSE_PX_PER_MM):
        high, wide = place.mine.shape
        bare = ~hidden[place.top :, place.left :][:high, :wide]
        yield replace(place, mine=place.mine & bare)


def _hidden(ink: Grey, printed: Print, page: LayoutPage) -> Mask | None:
    """Print, cells, and the ink that belongs to cells, wherever it runs.

    None when there is next to no other ink.
    """
    print_there = darkness.near_print(printed.coarse, _PRINT_REACH_MM, COARSE_PX_PER_MM)
    inked = (ink < blocks.below(_INK)) & ~print_there
    cells = _covering(page.zones, printed)
    if not blocks.are_likely(inked & ~cells, COARSE_PX_PER_MM):
        return None
    side = round(_JOINED_OVER_PRINT_MM * COARSE_PX_PER_MM) | 1
    joined = cv2.dilate(as_grey(inked), np.ones((side, side), np.uint8))
    # Widened so much, a page of A3 has less parts than 16 bits can number.
    count, labels = cv2.connectedComponents(joined, ltype=cv2.CV_16U)
    spots = np.flatnonzero(inked)
    there, is_inside = labels.reshape(-1)[spots], cells.reshape(-1)[spots]
    inside = np.bincount(there[is_inside], minlength=count)
    outside = np.bincount(there[~is_inside], minlength=count)
    of_cells = (inside >= outside) & (inside > 0)
    side = round(2 * _RUNS_OUT_MM * COARSE_PX_PER_MM) | 1
    near = cv2.dilate(as_grey(cells), np.ones((side, side), np.uint8)) > 0
    # What comes into a cell for text from outside, as a stamp does, is read there.
    narrow = [it for it in page.zones if it.kind is not ZoneKind.TEXT]
    covered: Mask = print_there | _covering(narrow, printed)
    reached = np.flatnonzero(near & joined.astype(np.bool_))
    covered.reshape(-1)[reached] |= of_cells[labels.reshape(-1)[reached]]
    return covered


def _finely(grey: Grey, fit: Fit, printed: Print, place: Place) -> Iterator[Block]:
    """The blocks of one place, out of the page at its full resolution."""
    finer = FINE_PX_PER_MM / COARSE_PX_PER_MM
    rows, columns = place.mine.shape
    x0, x1 = (round(it * finer) for it in (place.left, place.left + columns))
    y0, y1 = (round(it * finer) for it in (place.top, place.top + rows))
    x0_mm, y0_mm, x1_mm, y1_mm = (it / FINE_PX_PER_MM for it in (x0, y0, x1, y1))
    box_mm = (x0_mm, y0_mm, x1_mm, y1_mm)
    size = (x1 - x0, y1 - y0)
    ink = _even(fit.sample(grey, box_mm, size))
    mine = cv2.resize(as_grey(place.mine), size, interpolation=cv2.INTER_NEAREST) > 0
    there = Fit(printed.to_px).sample(printed.grey, box_mm, size)
    print_there = darkness.near_print(there, _PRINT_REACH_MM, FINE_PX_PER_MM)
    ink[print_there | ~mine] = 255
    for block in blocks.find(ink, FINE_PX_PER_MM):
        linear = block.to_block[:, :2]
        shift = block.to_block[:, 2] - linear @ (x0, y0)
        yield replace(block, to_block=np.column_stack([linear, shift]))


def _even(laid: Grey) -> Grey:
    """The page less its paper: ink on white."""
    paper = as_grey(np.rint(darkness.paper_under(laid)))
    return as_grey(cv2.bitwise_not(cv2.subtract(paper, laid)))


def _covering(zones: Sequence[Zone], printed: Print) -> Mask:
    """Those cells on the coarse page."""
    mask = np.zeros(printed.coarse.shape, dtype=bool)
    edges_mm = np.array([zone.box_mm for zone in zones]).reshape(-1, 2)
    edges = np.rint(geometry.project(printed.to_coarse_px, edges_mm)).astype(int)
    for x0, y0, x1, y1 in edges.clip(0).reshape(-1, 4).tolist():
        mask[y0:y1, x0:x1] = True
    return mask
