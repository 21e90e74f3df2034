"""One received page, and the form of it that is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.recognition import streaks, twotone
from pipeline.recognition.pixels import MM_PER_INCH, Colour, Grey, resized

WORK_DPI: Final = 200.0
_WORTH_REDUCING: Final = 1.25


@dataclass(frozen=True)
class PageImage:
    """One page as a viewer shows it.

    Attributes:
        grey: The page.
        dpi: Its resolution by the file, the same both ways.
        colour: Decodes it again in colour; None where the file has none.
        kept_in_bits: Whether its file keeps it in black and white only; None where
            the pixels tell it, as they do unless they were rendered.
    """

    grey: Grey
    dpi: float
    colour: Callable[[], Colour | None]
    kept_in_bits: bool | None = None

    @property
    def width_mm(self) -> float:
        """As received."""
        return float(self.grey.shape[1] / self.dpi * MM_PER_INCH)

    @property
    def height_mm(self) -> float:
        """As received."""
        return float(self.grey.shape[0] / self.dpi * MM_PER_INCH)

    @cached_property
    def one_bit(self) -> bool:
        """Black and white only: pale ink may have been lost."""
        if self.kept_in_bits is not None:
            return self.kept_in_bits
        return twotone.is_two_tone(self.grey)

    @cached_property
    def work(self) -> "WorkImage":
        """The page at about 200 dpi and without the scanner's lines."""
        if self.dpi < WORK_DPI * _WORTH_REDUCING:
            return WorkImage(streaks.without(self.grey), self.dpi)
        grey = resized(self.grey, WORK_DPI / self.dpi)
        return WorkImage(streaks.without(grey), WORK_DPI)


@dataclass(frozen=True)
class WorkImage:
    """A page as it is looked at; the same mm as its `PageImage`."""

    grey: Grey
    dpi: float
