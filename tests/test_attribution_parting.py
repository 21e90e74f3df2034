"""Where another paper begins in a pile without codes."""

import pytest

from pipeline import attribution
from tests.uncodedpapers import GROUP, HEAD, KINDS, KNOWN, PEOPLE, PROTOCOL, page


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
