"""A teacher at a desk: form workbooks opened, filled in, sorted and saved.

openpyxl stands for the spreadsheet program; it keeps formulas and computes none, so
the formulas that forms use are computed here.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries

ADDRESS_OF_VALUE = "value"
SKIPPED = {"own", "name", "head"}


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def save(book: openpyxl.Workbook, folder: Path, name: str = "form.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def corner(sheet):
    """Row and column of the keys; None on a sheet without a table."""
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value or "").startswith("podshivka:"):
                return cell.row, cell.column
    return None


def words(cell) -> list[str]:
    return str(cell.value or "").partition("|")[0].split()


def inputs(book) -> dict[str, object]:
    """Address → cell, of all cells that may be filled in."""
    return {
        " ".join(word for word in (*row, *column) if word != ADDRESS_OF_VALUE): cell
        for sheet in book
        for row, column, cell in _crossings(sheet)
    }


def _crossings(sheet) -> Iterator[tuple[list[str], list[str], object]]:
    found = corner(sheet)
    if found is None:
        return
    top, left = found
    for row in range(top + 1, sheet.max_row + 1):
        for column in range(1, sheet.max_column + 1):
            names = words(sheet.cell(row, left)), words(sheet.cell(top, column))
            if column != left and all(names) and not SKIPPED & {n[0] for n in names}:
                yield *names, sheet.cell(row, column)


def rows_of(sheet) -> list[int]:
    """The rows that have people or units."""
    top, left = corner(sheet)
    return [
        row
        for row in range(top + 1, sheet.max_row + 1)
        if words(sheet.cell(row, left))[:1] == ["trainee"]
    ]


def sort(sheet, *, first: int = 1, backwards: bool = True) -> None:
    """Turn the rows of the table round, from that column on, as sorting does."""
    rows = rows_of(sheet)
    columns = range(first, sheet.max_column + 1)
    values = [[sheet.cell(row, at).value for at in columns] for row in rows]
    for row, line in zip(rows, reversed(values) if backwards else values, strict=True):
        for at, value in zip(columns, line, strict=True):
            sheet.cell(row, at).value = value


def computed(book, sheet, cell) -> object:
    """The value of a formula of ours."""
    formula = str(cell.value).removeprefix("=")
    if formula.startswith("IF("):
        return _word(sheet, formula)
    if "COUNTIF" in formula or "SUM" in formula or "COUNTBLANK" in formula:
        return sum(_term(book, sheet, term) for term in _TERM.findall(formula))
    return int(formula)


_TERM = re.compile(
    r"(SUMPRODUCT|COUNTIF|SUMIF|SUM|COUNTBLANK)\(((?:\"(?:[^\"]|\"\")*\"|[^\"])*?)\)"
    r"(?=\+[A-Z]|$)"
)
_WORD = re.compile(r'TRIM\((\w+)\)="((?:[^"]|"")*)","((?:[^"]|"")*)"')
_CRITERION = re.compile(r'"=((?:[^"]|"")*)"')


def _term(book, sheet, term) -> int:
    name, inside = term
    if name == "SUMPRODUCT":
        return _gathered(book, sheet, inside)
    where, _comma, rest = inside.partition(",")
    values = _values(sheet, where)
    if name == "COUNTBLANK":
        return sum(value is None for value in values)
    if name == "SUM":
        return sum(_number(book, sheet, cell) for cell in _cells(sheet, where))
    wanted = re.sub("~([~*?])", r"\1", _CRITERION.search(rest)[1].replace('""', '"'))
    hits = [str(value or "").casefold() == wanted.casefold() for value in values]
    if name == "COUNTIF":
        return sum(hits)
    weights = _values(sheet, rest.rpartition(",")[2])
    return sum(weight for weight, hit in zip(weights, hits, strict=True) if hit)


def _gathered(book, sheet, inside) -> int:
    """`('S'!keys=B7)*'S'!sums`: the sums of the rows whose key equals the cell."""
    found = re.fullmatch(r"\((.*)!(\S+)=(\w+)\)\*.*!(\S+)", inside)
    other = book[found[1].strip("'").replace("''", "'")]
    wanted = sheet[found[3]].value
    pairs = zip(_cells(other, found[2]), _cells(other, found[4]), strict=True)
    return sum(_number(book, other, sums) for key, sums in pairs if key.value == wanted)


def _number(book, sheet, cell) -> int:
    if cell.data_type == "f":
        return computed(book, sheet, cell)
    return cell.value if isinstance(cell.value, int) else 0


def _word(sheet, formula) -> str:
    for at, value, word in _WORD.findall(formula):
        if str(sheet[at].value or "").strip().casefold() == value.casefold():
            return word.replace('""', '"')
    return "?"


def _cells(sheet, where):
    left, top, right, bottom = range_boundaries(where.replace("$", ""))
    return [
        sheet.cell(row, column)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]


def _values(sheet, where):
    return [cell.value for cell in _cells(sheet, where)]
