"""A received page laid on its print, for all who judge its cells.

What several of them need is computed once, and only when it is asked for.
"""

from dataclasses import dataclass
from functools import cached_property

from pipeline.recognition import darkness
from pipeline.recognition.darkness import Scale
from pipeline.recognition.geometry import Fit
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import Grey
from pipeline.recognition.prints import Print


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
