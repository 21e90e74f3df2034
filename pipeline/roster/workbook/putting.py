"""Results into the workbook that they belong to, cell by cell."""

from collections.abc import Iterable, Iterator

from pipeline.model import Group, Organisation
from pipeline.roster.workbook import choices, matrix, patch
from pipeline.roster.workbook.matrix import Item, Matrix
from pipeline.roster.workbook.reading import Book
from pipeline.roster.workbook.scan import Cell

Change = tuple[str, str, str, str]
"""Trainee, kind of result, item, the new value."""

_HEADINGS = {key: heading for heading, key in matrix.FINAL_KEYS.items()}


def with_results(
    book: Book, group: Group, changes: Iterable[Change], organisation: Organisation
) -> bytes:
    """The workbook with those values in it, and codes where it had none.

    A row or a column that the sheet of results lacks is added behind the last one.
    """
    texts = {title: dict(cells) for title, cells in book.made.items()}
    where = book.results
    if where is not None:
        cells = texts.setdefault(where.grid.title, {})
        present = choices.present(organisation)
        for change in changes:
            trainee = change[0]
            row = where.rows.get(trainee) or _add_row(where, cells, group, trainee)
            for item, text in _cells(group, change, present):
                column = where.columns.get(item) or _add_column(where, cells, item)
                cells[row, column] = text
    return patch.put(book.package, texts)


def _cells(group: Group, change: Change, present: str) -> Iterator[tuple[Item, str]]:
    _trainee, kind, item, now = change
    if kind == "attendance":
        yield (matrix.ATTENDANCE, item), now or present
    elif kind == "grades":
        yield (matrix.GRADES, item), now
    elif kind == "final":
        yield (matrix.FINAL, _HEADINGS[item]), now
    else:
        done = now.split()
        for unit in (one for one in group.units if one.id == item):
            for task in unit.tasks:
                text = choices.DONE if task.id in done else ""
                yield (matrix.TASKS, f"{item}/{task.id}"), text


def _add_row(where: Matrix, cells: dict[Cell, str], group: Group, trainee: str) -> int:
    row = max([where.head_row, *where.rows.values()]) + 1
    where.rows[trainee] = row
    cells[row, where.code_column] = trainee
    beside = row, where.code_column + 1
    if beside not in where.grid.cells and beside not in where.grid.reach.uncomputed:
        names = {one.id: one.full_name for one in group.trainees}
        cells[beside] = names[trainee]
    return row


def _add_column(where: Matrix, cells: dict[Cell, str], item: Item) -> int:
    column = max([where.grid.reach.columns, *where.columns.values()]) + 1
    where.columns[item] = column
    cells[where.block_row, column], cells[where.head_row, column] = item
    return column
