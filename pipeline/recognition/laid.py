"""A received page laid on its print, for all who judge its cells.

What several of them need is computed once for the whole page, and only when it is
asked for. All pictures show the printed page at `PX_PER_MM`, upright.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pipeline.model import Box
from pipeline.recognition import darkness, geometry
from pipeline.recognition.darkness import Levels, Mask, Scale
from pipeline.recognition.geometry import Fit
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import Grey, as_grey, resized
from pipeline.recognition.prints import PX_PER_MM, Print


@dataclass(frozen=True)
class Laid:
    """One page.

    Attributes:
        image: The received page.
        fit: Of the printed page on `PageImage.work`.
        printed: The page as printed.
    """

    image: PageImage
    fit: Fit
    printed: Print

    @property
    def grey(self) -> Grey:
        """The received page at the scale that `fit` leads to."""
        return self.image.work.grey

    @cached_property
    def scale(self) -> Scale:
        """Of darkness on this page."""
        return darkness.calibrated(self.grey, self.fit, self.printed)

    @property
    def known(self) -> Grey:
        """The print."""
        return self.printed.grey

    @cached_property
    def levels(self) -> Levels:
        """How dark the received page is."""
        height, width = self.known.shape
        whole = (0.0, 0.0, self.printed.width_mm, self.printed.height_mm)
        seen = self.fit.sample(self.grey, whole, (width, height))
        return darkness.levels(seen, self.scale)

    @cached_property
    def coarse_ink(self) -> Grey:
        """The received page less its paper, ink on white, as `Print.coarse` lies."""
        height, width = self.printed.coarse.shape
        dark = cv2.resize(self.levels, (width, height), interpolation=cv2.INTER_LINEAR)
        steps = np.rint(np.arange(256) * self.scale.black / darkness.FULL)
        return as_grey(cv2.LUT(dark, as_grey(255 - steps.clip(0, 255))))

    @cached_property
    def near(self) -> Mask:
        """Where there is print, or so close to it that ink is not told from it."""
        return darkness.near_print(self.known)

    @cached_property
    def halved(self) -> tuple[Levels, Grey]:
        """Darkness and print at half the scale."""
        return resized(self.levels, 0.5), resized(self.known, 0.5)

    @staticmethod
    def slices(box_mm: Box) -> tuple[slice, slice]:
        """Rows and columns of a box, as far as it lies on the page."""
        x0, y0, x1, y1 = (max(0, round(edge * PX_PER_MM)) for edge in box_mm)
        return slice(y0, y1), slice(x0, x1)

    def cut(self, boxes_mm: list[Box]) -> list[bool]:
        """Which boxes have a corner that the edge of the image lost."""
        points = np.concatenate([geometry.corners(box) for box in boxes_mm])
        spots = self.fit.to_px(points).reshape(-1, 4, 2)
        height, width = self.grey.shape
        lost = (spots < 0) | (spots > (width - 1, height - 1))
        return [bool(corner.any()) for corner in lost]
