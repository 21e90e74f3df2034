"""What a paper without a code is, told from words alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import attribution, grammar
from pipeline.attribution import (
    Issued,
    Known,
    KnownGroup,
    KnownKind,
    days,
    lines,
    names,
    titles,
)
from pipeline.attribution.known import Person as KnownPerson
from pipeline.model import Movement, PageText, Scope, Trainee, Word
from tests import invented

KINDS = {
    "protocol": KnownKind(
        "protocol", "Протокол итоговой аттестации", Scope.GROUP, "final"
    ),
    "gradesheet": KnownKind(
        "gradesheet", "Ведомость промежуточной аттестации", Scope.UNIT, "unit_end"
    ),
    "certificate": KnownKind(
        "certificate", "Справка об обучении (о периоде обучения)", Scope.TRAINEE
    ),
    "qualification-copy": KnownKind(
        "qualification-copy", "Копия документа о квалификации", Scope.TRAINEE
    ),
    "duplicate-copy": KnownKind(
        "duplicate-copy", "Копия дубликата документа о квалификации", Scope.TRAINEE
    ),
    "other": KnownKind("other", "Прочий документ"),
}
GROUP = invented.group(trainees=6)
OTHERS = replace(
    invented.group(trainees=12), code="ГТ-13", trainees=invented.group(12).trainees[6:]
)
KNOWN = Known(
    KINDS,
    (KnownGroup(GROUP), KnownGroup(OTHERS)),
    ("Институт примеров",),
    date(2026, 9, 1),
)
HEAD = ["АНО ДПО «Институт примеров»"]
PEOPLE = [
    f"{place} {one.full_name}" for place, one in enumerate(GROUP.trainees, start=1)
]
PROTOCOL = [
    *HEAD,
    "ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ",
    "№ ГТ-12/2026-3 от 25 июня 2026 г.",
    "Комиссия назначена приказом № 14-К от 01.06.2026",
    "Группа ГТ-12, 02.02.2026 – 26.06.2026",
    *PEOPLE,
]


def page(texts, *, step=8.0, rise=0.0):
    """A page of those lines; `rise` is by how much they climb to the right."""
    words = []
    for row, text in enumerate(texts):
        x = 30.0
        for word in text.split():
            width = 2.2 * len(word)
            y = 30.0 + row * step - rise * x
            words.append(Word(word, (x, y, x + width, y + 4.0)))
            x += width + 2.0
    return PageText(1, 210.0, 297.0, recognised=tuple(words), ocr="done")


def guess(texts, known=KNOWN):
    return attribution.guess([page(texts)], known)


def why(found, what):
    return next(it.why for it in found.findings if it.what == what)


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


def test_the_paper_of_another_institute_is_never_certain():
    found = guess(["Учебный центр «Горизонт»", *PROTOCOL[1:]])
    assert not found.certain
    assert why(found, "issuer") == "issuer_unknown"


@pytest.mark.parametrize(
    "named",
    [
        ["для предъявления в", "АНО ДПО «Институт примеров», группа ГТ-12"],
        ["проходила обучение в Институте примеров, группа ГТ-12"],
        ["для предъявления по месту учёбы", "АНО ДПО «Институт примеров», ГТ-12"],
    ],
)
def test_a_paper_that_another_institute_writes_about_ours_is_not_ours(named):
    head = ["ФГБОУ ВО «Горный университет»", f"{TITLE['С']} № 15 от 01.07.2026"]
    found = guess([*head, GIVEN, *named])
    assert not found.certain
    assert (why(found, "issuer"), found.group) == ("issuer", "ГТ-12")
    assert guess([*HEAD, head[1], GIVEN, *named]).certain


@pytest.mark.parametrize(
    ("above", "below", "ours"),
    [
        ("В АНО ДПО «Институт примеров»", "", False),
        ("Директору АНО ДПО «Институт примеров»", "", False),
        ("Москва", "Директор АНО ДПО «Институт примеров»", True),
        ("Москва", "выдана для АНО ДПО «Институт примеров»", False),
    ],
)
def test_an_institute_issues_what_it_heads_or_signs(above, below, ours):
    texts = [above, f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12", below]
    assert guess(texts).certain == ours


@pytest.mark.parametrize(
    "address",
    [
        ["В учебный отдел", "АНО ДПО «Институт примеров»"],
        ["Учебная часть", "Президенту АНО ДПО «Институт примеров»"],
        ["Декану", "АНО ДПО «Институт примеров»"],
        ["Заведующему отделом АНО ДПО «Институт примеров»"],
        ["Главе АНО ДПО «Институт примеров»"],
        ["Приёмной комиссии", "АНО ДПО «Институт примеров»"],
        ["Кому: учебная часть", "Института примеров"],
        ["Институту примеров"],
        [
            *("Директору АНО", "дополнительного профессионального"),
            *("образования", "«Институт примеров»"),
        ],
        ["ФГБОУ ВО «Горный университет»", "г. Москва", "АНО ДПО «Институт примеров»"],
        ["АНО ДПО «Горизонт»", "АНО ДПО «Институт примеров»"],
        ["Горный техникум", "Институт примеров"],
        ["Московский институт примеров"],
        ["АНО ДПО «Первый", "Институт примеров»"],
    ],
)
def test_a_paper_that_is_addressed_to_an_institute_is_not_its_own(address):
    texts = [f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    found = guess([*address, *texts])
    assert not found.certain
    assert why(found, "issuer") == "issuer"
    assert found.kind == "certificate"


@pytest.mark.parametrize(
    "head",
    [
        [
            *("Автономная некоммерческая организация", "дополнительного"),
            *("профессионального образования", "«Институт примеров»"),
        ],
        [
            *("Министерство образования", "Московской области"),
            "Частное образовательное учреждение «Институт примеров»",
        ],
        ["ФГБОУ ВО", "«Институт примеров»"],
        ["Общество с", "ограниченной ответственностью", "«Институт примеров»"],
        ["Федеральная служба по надзору", "АНО ДПО «Институт примеров»"],
    ],
)
def test_the_head_of_an_institute_has_its_form_in_as_many_lines_as_it_has(head):
    texts = [f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert guess([*head, *texts]).certain


@pytest.mark.parametrize(
    ("above", "signer", "ours"),
    [
        ("Москва", "Ректор Института примеров", True),
        ("Москва", "Руководитель практики от «Института примеров»", False),
        ("Москва", "Руководитель по работе с АНО ДПО «Институт примеров»", False),
        ("Москва", "Директор от АНО ДПО «Институт примеров»", False),
        ("ООО «Гранит»", "Директор АНО ДПО «Институт примеров»", False),
    ],
)
def test_who_signs_for_an_institute_has_its_name_behind_the_post(above, signer, ours):
    texts = [f"{TITLE['С']} № 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert guess([above, *texts, signer]).certain == ours


def test_a_short_name_of_an_institute_stands_by_itself():
    known = replace(KNOWN, issuers=("ИП",))
    assert guess(["АНО «ИП»", *PROTOCOL[1:]], known).certain
    assert not guess(["АНО «ИПК»", *PROTOCOL[1:]], known).certain


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


def test_a_paper_that_may_be_one_of_ours_without_its_codes_waits():
    out = Issued("7K3Q9ZC2M4", "protocol", "ГТ-12", "ГТ-12/2026-3")
    found = guess(PROTOCOL, replace(KNOWN, issued=(out,)))
    assert not found.certain
    assert why(found, "paper") == "issued"
    another = replace(out, number="ГТ-12/2026-2")
    assert guess(PROTOCOL, replace(KNOWN, issued=(another,))).certain


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("№ ПП-КС-3/2026-3 от 25 июня 2026 г.", "ПП-КС-3/2026-3"),
        ("№ ГТ/2026-3 от 25 июня 2026 г.", "ГТ/2026-3"),
        ("ГТ/2026-3 от 25 июня 2026 г.", "ГТ/2026-3"),
        ("ПП-КС-3/2026-3", "ПП-КС-3/2026-3"),
        ("№ ИА.12-3 от 25.06.2026", "ИА.12-3"),
        ("№ ГТПКВМ-12/3 от 25.06.2026", "ГТПКВМ-12/3"),
        ("№ С - 2026/015 от 25.06.2026", "С-2026/015"),
        ("№ С-2026/01 5 от 25.06.2026", "С-2026/015"),
        ("Ме С-2026/015 от 25.06.2026", "С-2026/015"),
        ("№7 от 25.06.2026", "7"),
        ("7 от 25.06.2026", "7"),
        ("№ 12/ГТ-3 от 25.06.2026", "12/ГТ-3"),
    ],
)
def test_a_number_is_read_from_its_start(written, number):
    assert guess([*PROTOCOL[:2], written, *PROTOCOL[4:]]).number == number


@pytest.mark.parametrize(
    "number", ["С-2026/O15", "2026/015", "АБС-2026/015", "С-2O26/0l5"]
)
def test_a_number_like_that_of_a_paper_of_ours_may_be_it(number):
    out = Issued("7K3Q9ZC2M4", "certificate", "ГТ-12", "С-2026/015", "T01")
    known = replace(KNOWN, issued=(out,))
    texts = [*HEAD, TITLE["С"], f"№ {number} от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert why(guess(texts, known), "paper") == "issued"
    another = replace(out, number="С-2026/016")
    assert guess(texts, replace(known, issued=(another,))).certain


@pytest.mark.parametrize(
    ("written", "number", "certain"),
    [
        ("№ С-2026/01 5 от 01.07.2026", "С-2026/015", False),
        ("№ 17 25 от 01.07.2026", "1725", False),
        ("№ 7 25 от 01.07.2026", "7", False),
        ("7 25 от 01.07.2026", "25", False),
        ("№ С-2026/0 15 от 01.07.2026", "С-2026/0", False),
        ("№ 15 3 от «01» июля 2026 г.", "153", False),
        ("№ 15 «01» июля 2026 г.", "15", True),
        ("№ 15 01.07.2026", "15", True),
        ("№ С - 2026/015 от 01.07.2026", "С-2026/015", True),
        ("№ C-2026/015, от 01.07.2026", "С-2026/015", True),
    ],
)
def test_figures_that_stand_apart_are_a_number_for_a_person(written, number, certain):
    found = guess([*HEAD, TITLE["С"], written, GIVEN, "группа ГТ-12"])
    told = next(it for it in found.findings if it.what == "number")
    assert (found.number, told.certain, found.certain) == (number, certain, certain)


def test_a_number_of_figures_apart_may_be_that_of_a_paper_of_ours():
    out = Issued("7K3Q9ZC2M4", "certificate", "ГТ-12", "С-2026/015", "T01")
    apart = "№ С-2026/01 5 от 01.07.2026"
    found = guess(
        [*HEAD, TITLE["С"], apart, GIVEN, "группа ГТ-12"], replace(KNOWN, issued=(out,))
    )
    assert why(found, "paper") == "issued"


def test_the_end_of_a_number_is_nothing_to_the_paper_of_another_trainee():
    out = Issued("7K3Q9ZC2M4", "certificate", "ГТ-12", "С-2026/15", "T02")
    texts = [*HEAD, TITLE["С"], "№ 15 от 01.07.2026", GIVEN, "группа ГТ-12"]
    assert guess(texts, replace(KNOWN, issued=(out,))).certain


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


TITLE = {"С": "СПРАВКА ОБ ОБУЧЕНИИ", "В": "ВЕДОМОСТЬ ПРОМЕЖУТОЧНОЙ АТТЕСТАЦИИ № 7"}
GIVEN = f"Выдана {grammar.inflect(GROUP.trainees[0].full_name, 'dative', 'ж')}"


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


CERTIFICATE = [
    *HEAD,
    "УДОСТОВЕРЕНИЕ",
    "о повышении квалификации",
    "772400012345",
    "Регистрационный номер",
    "118-У",
    "Дата выдачи 30 июня 2026 г.",
    "Настоящее удостоверение выдано",
    "Белозёровой Марии Сергеевне",
    "с 2 февраля 2026 г. по 26 июня 2026 г.",
    GROUP.programme.title,
]


def named(texts):
    """The texts with the second trainee's name in the dative."""
    name = grammar.inflect(GROUP.trainees[1].full_name, "dative", "ж")
    return [name if "Марии" in text else text for text in texts]


def test_a_copy_of_a_certificate_is_known_by_its_words_and_its_person():
    found = guess(named(CERTIFICATE))
    assert (found.kind, found.group, found.students) == (
        "qualification-copy",
        "ГТ-12",
        ("T02",),
    )
    assert (found.number, found.date) == ("118-У", date(2026, 6, 30))
    assert [it.value for it in found.findings if it.what == "blank"] == ["772400012345"]
    assert found.certain


def test_a_duplicate_is_a_duplicate_by_its_word():
    found = guess(["ДУБЛИКАТ", *named(CERTIFICATE)])
    assert found.kind == "duplicate-copy"
    assert found.certain


def test_a_person_in_two_groups_is_of_neither_with_certainty():
    course = replace(OTHERS, trainees=GROUP.trainees)
    known = replace(KNOWN, groups=(KnownGroup(GROUP), KnownGroup(course)))
    found = guess(named(CERTIFICATE), known)
    assert not found.certain


def test_two_titles_with_two_numbers_are_two_papers():
    other = [text.replace("2026-3", "2026-4") for text in PROTOCOL]
    pages = [page(PROTOCOL), page(PEOPLE), page(other)]
    assert attribution.part(pages, KINDS) == attribution.Parts((0, 2), clear=True)


def test_a_title_that_comes_again_begins_nothing():
    bare = [text for text in PROTOCOL if "№ ГТ" not in text]
    parts = attribution.part([page(PROTOCOL), page(bare)], KINDS)
    assert not parts.clear
    assert parts.starts == (0,)


@pytest.mark.parametrize("dated", ["от 20 мая 2026 г.", "Дата проведения: 20.05.2026"])
def test_two_papers_of_one_day_without_numbers_are_parted_by_a_person(dated):
    title = [*HEAD, "ВЕДОМОСТЬ ПРОМЕЖУТОЧНОЙ АТТЕСТАЦИИ", dated]
    pages = [
        page([*title, f"Дисциплина: {unit.title}", "Группа ГТ-12", *PEOPLE])
        for unit in GROUP.units[:2]
    ]
    assert attribution.part(pages, KINDS) == attribution.Parts((0,), clear=False)


def test_a_title_with_the_same_number_is_a_running_head():
    again = [*PROTOCOL[:3], "Председатель комиссии"]
    parts = attribution.part([page(PROTOCOL), page(again)], KINDS)
    assert parts == attribution.Parts((0,), clear=True)


@pytest.mark.parametrize(
    "head",
    [
        ["ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ № ГТ-12/2026-3", "продолжение"],
        ["Протокол итоговой аттестации № ГТ-12/2026-3, лист 2"],
        ["ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ № ГТ-12/2О26-3"],
    ],
)
def test_a_running_head_with_the_number_alone_parts_nothing(head):
    pages = [page(PROTOCOL), page(head), page(PROTOCOL[1:3])]
    assert attribution.part(pages, KINDS) == attribution.Parts((0,), clear=True)


@pytest.mark.parametrize(
    "head",
    [
        ["ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ от 25 июня 2026 г."],
        ["ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ", "стр. 2", "25.06.2026"],
        ["ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ", "№ ГТ-12/2026-3 от 26.06.2026"],
    ],
)
def test_a_head_that_neither_is_the_same_nor_another_is_for_a_person(head):
    pages = [page(PROTOCOL), page(head)]
    assert attribution.part(pages, KINDS) == attribution.Parts((0,), clear=False)


def test_a_number_that_may_be_cut_begins_another_paper_on_another_day_only():
    title = "ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ"
    for cut in ("№ 2026-3", "№ 2026-3 от 25.06.2026"):
        for pages in ([PROTOCOL, [title, cut]], [[title, cut], PROTOCOL]):
            parts = attribution.part([page(it) for it in pages], KINDS)
            assert parts == attribution.Parts((0,), clear=False)
    apart = [page([title, it]) for it in ("№ 7 25 от 25.06.2026", "№ 725")]
    assert attribution.part(apart, KINDS) == attribution.Parts((0,), clear=False)
    later = [page(PROTOCOL), page([title, "№ 2026-3 от 26.06.2026"])]
    assert attribution.part(later, KINDS) == attribution.Parts((0, 1), clear=True)


def test_two_days_are_two_papers_where_the_numbers_do_not_tell():
    one, other = (
        page([*HEAD, "СПРАВКА ОБ ОБУЧЕНИИ", f"Дата выдачи: {day}"])
        for day in ("01.07.2026", "02.07.2026")
    )
    assert attribution.part([one, other], KINDS).starts == (0, 1)


@pytest.mark.parametrize(
    ("second", "parts"),
    [
        (["СПРАВКА ОБ ОБУЧЕНИИ № 15"], attribution.Parts((0, 1), clear=True)),
        (["СПРАВКА ОБ ОБУЧЕНИИ"], attribution.Parts((0,), clear=False)),
        (["СПРАВКА ОБ ОТЧИСЛЕНИИ № 15"], attribution.Parts((0,), clear=False)),
    ],
)
def test_another_kind_with_its_number_is_another_paper(second, parts):
    assert attribution.part([page(PROTOCOL), page(second)], KINDS) == parts


def test_the_code_of_a_group_is_no_number_that_makes_a_running_head():
    sheet = [*HEAD, "ЗАЧЕТНАЯ ВЕДОМОСТЬ ГТ-12", "20.05.2026", *PEOPLE]
    pages = [page(sheet), page(sheet)]
    assert not attribution.part(pages, KINDS, KNOWN.codes).clear


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
    found = guess([*named(CERTIFICATE), told])
    assert not found.certain
    assert why(found, "group") == "person_birth"
    own = GROUP.trainees[1].birth_date
    assert guess([*named(CERTIFICATE), f"дата рождения: {own:%d.%m.%Y}"]).certain


def test_other_dates_contradict_no_birth():
    blank = ["Дата рождения ______ с 2 февраля 2026 г.", "Дата рождения: 30.06.2026"]
    assert guess([*named(CERTIFICATE), blank[0]]).certain
    assert days.of_birth(lines.of_page(page(blank))) == {date(2026, 6, 30)}


def test_a_person_of_two_groups_is_of_neither_though_little_else_tells_the_second():
    texts = [*named(CERTIFICATE)[:9], "Группа ГТ-12"]
    assert guess(texts).certain
    course = replace(OTHERS, trainees=(*OTHERS.trainees, GROUP.trainees[1]))
    known = replace(KNOWN, groups=(KnownGroup(GROUP), KnownGroup(course)))
    found = guess(texts, known)
    assert not found.certain
    assert why(found, "group") == "group_rival"
