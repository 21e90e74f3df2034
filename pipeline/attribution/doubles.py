"""Are two papers that we did not print the same paper, scanned twice? By their words.

Such papers have no print to be laid on, so this is never more than likely: a person
compares the two.
"""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from pipeline.model import Guess, PageText

_ALIKE: Final = 85.0
"""Of 100: two readings by OCR of one page are seldom less alike."""

_LEAST_LETTERS: Final = 3
_LEAST_WORDS: Final = 12
"""Fewer on the whole paper tell nothing."""


def alike(one: Sequence[PageText], other: Sequence[PageText]) -> bool:
    """They have as many pages, and page by page nearly the same words."""
    first, second = ([_words(page) for page in of] for of in (one, other))
    if len(first) != len(second) or sum(map(len, first)) < _LEAST_WORDS:
        return False
    return all(
        fuzz.ratio(" ".join(here), " ".join(there)) >= _ALIKE
        for here, there in zip(first, second, strict=True)
    )


def disagree(one: Guess, other: Guess) -> bool:
    """They are surely two papers: each names another number or day, or other trainees.

    Of two readings of one list of people, one may have missed some.
    """
    pairs = (
        (one.kind, other.kind),
        (one.number, other.number),
        (one.group, other.group),
        (one.date, other.date),
    )
    first, second = set(one.students), set(other.students)
    others = bool(first and second) and first.isdisjoint(second)
    return others or any(here and there and here != there for here, there in pairs)


def _words(page: PageText) -> list[str]:
    """The page's words in one order, whichever way OCR went through it."""
    folded = (word.text.casefold() for word in page.recognised)
    return sorted(it for it in folded if len(it) >= _LEAST_LETTERS)
