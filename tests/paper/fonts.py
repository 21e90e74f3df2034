"""Handwriting fonts, from packages under the Open Font License."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from PIL import ImageFont

SIZE_PX = 160
CAVEAT = "caveat"


@dataclass(frozen=True, slots=True)
class Family:
    """One handwriting.

    Attributes:
        file: In the package `fontpkg_…` of the family's name.
        capital: Height of a capital or figure, as a share of the size.
        cyrillic: It has Russian letters; all have figures.
        by_weight: It is a variable font, heavy by choice.
    """

    file: str
    capital: float
    cyrillic: bool = False
    by_weight: bool = False

    @property
    def capital_px(self) -> float:
        """Height of a capital at `SIZE_PX`."""
        return self.capital * SIZE_PX


FAMILIES = {
    CAVEAT: Family("Caveat[wght].ttf", 0.62, cyrillic=True, by_weight=True),
    "pacifico": Family("Pacifico-Regular.ttf", 0.72, cyrillic=True),
    "dancing_script": Family("DancingScript[wght].ttf", 0.7, by_weight=True),
    "delius": Family("Delius-Regular.ttf", 0.7),
    "indie_flower": Family("IndieFlower-Regular.ttf", 0.7),
    "kalam": Family("Kalam-Light.ttf", 0.7),
    "permanent_marker": Family("PermanentMarker-Regular.ttf", 0.75),
    "shadows_into_light": Family("ShadowsIntoLight.ttf", 0.75),
    "zeyada": Family("Zeyada.ttf", 0.5),
}


@lru_cache(maxsize=32)
def handwriting(family: str, weight: int) -> ImageFont.FreeTypeFont:
    """The font at `SIZE_PX`; the weight, 400 to 700, where it has a choice."""
    chosen = FAMILIES[family]
    path = files(f"fontpkg_{family}") / "files" / chosen.file
    font = ImageFont.truetype(str(path), SIZE_PX)
    if chosen.by_weight:
        font.set_variation_by_axes([weight])
    return font


def any_family(text: str, rng: np.random.Generator) -> str:
    """A family that has every symbol of the text."""
    needs_cyrillic = not text.isascii()
    fit = [name for name, it in FAMILIES.items() if it.cyrillic or not needs_cyrillic]
    return fit[int(rng.integers(len(fit)))]
