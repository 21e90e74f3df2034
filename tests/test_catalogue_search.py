"""What is asked of the catalogue, and which records are found, in which order."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import disk
from pipeline.catalogue import Catalogue, SearchQuery
from pipeline.model import (
    RecordState,
)
from tests.entries import PEOPLE, entry, finder, page


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        yield opened


@pytest.fixture
def found(catalogue):
    return finder(catalogue)


@pytest.mark.parametrize(
    "form", ["Иванов", "Иванова", "ИВАНОВУ", "Ивановым", "иванове"]
)
def test_every_form_of_a_surname_finds_the_same_records(catalogue, found, form):
    catalogue.put_records(
        [
            entry("A", "экзамен сдал Иванов", date=date(2025, 1, 1)),
            entry("B", "справка выдана Иванову", date=date(2025, 1, 2)),
            entry("C", "комиссия с Ивановым", date=date(2025, 1, 3)),
            entry("D", "Сидоров отсутствует"),
        ]
    )
    assert set(found(form)) == {"A", "B", "C"}


def test_the_form_asked_for_comes_first(catalogue, found):
    catalogue.put_record(entry("A", "выдано Иванову", date=date(2020, 1, 1)))
    catalogue.put_record(entry("B", "Иванов Иванов Иванов"))
    assert found("Иванову") == ["A", "B"]
    assert found("Иванов") == ["B", "A"]


@pytest.mark.parametrize(
    "part", ["ГП-2025/03-12", "гп–2025 / 03–12", "2025/03-12", "ГП-2025", "03-12", "12"]
)
def test_a_number_is_found_whole_and_in_part(catalogue, found, part):
    catalogue.put_record(entry("A", number="ГП-2025/03-12"))
    catalogue.put_record(entry("B", "протокол № ГП-2025/03-12 утверждён"))
    catalogue.put_record(entry("C", "протокол № ГП-2024/11-10", date=None, group=""))
    assert set(found(part)) >= {"A", "B"}
    assert "C" not in found(part)


DATES = [
    "20.06.2025",
    "20.06.25",
    "2025-06-20",
    "20 июня 2025 г.",
    "«20» июня 2025 года",
    "20/06/2025",
]


@pytest.mark.parametrize("asked", [*DATES, "06.2025", "июнь 2025", "в июне 2025 года"])
def test_a_date_is_found_however_it_is_written(catalogue, found, asked):
    catalogue.put_records(
        entry(f"A{place}", f"сдано {written} в срок", date=None)
        for place, written in enumerate(DATES)
    )
    catalogue.put_record(entry("B", "сдано 21.07.2025", date=None))
    assert set(found(asked)) == {f"A{place}" for place in range(len(DATES))}


@pytest.mark.parametrize("asked", ["Счётчик", "счетчик", "СЧЁТЧИКА", "Cчeтчик"])
def test_yo_and_latin_letters_that_look_alike_make_no_difference(
    catalogue, found, asked
):
    catalogue.put_record(entry("A", "CЧЁТЧИК"))
    catalogue.put_record(entry("B", "счетчик"))
    assert set(found(asked)) == {"A", "B"}


def test_words_may_be_spread_over_pages_and_the_card(catalogue, found):
    catalogue.put_record(entry("A", "экзамен", "приказ", people=("Ткач Олег",)))
    catalogue.put_record(entry("B", "экзамен"))
    assert found("приказ экзамен Ткача посещаемость") == ["A"]


def test_the_document_id_is_found_whole_and_in_halves(catalogue, found):
    catalogue.put_record(entry("7K3Q9ZC2M4-2"))
    catalogue.put_record(entry("1111111111"))
    for asked in ("7K3Q9ZC2M4", "7k3q9 zc2m4", "7K3Q9ZC2M4-2", "ZC2M4"):
        assert found(asked) == ["7K3Q9ZC2M4-2"]


def test_a_quoted_phrase_stands_as_it_is(catalogue, found):
    catalogue.put_record(entry("A", "сдали итоговый экзамен"))
    catalogue.put_record(entry("B", "экзамен итоговый"))
    assert found('"итоговый экзамен"') == ["A"]
    assert found("посещ*") == found("посещаемость")


def test_what_most_records_hold_comes_newest_first(catalogue, found):
    catalogue.put_records(
        entry(f"A{day}", "экзамен " * day, date=date(2025, 1, day))
        for day in range(1, 9)
    )
    assert found("экзамен") == [f"A{day}" for day in range(8, 0, -1)]
    assert found("экзамен", limit=3, offset=2) == ["A6", "A5", "A4"]


def test_an_empty_question_lists_newest_first_undated_last(catalogue, found):
    catalogue.put_record(entry("A", date=None))
    catalogue.put_record(entry("B", date=date(2024, 1, 1)))
    catalogue.put_record(entry("C", date=date(2025, 1, 1), kind="protocol"))
    assert found() == ["C", "B", "A"]
    assert found(kind="journal") == ["B", "A"]
    assert found(to_date=date(2024, 12, 31)) == ["B"]
    assert found(from_date=date(2024, 1, 1), to_date=date(2024, 1, 1)) == ["B"]
    assert [row.record_id for row in catalogue.records()] == ["C", "B", "A"]


def test_filters_narrow(catalogue, found):
    catalogue.put_record(entry("A", "экзамен", people=PEOPLE[:1], students=("T01",)))
    catalogue.put_record(
        entry(
            "B",
            "экзамен",
            people=PEOPLE[1:2],
            students=("T02",),
            group="ГТ-13",
            case="03-08",
        )
    )
    assert found("экзамен", group="ГТ-13") == ["B"]
    assert found("экзамен", case="03-07") == ["A"]
    assert found(state="review") == []
    assert found(student="T01") == ["A"]
    assert found(student="Салтыковой-Щедриной") == ["B"]
    assert found(student="Иванову П.") == ["A"]
    assert found(student="Ивано*") == ["A"]
    assert found(student="Иванов Анна") == []
    assert found(student='"') == []


@pytest.mark.parametrize("name", ["kind", "group", "case"])
def test_codes_that_differ_by_punctuation_alone_are_kept_apart(catalogue, found, name):
    codes = {"A": "ИБ 2", "B": "ИБ (2)", "C": "ИБ-2"}
    for record_id, code in codes.items():
        catalogue.put_record(entry(record_id, "экзамен", **{name: code}))
    for record_id, code in codes.items():
        assert found("экзамен", **{name: code}) == [record_id]
    assert found("экзамен", **{name: " иб  (2)"}) == ["B"]


@pytest.mark.parametrize("name", ["kind", "group", "case", "state", "student"])
def test_a_filter_that_is_no_utf_8_finds_nothing(catalogue, found, name):
    catalogue.put_record(entry("A", "экзамен"))
    typed = b"\xff".decode(errors="surrogateescape")
    assert found("экзамен", **{name: typed}) == []


def test_superseded_and_disposed_records_are_left_out_unless_asked_for(
    catalogue, found
):
    catalogue.put_record(entry("A", "экзамен", state=RecordState.SUPERSEDED))
    catalogue.put_record(entry("A-2", "экзамен", version=2))
    catalogue.put_record(entry("B", "экзамен", state=RecordState.DISPOSED))
    assert found("экзамен") == ["A-2"]
    assert set(found("экзамен", all_versions=True)) == {"A", "A-2", "B"}
    assert found("экзамен", state="superseded") == ["A"]
    assert catalogue.versions("A") == ["A", "A-2"]
    assert catalogue.current("A") == "A-2"
    assert catalogue.current("Z") is None


def test_a_misread_word_is_found_after_the_others(catalogue, found):
    catalogue.put_record(entry("A", "Кузнецсв", date=date(2026, 1, 1)))
    catalogue.put_record(entry("B", "Кузнецов"))
    catalogue.put_record(entry("C", "Воробьёв"))
    assert found("Кузнецов") == ["B", "A"]
    assert found("Воробъёв") == ["C"]
    assert found("Сидоров") == []
    assert found("лес") == []


def test_a_known_word_is_not_widened_to_another_common_one(catalogue, found):
    catalogue.put_records(entry(f"A{n}", "Попков") for n in range(5))
    catalogue.put_record(entry("B", "Попов"))
    assert found("Попов") == ["B"]


def test_a_hit_says_what_and_where(catalogue):
    catalogue.put_record(
        entry(
            "A",
            "пусто",
            "принял экзамен Иванов П.С.",
            "ничего",
            "ещё экзамен",
            students=("T01",),
        )
    )
    (hit,) = catalogue.search(SearchQuery("экзамен Иванова"))
    assert json.loads(disk.to_json(hit)) == {
        "record_id": "A",
        "document_id": "A",
        "kind": "journal",
        "title": "Журнал учета посещаемости",
        "group": "ГТ-12",
        "students": ["T01"],
        "date": "2025-06-20",
        "path": "archive/2025/A",
        "score": 1.0,
        "pages": [
            {"number": 2, "snippet": "принял **экзамен** **Иванов** П.С."},
            {"number": 4, "snippet": "ещё **экзамен**"},
        ],
    }


def test_printed_and_recognised_words_are_read_together(catalogue):
    record = replace(entry("A"), pages=(page("справа\nснизу", recognised="печать"),))
    catalogue.put_record(record)
    (hit,) = catalogue.search(SearchQuery("печать"))
    assert hit.pages[0].snippet == "справа снизу **печать**"


@pytest.mark.parametrize("text", ["...", '"', '""', "«»", "* *", "()", "-", "   !"])
def test_a_question_of_punctuation_has_no_answer(catalogue, found, text):
    catalogue.put_record(entry("A", "экзамен"))
    assert found(text) == []


@settings(max_examples=60)
@example('"ааааа"')
@given(
    st.text(max_size=30) | st.text(alphabet="\"*:()-^{}+\\/ANDORTNE;'аб1", max_size=20)
)
def test_no_question_is_an_error(shared, text):
    shared.search(SearchQuery(text, student=text))
    shared.search(SearchQuery("экзамен", kind=text, group=text, case=text, state=text))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "catalogue.db"
    with Catalogue.open(path) as opened:
        opened.put_record(entry("A", "экзамен"))
        yield opened
