import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline.forms import context
from pipeline.model import FinalResult, Movement, Session
from tests import invented

FACTS = context.DocumentFacts(
    "7K3Q9ZC2M4", "journal", "Журнал", "ГТ-12/1", date(2026, 6, 26), "", draft=True
)


def built(group=None, *, unit=None, trainee=None, document=FACTS, filled=True):
    group = group or invented.group()
    return context.build(
        invented.organisation(),
        group,
        unit=next((one for one in group.units if one.id == unit), None),
        trainee=next((one for one in group.trainees if one.id == trainee), None),
        document=document,
        filled=filled,
    )


def with_first_trainee(**changes):
    group = invented.group()
    first, *others = group.trainees
    return replace(group, trainees=(replace(first, **changes), *others))


def without_grades(group, **grades):
    """The group where the first trainee has those grades only."""
    first = group.trainees[0].id
    known = {**group.results.grades, first: grades}
    return replace(group, results=replace(group.results, grades=known))


def shape(tree):
    if isinstance(tree, dict):
        return {key: shape(branch) for key, branch in tree.items()}
    if isinstance(tree, list):
        return [shape(branch) for branch in tree]
    return None


def keys_of(tree):
    branches = tree.values() if isinstance(tree, dict) else tree
    if isinstance(tree, dict):
        yield from tree
    if isinstance(tree, dict | list):
        for branch in branches:
            yield from keys_of(branch)


@pytest.mark.parametrize("filled", [True, False])
def test_the_data_are_json_and_survive_it(filled):
    tree = built(unit="U1", trainee="T01", filled=filled)
    assert json.loads(json.dumps(tree)) == tree


def test_no_key_hides_behind_a_method_of_dict():
    assert not set(keys_of(built(unit="U1", trainee="T01"))) & set(dir(dict))


def test_a_blank_form_has_the_shape_of_a_filled_one():
    blank = built(unit="U1", trainee="T01", filled=False)
    assert shape(blank) == shape(built(unit="U1", trainee="T01"))


def test_a_blank_form_knows_no_result():
    blank = built(unit="U1", filled=False)
    first = blank["trainees"][0]
    assert set(first["marks"].values()) == {""}
    assert set(first["grades"].values()) == {""}
    assert first["tasks"]["U1"] == {"U1K1": False}
    assert set(first["final"].values()) == {""}
    assert first["attendance"]["U1"]["lessons"] == 5
    assert first["attendance"]["U1"]["attended"] == ""
    assert {one["count"] for one in blank["totals"]} == {""}


def test_a_filled_form_tells_marks_grades_and_tasks():
    first = built()["trainees"][0]
    assert first["marks"]["S08"] == ""
    assert first["marks"]["S14"] == ""
    assert "н" in first["marks"].values()
    assert first["grades"]["U2"] == "3"
    assert first["grade_words"]["U2"] == "удовлетворительно"
    assert first["tasks"]["U1"] == {"U1K1": True}
    assert first["final"]["word"] == "отлично"


def test_an_unknown_result_is_an_empty_text():
    group = replace(invented.group(), results=invented.Results())
    assert shape(built(group)) == shape(built())
    assert built(group)["trainees"][0]["grade_words"]["U1"] == ""


def test_trainees_are_counted_from_one_and_named():
    first = built()["trainees"][0]
    assert first["n"] == 1
    assert first["short_name"] == "Авдеева\N{NO-BREAK SPACE}М.Л."
    assert first["cases"]["dative"] == "Авдеевой Марии Львовне"


def test_a_surname_of_several_words_stays_whole():
    group = with_first_trainee(surname="Де Ла Крус")
    first = built(group)["trainees"][0]
    assert first["listed_short"] == "Де Ла Крус\N{NO-BREAK SPACE}М.Л."
    assert first["initials_first"] == "М.Л.\N{NO-BREAK SPACE}Де Ла Крус"
    assert first["cases"]["dative"] == "Де Ла Крус Марии Львовне"
    assert first["short_cases"]["dative"] == "Де Ла Крус\N{NO-BREAK SPACE}М.Л."


def test_the_short_name_has_the_case_of_the_group_file():
    forms = {"dative": "Дель Крусе Маше"}
    group = with_first_trainee(surname="Дель Крус", name_forms=forms)
    short = built(group)["trainees"][0]["short_cases"]
    assert short["dative"] == "Дель Крусе\N{NO-BREAK SPACE}М.Л."


def test_the_name_forms_of_the_group_file_have_the_last_word():
    group = with_first_trainee(name_forms={"dative": "Авдеевой Маше"})
    assert built(group)["trainees"][0]["cases"]["dative"] == "Авдеевой Маше"


def test_a_date_left_to_ink_is_empty():
    undated = replace(FACTS, date=None)
    assert built(document=undated)["document"]["date"] == ""
    assert built()["document"]["date"] == "2026-06-26"


def test_only_the_acts_in_force_are_cited():
    assert built()["organisation"]["legal_basis"] == ["Приказ № 266"]


def test_the_sessions_of_a_unit_stand_with_it():
    unit = built(unit="U2")["unit"]
    assert {one["unit"] for one in unit["sessions"]} == {"U2"}
    assert len(unit["sessions"]) == 5


def test_what_is_not_in_scope_is_empty():
    tree = built()
    assert (tree["unit"], tree["trainee"]) == ({}, {})
    assert tree["study"]["units"] == []


def test_totals_count_the_grades_of_the_unit():
    totals = built(unit="U1")["totals"]
    assert [one["count"] for one in totals] == [25, 0, 0]


def test_totals_of_a_group_count_the_final_grades():
    totals = built()["totals"]
    assert [(one["value"], one["count"]) for one in totals[:2]] == [
        ("5", 13),
        ("4", 12),
    ]


@pytest.mark.parametrize("unit", ["U1", None])
def test_totals_stay_blank_until_the_grade_of_everybody_there_is_known(unit):
    group = invented.group()
    known, first = group.results, group.trainees[0].id
    grades = {who: it for who, it in known.grades.items() if who != first}
    final = {who: it for who, it in known.final.items() if who != first}
    part = replace(group, results=replace(known, grades=grades, final=final))
    assert {one["count"] for one in built(part, unit=unit)["totals"]} == {""}
    left = replace(group.trainees[0], left=Movement(group.starts))
    gone = replace(part, trainees=(left, *group.trainees[1:]))
    assert sum(one["count"] for one in built(gone, unit=unit)["totals"]) == 24


def test_totals_count_every_grade_that_is_printed():
    group = with_first_trainee(left=Movement(date(2026, 2, 3)))
    tree = built(group, unit="U1")
    assert not tree["trainees"][0]["here"]
    assert [one["count"] for one in tree["totals"]] == [25, 0, 0]


def test_who_left_stays_in_the_list_with_a_note():
    group = with_first_trainee(left=Movement(date(2026, 3, 12), "№ 5-О"))
    first = built(group)["trainees"][0]
    assert first["note"] == "отчислена 12.03.2026, приказ № 5-О"
    assert not first["here"]
    assert first["expected"]["S01"]
    assert not first["expected"]["S40"]


def test_who_left_later_has_no_note_on_an_earlier_paper():
    group = with_first_trainee(left=Movement(date(2026, 3, 12), "№ 5-О"))
    first = built(group, unit="U1")["trainees"][0]
    assert (first["here"], first["note"]) == (True, "")


def test_who_joined_late_is_not_expected_before():
    group = with_first_trainee(joined=Movement(date(2026, 3, 12)))
    first = built(group)["trainees"][0]
    assert first["note"] == "зачислена 12.03.2026"
    assert first["here"]
    assert not first["expected"]["S01"]


def test_who_left_after_an_assessment_has_a_place_in_its_gradesheet():
    group = with_first_trainee(left=Movement(date(2026, 3, 12)))
    assert built(group, unit="U1")["trainees"][0]["here"]
    assert not built(group, unit="U8")["trainees"][0]["here"]


def test_a_former_surname_is_noted():
    renamed = (
        Movement(date(2026, 4, 1), former_surname="Иванова"),
        Movement(date(2026, 5, 1)),
    )
    group = with_first_trainee(renamed=renamed)
    assert built(group)["trainees"][0]["note"] == "до 01.04.2026 — Иванова"


def on(day):
    return replace(FACTS, date=day)


def test_a_whole_course_counts_all_its_hours():
    study = built(trainee="T01")["study"]
    assert len(study["units"]) == 8
    assert (study["planned_hours"], study["hours"]) == (256, 256)
    assert (study["complete"], study["ends"]) == (True, "2026-06-26")


def test_a_part_of_a_course_counts_the_lessons_held():
    group = without_grades(with_first_trainee(left=Movement(date(2026, 2, 20))))
    study = built(group, trainee="T01")["study"]
    assert [one["hours_studied"] for one in study["units"]] == [32, 4]
    assert (study["planned_hours"], study["hours"]) == (64, 36)
    assert (study["complete"], study["ends"]) == (False, "2026-02-20")


def test_lessons_after_the_day_of_issue_do_not_count():
    study = built(trainee="T01", document=on(date(2026, 2, 20)))["study"]
    assert [one["hours_studied"] for one in study["units"]] == [32, 4]
    assert (study["complete"], study["ends"]) == (False, "")


def test_hours_that_nobody_knows_are_left_to_ink():
    group = with_first_trainee(left=Movement(date(2026, 2, 20)))
    study = built(replace(group, sessions=()), trainee="T01")["study"]
    assert {one["hours_studied"] for one in study["units"]} == {""}
    assert study["hours"] == ""


def test_a_unit_without_lessons_counts_once_it_was_assessed():
    group = invented.group()
    first, *others = group.units
    units = (replace(first, assessed_on=date(2026, 3, 1)), *others[:1])
    group = replace(group, sessions=(), units=units)

    def hours(day):
        study = built(group, trainee="T01", document=on(day))["study"]
        return [one["hours_studied"] for one in study["units"]]

    assert hours(date(2026, 2, 28)) == [""]
    assert hours(date(2026, 3, 1)) == [32, ""]
    assert hours(date(2026, 6, 26)) == [32, 32]


@pytest.mark.parametrize(
    ("movement", "studied"),
    [
        ({"joined": Movement(date(2026, 4, 1))}, ["U2"]),
        ({"joined": Movement(date(2026, 3, 1))}, ["U1", "U2"]),
        ({"left": Movement(date(2026, 4, 1))}, ["U1"]),
    ],
)
def test_a_unit_that_was_assessed_without_the_trainee_was_not_studied(
    movement, studied
):
    group = with_first_trainee(**movement)
    days = (date(2026, 3, 1), date(2026, 6, 1))
    units = [
        replace(unit, assessed_on=day)
        for unit, day in zip(group.units[:2], days, strict=True)
    ]
    group = without_grades(replace(group, sessions=(), units=tuple(units)))
    study = built(group, trainee="T01", document=on(date(2026, 6, 26)))["study"]
    assert [one["id"] for one in study["units"]] == studied


@pytest.mark.parametrize("filled", [True, False])
def test_a_credited_unit_is_told_without_hours(filled):
    group = with_first_trainee(joined=Movement(date(2026, 5, 31)))
    group = without_grades(group, U1="зачтено")
    study = built(group, trainee="T01", filled=filled)["study"]
    told = [(one["id"], one["hours_studied"]) for one in study["units"]]
    assert told == [("U1", ""), ("U8", 4)]
    assert (study["planned_hours"], study["hours"]) == (64, 4)


def test_nothing_but_credited_units_has_no_sum_of_hours():
    group = with_first_trainee(joined=Movement(date(2026, 6, 20)))
    study = built(without_grades(group, U2="4"), trainee="T01")["study"]
    assert [one["id"] for one in study["units"]] == ["U2"]
    assert study["hours"] == ""


def test_a_grade_given_after_the_day_of_issue_begins_no_unit():
    group = with_first_trainee(joined=Movement(date(2026, 3, 12)))
    first, *others = group.units
    group = replace(
        group, units=(replace(first, assessed_on=date(2026, 6, 1)), *others)
    )
    group = without_grades(group, U1="зачтено")
    study = built(group, trainee="T01", document=on(date(2026, 3, 11)))["study"]
    assert study["units"] == []


def test_namesakes_are_told_apart_by_their_birth_dates():
    first, second, third, *_ = built(invented.crowd())["trainees"]
    assert first["name"] == second["name"]
    assert first["listed"] == "Авдеева Мария Львовна, 07.04.1980"
    assert second["listed_short"] == "Авдеева Мария Львовна, 13.07.1980"
    assert third["listed"] == third["name"]
    assert first["listed_cases"]["accusative"] == "Авдееву Марию Львовну, 07.04.1980"
    assert third["listed_cases"] == third["cases"]


def test_namesakes_without_birth_dates_are_told_apart_by_their_ids():
    group = invented.crowd()
    nobody = tuple(replace(one, birth_date=None) for one in group.trainees)
    first = built(replace(group, trainees=nobody))["trainees"][0]
    assert first["listed"] == "Авдеева Мария Львовна, T01"


def test_attendance_is_counted_where_every_mark_is_known():
    group = invented.group()
    seen = {"T01": {"S01": "н", "S02": "о", "S03": "", "S04": "б", "S05": ""}}
    results = replace(group.results, attendance=seen)
    first = built(replace(group, results=results))["trainees"][0]["attendance"]
    counts = {"lessons": 5, "attended": 3, "missed": 2, "missed_hours": 8}
    assert first["U1"] == counts
    assert first["U2"]["attended"] == ""


@pytest.mark.parametrize(
    ("grade", "outcome", "figure"),
    [("5", "passed", "5"), ("2", "failed", "2"), ("н/я", "no_grade", ""), ("", "", "")],
)
def test_the_final_assessment_has_an_outcome(grade, outcome, figure):
    group = invented.group()
    final = {"T01": FinalResult(grade)}
    group = replace(group, results=replace(group.results, final=final))
    first = built(group)["trainees"][0]["final"]
    assert (first["outcome"], first["figure"]) == (outcome, figure)


def test_the_letterhead_is_the_names_where_none_is_given():
    tree = built()["organisation"]
    assert tree["letterhead"] == [tree["full_name"], tree["short_name"]]


def test_a_unit_tells_of_its_last_lesson_until_its_day_is_fixed():
    group = with_first_trainee(left=Movement(date(2026, 3, 12)))
    late = Session("S99", date(2026, 4, 1), "U1", 2, "Консультация", "практика")
    group = replace(group, sessions=(*group.sessions, late))
    assert not built(group, unit="U1")["trainees"][0]["here"]


def test_no_commission_order_is_two_empty_texts():
    group = invented.group()
    group = replace(group, commission=replace(group.commission, order=None))
    assert built(group)["commission"]["order"] == {"number": "", "date": ""}
