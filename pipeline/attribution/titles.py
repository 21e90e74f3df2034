"""The kind of a paper, by the title at its head.

A title is a line of its own (or two) near the top, in the nominative: a letter
about protocols, an extract from a protocol and an annex to one are other papers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from pipeline.attribution import lines
from pipeline.attribution.known import KnownKind
from pipeline.attribution.lines import Line

QUALIFICATION: Final = "qualification-copy"
DUPLICATE: Final = "duplicate-copy"
OTHER: Final = "other"
NEVER_SURE: Final = frozenset({OTHER, "cover-sheet"})
"""Kinds that nobody but a person gives."""

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "journal": (
        "журнал учета посещаемости",
        "журнал учета посещаемости слушателей",
        "журнал учета посещаемости и результатов обучения",
        "журнал учета посещения занятий",
        "журнал учебных занятий",
        "журнал учета занятий",
        "журнал учебной группы",
    ),
    "gradesheet": (
        "ведомость промежуточной аттестации",
        "зачетная ведомость",
        "экзаменационная ведомость",
        "зачетно экзаменационная ведомость",
        "ведомость промежуточного контроля",
    ),
    "final-gradesheet": (
        "ведомость итогового контроля",
        "ведомость итоговой аттестации",
        "итоговая ведомость",
    ),
    "protocol": (
        "протокол итоговой аттестации",
        "протокол заседания итоговой аттестационной комиссии",
        "протокол заседания аттестационной комиссии",
        "протокол заседания экзаменационной комиссии",
        "протокол заседания комиссии по итоговой аттестации",
    ),
    "certificate": (
        "справка об обучении",
        "справка о периоде обучения",
    ),
    "results-card": (
        "карточка индивидуального учета результатов",
        "индивидуальная карточка слушателя",
    ),
    "registration-book": (
        "книга регистрации выдачи документов о квалификации",
        "книга регистрации выдачи удостоверений о повышении квалификации",
        "книга регистрации выдачи дипломов о профессиональной переподготовке",
        "книга регистрации выдачи дубликатов документов о квалификации",
    ),
    QUALIFICATION: (
        "удостоверение о повышении квалификации",
        "диплом о профессиональной переподготовке",
        "свидетельство о профессии рабочего должности служащего",
        "свидетельство о повышении квалификации",
    ),
}
"""Titles that papers of other years and houses bear, folded."""

_OTHERS: Final = re.compile(
    r"(выписка|приложение|заявление|приказ|распоряжение|письмо|докладная|служебная"
    r"|реестр|доверенность|положение|договор|согласие|программа|расписание|опись"
    r"|акт|отчет|список|справка|протокол|ведомость|журнал|диплом|удостоверение"
    r"|свидетельство|сертификат|карточка|книга|уведомление|характеристика|план"
    r"|проект|образец|о|об|по|уважаем\w*)( |$)"
)
"""How the head of some other paper begins."""

_NAMED: Final = re.compile(
    r"(выписка|приложение|заявление|приказ|распоряжение|докладная|служебная записка"
    r"|реестр|доверенность|положение|договор|согласие|расписание|опись|акт|отчет"
    r"|уведомление|характеристика)( |$)"
)
"""What a paper of no kind of ours is called at its head."""

_LETTER: Final = re.compile(
    r"\b(направля(ем|ю)|прош(у|им)|сообща(ем|ю)|уважаем\w+|в ответ на|на ваш)\b"
)
"""What only letters and requests say."""

_DUPLICATE: Final = re.compile(r"\bду[бв]лика[тг]\b")
_BEFORE: Final = re.compile(r"[(),:;.«»\"]+")
_HEAD: Final = 0.6
"""A title stands in that share of the page."""

_LIKE: Final = 80.0
_SURE: Final = 91.0
_AHEAD: Final = 8.0
_TORN: Final = 3
"""So many letters of the first word's end may be all that is left of it."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title that was found.

    Attributes:
        place: Of its last line among the lines of the page, from 0.
        score: How like it is, 0 to 100.
        sure: Nothing else comes near, and nothing speaks against it.
        why: "title", or why it is not sure.
    """

    kind: str
    text: str
    place: int
    score: float
    sure: bool
    why: str


def find(page: Sequence[Line], kinds: Mapping[str, KnownKind]) -> Title | None:
    """The title at the head of a page; None where there is none."""
    spelled = _spellings(kinds)
    best: dict[str, Title] = {}
    for first, place, text in _heads(page):
        for kind, titles in spelled.items():
            score = max(_likeness(text, title) for title in titles)
            if score >= _LIKE and (kind not in best or score > best[kind].score):
                shown = " ".join(line.text for line in page[first : place + 1])
                best[kind] = Title(kind, shown, place, score, sure=False, why="title")
    if not best:
        return _other(page)
    ranked = sorted(best.values(), key=lambda it: -it.score)
    return _judged(ranked, page)


def _judged(ranked: Sequence[Title], page: Sequence[Line]) -> Title:
    """The best title, and whether it may be relied on."""
    found = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    duplicate = any(_DUPLICATE.search(line.plain) for line in page)
    if duplicate and found.kind == QUALIFICATION:
        found = _as(found, DUPLICATE, found.why)
    elif duplicate:
        return _as(found, found.kind, "duplicate")
    if _spoilt(page, found):
        return _other(page) or _as(found, OTHER, "title_other")
    if found.score < _SURE:
        return _as(found, found.kind, "title_unlike")
    if found.score - second < _AHEAD:
        return _as(found, found.kind, "title_rival")
    if found.kind in NEVER_SURE:
        return _as(found, found.kind, "title_other")
    return Title(found.kind, found.text, found.place, found.score, True, "title")  # noqa: FBT003 - sure


def _other(page: Sequence[Line]) -> Title | None:
    """The name of some other paper at the head."""
    for place, line in enumerate(page):
        if line.top <= _HEAD and _NAMED.match(line.plain):
            return Title(OTHER, line.text, place, _LIKE, sure=False, why="title_other")
    return None


def _as(title: Title, kind: str, why: str) -> Title:
    return Title(kind, title.text, title.place, title.score, sure=False, why=why)


def _spoilt(page: Sequence[Line], title: Title) -> bool:
    """Another paper's name stands above the title or right before it."""
    own = lines.plain(title.text).split()
    first = title.place - (
        len(title.text.split()) > len(page[title.place].text.split())
    )
    if any(_LETTER.search(line.plain) for line in page):
        return True
    above, below = page[:first], page[title.place + 1 : title.place + 3]
    if any(line.plain.startswith("выписка") for line in below):
        return True
    return any(
        _OTHERS.match(line.plain) and not _is_official(line.plain, own)
        for line in above
    )


def _is_official(line: str, own: Sequence[str]) -> bool:
    """A line that stands above titles by right: the mark of a draft."""
    return line in ("проект", "образец") or line.split() == list(own)


def _heads(page: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Lines near the top and pairs of them: first and last place, and text."""
    for place, line in enumerate(page):
        if line.top > _HEAD:
            return
        text = _cut(line)
        yield place, place, text
        if place:
            yield place - 1, place, f"{_cut(page[place - 1])} {text}".strip()


def _cut(line: Line) -> str:
    """The line less a number or a date that may follow a title on it."""
    head = re.split(r"№| от \d|\bn[oе] | n \d|\d", line.folded, maxsplit=1)[0]
    return lines.plain(head)


def _likeness(text: str, title: str) -> float:
    """How like a line is to a title; the first word must be in the same case."""
    if not text or abs(len(text) - len(title)) > max(4, len(title) // 4):
        return 0.0
    score = fuzz.ratio(text, title)
    first, wanted = text.split(maxsplit=1)[0], title.split(maxsplit=1)[0]
    if _same_word(first, wanted):
        return score
    torn = len(first) >= _TORN and wanted.endswith(first)
    return min(score, _SURE - 1.0 if torn else _LIKE - 1.0)


def _same_word(word: str, wanted: str) -> bool:
    """One word but for a letter or two that OCR misread, and no other ending."""
    if word == wanted:
        return True
    same_end = word[-1:] == wanted[-1:] and len(word) == len(wanted)
    return same_end and fuzz.ratio(word, wanted) >= 75.0


def _spellings(kinds: Mapping[str, KnownKind]) -> dict[str, set[str]]:
    """Kind → its titles, folded; those in brackets as alternatives."""
    spelled = {kind: set(titles) for kind, titles in _USUAL.items()}
    for kind in kinds.values():
        spelled.setdefault(kind.name, set()).update(_ways(kind.title))
    return spelled


def _ways(title: str) -> Iterator[str]:
    """«Справка об обучении (о периоде обучения)», without the brackets and by them."""
    yield lines.plain(title)
    outside, bracket, rest = title.partition("(")
    if bracket:
        inside = rest.partition(")")[0]
        yield lines.plain(outside)
        yield lines.plain(f"{outside.split()[0]} {inside}")
