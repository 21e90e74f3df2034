"""All the ink of a page in pieces: what is dark and was not printed.

The ruling lines are print, so that a stroke over one of them comes in two pieces;
each piece lies in one cell. Nothing is judged here: a piece may be dust.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.recognition.darkness import FULL, Levels, Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import Labels, as_grey, components
from pipeline.recognition.prints import PX_PER_MM

_SMOOTH_PX: Final = 1.2
_FAINT: Final = 0.055
_FAINT_ONE_BIT: Final = 0.3
_NOISE_FACTOR: Final = 2.0

Values = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Blots:
    """The pieces of a page, numbered from 1.

    Attributes:
        even: Darkness, smoothed by a fifth of a millimetre; 0 near print.
        labels: The number of the piece of each pixel, 0 for none.
        boxes: Of each piece: left, top, right and bottom pixel, the latter two
            not included; that of number 0 says nothing.
        faint: The darkness from which on a pixel counts.
        ink: The pixels that do.
    """

    even: Levels
    labels: Labels
    boxes: Ints
    faint: float
    ink: Mask

    @property
    def count(self) -> int:
        """How many there are, with number 0."""
        return len(self.boxes)

    def darker_than(self, faint: float) -> "Blots":
        """The pieces that the page falls into where no paler ink counts."""
        return self if faint <= self.faint else _pieces(self.even, faint)

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """The inked pixels, as places in the flattened page."""
        return np.flatnonzero(self.ink)

    @cached_property
    def owners(self) -> Ints:
        """The piece of each of those pixels."""
        return self.labels.reshape(-1)[self.places].astype(np.int32)

    @cached_property
    def areas(self) -> Values:
        """Of each piece, in mm²."""
        counts = np.bincount(self.owners, minlength=self.count)
        return np.asarray(counts / PX_PER_MM**2, dtype=np.float64)

    @cached_property
    def depths(self) -> Values:
        """Mean darkness of each piece."""
        dark = self.even.reshape(-1)[self.places].astype(np.float64) / FULL
        sums = np.bincount(self.owners, weights=dark, minlength=self.count)
        counts = np.maximum(1.0, self.areas * PX_PER_MM**2)
        return np.asarray(sums / counts, dtype=np.float64)

    @cached_property
    def lengths(self) -> Values:
        """The longer side of each piece's box, in mm."""
        sides = self.boxes[:, 2:] - self.boxes[:, :2]
        return np.asarray(sides.max(axis=1) / PX_PER_MM, dtype=np.float64)


def of(laid: Laid) -> Blots:
    """The ink of a page."""
    smooth = cv2.GaussianBlur(laid.levels, (5, 5), _SMOOTH_PX)
    even = cv2.bitwise_and(smooth, smooth, mask=as_grey(~laid.near))
    least = _FAINT_ONE_BIT if laid.image.one_bit else _FAINT
    faint = max(least, _NOISE_FACTOR * laid.scale.noise)
    return _pieces(as_grey(even), faint)


def _pieces(even: Levels, faint: float) -> Blots:
    ink: Mask = even > round(faint * FULL)
    labels, stats = components(as_grey(ink))
    corners, sizes = stats[:, :2], stats[:, 2:4]
    boxes = np.concatenate([corners, corners + sizes], axis=1)
    return Blots(even, labels, boxes, faint, ink)
