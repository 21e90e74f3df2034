"""The workbook as it is given to people: empty, or filled from a group.

Both are one thing: a tree of values laid out by `layout`; the empty one has no
values but codes, so that lists and results can name rows before they are filled.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import disk
from pipeline.model import Group, Organisation
from pipeline.roster.workbook import choices, drawing, results, sheets
from pipeline.roster.workbook.choices import Choice
from pipeline.roster.workbook.layout import EXAMPLE, Column, Fields, Kind, Table
from pipeline.roster.workbook.lists import Lists
from pipeline.spreadsheets import letters

HEAD_ROW = 4
FIRST_ROW = HEAD_ROW + 1
_SPARE_ROWS = 15
_FIELD_HEADS = ("Поле", "Значение", "Пояснение", "Пример")
_FIELD_WIDTHS = (32, 48, 62, 34)
_SPARE_FIELDS = 4

Tree = Mapping[str, Any]


def empty(organisation: Organisation) -> bytes:
    """An empty workbook for the groups of that institute."""
    return _book({}, organisation, results.of_codes())


def filled(group: Group, organisation: Organisation) -> bytes:
    """A workbook with all that the group's file holds."""
    return _book(_tree(group), organisation, results.of_group(group, organisation))


def _book(tree: Tree, organisation: Organisation, known: results.Content) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Подшивка"
    book.properties.title = "Учебная группа"
    lists = Lists(choices.of(organisation))
    for sheet in sheets.ORDER:
        drawn = book.create_sheet(sheet.title)
        if isinstance(sheet, Fields):
            _fields(drawn, sheet, tree.get(sheet.key, {}) if sheet.key else tree, lists)
        else:
            _table(drawn, sheet, tree.get(sheet.key or sheet.title, ()), lists)
    results.draw(book.create_sheet(sheets.RESULTS), known, organisation, lists)
    lists.draw(book.create_sheet(sheets.LISTS))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tree(group: Group) -> dict[str, Any]:
    """The group as mappings, with the rows that workbooks have apart."""
    tree: dict[str, Any] = disk.to_builtins(group)
    tree[sheets.TASKS.title] = [
        {"unit": unit["id"], **task} for unit in tree["units"] for task in unit["tasks"]
    ]
    tree[sheets.MOVEMENTS.title] = [
        {"trainee": trainee["id"], "event": event, **movement}
        for trainee in tree["trainees"]
        for event, movement in _movements(trainee)
    ]
    return tree


def _movements(trainee: Tree) -> Iterator[tuple[str, Tree]]:
    for event in ("joined", "left"):
        if trainee[event]:
            yield event, trainee[event]
    for movement in trainee["renamed"]:
        yield "renamed", movement


def _fields(drawn: Worksheet, sheet: Fields, tree: Tree, lists: Lists) -> None:
    drawing.top(drawn, sheet.title, sheet.hint)
    for number, (name, width) in enumerate(
        zip(_FIELD_HEADS, _FIELD_WIDTHS, strict=True), start=1
    ):
        drawing.text(drawing.at(drawn, HEAD_ROW, number), name, drawing.HEAD)
        drawn.column_dimensions[letters(number)].width = width
    row = FIRST_ROW
    for column in sheet.columns:
        values = _values(tree, column) if column.listed else [_at(tree, column.key)]
        for place, found in enumerate(values):
            _field(drawn, row, column, found, lists)
            if place == 0:
                _explained(drawn, row, column, lists)
            row += 1
    drawing.page(drawn, HEAD_ROW)


def _values(tree: Tree, column: Column) -> list[object]:
    """What a field holds that may stand on several lines, and lines to fill in."""
    return [*_at(tree, column.key, ()), *[""] * _SPARE_FIELDS]


def _field(
    drawn: Worksheet, row: int, column: Column, found: object, lists: Lists
) -> None:
    drawing.text(drawing.at(drawn, row, 1), _heading(column), drawing.NAME)
    cell = drawing.at(drawn, row, 2)
    drawing.value(
        cell, column, _written(column, found, lists), drawing.VALUE.to("left")
    )
    for number in (3, 4):
        drawing.draw(drawing.at(drawn, row, number), drawing.SHOWN)
    _rules(drawn, column, f"B{row}", lists)


def _explained(drawn: Worksheet, row: int, column: Column, lists: Lists) -> None:
    drawing.text(drawing.at(drawn, row, 3), column.note, drawing.SHOWN)
    cell = drawing.at(drawn, row, 4)
    example = _written(column, column.example, lists)
    drawing.value(cell, column, example, drawing.EXAMPLE.to("left"))


def _table(drawn: Worksheet, table: Table, rows: Sequence[Tree], lists: Lists) -> None:
    drawing.top(drawn, table.title, table.hint)
    for number, column in enumerate(table.columns, start=1):
        head = drawing.at(drawn, HEAD_ROW, number)
        drawing.text(head, _heading(column), drawing.HEAD)
        drawing.note(head, column.note)
        drawn.column_dimensions[letters(number)].width = column.width
    drawn.row_dimensions[HEAD_ROW].height = 32
    _example(drawn, table, lists)
    start = FIRST_ROW + 1
    count = len(rows) + _SPARE_ROWS if rows else table.rows
    for place in range(count):
        tree = rows[place] if place < len(rows) else _blank(table, place, rows)
        _row(drawn, start + place, table, tree, lists)
    last = start + count + _SPARE_ROWS
    for number, column in enumerate(table.columns, start=1):
        letter = letters(number)
        _rules(drawn, column, f"{letter}{start}:{letter}{last}", lists)
    drawing.page(drawn, HEAD_ROW)


def _example(drawn: Worksheet, table: Table, lists: Lists) -> None:
    """The row that is there to be looked at; it begins with «Пример»."""
    for number, column in enumerate(table.columns, start=1):
        example = EXAMPLE if number == 1 else column.example
        cell = drawing.at(drawn, FIRST_ROW, number)
        written = example if number == 1 else _written(column, example, lists)
        drawing.value(cell, column, written, drawing.EXAMPLE)


def _blank(table: Table, place: int, rows: Sequence[Tree]) -> Tree:
    """A row to fill in; in an empty workbook it has its code already."""
    if rows or place >= table.codes:
        return {}
    return {"id": f"{table.prefix}{place + 1:0{table.places}}"}


def _row(drawn: Worksheet, row: int, table: Table, tree: Tree, lists: Lists) -> None:
    for number, column in enumerate(table.columns, start=1):
        cell = drawing.at(drawn, row, number)
        if column.kind is Kind.SHOWN:
            drawing.shown(cell, _looked_up(table, row, number))
            continue
        found = _written(column, _at(tree, column.key), lists)
        drawing.value(cell, column, found, drawing.VALUE)


def _looked_up(table: Table, row: int, number: int) -> str:
    """The formula for the name of what the cell to the left names by code."""
    code = f"{letters(number - 1)}{row}"
    if table is sheets.MOVEMENTS:
        return results.name_of(code)
    title = letters(1 + [it.key for it in sheets.UNITS.columns].index("title"))
    rows = f"'{sheets.UNITS.title}'!$A${FIRST_ROW}:$A$500"
    titles = f"'{sheets.UNITS.title}'!${title}${FIRST_ROW}:${title}$500"
    return f'=IFERROR(INDEX({titles},MATCH({code},{rows},0)),"")'


def _rules(drawn: Worksheet, column: Column, cells: str, lists: Lists) -> None:
    if column.choice and (source := lists.source(column.choice)):
        choice: Choice | None = lists.choices.get(column.choice)
        drawing.choose(drawn, cells, source, choice, "Выберите значение из списка.")
    elif column.kind is Kind.DATE:
        drawing.dated(drawn, cells)
    elif column.kind is Kind.NUMBER:
        drawing.counted(drawn, cells)


def _heading(column: Column) -> str:
    return f"{column.heading}\N{NO-BREAK SPACE}*" if column.needed else column.heading


def _written(column: Column, found: object, lists: Lists) -> str | int | date:
    """A value of the tree as it stands in a cell."""
    if found is None or found == "":
        return ""
    if column.kind is Kind.DATE:
        return found if isinstance(found, date) else date.fromisoformat(str(found))
    if column.kind is Kind.NUMBER and isinstance(found, int):
        return found
    choice = lists.choices.get(column.choice)
    text = str(found)
    return choice.words.get(text, text) if choice and choice.closed else text


def _at(tree: Tree, key: str, otherwise: object = "") -> Any:  # noqa: ANN401 - JSON
    found: Any = tree
    for name in key.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return otherwise if found is None else found
