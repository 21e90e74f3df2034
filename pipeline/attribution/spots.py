"""Dates as they stand in the lines of a paper, whosever they are.

In figures and in words, with what OCR makes of either; what stands before and behind
a date on its line tells whether a period or a day of birth is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from pipeline import grammar
from pipeline.attribution.lines import Line

_FIGURE: Final = r"[\dзоiіl|б]"
_MISREAD: Final = str.maketrans("зоiіl|б", "3011116")
_IN_FIGURES: Final = re.compile(
    rf"(?<![\w.])({_FIGURE}{{1,2}})\s?[.,]\s?({_FIGURE}{{1,2}})\s?[.,]\s?"
    rf"((?:1[9з]|2о|20|19|{_FIGURE}{{2}}){_FIGURE}{{2}}|\d\d)(?![\d])"
)
_IN_WORDS: Final = re.compile(
    rf"(?<![\w.])[«\"“„<']{{0,2}}\s?({_FIGURE}{{1,2}})\s?[»\"”>']{{0,2}}\s?"
    rf"([а-я]{{3,9}})\.?\s+({_FIGURE}{{4}})(?!\d)"
)
_LEFT: Final = r"(?:\s*_|\s*\.\.|\s*…|\s\d\d(?!\d)|\s*г\b)"
_UNFINISHED: Final = re.compile(_LEFT)
"""What follows the century of a year that was left to ink."""

_CENTURIES: Final = ("19", "20")
_LIKE_A_MONTH: Final = 74.0
_SHORT_CENTURY: Final = 70
_FIRST_YEAR: Final = 1992

_PERIOD: Final = re.compile(
    r"(?:^|\W)(?:с|со|по|до|позднее|ранее|после)\s*:?\s*[«\"]?\s*$|[-–]\s*$"
)
_AFTER_PERIOD: Final = re.compile(r"^\s*(?:г\.?|года)?\s*(?:-|по |до )")
_BORN: Final = re.compile(r"рожд\w*\.?\s*(?:\([^)]*\))?\W{0,12}$")
_AFTER_BORN: Final = re.compile(r"^\W{0,3}(?:г(?:ода|\.)?\s*)?р(?:\.|ожд)")
_BEGUN: Final = re.compile(
    r"\d\d?(?:\s?[.,]\s?\d\d?\s?[.,]\s?|[»\"]?\s+[а-я]{3,8}\s+)"
    rf"(?:19|20)(?:{_LEFT}|\s*$)"
)
"""A date of which the year is not written out."""

_PLACE: Final = re.compile(
    r"\b(г|гор|город|года|год|от|дата|москва|no|№|номер|рег|регистрационный|исх)\b"
)
_TOWN: Final = re.compile(r"\b(?:г|гор|город)\b\.?\s*[а-я-]{2,}")
_YEAR: Final = re.compile(r"^\s*г[а-я]{0,3}\b\.?")
_WITH_FIGURES: Final = re.compile(r"\S*\d\S*")
_ALIEN: Final = re.compile(r"[а-я]{3}")
"""A word that belongs to no number, date or place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A date in a line: what stands before and behind it there."""

    day: date
    before: str
    after: str
    sure: bool


def in_line(line: Line) -> list[Spot]:
    """The dates that a paper may bear."""
    return [spot for spot in _all_spots(line) if spot.day.year >= _FIRST_YEAR]


def in_text(page: Sequence[Line]) -> frozenset[date]:
    """Every date on a page, those too that go on in the next line."""
    return frozenset(spot.day for line in _with_next(page) for spot in _all_spots(line))


def of_birth(page: Sequence[Line]) -> frozenset[date]:
    """The dates on a page that are told to be somebody's day of birth."""
    return frozenset(
        spot.day
        for line in _with_next(page)
        for spot in _all_spots(line)
        if is_birth(spot)
    )


def is_birth(spot: Spot) -> bool:
    """It is told to be the day of somebody's birth."""
    return bool(_BORN.search(spot.before) or _AFTER_BORN.search(spot.after))


def ends_in_period(line: Line) -> bool:
    """What stands at the beginning of the next line bounds a period."""
    return bool(_PERIOD.search(line.folded))


def is_period(spot: Spot) -> bool:
    """It begins or ends a period, or bounds one."""
    return bool(_PERIOD.search(spot.before) or _AFTER_PERIOD.search(spot.after))


def is_begun(line: Line) -> bool:
    """A date stands there of which the year is not written out."""
    return bool(_BEGUN.search(line.folded))


def is_alone(spot: Spot) -> bool:
    """«№ 7 от 25.06.2026 г.», with a place or without."""
    return is_bare(spot.before) and is_bare(_YEAR.sub("", spot.after))


def is_bare(text: str) -> bool:
    """Folded text holds nothing but numbers, dates and a place."""
    for known in (_IN_WORDS, _WITH_FIGURES, _TOWN, _PLACE):
        text = known.sub(" ", text)
    return not _ALIEN.search(text)


def words_beside(spot: Spot) -> list[str]:
    """Words of the line that are no part of a date, a number or a place."""
    rest = _PLACE.sub(" ", f"{spot.before} {spot.after}")
    return [word for word in re.findall(r"[а-я]{2,}", rest) if len(word) > 1]


def _with_next(page: Sequence[Line]) -> list[Line]:
    """Each line with the one below, in which it may go on."""
    return [
        Line(f"{line.text} {below.text}", line.top)
        for line, below in pairwise((*page, Line("", 1.0)))
    ]


def _all_spots(line: Line) -> list[Spot]:
    text = line.folded
    found = [*_figures(text), *_written(text)]
    return sorted(found, key=lambda it: len(it.before))


def _figures(text: str) -> Iterator[Spot]:
    for match in _IN_FIGURES.finditer(text):
        day, month, year = (_number(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 2000 if year < _SHORT_CENTURY else 1900
        made = _day(year, month, day)
        century = match[3] in _CENTURIES
        if made and not (century and _UNFINISHED.match(text, match.end())):
            sure = all(part.isdecimal() for part in match.groups()) and not century
            yield Spot(made, text[: match.start()], text[match.end() :], sure)


def _written(text: str) -> Iterator[Spot]:
    for match in _IN_WORDS.finditer(text):
        month, sure = _month(match[2])
        made = _day(_number(match[3]), month, _number(match[1]))
        if made:
            sure &= match[1].isdecimal() and match[3].isdecimal()
            yield Spot(made, text[: match.start()], text[match.end() :], sure)


def _month(word: str) -> tuple[int, bool]:
    """1 to 12, or 0; and whether no other month comes near."""
    scores = [fuzz.ratio(word, month) for month in grammar.MONTHS]
    best = max(scores)
    if best < _LIKE_A_MONTH:
        return 0, False
    near = sum(score > best - 12.0 for score in scores)
    return scores.index(best) + 1, best == 100.0 or near == 1


def _number(text: str) -> int:
    return int(text.translate(_MISREAD))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
