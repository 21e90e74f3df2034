"""The date of a paper, among all the dates that stand on it.

Strong is a date that stands with the title («№ 7 от 12 мая 2024 г.») or behind a
label that says whose it is («Дата выдачи»). Dates of orders and laws that are cited,
of birth, of a period of study and of lessons are never the paper's.
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
_LIKE_A_MONTH: Final = 74.0
_SHORT_CENTURY: Final = 70
_FIRST_YEAR: Final = 1992

_NOT_OURS: Final = re.compile(
    r"приказ|распоряжен|закон|постановлен|положен|утвержд|основан|протокол|рожд"
    r"|зачислен|отчислен|договор|заявлен|лиценз|аккредит|доверен|паспорт|№\s*\S+-фз"
    r"|начат|период|обучал|обучен|срок|группа"
)
_PERIOD: Final = re.compile(r"(?:^|\W)(?:с|со|по|до)\s*[«\"]?\s*$|[-–]\s*$")
_AFTER_PERIOD: Final = re.compile(r"^\s*(?:г\.?|года)?\s*(?:-|по |до )")
_BORN: Final = re.compile(r"рожд\w*\.?\s*(?:\([^)]*\))?\W{0,12}$")
_AFTER_BORN: Final = re.compile(r"^\W{0,3}(?:г(?:ода|\.)?\s*)?р(?:\.|ожд)")
_LESSONS: Final = 3
"""A line with so many dates is the head of a grid."""

_LABELS: Final = re.compile(
    r"дата\s+(проведен|выдачи|заседан|составлен|окончан|документ|заполнен)\w*"
    r"|(журнал\w*)?\s*окончен\w*|^дата\s*:|выдан[оа]?\s*:?\s*$"
)
_LABEL_WORDS: Final = re.compile(r"провед|выда|заседан|составл|окончан|окончен")
_INK: Final = re.compile(r"(^|\s)от\s*($|[«\"_]|20\W*г?\W*$)")
_NUMBER: Final = re.compile(r"\d[\w/-]*\d")
_BLOCK: Final = 4
"""So many lines from the title on hold its number and date."""

_PLACE: Final = re.compile(r"\b(г|гор|город|года|год|от|дата|москва|no|№)\b")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that was found.

    Attributes:
        strong: It is the paper's by where it stands.
        why: "date_title", "date_label" or "date_alone".
        text: The line that it stands in.
    """

    day: date
    strong: bool
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """A date in a line: what stands before and behind it there."""

    day: date
    before: str
    after: str
    sure: bool


def find(page: Sequence[Line], title: int | None, label: str = "") -> Dated | None:
    """The date of the paper that begins on that page.

    Args:
        page: Its lines.
        title: Place of the title among them; None where there is none.
        label: A piece of the label that alone tells the date of such a paper, or "":
            then the date stands with the title, or behind a label where no date was
            to be written in ink.
    """
    labelled = _labelled(page, label)
    if label:
        return labelled or _only(page)
    block = () if title is None else page[title : title + 1 + _BLOCK]
    found = _with_title(block)
    if found is None and labelled and _has_gap(block):
        found = Dated(labelled.day, strong=False, why="date_ink", text=labelled.text)
    return found or labelled or _only(page)


def _has_gap(block: Sequence[Line]) -> bool:
    """A number stands below the title and its date does not: it is left to ink."""
    return any(_INK.search(line.folded) for line in block) or any(
        _NUMBER.search(line.folded) and not _LABELS.search(line.folded)
        for line in block[1:2]
    )


def _with_title(block: Sequence[Line]) -> Dated | None:
    """The date beside the number, or alone on its line below the title."""
    for place, line in enumerate(block):
        spots = _spots(line)
        if place and not spots and _INK.search(line.folded):
            return None
        if len(spots) != 1 or (place and _LABEL_WORDS.search(line.folded)):
            continue
        spot = spots[0]
        cited = _NOT_OURS.search(spot.before) if place else None
        lone = len(_words_beside(spot)) <= (12 if not place else 3)
        if lone and not cited and not _is_period(spot):
            return Dated(spot.day, spot.sure, "date_title", line.text)
    return None


def _words_beside(spot: _Spot) -> list[str]:
    """Words of the line that are no part of a date, a number or a place."""
    rest = _PLACE.sub(" ", f"{spot.before} {spot.after}")
    return [word for word in re.findall(r"[а-я]{2,}", rest) if len(word) > 1]


def _labelled(page: Sequence[Line], wanted: str) -> Dated | None:
    """The date behind a label, or below it."""
    for place, line in enumerate(page):
        label = _LABELS.search(line.folded)
        if label is None or (wanted and wanted not in line.folded):
            continue
        behind = [it for it in _spots(line) if len(it.before) >= label.end() - 2]
        below = [it for one in page[place + 1 : place + 2] for it in _spots(one)]
        below = [it for it in below if len(_words_beside(it)) <= 3]
        spots = behind or below
        if len(spots) == 1 and not _is_period(spots[0]):
            return Dated(spots[0].day, spots[0].sure, "date_label", line.text)
    return None


def _only(page: Sequence[Line]) -> Dated | None:
    """The only date that is nobody else's."""
    left = [
        (spot.day, line)
        for place, line in enumerate(page)
        for spot in _spots(line)
        if len(_spots(line)) < _LESSONS
        and not _NOT_OURS.search(_context(page, place, spot))
        and not _is_period(spot)
    ]
    if len({day for day, _line in left}) != 1:
        return None
    day, line = left[0]
    return Dated(day, strong=False, why="date_alone", text=line.text)


def _context(page: Sequence[Line], place: int, spot: _Spot) -> str:
    """What stands before a date, with the end of the line above."""
    above = page[place - 1].folded[-40:] if place else ""
    return f"{above} {spot.before}"[-70:] + spot.after[:12]


def _is_period(spot: _Spot) -> bool:
    return bool(_PERIOD.search(spot.before) or _AFTER_PERIOD.search(spot.after))


def is_cited(text: str) -> bool:
    """A folded line speaks of an order, a law, a group, a period or a birth."""
    return bool(_NOT_OURS.search(text))


def in_text(page: Sequence[Line]) -> frozenset[date]:
    """Every date on a page, those too that go on in the next line."""
    return frozenset(spot.day for line in _with_next(page) for spot in _all_spots(line))


def of_birth(page: Sequence[Line]) -> frozenset[date]:
    """The dates on a page that are told to be somebody's day of birth."""
    return frozenset(
        spot.day
        for line in _with_next(page)
        for spot in _all_spots(line)
        if _BORN.search(spot.before) or _AFTER_BORN.search(spot.after)
    )


def _with_next(page: Sequence[Line]) -> list[Line]:
    """Each line with the one below, in which it may go on."""
    return [
        Line(f"{line.text} {below.text}", line.top)
        for line, below in pairwise((*page, Line("", 1.0)))
    ]


def _spots(line: Line) -> list[_Spot]:
    """The dates that a paper may bear."""
    return [spot for spot in _all_spots(line) if spot.day.year >= _FIRST_YEAR]


def _all_spots(line: Line) -> list[_Spot]:
    text = line.folded
    found = [*_figures(text), *_written(text)]
    return sorted(found, key=lambda it: len(it.before))


def _figures(text: str) -> Iterator[_Spot]:
    for match in _IN_FIGURES.finditer(text):
        day, month, year = (_number(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 2000 if year < _SHORT_CENTURY else 1900
        made = _day(year, month, day)
        if made:
            sure = all(part.isdecimal() for part in match.groups())
            yield _Spot(made, text[: match.start()], text[match.end() :], sure)


def _written(text: str) -> Iterator[_Spot]:
    for match in _IN_WORDS.finditer(text):
        month, sure = _month(match[2])
        made = _day(_number(match[3]), month, _number(match[1]))
        if made:
            sure &= match[1].isdecimal() and match[3].isdecimal()
            yield _Spot(made, text[: match.start()], text[match.end() :], sure)


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
