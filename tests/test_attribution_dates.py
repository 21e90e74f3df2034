"""The date of a paper without a code, told from words alone."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.attribution import days, lines
from tests.uncodedpapers import (
    GIVEN,
    GROUP,
    HEAD,
    KNOWN,
    PEOPLE,
    PROTOCOL,
    TITLE,
    guess,
    page,
    why,
)


@pytest.mark.parametrize(
    "written",
    [
        "№ 7 от 25 июня 2026 г.",
        "№ 7 от «25» июня 2026 г.",
        "№ 7 от 25.06.2026",
        "№ 7 от 25.06.26 г.",
        "№ 7 от 25 нюня 2026 г.",
        "№ 7 от 2б.06.2026",
    ],
)
def test_a_date_is_read_however_it_is_written(written):
    found = guess([*PROTOCOL[:2], written, *PROTOCOL[3:]])
    wanted = date(2026, 6, 26) if "б" in written else date(2026, 6, 25)
    assert found.date == wanted
    assert found.certain == ("б" not in written)


def test_a_month_between_two_months_is_doubtful():
    found = guess([*PROTOCOL[:2], "№ 7 от 25 июия 2026 г.", *PROTOCOL[3:]])
    assert not found.certain


def test_a_date_left_to_ink_is_guessed_from_the_plan():
    found = guess([*PROTOCOL[:2], "№ ГТ-12/2026-3 от 20 г.", *PROTOCOL[3:]])
    assert found.date == GROUP.final_on
    assert why(found, "date") == "date_planned"
    assert not found.certain


@pytest.mark.parametrize(
    "year", ["20__ г.", "20 26 г.", "20 г.", "20 __ г.", "20… г.", "20"]
)
@pytest.mark.parametrize("begun", ["№ 7 от 20.05.", "№ 7 от 20 мая "])
@pytest.mark.parametrize("title", [["ЗАЧЕТНАЯ ВЕДОМОСТЬ"], []])
def test_a_century_alone_is_no_year(title, begun, year):
    beside = f"{begun}{year}" if title else f"ЗАЧЕТНАЯ ВЕДОМОСТЬ {begun}{year}"
    found = guess([*HEAD, *title, beside, "г. Москва 20.05.2026", *PROTOCOL[4:]])
    assert found.date != date(2020, 5, 20) or year == "20"
    assert not found.certain


@pytest.mark.parametrize(
    "cited",
    [
        "Основание: приказ от 12.05.2026 № 4-К",
        "Федеральный закон от 29.12.2012 № 273-ФЗ",
        "дата рождения: 22 мая 1998 г.",
        "обучение с 02.02.2026 по 26.06.2026",
        "протокол от 12.05.2026 № 3",
        "03.02.2026 06.02.2026 09.02.2026 12.02.2026",
    ],
)
def test_the_date_of_something_else_is_not_the_papers(cited):
    found = days.find(lines.of_page(page(["ПРОТОКОЛ", "текст", cited])), None)
    assert found is None


@pytest.mark.parametrize(
    ("texts", "day", "number"),
    [
        (
            [
                *(TITLE["С"], "№ 15", GIVEN),
                "что зачислена в соответствии с приказом ректора",
                "от 02.02.2026 № 7-С в группу ГТ-12",
                "Дата выдачи: 01.07.2026",
            ],
            date(2026, 7, 1),
            "15",
        ),
        (
            [
                *(TITLE["С"], GIVEN, "на основании приказа", "от 02.02.2026 № 7-С"),
                *("группа ГТ-12", "Дата выдачи: 01.07.2026"),
            ],
            date(2026, 7, 1),
            "",
        ),
        (
            [
                *(TITLE["С"], "Вх. № 45 от 03.07.2026", GIVEN),
                *("группа ГТ-12", "Дата выдачи: 01.07.2026"),
            ],
            date(2026, 7, 1),
            "",
        ),
        (
            [
                *("Вх. № 45 от 03.07.2026", TITLE["С"], GIVEN),
                *("группа ГТ-12", "Дата выдачи: 01.07.2026"),
            ],
            date(2026, 7, 1),
            "",
        ),
        (
            [
                *(TITLE["В"], "Группа ГТ-12", "Начало занятий 02.02.2026"),
                *("Дата проведения: 20.05.2026", *PEOPLE),
            ],
            date(2026, 5, 20),
            "7",
        ),
        (
            [
                *(TITLE["В"], "Группа ГТ-12", "Сдать до: 25.06.2026"),
                *("Дата проведения: 20.05.2026", *PEOPLE),
            ],
            date(2026, 5, 20),
            "7",
        ),
        (
            [
                *("ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ № 3", "пр. № 14-К от 01.06.2026"),
                *("Группа ГТ-12", "Дата проведения: 25.06.2026", *PEOPLE),
            ],
            date(2026, 6, 25),
            "3",
        ),
        (
            [TITLE["В"], "Группа ГТ-12", "Форма введена 12.01.2026", *PEOPLE],
            None,
            "7",
        ),
    ],
)
def test_what_stands_below_the_title_of_another_act_is_not_the_papers(
    texts, day, number
):
    found = guess([*HEAD, *texts])
    assert (found.date, found.number) == (day, number)


@pytest.mark.parametrize(
    "reply",
    [
        ["На № 15 от 25.06.2026"],
        ["на №15 от 25.06.2026 г."],
        ["На N 15 от 25.06.2026"],
        ["Исх. № ______", "На № 15 от 25.06.2026"],
        ["№ ______ «___» ________ 2026 г.", "на № 15 от 25.06.2026"],
        ["На № 15", "от 25.06.2026"],
        ["На №", "15 от 25.06.2026"],
        ["На", "№ 15 от 25.06.2026"],
        ["На исх. № 15 от 25.06.2026"],
        ["на Ваш исх. № 15 от 25.06.2026"],
        ["На 15 от 25.06.2026"],
        ["В ответ на письмо", "№ 15 от 25.06.2026"],
    ],
)
def test_the_letter_that_is_answered_is_not_the_paper(reply):
    for texts in ([TITLE["С"], *reply], [*reply, TITLE["С"]]):
        found = guess([*HEAD, *texts, GIVEN, "группа ГТ-12"])
        assert (found.number, found.date) == ("", None)
    dated = guess([*HEAD, TITLE["С"], *reply, GIVEN, "ГТ-12, дата выдачи: 01.07.2026"])
    assert dated.date == date(2026, 7, 1)


@pytest.mark.parametrize(
    "gap", ["№ ______", "Исх. № ___ от «__» ____ 2026 г.", "№ «___» 2026 г.", "№"]
)
def test_a_number_that_was_left_to_ink_leaves_the_date_below_a_guess(gap):
    found = guess([*HEAD, TITLE["С"], gap, "25.06.2026", GIVEN, "группа ГТ-12"])
    assert not found.certain
    assert found.number == ""
    printed = "№ ____ от 25.06.2026"
    assert guess([*HEAD, TITLE["С"], printed, GIVEN, "группа ГТ-12"]).certain


@pytest.mark.parametrize("born", ["{:%d.%m.%Y} г.р.", "{:%d.%m.%Y}", "({:%d.%m.%Y})"])
def test_a_birth_below_the_title_hides_no_labelled_date(born):
    day = date(1996, 5, 12)
    told = GROUP.trainees[0].full_name, born.format(day), "группа ГТ-12"
    found = guess([*HEAD, TITLE["С"], "№ 15", *told, "Дата выдачи: 01.07.2026"])
    assert found.date == date(2026, 7, 1)
    assert not found.certain
    above = days.find(lines.of_page(page([TITLE["С"], "родилась", "12.05.1996"])), 0)
    assert above is None


@pytest.mark.parametrize(
    "below", ["Пересдача 20.05.2026", "20.05.2026 итоги подведены"]
)
def test_a_date_with_words_beside_it_is_no_more_than_a_guess(below):
    found = guess([*HEAD, TITLE["В"], below, "Группа ГТ-12", *PEOPLE])
    assert found.date == date(2026, 5, 20)
    assert not found.certain
    labelled = [*HEAD, TITLE["В"], below, "Дата проведения: 20.05.2026", PROTOCOL[4]]
    assert guess([*labelled, *PEOPLE]).certain


def test_an_act_that_has_its_number_takes_not_that_of_the_paper():
    named = "Комиссия назначена приказом № 14-К"
    found = guess([*PROTOCOL[:2], named, *PROTOCOL[2:3], *PROTOCOL[4:]])
    assert found == guess([*PROTOCOL[:3], *PROTOCOL[4:]])
    cut = guess([*PROTOCOL[:2], named[:-7], "№ 14-К от 01.06.2026", *PROTOCOL[4:]])
    assert (cut.number, cut.certain) == ("", False)


def test_a_birth_is_no_day_of_issue():
    told = ["Выдана", "25.06.2026 г.р.", PEOPLE[0], "группа ГТ-12"]
    assert guess([*HEAD, f"{TITLE['С']} № 15", *told]).date is None


def test_a_place_stands_beside_a_date_by_right():
    for below in ("г. Тверь 20.05.2026 г.", "Москва, «20» мая 2026 года"):
        assert guess([*HEAD, TITLE["В"], below, "Группа ГТ-12", *PEOPLE]).certain


def test_a_labelled_date_that_is_another_makes_the_titles_doubtful():
    assert guess([*PROTOCOL, "Дата заседания: 25.06.2026"]).certain
    found = guess([*PROTOCOL, "Дата заседания: 24.06.2026"])
    assert found.date == date(2026, 6, 25)
    assert not found.certain


@pytest.mark.parametrize(
    "told",
    [
        ["Дата окончания обучения: 26.06.2026"],
        ["Паспорт, дата выдачи: 26.06.2026"],
        ["Дата выдачи:", "Основание: приказ от 26.06.2026"],
        ["Дата выдачи: 26.06.20__ г.", "26.06.2026"],
    ],
)
def test_the_label_of_another_day_makes_it_certain_of_no_paper(told):
    found = guess([*HEAD, f"{TITLE['С']} № 15", GIVEN, "Группа ГТ-12", *told])
    assert not found.certain


@pytest.mark.parametrize(
    "told",
    [
        ["Дата окончания обучения"],
        ["Дата начала обучения:"],
        ["Дата начала занятий:"],
        ["Срок обучения"],
        ["Дата окончания", "обучения"],
        ["Период", "обучения:"],
        ["Завершение курса"],
        ["(о периоде обучения)", "Дата окончания"],
        ["Дата окончания обучения по программе профессиональной переподготовки"],
        ["Группа:"],
        ["Обучалась с 02.02.2026 по"],
        ["Обучалась до"],
        ["Дата приёма"],
        ["Дата поступления:"],
        ["Дата окончания обучения (72 ч.)"],
    ],
)
def test_a_date_below_the_label_of_another_day_is_certain_of_no_paper(told):
    for below in ("25.06.2026", "25 июня 2026 г.", "«25» июня 2026 г., Москва"):
        found = guess([*HEAD, f"{TITLE['С']} № 15", *told, below, GIVEN, "ГТ-12"])
        assert not found.certain
        assert found.number == "15"


def test_a_label_in_the_line_of_the_title_is_no_label_of_the_paper():
    texts = [*HEAD, f"{TITLE['С']} № 15 Дата окончания обучения", "25.06.2026", GIVEN]
    assert not guess([*texts, "ГТ-12"]).certain
    own = [text.replace("окончания обучения", "выдачи") for text in texts]
    assert guess([*own, "ГТ-12"]).certain


@pytest.mark.parametrize(
    ("told", "below"),
    [
        ("(о периоде обучения)", "25.06.2026"),
        ("о периоде обучения", "№ 15 от 25.06.2026"),
        ("Срок обучения: 72 часа", "25.06.2026"),
        ("Группа ГТ-12", "25.06.2026"),
        ("по итогам обучения", "№ 15 от 25.06.2026"),
    ],
)
def test_a_date_below_what_is_no_label_is_the_papers(told, below):
    assert guess([*HEAD, TITLE["С"], told, "№ 15", below, GIVEN, "ГТ-12"]).certain
    assert guess([*HEAD, f"{TITLE['С']} № 15", told, below, GIVEN, "ГТ-12"]).certain


def test_a_date_later_than_the_scan_is_doubtful():
    found = guess(PROTOCOL, replace(KNOWN, today=date(2026, 6, 1)))
    assert why(found, "date") == "date_future"
