"""Who is named on a paper without a code."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline import grammar
from pipeline.attribution import KnownGroup, lines, names, spots
from pipeline.attribution.known import Person as KnownPerson
from pipeline.model import Movement, Trainee
from tests.uncodedpapers import (
    CERTIFICATE,
    GROUP,
    HEAD,
    KNOWN,
    OTHERS,
    TITLE,
    guess,
    named_in,
    page,
    why,
)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Кузнецова Мария Андреевна", "Кузнецова Мария Сергеевна"),
        ("Кузнецова Мария Андреевна", "Кузнецова Марина Андреевна"),
        ("Иванов Павел Сергеевич", "Иванов Пётр Сергеевич"),
        ("Иванов Александр Сергеевич", "Иванова Александра Сергеевна"),
        ("Белова Лилия Игоревна", "Белова Лидия Игоревна"),
        ("Белова Галина Львовна", "Белова Алина Львовна"),
        ("Ахметов Рамиль Рашидович", "Ахметов Равиль Рашитович"),
        ("Иванов Степан Степанович", "Иванов Степан Стефанович"),
        ("Попова Анна Ильинична", "Панова Анна Ильинична"),
    ],
)
def test_a_namesake_who_is_in_no_group_is_nobody_of_a_group(ours, theirs):
    for known, stranger in ((ours, theirs), (theirs, ours)):
        for case in ("nominative", "dative", "genitive", "instrumental"):
            assert named_by(grammar.inflect(stranger, case), known) is None


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Кузнецова Мария Андреевна", "Кузиецовой Марни Аидреевне"),
        ("Кузнецова Мария Андреевна", "КУЗНЕЦОВА МАРИЯ АНДРЕВНА"),
        ("Иванов Александр Сергеевич", "Иванову Алексаидру Серrеевичу"),
        ("Черняк Наталья Львовна", "Черняк Наталья Лъвовна"),
        ("Алиев Расим Мамед оглы", "Алнев Расим Мамед оглы"),
    ],
)
def test_letters_that_were_misread_do_not_hide_a_person(name, read):
    found = named_by(read, name)
    assert found is not None
    assert found.full


def test_a_misread_name_between_two_names_is_neither():
    for name in ("Кузнецова Мария Андреевна", "Кузнецова Марина Андреевна"):
        assert named_by("Кузнецова Мариа Андреевна", name) is None


def test_a_person_without_a_patronymic_is_nobody_who_has_one():
    assert named_by("Кузнецова Мария в том, что", "Кузнецова Мария")
    assert named_by("Кузнецовой Марии Андреевне", "Кузнецова Мария") is None


@pytest.mark.parametrize(
    "full_name",
    [
        "Ли Мария Львовна",
        "Ан Виктор Сергеевич",
        "Им Олег Петрович",
        "Юн Пётр Ильич",
        "Цой Мария Львовна",
        "Цой Пётр Ильич",
        "Де Ла Крус Анна Ильинична",
        "О Ирина Павловна",
    ],
)
@pytest.mark.parametrize("case", ["nominative", "genitive", "dative", "instrumental"])
def test_a_surname_of_two_letters_is_a_name(full_name, case):
    surname, given, patronymic = full_name.rsplit(maxsplit=2)
    one = Trainee("T01", surname, given, patronymic)
    told = grammar.inflect(one.name_parts, case, one.gender)
    (found,) = names_of(f"Выдана {told} в том, что", one)
    assert found.full
    short = names_of(f"{surname} {given[0]}. {patronymic[0]}.", one)
    assert [it.full for it in short] == [False]


def test_a_person_of_a_short_surname_leaves_no_paper_to_another_who_is_named():
    one = replace(GROUP.trainees[0], surname="Ли")
    people = (one, *GROUP.trainees[1:])
    known = replace(KNOWN, groups=(KnownGroup(replace(GROUP, trainees=people)),))
    given = grammar.inflect(one.name_parts, "dative", one.gender)
    texts = [*HEAD, TITLE["С"], "№ 15 от 01.07.2026", f"Выдана {given}", "группа ГТ-12"]
    assert guess(texts, known).students == ("T01",)
    assert guess(texts, known).certain
    assert not guess([*texts, GROUP.trainees[1].full_name], known).certain


def test_a_person_is_found_by_the_surname_of_former_days():
    renamed = Movement(date(2026, 3, 1), former_surname="Лебедева")
    one = replace(person("Кузнецова Анна Ильинична"), renamed=(renamed,))
    (found,) = names_of("Лебедевой Анне Ильиничне", one)
    assert found.full


def person(full_name):
    surname, given, *patronymic = full_name.split(maxsplit=2)
    return Trainee("T01", surname, given, " ".join(patronymic))


def names_of(text, *people):
    known = [KnownPerson("ГТ-12", it) for it in people]
    return names.find([lines.of_page(page([text]))], known)


def named_by(text, full_name):
    return next(iter(names_of(text, person(full_name))), None)


@pytest.mark.parametrize(
    "told",
    [
        "(дата рождения: 22 мая 1998 г.)",
        "22.05.1998 года рождения",
        "дата рождения (число, месяц, год): 22.05.1998",
        "22.05.1998 г.р.",
    ],
)
def test_a_birth_that_is_not_the_persons_leaves_the_paper_to_a_person(told):
    found = guess([*named_in(CERTIFICATE), told])
    assert not found.certain
    assert why(found, "group") == "person_birth"
    own = GROUP.trainees[1].birth_date
    assert guess([*named_in(CERTIFICATE), f"дата рождения: {own:%d.%m.%Y}"]).certain


def test_other_dates_contradict_no_birth():
    blank = ["Дата рождения ______ с 2 февраля 2026 г.", "Дата рождения: 30.06.2026"]
    assert guess([*named_in(CERTIFICATE), blank[0]]).certain
    assert spots.of_birth(lines.of_page(page(blank))) == {date(2026, 6, 30)}


def test_a_person_of_two_groups_is_of_neither_though_little_else_tells_the_second():
    texts = [*named_in(CERTIFICATE)[:9], "Группа ГТ-12"]
    assert guess(texts).certain
    course = replace(OTHERS, trainees=(*OTHERS.trainees, GROUP.trainees[1]))
    known = replace(KNOWN, groups=(KnownGroup(GROUP), KnownGroup(course)))
    found = guess(texts, known)
    assert not found.certain
    assert why(found, "group") == "group_rival"
