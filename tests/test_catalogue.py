"""The catalogue: what is put in is found, and how it came in never shows."""

import errno
import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import disk
from pipeline.catalogue import Catalogue, CatalogueStale, Entry, SearchQuery, file_of
from pipeline.errors import UsageError
from pipeline.model import (
    IssuedDocument,
    Layout,
    LayoutPage,
    PageText,
    PaperState,
    Record,
    RecordState,
    Word,
)

PEOPLE = ("Иванов Пётр Сергеевич", "Салтыкова-Щедрина Анна Львовна", "Ткач Олег")
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


def page(text, number=1, recognised=""):
    return PageText(number, 210, 297, laid(text), laid(recognised, top_mm=150))


def laid(text, top_mm=20):
    return tuple(
        Word(
            word,
            (
                10 + 20 * place,
                top_mm + 10 * line,
                28 + 20 * place,
                top_mm + 4 + 10 * line,
            ),
        )
        for line, words in enumerate(text.splitlines())
        for place, word in enumerate(words.split())
    )


def entry(record_id, *texts, state=RecordState.FILED, people=(), **fields):
    values = {
        "document_id": record_id.partition("-")[0],
        "kind": "journal",
        "title": "Журнал учета посещаемости",
        "number": "",
        "group": "ГТ-12",
        "students": (),
        "date": date(2025, 6, 20),
        "version": 1,
        "case": "03-07",
    }
    record = Record(
        record_id=record_id,
        pages=(),
        missing_pages=(),
        signatures=(),
        filed_at=datetime(2025, 7, 1, tzinfo=UTC),
        **values | fields,
    )
    pages = tuple(page(text, number) for number, text in enumerate(texts, 1))
    return Entry(record, state, f"archive/2025/{record_id}", people, pages)


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        yield opened


@pytest.fixture
def found(catalogue):
    def ids(text="", **filters):
        hits = catalogue.search(SearchQuery(text, **filters))
        return [hit.record_id for hit in hits]

    return ids


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


def test_two_processes_may_have_it_open(tmp_path):
    path = tmp_path / "catalogue.db"
    with Catalogue.open(path) as one, Catalogue.open(path) as other:
        one.put_record(entry("A", "экзамен"))
        other.put_record(entry("B", "экзамен"))
        assert len(one.search(SearchQuery("экзамен"))) == 2


def test_the_group_of_the_folder_may_write_if_the_umask_lets_it(tmp_path):
    former = os.umask(0o007)
    try:
        with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
            catalogue.put_record(entry("A", "экзамен"))
            modes = {
                it.name: oct(it.stat().st_mode & 0o777) for it in tmp_path.iterdir()
            }
    finally:
        os.umask(former)
    assert modes == dict.fromkeys(modes, "0o660")


@pytest.mark.parametrize("content", [b"", b"not a database, not at all" * 100])
def test_an_empty_or_foreign_file_is_stale(tmp_path, content):
    path = tmp_path / "catalogue.db"
    path.write_bytes(content)
    with pytest.raises(CatalogueStale):
        Catalogue.open(path)


def test_another_schema_is_stale(tmp_path, monkeypatch):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    monkeypatch.setattr("pipeline.catalogue.database._SCHEMA", "other")
    with pytest.raises(CatalogueStale) as stale:
        Catalogue.open(path)
    assert stale.value.reason == "schema"


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A catalogue that another process keeps for itself."""
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    monkeypatch.setattr("pipeline.catalogue.database._PRAGMAS", ())
    monkeypatch.setattr("pipeline.catalogue.database._BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    yield path, other
    other.close()


def test_a_locked_catalogue_is_not_taken_for_a_damaged_one(held):
    path, other = held
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OSError, match="locked") as refused:
        Catalogue.open(path)
    assert (refused.value.errno, refused.value.filename) == (errno.EBUSY, str(path))


def test_a_catalogue_that_cannot_be_written_says_so_as_any_file_does(held):
    path, other = held
    with Catalogue.open(path) as opened:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="locked"):
            opened.put_record(entry("A", "экзамен"))
        other.execute("ROLLBACK")
        opened.put_record(entry("A", "экзамен"))


def test_a_database_of_something_else_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(CatalogueStale):
        Catalogue.open(path)


def test_a_database_whose_log_of_writes_is_gone_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    former = path.read_bytes()
    with closing(Catalogue.open(path)) as catalogue:
        catalogue.put_record(entry("7K3Q9ZC2M4"))
    path.write_bytes(former)
    for beside in tmp_path.glob("catalogue.db-[ws][ah]*"):
        beside.unlink()
    with pytest.raises(CatalogueStale) as stale:
        Catalogue.open(path)
    assert stale.value.reason == "older"
    path.unlink()
    Catalogue.open(path).close()
    Catalogue.open(path).close()


def test_damage_found_while_it_is_used_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    with Catalogue.open(path) as opened:
        opened.put_records(entry(f"A{n}", "экзамен " * 50) for n in range(200))
    content = path.read_bytes()
    half = len(content) // 8
    path.write_bytes(content[:half] + b"\xa5" * (len(content) - half))
    with pytest.raises(CatalogueStale):
        _use(path)


def _use(path):
    with Catalogue.open(path) as opened:
        opened.search(SearchQuery("экзамен"))
        opened.records()


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("other.db", "/srv/institute/other.db"),
        ("/var/other.db", "/var/other.db"),
        ("sqlite:///other.db", "/srv/institute/other.db"),
        ("sqlite+pysqlite:///a b/other.db", "/srv/institute/a b/other.db"),
        ("sqlite:////var/other.db", "/var/other.db"),
    ],
)
def test_a_file_is_named_by_a_path_or_a_url_from_the_workspace_on(named, path):
    assert file_of(named, Path("/srv/institute")) == Path(path)


@pytest.mark.parametrize(
    "named",
    [
        "postgresql://anna:secret@localhost/podshivka",
        "postgresql://localhost:port/podshivka",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///other.db?mode=ro",
        "://",
    ],
)
def test_another_database_is_refused(named):
    with pytest.raises(UsageError, match="SQLite") as refused:
        file_of(named, Path("/srv/institute"))
    assert "secret" not in str(refused.value)


def test_importing_it_does_not_load_sqlalchemy():
    code = "import sys, pipeline.catalogue; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
