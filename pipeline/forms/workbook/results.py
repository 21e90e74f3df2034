"""The sheet of a journal with the results by discipline."""

from collections.abc import Sequence
from typing import Final

from pipeline.forms.workbook import facts, formulas, frame, keys, lists
from pipeline.forms.workbook.book import UPRIGHT, Book, Sheet, cell, points
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.frame import FIRST, Frame
from pipeline.forms.workbook.grid import Missed
from pipeline.forms.workbook.styles import Style

_TOP: Final = 1
_ROWS: Final = 3
_NAME, _GRADE = 34.0, 17.0
_MISSED = "Пропущено часов, всего"


def write(
    book: Book, data: Tree, missed: Sequence[Missed], known: lists.Lists
) -> Sheet:
    """A column of grades for each unit, and how often each grade was given."""
    units, last = data["units"], FIRST + len(data["units"])
    width = 5 + _NAME + (len(units) + 1) * _GRADE
    sheet = book.sheet("Итоги", landscape=width > UPRIGHT)
    table = Frame(sheet, _TOP)
    facts.line(sheet, 0, last, "Результаты по дисциплинам (модулям)", width)
    table.open()
    for column, unit in enumerate(units, start=FIRST):
        key = keys.key("grade", unit["id"], shows=unit["title"])
        table.head(column, unit["title"], key)
    table.own(last, _MISSED)
    for row, trainee in enumerate(data["trainees"], start=_ROWS):
        _trainee(table, row, trainee, units)
        _hours(sheet, row, last, trainee, missed)
    _offer(sheet, data, known)
    _totals(table, data)
    _set_up(sheet, units)
    return sheet


def _trainee(table: Frame, row: int, trainee: Tree, units: Sequence[Tree]) -> None:
    table.name(row, trainee["n"], frame.listed(trainee), *frame.trainee(trainee))
    table.sheet.height(row, max(points(frame.listed(trainee), _NAME), 17))
    for column, unit in enumerate(units, start=FIRST):
        value = trainee["grades"][unit["id"]]
        frame.grade(table.sheet, row, column, value, here=True)


def _hours(
    sheet: Sheet, row: int, column: int, trainee: Tree, missed: Sequence[Missed]
) -> None:
    """The hours missed on all sheets, found by the row's key and not its place."""
    at = cell(row, frame.KEYS)
    terms = [formulas.gathered(at, one.keys, one.hours) for one in missed]
    value = sum(one.by_trainee[trainee["id"]] for one in missed)
    sheet.compute(row, column, "+".join(terms) or "0", value, Style.NUMBER)


def _offer(sheet: Sheet, data: Tree, known: lists.Lists) -> None:
    last_row = _ROWS + len(data["trainees"]) - 1
    for column, unit in enumerate(data["units"], start=FIRST):
        area = sheet.area(_ROWS, column, last_row, column)
        frame.offer(sheet, area, unit["scale"], known)


def _totals(table: Frame, data: Tree) -> None:
    first = _ROWS + len(data["trainees"])
    for row, (value, word) in enumerate(_all_values(data["units"]), start=first):
        table.sums(row, frame.spoken(value, word))
        for column, unit in enumerate(data["units"], start=FIRST):
            _total(table.sheet, row, column, (value, unit), data["trainees"])
        table.sheet.put(row, FIRST + len(data["units"]), "", Style.SUM)


def _all_values(units: Sequence[Tree]) -> dict[tuple[str, str], None]:
    """Values and words of every scale in use, each once, in their order."""
    grades = [grade for unit in units for grade in unit["scale"]["grades"]]
    return dict.fromkeys((grade["value"], grade["word"]) for grade in grades)


def _total(
    sheet: Sheet,
    row: int,
    column: int,
    what: tuple[str, Tree],
    trainees: Sequence[Tree],
) -> None:
    """How often a value was given in a unit; nothing if its scale has it not."""
    value, unit = what
    if value not in frame.values(unit["scale"]):
        sheet.put(row, column, "", Style.SUM)
        return
    where = sheet.area(_ROWS, column, _ROWS + len(trainees) - 1, column)
    held = [trainee["grades"][unit["id"]] for trainee in trainees]
    counted = formulas.counted(held, (value,))
    sheet.compute(row, column, formulas.count(where, (value,)), counted, Style.SUM)


def _set_up(sheet: Sheet, units: Sequence[Tree]) -> None:
    sheet.widths(5, start=frame.NUMBER)
    sheet.widths(_NAME, *[_GRADE] * (len(units) + 1), start=frame.NAMES)
    titles = [unit["title"] for unit in units] + [_MISSED]
    sheet.height(_TOP + 1, max(points(title, _GRADE) for title in titles))
    sheet.freeze(_ROWS, FIRST)
    sheet.print_set_up(heads=(_TOP + 1, _TOP + 1), names=FIRST)
