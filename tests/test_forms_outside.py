from dataclasses import replace
from datetime import date

import pytest

from pipeline import forms
from pipeline.cli import outside
from pipeline.model import Movement
from tests import invented


def moved(**movement):
    group = invented.group(3, 2, 4)
    first, *others = group.trainees
    return replace(group, trainees=(replace(first, **movement), *others))


def test_results_of_a_group_that_nobody_left_are_all_inside():
    assert forms.outside(invented.group()) == {}


def test_who_joined_late_has_the_grades_before_outside():
    group = moved(joined=Movement(date(2026, 6, 1)))
    units = tuple(replace(it, assessed_on=date(2026, 3, 1)) for it in group.units[:1])
    group = replace(group, units=(*units, *group.units[1:]))
    assert forms.outside(group)["T01"][0] == "U1"
    assert "final" not in forms.outside(group)["T01"]


def test_who_left_has_later_marks_and_the_final_grade_outside():
    group = moved(left=Movement(date(2026, 2, 6)))
    attendance = {"T01": {"S01": "н", "S03": "н", "S04": ""}}
    group = replace(group, results=replace(group.results, attendance=attendance))
    found = forms.outside(group)["T01"]
    assert "S03" in found
    assert not {"S01", "S04"} & {*found}
    assert found[-1] == "final"


@pytest.mark.usefixtures("english")
def test_they_are_told_by_name(capsys):
    group = moved(left=Movement(date(2026, 2, 3)))
    outside.say(group)
    said = capsys.readouterr().err
    assert "Group ГТ-12 has results of days" in said
    assert f"T01 {group.trainees[0].full_name}: U1" in said
    assert "final grade" in said
    assert "T02" not in said
