"""Formulas, and the same sums in Python: a formula carries its value.

Relative names are used within a row, so that sorting the rows keeps them right.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.forms.workbook.book import Area, cell

NO_WORD: Final = "?"
"""Beside a value that has no word."""

_WILDCARDS = str.maketrans({mark: f"~{mark}" for mark in "~*?"})


def quoted(text: str) -> str:
    """Text as formulas write it."""
    return '"{}"'.format(text.replace('"', '""'))


def criterion(value: str) -> str:
    """What COUNTIF looks for: cells that equal the value and nothing else."""
    return quoted("=" + value.translate(_WILDCARDS))


def across(row: int, left: int, right: int) -> str:
    """Cells of one row: «D7:W7»."""
    return f"{cell(row, left)}:{cell(row, right)}"


def count(where: str | Area, values: Sequence[str]) -> str:
    """How many cells hold one of the values."""
    terms = [f"COUNTIF({where},{criterion(value)})" for value in values]
    return "+".join(terms) or "0"


def weigh(where: str, values: Sequence[str], weights: Area) -> str:
    """The sum of the weights of the cells that hold one of the values."""
    terms = [f"SUMIF({where},{criterion(value)},{weights})" for value in values]
    return "+".join(terms) or "0"


def word(at: str, words: dict[str, str]) -> str:
    """The word of the value in the cell; `NO_WORD` for one that has none."""
    formula = quoted(NO_WORD)
    for value, meaning in reversed(words.items()):
        test = f"TRIM({at})={quoted(value)}"
        formula = f"IF({test},{quoted(meaning)},{formula})"
    return f"IF(TRIM({at})={quoted('')},{quoted('')},{formula})"


def gathered(wanted: str, among: Area, sums: Area) -> str:
    """The sum, on another sheet, of the rows with the same key."""
    return f"SUMPRODUCT(({among.abroad}={wanted})*{sums.abroad})"


def counted(held: Iterable[str], values: Sequence[str]) -> int:
    """What `count` comes to; programs ignore the case of letters."""
    wanted = {value.casefold() for value in values}
    return sum(value.casefold() in wanted for value in held)
