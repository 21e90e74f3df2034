"""What a person types, beside what is written in our data; pure.

Ids and marks are taken in whichever case they are typed. It does not guess: what is
spelt otherwise stays as it is, and is refused where it is looked up. The other way
round, what our data say is quoted where a command to type needs it.
"""

import re
import shlex
from collections.abc import Collection, Iterable

_PLAIN = re.compile(r"[\w./-]+")
"""What no shell takes for anything but itself."""


def as_written(typed: str, known: Iterable[str]) -> str:
    """The known word that was typed, in whichever case; else as typed.

    Where several differ by nothing but their case, only the very word is meant.
    """
    alike = {it for it in known if it.casefold() == typed.casefold()}
    return alike.pop() if len(alike) == 1 else typed


def each_as_written(typed: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Those words, as `as_written` gives them, each once."""
    return tuple(dict.fromkeys(as_written(it, known) for it in typed))


def quoted(word: str) -> str:
    """The word as it is typed in a command: in quotes where a shell needs them."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)
