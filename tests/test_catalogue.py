"""The catalogue: what is put in stays, and how it came in never shows."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import disk
from pipeline.catalogue import Catalogue, SearchQuery
from pipeline.model import IssuedDocument, Layout, LayoutPage, PaperState, RecordState
from tests.entries import PEOPLE, entry, finder

WORDS = [
    "журнал",
    "ведомость",
    "экзамен",
    "зачёт",
    "группа",
    "слушатель",
    "приказ",
    "комиссия",
]


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        yield opened


def issued(document_id, number="1", **fields):
    values = {
        "kind": "journal",
        "group": "ГТ-12",
        "state": PaperState.ISSUED,
    }
    return IssuedDocument(
        document_id=document_id,
        title="Журнал",
        number=number,
        date=date(2025, 6, 20),
        dated=True,
        unit="",
        student="",
        students=("T01",),
        filled=False,
        pages=2,
        issued_at=datetime(2025, 6, 1, tzinfo=UTC),
        **values | fields,
    )


def layout(document_id, *codes):
    pages = tuple(LayoutPage(n, code, 210, 297) for n, code in enumerate(codes, 1))
    return Layout(document_id, "journal", "", pages)


records = st.builds(
    lambda number, words, day, state, people: entry(
        f"R{number}",
        *(" ".join(page) for page in words),
        date=day,
        state=state,
        people=people,
    ),
    st.integers(0, 6),
    st.lists(
        st.lists(st.sampled_from([*WORDS, "Иванову", "20.06.2025"]), max_size=8),
        max_size=5,
    ),
    st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 3)),
    st.sampled_from(RecordState),
    st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple),
)


@settings(max_examples=20)
@given(
    st.lists(records | st.integers(0, 6), max_size=20),
    st.randoms(use_true_random=False),
)
def test_a_rebuilt_catalogue_answers_as_the_old_one(tmp_path_factory, steps, chance):
    folder = tmp_path_factory.mktemp("rebuilt")
    kept = {}
    with (
        Catalogue.open(folder / "old.db") as old,
        Catalogue.open(folder / "new.db") as new,
    ):
        for step in steps:
            if isinstance(step, int):
                old.remove_record(f"R{step}")
                kept.pop(f"R{step}", None)
            else:
                old.put_record(step)
                kept[step.record.record_id] = step
        shuffled = list(kept.values())
        chance.shuffle(shuffled)
        new.put_records(shuffled)
        for text in ("", "журнал", "Иванов", "экзамен приказ", "июнь 2025", "экзамин"):
            query = SearchQuery(text, all_versions=True, limit=4)
            assert disk.to_json(old.search(query)) == disk.to_json(new.search(query))
        assert disk.to_json(old.records()) == disk.to_json(new.records())


def test_many_replacements_leave_the_scores_of_a_fresh_catalogue(tmp_path):
    chance = random.Random(7)
    entries = [
        entry(
            f"R{n}",
            " ".join(chance.choices([*WORDS, f"слово{n % 9}"], k=60)),
            date=None,
        )
        for n in range(40)
    ]
    with (
        Catalogue.open(tmp_path / "old.db") as old,
        Catalogue.open(tmp_path / "new.db") as new,
    ):
        for _ in range(3):
            old.put_records(chance.sample(entries, 40))
            for gone in chance.sample(entries, 15):
                old.remove_record(gone.record.record_id)
        old.put_records(entries)
        new.put_records(entries)
        for text in ("слово3", "слово3 журнал", "экзамен", "слово*"):
            assert old.search(SearchQuery(text)) == new.search(SearchQuery(text))
        assert any(hit.score % 1 for hit in new.search(SearchQuery("слово3")))


@pytest.fixture
def found(catalogue):
    return finder(catalogue)


def test_a_record_put_in_twice_is_there_once(catalogue, found):
    catalogue.put_record(entry("A", "экзамен"))
    catalogue.put_record(entry("A", "приказ", case="03-09"))
    assert catalogue.counts() == {"issued": 0, "records": 1, "pages": 1}
    assert (found("экзамен"), found("приказ")) == ([], ["A"])
    assert [row.case for row in catalogue.records(case="03-09", kind="journal")] == [
        "03-09"
    ]
    assert catalogue.record_path("A") == "archive/2025/A"
    catalogue.remove_record("A")
    catalogue.remove_record("A")
    assert catalogue.record_path("A") is None


def test_records_of_one_day_are_all_kept(catalogue, found):

    catalogue.put_records(entry(f"A{n}", "экзамен") for n in range(4))
    catalogue.remove_record("A2")
    assert sorted(found("экзамен")) == ["A0", "A1", "A3"]


def test_issued_documents_are_listed_by_kind_and_number(catalogue):
    for document_id, number in (("A", "ГТ-10"), ("B", "ГТ-2"), ("C", "")):
        catalogue.put_issued(issued(document_id, number), layout(document_id))
    catalogue.put_issued(issued("D", kind="card", group="ГТ-13"), layout("D"))
    assert [one.document_id for one in catalogue.issued()] == ["D", "C", "B", "A"]
    assert [one.document_id for one in catalogue.issued(group="ГТ-13")] == ["D"]


def test_a_page_code_leads_to_the_page_it_was_last_given_to(catalogue):
    catalogue.put_issued(issued("A"), layout("A", "OLD1", "CODE2"))
    catalogue.put_issued(
        issued("A", state=PaperState.VOID), layout("A", "NEW1", "CODE2")
    )
    assert catalogue.issued_page("CODE2") == ("A", 2)
    assert catalogue.issued_page("OLD1") is None
    assert [one.state for one in catalogue.issued(state="void")] == [PaperState.VOID]


def test_a_cleared_catalogue_is_empty_and_usable(catalogue, found):
    catalogue.put_record(entry("A", "экзамен"))
    catalogue.put_issued(issued("A"), layout("A", "CODE"))
    catalogue.clear()
    assert catalogue.counts() == {"issued": 0, "records": 0, "pages": 0}
    catalogue.put_record(entry("A", "экзамен"))
    assert found("экзамен") == ["A"]
