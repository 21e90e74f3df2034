"""A sheet of doubtful cells, for a person to look at: words, scan, print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.recognition.cutting import CellPlace, Heads
from pipeline.recognition.pixels import Colour, as_grey

HIGHEST_PX: Final = 2500
"""So high is a sheet at most: viewers show it without shrinking it to a strip."""

_MARGIN_PX: Final = 36
_GAP_PX: Final = 28
_ROW_GAP_PX: Final = 22
_LEAD_PX: Final = 30
_TOP_PX: Final = 150
_TITLE_LEAD_PX: Final = 38
_TITLE_PX, _TEXT_PX, _SMALL_PX = 26, 22, 18
_WORDS_PX: Final = 560

_INK, _QUIET, _RULE = (26, 26, 26), (105, 105, 105), (214, 214, 214)
_FRAME, _CELL = (190, 190, 190), (224, 122, 31)
_CELL_AROUND_PX: Final = 4


@dataclass(frozen=True, slots=True)
class Strip:
    """One cell or page: what is said of it, as scanned, as printed by us, if it was."""

    words: tuple[str, ...]
    scan: Colour
    printed: Colour | None
    place: CellPlace


def parted(strips: Sequence[Strip]) -> list[list[Strip]]:
    """The strips of each sheet, none higher than `HIGHEST_PX` if one strip is not."""
    parts: list[list[Strip]] = []
    room = 0
    for strip in strips:
        high = _height(strip)
        if not parts or high > room:
            parts.append([])
            room = HIGHEST_PX - _TOP_PX - _MARGIN_PX
        parts[-1].append(strip)
        room -= high
    return parts


def drawn(strips: Sequence[Strip], heads: Heads, px_per_mm: float) -> Colour:
    """The sheet as a picture."""
    shown = max(strip.scan.shape[1] for strip in strips)
    second = _MARGIN_PX + _WORDS_PX + _GAP_PX
    lefts = [_MARGIN_PX, second]
    if any(strip.printed is not None for strip in strips):
        lefts.append(second + shown + _GAP_PX)
    heights = [_height(strip) for strip in strips]
    width = lefts[-1] + shown + _MARGIN_PX
    page = Image.new("RGB", (width, _TOP_PX + sum(heights) + _MARGIN_PX), "white")
    draw, pen, top = ImageDraw.Draw(page), _Pen(heads), _TOP_PX
    _put_heads(draw, heads, lefts, width, pen)
    for strip, high in zip(strips, heights, strict=True):
        draw.line((_MARGIN_PX, top, width - _MARGIN_PX, top), _RULE)
        inner = top + _ROW_GAP_PX // 2
        _put_words(draw, strip.words, (lefts[0], inner), pen)
        pictures = [it for it in (strip.scan, strip.printed) if it is not None]
        for left, picture in zip(lefts[1:], pictures, strict=False):
            _put_picture(page, picture, (left, inner))
            if strip.place.zone:
                _mark_cell(draw, strip.place, (left, inner), px_per_mm)
        top += high
    return as_grey(np.asarray(page))


def _put_heads(
    draw: ImageDraw.ImageDraw,
    heads: Heads,
    lefts: Sequence[int],
    width: int,
    pen: "_Pen",
) -> None:
    room = width - 2 * _MARGIN_PX
    title = _cut(draw, heads.title, pen.title, room)
    draw.text((lefts[0], _MARGIN_PX), title, _INK, font=pen.title)
    below = _cut(draw, heads.below, pen.text, room)
    draw.text((lefts[0], _MARGIN_PX + _TITLE_LEAD_PX), below, _QUIET, font=pen.text)
    for left, head in zip(lefts, heads.columns, strict=False):
        draw.text((left, _TOP_PX - _LEAD_PX), head, _QUIET, font=pen.small)


class _Pen:
    """The fonts of a sheet."""

    def __init__(self, heads: Heads) -> None:
        self.title = ImageFont.truetype(str(heads.bold), _TITLE_PX)
        self.head = ImageFont.truetype(str(heads.bold), _TEXT_PX)
        self.text = ImageFont.truetype(str(heads.font), _TEXT_PX)
        self.small = ImageFont.truetype(str(heads.font), _SMALL_PX)


def _height(strip: Strip) -> int:
    words = _LEAD_PX * len(strip.words)
    printed = 0 if strip.printed is None else len(strip.printed)
    return max(words, len(strip.scan), printed) + _ROW_GAP_PX


def _put_words(
    draw: ImageDraw.ImageDraw, words: Sequence[str], spot: tuple[int, int], pen: _Pen
) -> None:
    left, top = spot
    for place, line in enumerate(words):
        font, colour = (pen.text, _QUIET) if place else (pen.head, _INK)
        cut = _cut(draw, line, font, _WORDS_PX)
        draw.text((left, top + place * _LEAD_PX), cut, colour, font=font)


def _cut(
    draw: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont, room_px: int
) -> str:
    """The line as far as there is room for it."""
    while line and draw.textlength(line, font=font) > room_px:
        line = line.removesuffix("…")[:-1].rstrip() + "…"
    return line


def _put_picture(page: Image.Image, picture: Colour, spot: tuple[int, int]) -> None:
    page.paste(Image.fromarray(picture), spot)
    left, top = spot
    height, width = picture.shape[:2]
    frame = (left - 1, top - 1, left + width, top + height)
    ImageDraw.Draw(page).rectangle(frame, outline=_FRAME)


def _mark_cell(
    draw: ImageDraw.ImageDraw,
    place: CellPlace,
    spot: tuple[int, int],
    px_per_mm: float,
) -> None:
    """A thin line around the cell that is meant."""
    left, top = spot
    around = round(place.around_mm * px_per_mm) - _CELL_AROUND_PX
    x0, y0, x1, y1 = place.box_mm
    wide = round((x1 - x0) * px_per_mm) + 2 * _CELL_AROUND_PX
    high = round((y1 - y0) * px_per_mm) + 2 * _CELL_AROUND_PX
    box = (left + around, top + around, left + around + wide, top + around + high)
    draw.rectangle(box, outline=_CELL, width=2)
