"""Keys: what a row or a column of a workbook stands for.

A hidden column holds a key for each row, a hidden row one for each column, and
the cell where they cross holds the corner. So the keys move with what they name
when rows are sorted, inserted or moved. A key also repeats what its row or column
shows to people: where the two disagree, one moved without the other, and whoever
reads must say so instead of guessing.

A key is words, a bar, and what is shown: ``trainee T01|Иванова Анна``. The words
of a row and of a column, together, are the address of a cell: ``trainee T01``
and ``mark S05``. Ids are ASCII without spaces, by the schema of the group file.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

VERSION: Final = "1"
FACTS: Final = "podshivka"
"""The hidden sheet with the facts of the form."""

OWN: Final = "own"
"""A row or column that the workbook computes or only shows."""

HEAD: Final = "head"
"""A row whose cells name the columns."""

NAME: Final = "name"
"""The column whose cells name the rows."""

VALUE: Final = "value"
"""The column of values of rows whose key is the whole address."""

_CORNER = "podshivka:"
_BAR = "|"
_FIRST_WORDS = frozenset(["trainee", "mark", "grade", "task", "final"])


@dataclass(frozen=True, slots=True)
class Key:
    """What a row or column stands for.

    Attributes:
        words: The address, or its half.
        shows: What people see in it: the name of a row, the head of a column.
    """

    words: tuple[str, ...]
    shows: str = ""

    def __str__(self) -> str:
        """As it stands in its hidden cell."""
        words = " ".join(self.words)
        return f"{words}{_BAR}{self.shows}" if self.shows else words


def key(*words: str, shows: str = "") -> Key:
    """A key of these words; what is shown loses superfluous spaces."""
    return Key(words, plain(shows))


def parse(text: str) -> Key:
    """The key that stands in a hidden cell."""
    words, _bar, shows = text.partition(_BAR)
    return Key(tuple(words.split()), shows)


def corner(document_id: str) -> str:
    """What stands where the keys of rows and columns cross."""
    return f"{_CORNER}{VERSION} {document_id}"


def cornered(text: object) -> str | None:
    """The document id of a corner; None if the cell is not one."""
    if isinstance(text, str) and text.startswith(_CORNER):
        return text.partition(" ")[2]
    return None


def looks_like_one(text: object) -> bool:
    """The text is an address and what is shown with it, as only keys are."""
    if not isinstance(text, str) or _BAR not in text:
        return False
    return not _FIRST_WORDS.isdisjoint(parse(text).words[:1])


def plain(value: object) -> str:
    """A value as people see it, without superfluous spaces: «05.06.2026», «5»."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
