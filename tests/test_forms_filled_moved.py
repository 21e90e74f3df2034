"""Filled-in workbooks whose rows, columns or sheets were moved, added or lost."""

import pytest

from pipeline import forms, spreadsheets
from pipeline.errors import DataError
from pipeline.model import Results
from tests import desk, invented
from tests.teacher import GROUP, Teacher
from tests.test_forms_workbook import DOCUMENT_ID, LAYOUTS

pytestmark = pytest.mark.usefixtures("english")


def test_whole_rows_may_be_sorted_and_whole_columns_moved(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н", trainee_T03_mark_S03="б")
    sheet = teacher.book.worksheets[1]
    desk.sort(sheet)
    for row in range(1, sheet.max_row + 1):  # the first two lessons change places
        left, right = sheet.cell(row, 4), sheet.cell(row, 5)
        if not {"MergedCell"} & {type(left).__name__, type(right).__name__}:
            left.value, right.value = right.value, left.value
    found = teacher.hand_in()
    assert found.faults == ()
    assert found.results.attendance == {"T01": {"S01": "н"}, "T03": {"S03": "б"}}


def test_inserted_rows_and_columns_move_nothing(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T02_mark_S01="н")
    sheet = teacher.book.worksheets[1]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1)
    sheet.insert_rows(desk.rows_of(sheet)[1])
    assert teacher.hand_in().results.attendance == {"T02": {"S01": "н"}}


def test_rows_sorted_without_their_keys_are_told_and_not_taken(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н", trainee_T02_mark_S01="б")
    sheet = teacher.book.worksheets[1]
    desk.sort(sheet, first=3)
    found = teacher.hand_in()
    assert found.results == Results(attendance={"T02": {"S01": "б"}})
    told = {fault.place: fault.says for fault in found.faults}
    first, _second, third = desk.rows_of(sheet)
    assert set(told) == {f"{sheet.title}!C{first}", f"{sheet.title}!C{third}"}
    assert "sort whole rows only" in told[f"{sheet.title}!C{first}"]


def test_columns_moved_without_their_keys_are_told_and_not_taken(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н", trainee_T01_mark_S05="б")
    sheet = teacher.book.worksheets[1]
    top, _left = desk.corner(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        left, right = sheet.cell(row, 4), sheet.cell(row, 5)
        left.value, right.value = right.value, left.value
    found = teacher.hand_in()
    assert found.results == Results(attendance={"T01": {"S05": "б"}})
    assert [fault.place for fault in found.faults] == [
        f"{sheet.title}!D{top + 1}",
        f"{sheet.title}!E{top + 1}",
    ]


def test_a_person_or_lesson_written_in_by_hand_is_told(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н")
    sheet = teacher.book.worksheets[1]
    bottom, beyond = sheet.max_row + 2, sheet.max_column + 1
    sheet.cell(bottom, 3).value = "Новая Вера Павловна"
    sheet.cell(bottom, 4).value = "н"
    sheet.cell(desk.rows_of(sheet)[0], beyond).value = "н"
    letters = spreadsheets.letters(beyond)
    told = teacher.told()
    assert set(told) == {
        f"{sheet.title}!D{bottom}",
        f"{sheet.title}!{letters}{desk.rows_of(sheet)[0]}",
    }


def test_notes_below_the_table_are_let_be(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н")
    sheet = teacher.book.worksheets[1]
    sheet.cell(sheet.max_row + 3, 3).value = "Спросить у куратора"
    assert teacher.told() == {}


def test_two_cells_of_one_grade_must_agree(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T01_grade_U2=5)
    copied = teacher.book.copy_worksheet(teacher.book.worksheets[0])
    assert teacher.hand_in().results.grades == {"T01": {"U2": "5"}}
    copied.cell(desk.rows_of(copied)[0], 4).value = 4
    (says,) = teacher.told().values()
    assert "Empty one of the two cells" in says


@pytest.mark.parametrize("cut", ["row", "column"])
def test_a_table_that_lost_its_keys_is_told(tmp_path, cut):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н")
    sheet = teacher.book.worksheets[1]
    top, left = desk.corner(sheet)
    if cut == "row":
        sheet.delete_rows(top)
    else:
        sheet.delete_cols(left)
    (says,) = teacher.told().values()
    assert "has lost the hidden row or column" in says
    assert f"podshivka issued show {DOCUMENT_ID}" in says


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("cut", ["row", "column", "both"])
def test_no_table_loses_its_keys_in_silence(tmp_path, layout, cut):
    teacher = Teacher(tmp_path, layout)
    sheets = [one for one in teacher.book if desk.corner(one)]
    for sheet in sheets:
        top, left = desk.corner(sheet)
        if cut != "column":
            sheet.delete_rows(top)
        if cut != "row":
            sheet.delete_cols(left)
    told = teacher.told()
    assert {place.partition("!")[0] for place in told} == {it.title for it in sheets}
    assert len(told) == len(sheets)


def test_without_any_table_nothing_is_taken_whatever_the_form_was(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T01_grade_U2=5)
    teacher.book.remove(teacher.book.worksheets[0])
    teacher.book.create_sheet("Ведомость")
    path = desk.save(teacher.book, tmp_path)
    workbook = forms.read_workbook(spreadsheets.read(path), path)
    found = forms.results_of(workbook, GROUP, invented.organisation())
    assert [fault.place for fault in found.faults] == ["form.xlsx"]
    assert "has lost the hidden" in teacher.told()["Ведомость"]


def test_a_sheet_that_is_gone_is_told(tmp_path):
    teacher = Teacher(tmp_path)
    gone = teacher.book.worksheets[1]
    teacher.book.remove(gone)
    assert "not there any more" in teacher.told()[gone.title]


def test_a_sheet_of_another_name_is_read(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T01_grade_U2=5)
    teacher.book.worksheets[0].title = "Сентябрь"
    found = teacher.hand_in()
    assert (found.results.grades, found.faults) == ({"T01": {"U2": "5"}}, ())
    assert found.count == 1


def test_a_trainee_whose_row_is_gone_is_named(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T03_grade_U2=5)
    sheet = teacher.book.worksheets[0]
    row = desk.rows_of(sheet)[1]
    name = sheet.cell(row, desk.corner(sheet)[1] + 1).value
    sheet.delete_rows(row)
    told = teacher.told()
    assert list(told) == [sheet.title]
    assert f"The row “{name}” is not there" in told[sheet.title]


def test_a_lesson_whose_column_is_gone_is_named(tmp_path):
    teacher = Teacher(tmp_path)
    cell = teacher.cells["trainee T01 mark S01"]
    cell.parent.delete_cols(cell.column)
    (says,) = teacher.told().values()
    assert "The column “1 " in says


def test_a_second_table_on_a_sheet_is_told(tmp_path):
    teacher = Teacher(tmp_path)
    sheet = teacher.book.worksheets[1]
    top, left = desk.corner(sheet)
    sheet.cell(sheet.max_row + 3, left).value = sheet.cell(top, left).value
    (says,) = teacher.told().values()
    assert "a second time" in says


def test_keys_that_somebody_changed_are_told(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="н")
    sheet = teacher.book.worksheets[1]
    top, _left = desk.corner(sheet)
    key = sheet.cell(top, 4)
    key.value = key.value.replace("mark S01", "marks S01")
    gone, says = teacher.told().values()
    assert "The column “1 " in gone
    assert "hidden keys" in says


def test_a_sheet_of_another_document_is_told(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_grade_U2=5)
    sheet = teacher.book["Итоги"]
    top, left = desk.corner(sheet)
    sheet.cell(top, left).value = "podshivka:1 0000000000"
    found = teacher.hand_in()
    assert found.results == Results()
    assert "another document" in found.faults[0].says


@pytest.mark.parametrize(
    ("row", "value", "word"),
    [(1, "2", "newer program"), (2, None, "not of a form")],
)
def test_a_workbook_that_is_not_ours_is_refused(tmp_path, row, value, word):
    teacher = Teacher(tmp_path)
    teacher.book["podshivka"].cell(row, 2).value = value
    with pytest.raises(DataError, match=word):
        teacher.hand_in()
