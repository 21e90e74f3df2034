"""Group workbooks: what goes in comes out, and people may do as they do in Excel."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline import resources, roster
from pipeline.model import Group
from pipeline.roster import files, sources, workbook
from pipeline.roster.plain import cleaned, hidden
from tests import workbooks
from tests.workbooks import GROUP, edited, entered, replaced, with_texts

EXAMPLES = Path(__file__).parent.parent / "examples"


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def drawn(organisation) -> bytes:
    return workbooks.drawn(organisation)


@pytest.fixture(scope="module")
def book(drawn) -> bytes:
    """Its values only, which is quicker to change."""
    return workbooks.bare(drawn)


@pytest.fixture
def load(organisation) -> Callable[[bytes], Group]:
    return lambda content: workbooks.reread(content, organisation)


# --- what goes in comes out


@pytest.mark.parametrize("name", ["gt-12", "ps-03"])
def test_a_group_is_the_same_as_yaml_and_as_a_workbook(name, organisation, load):
    group = roster.load_group(EXAMPLES / f"{name}.yaml", organisation)
    assert load(workbook.filled(group, organisation)) == group


def test_the_small_group_comes_back_whole(drawn, book, load):
    assert load(drawn) == load(book) == GROUP


def test_excel_may_save_it_anew(drawn, load):
    assert load(edited(drawn)) == GROUP


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf"]), min_size=1
).filter(lambda text: cleaned(text) and cleaned(text).casefold() != "пример")


ODD = (
    *("=1+1", "+7 495", "-", "@a", "0012", "1e3", "#REF!", "2026-02-02", "5", "да"),
    *("01.02.2026", "true", "_x0041_", "a\nb", "'", "<&>", "😀", " x ", "{x}"),
)


@given(
    st.lists(TEXT, min_size=4, max_size=4)
    | st.sampled_from(ODD).map(lambda text: [text] * 4)
)
@settings(deadline=None, max_examples=20)
def test_odd_texts_come_out_of_both_kinds_of_file_alike(organisation, book, texts):
    titled, customer, topic, member = texts
    new = with_texts(
        book,
        ("Программа", "B5", titled),
        ("Слушатели", "H7", customer),
        ("Расписание", "G6", topic),
        ("Комиссия", "B6", member),
    )
    source = sources.parsed(new, Path("group.xlsx"), organisation)
    assert not any(map(hidden, texts))
    data = source.document.data
    assert isinstance(data, dict)
    found = [
        data["programme"]["title"],
        data["trainees"][1]["customer"],
        data["sessions"][0]["topic"],
        data["commission"]["members"][0],
    ]
    assert found == [cleaned(text) for text in texts]


def test_a_text_that_looks_like_a_formula_is_written_as_text(organisation, load):
    odd = replace(GROUP, customer="=HYPERLINK(1)", curator="+7", department="_x0041_")
    content = workbook.filled(odd, organisation)
    cell = load_workbook(io.BytesIO(content))["Группа"]["B11"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert load(content) == odd


def test_yaml_needs_no_openpyxl():
    import subprocess
    import sys

    line = (
        "import sys; from pathlib import Path; from pipeline import roster; "
        f"o = roster.load_organisation(Path({str(resources.folder('profiles'))!r})"
        " / 'migip' / 'organisation.yaml'); "
        f"roster.load_group(Path({str(EXAMPLES / 'gt-12.yaml')!r}), o); "
        "sys.exit('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", line], check=False).returncode == 0


# --- as people write


@pytest.mark.parametrize(
    ("sheet", "place", "value", "same"),
    [
        ("Группа", "B6", "02.02.2026", "02.02.2026"),
        ("Группа", "B6", "2.2.2026 г.", "2.2.2026"),
        ("Группа", "B6", "2026-02-02", "ISO"),
        ("Группа", "B6", date(2026, 2, 2), "a date"),
        ("Группа", "B6", datetime(2026, 2, 2, 9, 30), "a date with a time"),  # noqa: DTZ001
        ("Программа", "B7", 16.0, "a float"),
        ("Программа", "B7", "16 ", "a number as text"),
        ("Программа", "B6", " пк", "a word in another case"),
        ("Учебный план", "F6", "ПЯТИБАЛЛЬНАЯ", "a scale in capitals"),
        ("Учебный план", "F6", "five-point", "a scale by its id"),
        ("Учебный план", "B7", " Модуль\u00a0", "no-break spaces"),
        ("Слушатели", "F6", 11223344595, "a СНИЛС as a number"),
        ("Слушатели", "F6", "112 233 445 95", "a СНИЛС with spaces"),
        ("Слушатели", "F6", "11223344595", "a СНИЛС without"),
        ("Слушатели", "G7", "женский", "a word in full"),
        ("Слушатели", "B6", "\u00a0Седых ", "spaces around"),
        ("Расписание", "C6", "Введение", "a unit by its title"),
        ("Задания", "A6", "введение", "a unit by its title, small"),
        ("Движение", "A6", "Черняк Ольга", "a trainee by name"),
        ("Движение", "C6", "Зачислен(а) позже.", "a full stop"),
        ("Результаты", "C8", 5, "a figure"),
        ("Результаты", "C8", "5", "a figure as text"),
        ("Результаты", "D8", "Зачтено", "a capital"),
        ("Результаты", "H8", "+", "a plus for done"),
        ("Результаты", "I8", "нет", "a word for not done"),
        ("Результаты", "K8", "-", "a hyphen for a dash"),
    ],
)
def test_what_excel_makes_of_it_is_understood(sheet, place, value, same, book, load):
    assert load(entered(book, sheet, place, value)) == GROUP, same


def test_columns_are_found_by_their_headings(book, load):
    def shuffle(book):
        page = book["Слушатели"]
        columns = [[cell.value for cell in column] for column in page.columns]
        random.Random(1).shuffle(columns)
        for number, column in enumerate(columns, start=1):
            for row, value in enumerate(column[3:], start=4):
                page.cell(row, number).value = value

    assert load(edited(book, shuffle)) == GROUP


def test_a_title_that_begins_like_the_example_is_none(book, load):
    def change(book):
        for name in ("Учебный план", "Задания"):
            for row in book[name].iter_rows():
                for cell in row:
                    if cell.value == "Введение":
                        cell.value = "Примеры из практики"
        book["Задания"]["A6"] = "Примеры из практики"

    (unit, *_others) = load(edited(book, change)).units
    assert unit.title == "Примеры из практики"
    assert unit.tasks == GROUP.units[0].tasks


def test_empty_rows_and_rows_of_codes_say_nothing(book, load):
    def change(book):
        book["Слушатели"].insert_rows(7, amount=3)
        book["Слушатели"]["A8"] = "T77"
        book["Слушатели"]["B9"] = " "
        book["Учебный план"].insert_rows(5)

    assert load(edited(book, change)) == GROUP


def test_a_value_merged_over_rows_holds_for_each(book, load):
    def change(book):
        page = book["Слушатели"]
        page["H6"] = "ООО «Пример»"
        page.merge_cells("H6:H7")

    group = load(edited(book, change))
    assert [one.customer for one in group.trainees] == ["ООО «Пример»"] * 2


def test_notes_beside_and_sheets_besides_are_told_not_refused(book, organisation):
    def change(book):
        book["Слушатели"]["Q4"] = "Телефон"
        book["Слушатели"]["Q6"] = "8 900"
        book["Слушатели"]["S9"] = "перезвонить"
        book["Группа"]["A30"], book["Группа"]["B30"] = "Цвет папки", "синий"
        book.create_sheet("Лист1")
        book.create_sheet("Черновик")["A1"] = "x"

    content = edited(book, change)
    source = sources.parsed(content, Path("group.xlsx"), organisation)
    assert files.group_of(source.document, organisation) == GROUP
    assert [f"{one.place}: {one.says}" for one in source.unread] == [
        "sheet “Черновик”: The sheet is not read.",
        "sheet “Группа”, row 30, column B “Цвет папки”: The line is not read.",
        "sheet “Слушатели”, row 4, column Q “Телефон”: The column is not read.",
        "sheet “Слушатели”, row 4, column S: The column is not read.",
    ]


def test_results_of_trainees_may_stand_in_any_order_and_place(book, load):
    def change(book):
        book["Результаты"].insert_rows(8, amount=2)
        book["Результаты"].insert_cols(1)

    assert load(edited(book, change)) == GROUP


def test_formulas_count_by_what_they_gave(book, organisation):
    content = with_texts(book, ("Программа", "B7", "16"))
    content = replaced(content, b"<v>16</v>", b"<f>8+8</f><v>16</v>")
    source = sources.parsed(content, Path("group.xlsx"), organisation)
    assert files.group_of(source.document, organisation) == GROUP
