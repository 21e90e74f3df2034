"""Pens: strokes of ink on paper, anti-aliased, never quite even.

A stroke is an array of points (n × 2) in mm on the page. Ink darkens what lies
under it, as a dye does; it never lightens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tests.paper.sheet import Box, Picture, Sheet

Stroke = npt.NDArray[np.float64]
"""Points (n × 2), mm."""

Cover = npt.NDArray[np.float32]
"""How much of each pixel is inked, 0 to 1."""

FINENESS = 3
"""Ink is drawn this many times finer than the page and averaged."""

COLOURS = {
    "blue": (0.07, 0.16, 0.62),
    "black": (0.09, 0.09, 0.11),
    "violet": (0.30, 0.10, 0.58),
}
"""What share of red, green and blue light a full stroke of the ink returns."""

LUMA = np.array([0.299, 0.587, 0.114])


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen in somebody's hand.

    Attributes:
        colour: Share of red, green and blue that a full stroke returns.
        width_mm: 0.3 to 0.7.
    """

    colour: tuple[float, float, float]
    width_mm: float


Choice = str | Pen
"""A colour, for any pen of it; or the pen that somebody has in hand."""

PRESSURE = 0.08
"""A hand presses more and less; the ink of one pen varies by that share."""


def take(pen: Choice, rng: np.random.Generator) -> Pen:
    """A pen of that colour, its width and darkness drawn; or that pen once more."""
    if isinstance(pen, Pen):
        pressed = float(rng.uniform(1 - PRESSURE, 1 + PRESSURE))
        red, green, blue = (
            min(1.0, max(0.02, 1 - (1 - share) * pressed)) for share in pen.colour
        )
        return Pen((red, green, blue), pen.width_mm)
    return Pen(
        returns(COLOURS[pen], float(rng.uniform(60, 220))),
        float(rng.uniform(0.3, 0.7)),
    )


def any_colour(rng: np.random.Generator) -> str:
    """Mostly blue, as pens in offices are."""
    return str(rng.choice(["blue", "black", "violet"], p=[0.65, 0.2, 0.15]))


def returns(
    colour: tuple[float, float, float], darkness: float
) -> tuple[float, float, float]:
    """The colour diluted until its luma lies that far (of 255) under paper."""
    full = np.asarray(colour)
    dilution = darkness / (255 * (1 - float(LUMA @ full)))
    red, green, blue = np.clip(1 - (1 - full) * dilution, 0.02, 1)
    return float(red), float(green), float(blue)


def draw(
    sheet: Sheet, strokes: Sequence[Stroke], pen: Pen, rng: np.random.Generator
) -> Box:
    """Draw the strokes; returns the box around their ink, in mm."""
    everything = np.concatenate(strokes)
    reach = pen.width_mm
    low, high = everything.min(axis=0) - reach, everything.max(axis=0) + reach
    scale = sheet.px_per_mm
    origin = np.floor(low * scale).astype(int)
    width, height = np.ceil(high * scale).astype(int) - origin + 1
    fine = np.zeros((height * FINENESS, width * FINENESS), np.uint8)
    for stroke in strokes:
        _trace(fine, (stroke * scale - origin) * FINENESS, pen, scale, rng)
    cover = averaged(fine, (int(width), int(height)))
    stain(sheet, cover, (int(origin[0]), int(origin[1])), pen.colour, rng)
    x0, y0 = low + reach / 2
    x1, y1 = high - reach / 2
    return float(x0), float(y0), float(x1), float(y1)


def averaged(fine: Picture, size: tuple[int, int]) -> Cover:
    """The finely drawn ink as cover 0 to 1 in a picture of width and height."""
    small = cv2.resize(fine, size, interpolation=cv2.INTER_AREA)
    return as_cover(small)


def as_cover(levels: object) -> Cover:
    """Levels 0 to 255 as cover."""
    return np.asarray(np.asarray(levels, dtype=np.float32) / np.float32(255))


def _trace(
    fine: Picture,
    points: Stroke,
    pen: Pen,
    px_per_mm: float,
    rng: np.random.Generator,
) -> None:
    """One stroke whose pressure drifts: width by 15 %, cover by a quarter."""
    count = len(points)
    pressure = wander(count, rng)
    widths = pen.width_mm * px_per_mm * FINENESS * (1 + 0.15 * pressure)
    levels = 255 * np.clip(0.9 + 0.12 * pressure, 0.65, 1)
    fixed = np.round(points * 16).astype(int)
    if count == 1:
        fixed, widths, levels = fixed.repeat(2, 0), widths.repeat(2), levels.repeat(2)
    for start, end, width, level in zip(
        fixed[:-1], fixed[1:], widths[1:], levels[1:], strict=True
    ):
        thickness = max(1, round(float(width)))
        ends = (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))
        cv2.line(fine, *ends, float(level), thickness, cv2.LINE_8, 4)


def wander(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A slowly drifting value between −1 and 1 for each of so many points."""
    knots = rng.uniform(-1, 1, max(2, count // 12 + 2))
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(knots)), knots)


def stain(
    sheet: Sheet,
    cover: Cover,
    origin_px: tuple[int, int],
    colour: tuple[float, float, float],
    rng: np.random.Generator,
) -> None:
    """Darken the page by the ink's cover; what falls off the page is lost."""
    x, y = origin_px
    height, width = sheet.picture.shape[:2]
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(cover.shape[1], width - x), min(cover.shape[0], height - y)
    if right <= left or bottom <= top:
        return
    visible = cover[top:bottom, left:right]
    grain = 1 - 0.12 * rng.random(visible.shape, dtype=np.float32)
    absorbed = 1 - np.asarray(colour, dtype=np.float32)
    part = sheet.picture[y + top : y + bottom, x + left : x + right]
    kept = 1 - (visible * grain)[:, :, None] * absorbed
    part[:] = np.round(part * kept).astype(np.uint8)
