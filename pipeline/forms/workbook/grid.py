"""The sheet of a discipline in a journal: who was at which lesson, which tasks.

A column for each lesson with number, date and hours; then what was missed,
computed; then a column for each task. Below, how many were absent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.forms.workbook import facts, formulas, frame, keys, lists
from pipeline.forms.workbook.book import UPRIGHT, Area, Book, Sheet, points
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.frame import FIRST, Frame
from pipeline.forms.workbook.styles import Style

TOP: Final = 2
DAYS: Final = TOP + 2
HOURS: Final = TOP + 3
ROWS: Final = TOP + 4
"""Rows: the keys; number, date and hours of the lessons; the first trainee."""

_HEADS: Final = 3
_LESSONS_A_PAGE: Final = 40
_NAME, _LESSON, _SUM, _TASK = 34.0, 4.3, 10.0, 13.0
_SUMS = ("Пропущено занятий", "из них уважительно", "Пропущено часов")


@dataclass(frozen=True, slots=True)
class Missed:
    """Where a grid says what each trainee missed, for sums on other sheets.

    Attributes:
        keys: The keys of the rows.
        hours: Beside each, the hours missed.
        by_trainee: The same, computed: trainee id → hours.
    """

    keys: Area
    hours: Area
    by_trainee: dict[str, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """The legend: all marks, those of absence, those of an excuse."""

    all: tuple[str, ...]
    missed: tuple[str, ...]
    excused: tuple[str, ...]


def marks_of(legend: Sequence[Tree]) -> Marks:
    """The marks by what they count as."""
    by_count: dict[str, list[str]] = {}
    for one in legend:
        by_count.setdefault(one["counts_as"], []).append(one["mark"])
    excused = by_count.get("excused", [])
    missed = [*by_count.get("absent", []), *excused]
    return Marks(tuple(one["mark"] for one in legend), tuple(missed), tuple(excused))


@dataclass(frozen=True, slots=True)
class _Grid:
    sheet: Sheet
    frame: Frame
    unit: Tree
    trainees: Sequence[Tree]
    marks: Marks
    lists: lists.Lists

    @property
    def lessons(self) -> list[Tree]:
        return self.unit["sessions"]  # type: ignore[no-any-return]

    @property
    def last_lesson(self) -> int:
        return FIRST + len(self.lessons) - 1

    @property
    def sums(self) -> int:
        """First column of what was missed."""
        return self.last_lesson + 1

    @property
    def tasks(self) -> int:
        """First column of the tasks."""
        return self.sums + (len(_SUMS) if self.lessons else 0)

    @property
    def last(self) -> int:
        return max(self.tasks + len(self.unit["tasks"]) - 1, frame.NAMES)

    @property
    def pages(self) -> int:
        """Pages side by side."""
        return -(-max(len(self.lessons), 1) // _LESSONS_A_PAGE)

    @property
    def last_row(self) -> int:
        return ROWS + len(self.trainees) - 1


def write(
    book: Book, unit: Tree, data: Tree, known: lists.Lists
) -> tuple[Sheet, Missed | None]:
    """The sheet of one unit; None where nothing can be missed."""
    wide = _width(unit) > UPRIGHT
    sheet = book.sheet(f"{unit['n']} {unit['title']}", landscape=wide)
    marks = marks_of(data["legend"])
    grid = _Grid(sheet, Frame(sheet, TOP), unit, data["trainees"], marks, known)
    _heads(grid)
    for row, trainee in enumerate(grid.trainees, start=ROWS):
        _trainee(grid, row, trainee)
    _absent(grid)
    _choices(grid)
    _set_up(grid)
    return sheet, _missed(grid)


def _heads(grid: _Grid) -> None:
    _lines(grid)
    grid.frame.open(heads=_HEADS)
    for at, lesson in enumerate(grid.lessons):
        _lesson(grid, FIRST + at, at + 1, lesson)
    for at, text in enumerate(_SUMS if grid.lessons else ()):
        grid.frame.own(grid.sums + at, text, _HEADS)
    for at, task in enumerate(grid.unit["tasks"]):
        key = keys.key("task", grid.unit["id"], task["id"], shows=task["title"])
        grid.frame.head(grid.tasks + at, task["title"], key, _HEADS)


def _lines(grid: _Grid) -> None:
    """Unit and assessment; of several pages side by side, on the first one only."""
    first, last, width = 0, grid.last, _width(grid.unit)
    if grid.pages > 1:
        first, last = FIRST, FIRST + _LESSONS_A_PAGE // 2
        width = _LESSON * (last - first)
    for row, text in enumerate((facts.unit(grid.unit), facts.assessment(grid.unit))):
        facts.line(grid.sheet, row, last, text, width, first=first)


def _lesson(grid: _Grid, column: int, number: int, lesson: Tree) -> None:
    shows = f"{number} {facts.short(lesson['date'])} {lesson['hours']}"
    key = keys.key("mark", lesson["id"], shows=shows)
    grid.frame.head(column, "", key)
    grid.sheet.put(TOP + 1, column, number, Style.HEAD)
    grid.sheet.put(DAYS, column, facts.day(lesson["date"]), Style.HEAD_DAY)
    grid.sheet.put(HOURS, column, lesson["hours"], Style.HEAD)


def _trainee(grid: _Grid, row: int, trainee: Tree) -> None:
    sheet = grid.sheet
    grid.frame.name(row, trainee["n"], frame.listed(trainee), *frame.trainee(trainee))
    sheet.height(row, max(points(frame.listed(trainee), _NAME), 17))
    for column, lesson in enumerate(grid.lessons, start=FIRST):
        mark, here = trainee["marks"][lesson["id"]], trainee["expected"][lesson["id"]]
        style = Style.INPUT if here or mark else Style.ABSENT
        sheet.put(row, column, lists.typed(mark), style)
    if grid.lessons:
        _sums(grid, row, trainee)
    done = trainee["tasks"][grid.unit["id"]]
    for column, task in enumerate(grid.unit["tasks"], start=grid.tasks):
        sheet.put(row, column, _task(done[task["id"]]), Style.INPUT)


def _sums(grid: _Grid, row: int, trainee: Tree) -> None:
    where = formulas.across(row, FIRST, grid.last_lesson)
    held = [trainee["marks"][lesson["id"]] for lesson in grid.lessons]
    for at, marks in enumerate((grid.marks.missed, grid.marks.excused)):
        formula, value = formulas.count(where, marks), formulas.counted(held, marks)
        grid.sheet.compute(row, grid.sums + at, formula, value, Style.NUMBER)
    weights = grid.sheet.area(HOURS, FIRST, HOURS, grid.last_lesson)
    formula = formulas.weigh(where, grid.marks.missed, weights)
    grid.sheet.compute(row, grid.sums + 2, formula, _hours(grid, trainee), Style.NUMBER)


def _hours(grid: _Grid, trainee: Tree) -> int:
    return sum(
        lesson["hours"]
        for lesson in grid.lessons
        if formulas.counted([trainee["marks"][lesson["id"]]], grid.marks.missed)
    )


def _absent(grid: _Grid) -> None:
    """Below each lesson, how many were not there; below each task, how many did it."""
    row = grid.last_row + 1
    grid.frame.sums(row, "Отсутствовало")
    for column, lesson in enumerate(grid.lessons, start=FIRST):
        held = [trainee["marks"][lesson["id"]] for trainee in grid.trainees]
        _down(grid, column, held, grid.marks.missed)
    for at in range(grid.sums, grid.tasks):
        where = grid.sheet.area(ROWS, at, grid.last_row, at)
        total = _total(grid, at - grid.sums)
        grid.sheet.compute(row, at, f"SUM({where})", total, Style.SUM)
    if grid.unit["tasks"]:
        grid.frame.sums(row + 1, "Сдали задание")
    for column in range(FIRST, grid.tasks if grid.unit["tasks"] else FIRST):
        grid.sheet.put(row + 1, column, "", Style.SUM)
    for column, task in enumerate(grid.unit["tasks"], start=grid.tasks):
        grid.sheet.put(row, column, "", Style.SUM)
        done = [one["tasks"][grid.unit["id"]][task["id"]] for one in grid.trainees]
        _down(grid, column, [_task(one) for one in done], (lists.DONE,), below=2)


def _task(done: bool | str) -> str:  # noqa: FBT001 - as the data have it
    """The word for a task; what is not surely known has its own."""
    if isinstance(done, str):
        return done
    return lists.DONE if done else ""


def _down(
    grid: _Grid, column: int, held: list[str], values: Sequence[str], *, below: int = 1
) -> None:
    where = grid.sheet.area(ROWS, column, grid.last_row, column)
    formula, value = formulas.count(where, values), formulas.counted(held, values)
    grid.sheet.compute(grid.last_row + below, column, formula, value, Style.SUM)


def _total(grid: _Grid, which: int) -> int:
    """The sum of one of the columns of what was missed."""
    if which == len(_SUMS) - 1:
        return sum(_hours(grid, trainee) for trainee in grid.trainees)
    marks = (grid.marks.missed, grid.marks.excused)[which]
    ids = [lesson["id"] for lesson in grid.lessons]
    held = [trainee["marks"][one] for trainee in grid.trainees for one in ids]
    return formulas.counted(held, marks)


def _choices(grid: _Grid) -> None:
    sheet, known = grid.sheet, grid.lists
    if grid.lessons:
        area = sheet.area(ROWS, FIRST, grid.last_row, grid.last_lesson)
        allowed = (*grid.marks.all, lists.present(grid.marks.all))
        sheet.choose(area, known.area(allowed), lists.told(allowed))
    if grid.unit["tasks"]:
        area = sheet.area(ROWS, grid.tasks, grid.last_row, grid.last)
        allowed = (lists.DONE, lists.NOT_DONE)
        sheet.choose(area, known.area(allowed), lists.told(allowed))


def _width(unit: Tree) -> float:
    """Of the unit's columns together, in characters."""
    lessons, tasks = len(unit["sessions"]), len(unit["tasks"])
    sums = len(_SUMS) if lessons else 0
    return 5 + _NAME + lessons * _LESSON + sums * _SUM + tasks * _TASK


def _set_up(grid: _Grid) -> None:
    sheet = grid.sheet
    sheet.widths(5, start=frame.NUMBER)
    sheet.widths(_NAME, *[_LESSON] * len(grid.lessons), start=frame.NAMES)
    sheet.widths(*[_SUM] * (grid.tasks - grid.sums), start=grid.sums)
    sheet.widths(*[_TASK] * len(grid.unit["tasks"]), start=grid.tasks)
    sheet.height(DAYS, 56)
    sheet.freeze(ROWS, FIRST)
    sheet.print_set_up(heads=(TOP + 1, HOURS), names=FIRST, wide=grid.pages)


def _missed(grid: _Grid) -> Missed | None:
    if not grid.lessons:
        return None
    sheet, hours = grid.sheet, grid.sums + 2
    return Missed(
        sheet.area(ROWS, frame.KEYS, grid.last_row, frame.KEYS),
        sheet.area(ROWS, hours, grid.last_row, hours),
        {one["id"]: _hours(grid, one) for one in grid.trainees},
    )
