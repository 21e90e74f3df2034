"""Filled-in workbooks of a group that has changed since they were printed."""

import dataclasses
from datetime import date

import pytest

from pipeline import forms, spreadsheets
from pipeline.model import Movement, Results
from tests import desk, invented
from tests.teacher import GROUP, TABLES, Teacher

pytestmark = pytest.mark.usefixtures("english")


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
