"""The workbook of a journal: title, a grid for each discipline, log, results."""

from collections.abc import Sequence

from pipeline.forms.workbook import facts, grid, lists, results
from pipeline.forms.workbook.book import Book, Sheet, points
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.styles import Style

_LABEL, _TITLE, _HOURS, _FORM = 24.0, 58.0, 8.0, 20.0
_WIDTH = _LABEL + _TITLE + _HOURS + _FORM
_LOG = (5.0, 12.0, 34.0, 8.0, 58.0, 14.0, 24.0)
_LOG_HEAD = ("№", "Дата", "Дисциплина", "Часы", "Тема", "Вид", "Преподаватель")
_PRESENT = "присутствовал(а), если это нужно сказать прямо"
_TASKS = (
    f"В столбце задания пишут «{lists.DONE}» или «{lists.NOT_DONE}»; пустая клетка "
    "значит, что это неизвестно."
)


def write(book: Book, data: Tree, known: lists.Lists) -> None:
    """All sheets of the journal."""
    title = book.sheet("Титул")
    grids = {
        unit["id"]: grid.write(book, unit, data, known)
        for unit in data["units"]
        if unit["sessions"] or unit["tasks"]
    }
    _log(book, data)
    missed = [one for _sheet, one in grids.values() if one]
    results.write(book, data, missed, known)
    _title(title, data, {unit: sheet for unit, (sheet, _) in grids.items()})


def _title(sheet: Sheet, data: Tree, grids: dict[str, Sheet]) -> None:
    sheet.widths(_LABEL, _TITLE, _HOURS, _FORM)
    row = facts.masthead(sheet, data, 3, _WIDTH) + 1
    for label, text in _facts(data):
        row = _fact(sheet, row, label, text)
    row = _contents(sheet, row + 1, data["units"], grids)
    row = _legend(sheet, row + 1, data["legend"])
    for hint in (facts.HINT, _TASKS):
        row = facts.line(sheet, row, 3, hint, _WIDTH)
    sheet.print_set_up()


def _facts(data: Tree) -> list[tuple[str, str]]:
    group, programme = data["group"], data["programme"]
    order = group["enrolment_order"]
    number, on = order["number"], facts.short(order["date"])
    days = f"{facts.short(group['starts'])} – {facts.short(group['ends'])}"
    told = [
        ("Организация", data["organisation"]["full_name"]),
        ("Программа", facts.programme(data)),
        ("Квалификация", programme["qualification"]),
        ("Группа", group["code"]),
        ("Форма обучения", group["form_of_study"]),
        ("Сроки обучения", days),
        ("Слушателей", str(group["size"])),
        ("Подразделение", group["department"]),
        ("Куратор", group["curator"]),
        ("Заказчик", group["customer"]),
        ("Приказ о зачислении", f"№ {number} от {on}" if number else ""),
    ]
    return [(label, text) for label, text in told if text]


def _fact(sheet: Sheet, row: int, label: str, text: str) -> int:
    sheet.put(row, 0, label, Style.LABEL)
    sheet.merged(sheet.area(row, 1, row, 3), text, Style.FACT)
    sheet.height(row, points(text, _WIDTH - _LABEL))
    return row + 1


def _contents(
    sheet: Sheet, row: int, units: Sequence[Tree], grids: dict[str, Sheet]
) -> int:
    sheet.row(row, 0, ("Вид", "Название", "Часы", "Аттестация"), Style.HEAD)
    for unit in units:
        row += 1
        sheet.put(row, 0, facts.UNITS.get(unit["kind"], ""), Style.SHOWN)
        text = f"{unit['n']}. {unit['title']}"
        if unit["id"] in grids:
            sheet.link(row, 1, grids[unit["id"]], text)
        else:
            sheet.put(row, 1, text, Style.SHOWN)
        sheet.put(row, 2, unit["hours"], Style.NUMBER)
        sheet.put(row, 3, unit["form"], Style.SHOWN)
        sheet.height(row, max(points(text, _TITLE), points(unit["form"], _FORM)))
    return row + 1


def _legend(sheet: Sheet, row: int, legend: Sequence[Tree]) -> int:
    sheet.row(row, 0, ("Отметка", "Значение"), Style.HEAD)
    for one in legend:
        row += 1
        sheet.put(row, 0, one["mark"], Style.NUMBER)
        sheet.put(row, 1, one["meaning"], Style.SHOWN)
    sheet.put(row + 1, 0, lists.present([one["mark"] for one in legend]), Style.NUMBER)
    sheet.put(row + 1, 1, _PRESENT, Style.SHOWN)
    return row + 3


def _log(book: Book, data: Tree) -> None:
    """The lessons as they are planned; what they are is changed in the group."""
    sheet = book.sheet("Занятия", landscape=True)
    sheet.widths(*_LOG)
    sheet.row(0, 0, _LOG_HEAD, Style.HEAD)
    titles = {unit["id"]: unit["title"] for unit in data["units"]}
    lessons = data["sessions"]
    for row, lesson in enumerate(lessons, start=1):
        _lesson(sheet, row, lesson, titles.get(lesson["unit"], ""))
    end = len(lessons)
    sheet.row(end + 1, 0, ["", "", "Всего часов", "", "", "", ""], Style.SUM)
    if lessons:
        total = sum(lesson["hours"] for lesson in lessons)
        hours = sheet.area(1, 3, end, 3)
        sheet.compute(end + 1, 3, f"SUM({hours})", total, Style.SUM)
        sheet.filter(sheet.area(0, 0, end, len(_LOG) - 1))
    sheet.freeze(1)
    sheet.print_set_up(heads=(0, 0))


def _lesson(sheet: Sheet, row: int, lesson: Tree, unit: str) -> None:
    sheet.put(row, 0, row, Style.NUMBER)
    sheet.put(row, 1, facts.day(lesson["date"]), Style.DAY)
    sheet.put(row, 2, unit, Style.SHOWN)
    sheet.put(row, 3, lesson["hours"], Style.NUMBER)
    texts = (lesson["topic"], lesson["kind"], lesson["teacher"])
    sheet.row(row, 4, texts, Style.SHOWN)
    told = zip((unit, *texts), (_LOG[2], *_LOG[4:]), strict=True)
    sheet.height(row, max(points(text, width) for text, width in told))
