"""The lines above a table: whose form it is, and what it is about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pipeline import grammar
from pipeline.forms.workbook import book
from pipeline.forms.workbook.book import Sheet
from pipeline.forms.workbook.styles import Style

Tree = dict[str, Any]
"""A branch of a form's data, as `pipeline.forms.context` builds it."""

UNITS = {"discipline": "Дисциплина", "module": "Модуль", "stage": "Этап"}
_PROGRAMMES = {
    "ПК": "Программа повышения квалификации",
    "ПП": "Программа профессиональной переподготовки",
}
_NO_DATE = "«____» ______________ 20____ г."
HINT = (
    "Заполняйте белые клетки: серые показывают и считают. Строки можно сортировать "
    "целиком; столбцы не удаляйте и не вставляйте."
)


def day(iso: str) -> date | str:
    """A day of the data; "" stays empty."""
    return date.fromisoformat(iso) if iso else ""


def short(iso: str) -> str:
    """«05.06.2025»; "" stays empty."""
    return grammar.date_short(date.fromisoformat(iso)) if iso else ""


def masthead(sheet: Sheet, data: Tree, last: int, width: float) -> int:
    """Organisation, title, number and date, over the columns up to the last.

    Args:
        sheet: Where.
        data: Of the form.
        last: The last column.
        width: Of the columns together, in characters.

    Returns:
        The row that follows.
    """
    row = 0
    for text, style in _masthead(data):
        sheet.merged(sheet.area(row, 0, row, last), text, style)
        size = 1.4 if style is Style.TITLE else 1
        sheet.height(row, size * book.points(text, width / size))
        row += 1
    return row


def _masthead(data: Tree) -> Iterable[tuple[str, Style]]:
    form, document = data["form"], data["document"]
    if form["draft"]:
        yield "ПРОЕКТ", Style.NOTE
    elif form["approved"]:
        yield f"Форма утверждена: {form['approved']}", Style.NOTE
    yield data["organisation"]["short_name"], Style.CENTRED
    yield form["title"].upper(), Style.TITLE
    yield numbered(document), Style.CENTRED


def numbered(document: Tree) -> str:
    """«№ 5 от 5 июня 2026 г.», or a place for the date."""
    known = document["date"]
    on = grammar.date_long(date.fromisoformat(known)) if known else _NO_DATE
    return f"№ {document['number']} от {on}"


def line(
    sheet: Sheet, row: int, last: int, text: str, width: float, *, first: int = 0
) -> int:
    """A line over the columns from the first to the last; the row that follows."""
    sheet.merged(sheet.area(row, first, row, last), text, Style.LINE)
    sheet.height(row, book.points(text, width))
    return row + 1


def programme(data: Tree) -> str:
    """«Программа повышения квалификации «…», 72 ч»."""
    told = data["programme"]
    kind = _PROGRAMMES.get(told["kind"], "Программа")
    return f"{kind} «{told['title']}», {told['hours']} ч"


def group(data: Tree) -> str:
    """«Группа ГТ-12, 02.02.2026 – 26.06.2026, форма обучения: очная»."""
    told = data["group"]
    form = told["form_of_study"]
    days = f"{short(told['starts'])} – {short(told['ends'])}"
    return f"Группа {told['code']}, {days}" + (
        f", форма обучения: {form}" if form else ""
    )


def unit(told: Tree) -> str:
    """«Дисциплина: Теория контакта, 32 ч»."""
    kind = UNITS.get(told["kind"], "Дисциплина")
    return f"{kind}: {told['title']}, {told['hours']} ч"


def assessment(told: Tree) -> str:
    """«Форма аттестации: зачёт; преподаватель: Тихонов П.И.; дата: 05.06.2026»."""
    parts = (
        ("форма аттестации", told["form"]),
        ("преподаватель", told["teacher"]),
        ("дата", short(told["assessed_on"])),
    )
    said = "; ".join(f"{label}: {text}" for label, text in parts if text)
    return said[:1].upper() + said[1:]
