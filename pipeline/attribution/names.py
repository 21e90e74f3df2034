"""Whom a paper names: trainees of known groups, in any case, misread or not."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.attribution import givennames
from pipeline.attribution.known import Person
from pipeline.attribution.lines import Line

_NEAR: Final = 72.0
"""A word so like a surname may be one of its cases."""

_FULL: Final = 87.0
"""Words so like a full name may be that name."""

_MISREAD: Final = (5, 9)
"""A word of so many letters may have one that was misread, and one of so many two."""

_PATRONYMIC: Final = re.compile(r"(?:вич(?:а|у|ем|е)?|(?:вн|ичн)(?:а|ы|е|у|ой))$")

_LETTERS: Final = 3
_WORDS: Final = 4
"""Surname, given name, patronymic, and the word of kinship that some have."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is named.

    Attributes:
        score: How like the words are to the name, 0 to 100.
        full: By the full name, not by surname and initials.
        text: The words.
    """

    person: Person
    score: float
    full: bool
    text: str


def find(pages: Sequence[Sequence[Line]], people: Sequence[Person]) -> list[Named]:
    """Everybody who is named, each once, the surest first."""
    by_surname, by_form = _by_surname(people), _by_form(people)
    if not by_surname:
        return []
    best: dict[tuple[str, str], Named] = {}
    for words in _runs(pages, by_form):
        likely = _candidates(words[0], by_surname)
        for person in chain(by_form.get(words[0], ()), likely):
            found = _named(words, person)
            key = (person.group, person.trainee.id)
            if found and (key not in best or found.score > best[key].score):
                best[key] = found
    return sorted(best.values(), key=lambda it: -it.score)


def _by_surname(people: Sequence[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for surname in person.surnames:
            found[surname.split()[0]].append(person)
    return found


def _by_form(people: Sequence[Person]) -> dict[str, list[Person]]:
    """Those of short surnames, which are little like their cases: Цой, Цоем."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if any(len(it.split()[0]) <= _LETTERS for it in person.surnames):
            for word in {form.split()[0] for form in person.forms}:
                found[word].append(person)
    return found


def _runs(
    pages: Sequence[Sequence[Line]], short: Container[str]
) -> Iterator[list[str]]:
    """Runs of words, from every word on that may be a surname.

    A name may go on in the next line. A word of a letter or two counts when it is one
    of the short surnames: Ли, Де Ла Крус.
    """
    for page in pages:
        words = [word for line in page for word in line.plain.split()]
        for place, word in enumerate(words):
            if word in short or (len(word) >= _LETTERS and word.isalpha()):
                yield words[place : place + _WORDS + 2]


def _candidates(word: str, by_surname: Mapping[str, list[Person]]) -> Iterator[Person]:
    for surname, _score, _place in process.extract(
        word, by_surname.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=8
    ):
        yield from by_surname[surname]


def _named(words: Sequence[str], person: Person) -> Named | None:
    """The person, if the words are the name in some case or the short name."""
    score, text = max(_whole(words, person), default=(0.0, ""))
    if text:
        return Named(person, score, full=True, text=text)
    return _short(words, person)


def _whole(words: Sequence[str], person: Person) -> Iterator[tuple[float, str]]:
    """How like the words are to the full name in each case that it may be in."""
    for form in person.forms:
        wanted = form.split()
        run, rest = words[: len(wanted)], words[len(wanted) :]
        score = fuzz.ratio(" ".join(run), form)
        if score < _FULL or not _are(run, wanted, person) or _goes_on(rest, person):
            continue
        yield score, " ".join(run)


def _goes_on(rest: Sequence[str], person: Person) -> bool:
    """A patronymic stands behind the name, and the person has none."""
    lacks = not person.trainee.patronymic
    return lacks and bool(rest) and bool(_PATRONYMIC.search(rest[0]))


def _are(run: Sequence[str], wanted: Sequence[str], person: Person) -> bool:
    """Each word is that of the name by itself: relatives share all words but one."""
    if len(run) != len(wanted):
        return False
    pairs = zip(run, wanted, strict=True)
    return all(_is(read, word, person) for read, word in pairs)


def _is(read: str, wanted: str, person: Person) -> bool:
    """The word, or a misreading of it that is nobody else's name."""
    errors = Levenshtein.distance(read, wanted)
    if errors > sum(len(wanted) >= letters for letters in _MISREAD):
        return False
    return not errors or not givennames.another(read, errors, person.words)


def _short(words: Sequence[str], person: Person) -> Named | None:
    """«Гончара П И»: the surname in some case, and both initials behind it."""
    letters, surname = person.short
    count = len(surname.split())
    head, initials = " ".join(words[:count]), "".join(words[count : count + 2])
    wanted = {" ".join(form.split()[:count]) for form in person.forms}
    if len(letters) < 2 or head not in wanted or initials != letters:
        return None
    return Named(person, 80.0, full=False, text=" ".join(words[: count + 2]))
