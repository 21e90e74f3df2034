"""What is known of ink in a cell, as wagers.

A wager is the natural logarithm of odds: 0 is even, 4 is some fifty to one for ink
that somebody wrote, -4 as much against it.
"""

import math
from collections.abc import Sequence
from typing import Final

SAFE: Final = 3.5
MOST: Final = 8.0
_RIGHT: Final = (
    (0.0, 0.56),
    (1.0, 0.66),
    (2.0, 0.79),
    (3.4, 0.80),
    (SAFE, 0.993),
    (5.0, 0.997),
    (MOST, 0.9999),
)
"""Share of readings that were right, by the wager: made monotone over 47,000 cells of
simulated paper in all its conditions. `bench/reading.py` prints such a table anew by
the confidence that stands for the wager. It leaves out the cells whose ink a one-bit
scan lost; with them, 80 % are right at a wager of 2, which is what `of_loss` gives."""

_DOT_SHARE: Final = 0.02
_LETTER_SHARE: Final = 0.1
_LETTER_MM: Final = 2.0
_LEAST: Final = 5
_ENOUGH: Final = 8
_ONE_IN: Final = 5
_FEW_CRUMBS: Final = 0.035
_GAPPY: Final = 0.907
_GAP_STEP: Final = 0.0067
"""On simulated pages that had five marks or more and had lost another, a fifth of the
marks were less whole than 0.92, or four cells in a hundred and more held crumbs.
`of_loss` is safe beyond that: from 0.931 on with eight marks, from 0.945 with five."""

_LOST: Final = 2.0
_TINY_MM: Final = 0.55
_DOT_MM: Final = 0.85
_BEYOND_SPECKS_MM: Final = 2.7
_BLEED_RATIO: Final = 1.2
_BLEED_STEP: Final = 0.1
_PALEST: Final = 0.065
_PALE_STEP: Final = 0.004


def of_size(length_mm: float, specks: float) -> float:
    """That ink of that size is a mark.

    Args:
        length_mm: The longer side of it.
        specks: How many specks of that size are to be expected in the cell.
    """
    if length_mm >= _BEYOND_SPECKS_MM:
        return MOST
    share = _DOT_SHARE if length_mm < _LETTER_MM else _LETTER_SHARE
    dot = min(MOST, math.log(share / specks))
    if length_mm >= _DOT_MM:
        return dot
    grown = (length_mm - _TINY_MM) / (_DOT_MM - _TINY_MM)
    return -MOST + max(0.0, grown) * (dot + MOST)


def of_depth(peak: float, bleed: float) -> float:
    """That ink of that darkness is of this side of the sheet, and no shade."""
    visible = (peak - _PALEST) / _PALE_STEP
    if not bleed:
        return visible
    return min(visible, (peak / bleed - _BLEED_RATIO) / _BLEED_STEP)


def of_loss(whole: Sequence[float], crumbs: float) -> float:
    """That a cell which looks empty was written into, where pale ink is lost.

    Ink near a scanner's threshold comes out with gaps, and some of it in crumbs. Where
    nearly all that is seen is whole, it is of one hand, whose ink was well above.

    Args:
        whole: Share without gaps of the ink in each cell of the page that holds some.
        crumbs: Share of the other cells that hold crumbs.
    """
    count = len(whole)
    if count < _LEAST or crumbs > _FEW_CRUMBS:
        return -_LOST
    lower = sorted(whole)[count // _ONE_IN]
    kept = (lower - _GAPPY) / _GAP_STEP * min(1.0, count / _ENOUGH)
    return -min(MOST, kept) if kept >= SAFE else -_LOST


def share(wager: float) -> float:
    """How often a reading is right that such a wager stands behind, for or against."""
    at = min(MOST, abs(wager))
    after = next(place for place, (edge, _) in enumerate(_RIGHT) if edge >= at)
    (x0, y0), (x1, y1) = _RIGHT[max(0, after - 1)], _RIGHT[after]
    return y1 if x1 == x0 else y0 + (y1 - y0) * (at - x0) / (x1 - x0)
