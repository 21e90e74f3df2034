"""Group workbooks as they are made: empty, with lists to choose from, fit to print."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model import Group
from pipeline.roster import workbook
from pipeline.roster.workbook import sheets
from pipeline.roster.workbook.layout import Fields
from tests import workbooks
from tests.workbooks import edited

Check = Callable[[bytes], list[str]]


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def empty(organisation) -> bytes:
    return workbook.empty(organisation)


@pytest.fixture
def check(tmp_path, organisation) -> Check:
    return lambda content: workbooks.faults(content, tmp_path, organisation)


@pytest.fixture
def load(organisation) -> Callable[[bytes], Group]:
    return lambda content: workbooks.reread(content, organisation)


def test_an_empty_workbook_holds_no_group_and_says_what_is_wanted(empty, check):
    faults = check(empty)
    place = "sheet “Группа”, row 5, column B “Код группы”"
    assert faults[0] == f"{place}: It is empty; fill it in."
    assert len(faults) == 12


def test_an_empty_workbook_filled_in_with_the_examples_only_is_a_group(empty, load):
    """Fields from their column of examples, one row in each table that is needed."""

    def fill(book):
        for sheet in sheets.ORDER:
            page = book[sheet.title]
            if isinstance(sheet, Fields):
                for row in range(5, page.max_row + 1):
                    page.cell(row, 2).value = page.cell(row, 4).value
            elif sheet.title != "Движение":
                for number in range(2, len(sheet.columns) + 1):
                    page.cell(6, number).value = page.cell(5, number).value
        book["Программа"]["B7"] = book["Учебный план"]["D6"] = 20
        book["Расписание"]["C6"] = book["Задания"]["A6"] = "D1"

    group = load(edited(empty, fill))
    assert [one.id for one in group.trainees] == ["T01"]
    assert [one.id for one in group.units] == ["D1"]
    assert group.units[0].tasks[0].id == "W1"
    assert group.sessions[0].topic == "Граница контакта"


def test_the_institutes_own_lists_are_in_the_workbook(empty, organisation):
    page = load_workbook(io.BytesIO(empty))["Списки"]
    words = {str(cell.value) for row in page.iter_rows() for cell in row if cell.value}
    assert {scale.title for scale in organisation.grade_scales} <= words
    assert {one.mark for one in organisation.attendance_marks} <= words


def drop_downs(page: Worksheet) -> dict[str, str]:
    return {
        str(rule.sqref): str(rule.formula1)
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }


def test_every_closed_list_is_a_drop_down(empty):
    book = load_workbook(io.BytesIO(empty))
    for sheet in sheets.ORDER:
        wanted = [column for column in sheet.columns if column.choice]
        assert len(drop_downs(book[sheet.title])) >= len(
            [it for it in wanted if it.choice != "person"]
        )


def test_units_of_the_schedule_are_chosen_among_those_of_the_curriculum(empty):
    lists = drop_downs(load_workbook(io.BytesIO(empty))["Расписание"])
    assert "'Учебный план'!$A$6:$A$500" in lists.values()


@pytest.mark.parametrize("sheet", [it.title for it in sheets.ORDER] + ["Результаты"])
def test_every_sheet_is_ready_for_the_screen_and_the_printer(sheet, empty):
    page = load_workbook(io.BytesIO(empty))[sheet]
    assert page.freeze_panes
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows
    assert all(dimension.width for dimension in page.column_dimensions.values())


@pytest.fixture(scope="module")
def drawn(organisation) -> bytes:
    return workbooks.drawn(organisation)


def test_codes_and_snils_are_text_and_dates_are_dates(drawn):
    page = load_workbook(io.BytesIO(drawn))["Слушатели"]
    assert (page["F6"].number_format, page["A6"].number_format) == ("@", "@")
    assert page["E6"].value == datetime(2026, 2, 2).replace(1990, 5, 1)  # noqa: DTZ001
    assert page["E6"].number_format == "DD.MM.YYYY"


def test_every_heading_of_a_table_explains_its_column(empty):
    book = load_workbook(io.BytesIO(empty))
    for table in (sheets.UNITS, sheets.TRAINEES, sheets.SESSIONS):
        assert all(cell.comment for cell in book[table.title][4])
