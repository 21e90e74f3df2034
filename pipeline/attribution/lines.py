"""The words of a page as lines, and letters as they are compared.

Boxes are mm of the upright page, origin top left.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import PageText, Word

_LOOK_ALIKE = str.maketrans(
    "abcehkmoptxyё\N{NON-BREAKING HYPHEN}–—−\N{NO-BREAK SPACE}",
    "авсенкмортхуе---- ",
)
_SPACES = re.compile(r"\s+")
_FOLD_MM = 2.0
"""So much is free of words on either side of the fold of an opened document."""


def fold(text: str) -> str:
    """The text as it is compared: small letters, all of them Cyrillic, е for ё.

    As many characters as before, so a place in the one is a place in the other.
    """
    small = "".join(_small(sign) for sign in text)
    return small.translate(_LOOK_ALIKE)


def plain(text: str) -> str:
    """Folded, with nothing but letters, figures and single spaces."""
    signs = (sign if sign.isalnum() else " " for sign in fold(text))
    return _SPACES.sub(" ", "".join(signs)).strip()


def _small(sign: str) -> str:
    small = unicodedata.normalize("NFKC", sign).casefold()
    return small if len(small) == 1 else sign


_LEAN_STEP = 0.004
_LEAN_STEPS = 24
"""Slopes of a line up to 5.5°, by less than a quarter of a degree."""

_ROW_MM = 1.2
_LEAST_MM = 0.8


@dataclass(frozen=True)
class Line:
    """Words that stand side by side, from left to right.

    Attributes:
        top: Share of the page's height above it, 0 to 1.
    """

    text: str
    top: float

    @cached_property
    def folded(self) -> str:
        """As it is compared."""
        return fold(self.text)

    @cached_property
    def plain(self) -> str:
        """Letters and figures only."""
        return plain(self.text)


def of_page(page: PageText) -> tuple[Line, ...]:
    """The lines of a page, from the top; of an opened document left page first."""
    words = straight((*page.printed, *page.recognised))
    height = page.height_mm or 1.0
    fold_mm = page.width_mm / 2
    if page.width_mm > page.height_mm and not any(
        _crosses(it, fold_mm) for it in words
    ):
        left = [word for word in words if word.box_mm[2] < fold_mm]
        right = [word for word in words if word.box_mm[0] > fold_mm]
        return (*_lines(left, height), *_lines(right, height))
    return _lines(words, height)


def straight(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words as on a page that does not lean.

    Boxes keep their places on the received page, where lines may rise or fall; the
    lean at which the words gather in the fewest lines is taken out.
    """
    leans = [step * _LEAN_STEP for step in range(-_LEAN_STEPS, _LEAN_STEPS + 1)]
    slope = max(leans, key=lambda it: (_gathered(words, it), -abs(it)))
    return tuple(_raised(word, slope) for word in words)


def _gathered(words: Sequence[Word], slope: float) -> int:
    """How much the words crowd in lines at that slope: more is better."""
    heights = Counter(round(_height(word, slope) / _ROW_MM) for word in words)
    return sum(count * count for count in heights.values())


def _height(word: Word, slope: float) -> float:
    x0, y0, x1, y1 = word.box_mm
    return (y0 + y1) / 2 - slope * (x0 + x1) / 2


def _raised(word: Word, slope: float) -> Word:
    """The word moved to where its line would be; half its rise is not its height."""
    x0, y0, x1, y1 = word.box_mm
    middle = _height(word, slope)
    half = max((y1 - y0 - abs(slope) * (x1 - x0)) / 2, _LEAST_MM)
    return Word(word.text, (x0, middle - half, x1, middle + half))


def _crosses(word: Word, x_mm: float) -> bool:
    return word.box_mm[0] - _FOLD_MM < x_mm < word.box_mm[2] + _FOLD_MM


def _lines(words: Iterable[Word], height_mm: float) -> tuple[Line, ...]:
    """Two words share a line when the middle of one lies within the other's height."""
    rows: list[list[Word]] = []
    middle = -math.inf
    for word in sorted(words, key=_middle):
        _x0, top, _x1, bottom = word.box_mm
        if not top < middle < bottom:
            rows.append([])
        rows[-1].append(word)
        middle = (top + bottom) / 2
    return tuple(_line(sorted(row, key=_left), height_mm) for row in rows)


def _line(row: Sequence[Word], height_mm: float) -> Line:
    text = " ".join(word.text for word in row)
    return Line(text, row[0].box_mm[1] / height_mm)


def _middle(word: Word) -> float:
    return word.box_mm[1] + word.box_mm[3]


def _left(word: Word) -> float:
    return word.box_mm[0]
