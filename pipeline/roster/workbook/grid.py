"""The cells of a sheet, by row and column."""

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook, load_workbook

from pipeline.roster.workbook.package import Package
from pipeline.roster.workbook.scan import Cell, Extent, extent
from pipeline.spreadsheets import BROKEN, damaged

Value = str | int | float | bool | datetime | date | time | timedelta


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What stands where a formula failed («#REF!»)."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    Attributes:
        number: Its place in the workbook, from 1.
        cells: Row and column (from 1) → what stands there; no empty ones.
        reach: How far it goes, what is merged, what was never computed.
    """

    title: str
    number: int
    cells: dict[Cell, Value | ErrorValue]
    reach: Extent

    def row(self, number: int) -> dict[int, Value | ErrorValue]:
        """Column → what stands there in that row."""
        return {
            column: self.cells[number, column]
            for column in range(1, self.reach.columns + 1)
            if (number, column) in self.cells
        }


def grids(package: Package, titles: Iterable[str]) -> list[Grid]:
    """The sheets of those titles, in the order of the workbook.

    Raises:
        DataError: One of them is damaged, or much too large.
    """
    wanted = set(titles)
    try:
        reaches = {
            title: extent(package, title) for title in package.sheets if title in wanted
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, on what it does not keep
            book = load_workbook(
                io.BytesIO(package.content),
                read_only=True,
                data_only=True,
                keep_links=False,
            )
            return [
                Grid(title, number, _cells(book, title, reaches[title]), reaches[title])
                for number, title in enumerate(package.sheets, start=1)
                if title in reaches
            ]
    except BROKEN as error:
        raise damaged(package.path) from error


def _cells(book: Workbook, title: str, reach: Extent) -> dict[Cell, Value | ErrorValue]:
    sheet = book[title]
    found: dict[Cell, Value | ErrorValue] = {}
    if not reach.cells:
        return found
    rows = sheet.iter_rows(max_row=reach.rows, max_col=reach.columns)
    for cell in (cell for row in rows for cell in row):
        value = cell.value
        if value is None or value == "":
            continue  # a cell that is not there has no row either
        row, column = cell.row or 0, cell.column or 0
        if cell.data_type == "e" or not isinstance(value, Value):
            found[row, column] = ErrorValue(str(value))
        else:
            found[row, column] = value
    return found
