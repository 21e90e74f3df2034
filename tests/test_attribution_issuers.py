"""Which institute a paper without a code is of."""

from dataclasses import replace

import pytest

from tests.uncodedpapers import GIVEN, HEAD, KNOWN, PROTOCOL, TITLE, guess, why


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
