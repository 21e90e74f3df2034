"""The hidden sheet: the facts of the form, and the values that cells may hold.

What `pipeline.forms.workbook.filled` reads back are the facts; the lists serve the
drop-downs only, and what a cell may mean is asked of the organisation.
"""

from collections.abc import Sequence
from typing import Final

from pipeline.forms.workbook import keys
from pipeline.forms.workbook.book import Area, Sheet, Value
from pipeline.forms.workbook.styles import Style

DONE: Final = "сдано"
NOT_DONE: Final = "не сдано"
_PRESENT: Final = ("–", "пусто")
_FIRST_LIST: Final = 3
_ABOUT: Final = "Служебный лист: по нему программа узнаёт форму. Не меняйте его."


def present(marks: Sequence[str]) -> str:
    """What says that a lesson's cell is known to be empty: no mark, so present."""
    return next(sign for sign in _PRESENT if sign not in marks)


class Lists:
    """Lists of allowed values, one below its number in a column each."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], int] = {}

    def area(self, values: Sequence[str]) -> Area:
        """Where the list stands; a new one gets the next column."""
        wanted = tuple(values)
        column = self._columns.setdefault(wanted, _FIRST_LIST + len(self._columns))
        return Area(keys.FACTS, 0, column, max(len(wanted) - 1, 0), column)

    def write(self, sheet: Sheet, facts: dict[str, str]) -> None:
        """Fill the hidden sheet."""
        for row, (name, value) in enumerate(facts.items()):
            sheet.row(row, 0, (name, value), Style.KEY)
        sheet.put(len(facts) + 1, 0, _ABOUT, Style.KEY)
        for values, column in self._columns.items():
            for row, value in enumerate(values):
                sheet.put(row, column, typed(value), Style.KEY)


def typed(value: str) -> Value:
    """A figure as a number, as people type it; all else as text."""
    figure = value.isascii() and value.isdigit() and str(int(value)) == value
    return int(value) if figure else value


def told(values: Sequence[str]) -> str:
    """The allowed values, for whoever typed another."""
    return f"Выберите из списка: {', '.join(values)}."
