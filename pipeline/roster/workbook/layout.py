"""What a sheet of the group workbook is made of.

Reader and writer share these, so that a heading stands in one place. Headings,
notes and examples are Russian whatever the program speaks: they are the file's
format, as keys are YAML's.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    SNILS = "snils"
    CODE = "code"
    UNIT = "unit"
    """A unit of assessment, by its code or its title."""
    TRAINEE = "trainee"
    """A trainee, by code or by full name."""
    WORD = "word"
    """One word of a closed list; the schema has another word for it."""
    SHOWN = "shown"
    """Looked up by a formula for the eye, never read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a line of a sheet of fields.

    Attributes:
        key: Where the value stands in the tree, below the row («joined.date»).
        note: What the person who fills it in should know.
        needed: The value may not be empty; the heading gets an asterisk.
        width: In characters.
        choice: The list to choose from; closed for words, else a suggestion.
        listed: A field that may stand on several lines, one value on each.
    """

    key: str
    heading: str
    note: str
    example: str | int | date = ""
    kind: Kind = Kind.TEXT
    needed: bool = False
    width: float = 16
    choice: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A sheet of fields: one on each line, name and value.

    Attributes:
        key: Where the values stand in the tree; "" for the group itself.
        needed: Without the sheet there is no group.
    """

    title: str
    key: str
    hint: str
    columns: tuple[Column, ...]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one thing on each row.

    Attributes:
        key: The list in the tree; "" where rows belong to others.
        prefix: Of the codes that are given where none was written.
        places: Digits of such a code.
        codes: How many codes an empty workbook has written in already.
        rows: How many rows an empty workbook has ruled.
    """

    title: str
    key: str
    hint: str
    columns: tuple[Column, ...]
    needed: bool = True
    prefix: str = ""
    places: int = 1
    codes: int = 0
    rows: int = 0

    @property
    def known_by(self) -> Column:
        """The column that tells a row: its first."""
        return self.columns[0]


EXAMPLE = "Пример"
"""The first cell of a row that is there to be looked at."""
