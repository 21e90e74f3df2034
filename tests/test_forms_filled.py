"""Filled-in workbooks: what a teacher wrote comes back, or a fault says why not."""

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import forms, spreadsheets
from pipeline.model import AttendanceMark, FinalResult, Results
from tests import desk, invented
from tests.teacher import GROUP, Teacher, read
from tests.test_forms_workbook import DOCUMENT_ID, LAYOUTS, made, tree

PEOPLE = [f"T{n:02}" for n in range(1, 4)]


pytestmark = pytest.mark.usefixtures("english")


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


def test_a_cell_of_spaces_is_empty(tmp_path):
    assert Teacher(tmp_path).fill(trainee_T01_mark_S01="  ").told() == {}


def test_a_final_grade_is_one_of_its_scale(tmp_path):
    (says,) = Teacher(tmp_path, "final").fill(trainee_T01_final_grade=6).told().values()
    assert "Write one of these: 5, 4, 3, 2" in says


@pytest.mark.parametrize("lost", ["#REF!", "#NAME?", "#N/A"])
def test_an_error_of_excel_is_no_topic(tmp_path, lost):
    teacher = Teacher(tmp_path, layout="final").fill(trainee_T01_final_topic=lost)
    (fault,) = teacher.hand_in().faults
    assert f"Excel made “{lost}” of what was typed" in fault.says
