"""The workbook of a results card: one trainee, unit by unit, planned and reached."""

from pipeline.forms.workbook import facts, frame, grades, keys, lists
from pipeline.forms.workbook.book import Area, Book, Sheet, Value
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.grades import Column, Row, Table
from pipeline.forms.workbook.styles import Style

_NAME = Column("Дисциплина, модуль, этап", 44)
_BEFORE = (
    Column("Вид", 13),
    Column("Часы", 8, Style.NUMBER),
    Column("Планируемый результат", 44),
    Column("Форма аттестации", 20),
    Column("Занятий", 10, Style.NUMBER),
    Column("Посещено", 10, Style.NUMBER),
    Column("Пропущено", 11, Style.NUMBER),
)
_HOURS, _LESSONS, _ATTENDED, _MISSED = 1, 4, 5, 6
_SUMMED = (_HOURS, _LESSONS, _ATTENDED, _MISSED)
"""Which of the columns before the grade have a sum below."""

_FINAL = "Итоговая аттестация"


def write(book: Book, data: Tree, known: lists.Lists) -> None:
    """The card of one trainee."""
    sheet, trainee = book.sheet("Карточка", landscape=True), data["trainee"]
    units = [_unit(one, trainee) for one in data["units"]]
    table = Table(
        lines=_lines(data),
        name=_NAME,
        key=keys.key(keys.VALUE, shows="Оценка"),
        rows=[*units, _final(data)],
        before=_BEFORE,
    )
    area = grades.write(sheet, data, table, known)
    _sums(sheet, area, units)


def _lines(data: Tree) -> list[str]:
    trainee = data["trainee"]
    born = facts.short(trainee["birth_date"])
    person = f"Слушатель: {trainee['name']}" + (f", {born} г. р." if born else "")
    lines = [person, trainee["note"], facts.programme(data), facts.group(data)]
    return [line for line in lines if line]


def _unit(unit: Tree, trainee: Tree) -> Row:
    seen = trainee.get("attendance", {}).get(unit["id"], {})
    counts = (seen.get(word, "") for word in ("lessons", "attended", "missed"))
    return Row(
        name=unit["title"],
        words=(*frame.trainee(trainee), "grade", unit["id"]),
        value=trainee["grades"][unit["id"]],
        scale=unit["scale"],
        before=(
            facts.UNITS.get(unit["kind"], ""),
            unit["hours"],
            unit["planned_result"],
            unit["form"],
            *counts,
        ),
    )


def _final(data: Tree) -> Row:
    trainee, final = data["trainee"], data["final"]
    return Row(
        name=_FINAL,
        words=(*frame.trainee(trainee), "final", "grade"),
        value=trainee["final"]["grade"],
        scale=final["scale"],
        before=("", "", "", final["form"], "", "", ""),
    )


def _sums(sheet: Sheet, area: Area, units: list[Row]) -> None:
    """Hours, lessons, attended, missed of all units together."""
    row = area.bottom + 1
    sheet.put(row, frame.NUMBER, "", Style.SUM)
    frame.aside(sheet, row)
    sheet.put(row, frame.NAMES, "Всего", Style.SUM)
    for at in range(len(_BEFORE)):
        values = [unit.before[at] for unit in units if unit.before[at] != ""]
        _sum(sheet, area, frame.FIRST + at, values if at in _SUMMED else [])
    for column in (area.left, area.left + 1):
        sheet.put(row, column, "", Style.SUM)


def _sum(sheet: Sheet, area: Area, column: int, values: list[Value]) -> None:
    """The sum of a column; nothing where there is nothing to add."""
    total = sum(value for value in values if isinstance(value, int))
    if values:
        summed = sheet.area(area.top, column, area.bottom, column)
        sheet.compute(area.bottom + 1, column, f"SUM({summed})", total, Style.SUM)
    else:
        sheet.put(area.bottom + 1, column, "", Style.SUM)
