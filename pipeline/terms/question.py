"""A person's question → what to look for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.terms import units, words

_LITTLE = "а без в во для до за и из или к ко на о об от по под при с со у"
_LITTLE_WORDS = frozenset(_LITTLE.split())
_QUOTED = re.compile(r'["“”„]([^"“”„]*)["“”„]')


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for. Any of its three ways of occurring will do.

    Attributes:
        exact: A run of exact terms.
        stems: A run of stems, or nothing (in a quoted phrase). Of a beginning that may
            be Latin as well («Exc*») the Latin one.
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
        is_phrase = not self.stems
        if is_phrase or self.prefix or not self.exact[0].isalpha():
            return ""
        return self.exact[0]


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked for: all of its clauses."""

    clauses: tuple[Clause, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.clauses)


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


def _plain_clauses(text: str) -> Iterator[Clause]:
    for placed in units.read(text):
        unit, end = placed[1], units.end(placed)
        if text[end : end + 1] == "*":
            stems = unit.asked if len(unit.asked) > 1 else words.latin_too(unit.exact)
            yield Clause((unit.exact,), stems, prefix=True)
        else:
            yield Clause((unit.exact,), unit.asked)


def _phrase_clauses(text: str) -> Iterator[Clause]:
    found = units.read(text)
    exact = tuple(unit.exact for _, unit in found)
    if len(exact) == 1 and any(character.isdigit() for character in exact[0]):
        yield Clause(exact, found[0][1].asked)
    elif exact:
        yield Clause(exact)
