"""How the workbook looks: fonts, lines, colours, notes, print set-up."""

from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.roster.workbook.choices import Choice
from pipeline.roster.workbook.escapes import escaped
from pipeline.roster.workbook.layout import Column, Kind
from pipeline.spreadsheets import letters

FORMATS = {
    Kind.DATE: "DD.MM.YYYY",
    Kind.NUMBER: "0",
    Kind.SNILS: "@",
    Kind.CODE: "@",
    Kind.UNIT: "@",
    Kind.TRAINEE: "@",
    Kind.TEXT: "@",
}
"""Text stays text: Excel makes dates of codes like 3-5 otherwise."""

_NAME = "Arial"
_TITLE = Font(name=_NAME, size=14, bold=True, color="1F3864")
_HINT = Font(name=_NAME, size=9, color="595959")
_HEAD = Font(name=_NAME, size=10, bold=True, color="1F3864")
_PLAIN = Font(name=_NAME, size=10)
_QUIET = Font(name=_NAME, size=10, color="7F7F7F")
_EXAMPLE = Font(name=_NAME, size=10, italic=True, color="7F7F7F")
_HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")
_QUIET_FILL = PatternFill("solid", fgColor="F5F5F5")
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CENTRED = {Kind.DATE, Kind.NUMBER, Kind.CODE, Kind.UNIT, Kind.TRAINEE, Kind.SNILS}
_NOTE_PIXELS = (260, 90)
_ALIGNED = {"center": "по центру", "left": "слева"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn; Excel lists it among the styles of cells.

    Attributes:
        aligned: "center", "left", or "" for what Excel does by itself.
        upright: The text runs upwards.
    """

    name: str
    font: Font = _PLAIN
    fill: PatternFill | None = None
    boxed: bool = True
    aligned: str = ""
    upright: bool = False

    def to(self, aligned: str) -> "Look":
        """The same look, aligned in another way."""
        name = f"{self.name}, {_ALIGNED[aligned]}" if aligned else self.name
        return replace(self, name=name, aligned=aligned)


TITLE = Look("Название листа", _TITLE, boxed=False)
HINT = Look("Назначение листа", _HINT, boxed=False)
HEAD = Look("Заголовок столбца", _HEAD, _HEAD_FILL, aligned="center")
NAME = Look("Название поля", _HEAD, _HEAD_FILL)
UPRIGHT = Look("Подпись столбца", _HINT, _HEAD_FILL, aligned="center", upright=True)
EXAMPLE = Look("Образец", _EXAMPLE, _QUIET_FILL)
SHOWN = Look("Подставляется", _QUIET, _QUIET_FILL)
VALUE = Look("Значение")


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell, to draw in; it is not merged with one before it."""
    return cast("Cell", sheet.cell(row, column))


def text(cell: Cell, value: str | int | date | None, look: Look) -> None:
    """Draw a value; what begins with “=” is no formula."""
    draw(cell, look)
    _set(cell, value)


def draw(cell: Cell, look: Look) -> None:
    """Draw a cell, whatever stands in it."""
    book = cast("Workbook", cell.parent.parent)
    if look.name not in book.style_names:
        book.add_named_style(_style(look))
    cell.style = look.name


def _style(look: Look) -> NamedStyle:
    style = NamedStyle(look.name, font=look.font)
    if look.fill:
        style.fill = look.fill
    if look.boxed:
        style.border = _BOX
    style.alignment = Alignment(
        horizontal=look.aligned or None,
        vertical="center" if look.boxed else "top",
        wrap_text=look.boxed,
        text_rotation=90 if look.upright else 0,
    )
    return style


def value(cell: Cell, column: Column, written: str | int | date, look: Look) -> None:
    """A value of that column; "" for an empty cell."""
    centred = column.kind in _CENTRED and not look.aligned
    draw(cell, look.to("center") if centred else look)
    _set(cell, written if written != "" else None)
    cell.number_format = FORMATS.get(column.kind, "General")


def shown(cell: Cell, formula: str) -> None:
    """A formula that shows what a code stands for."""
    draw(cell, SHOWN)
    cell.value = formula


def note(cell: Cell, told: str) -> None:
    """A note that opens over the cell."""
    comment = Comment(told, "Подшивка")
    comment.width, comment.height = _NOTE_PIXELS
    cell.comment = comment


def top(sheet: Worksheet, title: str, hint: str) -> None:
    """The title of the sheet and what it is for, in the first two rows."""
    text(at(sheet, 1, 1), title, TITLE)
    text(at(sheet, 2, 1), hint, HINT)
    sheet.row_dimensions[1].height = 22
    sheet.row_dimensions[2].height = 18


def choose(
    sheet: Worksheet, cells: str, source: str, choice: Choice | None, told: str
) -> None:
    """A drop-down list for those cells.

    Args:
        sheet: The cells'.
        cells: «C5:C44».
        source: Where the words stand: «Списки!$A$2:$A$5».
        choice: Closed, or a suggestion; None: rows of another sheet, closed.
        told: What to say of a wrong word.
    """
    rule = DataValidation("list", formula1=source, allow_blank=True)
    closed = choice is None or choice.closed
    rule.errorStyle = "stop" if closed else "information"
    rule.showErrorMessage = closed
    rule.errorTitle, rule.error = "Нет в списке", told
    rule.add(cells)
    sheet.add_data_validation(rule)


def dated(sheet: Worksheet, cells: str) -> None:
    """Only dates in those cells; a text that looks like one is pointed out."""
    rule = DataValidation(
        "date", operator="greaterThan", formula1="1", allow_blank=True
    )
    rule.errorStyle, rule.showErrorMessage = "warning", True
    rule.errorTitle, rule.error = "Не дата", "Запишите дату как ДД.ММ.ГГГГ."
    rule.add(cells)
    sheet.add_data_validation(rule)


def counted(sheet: Worksheet, cells: str) -> None:
    """Only whole numbers in those cells."""
    rule = DataValidation(
        "whole", operator="greaterThan", formula1="0", allow_blank=True
    )
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = "Не число", "Запишите целое число больше нуля."
    rule.add(cells)
    sheet.add_data_validation(rule)


def page(sheet: Worksheet, head_row: int, *, title_columns: int = 0) -> None:
    """A4 landscape, as wide as the page, the headings on every one."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = 9, "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup.fitToWidth, setup.fitToHeight = (0, 1) if title_columns else (1, 0)
    sheet.print_title_rows = f"1:{head_row}"
    if title_columns:
        sheet.print_title_cols = f"A:{letters(title_columns)}"
        setup.pageOrder = "overThenDown"
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.8, 0.4, 0.6, 0.6
    footer = cast("HeaderFooterItem", sheet.oddFooter)
    footer.left.text = "&A"
    footer.right.text = "лист &P из &N"
    sheet.freeze_panes = f"{letters(max(title_columns, 1) + 1)}{head_row + 1}"


def _set(cell: Cell, written: str | int | date | None) -> None:
    cell.value = escaped(written) if isinstance(written, str) else written
    if isinstance(written, str):
        cell.data_type = "s"
        cell.quotePrefix = written.startswith(("=", "+", "-", "@"))
