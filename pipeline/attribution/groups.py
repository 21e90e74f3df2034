"""Whose paper it is: the group, by its code, its people, its days, its programme.

A code read by OCR may be another group's in one figure, so it counts only together
with the people or the days; and where two groups share all that, none is certain.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from pipeline.attribution import lines
from pipeline.attribution.known import Known, KnownGroup
from pipeline.attribution.lines import Line
from pipeline.attribution.names import Named

_LABEL: Final = r"(?:\bгрупп(?:а|ы|е|у|ой)|\bгр\.)\s*:?\s*№?\s*"
_NO_CODE: Final = r"(?![\w/-]|\.\d|\s+(?:чел|слуш|обучающ|обучаем|студ|[а-я]+\s+\d{4}))"
"""Behind figures: they are no count of people and no date."""

_NAMED: Final = r"(?:(?:\bгруппа|\bгр\.)\s*:?\s*№?\s*|\bгрупп(?:[ыеу]|ой)\s*:?\s*№\s*)"
_BEFORE_FIGURES: Final = (
    rf"(?:{_NAMED}|{_LABEL}(?=[\w/-]+\s*(?:[,;:.)-]|\((?![а-я]+и\))|$)))"
)
"""«в группе 15» may be of any 15 unless it ends there, or has «№»."""

_NO_COUNT: Final = r"(?!\d+(?:-(?:ти|ми)(?![\w/-])|-[хи]\s+[а-я]|ч(?![\w/-])))"
"""«15-ти», «3-х взрослых» and «120ч» are no codes."""

_LETTERED: Final = re.compile(
    rf"{_LABEL}{_NO_COUNT}((?:[а-яa-z]{{1,5}}\s?-\s?)+\d[\w/-]*"
    r"|(?:[а-яa-z]{1,5}\d|\d+-[а-яa-z]|\d+/\d)[\w/-]*|\d+[а-яa-z](?!\w))"
)
_FIGURES: Final = re.compile(rf"{_BEFORE_FIGURES}{_NO_COUNT}(\d[\w/-]*){_NO_CODE}")

_MENDED: Final = (("тi", "п"), ("гi", "п"), ("ii", "п"), ("ti", "п"))
"""What Tesseract makes of a letter that has no like in Latin."""

_CROWD: Final = 0.4
_RIVAL: Final = 0.5
_LEAST_PEOPLE: Final = 2
_LEAST_WEIGHT: Final = 1.0
_TITLE_LIKE: Final = 90.0
_SHORT_TITLE: Final = 12


@dataclass(frozen=True, slots=True)
class Whose:
    """The group of a paper.

    Attributes:
        sure: No other group may be meant.
        why: What tells so, or why it is doubtful.
        named: Its people whom the paper names.
        text: The line with its code, or "".
    """

    group: KnownGroup
    sure: bool
    why: str
    named: tuple[Named, ...]
    text: str = ""
    programme: bool = False


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for a group."""

    group: KnownGroup
    code: bool
    text: str
    people: tuple[Named, ...]
    starts: bool
    ends: bool
    programme: bool

    @property
    def share(self) -> float:
        """Of its people, who is named."""
        return len(self.people) / max(1, len(self.group.people))

    @property
    def weight(self) -> float:
        """How much speaks for it, all in all."""
        days = self.starts + self.ends
        crowd = min(len(self.people), 4) * 0.5 + self.share
        return 2.0 * self.code + crowd + 0.4 * days + 0.4 * self.programme


def find(
    pages: Sequence[Sequence[Line]],
    named: Sequence[Named],
    days: Collection[date],
    known: Known,
    *,
    of_one: bool,
    born: Collection[date] = (),
) -> Whose | None:
    """The group that a paper belongs to; None where nothing tells.

    Args:
        pages: The lines of all its pages.
        named: Who is named, of whatever group.
        days: All the dates on it.
        known: The groups.
        of_one: It is a paper of one trainee.
        born: Those of the dates that are told to be of a birth.
    """
    every = [line for page in pages for line in page]
    labelled = {
        _mended(code)
        for line in every
        for pattern in (_LETTERED, _FIGURES)
        for code in pattern.findall(line.folded)
    }
    signs = [_signs(group, every, named, days) for group in known.groups]
    signs.sort(key=lambda it: -it.weight)
    if not signs or signs[0].weight < _LEAST_WEIGHT:
        return None
    first, *others = signs
    stranger = labelled - {_tight(lines.fold(first.group.code))}
    stranger = {code for code in stranger if not _continues(code, first.group.code)}
    why = _doubt_of_one(first, others, days) if of_one else _doubt(first, others)
    if of_one and not why and _born_otherwise(first, born):
        why = "person_birth"
    if stranger:
        why = "group_stranger"
    sure = not why
    people = first.people
    return Whose(
        first.group,
        sure,
        why or _told_by(first),
        people,
        first.text,
        programme=first.programme,
    )


def _told_by(signs: _Signs) -> str:
    return "group_code" if signs.code else "group_people"


def _doubt(first: _Signs, others: Sequence[_Signs]) -> str:
    """Why a paper of a whole group may be another one's, or ""."""
    few = min(_LEAST_PEOPLE, len(first.group.people))
    full = sum(it.full for it in first.people)
    some = full >= few or len(first.people) > _LEAST_PEOPLE
    if any(it.share > _RIVAL * first.share for it in others if it.people):
        return "group_rival"
    if any(it.code for it in others):
        return "group_codes"
    if first.code and some:
        return ""
    if (
        some
        and first.share >= _CROWD
        and first.starts
        and first.ends
        and first.programme
    ):
        return ""
    return "group_weak"


def _doubt_of_one(
    first: _Signs, others: Sequence[_Signs], days: Collection[date]
) -> str:
    """Why a paper of one trainee may be of another one or of another course."""
    full = [it for it in first.people if it.full]
    if len(full) != 1:
        return "person_many" if full else "person_none"
    if any(it.full for other in others for it in other.people):
        return "group_rival"
    if any(it.code for it in others):
        return "group_codes"
    birth = full[0].person.trainee.birth_date
    dated = first.starts or first.ends or birth in days
    return "" if first.code or (first.programme and dated) else "group_weak"


def _born_otherwise(first: _Signs, born: Collection[date]) -> bool:
    """A birth is told, and it is not that of the person."""
    own = {it.person.trainee.birth_date for it in first.people if it.full} - {None}
    return bool(own and born and not own.intersection(born))


def _signs(
    group: KnownGroup,
    every: Sequence[Line],
    named: Sequence[Named],
    days: Collection[date],
) -> _Signs:
    place = _code_line(group.code, every)
    return _Signs(
        group=group,
        code=bool(place),
        text=place,
        people=tuple(it for it in named if it.person.group == group.code),
        starts=group.group.starts in days,
        ends=group.group.ends in days,
        programme=has_title(group.group.programme.title, every),
    )


def _code_line(code: str, every: Sequence[Line]) -> str:
    """The line with the code, standing by itself or at the head of a number.

    One without a letter may be any figure: it counts behind its label alone.
    """
    tight = re.escape(_tight(lines.fold(code)))
    pattern = re.compile(
        rf"(?<![\w-]){tight}(?![\w-])"
        if any(map(str.isalpha, code))
        else f"{_BEFORE_FIGURES}{tight}{_NO_CODE}"
    )
    for line in every:
        if pattern.search(_tight(line.folded)):
            return line.text
    return ""


def _tight(text: str) -> str:
    """Without spaces around hyphens."""
    return re.sub(r"\s*-\s*", "-", text)


def _mended(code: str) -> str:
    """A code as it was read, less what is a known misreading."""
    tight = _tight(code)
    for misread, letter in _MENDED:
        tight = tight.replace(misread, letter)
    return tight


def _continues(code: str, own: str) -> bool:
    """«гт-12/2026» is a number of ГТ-12 and no other group."""
    return code.startswith(_tight(lines.fold(own)) + "/")


def has_title(title: str, every: Sequence[Line]) -> bool:
    """A title stands somewhere, perhaps over two lines or three."""
    wanted = lines.plain(title)
    if len(wanted) < _SHORT_TITLE:
        return any(f" {wanted} " in f" {line.plain} " for line in every)
    for place in range(len(every)):
        text = " ".join(line.plain for line in every[place : place + 3])
        if fuzz.partial_ratio(wanted, text) >= _TITLE_LIKE:
            return True
    return False
