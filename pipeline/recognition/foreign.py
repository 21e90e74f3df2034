"""The words of a page that we did not print.

It is straightened first, since Tesseract may return nothing at all for a table
that leans. Its own orientation detection costs as much as reading and is unsure
of Cyrillic, so it is asked only when the page as it lies makes no sense.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.model import PageSight, PageText
from pipeline.recognition import skew, unruled
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import MM_PER_INCH, Grey, resized, turned
from pipeline.recognition.tesseract import (
    DONE,
    UNAVAILABLE,
    Reader,
    ReadWord,
    UnavailableError,
)

_LIKELY_DPI: Final = (100.0, 320.0)
_USUAL_DPI: Final = 300.0
_A4_LONG_SIDE_MM: Final = 297.0
_LONG_WORD: Final = 5
_SENSE: Final = 8
"""So many long words make sense of a page."""

_SENSIBLE: Final = 0.2
"""That share of all its words, at least."""

_OTHER_TURNS: Final = (180, 90, 270)
_SIDEWAYS: Final = (270, 90)


@dataclass(frozen=True)
class _Reading:
    """The words of a page turned by so many degrees clockwise."""

    rotation: int
    words: tuple[ReadWord, ...]

    @property
    def sense(self) -> int:
        """How many long words that lie along the page and look like words.

        Upside down, Tesseract finds few of them among much that is none; words of a
        page on its side it reads, but as standing upright.
        """
        return sum(_makes_sense(word) for word in self.words)

    @property
    def on_side(self) -> bool:
        """Most of its words are higher than long."""
        boxes = [word.box_px for word in self.words]
        standing = sum(y1 - y0 > x1 - x0 for x0, y0, x1, y1 in boxes)
        return standing > len(boxes) / 2

    @property
    def clear(self) -> bool:
        """It is no other way round."""
        share = self.sense / max(1, len(self.words))
        return self.sense >= _SENSE and share >= _SENSIBLE


def _makes_sense(word: ReadWord) -> bool:
    """A long word, in one script and one way of writing, longer than it is high."""
    letters = word.text.strip("«»()[]\"'.,:;|!?-")
    x0, y0, x1, y1 = word.box_px
    lies = x1 - x0 > y1 - y0
    plain = letters.isalpha() and len({sign < "\u0400" for sign in letters}) == 1
    written = letters.islower() or letters.isupper() or letters.istitle()
    return lies and plain and written and len(letters) >= _LONG_WORD


def read(image: PageImage, sight: PageSight, reader: Reader) -> PageText:
    """Read a page; its `rotation` is what brought it upright."""
    grey, dpi = _legible(image)
    try:
        reading = _upright(grey, dpi, sight.rotation, reader)
    except UnavailableError as error:
        reading, ocr = _Reading(sight.rotation, ()), f"{UNAVAILABLE}: {error}"
    else:
        ocr = DONE
    width_mm, height_mm = image.width_mm, image.height_mm
    per_mm = grey.shape[1] / width_mm
    if reading.rotation % 180:
        width_mm, height_mm = height_mm, width_mm
    return PageText(
        number=sight.source_page,
        width_mm=round(width_mm, 2),
        height_mm=round(height_mm, 2),
        recognised=tuple(word.scaled(per_mm) for word in reading.words),
        ocr=ocr,
        rotation=reading.rotation,
    )


def _legible(image: PageImage) -> tuple[Grey, float]:
    """The page at what Tesseract reads best, and its resolution on paper.

    A photograph may claim to be a metre wide; a sheet is taken for A4 then.
    """
    grey, dpi = image.grey, image.dpi
    least, most = _LIKELY_DPI
    if not least <= dpi <= most:
        sheet = max(grey.shape) / _A4_LONG_SIDE_MM * MM_PER_INCH
        dpi = dpi if dpi > most and sheet > dpi else sheet
    if least <= dpi <= most:
        return grey, dpi
    return resized(grey, _USUAL_DPI / dpi), _USUAL_DPI


def _upright(grey: Grey, dpi: float, rotation: int, reader: Reader) -> _Reading:
    """The reading of most sure words; the page as it lies comes first."""
    best = _turned_reading(grey, dpi, rotation, reader)
    if best.clear:
        return best
    for turn in _turns(grey, best, reader):
        other = _turned_reading(grey, dpi, (rotation + turn) % 360, reader)
        best = max(best, other, key=lambda reading: reading.sense)
        if best.clear:
            break
    return best


def _turns(grey: Grey, first: _Reading, reader: Reader) -> Iterator[int]:
    """Other ways round, the likeliest first; few are needed."""
    detected = reader.rotation(turned(grey, first.rotation)) or 0
    likely = (detected, *(_SIDEWAYS if first.on_side else ()), *_OTHER_TURNS)
    yield from dict.fromkeys(turn for turn in likely if turn)


def _turned_reading(grey: Grey, dpi: float, rotation: int, reader: Reader) -> _Reading:
    page = turned(grey, rotation)
    lean = skew.lean_deg(page)
    straight = unruled.without_rules(skew.straightened(page, lean), dpi)
    words = reader.words(straight, dpi)
    return _Reading(rotation, tuple(_leant(word, lean, page) for word in words))


def _leant(word: ReadWord, lean: float, page: Grey) -> ReadWord:
    """The word where it stands on the page before it was straightened."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -lean, 1.0)
    x0, y0, x1, y1 = word.box_px
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]])
    spots = np.rint(corners @ turn.T).astype(int)
    left, top = spots.min(axis=0).tolist()
    right, bottom = spots.max(axis=0).tolist()
    return ReadWord(word.text, (left, top, right, bottom), word.confidence)
