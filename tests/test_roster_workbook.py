"""Group workbooks: what goes in comes out, and people may do as they do in Excel."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import resources, roster
from pipeline.model import Group, Organisation, Results
from pipeline.roster import files, sources, workbook
from pipeline.roster.plain import cleaned, hidden
from pipeline.roster.workbook import sheets
from pipeline.roster.workbook.layout import Fields
from tests import workbooks
from tests.workbooks import GROUP, edited, entered, typed, with_texts

EXAMPLES = Path(__file__).parent.parent / "examples"

Check = Callable[[bytes], list[str]]


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return roster.load_organisation(
        resources.folder("profiles") / "migip" / "organisation.yaml"
    )


class Bytes(bytes):
    """Bytes that hypothesis and pytest do not print."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "a workbook"


@pytest.fixture(scope="module")
def drawn(organisation) -> bytes:
    """The small group's workbook as it is made."""
    return Bytes(workbook.filled(GROUP, organisation))


@pytest.fixture(scope="module")
def book(drawn) -> bytes:
    """Its values only, which is quicker to change."""
    return Bytes(workbooks.bare(drawn))


@pytest.fixture(scope="module")
def empty(organisation) -> bytes:
    return workbook.empty(organisation)


@pytest.fixture
def check(tmp_path, organisation) -> Check:
    """The faults of a workbook, as a person reads them."""

    def faults(content: bytes) -> list[str]:
        path = tmp_path / "group.xlsx"
        path.write_bytes(content)
        found = roster.check_group(path, organisation)
        return [f"{fault.place}: {fault.says}" for fault in found]

    return faults


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


# --- an empty workbook


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


def test_codes_and_snils_are_text_and_dates_are_dates(drawn):
    page = load_workbook(io.BytesIO(drawn))["Слушатели"]
    assert (page["F6"].number_format, page["A6"].number_format) == ("@", "@")
    assert page["E6"].value == datetime(2026, 2, 2).replace(1990, 5, 1)  # noqa: DTZ001
    assert page["E6"].number_format == "DD.MM.YYYY"


def test_every_heading_of_a_table_explains_its_column(empty):
    book = load_workbook(io.BytesIO(empty))
    for table in (sheets.UNITS, sheets.TRAINEES, sheets.SESSIONS):
        assert all(cell.comment for cell in book[table.title][4])


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


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with its XML changed."""
    import zipfile

    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(stream, "w") as changed,
    ):
        for part in archive.infolist():
            changed.writestr(part, archive.read(part).replace(old, new))
    return stream.getvalue()


# --- faults and their places


@pytest.mark.parametrize(
    ("sheet", "place", "value", "at", "says"),
    [
        ("Слушатели", "E6", "31.02.1990", "row 6, column E “Дата рождения”", "28.02.2"),
        ("Слушатели", "E6", 33000, "row 6, column E “Дата рождения”", "not a date"),
        ("Слушатели", "B7", None, "row 7, column B “Фамилия”", "fill it in"),
        ("Слушатели", "B7", "Cедых", "row 7, column B", "C is Latin"),
        ("Слушатели", "B7", "Сед\u200bых", "row 7, column B", "U+200B"),
        ("Слушатели", "F6", "112-233-445 96", "column F “СНИЛС”", "check digits"),
        ("Слушатели", "F6", "112-233", "column F “СНИЛС”", "eleven digits"),
        ("Слушатели", "A7", "T01", "row 7, column A “Код”", "taken"),
        ("Слушатели", "A7", "Т02", "row 7, column A “Код”", "Latin letters"),
        ("Слушатели", "G6", "среднее", "column G “Пол”", "Known are: жен., муж."),
        ("Учебный план", "B6", "дисцыплина", "column B “Вид”", "“дисциплина”"),
        ("Учебный план", "D6", "сорок", "column D “Часов”", "a whole number"),
        ("Учебный план", "D6", 10.5, "column D “Часов”", "“10.5”"),
        ("Учебный план", "F6", "Пятибальная", "column F “Шкала”", "“Пятибалльная”"),
        ("Учебный план", "C6", date(2026, 3, 5), "column C “Название”", "“Text”"),
        ("Учебный план", "D6", "=1+1", "row 6, column D “Часов”", "never computed"),
        ("Задания", "A6", "D9", "row 6, column A “Дисциплина”", "Known are: D1, D2."),
        ("Задания", "A6", None, "row 6, column A “Дисциплина”", "fill it in"),
        ("Движение", "A6", "T99", "row 6, column A “Слушатель”", "no trainee “T99”"),
        ("Движение", "C6", "ушел", "column C “Событие”", "отчислен(а)"),
        ("Движение", "D6", None, "row 6, column D “Дата”", "fill it in"),
        ("Движение", "D6", date(2027, 1, 1), "row 6, column D “Дата”", "outside"),
        ("Расписание", "C6", "D7", "row 6, column C “Дисциплина”", "Known are: D1, D2"),
        ("Расписание", "E6", 0, "row 6, column E “Часов”", "1 or more"),
        ("Расписание", "B6", time(10, 30), "row 6, column B “Дата”", "made a date or"),
        ("Группа", "B7", date(2025, 2, 2), "row 7, column B “Окончание", "before it"),
        ("Группа", "B15", "7-К", "row 16, column B “Приказ о зачислении: дата”", ""),
        ("Программа", "B7", 20, "row 7, column B “Объем, часов”", "16 hours in all"),
        ("Программа", "B6", "ПП", "column B “Квалификация”", "awards"),
        ("Комиссия", "B5", None, "row 5, column B “Председатель”", "fill it in"),
        ("Результаты", "C8", "6", "row 8, column C “Оценки D1”", "5, 4, 3, 2"),
        ("Результаты", "H8", "потом", "row 8, column H “Задания D1/W1”", "“сдано”"),
        (
            "Результаты",
            "J8",
            "п",
            "row 8, column J “Посещаемость S01”",
            "н, б, у, о, –",
        ),
        ("Результаты", "A8", None, "row 8, column A “Код”", "trainee's code"),
        ("Результаты", "A8", "T05", "row 8", "no trainee “T05”"),
        ("Результаты", "J6", "S09", "row 8, column J", "no session “S09”"),
    ],
)
def test_a_fault_leads_to_its_cell(sheet, place, value, at, says, *, book, check):
    faults = check(entered(book, sheet, place, value))
    assert any(
        fault.startswith(f"sheet “{sheet}”, ") and at in fault and says in fault
        for fault in faults
    ), faults


def test_all_faults_come_at_once_in_the_order_of_the_sheets(book, check):
    faults = check(
        with_texts(
            book,
            ("Результаты", "C8", "7"),
            ("Слушатели", "B7", ""),
            ("Группа", "B6", "вчера"),
            ("Слушатели", "E6", "вчера"),
        )
    )
    assert [fault.partition(": ")[0] for fault in faults] == [
        "sheet “Группа”, row 6, column B “Начало обучения”",
        "sheet “Слушатели”, row 6, column E “Дата рождения”",
        "sheet “Слушатели”, row 7, column B “Фамилия”",
        "sheet “Результаты”, row 8, column C “Оценки D1”",
    ]


def test_a_trainee_entered_twice_is_told_with_the_other_row(book, check):
    new = with_texts(book, ("Слушатели", "F7", "112-233-445 95"))
    (fault,) = check(new)
    assert fault == (
        "sheet “Слушатели”, row 7, column F “СНИЛС”: The same СНИЛС stands above: "
        "sheet “Слушатели”, row 6."
    )


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (lambda book: book.remove(book["Расписание"]), "“Расписание”", "is missing"),
        (lambda book: book.remove(book["Результаты"]), "“Результаты”", "is missing"),
        (
            lambda book: setattr(book["Движение"], "title", "Движени"),
            "“Движени”",
            "Did you mean “Движение”?",
        ),
        (lambda book: book["Слушатели"].delete_cols(2), "row 4", "“Фамилия” is"),
        (lambda book: book["Слушатели"].delete_rows(4), "“Слушатели”", "row of head"),
        (lambda book: book["Результаты"].delete_rows(6), "“Результаты”", "rows of"),
        (lambda book: book["Результаты"].delete_rows(4), "“Результаты”", "rows of"),
        (typed("Слушатели", "E4", "Дата рожденя"), "column E", "“Дата рождения”"),
        (typed("Слушатели", "C4", "Фамилия"), "column C “Фамилия”", "twice"),
        (typed("Группа", "A4", "Данные"), "“Группа”", "“Поле” is missing"),
        (typed("Группа", "A6", "Начало обучени"), "row 6", "“Начало обучения”"),
        (typed("Группа", "A7", "Начало обучения"), "row 7, column B", "second time"),
        (typed("Результаты", "D6", "D1"), "row 6, column D “D1”", "twice"),
        (typed("Результаты", "H6", "W1"), "row 8, column H", "a slash"),
        (typed("Результаты", "E6", "Итог"), "row 8, column E", "Оценка, Тема"),
        (
            lambda book: book["Слушатели"].merge_cells("B6:C6"),
            "row 6, column B “Фамилия”",
            "merged",
        ),
        (lambda book: book["Результаты"].merge_cells("J8:K8"), "row 8", "merged"),
    ],
)
def test_a_workbook_of_another_build_is_told(change, place, says, book, check):
    faults = check(edited(book, change))
    assert any(place in it and says in it for it in faults), faults


def test_a_row_of_codes_without_results_is_let_be(book, check):
    assert check(edited(book, typed("Результаты", "A9", "T01"))) == []


def test_a_missing_column_is_told_once_and_not_for_each_row(book, check):
    faults = check(edited(book, lambda it: it["Слушатели"].delete_cols(2)))
    assert faults == ["sheet “Слушатели”, row 4: The column “Фамилия” is missing."]


def test_a_failed_formula_is_told_once(book, check):
    content = with_texts(book, ("Программа", "B7", "16"))
    content = replaced(content, b"<v>16</v>", b"<f>A1</f><v>#REF!</v>")
    content = replaced(content, b"><f>A1", b' t="e"><f>A1')
    (fault, *_more) = check(content)
    assert "The formula here gives #REF!" in fault
    assert not any("fill it in" in it for it in check(content))


def test_a_second_row_of_results_for_a_trainee_is_told(book, check):
    new = with_texts(book, ("Результаты", "A9", "T01"), ("Результаты", "C9", "4"))
    (fault,) = check(new)
    assert "row 9, column A “Код”: The trainee “T01” has a row above" in fault


def test_a_movement_told_twice_is_a_fault(book, check):
    new = with_texts(
        book,
        ("Движение", "A8", "T02"),
        ("Движение", "C8", "зачислен(а) позже"),
        ("Движение", "D8", "04.02.2026"),
    )
    (fault,) = check(new)
    assert "row 8, column C “Событие”: The trainee has this movement" in fault


# --- codes


def test_rows_without_codes_get_the_next_ones_in_their_order(book, load):
    new = with_texts(book, ("Слушатели", "A6", ""), ("Расписание", "A7", ""))
    group = load(new)
    assert [one.id for one in group.trainees] == ["T01", "T02"]
    assert [one.id for one in group.sessions] == ["S01", "S02"]


def without_codes(book):
    for sheet in ("Слушатели", "Расписание", "Учебный план"):
        for row in range(6, 20):
            book[sheet].cell(row, 1).value = None


def test_codes_are_written_into_the_workbook_that_is_kept(book, tmp_path, organisation):
    bare = edited(book, without_codes)
    path = tmp_path / "new.xlsx"
    path.write_bytes(bare)
    kept = roster.import_group(path, tmp_path / "groups", organisation)
    page = load_workbook(kept)["Слушатели"]
    assert (page["A6"].value, page["A7"].value) == ("T01", "T02")
    assert roster.load_group(kept, organisation) == GROUP


def test_a_code_stays_with_its_person_when_rows_are_moved(book, tmp_path, organisation):
    def moved(book):
        without_codes(book)
        page = book["Слушатели"]
        page.insert_rows(6)
        page["B6"], page["C6"] = "Агеева", "Мария"
        page.move_range("A7:N7", rows=10)

    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    first.write_bytes(book)
    second.write_bytes(edited(book, moved))
    roster.import_group(first, tmp_path / "groups", organisation)
    kept = roster.import_group(second, tmp_path / "groups", organisation)
    group = roster.load_group(kept, organisation)
    assert [(one.id, one.surname) for one in group.trainees] == [
        ("T03", "Агеева"),
        ("T02", "Черняк"),
        ("T01", "Седых"),
    ]


def test_two_lessons_of_one_topic_on_one_day_keep_their_codes(tmp_path, organisation):
    codes = ("S01", "S02", "S03")
    alike = [replace(GROUP.sessions[0], id=code, hours=2) for code in codes]
    group = replace(GROUP, sessions=tuple(alike), results=Results())
    book = workbook.filled(group, organisation)
    path = tmp_path / "new.xlsx"
    for content in (book, edited(book, without_codes)):
        path.write_bytes(content)
        kept = roster.import_group(path, tmp_path / "groups", organisation)
    found = load_workbook(kept)["Расписание"]
    assert [found.cell(row, 1).value for row in (6, 7, 8)] == ["S01", "S02", "S03"]


def test_importing_a_workbook_without_codes_again_changes_nothing(
    book, tmp_path, organisation
):
    path = tmp_path / "new.xlsx"
    path.write_bytes(edited(book, without_codes))
    for _time in range(2):
        roster.import_group(path, tmp_path / "groups", organisation)
    assert not (tmp_path / "groups" / ".history").exists()


# --- the folder of groups


def test_a_workbook_takes_the_place_of_a_yaml_file(book, tmp_path, organisation):
    groups = tmp_path / "groups"
    groups.mkdir()
    (groups / "ПР-1.yaml").write_text("code: ПР-1\n", "utf-8")
    path = tmp_path / "new.xlsx"
    path.write_bytes(book)
    kept = roster.import_group(path, groups, organisation)
    assert kept.name == "ПР-1.xlsx"
    assert roster.groups_in(groups) == {"ПР-1": kept}
    (former,) = (groups / ".history").iterdir()
    assert former.read_text("utf-8") == "code: ПР-1\n"


def test_workbooks_in_the_folder_are_groups_and_excels_locks_are_not(
    book, tmp_path, organisation
):
    (tmp_path / "any name.XLSX").write_bytes(book)
    (tmp_path / "~$any name.xlsx").write_bytes(b"lock")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    found = roster.groups_in(tmp_path)
    assert sorted(found) == ["broken", "ПР-1"]
    assert roster.load_group(found["ПР-1"], organisation) == GROUP


def test_every_pattern_of_the_schemas_is_explained():
    from pipeline.roster import shape

    def patterns(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            if isinstance(schema.get("pattern"), str):
                yield schema["pattern"]
            for inner in schema.values():
                yield from patterns(inner)
        elif isinstance(schema, list):
            for inner in schema:
                yield from patterns(inner)

    for name in ("group", "organisation", "file-plan"):
        assert set(patterns(shape.schema(name))) <= set(shape._WRITTEN)


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
