"""The date of a paper, among all the dates that stand on it.

Strong is a date that stands with the title («№ 7 от 12 мая 2024 г.») or behind a
label that says whose it is («Дата выдачи»). Dates of orders and laws that are cited,
of birth, of a period of study and of lessons are never the paper's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile
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

_ACT: Final = re.compile(
    r"приказ|распоряжен|закон|постановлен|положен|утвержд|основан|рожд|родил|зачислен"
    r"|отчислен|договор|заявлен|лиценз|аккредит|доверен|паспорт|введен|входящ"
    r"|\bвх\b|\bпр\b|письм|запрос|\bна\s*(?:(?:ваш\w*|исх)\W*)*"
    r"(?:№|n|(?:мо|ме)\s*\d|\d[\w/-]*\s+от\b|$)"
)
"""What goes on in the next line with a date and a number of its own."""

_NOT_OURS: Final = re.compile(
    rf"{_ACT.pattern}|протокол|№\s*\S+-фз|начат|начал[оа]\b|период|обучал|обучен|срок|группа"
    r"|сдать|действ|\bгр\."
)
_ACT_ALONE: Final = re.compile(rf"(?:{_ACT.pattern})(?!.*\d)")
_OTHER_DAY: Final = re.compile(
    r"\bдата\s+(?!проведен|выдачи|заседан|составлен|документ|заполнен)[а-я]\D*"
    r"(?:\([^)]*\)\W*)?$"
)
"""It ends in the label of a day that is not known to be the paper's."""

_LABEL_ENDS: Final = re.compile(
    rf"^(?!\W*об?\s).*(?:{_NOT_OURS.pattern}|оконч|заверш)\D*$"
)
"""It ends in the label of another's date; what begins with «(о» belongs to a title."""

_HAS_NUMBER: Final = re.compile(r"№\s*\S*\d")
_NUMBERED: Final = re.compile(r"^\W*(?:№|n)")

_PERIOD: Final = re.compile(
    r"(?:^|\W)(?:с|со|по|до|позднее|ранее|после)\s*:?\s*[«\"]?\s*$|[-–]\s*$"
)
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
_INK: Final = re.compile(r"(^|\s)от\s*($|[«\"_]|20\W*г?\W*$)|№\s*$")
_NO_NUMBER: Final = re.compile(r"(?:№|\bn[ое]?)\s*(?:[«\"]\s?)?(?:_|\.\.|…)")
_BEGUN: Final = re.compile(
    r"\d\d?(?:\s?[.,]\s?\d\d?\s?[.,]\s?|[»\"]?\s+[а-я]{3,8}\s+)"
    rf"(?:19|20)(?:{_LEFT}|\s*$)"
)
"""A date of which the year is not written out."""

_NUMBER: Final = re.compile(r"\d[\w/-]*\d")
_TITLE_WORDS: Final = 12
_FEW_WORDS: Final = 3
"""So many beside a date, in the line of the title or in another, leave it a guess."""

_BLOCK: Final = 4
"""So many lines from the title on hold its number and date."""

_PLACE: Final = re.compile(
    r"\b(г|гор|город|года|год|от|дата|москва|no|№|номер|рег|регистрационный|исх)\b"
)
_TOWN: Final = re.compile(r"\b(?:г|гор|город)\b\.?\s*[а-я-]{2,}")
_YEAR: Final = re.compile(r"^\s*г[а-я]{0,3}\b\.?")
_WITH_FIGURES: Final = re.compile(r"\S*\d\S*")
_ALIEN: Final = re.compile(r"[а-я]{3}")
"""A word that belongs to no number, date or place."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that was found.

    Attributes:
        strong: It is the paper's by where it stands.
        why: "date_title", "date_label" or "date_alone".
        text: The line that it stands in.
        labelled: Another date, behind a label, where that of the title is doubtful.
    """

    day: date
    strong: bool
    why: str
    text: str
    labelled: "Dated | None" = None


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
            to be written in ink; where both stand and differ, neither is sure.
    """
    labelled = _labelled(page, label)
    if label:
        return labelled or _only(page)
    block = () if title is None else page[title : title + 1 + _BLOCK]
    beside = _with_title(block)
    if beside and labelled:
        best = beside if beside.strong else labelled
        if beside.day == labelled.day:
            return best
        doubtful = replace(labelled, strong=False)
        return replace(best, strong=False, labelled=doubtful)
    if labelled and _has_gap(block):
        return replace(labelled, strong=False, why="date_ink")
    return beside or labelled or _only(page)


def _has_gap(block: Sequence[Line]) -> bool:
    """A number stands below the title and its date does not: it is left to ink."""
    return any(_is_left(line) for line in block) or any(
        _NUMBER.search(line.folded) and not _LABELS.search(line.folded)
        for line in block[1:2]
    )


def _is_left(line: Line, place: int = 1) -> bool:
    """A date or a number is left to ink; the title's may stand in the next line."""
    ends = bool(place) and _INK.search(line.folded)
    return bool(ends or _BEGUN.search(line.folded) or is_unnumbered(line))


def is_unnumbered(line: Line) -> bool:
    """A number is left to ink there: «№ ____»."""
    return bool(_NO_NUMBER.search(line.folded))


def _with_title(block: Sequence[Line]) -> Dated | None:
    """The date beside the number, or alone on its line below the title.

    One that has other words on its line is no more than a guess.
    """
    near: Dated | None = None
    for place, line in enumerate(block):
        spots = _spots(line)
        if not spots and _is_left(line, place):
            return None
        if len(spots) != 1 or (place and _LABEL_WORDS.search(line.folded)):
            continue
        spot = spots[0]
        if _is_period(spot) or _is_anothers(block, place, spot):
            continue
        found = Dated(spot.day, spot.sure, "date_title", line.text)
        words = len(_words_beside(spot))
        if _is_alone(spot) or (not place and words <= _TITLE_WORDS):
            return found
        if words <= _FEW_WORDS:
            near = near or replace(found, strong=False)
    return near


def _is_anothers(block: Sequence[Line], place: int, spot: _Spot) -> bool:
    """The date is of a birth, an order or the like, perhaps told in the line above."""
    if _is_birth(spot):
        return True
    if not place:
        return bool(_ACT.search(spot.before))
    return bool(_NOT_OURS.search(spot.before)) or _goes_on(block, place)


def _goes_on(block: Sequence[Line], place: int) -> bool:
    """A line goes on from one below the title that cites an act, but not its date.

    Or from the label of a day or the beginning of a period, when it has no number.

    Args:
        block: The lines from that of the title on.
        place: Of the line in the block, from 0, which is that of the title.
    """
    line = block[place].folded
    cites = _ACT_ALONE if _NUMBERED.match(line) else _ACT
    undated = [*takewhile(lambda it: not _spots(it), reversed(block[1:place]))]
    if any(cites.search(it.folded) for it in undated):
        return True
    if _HAS_NUMBER.search(line):
        return False
    labels = [" ".join(it.folded for it in undated[n::-1]) for n in (0, 1)]
    above = block[place - 1].folded
    ends = _PERIOD.search(above) or _OTHER_DAY.search(above)
    return any(map(_LABEL_ENDS.match, labels)) or bool(ends)


def _is_alone(spot: _Spot) -> bool:
    """«№ 7 от 25.06.2026 г.», with a place or without."""
    return is_bare(spot.before) and is_bare(_YEAR.sub("", spot.after))


def is_bare(text: str) -> bool:
    """Folded text holds nothing but numbers, dates and a place."""
    for known in (_IN_WORDS, _WITH_FIGURES, _TOWN, _PLACE):
        text = known.sub(" ", text)
    return not _ALIEN.search(text)


def _words_beside(spot: _Spot) -> list[str]:
    """Words of the line that are no part of a date, a number or a place."""
    rest = _PLACE.sub(" ", f"{spot.before} {spot.after}")
    return [word for word in re.findall(r"[а-я]{2,}", rest) if len(word) > 1]


def _labelled(page: Sequence[Line], wanted: str) -> Dated | None:
    """The date behind a label, or below it."""
    for place, line in enumerate(page):
        label = _LABELS.search(line.folded)
        if label is None or not _is_wanted(label, line, wanted):
            continue
        behind = [it for it in _spots(line) if len(it.before) >= label.end() - 2]
        next_line = () if _BEGUN.search(line.folded) else page[place + 1 : place + 2]
        below = [it for one in next_line for it in _spots(one)]
        below = [
            it
            for it in below
            if len(_words_beside(it)) <= _FEW_WORDS and not _NOT_OURS.search(it.before)
        ]
        spots = behind or below
        if len(spots) == 1 and not (_is_period(spots[0]) or _is_birth(spots[0])):
            return Dated(spots[0].day, spots[0].sure, "date_label", line.text)
    return None


def _is_wanted(label: re.Match[str], line: Line, wanted: str) -> bool:
    """It labels the paper's date: not the end of studies, not a passport's issue."""
    if wanted:
        return wanted in line.folded
    return "оконч" not in label[0] and not _ACT.search(line.folded[: label.start()])


def _only(page: Sequence[Line]) -> Dated | None:
    """The only date that is nobody else's."""
    left = [
        (spot.day, line)
        for place, line in enumerate(page)
        for spot in _spots(line)
        if len(_spots(line)) < _LESSONS
        and not _NOT_OURS.search(_context(page, place, spot))
        and not _is_period(spot)
        and not _is_birth(spot)
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


def is_cited(page: Sequence[Line], place: int, title: int) -> bool:
    """A line speaks of an order, a letter, a law, a group, a period or a birth.

    Args:
        page: Its lines.
        place: Of the line, from 0.
        title: Place of the title, from 0, of whose own words none counts.
    """
    folded = page[place].folded
    if place == title:
        return False
    if place < title:
        above = page[place - 1].folded if place else ""
        goes_on = is_bare(folded) and _ACT_ALONE.search(above)
        return bool(goes_on or _ACT.search(folded))
    block = page[title : place + 1]
    return bool(_NOT_OURS.search(folded)) or _goes_on(block, place - title)


def in_text(page: Sequence[Line]) -> frozenset[date]:
    """Every date on a page, those too that go on in the next line."""
    return frozenset(spot.day for line in _with_next(page) for spot in _all_spots(line))


def of_birth(page: Sequence[Line]) -> frozenset[date]:
    """The dates on a page that are told to be somebody's day of birth."""
    return frozenset(
        spot.day
        for line in _with_next(page)
        for spot in _all_spots(line)
        if _is_birth(spot)
    )


def _is_birth(spot: _Spot) -> bool:
    return bool(_BORN.search(spot.before) or _AFTER_BORN.search(spot.after))


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
        century = match[3] in _CENTURIES
        if made and not (century and _UNFINISHED.match(text, match.end())):
            sure = all(part.isdecimal() for part in match.groups()) and not century
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
