"""The number of a paper without a code, told from words alone."""

from dataclasses import replace

import pytest

from pipeline.attribution import Issued
from tests.uncodedpapers import GIVEN, HEAD, KNOWN, PROTOCOL, TITLE, guess, why


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
