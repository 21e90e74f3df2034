"""The data of a registration book, whose lines are filled in by hand.

One book for each sort of paper and year: certificates of upskilling, diplomas of
retraining, duplicates (regulation B, 2.2; the columns are those of the instruction
of 1996 that institutes still follow).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pipeline.forms import context, nobody
from pipeline.forms.context import DocumentFacts
from pipeline.forms.trees import Tree
from pipeline.model import Organisation

KIND: Final = "registration-book"


class BookOf(StrEnum):
    """What is registered in a book."""

    UPSKILLING = "upskilling"
    RETRAINING = "retraining"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, slots=True)
class Book:
    """A stretch of empty lines of one book.

    Attributes:
        first: Number of the first line, from 1; a later stretch goes on.
        lines: How many lines there are.
    """

    of: BookOf
    year: int
    first: int
    lines: int


def book_data(organisation: Organisation, document: DocumentFacts, book: Book) -> Tree:
    """The data of one stretch of a registration book."""
    tree = context.build(
        organisation,
        nobody.group(organisation, date(book.year, 12, 31)),
        unit=None,
        trainee=None,
        document=document,
        filled=False,
    )
    return {**tree, "book": _branch(book)}


def sample_branch() -> Tree:
    """What a template is tried on."""
    return _branch(Book(BookOf.DUPLICATES, 2026, 1, 3))


def _branch(book: Book) -> Tree:
    numbers = range(book.first, book.first + book.lines)
    return {"of": book.of.value, "year": book.year, "lines": list(numbers)}
