"""What is known of ink in a cell, as wagers.

A wager is the natural logarithm of odds: 0 is even, 4 is some fifty to one for ink
that somebody wrote, -4 as much against it.
"""

import math
from collections.abc import Sequence
from typing import Final

SAFE: Final = 3.5
MOST: Final = 8.0
_DOT_SHARE: Final = 0.02
_ENOUGH: Final = 8
_FEW: Final = 0.05
_ALIKE: Final = 0.09
_SOLID: Final = 0.6
_LOST: Final = 2.0
_KEPT: Final = 4.5
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
        specks: How many specks are to be expected in the cell.
    """
    if length_mm >= _BEYOND_SPECKS_MM:
        return MOST
    dot = min(MOST, math.log(_DOT_SHARE / specks))
    if length_mm >= _DOT_MM:
        return dot
    share = (length_mm - _TINY_MM) / (_DOT_MM - _TINY_MM)
    return -MOST + max(0.0, share) * (dot + MOST)


def of_depth(peak: float, bleed: float) -> float:
    """That ink of that darkness is of this side of the sheet, and no shade."""
    visible = (peak - _PALEST) / _PALE_STEP
    if not bleed:
        return visible
    return min(visible, (peak / bleed - _BLEED_RATIO) / _BLEED_STEP)


def of_loss(peaks: Sequence[float], broken: int) -> float:
    """That a cell which looks empty was written into, where pale ink is lost.

    Ink near a scanner's threshold comes out thin and in bits. Where all that is seen
    is equally solid, it is of one hand, whose ink was well above the threshold.

    Args:
        peaks: The darkness of the ink in each cell of the page that holds some.
        broken: In how many of them it is in bits.
    """
    if len(peaks) < _ENOUGH or broken > _FEW * len(peaks):
        return -_LOST
    mean = sum(peaks) / len(peaks)
    spread = math.sqrt(sum((it - mean) ** 2 for it in peaks) / len(peaks))
    palest = sorted(peaks)[round(_FEW * len(peaks))]
    return -_KEPT if spread < _ALIKE and palest > _SOLID else -_LOST


def share(wager: float) -> float:
    """The probability that goes with it."""
    return 1 / (1 + math.exp(-max(-MOST, min(MOST, wager))))
