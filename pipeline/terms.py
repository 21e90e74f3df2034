"""Russian text → the terms it is found by, and a person's question → what to look for.

Every unit of a text gives one *exact* term and one or more *stems*:

    unit               exact            stems
    Иванову            иванову          иванов
    ГП-2025/03-12      гп-2025/03-12    гп 2025 03 12
    20 июня 2025 г.    2025-06-20       2025-06-20 2025-06 --06-20 20 06 2025 …

Exact terms keep the order of the text, so a quoted phrase is a run of them. A
number is found in part because its parts are a run of stems, and a date is found
however it was written because every spelling gives the same terms. Exact terms and
stems belong in two columns: what stands as it was asked for ranks first.

- A stem is Snowball repeated until nothing changes: once is not enough for surnames
  («Иванов» → «иван», «Иванову» → «иванов»), repeated it finds them all.
- ё is е, stress marks and soft hyphens are not there, a word broken at the end of a
  line is whole, and a word has one script: Latin look-alikes among Cyrillic letters
  become Cyrillic («CПРАВКА»), Cyrillic ones among Latin letters Latin («7К3Q9»).

It does not know which words an archive holds; similar words (errors of OCR) are put
into a question by whoever has the dictionary, in `Clause.similar`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import Stemmer

VERSION = 1
"""Raised when the same text would give other terms: indexes are then rebuilt."""

MARK = "**"
"""Stands before and after a hit in a snippet; « » would be taken for the text's own."""

_ELLIPSIS = "…"

# A letter or digit with what may cling to it: combining marks, soft hyphen, zero width.
_CLINGING = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_PART = rf"\w[\w{_CLINGING}]*"
_BREAK = r"(?<=[^\W\d_])-[ \t\r]*\n\s*(?=[а-яё])"
_DASHES = r"\-‐‑‒–—−"
_JOINT = rf"(?=[{_DASHES}/\\.])(?:{_BREAK}|[{_DASHES}/\\]|(?<=\d)\.(?=\d))"
_TOKEN = re.compile(rf"{_PART}(?:{_JOINT}{_PART})*")
_BROKEN = re.compile(_BREAK)
_PARTS = re.compile(_PART)

_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_LATIN_LETTERS = re.compile("[a-z]")
_PLAINLY_LATIN = re.compile(f"[a-z](?<![{_LATIN}])")
_PLAINLY_CYRILLIC = re.compile(f"[а-я](?<![{_CYRILLIC}])")

_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)")
_RANGE = re.compile(rf"(\d\d?\.\d\d?\.\d{{4}})[{_DASHES}](\d\d?\.\d\d?\.\d{{4}})")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d\d?)\2(\d\d?)")
_MONTH_FIRST = re.compile(r"(\d\d)\.((?:19|20)\d\d)")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)-(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\d\d?")
_CENTURY_TURNS = 70
"""«20.06.69» is 2069 and «20.06.70» 1970."""

_MONTHS = {
    form: number
    for number, forms in enumerate(
        (
            "январь января январе",
            "февраль февраля феврале",
            "март марта марте",
            "апрель апреля апреле",
            "май мая мае",
            "июнь июня июне",
            "июль июля июле",
            "август августа августе",
            "сентябрь сентября сентябре",
            "октябрь октября октябре",
            "ноябрь ноября ноябре",
            "декабрь декабря декабре",
        ),
        start=1,
    )
    for form in forms.split()
}
_YEAR_WORDS = frozenset(("г", "год", "года", "году", "годом"))
_DATE_WORDS = _YEAR_WORDS.union(_MONTHS)
_GLUED_YEAR_WORD = re.compile(r"(?<=(?:19|20)\d\d)г$")
_AFTER_DAY = re.compile(r"[\s»\"”“'’]{1,4}")
_BEFORE_YEAR = re.compile(r"\s{1,3}")
_BEFORE_YEAR_WORD = re.compile(r"\s{0,2}")

_LITTLE_WORDS = frozenset(
    _TOKEN.findall("а без в во для до за и из или к ко на не о об от по под при с со у")
)
_QUOTED = re.compile(r'["“”„]([^"“”„]*)["“”„]')


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is found by; a term stands as often as it occurs.

    Attributes:
        exact: In the order of the text.
        stems: In the order of the text, a number's parts one after the other.
    """

    exact: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for. Any of its three ways of occurring will do.

    Attributes:
        exact: A run of exact terms.
        stems: A run of stems, or nothing (in a quoted phrase).
        prefix: The last term of a run may go on («Сал*»).
        similar: Single terms, exact or stems, accepted besides.
    """

    exact: tuple[str, ...]
    stems: tuple[str, ...] = ()
    prefix: bool = False
    similar: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The word asked for, or "" where it is a number, a phrase or a prefix."""
        if self.prefix or len(self.exact) != 1 or not self.exact[0].isalpha():
            return ""
        return self.exact[0]


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked for: all of its clauses."""

    clauses: tuple[Clause, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.clauses)


class _Unit(NamedTuple):
    """A word, a number or a date, and where it stands in its token.

    Attributes:
        asked: The run of stems that finds it.
    """

    start: int
    end: int
    exact: str
    stems: tuple[str, ...]
    asked: tuple[str, ...]


_Placed = tuple[int, _Unit]
"""Where a unit's token begins in the text, and the unit.

A page has hundreds of units and few different ones: those are read once and kept.
"""


def index_terms(text: str) -> Terms:
    """The terms that a text is to be found by."""
    units = _units(text)
    return Terms(
        tuple(unit.exact for _, unit in units),
        tuple(stem for _, unit in units for stem in unit.stems),
    )


def parse_query(text: str) -> Query:
    """Read a question: words, all of which must occur; "a phrase"; a begin* of one.

    Prepositions and conjunctions are left out when anything else is asked for.
    """
    clauses: list[Clause] = []
    position = 0
    for phrase in _QUOTED.finditer(text):
        clauses += _plain_clauses(text[position : phrase.start()])
        clauses += _phrase_clauses(phrase[1])
        position = phrase.end()
    clauses += _plain_clauses(text[position:])
    telling = [clause for clause in clauses if clause.word not in _LITTLE_WORDS]
    return Query(tuple(dict.fromkeys(telling or clauses)))


def highlight(text: str, query: Query) -> tuple[tuple[int, int], ...]:
    """Where the text answers the question.

    Returns:
        Spans of the text, first character and the one after the last, from 0, in
        order and apart from each other.
    """
    return _merged(span for spans in _hits(text, query) for span in spans)


def snippet(text: str, query: Query, width: int = 160) -> str:
    """The part of a text that answers most of the question, hits between `MARK`.

    Args:
        text: Of one page.
        query: What was asked.
        width: In characters of the text, ellipses and marks not counted; a longer
            hit is shown whole.
    """
    found = _hits(text, query)
    spans = _merged(span for spans in found for span in spans)
    start, end = _window(text, _best_start(found, width), spans, width)
    pieces: list[str] = []
    position = start
    for left, right in spans:
        if start <= left and right <= end:
            hit = _tidy(text[left:right])
            pieces += [_tidy(text[position:left]), MARK, hit, MARK]
            position = right
    pieces.append(_tidy(text[position:end]))
    before = _ELLIPSIS if text[:start].strip() else ""
    after = _ELLIPSIS if text[end:].strip() else ""
    return before + "".join(pieces).strip() + after


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Snowball, repeated until the word no longer changes.

    Args:
        word: As `fold` gives it.
    """
    while (shorter := str(_snowball.stemWord(word))) != word:
        word = shorter
    return word


def fold(word: str) -> str:
    """A word as it is compared: small letters, one script, е for ё, no stress marks."""
    composed = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return _one_script("".join(filter(str.isalnum, composed)))


_snowball = Stemmer.Stemmer("russian", 0)


def _one_script(word: str) -> str:
    if not _LATIN_LETTERS.search(word):
        return word
    if not _PLAINLY_LATIN.search(word):
        return word.translate(_TO_CYRILLIC)
    if not _PLAINLY_CYRILLIC.search(word):
        return word.translate(_TO_LATIN)
    return word


def _units(text: str) -> list[_Placed]:
    found = [
        (token.start(), unit)
        for token in _TOKEN.finditer(text.replace("_", " "))
        for unit in _read(token[0])
    ]
    if _DATE_WORDS.isdisjoint(unit.exact for _, unit in found):
        return found
    for place in range(len(found) - 1, -1, -1):
        if found[place][1].exact in _MONTHS:
            _join_date(text, found, place)
    for place in range(len(found) - 1, 0, -1):
        if found[place][1].exact in _YEAR_WORDS:
            _join_year_word(text, found, place)
    return found


def _start(placed: _Placed) -> int:
    return placed[0] + placed[1].start


def _end(placed: _Placed) -> int:
    return placed[0] + placed[1].end


@lru_cache(maxsize=1 << 16)
def _read(token: str) -> tuple[_Unit, ...]:
    """The units of one token, placed within the token."""
    if both := _RANGE.fullmatch(token):
        return tuple(
            unit._replace(start=both.start(side), end=both.end(side))
            for side in (1, 2)
            for unit in _read(both[side])
        )
    parts = [
        _word(part.start(), part.end(), part[0]) for part in _PARTS.finditer(token)
    ]
    if any(character.isdigit() for character in token):
        return (_number(token, [part.exact for part in parts]),)
    parts = [part for part in parts if part.exact]
    if _BROKEN.search(token):
        whole = _word(0, len(token), _BROKEN.sub("", token))
        halves = tuple(stem for part in parts for stem in part.stems)
        return (_Unit(0, len(token), whole.exact, whole.stems + halves, whole.asked),)
    return tuple(parts)


def _word(start: int, end: int, text: str) -> _Unit:
    exact = fold(text)
    stems = (stem(exact),)
    return _Unit(start, end, exact, stems, stems)


def _number(token: str, parts: Sequence[str]) -> _Unit:
    joints = _PARTS.sub("\0", token).split("\0")[1:-1]
    whole = parts[0] + "".join(
        _plain_joint(joint) + part
        for joint, part in zip(joints, parts[1:], strict=True)
    )
    whole = _GLUED_YEAR_WORD.sub("", whole)
    stems = _date_stems(whole)
    if stems:
        return _Unit(0, len(token), stems[0], stems, stems[:1])
    stems = tuple(stem(part) for part in parts if part)
    return _Unit(0, len(token), whole, stems, stems)


def _plain_joint(joint: str) -> str:
    if joint == ".":
        return joint
    return "/" if joint in "/\\" else "-"


def _date_stems(text: str) -> tuple[str, ...]:
    """The terms of a date in figures; the first is its own; empty if it is none."""
    if match := _DAY_FIRST.fullmatch(text):
        return _day_stems(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day_stems(int(match[1]), int(match[3]), int(match[4]))
    if match := _SHORT_YEAR.fullmatch(text):
        century = 2000 if int(match[3]) < _CENTURY_TURNS else 1900
        return _day_stems(century + int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _month_stems(int(match[2]), int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _month_stems(int(match[1]), int(match[2]))
    return ()


def _day_stems(year: int, month: int, day: int) -> tuple[str, ...]:
    try:
        whole = date(year, month, day).isoformat()
    except ValueError:
        return ()
    parts = (f"{day:02}", f"{month:02}", f"{year:04}")
    return whole, whole[:7], _yearless(month, day), *parts


def _month_stems(year: int, month: int) -> tuple[str, ...]:
    if not 1 <= month <= 12:
        return ()
    return f"{year}-{month:02}", f"{month:02}", str(year)


def _yearless(month: int, day: int) -> str:
    return f"--{month:02}-{day:02}"


def _join_date(text: str, found: list[_Placed], place: int) -> None:
    """Make one unit of a month's name and the day before it and the year after it."""
    name = found[place][1]
    month = _MONTHS[name.exact]
    day = _number_beside(text, found[max(place - 1, 0) : place + 1], _DAY)
    year = _number_beside(text, found[place : place + 2], _YEAR)
    if day and year:
        stems = _day_stems(year, month, day)
    elif year:
        stems = _month_stems(year, month)
    elif 1 <= day <= 31:
        stems = (_yearless(month, day), f"{day:02}", f"{month:02}")
    else:
        stems = ()
    if stems:
        around = slice(place - bool(day), place + bool(year) + 1)
        found[around] = [_joined(found[around], stems + name.stems, stems[:1])]


def _number_beside(text: str, pair: Sequence[_Placed], looks: re.Pattern[str]) -> int:
    """The day before a month's name or the year after it; 0 where there is none."""
    gap = _AFTER_DAY if looks is _DAY else _BEFORE_YEAR
    if len(pair) == 2 and _adjoin(text, pair, gap):
        number = pair[0 if looks is _DAY else 1][1].exact
        return int(number) if looks.fullmatch(number) else 0
    return 0


def _adjoin(text: str, pair: Sequence[_Placed], gap: re.Pattern[str]) -> bool:
    """Whether nothing but such a gap is between the two."""
    return gap.fullmatch(text, _end(pair[0]), _start(pair[1])) is not None


def _join_year_word(text: str, found: list[_Placed], place: int) -> None:
    """Let «г.» and «года» be part of the year or the date before them."""
    around = slice(place - 1, place + 1)
    if not _adjoin(text, found[around], _BEFORE_YEAR_WORD):
        return
    year, word = found[place - 1][1], found[place][1]
    if any(looks.fullmatch(year.exact) for looks in (_YEAR, _YEAR_MONTH, _YEAR_FIRST)):
        found[around] = [_joined(found[around], year.stems + word.stems, year.asked)]


def _joined(
    pieces: Sequence[_Placed], stems: tuple[str, ...], asked: tuple[str, ...]
) -> _Placed:
    """One unit in the place of several; its exact term is what it is asked by."""
    start = _start(pieces[0])
    return start, _Unit(0, _end(pieces[-1]) - start, asked[0], stems, asked)


def _plain_clauses(text: str) -> Iterator[Clause]:
    for placed in _units(text):
        unit, end = placed[1], _end(placed)
        if text[end : end + 1] == "*":
            stems = unit.asked if len(unit.asked) > 1 else ()
            yield Clause((unit.exact,), stems, prefix=True)
        else:
            yield Clause((unit.exact,), unit.asked)


def _phrase_clauses(text: str) -> Iterator[Clause]:
    units = _units(text)
    exact = tuple(unit.exact for _, unit in units)
    if len(exact) == 1 and any(character.isdigit() for character in exact[0]):
        yield Clause(exact, units[0][1].asked)
    elif exact:
        yield Clause(exact)


def _hits(text: str, query: Query) -> list[list[tuple[int, int]]]:
    """For every clause the spans that answer it."""
    units = _units(text)
    exact = [(placed[1].exact, placed) for placed in units]
    stems = [(stem, placed) for placed in units for stem in placed[1].stems]
    return [
        [
            *_runs(exact, clause.exact, prefix=clause.prefix),
            *_runs(stems, clause.stems, prefix=clause.prefix),
            *(
                (_start(placed), _end(placed))
                for term, placed in [*exact, *stems]
                if term in clause.similar
            ),
        ]
        for clause in query.clauses
    ]


def _runs(
    terms: Sequence[tuple[str, _Placed]], run: Sequence[str], *, prefix: bool
) -> Iterator[tuple[int, int]]:
    if not run:
        return
    *head, last = run
    for place, (term, placed) in enumerate(terms[len(head) :]):
        if not (term == last or (prefix and term.startswith(last))):
            continue
        if all(terms[place + step][0] == earlier for step, earlier in enumerate(head)):
            yield _start(terms[place][1]), _end(placed)


def _merged(spans: Iterator[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def _best_start(found: Sequence[Sequence[tuple[int, int]]], width: int) -> int:
    """Start of the hit from which most clauses, then most hits, lie within reach."""
    hits = sorted(
        (start, end, clause)
        for clause, spans in enumerate(found)
        for start, end in spans
    )
    best, best_start = (0, 0), 0
    for place, (first, _, _) in enumerate(hits):
        near = [
            clause
            for start, end, clause in hits[place : place + width]
            if end <= first + width or start == first
        ]
        if (len(set(near)), len(near)) > best:
            best, best_start = (len(set(near)), len(near)), first
    return best_start


def _window(
    text: str, first: int, spans: Sequence[tuple[int, int]], width: int
) -> tuple[int, int]:
    """The part to show: a quarter of it before the first hit, ends between words."""
    start = max(0, min(first - width // 4, len(text) - width))
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    end = min(len(text), start + width)
    while first < end < len(text) and not text[end].isspace():
        end -= 1
    for left, right in spans:
        if left == first:
            return start, max(end, right)
    return start, end if end > first else min(len(text), start + width)


def _tidy(text: str) -> str:
    """One line, and no mark that is not ours."""
    return re.sub(r"\*{2,}", "*", re.sub(r"\s+", " ", text))
