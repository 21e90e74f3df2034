"""The workbooks of gradesheets: of a unit of assessment, of the final assessment."""

from pipeline.forms.workbook import facts, frame, grades, keys, lists
from pipeline.forms.workbook.book import Book, Sheet
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.grades import Column, Row, Table
from pipeline.forms.workbook.styles import Style

_NAME = Column("Фамилия, имя, отчество", 38)
_NOTE = Column("Примечание", 24)


def of_unit(book: Book, data: Tree, known: lists.Lists) -> None:
    """The gradesheet of one unit."""
    sheet, unit = book.sheet("Ведомость"), data["unit"]
    table = Table(
        lines=_lines(data, facts.unit(unit), facts.assessment(unit)),
        name=_NAME,
        key=keys.key("grade", unit["id"], shows="Оценка"),
        rows=[_unit_row(one, unit) for one in data["trainees"]],
        after=[_NOTE],
    )
    area = grades.write(sheet, data, table, known)
    held = [row.value for row in table.rows]
    row = grades.totals(sheet, area, unit["scale"], held)
    _signs(sheet, row, [("Преподаватель", unit["teacher"])])


def of_final(book: Book, data: Tree, known: lists.Lists) -> None:
    """The gradesheet of the final assessment, with topics and the commission."""
    sheet, final = book.sheet("Ведомость", landscape=True), data["final"]
    table = Table(
        lines=_lines(data, *_final_lines(data)),
        name=_NAME,
        key=keys.key("final", "grade", shows="Оценка"),
        rows=[_final_row(one, final["scale"]) for one in data["trainees"]],
        after=[
            _text("topic", "Тема, вопросы, билет", 44),
            _text("opinion", "Особое мнение", 30),
            _NOTE,
        ],
    )
    area = grades.write(sheet, data, table, known)
    held = [row.value for row in table.rows]
    row = grades.totals(sheet, area, final["scale"], held)
    _signs(sheet, row, _commission(data["commission"]))


def _text(word: str, title: str, width: float) -> Column:
    """A column of texts that is read back."""
    key = keys.key("final", word, shows=title)
    return Column(title, width, Style.TEXT, key)


def _unit_row(trainee: Tree, unit: Tree) -> Row:
    return Row(
        name=frame.listed(trainee),
        words=frame.trainee(trainee),
        value=trainee["grades"][unit["id"]],
        scale=unit["scale"],
        here=trainee["here"],
        after=(trainee["note"],),
    )


def _final_row(trainee: Tree, scale: Tree) -> Row:
    final = trainee["final"]
    return Row(
        name=frame.listed(trainee),
        words=frame.trainee(trainee),
        value=final["grade"],
        scale=scale,
        here=trainee["here"],
        after=(final["topic"], final["opinion"], trainee["note"]),
    )


def _lines(data: Tree, *told: str) -> list[str]:
    lines = [*told, facts.programme(data), facts.group(data)]
    return [line for line in lines if line]


def _final_lines(data: Tree) -> tuple[str, str]:
    final, order = data["final"], data["commission"]["order"]
    on = f"; дата: {facts.short(final['on'])}" if final["on"] else ""
    number = order["number"]
    named = f"Комиссия назначена приказом № {number} от {facts.short(order['date'])}"
    form = f"Форма итоговой аттестации: {final['form']}{on}"
    return form, named if number else ""


def _commission(told: Tree) -> list[tuple[str, str]]:
    members = [("Член комиссии", one["name"]) for one in told["members"]]
    chair = ("Председатель комиссии", told["chair"]["name"])
    return [chair, *members, ("Секретарь комиссии", told["secretary"]["name"])]


def _signs(sheet: Sheet, row: int, people: list[tuple[str, str]]) -> None:
    """Who answers for the paper; the signatures are on the paper only."""
    for at, (label, name) in enumerate(people, start=row):
        frame.aside(sheet, at)
        sheet.put(at, frame.NAMES, label, Style.LINE)
        last = frame.FIRST + 1
        area = sheet.area(at, frame.FIRST, at, last)
        sheet.merged(area, name, Style.LINE)
