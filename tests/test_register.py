from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from pipeline import disk, pagecode, register
from pipeline.errors import FixityError, NotFoundError, UsageError
from pipeline.model import (
    IssuedDocument,
    KnownPage,
    Layout,
    LayoutPage,
    PaperState,
    RefusedPage,
    Word,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DOCUMENT_ID = pagecode.derived_document_id(b"a document")


def codes(pages: int, seed: int = 5) -> list[pagecode.PageCode]:
    return [
        pagecode.new_page_code(
            DOCUMENT_ID, number, pages, lambda _bits, number=number: seed + number
        )
        for number in range(1, pages + 1)
    ]


def a_layout(pages: int = 2, seed: int = 5) -> Layout:
    return Layout(
        document_id=DOCUMENT_ID,
        kind="journal",
        printed_sha256="0" * 64,
        pages=tuple(
            LayoutPage(code.page_number, code.text, 210.0, 297.0)
            for code in codes(pages, seed)
        ),
    )


def a_document(document_id: str = DOCUMENT_ID, **facts) -> IssuedDocument:
    base = IssuedDocument(
        document_id=document_id,
        kind="journal",
        title="Журнал",
        number="ГТ-12/2026-1",
        date=date(2026, 6, 19),
        dated=False,
        group="ГТ-12",
        unit="",
        student="",
        students=("T01",),
        filled=False,
        pages=2,
        issued_at=NOW,
        counter=1,
    )
    return replace(base, **facts)


@pytest.fixture
def issued(tmp_path):
    entry = register.Entry(
        a_document(), {"group": {"code": "ГТ-12"}}, a_layout(), b"docx", b"pdf"
    )
    register.enter(tmp_path, entry)
    return tmp_path


def test_what_is_entered_is_found(issued):
    assert register.find(issued, DOCUMENT_ID) == a_document()
    assert register.layout(issued, DOCUMENT_ID) == a_layout()
    assert register.form_data(issued, DOCUMENT_ID) == {"group": {"code": "ГТ-12"}}
    assert list(register.layouts(issued)) == [(a_document(), a_layout())]
    folder = register.folder_of(issued, DOCUMENT_ID)
    assert folder == issued / "2026" / DOCUMENT_ID
    assert (folder / "printed.pdf").read_bytes() == b"pdf"


@pytest.mark.parametrize(
    "typed",
    [
        f"{DOCUMENT_ID}/",
        f"./{DOCUMENT_ID}",
        f"../2026/{DOCUMENT_ID}",
        ".",
        "..",
        "",
        300 * "7",
    ],
)
def test_what_is_no_id_is_no_part_of_a_path(issued, typed):
    with pytest.raises(NotFoundError):
        register.folder_of(issued, typed)


def test_the_words_of_a_page_are_kept_and_are_of_one_printing_only(tmp_path):
    words, layout = (Word("Журнал", (20.0, 30.0, 45.5, 35.0)),), a_layout()
    entry = register.Entry(a_document(), {}, layout, b"docx", b"pdf", words=(words, ()))
    folder = register.enter(tmp_path, entry)
    assert register.printed_words(tmp_path, layout) == {1: words, 2: ()}
    reprinted = replace(layout, printed_sha256="1" * 64)
    assert register.printed_words(tmp_path, reprinted) == {}
    (folder / "words.json").write_bytes(b"rotten")
    assert register.printed_words(tmp_path, layout) == {}


def test_a_document_is_entered_once(issued):
    entry = register.Entry(a_document(), {}, a_layout(), b"other", b"other")
    with pytest.raises(FileExistsError):
        register.enter(issued, entry)
    assert (register.folder_of(issued, DOCUMENT_ID) / "form.docx").read_bytes() == (
        b"docx"
    )
    assert [it.document_id for it in register.documents(issued)] == [DOCUMENT_ID]


def test_what_is_not_there_is_said_to_be_missing(tmp_path):
    assert list(register.documents(tmp_path / "nowhere")) == []
    with pytest.raises(NotFoundError):
        register.find(tmp_path, DOCUMENT_ID)


def test_a_page_is_ours_when_all_of_its_code_is(issued):
    for code, page in zip(codes(2), a_layout().pages, strict=True):
        found = register.find_page(issued, code.text)
        printed = register.folder_of(issued, DOCUMENT_ID) / "printed.pdf"
        assert found == KnownPage(DOCUMENT_ID, page, printed)


def test_a_forged_or_strange_code_is_unknown(issued):
    forged = codes(2, seed=99)[0].text
    strange = pagecode.new_page_code(pagecode.new_document_id(), 1, 1).text
    for text in (forged, strange, "nonsense"):
        assert register.find_page(issued, text) == RefusedPage("unknown")


@pytest.mark.parametrize("name", ["layout.json", "form.json"])
def test_a_damaged_file_of_the_register_is_named(issued, name):
    path = register.folder_of(issued, DOCUMENT_ID) / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FixityError) as damaged:
        register.find_page(issued, codes(2)[0].text)
    assert damaged.value.path == path


def test_pages_of_a_void_document_are_refused(issued):
    document = register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    assert document.state is PaperState.VOID
    assert document.void_reason == "пробная"
    assert register.find_page(issued, codes(2)[0].text) == RefusedPage("void")
    assert [event.event for event in register.events(issued, DOCUMENT_ID)] == ["void"]


def test_a_document_is_voided_once(issued):
    register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    with pytest.raises(UsageError):
        register.void(issued, DOCUMENT_ID, reason="ещё", by="me", at=NOW)


def test_what_was_void_is_in_force_again_and_may_be_void_again(issued):
    said = {"reason": "не тот документ", "by": "me", "at": NOW}
    with pytest.raises(UsageError, match=DOCUMENT_ID):
        register.restore(issued, DOCUMENT_ID, **said)
    register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    document = register.restore(issued, DOCUMENT_ID, **said)
    assert document.state is PaperState.ISSUED
    assert not document.void_reason
    assert register.in_force(issued, [codes(2)[0].text]) == DOCUMENT_ID
    assert register.refusal(issued, DOCUMENT_ID, [2]) is None
    told = [event.event for event in register.events(issued, DOCUMENT_ID)]
    assert told == ["void", "restored"]
    register.void(issued, DOCUMENT_ID, reason="всё же", by="me", at=NOW)
    assert register.in_force(issued, [codes(2)[0].text]) == ""


def test_a_reprint_refuses_the_old_page_and_keeps_the_other(issued):
    old, new = a_layout(), a_layout(seed=70)
    mixed = replace(old, pages=(old.pages[0], new.pages[1]))
    for turn in range(2):
        made = register.Reprint(mixed, b"pdf%d" % turn, (2,))
        register.replace_pages(issued, made, reason="залит", by="me", at=NOW)
    assert isinstance(register.find_page(issued, old.pages[0].page_code), KnownPage)
    assert isinstance(register.find_page(issued, new.pages[1].page_code), KnownPage)
    spoilt = register.find_page(issued, old.pages[1].page_code)
    assert spoilt == RefusedPage("reprinted")
    folder = register.folder_of(issued, DOCUMENT_ID)
    assert (folder / "earlier" / "001" / "printed.pdf").read_bytes() == b"pdf"
    assert (folder / "printed.pdf").read_bytes() == b"pdf1"


class PowerCutError(Exception):
    pass


def test_it_is_told_why_pages_are_refused(issued):
    assert register.refusal(issued, DOCUMENT_ID, [1, 2]) is None
    register.replace_pages(issued, a_reprint(), reason="залит", by="me", at=NOW)
    assert register.refusal(issued, DOCUMENT_ID, [1]) is None
    spoilt = register.refusal(issued, DOCUMENT_ID, [2])
    assert (spoilt.at, spoilt.details["reason"]) == (NOW, "залит")
    register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    voided = register.refusal(issued, DOCUMENT_ID, [2])
    assert voided.details["reason"] == "пробная"


def a_reprint(pdf=b"new pdf", seed=70):
    old, new = a_layout(), a_layout(seed=seed)
    mixed = replace(old, pages=(old.pages[0], new.pages[1]))
    return register.Reprint(mixed, pdf, (2,))


@pytest.mark.parametrize("step", range(1, 9))
def test_an_interrupted_reprint_is_in_force_or_not_at_all(issued, monkeypatch, step):
    """The power goes before each flush of a folder in turn."""
    folder = register.folder_of(issued, DOCUMENT_ID)
    flush, turns = disk.flush_folder, count(1)

    def fail(path):
        if next(turns) == step:
            raise PowerCutError
        flush(path)

    monkeypatch.setattr(disk, "flush_folder", fail)
    with pytest.raises(PowerCutError):
        register.replace_pages(issued, a_reprint(), reason="залит", by="me", at=NOW)
    monkeypatch.setattr(disk, "flush_folder", flush)
    made = a_reprint().layout.pages[1].page_code
    in_force = isinstance(register.find_page(issued, made), KnownPage)
    printed = (folder / "printed.pdf").read_bytes()
    assert printed == (b"new pdf" if in_force else b"pdf")
    assert len(register.events(issued, DOCUMENT_ID)) == in_force
    register.replace_pages(issued, a_reprint(), reason="опять", by="me", at=NOW)
    assert (folder / "printed.pdf").read_bytes() == b"new pdf"
    assert len(list(folder.glob("earlier/*/layout.json"))) == 1 + in_force
    assert (folder / "earlier/001/printed.pdf").read_bytes() == b"pdf"
    assert not list(folder.glob(".reprint*"))


def test_reprints_at_once_are_put_in_force_one_after_the_other(issued):
    def put(turn):
        made = a_reprint(b"pdf%d" % turn, seed=70 + turn)
        register.replace_pages(issued, made, reason=str(turn), by="me", at=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(8)))
    folder = register.folder_of(issued, DOCUMENT_ID)
    kept = {path.read_bytes() for path in folder.glob("earlier/*/printed.pdf")}
    kept.add((folder / "printed.pdf").read_bytes())
    assert kept == {b"pdf", *(b"pdf%d" % turn for turn in range(8))}
    assert len(register.events(issued, DOCUMENT_ID)) == 8


def test_a_reprint_made_from_an_earlier_print_is_refused(issued):
    old, new = a_layout(), a_layout(seed=70)
    first = replace(old, pages=(new.pages[0], old.pages[1]))
    register.replace_pages(
        issued, register.Reprint(first, b"1", (1,)), reason="", by="me", at=NOW
    )
    with pytest.raises(UsageError, match=DOCUMENT_ID):
        register.replace_pages(issued, a_reprint(), reason="", by="me", at=NOW)
    assert isinstance(register.find_page(issued, new.pages[0].page_code), KnownPage)


def test_a_void_document_is_not_reprinted(issued):
    register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    with pytest.raises(UsageError):
        register.replace_pages(issued, a_reprint(), reason="", by="me", at=NOW)


def test_numbers_count_for_each_kind_and_year(tmp_path):
    drawn = [register.next_number(tmp_path, "journal", 2026) for _ in range(3)]
    assert drawn == [1, 2, 3]
    assert register.next_number(tmp_path, "protocol", 2026) == 1
    assert register.next_number(tmp_path, "journal", 2027) == 1


def test_lost_counters_go_on_from_the_highest_number(issued):
    later = pagecode.derived_document_id(b"later one")
    entry = register.Entry(a_document(later, counter=7), {}, a_layout(), b"", b"")
    register.enter(issued, entry)
    assert register.next_number(issued, "journal", 2026) == 8


@pytest.mark.parametrize("content", [b"", b'{"journal": ', b'{"journal": "two"}'])
def test_damaged_counters_are_kept_aside_and_counted_anew(issued, content):
    path = issued / "2026" / "numbers.json"
    path.write_bytes(content)
    assert register.next_number(issued, "journal", 2026) == 2
    assert register.next_number(issued, "journal", 2026) == 3
    (aside,) = path.parent.glob("numbers.json.*")
    assert aside.read_bytes() == content
    assert [it.document_id for it in register.documents(issued)] == [DOCUMENT_ID]


@pytest.mark.parametrize("place", [b"3", b"journal", b"digest", b'"digest": "', b"}"])
def test_a_flipped_bit_of_the_counters_gives_no_number_twice(issued, place):
    assert [register.next_number(issued, "journal", 2026) for _ in range(2)] == [2, 3]
    path = issued / "2026" / "numbers.json"
    flipped = bytearray(path.read_bytes())
    flipped[flipped.index(place) + len(place) // 2] ^= 1
    path.write_bytes(flipped)
    assert register.next_number(issued, "journal", 2026) == 2  # one is issued


def test_counters_without_a_seal_are_read_and_not_below_what_is_issued(issued):
    path = issued / "2026" / "numbers.json"
    path.write_bytes(b'{\n  "journal": 7\n}\n')
    assert register.next_number(issued, "journal", 2026) == 8
    path.write_bytes(b'{\n  "journal": 0\n}\n')
    assert register.next_number(issued, "journal", 2026) == 2


def test_sealed_counters_are_not_counted_anew(issued, monkeypatch):
    register.next_number(issued, "journal", 2026)
    monkeypatch.setattr("pipeline.register.entries.documents", lambda _issued: 1 / 0)
    assert register.next_number(issued, "journal", 2026) == 3


def test_the_year_of_a_number_is_that_of_the_printed_date():
    assert a_document(date=date(2025, 12, 30), dated=True).year == 2025
    assert a_document(date=date(2025, 12, 30), dated=False).year == 2026


def test_the_year_of_a_book_s_number_is_that_of_the_book():
    assert a_document(date=date(2027, 12, 31), dated=False, group="").year == 2027


def test_lost_counters_count_a_document_in_both_of_its_years(issued):
    document = a_document(
        pagecode.new_document_id(), date=date(2025, 12, 30), dated=True, counter=4
    )
    register.enter(issued, register.Entry(document, {}, a_layout(), b"", b""))
    assert register.next_number(issued, "journal", 2025) == 5
    assert register.next_number(issued, "journal", 2026) == 5
