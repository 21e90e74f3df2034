"""Which group a paper without a code is of."""

from dataclasses import replace

import pytest

from pipeline.attribution import KnownGroup
from tests.uncodedpapers import (
    GIVEN,
    GROUP,
    HEAD,
    KNOWN,
    OTHERS,
    PROTOCOL,
    TITLE,
    guess,
    why,
)


def test_the_code_of_one_group_and_people_of_another_are_doubtful():
    people = [one.full_name for one in OTHERS.trainees]
    found = guess([*PROTOCOL[:5], *people])
    assert not found.certain


def test_a_code_that_nobody_knows_is_no_known_group():
    strange = [text.replace("ГТ-12", "ГТ-18") for text in PROTOCOL]
    found = guess(strange)
    assert not found.certain
    assert why(found, "group") == "group_stranger"


@pytest.mark.parametrize(
    ("told", "why_not"),
    [
        ("обучалась по программе «Охрана труда»", "group_weak"),
        ("обучалась в группе 15", "group_stranger"),
        ("обучалась в группе № 15 до конца", "group_stranger"),
        ("обучалась в группе 15, до конца", "group_stranger"),
        ("обучалась в группе 15 до конца", "group_weak"),
        ("обучалась в группе 12 взрослых", "group_weak"),
        ("обучалась в группе 12 ч.", "group_weak"),
        ("обучалась в группе 12-ти взрослых", "group_weak"),
        ("обучалась в группе № 12 до конца", ""),
        ("группа 12 до конца", ""),
        ("обучалась в группе № 12/3", "group_weak"),
        ("обучалась в группе 12 человек", "group_weak"),
        ("обучалась в группе 12.05.2026", "group_weak"),
        ("обучалась в группе 12", ""),
        ("гр. № 12", ""),
    ],
)
def test_a_code_of_figures_alone_counts_behind_its_label(told, why_not):
    known = replace(KNOWN, groups=(KnownGroup(replace(GROUP, code="12")),))
    found = guess([*HEAD, TITLE["С"], "№ 12 от 12.05.2026", GIVEN, told], known)
    assert (found.group or "12", found.number) == ("12", "12")
    assert found.certain == (not why_not)
    if why_not and found.group:
        assert why(found, "group") == why_not


@pytest.mark.parametrize(
    "code",
    [
        "24-ПК-3",
        "ГТ13",
        "ПП-КС-3",
        "ГТ-13",
        "№ 15 и",
        "15,",
        "15 (заочной)",
        "15 –",
        "12/3",
        "15А",
        "15-К",
    ],
)
def test_a_strange_code_in_the_middle_of_a_line_is_a_stranger(code):
    found = guess([*PROTOCOL, f"в группе {code} слушатели допущены"])
    assert why(found, "group") == "group_stranger"


@pytest.mark.parametrize(
    "told", ["В группе 12 человек", "группы 15 слушателей", "Группа 25 июня 2026 г."]
)
def test_a_count_of_people_is_no_strange_code(told):
    assert guess([*PROTOCOL, told]).certain


@pytest.mark.parametrize(
    "told",
    [
        "в группе 15-ти человек",
        "в группе 15-ти",
        "в группе 3-х взрослых",
        "в группе 5-и человек",
        "в группе 1 раз в неделю",
        "в группе 120 ч.",
        "в группе 120ч.",
        "в группе 12 взрослых",
        "в группе 12 часов",
        "в группе 12 (двенадцати) человек",
    ],
)
def test_a_count_in_a_certificate_is_no_strange_code(told):
    texts = [*HEAD, f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert guess([*texts, f"занятия {told}"]).certain
    assert guess([*texts, f"занятия {told}, 72 часа"]).certain


@pytest.mark.parametrize(
    "told",
    [
        "группа 15",
        "Группа 15 занимается",
        "гр. 15 в Москве",
        "в группе 15",
        "группа:15",
    ],
)
def test_figures_that_name_a_group_are_a_strange_code(told):
    texts = [*HEAD, f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert why(guess([*texts, told]), "group") == "group_stranger"


def test_people_of_two_groups_make_both_doubtful():
    again = replace(OTHERS, trainees=GROUP.trainees)
    known = replace(KNOWN, groups=(KnownGroup(GROUP), KnownGroup(again)))
    found = guess(PROTOCOL, known)
    assert not found.certain
    assert why(found, "group") == "group_rival"
