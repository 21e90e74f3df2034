"""What a page is like beside its cells: dust on it, and the back showing through.

Nobody writes there, so what is there tells what may have come into the cells too.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import LayoutPage
from pipeline.recognition import geometry
from pipeline.recognition.blots import Blots
from pipeline.recognition.darkness import FULL, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.prints import PX_PER_MM

_EDGE_MM: Final = 6.0
_CORNER_MM: Final = 40.0
"""Codes are damaged there, by stamps, staples and tears."""

_ZONE_REACH_MM: Final = 4.0
_SPECK_MM: Final = (0.6, 2.7)
_SPECK_DEPTH: Final = 0.1
_COMPACT: Final = 0.3
_ALIKE_MM: Final = 0.3
_UNSEEN: Final = 0.02
_UNSEEN_SHARE: Final = 0.02
"""Of as many specks as a page has, one may lie in a cell that is larger than any
beside the cells."""

_PALE_DEPTH: Final = 0.16
_STROKE_MM: Final = 1.2
_BLEEDS: Final = 0.001
_LEAST_PALE: Final = 12
_MOST_BLEED: Final = 0.18
"""Ink of the back comes through by some 15 % at most; darker is no ink of it."""

_STRONGEST: Final = 95
_SHADE: Final = 0.9
"""Somewhat below what the back may be, so that ink of this side keeps its paler ends;
how dark a piece is at its darkest is judged by itself (`odds.of_depth`)."""


Choice = npt.NDArray[np.bool_]
"""Which of the pieces."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one page.

    Attributes:
        blank_mm2: How much of it was looked at.
        specks: The longer side of each that there is on that, in mm.
        bleed: The darkness up to which ink may be that of the back; 0 where the
            back does not show through.
    """

    blank_mm2: float
    specks: tuple[float, ...]
    bleed: float

    @property
    def shade(self) -> float:
        """The darkness from which on ink is taken apart into pieces; 0 as `bleed`."""
        return _SHADE * self.bleed

    def specks_in(self, mm2: float, length_mm: float) -> float:
        """How many specks not much smaller are to be expected on a piece of the page.

        Args:
            mm2: The size of the piece.
            length_mm: The longer side of what may be a speck.
        """
        larger = sum(it > length_mm - _ALIKE_MM for it in self.specks)
        unseen = _UNSEEN + _UNSEEN_SHARE * len(self.specks)
        return (larger + unseen) * mm2 / max(self.blank_mm2, mm2)


def of(laid: Laid, blots: Blots, page: LayoutPage) -> Surroundings:
    """Look at a page of that layout beside its cells."""
    blank = _blank(laid, page)
    total = cv2.countNonZero(as_grey(blank)) / PX_PER_MM**2
    here = np.bincount(
        blots.owners,
        weights=blank.reshape(-1)[blots.places],
        minlength=blots.count,
    )
    outside = here > 0.9 * blots.areas * PX_PER_MM**2
    outside[0] = False
    specks = _specks(blots) & outside
    pale = outside & (blots.depths < _PALE_DEPTH) & (blots.lengths > _STROKE_MM)
    lengths = tuple(blots.lengths[specks].tolist())
    return Surroundings(total, lengths, _bleed(blots, pale & ~specks, total))


def _specks(blots: Blots) -> Choice:
    """Which pieces are small, round and not pale."""
    least, most = _SPECK_MM
    lengths = blots.lengths
    return np.asarray(
        (lengths >= least)
        & (lengths <= most)
        & (blots.depths > _SPECK_DEPTH)
        & (blots.areas > _COMPACT * lengths**2),
        dtype=bool,
    )


def _bleed(blots: Blots, pale: Choice, total: float) -> float:
    few = int(pale.sum()) < _LEAST_PALE
    if few or float(blots.areas[pale].sum()) < _BLEEDS * total:
        return 0.0
    chosen = blots.even.reshape(-1)[blots.places][pale[blots.owners]]
    return min(_MOST_BLEED, float(np.percentile(chosen, _STRONGEST)) / FULL)


def _blank(laid: Laid, page: LayoutPage) -> Mask:
    """The page less its edge, the cells and what is printed."""
    blank = np.zeros(laid.known.shape, dtype=bool)
    edge = round(_EDGE_MM * PX_PER_MM)
    blank[edge:-edge, edge:-edge] = True
    corner = round(_CORNER_MM * PX_PER_MM)
    for down in (slice(0, corner), slice(-corner, None)):
        blank[down, :corner] = blank[down, -corner:] = False
    for zone in page.zones:
        blank[laid.slices(geometry.grown(zone.box_mm, _ZONE_REACH_MM))] = False
    return blank & ~laid.near
