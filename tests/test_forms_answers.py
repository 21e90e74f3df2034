from dataclasses import replace
from datetime import date

import pytest

from pipeline.forms import answers
from pipeline.forms.answers import Answer
from pipeline.model import Movement
from tests import invented
from tests.test_forms_context import built, without_grades


def counts(tree):
    return [one["count"] for one in tree["totals"]]


def with_one_who_left():
    """The first trainee left before every assessment, and has grades all the same."""
    group = invented.group()
    first, *others = group.trainees
    left = replace(first, left=Movement(date(2026, 2, 3)))
    return replace(group, trainees=(left, *others))


def filled(tree, *said, doubtful=()):
    return answers.filled(tree, said, invented.organisation(), doubtful)


@pytest.mark.parametrize("unit", ["U1", None])
def test_a_copy_counts_whom_its_paper_counts(unit):
    printed = built(with_one_who_left(), unit=unit)
    assert sum(counts(printed)) == 25
    assert counts(filled(printed)) == counts(printed)
    same = (
        Answer("T02", "grades", unit, printed["trainees"][1]["grades"][unit])
        if unit
        else Answer("T02", "final", "grade", printed["trainees"][1]["final"]["grade"])
    )
    assert counts(filled(printed, same)) == counts(printed)


def test_a_grade_in_ink_is_counted():
    printed = built(unit="U1")
    copied = filled(printed, Answer("T02", "grades", "U1", "не зачтено"))
    assert (counts(printed), counts(copied)) == ([25, 0, 0], [24, 1, 0])


def test_the_last_grade_in_ink_completes_the_sums():
    printed = built(without_grades(invented.group()), unit="U1")
    assert counts(printed) == ["", "", ""]
    copied = filled(printed, Answer("T01", "grades", "U1", "зачтено"))
    assert counts(copied) == [25, 0, 0]


def test_printed_sums_stay_where_no_answer_is_about_them():
    printed = built(unit="U1")
    printed["totals"][0]["count"] = 24
    other = Answer("T02", "grades", "U2", "5")
    copied = filled(printed, other, doubtful=[Answer("T03", "tasks", "U1/U1K1", "")])
    assert counts(copied) == [24, 0, 0]


def test_nobody_knows_the_sums_where_a_grade_is_doubted():
    copied = filled(
        built(unit="U1"), doubtful=[Answer("T02", "grades", "U1", "зачтено")]
    )
    assert counts(copied) == ["", "", ""]
