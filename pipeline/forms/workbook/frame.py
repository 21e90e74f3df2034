"""What the tables of all layouts share: keys, head, names and grades."""

from dataclasses import dataclass
from typing import Final

from pipeline.forms.workbook import formulas, keys, lists
from pipeline.forms.workbook.book import Area, Sheet, cell
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.styles import Style

NUMBER: Final = 0
KEYS: Final = 1
NAMES: Final = 2
FIRST: Final = 3
"""Columns of every table: number, hidden key, name; then those of its own."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A table with keys.

    Attributes:
        top: The hidden row of keys; the head comes below it.
    """

    sheet: Sheet
    top: int

    def open(self, *, heads: int = 1, name: str = "Фамилия, имя, отчество") -> None:
        """Write the corner and the head of the first columns.

        Args:
            heads: Rows of the head.
            name: What the rows are named by.
        """
        sheet, top = self.sheet, self.top
        sheet.put(top, KEYS, keys.corner(sheet.book.document_id), Style.KEY)
        sheet.hide(top, KEYS)
        for row in range(top + 1, top + 1 + heads):
            sheet.put(row, KEYS, keys.HEAD, Style.KEY)
        self.head(NUMBER, "№", keys.Key((keys.OWN,)), heads)
        self.head(NAMES, name, keys.Key((keys.NAME,)), heads)

    def head(
        self,
        column: int,
        text: str,
        key: keys.Key,
        rows: int = 1,
        style: Style = Style.HEAD,
    ) -> None:
        """The head of a column, over that many rows."""
        sheet, top = self.sheet, self.top
        sheet.put(top, column, str(key), Style.KEY)
        area = sheet.area(top + 1, column, top + rows, column)
        sheet.merged(area, text, style)

    def own(self, column: int, text: str, rows: int = 1) -> None:
        """The head of a column that is shown or computed."""
        self.head(column, text, keys.Key((keys.OWN,)), rows)

    def name(self, row: int, number: int, name: str, *words: str) -> None:
        """Number, key and name of a row."""
        self.sheet.put(row, NUMBER, number, Style.NUMBER)
        self.sheet.put(row, KEYS, str(keys.key(*words, shows=name)), Style.KEY)
        self.sheet.put(row, NAMES, name, Style.SHOWN)

    def sums(self, row: int, text: str) -> None:
        """Key and name of a row that is computed."""
        self.sheet.put(row, NUMBER, "", Style.SUM)
        self.sheet.put(row, NAMES, text, Style.SUM)
        aside(self.sheet, row)


def aside(sheet: Sheet, row: int) -> None:
    """Say that a row below a table is no row of it."""
    sheet.put(row, KEYS, keys.OWN, Style.KEY)


def trainee(told: Tree) -> tuple[str, str]:
    """The words of a trainee's row."""
    return ("trainee", told["id"])


def listed(told: Tree) -> str:
    """The trainee's name as lists have it: two of one name are told apart."""
    return str(told.get("listed", told["name"]))


def values(scale: Tree) -> list[str]:
    """The values of a scale."""
    return [grade["value"] for grade in scale["grades"]]


def words(scale: Tree) -> dict[str, str]:
    """Value → word of a scale."""
    return {grade["value"]: grade["word"] for grade in scale["grades"]}


def spoken(value: str, word: str) -> str:
    """«5 (отлично)»; a value that its word begins with stays alone: «не явился»."""
    return value if word.startswith(value) else f"{value} ({word})"


def grade(sheet: Sheet, row: int, column: int, value: str, *, here: bool) -> None:
    """A cell for a grade; of one who was not there, a dark one."""
    style = Style.INPUT if here or value else Style.ABSENT
    sheet.put(row, column, lists.typed(value), style)


def offer(sheet: Sheet, area: Area, scale: Tree, known: lists.Lists) -> None:
    """A drop-down of the scale's values."""
    allowed = values(scale)
    sheet.choose(area, known.area(allowed), lists.told(allowed))


def grade_word(sheet: Sheet, row: int, at: int, value: str, scale: Tree) -> None:
    """The word right of a grade, computed from it.

    Args:
        sheet: Where.
        row: Of both.
        at: Column of the grade.
        value: The grade now.
        scale: Of the grade.
    """
    known = words(scale)
    formula = formulas.word(cell(row, at), known)
    word = known.get(value, formulas.NO_WORD if value else "")
    sheet.compute(row, at + 1, formula, word, Style.SHOWN)
