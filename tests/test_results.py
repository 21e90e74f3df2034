"""What papers say of results, beside the data of their group; pure rules."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline import roster
from pipeline.cells import Statement
from pipeline.cli import groupresults
from pipeline.model import Certainty, FinalResult, Group, Movement, Results
from pipeline.reports import results as rules
from tests.institute import EXAMPLES

ORGANISATION = Path(__file__).parent.parent / "organisation.yaml"


@pytest.fixture(scope="module")
def whole() -> Group:
    organisation = roster.load_organisation(ORGANISATION)
    return roster.load_group(EXAMPLES / "gt-12.yaml", organisation)


@pytest.fixture
def group(whole) -> Group:
    """The sample group, of which little is known."""
    known = Results(
        attendance={"T01": {"S01": "н", "S02": ""}},
        tasks={"T01": {"D6": ("W1",)}},
        grades={"T01": {"D2": "4"}},
        final={"T01": FinalResult(grade="5")},
    )
    return replace(whole, results=known)


def said(value: str, item: str = "S03", kind: str = "attendance", **more) -> Statement:
    known = {
        "trainee": "T01",
        "status": Certainty.CERTAIN,
        "printed": "",
        "record_id": "7K3Q9ZC2M4",
        "zone": "Z1",
        "page": 3,
    }
    return Statement(kind=kind, item=item, value=value, **(known | more))


def with_session(group: Group, **changes) -> Group:
    """The group with its third lesson changed."""
    sessions = (*group.sessions[:2], replace(group.sessions[2], **changes))
    return replace(group, sessions=(*sessions, *group.sessions[3:]))


def value_of(found, kind="attendance", item="S03", trainee="T01"):
    for it in found.values:
        if (it.trainee, it.kind, it.item) == (trainee, kind, item):
            return it.value, it.source
    return None


def test_what_only_a_paper_says_applies(group):
    found = rules.compared(group, [said("б"), said("3", "D4", "grades")])
    assert value_of(found) == ("б", "record")
    assert value_of(found, "grades", "D4") == ("3", "record")
    assert value_of(found, "grades", "D2") == ("4", "data")
    assert found.differences == found.waiting == ()


def test_a_paper_that_contradicts_the_data_is_told_and_changes_nothing(group):
    found = rules.compared(group, [said("5", "D2", "grades"), said("", "S01")])
    assert value_of(found, "grades", "D2") == ("4", "data")
    assert [(it.known, it.source, it.ink) for it in found.differences] == [
        ("н", "data", ""),
        ("4", "data", "5"),
    ]
    assert rules.from_paper(found, group) == Results()


@pytest.mark.usefixtures("english")
def test_results_of_who_had_the_code_before_are_not_taken(group, capsys):
    swapped = said("5", "D4", "grades", name="Агеева Мария Сергеевна")
    of_both = [swapped, said("н", name="Абрамова Елена"), said("б", "S04", name="")]
    found = rules.compared(group, of_both)
    assert found.others == (swapped,)
    assert value_of(found, "grades", "D4") is None
    assert value_of(found) == ("н", "record")
    assert value_of(found, item="S04") == ("б", "record")
    groupresults.say_results(group, found, every=False)
    told = capsys.readouterr().out
    assert "T01 is “Агеева Мария Сергеевна” on paper, “Абрамова" in told


def test_a_surname_that_was_changed_is_the_same_person(group):
    first, *others = group.trainees
    married = Movement(date(2026, 3, 1), "12", former_surname="Берг")
    renamed = replace(group, trainees=(replace(first, renamed=(married,)), *others))
    told = said("б", name=f"Берг {first.given_name}")
    assert rules.compared(renamed, [told]).others == ()
    assert rules.compared(group, [told]).others == (told,)


def test_unsure_statements_wait(group):
    found = rules.compared(group, [said("н", status=Certainty.UNSURE)])
    assert value_of(found) is None
    assert [it.value for it in found.waiting] == ["н"]


def test_while_a_page_is_doubtful_another_papers_word_is_not_taken(group):
    doubtful = said("б", status=Certainty.UNSURE, doubt="doubled")
    other = said("н", record_id="RF1E03TZFJ")
    found = rules.compared(group, [doubtful, other])
    assert value_of(found) is None
    assert found.waiting == (doubtful,)
    unsure = replace(doubtful, doubt="")
    assert value_of(rules.compared(group, [unsure, other])) == ("н", "record")


def test_ink_of_which_the_mark_is_not_known_waits_and_agrees_with_any_mark(group):
    found = rules.compared(group, [said("*"), said("*", "S01"), said("*", "S02")])
    assert value_of(found) is None
    assert [it.item for it in found.waiting] == ["S03"]
    assert [(it.item, it.ink) for it in found.differences] == [("S02", "*")]


def test_two_papers_that_contradict_each_other_apply_neither(group):
    journal = said("зачтено", "D1", "grades")
    sheet = replace(journal, value="не явился", record_id="RF1E03TZFJ")
    found = rules.compared(group, [journal, sheet])
    assert value_of(found, "grades", "D1") is None
    ((it),) = found.differences
    assert (it.known, it.source, it.ink) == ("зачтено", "7K3Q9ZC2M4", "не явился")


def test_what_a_newer_version_that_waits_contradicts_is_not_taken(group, capsys):
    marks = [said("н", it) for it in ("S03", "S04", "S05", "S06")]
    newer = [said("н"), said("б", "S04"), said("н", "S05", status=Certainty.UNSURE)]
    found = rules.compared(group, rules.overtaken(marks, newer))
    assert value_of(found) == ("н", "record")
    assert [it.item for it in found.waiting] == ["S04", "S05", "S06"]
    other = [said("н", it.item, record_id="RF1E03TZFJ") for it in marks]
    found = rules.compared(group, [*rules.overtaken(marks, newer), *other])
    assert [it.item for it in found.values if it.source == rules.PAPER] == ["S03"]
    sure = replace(rules.compared(group, marks), followed=("7K3Q9ZC2M4",))
    groupresults.say_results(group, sure, every=False)
    groupresults.say_applied(group, sure, [], Path("g.yaml"), as_json=False)
    assert capsys.readouterr().out.count("podshivka review show 7K3Q9ZC2M4") == 2
    groupresults.say_applied(group, sure, [], Path("g.yaml"), as_json=True)
    assert '"followed": [\n    "7K3Q9ZC2M4"' in capsys.readouterr().out


def test_two_papers_that_agree_are_one_value(group):
    marked = [said("*"), said("б", record_id="RF1E03TZFJ")]
    found = rules.compared(group, marked)
    assert value_of(found) == ("б", "record")
    assert found.differences == ()


def test_a_correction_by_hand_is_told_where_the_data_know_nothing_any_more(group):
    found = rules.compared(group, [said("5", "D4", "grades", printed="4")])
    assert value_of(found, "grades", "D4") is None
    assert [(it.known, it.source) for it in found.differences] == [("4", "printed")]


def test_people_and_lessons_that_the_group_does_not_have_are_told_apart(group):
    found = rules.compared(group, [said("н", trainee="T99"), said("н", "S99")])
    assert len(found.strange) == 2
    assert rules.from_paper(found, group).attendance == {}


def of_third(group: Group, value: str = "н") -> Statement:
    """A mark of the third lesson as it stood when the paper was printed."""
    lesson = group.sessions[2]
    return said(value, lesson.id, held_on=lesson.date, titles=(lesson.topic,))


def test_a_mark_of_a_lesson_whose_code_another_has_now_is_not_taken(group):
    told = of_third(group)
    day = told.held_on + timedelta(days=90)
    anew = with_session(group, date=day, topic="Совсем другое занятие")
    found = rules.compared(anew, [told])
    assert (found.strange, value_of(found)) == ((told,), None)


def test_a_lesson_that_was_moved_or_has_another_topic_is_the_same(group):
    told = of_third(group)
    day = told.held_on + timedelta(days=90)
    moved = with_session(group, date=day, topic=f" {group.sessions[2].topic.upper()}")
    for changed in (group, moved, with_session(group, topic="Совсем другое занятие")):
        found = rules.compared(changed, [told])
        assert (found.strange, value_of(found)) == ((), ("н", "record"))


def test_results_of_a_unit_or_task_whose_code_another_has_now_are_not_taken(group):
    unit = next(it for it in group.units if it.id == "D6")
    titles = (unit.title, unit.tasks[1].title)
    told = [
        said("5", "D6", "grades", titles=titles[:1]),
        said("done", "D6/W2", "tasks", titles=titles),
    ]
    assert rules.compared(group, told).strange == ()
    shorter = replace(unit, title=unit.title[:-2])
    task = replace(unit.tasks[1], title="Зачёт по плаванию")
    other_task = replace(unit, tasks=(unit.tasks[0], task))
    other_unit = replace(unit, title="Физкультура")
    for now, strange in ((shorter, 0), (other_task, 1), (other_unit, 2)):
        units = tuple(now if it.id == "D6" else it for it in group.units)
        found = rules.compared(replace(group, units=units), told)
        assert len(found.strange) == strange


def test_an_empty_cell_of_who_had_left_by_then_says_nothing(group):
    gone = replace(group.trainees[0], left=Movement(group.sessions[1].date))
    left = replace(group, trainees=(gone, *group.trainees[1:]))
    assert value_of(rules.compared(left, [said("")])) is None
    assert value_of(rules.compared(left, [said("н")])) == ("н", "record")
    assert value_of(rules.compared(group, [said("")])) == ("", "record")


def test_an_empty_cell_says_nothing_of_a_lesson_that_was_moved_past_the_scan(group):
    third = group.sessions[2]
    told = [said("", third.id, scanned=third.date)]
    assert value_of(rules.compared(group, told)) == ("", "record")
    moved = with_session(group, date=third.date + timedelta(days=1))
    assert value_of(rules.compared(moved, told)) is None
    assert value_of(rules.compared(moved, [said("")])) == ("", "record")
    inked = said("н", scanned=third.date)
    assert value_of(rules.compared(moved, [inked])) == ("н", "record")


def test_what_papers_say_is_put_together_as_a_groups_file_takes_it(group):
    told = [
        said(""),
        said("done", "D6/W2", "tasks"),
        said("done", "D1/W1", "tasks"),
        said("4", "grade", "final", trainee="T02"),
        said("зачтено", "D1", "grades"),
    ]
    found = rules.from_paper(rules.compared(group, told), group)
    assert found.attendance == {"T01": {"S03": ""}}
    assert found.tasks == {"T01": {"D6": ("W1", "W2"), "D1": ("W1",)}}
    assert found.grades == {"T01": {"D1": "зачтено"}}
    assert found.final == {"T02": FinalResult(grade="4")}


def test_headings_that_are_codes_of_units_are_explained(group, capsys):
    groupresults.say_results(group, rules.compared(group, []), every=False)
    table, _sign, rest = capsys.readouterr().out.partition("≠")
    for unit in group.units:
        assert unit.id in table
        assert f"{unit.id} – {unit.title}\n" in rest


def test_a_groups_code_with_a_space_is_quoted_in_commands(group, capsys):
    spaced = replace(group, code="ГТ 12")
    found = rules.compared(spaced, [said("б"), said("5", "D2", "grades")])
    groupresults.say_results(spaced, found, every=False)
    assert "groups results 'ГТ 12' --apply" in capsys.readouterr().out
    groupresults.say_applied(spaced, found, [], Path("g.yaml"), as_json=False)
    assert capsys.readouterr().out.endswith("groups results 'ГТ 12'\n")
