"""Faults of group workbooks lead to their cells."""

from collections.abc import Callable
from datetime import date, time

import pytest

from tests import workbooks
from tests.workbooks import edited, entered, replaced, typed, with_texts

Check = Callable[[bytes], list[str]]


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def book(organisation) -> bytes:
    return workbooks.bare(workbooks.drawn(organisation))


@pytest.fixture
def check(tmp_path, organisation) -> Check:
    return lambda content: workbooks.faults(content, tmp_path, organisation)


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
