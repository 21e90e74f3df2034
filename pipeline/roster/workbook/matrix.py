"""The sheet of results: a row for each trainee, a column for each thing known.

    (block)   │                 │ Оценки  │ Итоговая аттестация │ Задания │ Посещаемость
    (heading) │ Код │ Слушатель │ D1 │ D2 │ Оценка │ Тема │ …   │ D1/W1   │ S01 │ S02 …

A column is found by the block above it and its heading, so columns may be moved
within their block, and rows and columns without anything in them say nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.messages import _
from pipeline.model import Organisation
from pipeline.roster.document import Steps, Tree
from pipeline.roster.workbook import choices
from pipeline.roster.workbook.cells import read as read_cell
from pipeline.roster.workbook.choices import normal
from pipeline.roster.workbook.grid import Grid
from pipeline.roster.workbook.layout import EXAMPLE, Column, Kind
from pipeline.roster.workbook.spots import Gathered, Spot

CODE = "Код"
TRAINEE = "Слушатель"
GRADES = "Оценки"
FINAL = "Итоговая аттестация"
TASKS = "Задания"
ATTENDANCE = "Посещаемость"
BLOCKS = {normal(name): name for name in (GRADES, FINAL, TASKS, ATTENDANCE)}
FINAL_KEYS = {"Оценка": "grade", "Тема или билет": "topic", "Особое мнение": "opinion"}
"""Heading → key in the tree."""

_LAST_HEAD_ROW = 40
_DONE = {"сдано", "сдал", "сдала", "да", "+", "есть", "выполнено", "зачтено", "1", "v"}
_NOT_DONE = {"нет", "-", "–", "—", "не сдано", "не выполнено", "0"}
_EMPTY_SIGNS = {"–", "-", "—"}

Item = tuple[str, str]
"""A block and a heading in it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Where what stands on the sheet of results.

    Attributes:
        block_row: The row of the blocks, from 1; 0 when there is none.
        head_row: The row of the headings.
        code_column: Where trainees' codes stand; the name stands to its right.
        columns: Item → its column.
        rows: Trainee's code → row.
    """

    grid: Grid
    block_row: int = 0
    head_row: int = 0
    code_column: int = 0
    columns: dict[Item, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def spot(self, row: int, column: int, heading: str) -> Spot:
        """The place of a cell."""
        return Spot(self.grid.number, row, column, self.grid.title, heading)


@dataclass(frozen=True, slots=True)
class Values:
    """The values that results may take, to forgive capitals."""

    marks: tuple[str, ...]
    grades: tuple[str, ...]
    present: str

    @classmethod
    def of(cls, organisation: Organisation) -> "Values":
        """Those of the institute."""
        grades = (it.value for one in organisation.grade_scales for it in one.values)
        return cls(
            marks=tuple(one.mark for one in organisation.attendance_marks),
            grades=tuple(dict.fromkeys(grades)),
            present=choices.present(organisation),
        )


def read(
    gathered: Gathered, grid: Grid, values: Values
) -> tuple[dict[str, Tree], Matrix]:
    """The results as a mapping, and where they stand."""
    matrix = _matrix(gathered, grid)
    tree: dict[str, Tree] = {}
    gathered.spots["results",] = Spot(grid.number, 0, 0, grid.title)
    matrix.rows.update(_coded(matrix))
    seen: set[str] = set()
    for number in range(matrix.head_row + 1, grid.reach.rows + 1):
        filled = list(_filled(gathered, matrix, number))
        if filled and (trainee := _trainee(gathered, matrix, number, seen)):
            for item, spot, text in filled:
                _enter(gathered, tree, trainee, item, spot, _value(item, text, values))
    return tree, matrix


def _matrix(gathered: Gathered, grid: Grid) -> Matrix:
    head_row, code_column = _head(grid)
    block_row = _block_row(grid, head_row)
    if not head_row or not block_row:
        says = _("The rows of headings are missing; they have: {headings}.")
        wanted = ", ".join((CODE, *BLOCKS.values()))
        gathered.fault(
            Spot(grid.number, 0, 0, grid.title), says.format(headings=wanted)
        )
        return Matrix(grid, head_row=grid.reach.rows)
    matrix = Matrix(grid, block_row, head_row, code_column)
    for top, left, bottom, _right in grid.reach.merged:
        if bottom > head_row:
            says = _("Cells are merged here. Unmerge them and fill in each.")
            gathered.fault(matrix.spot(max(top, head_row + 1), left, ""), says)
    for item, column in _items(grid, block_row, head_row, code_column):
        if item in matrix.columns:
            says = _("This heading stands twice; keep one of the two columns.")
            gathered.fault(matrix.spot(head_row, column, item[1]), says)
        matrix.columns.setdefault(item, column)
    return matrix


def _head(grid: Grid) -> tuple[int, int]:
    """Row and column of the heading «Код»."""
    for (row, column), value in sorted(grid.cells.items(), key=lambda it: it[0]):
        if row > _LAST_HEAD_ROW:
            break
        if normal(str(value)) == normal(CODE):
            return row, column
    return 0, 0


def _block_row(grid: Grid, head_row: int) -> int:
    for row in range(head_row - 1, 0, -1):
        if any(normal(str(value)) in BLOCKS for value in grid.row(row).values()):
            return row
    return 0


def _items(
    grid: Grid, block_row: int, head_row: int, code_column: int
) -> Iterator[tuple[Item, int]]:
    block = ""
    for column in range(1, grid.reach.columns + 1):
        block = BLOCKS.get(normal(str(grid.cells.get((block_row, column), ""))), block)
        heading = str(grid.cells.get((head_row, column), "")).strip()
        if not block or not heading or column == code_column:
            continue
        known = {normal(name): name for name in FINAL_KEYS}
        yield (block, known.get(normal(heading), heading)), column


def _filled(
    gathered: Gathered, matrix: Matrix, number: int
) -> Iterator[tuple[Item, Spot, str]]:
    """The cells of the row that say something."""
    code = str(matrix.grid.cells.get((number, matrix.code_column), ""))
    if normal(code) == normal(EXAMPLE):
        return
    for item, column in matrix.columns.items():
        spot = matrix.spot(number, column, " ".join(item))
        if text := gathered.text(matrix.grid, spot, Column("", item[1], "")):
            yield item, spot, text


def _coded(matrix: Matrix) -> Iterator[tuple[str, int]]:
    """Every row with a code, from the last to the first."""
    for number in range(matrix.grid.reach.rows, matrix.head_row, -1):
        cell = matrix.grid.cells.get((number, matrix.code_column))
        if code := read_cell(cell, Kind.CODE).text:
            yield code, number


def _trainee(gathered: Gathered, matrix: Matrix, number: int, seen: set[str]) -> str:
    spot = matrix.spot(number, matrix.code_column, CODE)
    trainee = gathered.text(matrix.grid, spot, Column("", CODE, ""))
    if not trainee:
        says = _("Results without a trainee's code; write it here.")
        gathered.fault(spot, says)
    elif trainee in seen:
        says = _("The trainee “{id}” has a row above already; keep one.")
        gathered.fault(spot, says.format(id=trainee))
        return ""
    seen.add(trainee)
    matrix.rows[trainee] = number
    return trainee


def _value(item: Item, text: str, values: Values) -> str:
    """The text, spelt as the institute spells it where only the case differs."""
    block, heading = item
    if block == ATTENDANCE:
        return "" if _is_empty_sign(text, values) else _spelt(text, values.marks)
    if block == GRADES or (block == FINAL and FINAL_KEYS.get(heading) == "grade"):
        return _spelt(text, values.grades)
    return text


def _is_empty_sign(text: str, values: Values) -> bool:
    if text in values.marks:
        return False
    signs = _EMPTY_SIGNS if values.present in _EMPTY_SIGNS else set()
    return text == values.present or text in signs


def _spelt(text: str, known: tuple[str, ...]) -> str:
    alike = [one for one in known if one.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 and text not in known else text


def _enter(
    gathered: Gathered,
    tree: dict[str, Tree],
    trainee: str,
    item: Item,
    spot: Spot,
    text: str,
) -> None:
    block, heading = item
    if block == TASKS:
        _enter_task(gathered, tree, trainee, heading, spot, text)
        return
    kind = {GRADES: "grades", FINAL: "final", ATTENDANCE: "attendance"}[block]
    key = FINAL_KEYS.get(heading) if block == FINAL else heading
    if key is None:
        known = ", ".join(FINAL_KEYS)
        says = _("Such a heading is not known here; there are: {headings}.")
        gathered.fault(spot, says.format(headings=known))
        return
    steps = _register(gathered, kind, trainee, spot)
    inner(inner(tree, kind), trainee)[key] = text
    gathered.spots[*steps, key] = spot


def _enter_task(
    gathered: Gathered,
    tree: dict[str, Tree],
    trainee: str,
    heading: str,
    spot: Spot,
    text: str,
) -> None:
    unit, slash, task = (part.strip() for part in heading.partition("/"))
    if not slash or not task:
        says = _("The heading of a task is the code of its unit, a slash and its own.")
        gathered.fault(spot, says)
    elif normal(text) in _DONE or text == choices.DONE:
        steps = (*_register(gathered, "tasks", trainee, spot), unit)
        done = inner(inner(tree, "tasks"), trainee).setdefault(unit, [])
        if isinstance(done, list):
            gathered.spots.setdefault(steps, spot)
            gathered.spots[*steps, len(done)] = spot
            done.append(task)
    elif normal(text) not in _NOT_DONE and text not in _NOT_DONE:
        says = _("“{text}” is not used here. Write “{done}” or leave it empty.")
        gathered.fault(spot, says.format(text=text, done=choices.DONE))


def _register(gathered: Gathered, kind: str, trainee: str, spot: Spot) -> Steps:
    """The way to what is known of the trainee, and the row that it stands in."""
    steps: Steps = ("results", kind, trainee)
    gathered.spots.setdefault(steps, spot._replace(column=0, heading=""))
    return steps


def inner(tree: dict[str, Tree], key: str) -> dict[str, Tree]:
    """The mapping under that key, made when it is not there."""
    found = tree.setdefault(key, {})
    return found if isinstance(found, dict) else {}
