"""Is a spot as blue as a pen, or as grey as dust?

A dot of a pen and a speck of dust look alike in grey. In colour they do not, unless
the pen is black; so only the few spots that are doubted otherwise are looked at.
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

import cv2
import numpy as np

from pipeline.recognition import geometry, odds
from pipeline.recognition.laid import Laid
from pipeline.recognition.pieces import Piece
from pipeline.recognition.pixels import Colour, as_grey
from pipeline.recognition.prints import PX_PER_MM

_BLUE: Final = 0.15
"""Bluer is the ink of a pen: mostly 0.3 of violet ones, 0.6 of blue ones; pale or
small spots on coarse scans have less."""

_GREY: Final = 0.05
_SMALL_MM: Final = 3.2
_ENOUGH: Final = 5
_MOST: Final = 12
_TOLD: Final = odds.SAFE + 0.5
_AROUND_MM: Final = 1.5
_PAPER_PERCENTILE: Final = 75
_CORE: Final = 0.6
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)


Wagered = tuple[Piece, float]
"""What is in a cell, with the wager that somebody wrote it."""


def told(laid: Laid, cells: Sequence[Sequence[Wagered]]) -> list[list[Wagered]]:
    """The wagers again; small things are told by their colour, where there is one.

    What is blue was written. What is grey was not, on a page whose other marks are
    all blue.
    """
    if not any(_is_doubted(it) for some in cells for it in some):
        return [list(some) for some in cells]
    colour = _of_page(laid)
    if colour is None:
        return [list(some) for some in cells]
    large = [
        piece
        for some in cells
        for piece, wager in some
        if wager >= odds.SAFE and piece.longest_mm > _SMALL_MM
    ]
    pen = [of(it, colour, laid) for it in large[:_MOST]]
    is_blue = len(pen) >= _ENOUGH and median(pen) > _BLUE
    return [
        [
            (it[0], _again(it[1], of(it[0], colour, laid), is_blue=is_blue))
            if _is_small(it)
            else it
            for it in some
        ]
        for some in cells
    ]


def _again(wager: float, tint: float, *, is_blue: bool) -> float:
    """The wager where the tint is known; `is_blue`: so is the pen."""
    if tint > _BLUE:
        return max(wager, _TOLD)
    if is_blue and abs(tint) < _GREY:
        return min(wager, -_TOLD)
    return wager


def _is_small(wagered: Wagered) -> bool:
    """It may be dust by its size and its place, and may be no dust."""
    piece, wager = wagered
    is_whole = not (piece.came_in or piece.dubious)
    return is_whole and piece.longest_mm < _SMALL_MM and wager > -odds.SAFE


def _is_doubted(wagered: Wagered) -> bool:
    return _is_small(wagered) and wagered[1] < odds.SAFE


def _of_page(laid: Laid) -> Colour | None:
    """The received page in colour at the scale that its fit leads to."""
    colour = laid.image.colour()
    if colour is None:
        return None
    height, width = laid.grey.shape
    return as_grey(cv2.resize(colour, (width, height), interpolation=cv2.INTER_AREA))


def of(piece: Piece, colour: Colour, laid: Laid) -> float:
    """How blue the darker parts of a piece are: 0 is grey, 1 is the most."""
    left, top, right, bottom = (edge / PX_PER_MM for edge in piece.box)
    box = geometry.grown((left, top, right, bottom), _AROUND_MM)
    size = (
        max(1, round((box[2] - box[0]) * PX_PER_MM)),
        max(1, round((box[3] - box[1]) * PX_PER_MM)),
    )
    seen = laid.fit.sample(colour, box, size).astype(np.float32)
    paper = np.percentile(seen.reshape(-1, 3), _PAPER_PERCENTILE, axis=0)
    under = 1 - seen / np.maximum(paper, 1).astype(np.float32)
    by = round(_AROUND_MM * PX_PER_MM)
    inner = under[by:-by, by:-by].reshape(-1, 3)
    dark = inner @ _LUMA
    core = inner[dark >= _CORE * dark.max()]
    red, _green, blue = core.mean(axis=0).tolist()
    return float((red - blue) / max(0.01, float((core @ _LUMA).mean())))
