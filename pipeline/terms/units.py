"""A text → its units, in order: what terms, questions and hits are made of.

The day, the month's name, the year and «года» become one unit, the same as the date in
figures has. Only spaces may stand between them, and quotation marks after the day.
"""

import re

from pipeline.terms import dates, tokens
from pipeline.terms.tokens import Unit

_DATE_WORDS = dates.YEAR_WORDS.union(dates.MONTHS)
_AFTER_DAY = re.compile(r"[\s»\"”“'’]{1,4}")
_BEFORE_YEAR = re.compile(r"\s{1,3}")
_BEFORE_YEAR_WORD = re.compile(r"\s{0,2}")

Placed = tuple[int, Unit]
"""Where a unit's token begins in the text, from 0, and the unit.

A plain tuple, quick to make: a page has hundreds.
"""


def read(text: str) -> list[Placed]:
    """The units of a text, in order and apart from each other."""
    found = [
        (token.start(), unit)
        for token in tokens.split(text)
        for unit in tokens.read(token[0])
    ]
    if _DATE_WORDS.isdisjoint(unit.exact for _, unit in found):
        return found
    for place in range(len(found) - 1, -1, -1):
        if found[place][1].exact in dates.MONTHS:
            _join_date(text, found, place)
    for place in range(len(found) - 1, 0, -1):
        if found[place][1].exact in dates.YEAR_WORDS:
            _join_year_word(text, found, place)
    return found


def start(placed: Placed) -> int:
    """Of the unit's first character in the text, from 0."""
    return placed[0] + placed[1].start


def end(placed: Placed) -> int:
    """Of the character after the unit's last."""
    return placed[0] + placed[1].end


def _join_date(text: str, found: list[Placed], place: int) -> None:
    """Make one unit of a month's name and the day before it and the year after it."""
    name = found[place][1]
    day, year = _day_before(text, found, place), _year_after(text, found, place)
    stems = dates.in_words(day, dates.MONTHS[name.exact], year)
    if stems:
        first, last = place - bool(day), place + bool(year)
        _join(found, first, last, stems + name.stems, stems[:1])


def _join_year_word(text: str, found: list[Placed], place: int) -> None:
    """Let «г.» and «года» be part of the year or the date before them."""
    year, word = found[place - 1][1], found[place][1]
    close = _adjoin(text, found, place - 1, _BEFORE_YEAR_WORD)
    if close and dates.takes_year_word(year.exact):
        _join(found, place - 1, place, year.stems + word.stems, year.asked)


def _day_before(text: str, found: list[Placed], place: int) -> int:
    """The day before a month's name; 0 where there is none."""
    if _adjoin(text, found, place - 1, _AFTER_DAY):
        return dates.as_day(found[place - 1][1].exact)
    return 0


def _year_after(text: str, found: list[Placed], place: int) -> int:
    """The year after a month's name; 0 where there is none."""
    if _adjoin(text, found, place, _BEFORE_YEAR):
        return dates.as_year(found[place + 1][1].exact)
    return 0


def _adjoin(text: str, found: list[Placed], left: int, gap: re.Pattern[str]) -> bool:
    """Whether a unit and the next are there and have but such a gap between them."""
    if not 0 <= left < len(found) - 1:
        return False
    return bool(gap.fullmatch(text, end(found[left]), start(found[left + 1])))


def _join(
    found: list[Placed],
    first: int,
    last: int,
    stems: tuple[str, ...],
    asked: tuple[str, ...],
) -> None:
    """Put one unit in the place of several; its exact term is what it is asked by."""
    begin = start(found[first])
    joined = Unit(0, end(found[last]) - begin, asked[0], stems, asked)
    found[first : last + 1] = [(begin, joined)]
