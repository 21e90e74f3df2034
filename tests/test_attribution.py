"""What a paper without a code is, told from words alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import attribution
from pipeline.attribution import KnownGroup, lines, titles
from tests.uncodedpapers import (
    CERTIFICATE,
    GROUP,
    HEAD,
    KINDS,
    KNOWN,
    OTHERS,
    PEOPLE,
    PROTOCOL,
    guess,
    named_in,
    page,
)


def test_a_protocol_of_a_known_group_is_certain():
    found = guess(PROTOCOL)
    assert found.certain
    assert (found.kind, found.group, found.number) == (
        "protocol",
        "ГТ-12",
        "ГТ-12/2026-3",
    )
    assert found.date == date(2026, 6, 25)
    assert found.students == tuple(one.id for one in GROUP.trainees)


def test_lines_that_lean_are_read_as_lines():
    leaning = page(PROTOCOL, rise=0.06)
    assert attribution.guess([leaning], KNOWN) == guess(PROTOCOL)


def test_latin_letters_in_russian_words_do_not_matter():
    swapped = [text.translate(str.maketrans("АОСРе", "AOCPe")) for text in PROTOCOL]
    assert guess(swapped).certain


@pytest.mark.parametrize(
    "head",
    [
        ["ВЫПИСКА ИЗ", "ПРОТОКОЛА ИТОГОВОЙ АТТЕСТАЦИИ"],
        ["Приложение", "ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ"],
        ["ЗАЯВЛЕНИЕ", "Справка об обучении"],
        ["ПРИКАЗ", "ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ"],
    ],
)
def test_a_paper_that_speaks_of_another_is_not_that_other(head):
    found = guess([*HEAD, *head, *PROTOCOL[2:]])
    assert not found.certain
    assert found.kind in ("other", "")


def test_a_letter_with_a_title_in_it_is_never_certain():
    letter = [*PROTOCOL[:3], "Направляем Вам протокол", *PROTOCOL[3:]]
    assert not guess(letter).certain


def test_a_gradesheet_names_its_discipline_and_its_planned_day():
    unit = GROUP.units[3]
    found = guess(
        [
            *HEAD,
            "ВЕДОМОСТЬ ПРОМЕЖУТОЧНОЙ АТТЕСТАЦИИ",
            "№ ГТ-12/2026-8 от",
            f"Дисциплина {unit.title}",
            "Группа ГТ-12",
            *PEOPLE,
        ]
    )
    assert found.title == f"Ведомость промежуточной аттестации: {unit.title}"
    held = [it.date for it in GROUP.sessions if it.unit == unit.id]
    assert found.date == max(held)


def test_a_copy_of_a_certificate_is_known_by_its_words_and_its_person():
    found = guess(named_in(CERTIFICATE))
    assert (found.kind, found.group, found.students) == (
        "qualification-copy",
        "ГТ-12",
        ("T02",),
    )
    assert (found.number, found.date) == ("118-У", date(2026, 6, 30))
    assert [it.value for it in found.findings if it.what == "blank"] == ["772400012345"]
    assert found.certain


def test_a_duplicate_is_a_duplicate_by_its_word():
    found = guess(["ДУБЛИКАТ", *named_in(CERTIFICATE)])
    assert found.kind == "duplicate-copy"
    assert found.certain


def test_a_person_in_two_groups_is_of_neither_with_certainty():
    course = replace(OTHERS, trainees=GROUP.trainees)
    known = replace(KNOWN, groups=(KnownGroup(GROUP), KnownGroup(course)))
    found = guess(named_in(CERTIFICATE), known)
    assert not found.certain


def test_nothing_read_is_nothing_guessed():
    assert attribution.guess([page([])], KNOWN) == attribution.guess([], KNOWN)


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text):
    assert len(lines.fold(text)) == len(text)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_no_words_break_the_guess(texts):
    assert not guess(texts).certain


def test_the_title_of_each_kind_is_found_as_the_institute_calls_it():
    for kind in KINDS.values():
        if kind.name not in titles.NEVER_SURE:
            read = lines.of_page(page([*HEAD, kind.title.partition("(")[0], "№ 3"]))
            assert titles.find(read, KINDS).kind == kind.name
