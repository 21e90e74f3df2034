"""Filled-in workbooks: what a teacher wrote comes back, or a fault says why not."""

import dataclasses
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import forms, spreadsheets
from pipeline.errors import DataError
from pipeline.model import AttendanceMark, FinalResult, Movement, Results, Task
from tests import desk, invented
from tests.test_forms_workbook import DOCUMENT_ID, LAYOUTS, made, tree

PEOPLE = [f"T{n:02}" for n in range(1, 4)]


pytestmark = pytest.mark.usefixtures("english")


def small_group():
    group = invented.group(3, 2, 8)
    sessions = tuple(
        dataclasses.replace(one, unit=f"U{1 + at % 2}")
        for at, one in enumerate(group.sessions)
    )
    tasks = (Task("K1", "эссе"), Task("K2", "отчёт"))
    units = (dataclasses.replace(group.units[0], tasks=tasks), *group.units[1:])
    return dataclasses.replace(group, sessions=sessions, units=units, results=Results())


GROUP = small_group()
BLANK = {layout: made(GROUP, layout, filled=False) for layout in LAYOUTS}


TABLES = {
    layout: forms.tables_of(layout, tree(GROUP, layout, filled=False), DOCUMENT_ID)
    for layout in LAYOUTS
}


def read(path, group=GROUP, organisation=None):
    filled = forms.read_workbook(spreadsheets.read(path), path)
    tables = TABLES[filled.kind] if group is GROUP else ()
    organisation = organisation or invented.organisation()
    return forms.results_of(filled, group, organisation, tables)


class Teacher:
    """A workbook on the desk."""

    def __init__(self, folder, layout="journal", content=None):
        self.folder = folder
        self.book = desk.opened(content or BLANK[layout])
        self.cells = desk.inputs(self.book)

    def fill(self, **values):
        """Address with `_` for blanks → what is typed."""
        for address, value in values.items():
            self.cells[address.replace("_", " ")].value = value
        return self

    def hand_in(self, group=GROUP, organisation=None):
        return read(desk.save(self.book, self.folder), group, organisation)

    def told(self, group=GROUP, organisation=None):
        """The faults: place → words."""
        faults = self.hand_in(group, organisation).faults
        return {fault.place: fault.says for fault in faults}


def test_a_blank_workbook_says_nothing(tmp_path):
    for layout in LAYOUTS:
        found = Teacher(tmp_path, layout).hand_in()
        assert (found.results, found.faults) == (Results(), ())
        assert (found.document_id, found.group) == (DOCUMENT_ID, GROUP.code)
        assert found.kind == layout


def test_a_filled_journal_comes_back_as_it_is(tmp_path):
    group = invented.group(3, 2, 40)
    path = tmp_path / "form.xlsx"
    path.write_bytes(made(group, "journal"))
    found = read(path, group)
    wanted = group.results
    assert found.faults == ()
    assert found.results.grades == wanted.grades
    assert found.results.tasks == wanted.tasks
    assert found.results.attendance == {
        one: {at: mark for at, mark in marks.items() if mark}
        for one, marks in wanted.attendance.items()
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_filled_workbook_says_nothing_but_what_differs_from_its_print(
    tmp_path, layout
):
    path = tmp_path / "form.xlsx"
    group, own = invented.group(3, 2, 40), invented.organisation()
    path.write_bytes(made(group, layout))
    filled = forms.read_workbook(spreadsheets.read(path), path)
    printed = forms.printed_in(tree(group, layout))
    assert forms.results_of(filled, group, own).count > 0
    found = forms.results_of(filled, group, own, (), printed)
    assert (found.results, found.count, found.faults) == (Results(), 0, ())


def test_the_final_assessment_comes_back_as_it_is(tmp_path):
    group = invented.group(3, 2, 4)
    path = tmp_path / "form.xlsx"
    path.write_bytes(made(group, "final"))
    assert read(path, group).results == Results(final=group.results.final)


def test_a_card_is_of_one_trainee(tmp_path):
    teacher = Teacher(tmp_path, "card")
    teacher.fill(trainee_T02_grade_U1="зачтено", trainee_T02_final_grade=4)
    found = teacher.hand_in().results
    assert found.grades == {"T02": {"U1": "зачтено"}}
    assert found.final == {"T02": FinalResult("4")}


SCALES = {"U1": ["зачтено", "не зачтено", "не явился"], "U2": ["5", "4", "3", "2"]}
MARKS = ["н", "б", "о", ""]
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" "),
    max_size=20,
).map(lambda text: " ".join(text.split()))


def some(keys, values):
    return st.dictionaries(st.sampled_from(keys), values, max_size=len(keys))


def without_empty(rows):
    return {key: row for key, row in rows.items() if row}


ATTENDANCE = some(
    PEOPLE, some([it.id for it in GROUP.sessions], st.sampled_from(MARKS))
).map(without_empty)
TASKS = some(
    PEOPLE,
    some(["U1"], st.sampled_from([(), ("K1",), ("K2",), ("K1", "K2")])),
).map(without_empty)
GRADES = some(
    PEOPLE,
    st.fixed_dictionaries(
        {}, optional={unit: st.sampled_from(scale) for unit, scale in SCALES.items()}
    ),
).map(without_empty)
FINAL = some(
    PEOPLE,
    st.builds(FinalResult, st.sampled_from(["", *SCALES["U2"]]), WORDS, WORDS).filter(
        lambda it: it != FinalResult()
    ),
)


def typed(draw, value):
    """How somebody may type a value: blanks around, a number as a number."""
    if value.isdigit() and draw(st.booleans()):
        return int(value)
    spaced = draw(st.sampled_from(["{}", " {}", "{}  ", "\u00a0{}"])).format(value)
    return spaced.upper() if draw(st.booleans()) else spaced


def addresses(results):
    """Address → value of everything in a journal or a final gradesheet."""
    for one, marks in results.attendance.items():
        for at, mark in marks.items():
            yield f"trainee {one} mark {at}", mark or "–"
    for one, units in results.tasks.items():
        for unit, done in units.items():
            for task in ("K1", "K2"):
                word = "сдано" if task in done else "не сдано"
                yield f"trainee {one} task {unit} {task}", word
    for one, grades in results.grades.items():
        for unit, grade in grades.items():
            yield f"trainee {one} grade {unit}", grade


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.data(), st.builds(Results, ATTENDANCE, TASKS, GRADES))
def test_whatever_a_teacher_fills_into_a_journal_is_read(data, results):
    with tempfile.TemporaryDirectory() as folder:
        teacher = Teacher(Path(folder))
        for address, value in addresses(results):
            teacher.cells[address].value = typed(data.draw, value)
        for sheet in teacher.book:
            if desk.corner(sheet) and data.draw(st.booleans()):
                desk.sort(sheet)
        found = teacher.hand_in()
    assert found.faults == ()
    assert found.results == results


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(FINAL)
def test_topics_and_opinions_come_back_whatever_they_begin_with(final):
    with tempfile.TemporaryDirectory() as folder:
        teacher = Teacher(Path(folder), "final")
        for one, result in final.items():
            for part in ("grade", "topic", "opinion"):
                cell = teacher.cells[f"trainee {one} final {part}"]
                cell.value = getattr(result, part) or None
                if cell.value:
                    cell.data_type = "s"
        found = teacher.hand_in()
    assert (found.results, found.faults) == (Results(final=final), ())


def test_a_topic_that_looks_like_a_formula_comes_back(tmp_path):
    final = {"T01": FinalResult("5", "=1+1", "@СУММ\nи ещё _x0041_")}
    group = dataclasses.replace(GROUP, results=Results(final=final))
    path = tmp_path / "form.xlsx"
    path.write_bytes(made(group, "final"))
    assert read(path, group).results.final == final


@pytest.mark.parametrize("typed", [" Н ", "н", "Н", "\u00a0н"])
def test_a_mark_is_understood_with_blanks_and_in_capitals(tmp_path, typed):
    found = Teacher(tmp_path).fill(trainee_T01_mark_S01=typed).hand_in()
    assert found.results.attendance == {"T01": {"S01": "н"}}


@pytest.mark.parametrize("typed", [5, 5.0, "5", " 5 "])
def test_a_grade_is_understood_as_number_and_as_text(tmp_path, typed):
    found = Teacher(tmp_path, "final").fill(trainee_T01_final_grade=typed).hand_in()
    assert found.results.final == {"T01": FinalResult("5")}


def test_a_mark_that_may_be_two_is_not_guessed(tmp_path):
    organisation = invented.organisation()
    duty = AttendanceMark("Н", "наряд", "excused")
    marks = (*organisation.attendance_marks, duty)
    both = dataclasses.replace(organisation, attendance_marks=marks)
    teacher = Teacher(tmp_path).fill(trainee_T01_mark_S01="Н")
    assert teacher.hand_in(GROUP, both).results.attendance == {"T01": {"S01": "Н"}}
    odd = dataclasses.replace(duty, mark="оО"), dataclasses.replace(duty, mark="Оо")
    unsure = dataclasses.replace(organisation, attendance_marks=odd)
    assert teacher.fill(trainee_T01_mark_S01="оо").told(GROUP, unsure)


def test_every_fault_is_told_with_its_cell(tmp_path):
    teacher = Teacher(tmp_path).fill(
        trainee_T01_mark_S01="х",
        trainee_T02_grade_U2="отл",
        trainee_T03_task_U1_K1="почти",
        trainee_T01_grade_U1="=A1",
        trainee_T02_mark_S02=True,
        trainee_T03_mark_S01="н",
    )
    places = {
        teacher.cells[address].parent.title
        + "!"
        + teacher.cells[address].coordinate: word
        for address, word in {
            "trainee T01 mark S01": "Write one of these: н, б, о, –",
            "trainee T02 grade U2": "Write one of these: 5, 4, 3, 2",
            "trainee T03 task U1 K1": "Write one of these: сдано, не сдано",
            "trainee T01 grade U1": "formula",
            "trainee T02 mark S02": "Excel made",
        }.items()
    }
    found = teacher.hand_in()
    told = {fault.place: fault.says for fault in found.faults}
    assert set(told) == set(places)
    assert all(word in told[place] for place, word in places.items())
    assert found.results.attendance == {"T03": {"S01": "н"}}


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


def test_whom_the_group_no_longer_has_is_told(tmp_path):
    teacher = Teacher(tmp_path).fill(
        trainee_T03_mark_S01="н", trainee_T01_mark_S02="н", trainee_T01_grade_U2=5
    )
    smaller = dataclasses.replace(
        GROUP,
        trainees=GROUP.trainees[:2],
        sessions=GROUP.sessions[2:],
        units=GROUP.units[:1],
    )
    told = " ".join(teacher.told(smaller).values())
    for name in ("trainee “T03”", "session “S02”", "unit “U2”"):
        assert name in told


def test_a_task_that_the_unit_no_longer_has_is_told(tmp_path):
    teacher = Teacher(tmp_path).fill(trainee_T01_task_U1_K2="сдано")
    unit = dataclasses.replace(GROUP.units[0], tasks=GROUP.units[0].tasks[:1])
    fewer = dataclasses.replace(GROUP, units=(unit, GROUP.units[1]))
    (says,) = teacher.told(fewer).values()
    assert "task “U1 K2”" in says


def test_a_task_that_is_known_to_be_done_stays_so(tmp_path):
    done = Results(tasks={"T01": {"U1": ("K1",)}, "T02": {"U1": ("K1", "K2")}})
    group = dataclasses.replace(GROUP, results=done)
    teacher = Teacher(tmp_path).fill(
        trainee_T01_task_U1_K2="сдано", trainee_T02_task_U1_K2="не сдано"
    )
    found = teacher.hand_in(group).results.tasks
    assert found == {"T01": {"U1": ("K1", "K2")}, "T02": {"U1": ("K1",)}}


def test_a_cell_of_spaces_is_empty(tmp_path):
    assert Teacher(tmp_path).fill(trainee_T01_mark_S01="  ").told() == {}


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


def test_the_row_of_a_trainee_who_is_not_in_the_group_any_more_may_go(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet")
    sheet = teacher.book.worksheets[0]
    sheet.delete_rows(desk.rows_of(sheet)[1])
    path = desk.save(teacher.book, tmp_path)
    workbook = forms.read_workbook(spreadsheets.read(path), path)
    stayed = tuple(one for one in GROUP.trainees if one.id != "T02")
    found = forms.results_of(
        workbook,
        dataclasses.replace(GROUP, trainees=stayed),
        invented.organisation(),
        TABLES["gradesheet"],
    )
    assert found.faults == ()


def test_a_second_table_on_a_sheet_is_told(tmp_path):
    teacher = Teacher(tmp_path)
    sheet = teacher.book.worksheets[1]
    top, left = desk.corner(sheet)
    sheet.cell(sheet.max_row + 3, left).value = sheet.cell(top, left).value
    (says,) = teacher.told().values()
    assert "a second time" in says


def called(**parts):
    first = dataclasses.replace(GROUP.trainees[0], **parts)
    return dataclasses.replace(GROUP, trainees=(first, *GROUP.trainees[1:]))


def test_a_code_that_is_another_persons_by_now_is_told(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T01_grade_U2=5)
    other = called(surname="Другова", given_name="Зоя")
    (says,) = teacher.told(other).values()
    assert "T01 is “Другова Зоя" in says


def test_a_person_who_is_called_otherwise_is_the_same(tmp_path):
    teacher = Teacher(tmp_path, "gradesheet").fill(trainee_T01_grade_U2=5)
    before = GROUP.trainees[0].surname
    renaming = Movement(date(2026, 3, 1), former_surname=before)
    married = called(surname="Яковенко", renamed=(renaming,))
    corrected = called(surname=before[:-1], patronymic="")
    assert teacher.told(married) == teacher.told(corrected) == {}


def test_a_final_grade_is_one_of_its_scale(tmp_path):
    (says,) = Teacher(tmp_path, "final").fill(trainee_T01_final_grade=6).told().values()
    assert "Write one of these: 5, 4, 3, 2" in says


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
