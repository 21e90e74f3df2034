"""A table of grades, one below the other, with their words and totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.forms.workbook import facts, formulas, frame, keys, lists
from pipeline.forms.workbook.book import Area, Sheet, Value, points
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.frame import FIRST, Frame
from pipeline.forms.workbook.styles import Style

_NUMBER, _GRADE, _WORD = 5.0, 15.0, 24.0
_OWN: Final = keys.Key((keys.OWN,))
_LEAST: Final = 18.0
"""Points; a row that a finger hits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the grades; with a key of its own it is read back."""

    title: str
    width: float
    style: Style = Style.SHOWN
    key: keys.Key = _OWN


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is about, its grade, and what stands beside.

    Attributes:
        words: Of the row's key.
        scale: Of the grade.
        here: False: no grade is expected.
        before: Between name and grade.
        after: Right of the grade's word.
    """

    name: str
    words: tuple[str, ...]
    value: str
    scale: Tree
    here: bool = True
    before: tuple[Value, ...] = ()
    after: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be written.

    Attributes:
        lines: Above the table.
        name: Of the column of names.
        key: Of the column of grades.
    """

    lines: Sequence[str]
    name: Column
    key: keys.Key
    rows: Sequence[Row]
    before: Sequence[Column] = ()
    after: Sequence[Column] = ()

    @property
    def grade(self) -> int:
        """The column of grades; their words stand right of it."""
        return FIRST + len(self.before)

    @property
    def last(self) -> int:
        """The last column."""
        return self.grade + 1 + len(self.after)

    @property
    def widths(self) -> list[float]:
        """Of the columns from the names on, in characters."""
        before = [column.width for column in self.before]
        after = [column.width for column in self.after]
        return [self.name.width, *before, _GRADE, _WORD, *after]

    @property
    def width(self) -> float:
        """Of all columns, in characters."""
        return _NUMBER + sum(self.widths)


def write(sheet: Sheet, data: Tree, table: Table, known: lists.Lists) -> Area:
    """Masthead, lines and table.

    Returns:
        The cells of the grades.
    """
    sheet.widths(_NUMBER, start=frame.NUMBER)
    sheet.widths(*table.widths, start=frame.NAMES)
    row = facts.masthead(sheet, data, table.last, table.width)
    for text in table.lines:
        row = facts.line(sheet, row, table.last, text, table.width)
    placed = Frame(sheet, row)
    _heads(placed, table)
    first = row + 2
    for number, told in enumerate(table.rows, start=1):
        _row(placed, first + number - 1, number, table, told)
        _offer(sheet, first + number - 1, table.grade, told.scale, known)
    sheet.freeze(first, FIRST)
    sheet.print_set_up(heads=(row + 1, row + 1))
    last = first + len(table.rows) - 1
    return sheet.area(first, table.grade, last, table.grade)


def totals(sheet: Sheet, grades: Area, scale: Tree, held: Sequence[str]) -> int:
    """How often each value of the scale was given, two rows below the grades.

    Args:
        sheet: Where.
        grades: The cells to count.
        scale: Its values.
        held: The grades now.

    Returns:
        The row that follows.
    """
    row = grades.bottom + 2
    for at in range(row, row + len(frame.values(scale)) + 2):
        frame.aside(sheet, at)
    sheet.put(row, frame.NAMES, "Итого", Style.HEAD)
    sheet.put(row, grades.left, "человек", Style.HEAD)
    for value, word in frame.words(scale).items():
        row += 1
        sheet.put(row, frame.NAMES, frame.spoken(value, word), Style.SHOWN)
        counted = formulas.counted(held, (value,))
        formula = formulas.count(grades, (value,))
        sheet.compute(row, grades.left, formula, counted, Style.SUM)
    row += 1
    sheet.put(row, frame.NAMES, "не оценено", Style.SHOWN)
    formula = f"COUNTBLANK({grades})"
    sheet.compute(row, grades.left, formula, held.count(""), Style.SUM)
    return row + 2


def _heads(placed: Frame, table: Table) -> None:
    placed.open(name=table.name.title)
    for at, column in enumerate(table.before, start=FIRST):
        placed.head(at, column.title, column.key)
    placed.head(table.grade, "Оценка", table.key)
    placed.own(table.grade + 1, "Оценка прописью")
    for at, column in enumerate(table.after, start=table.grade + 2):
        placed.head(at, column.title, column.key)
    placed.sheet.height(placed.top + 1, 32)


def _row(placed: Frame, row: int, number: int, table: Table, told: Row) -> None:
    sheet = placed.sheet
    placed.name(row, number, told.name, *told.words)
    for at, (column, value) in enumerate(
        zip(table.before, told.before, strict=True), start=FIRST
    ):
        sheet.put(row, at, value, column.style)
    frame.grade(sheet, row, table.grade, told.value, here=told.here)
    frame.grade_word(sheet, row, table.grade, told.value, told.scale)
    for at, (column, value) in enumerate(
        zip(table.after, told.after, strict=True), start=table.grade + 2
    ):
        sheet.put(row, at, value, column.style)
    texts = [told.name, *map(str, told.before), "", "", *map(str, told.after)]
    sizes = zip(texts, table.widths, strict=True)
    sheet.height(row, max(_LEAST, *(points(text, width) for text, width in sizes)))


def _offer(
    sheet: Sheet, row: int, column: int, scale: Tree, known: lists.Lists
) -> None:
    """A drop-down; each row has its own, since the rows of a card differ."""
    frame.offer(sheet, sheet.area(row, column, row, column), scale, known)
