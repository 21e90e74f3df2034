"""The date of a paper, among all the dates that stand on it.

Strong is a date that stands with the title («№ 7 от 12 мая 2024 г.») or behind a
label that says whose it is («Дата выдачи»). Dates of orders and laws that are cited,
of birth, of a period of study and of lessons are never the paper's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.attribution import citations, spots
from pipeline.attribution.lines import Line
from pipeline.attribution.spots import Spot

_LESSONS: Final = 3
"""A line with so many dates is the head of a grid."""

_LABELS: Final = re.compile(
    r"дата\s+(проведен|выдачи|заседан|составлен|окончан|документ|заполнен)\w*"
    r"|(журнал\w*)?\s*окончен\w*|^дата\s*:|выдан[оа]?\s*:?\s*$"
)
_LABEL_WORDS: Final = re.compile(r"провед|выда|заседан|составл|окончан|окончен")
_INK: Final = re.compile(r"(^|\s)от\s*($|[«\"_]|20\W*г?\W*$)|№\s*$")
_NO_NUMBER: Final = re.compile(r"(?:№|\bn[ое]?)\s*(?:[«\"]\s?)?(?:_|\.\.|…)")
_NUMBER: Final = re.compile(r"\d[\w/-]*\d")
_TITLE_WORDS: Final = 12
_FEW_WORDS: Final = 3
"""So many beside a date, in the line of the title or in another, leave it a guess."""

_BLOCK: Final = 4
"""So many lines from the title on hold its number and date."""


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
    return bool(ends or spots.is_begun(line) or is_unnumbered(line))


def is_unnumbered(line: Line) -> bool:
    """A number is left to ink there: «№ ____»."""
    return bool(_NO_NUMBER.search(line.folded))


def _with_title(block: Sequence[Line]) -> Dated | None:
    """The date beside the number, or alone on its line below the title.

    One that has other words on its line is no more than a guess.
    """
    near: Dated | None = None
    for place, line in enumerate(block):
        found = spots.in_line(line)
        if not found and _is_left(line, place):
            return None
        if len(found) != 1 or (place and _LABEL_WORDS.search(line.folded)):
            continue
        spot = found[0]
        if spots.is_period(spot) or citations.is_anothers(block, place, spot):
            continue
        dated = Dated(spot.day, spot.sure, "date_title", line.text)
        words = len(spots.words_beside(spot))
        if spots.is_alone(spot) or (not place and words <= _TITLE_WORDS):
            return dated
        if words <= _FEW_WORDS:
            near = near or replace(dated, strong=False)
    return near


def _labelled(page: Sequence[Line], wanted: str) -> Dated | None:
    """The date behind a label, or below it."""
    for place, line in enumerate(page):
        label = _LABELS.search(line.folded)
        if label is None or not _is_wanted(label, line, wanted):
            continue
        behind = [it for it in spots.in_line(line) if len(it.before) >= label.end() - 2]
        next_line = () if spots.is_begun(line) else page[place + 1 : place + 2]
        below = [it for one in next_line for it in spots.in_line(one)]
        below = [
            it
            for it in below
            if len(spots.words_beside(it)) <= _FEW_WORDS
            and not citations.is_of_others(it.before)
        ]
        found = behind or below
        if len(found) != 1:
            continue
        spot = found[0]
        if not (spots.is_period(spot) or spots.is_birth(spot)):
            return Dated(spot.day, spot.sure, "date_label", line.text)
    return None


def _is_wanted(label: re.Match[str], line: Line, wanted: str) -> bool:
    """It labels the paper's date: not the end of studies, not a passport's issue."""
    if wanted:
        return wanted in line.folded
    before = line.folded[: label.start()]
    return "оконч" not in label[0] and not citations.is_of_act(before)


def _only(page: Sequence[Line]) -> Dated | None:
    """The only date that is nobody else's."""
    left = [
        (spot.day, line)
        for place, line in enumerate(page)
        for spot in spots.in_line(line)
        if len(spots.in_line(line)) < _LESSONS
        and not citations.is_of_others(_context(page, place, spot))
        and not spots.is_period(spot)
        and not spots.is_birth(spot)
    ]
    if len({day for day, _line in left}) != 1:
        return None
    day, line = left[0]
    return Dated(day, strong=False, why="date_alone", text=line.text)


def _context(page: Sequence[Line], place: int, spot: Spot) -> str:
    """What stands before a date, with the end of the line above."""
    above = page[place - 1].folded[-40:] if place else ""
    return f"{above} {spot.before}"[-70:] + spot.after[:12]
