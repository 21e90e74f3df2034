"""Which page of a known document is a page that carries no readable code?

It is asked only of pages that came in one file with pages of that document, and
only pages of it that are missing there are thought of. The answer is never by
elimination: the words that we printed must be found on the page, and those that
stand nowhere else in the document above all (its dates, names, page number), since
the pages of a journal look alike. A person confirms what is answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.model import KnownPage, Word
from pipeline.recognition import arucos, geometry, registration
from pipeline.recognition.geometry import Fit
from pipeline.recognition.page import WorkImage
from pipeline.recognition.pixels import Grey
from pipeline.recognition.prints import Print, Prints
from pipeline.recognition.registration import Registered

_MOST_FITTED: Final = 30
"""Of so many candidates at most the place is looked for."""

_PX_PER_MM: Final = 6.0
_WORD_IS_THERE: Final = 0.5
"""Correlation of a word's picture with what stands in its place."""

_CLEARLY: Final = 0.1
"""By so much a word must be more like it than another page's print there."""

_LEAST_WORDS: Final = 8
_WORDS_FOUND: Final = 0.85
_LEAST_OWN_WORDS: Final = 2
_LEAST_OWN_LETTERS: Final = 4
_OWN_FOUND: Final = 0.8
_SAME_PLACE_MM: Final = 1.5
_SLACK_PX: Final = 1
_LEAST_CONTRAST: Final = 5.0
_LEAST_WORD_MM: Final = 1.5
_MARKS_MM: Final = 27.0
"""Words nearer to the upper or lower edge may be hidden together with the codes."""


@dataclass(frozen=True)
class Matched:
    """The page that it is, and how it lies."""

    page: KnownPage
    registered: Registered


def match(
    image: WorkImage,
    missing: Sequence[KnownPage],
    document: Sequence[KnownPage],
    prints: Prints,
) -> Matched | None:
    """The one missing page that the received page is, or None.

    Args:
        image: The received page.
        missing: Pages that it may be, of one document.
        document: All pages of that document.
        prints: Where printed pages are taken from.
    """
    fitting = list(_fitting(image, missing[:_MOST_FITTED], document, prints))
    return fitting[0] if len(fitting) == 1 else None


def _fitting(
    image: WorkImage,
    missing: Sequence[KnownPage],
    document: Sequence[KnownPage],
    prints: Prints,
) -> Iterator[Matched]:
    marks = arucos.all_on(image.grey)
    for known in missing:
        printed = prints.picture(known)
        registered = registration.register_without_codes(image, marks, printed)
        if registered is None:
            continue
        words = _body(prints.words(known), known.page.height_mm)
        page = _Page(image.grey, registered.fit, printed)
        seen = [_Seen(word, page.likeness(word, printed)) for word in words]
        others = [it for it in document if it.page.number != known.page.number]
        if _has_words(seen) and all(_tells(seen, page, it, prints) for it in others):
            yield Matched(known, registered)


@dataclass(frozen=True)
class _Seen:
    """A word, and how like it is what stands in its place, -1 to 1."""

    word: Word
    likeness: float


@dataclass(frozen=True)
class _Page:
    """A received page laid on a print."""

    grey: Grey
    fit: Fit
    printed: Print

    def likeness(self, word: Word, printed: Print) -> float:
        """How like a print is what stands in the place of a word."""
        x0, y0, x1, y1 = word.box_mm
        size = (round((x1 - x0) * _PX_PER_MM), round((y1 - y0) * _PX_PER_MM))
        around = geometry.grown(word.box_mm, _SLACK_PX / _PX_PER_MM)
        wide = (size[0] + 2 * _SLACK_PX, size[1] + 2 * _SLACK_PX)
        there = self.fit.sample(self.grey, around, wide)
        wanted = Fit(printed.to_px).sample(printed.grey, word.box_mm, size)
        if wanted.std() < _LEAST_CONTRAST:
            return 0.0
        return float(cv2.matchTemplate(there, wanted, cv2.TM_CCOEFF_NORMED).max())


def _has_words(seen: Sequence[_Seen]) -> bool:
    there = [it.likeness >= _WORD_IS_THERE for it in seen]
    return len(there) >= _LEAST_WORDS and float(np.mean(there)) >= _WORDS_FOUND


def _tells(
    seen: Sequence[_Seen], page: _Page, rival: KnownPage, prints: Prints
) -> bool:
    """Words that the rival has not in that place are there, and not the rival's."""
    theirs = prints.words(rival)
    own = [it for it in seen if not any(_is_same(it.word, other) for other in theirs)]
    if not own:
        return False
    picture = prints.picture(rival)
    there = [
        it
        for it in own
        if it.likeness >= _WORD_IS_THERE
        and it.likeness - page.likeness(it.word, picture) >= _CLEARLY
    ]
    letters = sum(len(it.word.text) for it in there)
    enough = len(there) >= _LEAST_OWN_WORDS and letters >= _LEAST_OWN_LETTERS
    return enough and len(there) >= _OWN_FOUND * len(own)


def _is_same(word: Word, other: Word) -> bool:
    if word.text != other.text:
        return False
    x, y = np.abs(np.array(word.box_mm[:2]) - other.box_mm[:2]).tolist()
    return bool(max(x, y) < _SAME_PLACE_MM)


def _body(words: Sequence[Word], height_mm: float) -> list[Word]:
    """The words that are not beside the codes, and large enough to be compared."""
    return [
        word
        for word in words
        if word.box_mm[1] > _MARKS_MM
        and word.box_mm[3] < height_mm - _MARKS_MM
        and word.box_mm[2] - word.box_mm[0] > _LEAST_WORD_MM
    ]
