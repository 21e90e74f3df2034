"""How a page comes back: the conditions of a bad scan as draws.

A `Passage` is everything that happens to one page between the desk and the
file. `drawn` fills it from the base row and then from the row of a condition.
Nothing here touches a picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)


@dataclass(slots=True)
class Passage:
    """One page's way through the scanner, or in front of the camera.

    Attributes:
        dpi: Of the picture that comes out.
        colour: RGB; else grey.
        quality: Of the JPEG (1 to 100).
        skew_deg: Clockwise.
        quarters: Quarter turns clockwise.
        scale: Across and down; 1 is true to size.
        noise: Standard deviation, of 255.
        blur_px: Standard deviation, in pixels at 200 dpi.
        paper: Level of bare paper.
        canvas_mm: The glass, or None for the sheet's own size.
        clip_mm: Lost at the left, top, right and bottom edge.
        threshold: Of a one-bit scan, as a share of white; None for grey.
        pepper: Share of pixels of a one-bit scan that flipped.
        bleed: Share in which the back shows through.
        dirty: Specks, scanner lines, a shadow at an edge.
        struck: One code is hidden.
        photo: Taken by a camera.
        rows: The names of the conditions; two of a mixed one.
    """

    dpi: int
    colour: bool
    quality: int = 92
    skew_deg: float = 0.0
    quarters: int = 0
    scale: tuple[float, float] = (1.0, 1.0)
    noise: float = 1.0
    blur_px: float = 0.4
    paper: float = 252.0
    canvas_mm: tuple[float, float] | None = None
    clip_mm: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    threshold: float | None = None
    pepper: float = 0.0
    bleed: float = 0.0
    dirty: bool = False
    struck: bool = False
    photo: bool = False
    rows: tuple[str, ...] = ()


def drawn(
    condition: str, rng: np.random.Generator, dpi: int | None, *, colour: bool | None
) -> Passage:
    """Draw a page's passage under a condition.

    Args:
        dpi: None draws from 200 to 300, as the base row says.
        colour: None tosses a coin.

    Raises:
        ValueError: No such condition.
    """
    if condition not in CONDITIONS:
        raise ValueError(f"No condition {condition!r}; one of {', '.join(CONDITIONS)}.")
    passage = Passage(
        dpi or int(rng.choice([200, 240, 300])),
        bool(rng.integers(2)) if colour is None else colour,
    )
    if condition == "clean":
        passage.skew_deg = float(rng.uniform(-0.1, 0.1))
        return passage
    _base(passage, rng)
    if condition == "mixed":
        two = rng.choice(list(_ROWS), size=2, replace=False)
        passage.rows = tuple(str(name) for name in two)
    elif condition != "base":
        passage.rows = (condition,)
    for name in passage.rows:
        _ROWS[name](passage, rng)
    return passage


def _base(passage: Passage, rng: np.random.Generator) -> None:
    size = float(rng.uniform(0.98, 1.02))
    passage.skew_deg = float(rng.uniform(-1, 1))
    passage.noise = float(rng.uniform(3, 8))
    passage.blur_px = float(rng.uniform(0.5, 1.2))
    passage.quality = int(rng.integers(60, 86))
    passage.paper = float(rng.uniform(225, 250))
    passage.scale = (size, size)


def _lowdpi(passage: Passage, rng: np.random.Generator) -> None:
    passage.dpi = 150
    passage.quality = int(rng.integers(40, 61))


def _bw(passage: Passage, rng: np.random.Generator) -> None:
    passage.threshold = float(rng.uniform(0.35, 0.65))
    passage.pepper = float(rng.uniform(0.002, 0.01))
    passage.colour = False


def _skew(passage: Passage, rng: np.random.Generator) -> None:
    passage.skew_deg = _sign(rng) * float(rng.uniform(2, 5))
    passage.quarters = int(rng.choice([1, 3]))


def _scaled(passage: Passage, rng: np.random.Generator) -> None:
    ranges = ((0.94, 0.98), (1.02, 1.04))
    size = float(rng.uniform(*ranges[int(rng.integers(2))]))
    squeeze = float(rng.uniform(-0.01, 0.01))
    passage.scale = (size * (1 + squeeze / 2), size * (1 - squeeze / 2))
    passage.canvas_mm = LETTER_MM


def _clipped(passage: Passage, rng: np.random.Generator) -> None:
    edges = rng.choice(4, size=int(rng.integers(1, 3)), replace=False)
    lost = [float(rng.uniform(2, 5)) if edge in edges else 0.0 for edge in range(4)]
    passage.clip_mm = (lost[0], lost[1], lost[2], lost[3])


def _dirty(passage: Passage, rng: np.random.Generator) -> None:
    passage.dirty = True
    passage.bleed = float(rng.uniform(0.05, 0.15))


def _struck(passage: Passage, rng: np.random.Generator) -> None:
    del rng
    passage.struck = True


def _photo(passage: Passage, rng: np.random.Generator) -> None:
    passage.photo = True
    passage.colour = passage.threshold is None
    passage.quality = int(rng.integers(60, 86))


def _sign(rng: np.random.Generator) -> int:
    return 1 if rng.random() < 0.5 else -1


_ROWS: dict[str, Callable[[Passage, np.random.Generator], None]] = {
    "lowdpi": _lowdpi,
    "bw": _bw,
    "skew": _skew,
    "scaled": _scaled,
    "clipped": _clipped,
    "dirty": _dirty,
    "struck": _struck,
    "photo": _photo,
}

CONDITIONS = ("clean", "base", *_ROWS, "mixed")
"""All the names that `scan` takes."""
