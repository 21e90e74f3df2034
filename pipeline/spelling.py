"""What a person types, beside what is written in our data; pure.

Ids and marks are taken in whichever case they are typed, and with letters of the
other alphabet that look the same. It does not guess: what is spelt otherwise, or may
be two of them, stays as it is, and is refused where it is looked up. The other way
round, what our data say is quoted where a command to type needs it.
"""

import re
import shlex
from collections.abc import Collection, Iterable

_PLAIN = re.compile(r"[\w./-]+")
"""What no shell takes for anything but itself."""


_TWINS = str.maketrans("ABCEHKMOPTXYО", "АВСЕНКМ0РТХУ0")
"""Capitals, Latin → Cyrillic, that look the same; the letter O of both is a zero."""

_DASHES = re.compile(r"[\s\u2010-\u2015\u2212-]+")


def as_written(typed: str, known: Iterable[str]) -> str:
    """The known word that was typed, in whichever case or alphabet; else as typed.

    Where several differ by nothing but that, only the very word is meant.
    """
    found = alike(typed, known)
    return found.pop() if len(found) == 1 else typed


def alike(typed: str, known: Iterable[str]) -> set[str]:
    """The known words that differ by nothing but their case; else those that look so.

    Twins of Latin and Cyrillic look the same, O and 0, and any dashes and spaces.
    """
    words = {*known}
    by_case = {it for it in words if it.casefold() == typed.casefold()}
    return by_case or {it for it in words if looks(it) == looks(typed)}


def looks(word: str) -> str:
    """The same text for all words that look the same; to be compared, not shown."""
    return _DASHES.sub("-", word.upper().translate(_TWINS))


def each_as_written(typed: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Those words, as `as_written` gives them, each once."""
    return tuple(dict.fromkeys(as_written(it, known) for it in typed))


def quoted(word: str) -> str:
    """The word as it is typed in a command: in quotes where a shell needs them."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)
