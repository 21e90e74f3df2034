"""Received workbooks: the cells of an XLSX file that anybody may have made.

Nothing is unpacked to the disk or computed, links are not followed. What is far too
large is not opened, nor is one with macros or with XML that declares a document type
(the way to entities that grow). What the cells mean is not known here.

Importing openpyxl costs a quarter of a second, measured, so it waits until a
workbook is there.
"""

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Final

from pipeline.errors import DataError, Fault
from pipeline.messages import _

MAX_BYTES: Final = 16 << 20
MAX_UNPACKED_BYTES: Final = 96 << 20
MAX_PARTS: Final = 1000
MAX_SHEETS: Final = 100
MAX_ROWS: Final = 1000
MAX_COLUMNS: Final = 400
"""Of a sheet; what lies beyond is not looked at."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS: Final = ("vbaproject.bin", "macrosheets/", "activex/")

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,  # XML of the standard library
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
)
"""What zipfile, XML parsers and openpyxl raise over a damaged file."""

Value = str | int | float | bool | date | time | timedelta


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    Attributes:
        value: Of a formula, its text.
    """

    value: Value
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        cells: Row and column, from 1 → what stands there; no empty ones.
    """

    title: str
    cells: dict[tuple[int, int], Cell]

    def place(self, row: int, column: int) -> str:
        """Words that lead to a cell: «Итоги!D7»."""
        return f"{self.title}!{letters(column)}{row}"


def letters(column: int) -> str:
    """The letters of a column, from 1."""
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def read(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook, hidden ones too, in their order.

    Raises:
        DataError: It is no workbook that can be read; the remedy is told.
        OSError: There is no such file.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _refused(path, _too_large())
    content = path.read_bytes()
    if content.startswith(_OLE):
        raise _refused(path, _of_ole(content))
    try:
        says = _look(content)
        sheets = () if says else _sheets(content)
    except _BROKEN as error:
        says = _(
            "This is not a whole XLSX workbook. Open it in Excel and save it anew."
        )
        raise _refused(path, says) from error
    if says:
        raise _refused(path, says)
    return sheets


def _refused(path: Path, says: str) -> DataError:
    return DataError(path, (Fault(path.name, says),))


def _too_large() -> str:
    return _("The workbook is far too large. Copy the values into a new form.xlsx.")


def _of_ole(content: bytes) -> str:
    if _ENCRYPTED in content:
        return _("The workbook has a password. Save it without one.")
    return _("This is an old Excel file (.xls). Save it as “Excel Workbook (.xlsx)”.")


def _look(content: bytes) -> str:
    """What speaks against opening the file; "" for nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS:
            return _too_large()
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            return _too_large()
        names = [part.filename.casefold() for part in parts]
        if any(mark in name for name in names for mark in _MACROS):
            return _("The workbook has macros. Save it as “Excel Workbook (.xlsx)”.")
        for part in parts:
            if b"<!DOCTYPE" in package.read(part).replace(b"\0", b""):
                raise ValueError(part.filename)
    return ""


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    import openpyxl  # noqa: PLC0415 - see the module's docstring

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, on what it does not keep
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, keep_links=False
        )
        return tuple(
            Sheet(sheet.title, _cells(sheet)) for sheet in book.worksheets[:MAX_SHEETS]
        )


def _cells(sheet) -> dict[tuple[int, int], Cell]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - openpyxl is not imported yet
    sheet.reset_dimensions()  # what the file says of its size is not believed
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
    return {
        (cell.row, cell.column): Cell(cell.value, cell.data_type == "f")
        for row in rows
        for cell in row
        if cell.value is not None and cell.value != ""
    }
