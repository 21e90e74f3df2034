"""Rubber stamps: worn ink, slightly turned, put down without care."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.paper import pens
from tests.paper.sheet import Box, Picture, Sheet

PX_PER_MM = 24
"""Fineness at which a stamp's face is drawn."""

TYPEFACES = ("PTM75F.ttf", "DejaVuSansMono-Bold.ttf")
"""PT Mono (package fonts-paratype); the second where that is missing."""


@lru_cache(maxsize=32)
def typeface(height_mm: float) -> ImageFont.FreeTypeFont:
    """The stamp's letters at that size, in px of a stamp's face."""
    for name in TYPEFACES:
        try:
            return ImageFont.truetype(name, round(height_mm * PX_PER_MM))
        except OSError:
            continue
    raise OSError(f"None of {TYPEFACES} is installed.")


def stamp(
    sheet: Sheet,
    x_mm: float,
    y_mm: float,
    lines: Sequence[str],
    rng: np.random.Generator,
    *,
    colour: str | None = None,
    letters_mm: float = 3.6,
) -> Box:
    """Stamp a framed rectangle with some lines; its upper left is at x, y.

    Returns:
        The box around the stamp, in mm.
    """
    font = typeface(letters_mm)
    margin, step = 2.2 * PX_PER_MM, 1.25 * letters_mm * PX_PER_MM
    width = max(font.getlength(line) for line in lines) + 2 * margin
    face = Image.new("L", (round(width), round(step * len(lines) + 1.4 * margin)))
    brush = ImageDraw.Draw(face)
    brush.rectangle((4, 4, face.width - 5, face.height - 5), outline=255, width=10)
    for number, line in enumerate(lines):
        y = 0.7 * margin + (number + 0.5) * step
        brush.text((face.width / 2, y), line, 255, font=font, anchor="mm")
    return _press(sheet, np.asarray(face), (x_mm, y_mm), colour, rng)


def round_stamp(
    sheet: Sheet,
    x_mm: float,
    y_mm: float,
    rng: np.random.Generator,
    *,
    text: str = "ИНСТИТУТ ДОПОЛНИТЕЛЬНОГО ОБРАЗОВАНИЯ * МОСКВА *",
    middle: Sequence[str] = ("ДЛЯ", "ДОКУМЕНТОВ"),
    size_mm: float = 38.0,
    colour: str | None = None,
) -> Box:
    """Stamp the institute's round seal, its middle at x, y.

    Returns:
        The box around the seal, in mm.
    """
    side = round(size_mm * PX_PER_MM)
    face = Image.new("L", (side, side))
    brush = ImageDraw.Draw(face)
    for inset_mm, width_mm in ((0.1, 0.8), (1.4, 0.25), (7.2, 0.4)):
        inset = inset_mm * PX_PER_MM
        edge = (inset, inset, side - 1 - inset, side - 1 - inset)
        brush.ellipse(edge, outline=255, width=round(width_mm * PX_PER_MM))
    _around(face, text, side / 2 - 4.2 * PX_PER_MM)
    for number, line in enumerate(middle):
        y = side / 2 + (number - (len(middle) - 1) / 2) * 4.2 * PX_PER_MM
        brush.text((side / 2, y), line, 255, font=typeface(3.2), anchor="mm")
    corner = (x_mm - size_mm / 2, y_mm - size_mm / 2)
    return _press(sheet, np.asarray(face), corner, colour, rng, turn=180.0)


def _around(face: Image.Image, text: str, radius: float) -> None:
    """Write the text along a circle, its letters upright to the centre."""
    font = typeface(3.2)
    tile = round(6 * PX_PER_MM)
    for place, letter in enumerate(text):
        angle = 360 * place / len(text)
        upright = Image.new("L", (tile, tile))
        ImageDraw.Draw(upright).text(
            (tile / 2, tile / 2), letter, 255, font=font, anchor="mm"
        )
        turned = upright.rotate(-angle, Image.Resampling.BILINEAR)
        x = face.width / 2 + radius * np.sin(np.radians(angle))
        y = face.height / 2 - radius * np.cos(np.radians(angle))
        at = (round(x - tile / 2), round(y - tile / 2))
        face.paste(255, (*at, at[0] + tile, at[1] + tile), turned)


def _press(
    sheet: Sheet,
    face: Picture,
    corner_mm: tuple[float, float],
    colour: str | None,
    rng: np.random.Generator,
    *,
    turn: float = 6.0,
) -> Box:
    """Ink the face unevenly, turn it by up to so many degrees, put it down."""
    worn = (face.astype(np.float32) * _wear(face.shape, rng)).astype(np.uint8)
    height, width = worn.shape
    angle = float(rng.uniform(-turn, turn))
    scale = sheet.px_per_mm / PX_PER_MM
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    out = int(width * cos + height * sin) + 2, int(width * sin + height * cos) + 2
    matrix[:, 2] += np.array(out) / 2 - (width / 2, height / 2)
    soft = cv2.GaussianBlur(worn, (0, 0), 0.5 / scale)
    cover = cv2.warpAffine(soft, matrix, out, flags=cv2.INTER_LINEAR)
    centre = np.array(corner_mm) + np.array([width, height]) / 2 / PX_PER_MM
    origin = np.round(centre * sheet.px_per_mm - np.array(out) / 2).astype(int)
    name = colour or str(rng.choice(["blue", "violet"]))
    ink = pens.returns(pens.COLOURS[name], float(rng.uniform(70, 170)))
    pens.stain(
        sheet,
        pens.as_cover(cover),
        (int(origin[0]), int(origin[1])),
        ink,
        rng,
    )
    x0, y0 = origin / sheet.px_per_mm
    return (
        float(x0),
        float(y0),
        float(x0 + out[0] / sheet.px_per_mm),
        float(y0 + out[1] / sheet.px_per_mm),
    )


def _wear(shape: tuple[int, ...], rng: np.random.Generator) -> pens.Cover:
    """How much ink each place of the face gives: blotchy, with bare grains."""
    height, width = shape
    cover = np.full((height, width), 1, np.float32)
    for knots, share in ((5, 0.35), (60, 0.5)):
        rows = max(2, knots * height // width)
        field = rng.random((rows, knots), dtype=np.float32)
        cover -= share * cv2.resize(field, (width, height)) * rng.uniform(0.5, 1)
    return np.asarray(np.clip(cover * 1.15, 0.1, 1), dtype=np.float32)
