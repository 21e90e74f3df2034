"""Group workbooks for tests: a small group, and changes as people make them."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook

from pipeline import roster
from pipeline.model import (
    Commission,
    FinalResult,
    Group,
    Movement,
    Order,
    Organisation,
    Programme,
    Results,
    Session,
    Task,
    Trainee,
    Unit,
)
from pipeline.roster import workbook
from pipeline.roster.workbook.scan import reference

GROUP = Group(
    code="ПР-1",
    starts=date(2026, 2, 2),
    ends=date(2026, 2, 20),
    programme=Programme("Основы", "ПК", 16, planned_results=("умеет", "знает")),
    trainees=(
        Trainee(
            "T01", "Седых", "Анна", "Олеговна", date(1990, 5, 1), "112-233-445 95"
        ),
        Trainee(
            "T02",
            "Черняк",
            "Ольга",
            customer="ООО «Пример»",
            gender="female",
            name_forms={"dative": "Черняк Ольге"},
            joined=Movement(date(2026, 2, 3), "№ 2-К"),
            renamed=(Movement(date(2026, 2, 5), former_surname="Белая"),),
        ),
    ),
    units=(
        Unit(
            "D1",
            "discipline",
            "Введение",
            10,
            "экзамен",
            "five-point",
            tasks=(Task("W1", "Эссе"), Task("W2", "Отчет")),
        ),
        Unit("D2", "module", "Практика", 6, "зачет", "pass-fail", "Орлова В.В."),
    ),
    sessions=(
        Session("S01", date(2026, 2, 2), "D1", 4, "Знакомство", "лекция"),
        Session("S02", date(2026, 2, 3), "D2", 4, "Упражнения", "практика"),
    ),
    commission=Commission(
        "Орлова В.В.", ("Белов К.К.", "Седова Н.Н."), "Зимина Д.Д.",
        Order("7-К", date(2026, 2, 2)),
    ),
    final_form="итоговый зачет",
    final_scale="pass-fail",
    results=Results(
        attendance={"T01": {"S01": "н", "S02": ""}},
        tasks={"T01": {"D1": ("W1",)}},
        grades={"T01": {"D1": "5", "D2": "зачтено"}},
        final={"T01": FinalResult("зачтено", "Тема", "Мнение")},
    ),
)  # fmt: skip

Change = Callable[[Workbook], object]


class Bytes(bytes):
    """Bytes that hypothesis and pytest do not print."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "a workbook"


def drawn(organisation: Organisation) -> bytes:
    """The small group's workbook as it is made."""
    return Bytes(workbook.filled(GROUP, organisation))


def edited(content: bytes, *changes: Change) -> bytes:
    """The workbook as Excel would save it after those changes."""
    book = load_workbook(io.BytesIO(content))
    for change in changes:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bare(content: bytes) -> bytes:
    """The values of the workbook and nothing else, as quick scripts write them."""
    old, new = load_workbook(io.BytesIO(content)), Workbook()
    new.remove(new.worksheets[0])
    for page in old.worksheets:
        copy = new.create_sheet(page.title)
        for cell in (cell for row in page.iter_rows() for cell in row):
            if cell.value is not None and not str(cell.value).startswith("=I"):
                place = copy.cell(cell.row, cell.column)
                place.value, place.number_format = cell.value, cell.number_format
        for area in page.merged_cells.ranges:
            copy.merge_cells(area.coord)
    stream = io.BytesIO()
    new.save(stream)
    return Bytes(stream.getvalue())


def typed(sheet: str, place: str, value: object) -> Change:
    """Type something into a cell («D7»)."""

    def change(book: Workbook) -> None:
        cell = book[sheet][place]
        cell.number_format = "General"
        cell.value = value

    return change


def entered(content: bytes, sheet: str, place: str, value: object) -> bytes:
    """The workbook with something typed into a cell, the quick way if it is text."""
    if isinstance(value, str) and not value.startswith("="):
        return with_texts(content, (sheet, place, value))
    return edited(content, typed(sheet, place, value))


def faults(content: bytes, folder: Path, organisation: Organisation) -> list[str]:
    """The faults of a workbook, as a person reads them."""
    path = folder / "group.xlsx"
    path.write_bytes(content)
    found = roster.check_group(path, organisation)
    return [f"{fault.place}: {fault.says}" for fault in found]


def reread(content: bytes, organisation: Organisation) -> Group:
    """The group in a workbook."""
    source = roster.sources.parsed(content, Path("group.xlsx"), organisation)
    return roster.files.group_of(source.document, organisation)


def with_texts(content: bytes, *texts: tuple[str, str, str]) -> bytes:
    """Texts put into cells: sheet, place, text."""
    book = workbook.reading.opened(content, Path("group.xlsx"))
    cells: dict[str, dict[tuple[int, int], str]] = {}
    for sheet, place, text in texts:
        cells.setdefault(sheet, {})[reference(place)] = text
    return workbook.put(book, cells)


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with its XML changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(stream, "w") as changed,
    ):
        for part in archive.infolist():
            changed.writestr(part, archive.read(part).replace(old, new))
    return stream.getvalue()
