"""Received workbooks: the cells of an XLSX file that anybody may have made.

Nothing is unpacked to the disk or computed, links are not followed, macros are bytes
that nobody looks at. What is far too large is not opened, nor is XML that declares a
document type (the way to entities that grow). What the cells mean is not known here.

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
from typing import IO, Final
from xml.parsers import expat

from pipeline.errors import DataError, Fault
from pipeline.messages import _

MAX_BYTES: Final = 16 << 20
MAX_UNPACKED_BYTES: Final = 96 << 20
MAX_PART_BYTES: Final = 32 << 20
MAX_PARTS: Final = 2000
MAX_SHEETS: Final = 100
MAX_ROWS: Final = 1000
MAX_COLUMNS: Final = 400
"""Of a sheet; one that goes on beyond is refused, a lone cell far away not seen."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK_BYTES: Final = 1 << 12
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""What may stand before the first sign of XML, whatever its encoding."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,  # XML, of the standard library and of lxml
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
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
    check(content, path)
    try:
        sheets, beyond = _sheets(content)
    except BROKEN as error:
        raise damaged(path) from error
    if beyond:
        raise DataError(path, tuple(Fault(it, _goes_on()) for it in beyond))
    return sheets


def check(content: bytes, path: Path) -> None:
    """Look at the outside of a workbook before anybody opens it.

    Args:
        content: Its bytes.
        path: Names it in errors.

    Raises:
        DataError: It must not, or cannot, be opened; the remedy is told.
    """
    if content.startswith(_OLE):
        raise _refused(path, _of_ole(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sizes = [part.file_size for part in package.infolist()]
            if _are_too_large(sizes):
                raise _refused(path, _too_large())
            for name in package.namelist():
                if name.lower().endswith((".xml", ".rels")) or _is_xml(package, name):
                    with package.open(name) as stream:
                        _check_type(stream)
    except BROKEN as error:
        raise damaged(path) from error


def damaged(path: Path) -> DataError:
    """The error of a file that is no workbook, or no whole one."""
    says = _("This is not a whole XLSX workbook. Open it in Excel and save it anew.")
    return _refused(path, says)


def _refused(path: Path, says: str) -> DataError:
    return DataError(path, (Fault(path.name, says),))


def _are_too_large(sizes: list[int]) -> bool:
    return (
        len(sizes) > MAX_PARTS
        or sum(sizes) > MAX_UNPACKED_BYTES
        or max(sizes, default=0) > MAX_PART_BYTES
    )


def _too_large() -> str:
    return _("The workbook is far too large. Copy what matters to a new one.")


def _goes_on() -> str:
    told = _(
        "The workbook goes on here, and only {sheets} sheets of {rows} rows and "
        "{columns} columns are read. Part it, or remove what does not belong to it."
    )
    return told.format(sheets=MAX_SHEETS, rows=MAX_ROWS, columns=MAX_COLUMNS)


def _is_xml(package: zipfile.ZipFile, name: str) -> bool:
    """By its first sign; what a part is called binds nobody.

    But for a drawing, which may well declare its type, and which nobody reads.
    """
    if name.lower().endswith(".svg"):
        return False
    with package.open(name) as stream:
        return stream.read(_CHUNK_BYTES).lstrip(_BEFORE_XML).startswith(b"<")


def _of_ole(content: bytes) -> str:
    if _ENCRYPTED in content:
        return _("The workbook has a password. Save it without one.")
    return _("This is an old Excel file (.xls). Save it as “Excel Workbook (.xlsx)”.")


def _check_type(stream: IO[bytes]) -> None:
    """XML that begins with a document type is told before anybody parses it.

    Raises:
        ValueError: It does, or is no XML.
    """
    begun: list[str] = []

    def refuse(*declared: object) -> None:
        raise ValueError(declared)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    try:
        while not begun and (chunk := stream.read(_CHUNK_BYTES)):
            parser.Parse(chunk)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _sheets(content: bytes) -> tuple[tuple[Sheet, ...], list[str]]:
    """The sheets, and where the workbook goes on beyond what is read."""
    import openpyxl  # noqa: PLC0415 - see the module's docstring

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, on what it does not keep
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, keep_links=False
        )
        sheets = tuple(
            Sheet(sheet.title, _cells(sheet)) for sheet in book.worksheets[:MAX_SHEETS]
        )
        beyond = [it.title for it in book.worksheets[MAX_SHEETS:][:1]]
    for sheet in sheets:
        ends = [at for at in sheet.cells if at[0] > MAX_ROWS or at[1] > MAX_COLUMNS]
        beyond += [sheet.place(*at) for at in ends[:1]]
    return sheets, beyond


def _cells(sheet) -> dict[tuple[int, int], Cell]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - openpyxl is not imported yet
    """Its cells, with one row and one column more than may be there."""
    sheet.reset_dimensions()  # what the file says of its size is not believed
    rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1)
    return {
        (cell.row, cell.column): Cell(cell.value, cell.data_type == "f")
        for row in rows
        for cell in row
        if cell.value is not None and cell.value != ""
    }
