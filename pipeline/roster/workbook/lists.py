"""The hidden sheet that drop-down lists take their words from."""

from collections.abc import Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.roster.workbook import drawing, sheets
from pipeline.roster.workbook.choices import Choice
from pipeline.roster.workbook.escapes import figure
from pipeline.spreadsheets import letters

_LAST_ROW = 500
_OF_ROWS = {"unit": sheets.UNITS.title, "trainee": sheets.TRAINEES.title}
"""Lists that are the codes of another sheet."""

_FIRST_CODE_ROW = 6


class Lists:
    """The lists of one workbook; a list gets a column when it is first asked for."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self._columns: dict[tuple[str, ...], tuple[int, str]] = {}

    def source(self, name: str) -> str:
        """Where the words of that list stand; "" for an empty one."""
        if name in _OF_ROWS:
            return f"'{_OF_ROWS[name]}'!$A${_FIRST_CODE_ROW}:$A${_LAST_ROW}"
        return self.of(tuple(self.choices[name].words.values()), name)

    def of(self, words: Sequence[str], name: str) -> str:
        """Where those words stand; "" for none."""
        if not words:
            return ""
        number, _name = self._columns.setdefault(
            tuple(words), (len(self._columns) + 1, name)
        )
        letter = letters(number)
        return f"{sheets.LISTS}!${letter}$2:${letter}${len(words) + 1}"

    def draw(self, sheet: Worksheet) -> None:
        """Write all lists that were asked for."""
        for words, (number, name) in self._columns.items():
            drawing.text(drawing.at(sheet, 1, number), name, drawing.HEAD)
            for row, word in enumerate(words, start=2):
                drawing.text(
                    drawing.at(sheet, row, number), figure(word), drawing.VALUE
                )
            sheet.column_dimensions[letters(number)].width = 24
        sheet.sheet_state = "hidden"
