"""A workbook being written; the only module that knows XlsxWriter.

Rows and columns count from 0, as there. Texts are written as texts, whatever they
begin with, so nobody's name becomes a formula. Formulas carry their value too, for
programs that do not compute on opening. The same calls give the same bytes: the
moment of making stands nowhere.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline.forms.workbook import keys, titles
from pipeline.forms.workbook.styles import LOOKS, Style

A4: Final = 9
UPRIGHT: Final = 115.0
"""The widest sheet, in characters, that is legible on A4 upright."""
CHARACTER: Final = 1.05
"""Width of a character of text in the units of a column's width, with room."""
INDENT: Final = 2
LINE_POINTS: Final = 13.5
TALLEST: Final = 400.0
"""Points; Excel allows 409."""

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - no moment, only its place is filled

Value = str | int | date


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a sheet from one corner to the other, both included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As formulas of the same sheet name it: «$D$5:$W$5»."""
        area: str = xl_range_abs(self.top, self.left, self.bottom, self.right)
        return area

    @property
    def abroad(self) -> str:
        """As formulas of other sheets name it."""
        return f"{quote_sheetname(self.sheet)}!{self}"


class _Page(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet that takes formulas as they are.

    XlsxWriter looks for the names of functions newer than Excel 2007 in each one, in
    texts too; we use none, and that search was a third of the time.
    """

    def _prepare_formula(self, formula: str, *_options: object, **_more: object) -> str:
        return formula.removeprefix("=")


class Book:
    """A workbook of one document.

    Attributes:
        keyed: Sheet → row and column → the hidden text that stands there.
    """

    def __init__(self, document_id: str, title: str, footer: str) -> None:
        self.document_id = document_id
        self._bytes = io.BytesIO()
        self._file = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        about = {"title": title, "subject": document_id, "created": _UNDATED}
        self._file.set_properties(about)
        self._footer = f"&L&8{footer.replace('&', '&&')}&R&8Стр. &P из &N"
        self._formats: dict[Style, Any] = {}
        self._names = {keys.FACTS}
        self.keyed: dict[str, dict[tuple[int, int], Value]] = {}

    def sheet(self, name: str, *, landscape: bool = False) -> "Sheet":
        """A further sheet; its name is made fit."""
        name = titles.title(name, self._names)
        self._names.add(name.casefold())
        page = self._file.add_worksheet(name, _Page)
        page.set_paper(A4)
        page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.7)
        page.set_footer(self._footer)
        page.hide_gridlines(2)
        page.center_horizontally()
        if landscape:
            page.set_landscape()
        return Sheet(self, name, page)

    def hidden(self) -> "Sheet":
        """The sheet of facts for programs, which comes last."""
        page = self._file.add_worksheet(keys.FACTS)
        page.very_hidden()
        return Sheet(self, keys.FACTS, page)

    def look(self, style: Style) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """The format of that style."""
        if style not in self._formats:
            self._formats[style] = self._file.add_format(LOOKS[style])
        return self._formats[style]

    def finish(self) -> bytes:
        """The bytes of the file; nothing can be added any more."""
        self._file.close()
        return self._bytes.getvalue()


class Sheet:
    """A sheet of a book."""

    def __init__(self, book: Book, name: str, page: Any) -> None:  # noqa: ANN401
        self.book = book
        self.name = name
        self._page = page

    def put(self, row: int, column: int, value: Value, style: Style) -> None:
        """Write a value; "" is an empty cell of that look."""
        look = self.book.look(style)
        if style is Style.KEY:
            self.book.keyed.setdefault(self.name, {})[row, column] = value
        if value == "":
            self._page.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self._page.write_string(row, column, value, look)
        elif isinstance(value, date):
            self._page.write_datetime(row, column, value, look)
        else:
            self._page.write_number(row, column, value, look)

    def row(self, row: int, column: int, values: Sequence[Value], style: Style) -> None:
        """Write values side by side."""
        for at, value in enumerate(values, start=column):
            self.put(row, at, value, style)

    def merged(self, area: Area, text: Value, style: Style) -> None:
        """Write one text over several cells; a single cell stays one."""
        if (area.top, area.left) != (area.bottom, area.right):
            place = (area.top, area.left, area.bottom, area.right)
            self._page.merge_range(*place, "", self.book.look(style))
        self.put(area.top, area.left, text, style)

    def compute(
        self, row: int, column: int, formula: str, value: int | str, style: Style
    ) -> None:
        """Write a formula with the value that it has now."""
        self._page.write_formula(
            row, column, f"={formula}", self.book.look(style), value
        )

    def link(self, row: int, column: int, target: "Sheet", text: str) -> None:
        """A text that leads to another sheet."""
        address = f"internal:{quote_sheetname(target.name)}!A1"
        self._page.write_url(row, column, address, self.book.look(Style.LINK), text)

    def choose(self, area: Area, source: Area, told: str) -> None:
        """Let the cells hold nothing but the values of the source.

        Args:
            area: The cells.
            source: Where the allowed values stand.
            told: What whoever types another value reads.
        """
        rule = {
            "validate": "list",
            "source": f"={source.abroad}",
            "error_title": "Такого значения нет",
            "error_message": told[:255],
        }
        self._page.data_validation(area.top, area.left, area.bottom, area.right, rule)

    def area(self, top: int, left: int, bottom: int, right: int) -> Area:
        """Cells of this sheet, for formulas."""
        return Area(self.name, top, left, bottom, right)

    def widths(self, *widths: float, start: int = 0) -> None:
        """Set the widths of columns, in characters, from the start on."""
        for column, width in enumerate(widths, start=start):
            self._page.set_column(column, column, width)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self._page.set_row(row, min(points, TALLEST))

    def hide(self, row: int, column: int) -> None:
        """Hide the row and the column of keys."""
        self._page.set_row(row, None, None, {"hidden": True})
        self._page.set_column(column, column, 8, None, {"hidden": True})

    def freeze(self, row: int, column: int = 0) -> None:
        """Keep what is above the row and left of the column in sight."""
        self._page.freeze_panes(row, column)

    def print_set_up(
        self, *, heads: tuple[int, int] | None = None, names: int = 0, wide: int = 1
    ) -> None:
        """Fit the sheet to paper.

        Args:
            heads: First and last row to repeat on each page.
            names: Columns to repeat, from the left.
            wide: Pages side by side.
        """
        self._page.fit_to_pages(wide, 0)
        if heads:
            self._page.repeat_rows(*heads)
        if names:
            self._page.repeat_columns(0, names - 1)

    def filter(self, area: Area) -> None:
        """Let people choose rows by the heads of the area."""
        self._page.autofilter(area.top, area.left, area.bottom, area.right)


def cell(row: int, column: int) -> str:
    """The relative name of a cell: «D7»."""
    name: str = xl_rowcol_to_cell(row, column)
    return name


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, in characters."""
    room = max(int(width / CHARACTER) - INDENT, 1)
    return max(sum(-(-len(part) // room) or 1 for part in text.split("\n")), 1)


def points(text: str, width: float) -> float:
    """The height in points of a text in a column of that width."""
    return lines(text, width) * LINE_POINTS + 4
