"""What a person typed, as it is written in our data; pure.

Ids and marks are taken in whichever case they are typed. It does not guess: what is
spelt otherwise stays as it is, and is refused where it is looked up.
"""

from collections.abc import Iterable


def as_written(typed: str, known: Iterable[str]) -> str:
    """The known word that was typed, in whichever case; else as typed.

    Where several differ by nothing but their case, only the very word is meant.
    """
    alike = {it for it in known if it.casefold() == typed.casefold()}
    return alike.pop() if len(alike) == 1 else typed
