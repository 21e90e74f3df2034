"""The cells of a form's workbook that a person filled in, with their addresses.

Rows and columns are known by their keys, wherever they stand by now. Where a key
and what its row or column shows do not agree, or something stands where there is no
key, that is told as a fault, and no cell of it is taken. Which values are allowed is
the affair of `pipeline.forms.workbook.meaning`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import DataError, Fault
from pipeline.forms.workbook import keys
from pipeline.messages import _
from pipeline.spreadsheets import Cell, Sheet

_NOT_READ = ((keys.NAME,), (keys.OWN,))
"""Keys of columns that hold nothing to take in."""

_NOT_ROWS = ((keys.HEAD,), (keys.OWN,))
"""Keys of rows that are about nobody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell that a person filled in.

    Attributes:
        address: The words of its row and of its column.
        place: Words that lead to it.
    """

    address: tuple[str, ...]
    cell: Cell
    place: str


@dataclass(frozen=True, slots=True)
class Named:
    """A trainee to whom a row belongs, by the name that it shows."""

    trainee: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a table is about, whatever stands in its cells.

    Attributes:
        title: Of its sheet.
        rows: Keys of the rows to be filled in.
        columns: Keys of the columns to be filled in.
    """

    title: str
    rows: tuple[keys.Key, ...]
    columns: tuple[keys.Key, ...]


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """A form's workbook as it came back.

    Attributes:
        group: Code of the group it was made for.
        sheets: Titles of all its sheets.
        tables: Those that have their keys.
        people: Of every row about a trainee.
        faults: Of rows and columns; their cells are not among the entries.
    """

    path: Path
    document_id: str
    kind: str
    group: str
    sheets: tuple[str, ...]
    tables: tuple[Keyed, ...]
    entries: tuple[Entry, ...]
    people: tuple[Named, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Table:
    """One table, found by its corner: row and column of the keys, from 1."""

    sheet: Sheet
    top: int
    left: int
    people: list[Named] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def row_keys(self) -> list[tuple[int, keys.Key]]:
        """The rows below the corner that have a key, from the top."""
        found = sorted(row for row, column in self.sheet.cells if column == self.left)
        return [(row, self._key(row, self.left)) for row in found if row > self.top]

    def column_keys(self) -> list[tuple[int, keys.Key]]:
        """The columns beside the corner that have a key, from the left."""
        found = sorted(column for row, column in self.sheet.cells if row == self.top)
        return [(at, self._key(self.top, at)) for at in found if at != self.left]

    def _key(self, row: int, column: int) -> keys.Key:
        return keys.parse(self.text(row, column))

    def text(self, row: int, column: int) -> str:
        """What stands there, as `keys.plain` writes it."""
        cell = self.sheet.cells.get((row, column))
        return keys.plain(cell.value) if cell else ""

    def fault(self, row: int, column: int, says: str) -> None:
        """Tell what is wrong there."""
        self.faults.append(Fault(self.sheet.place(row, column), says))


def read(sheets: Sequence[Sheet], path: Path) -> FilledWorkbook:
    """What was filled in.

    Args:
        sheets: Of the workbook.
        path: Of the file, for the words of faults.

    Raises:
        DataError: The workbook is not one of a form.
    """
    facts = _facts(sheets, path)
    entries: list[Entry] = []
    people: list[Named] = []
    faults: list[Fault] = []
    tables = [one for sheet in sheets for one in _tables(sheet)]
    for table in tables:
        if keys.cornered(table.text(table.top, table.left)) == facts["document"]:
            entries += _entries(table)
        else:
            says = _("This sheet is of another document. Take it in from its own file.")
            table.fault(table.top, table.left, says)
        people += table.people
        faults += table.faults
    for sheet in sheets:
        faults += _astray(sheet, facts["document"])
    return FilledWorkbook(
        path=path,
        document_id=facts["document"],
        kind=facts["kind"],
        group=facts["group"],
        sheets=tuple(sheet.title for sheet in sheets),
        tables=keyed(sheets, facts["document"]),
        entries=tuple(entries),
        people=tuple(people),
        faults=tuple(faults),
    )


def keyed(sheets: Sequence[Sheet], document_id: str) -> tuple[Keyed, ...]:
    """What the tables of a document are about, one for each that has its keys."""
    return tuple(
        Keyed(
            table.sheet.title,
            tuple(key for _at, key in table.row_keys() if key.words not in _NOT_ROWS),
            tuple(
                key for _at, key in table.column_keys() if key.words not in _NOT_READ
            ),
        )
        for sheet in sheets
        for table in _tables(sheet)
        if keys.cornered(table.text(table.top, table.left)) == document_id
    )


def address_of(row: keys.Key, column: keys.Key) -> tuple[str, ...]:
    """The words of the cell where they cross."""
    return tuple(word for word in (*row.words, *column.words) if word != keys.VALUE)


def _facts(sheets: Sequence[Sheet], path: Path) -> dict[str, str]:
    sheet = next((one for one in sheets if one.title == keys.FACTS), None)
    cells = sheet.cells if sheet else {}
    facts = {
        keys.plain(cell.value): keys.plain(cells[row, 2].value)
        for (row, column), cell in cells.items()
        if column == 1 and (row, 2) in cells
    }
    if not {"version", "document", "kind", "group"} <= set(facts):
        says = _(
            "This workbook is not of a form. Fill in the form.xlsx of a document; the "
            "workbook of a group is taken in without --results."
        )
        raise DataError(path, (Fault(path.name, says),))
    if facts["version"] != keys.VERSION:
        says = _("A newer program made this workbook. Read it with that program.")
        raise DataError(path, (Fault(path.name, says),))
    return facts


def _corners(sheet: Sheet) -> list[tuple[int, int]]:
    cells = sheet.cells.items()
    return sorted(at for at, cell in cells if keys.cornered(cell.value) is not None)


def _tables(sheet: Sheet) -> Iterator[_Table]:
    """The table of a sheet; there is one at most."""
    for row, column in _corners(sheet)[:1]:
        yield _Table(sheet, row, column)


def _astray(sheet: Sheet, document_id: str) -> Iterator[Fault]:
    """A second table, or keys without their corner: nothing is read by them."""
    corners = _corners(sheet)
    for at in corners[1:2]:
        says = _("The table stands here a second time. Remove one of the two.")
        yield Fault(sheet.place(*at), says)
    keyed = (at for at, it in sheet.cells.items() if keys.looks_like_one(it.value))
    for at in sorted(keyed)[:1] if not corners else ():
        yield Fault(sheet.place(*at), keys_gone(document_id))


def keys_gone(document_id: str) -> str:
    """A sheet has no keys any more."""
    says = _(
        "The sheet has lost the hidden row or column that says whose cells these are, "
        "and nothing can be taken from it."
    )
    return f"{says} {remedy(document_id)}"


def remedy(document_id: str) -> str:
    """How to come by a workbook that is whole."""
    says = _(
        "Undo that, or fill in a fresh form.xlsx of document {id}; its folder: "
        "podshivka issued show {id}"
    )
    return says.format(id=document_id)


def _entries(table: _Table) -> list[Entry]:
    """The cells of a table where a row and a column with addresses cross."""
    columns = _columns(table)
    names = [at for at, key in columns.items() if key.words == (keys.NAME,)]
    rows = _rows(table, names)
    inputs = {at: key for at, key in columns.items() if key.words not in _NOT_READ}
    _tell_strays(table, set(rows), set(inputs), names)
    return [
        Entry(
            address_of(rows[row], inputs[column]), cell, table.sheet.place(row, column)
        )
        for (row, column), cell in table.sheet.cells.items()
        if row in rows and column in inputs
    ]


def _columns(table: _Table) -> dict[int, keys.Key]:
    """Column → key, of those whose head shows what the key says."""
    heads = [row for row, key in table.row_keys() if key.words == (keys.HEAD,)]
    found = {}
    for column, key in table.column_keys():
        shown = keys.plain(" ".join(table.text(head, column) for head in heads))
        if key.shows and shown != key.shows:
            says = _(
                "The head of this column reads “{shown}”, but the form has “{meant}” "
                "here. Put the head back, or move whole columns only."
            )
            place = heads[0] if heads else table.top
            table.fault(place, column, says.format(shown=shown, meant=key.shows))
        else:
            found[column] = key
    return found


def _rows(table: _Table, names: Sequence[int]) -> dict[int, keys.Key]:
    """Row → key, of those whose name is what the key says."""
    found = {}
    for row, key in table.row_keys():
        if key.words in _NOT_ROWS:
            continue
        shown = keys.plain(" ".join(table.text(row, name) for name in names))
        if shown != key.shows:
            says = _(
                "This row reads “{shown}”, but the form has “{meant}” here. Put the "
                "name back, or sort whole rows only."
            )
            place = names[0] if names else table.left
            table.fault(row, place, says.format(shown=shown, meant=key.shows))
        else:
            found[row] = key
            _note_person(table, row, key, names)
    return found


def _note_person(table: _Table, row: int, key: keys.Key, names: Sequence[int]) -> None:
    match key.words:
        case ("trainee", trainee):
            place = table.sheet.place(row, names[0] if names else table.left)
            table.people.append(Named(trainee, key.shows, place))


def _tell_strays(
    table: _Table, rows: set[int], inputs: set[int], names: Sequence[int]
) -> None:
    """Tell of values that no key names, so that nothing is lost in silence."""
    columns = {column for column, _key in table.column_keys()} | {table.left}
    keyed = {row for row, _key in table.row_keys()}
    for row, column in sorted(table.sheet.cells):
        if row in rows and column not in columns:
            says = _(
                "This column is not of the form. Take the lesson or task into the "
                "group's data first, or write notes below the table."
            )
            table.fault(row, column, says)
        named = any(table.text(row, name) for name in names)
        if row > table.top and row not in keyed and column in inputs and named:
            says = _(
                "This row is not of the form. Take the trainee into the group's data "
                "first, or remove the row."
            )
            table.fault(row, column, says)
