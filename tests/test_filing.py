from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import assembly, filing, pagecode
from pipeline.model import (
    Certainty,
    Cover,
    FilePlan,
    FilePlanEntry,
    IssuedDocument,
    LayoutPage,
    PageSight,
    SignatureReading,
    SignatureState,
    Term,
    TermKind,
    Zone,
    ZoneKind,
)

DOCUMENT_ID = pagecode.derived_document_id(b"document")
NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
DOCUMENT = IssuedDocument(
    document_id=DOCUMENT_ID,
    kind="gradesheet",
    title="Ведомость промежуточной аттестации: Основы гештальта",
    number="ГТ-12/5",
    date=date(2026, 6, 20),
    dated=False,
    group="ГТ-12",
    unit="U1",
    student="",
    students=("T01", "T02"),
    filled=False,
    pages=3,
    issued_at=NOW,
)
LAYOUT = tuple(
    LayoutPage(
        number=number,
        page_code="",
        width_mm=210,
        height_mm=297,
        zones=(
            Zone(f"Z{number}", ZoneKind.SIGNATURE, "teacher", "U1", (10, 10, 40, 20)),
            Zone(f"G{number}", ZoneKind.GRADE, "T01", "U1", (50, 10, 60, 20)),
        ),
    )
    for number in (1, 2, 3)
)


def sight(place: int, *, signed: str = "", blank: bool = False) -> PageSight:
    readings = ()
    if signed:
        readings = (
            SignatureReading(
                signed, "teacher", "U1", SignatureState.SIGNED, Certainty.CERTAIN, 0.3
            ),
        )
    return PageSight(
        source_page=place,
        width_mm=210,
        height_mm=297,
        dpi=200,
        rotation=0,
        blank=blank,
        page_code="x",
        known=True,
        signatures=readings,
    )


def gathered(pages: dict[int, PageSight]) -> assembly.Gathered:
    return assembly.Gathered(DOCUMENT_ID, pages)


def first(pages: dict[int, PageSight], source: str = "a" * 64):
    return filing.first_version(DOCUMENT, gathered(pages), LAYOUT, source, NOW)


@given(st.text())
def test_a_safe_name_is_short_and_whole_and_never_empty(text):
    name = filing.safe_name(text)
    assert 0 < len(name.encode()) <= filing.NAME_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*\0\n\t')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))


def test_names_that_windows_keeps_for_itself_are_changed():
    assert filing.safe_name("con.txt") == "_con.txt"
    assert filing.safe_name("..") == "_"
    assert filing.safe_name("Журналы: 1/2") == "Журналы_ 1_2"


def test_a_long_name_is_cut_between_words():
    title = "Ведомость промежуточной аттестации по дисциплине «Введение в терапию»"
    for limit in range(30, len(title.encode()) + 1):
        name = filing.safe_name(title, limit)
        assert len(name.encode()) <= limit
        assert f"{title} ".startswith(f"{name} ")
    assert filing.safe_name(title, 75) == "Ведомость промежуточной аттестации"
    assert filing.safe_name(title, 114) == title.partition(" в ")[0]
    assert filing.safe_name("03-07 " + "Ж" * 90, 100).startswith("03-07 ЖЖЖ")


def test_a_long_name_is_cut_at_a_whole_character():
    name = filing.safe_name("Ж" * 200)
    assert name == "Ж" * 60


def test_a_record_is_named_by_date_kind_group_and_id():
    record = first({1: sight(1)})
    assert filing.record_name(record) == f"2026-06-20 Ведомость ГТ-12 {DOCUMENT_ID}"
    later = replace(record, version=3)
    assert filing.record_name(later).endswith(f"{DOCUMENT_ID} v3")
    assert filing.id_in_name(filing.record_name(record)) == DOCUMENT_ID
    assert filing.id_in_name(filing.record_name(later)) == f"{DOCUMENT_ID}-3"
    assert filing.id_in_name(f"{DOCUMENT_ID} v2") == f"{DOCUMENT_ID}-2"


def test_a_record_of_a_strange_paper_is_named_by_its_id():
    loose = assembly.Loose(assembly.NO_CODE, (sight(4),))
    record = filing.loose_record(loose, "b" * 64, "скан.pdf", NOW)
    assert filing.record_name(record) == record.record_id
    assert pagecode.is_document_id(record.record_id)


def test_a_very_long_group_code_does_not_break_the_name():
    record = replace(first({1: sight(1)}), group="Г" * 300)
    name = filing.record_name(record)
    assert len(name.encode()) <= filing.NAME_BYTES
    assert name.endswith(DOCUMENT_ID)


def test_the_file_plan_decides_the_case():
    entry = FilePlanEntry("03-06", "Ведомости", ("gradesheet",), Term(TermKind.NOT_SET))
    plan = FilePlan(2026, (entry,))
    assert filing.entry_for(plan, "gradesheet") is entry
    assert filing.entry_for(plan, "journal") is None
    assert filing.entry_for(None, "journal") is None
    assert filing.case_folder(2026, "03-06", "Ведомости").as_posix() == (
        "2026/03-06 Ведомости"
    )


def test_a_gap_is_missing_and_its_cells_are_not_judged():
    record = first({1: sight(1, signed="Z1"), 3: sight(2, signed="Z3")})
    assert record.missing_pages == (2,)
    assert [reading.zone for reading in record.signatures] == ["Z1", "Z3"]
    assert [page.scan_page for page in record.pages] == [1, 2]


def test_a_cell_that_was_not_read_is_unsure():
    (reading,) = first({1: sight(1)}).signatures
    assert reading.state is SignatureState.UNSURE
    assert reading.status is Certainty.UNSURE


def test_strays_are_kept_after_the_pages_and_flagged():
    stray = replace(sight(2), page_code="", known=False)
    found = assembly.Gathered(DOCUMENT_ID, {1: sight(1)}, strays=(stray,))
    record = filing.first_version(DOCUMENT, found, LAYOUT, "a" * 64, NOW)
    assert [(page.number, page.coded) for page in record.pages] == [
        (1, True),
        (0, False),
    ]


def test_a_page_that_comes_later_makes_a_new_version_with_the_old_ones():
    early = first({1: sight(1, signed="Z1"), 3: sight(2, signed="Z3")})
    late = first({2: sight(1, signed="Z2")}, "b" * 64)
    record = filing.next_version(early, late)
    assert record.record_id == f"{DOCUMENT_ID}-2"
    assert record.version == 2
    assert record.missing_pages == ()
    assert [(page.number, page.scan_page) for page in record.pages] == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]
    assert {reading.zone for reading in record.signatures} == {"Z1", "Z2", "Z3"}


def test_a_page_that_comes_again_takes_the_place_of_the_older_one():
    early = first({1: sight(1), 2: sight(2), 3: sight(3)})
    late = first({2: sight(5, signed="Z2")}, "b" * 64)
    record = filing.next_version(early, late)
    assert [page.source_sha256[0] for page in record.pages] == ["a", "b", "a"]
    states = {it.zone: it.state for it in record.signatures}
    assert states["Z2"] is SignatureState.SIGNED


def test_a_signature_that_seems_gone_is_unsure():
    early = first({1: sight(1, signed="Z1")})
    late = first({1: sight(1, signed="Z1")}, "b" * 64)
    (reading,) = late.signatures
    empty = replace(reading, state=SignatureState.EMPTY)
    record = filing.next_version(early, replace(late, signatures=(empty,)))
    (told,) = record.signatures
    assert told.state is SignatureState.UNSURE
    assert told.status is Certainty.UNSURE
    again = filing.next_version(replace(early, signatures=(empty,)), late)
    assert again.signatures == (reading,)


def test_the_title_of_a_strange_paper_is_no_part_of_a_name():
    loose = assembly.Loose(assembly.NO_CODE, (sight(4),))
    record = filing.loose_record(loose, "b" * 64, "скан.pdf", NOW)
    filed = replace(record, title="Иванова Мария: диплом", date=date(2026, 5, 12))
    assert filing.record_name(filed) == f"2026-05-12 {record.record_id}"


def test_the_same_pages_of_the_same_file_make_no_version():
    record = first({1: sight(1), 2: sight(2)})
    assert filing.next_version(record, record) is None


def test_two_pages_on_one_received_page_are_two():
    left, right = replace(sight(1), part=1), replace(sight(1), part=2)
    record = filing.next_version(first({1: left}), first({1: left, 2: right}))
    assert [(page.number, page.source_part) for page in record.pages] == [
        *((1, 1), (2, 2)),
    ]
    assert filing.next_version(record, first({2: right})) is None
    assert filing.loose_id("a" * 64, 3, 1) != filing.loose_id("a" * 64, 3, 2)


@given(st.sets(st.integers(1, 3), min_size=1), st.sets(st.integers(1, 3), min_size=1))
def test_a_new_version_never_loses_a_page(early, late):
    before = first({number: sight(number) for number in early})
    arrived = first({number: sight(number) for number in late}, "b" * 64)
    record = filing.next_version(before, arrived)
    assert {page.number for page in record.pages} == early | late
    assert set(record.missing_pages) == {1, 2, 3} - early - late


def test_the_same_loose_pages_have_the_same_id():
    assert filing.loose_id("a" * 64, 3) == filing.loose_id("a" * 64, 3)
    assert filing.loose_id("a" * 64, 3) != filing.loose_id("a" * 64, 4)


def sheet(expected: int | None = None) -> IssuedDocument:
    """A cover sheet, entered as the paper that it covers."""
    kind = {"kind": "other", "title": "Прочий документ: приказ Иванова", "number": ""}
    return replace(DOCUMENT, pages=1, cover=Cover(expected), **kind)


def covered(
    places: list[int], expected: int | None = None, source: str = "a" * 64, at: int = 1
):
    """The record of a sheet that came as page `at`, with those pages under it."""
    under = tuple(replace(sight(it), page_code="", known=False) for it in places)
    found = assembly.Gathered(DOCUMENT_ID, {1: sight(at)}, under=under)
    return filing.first_version(sheet(expected), found, (), source, NOW)


def test_pages_under_a_cover_sheet_are_numbered_after_it():
    record = covered([4, 6])
    assert [(it.number, it.of, it.coded, it.source_page) for it in record.pages] == [
        (1, 3, True, 1),
        (2, 3, False, 4),
        (3, 3, False, 6),
    ]
    assert [it.scan_page for it in record.pages] == [1, 2, 3]
    assert (record.missing_pages, record.reason) == ((), "")
    assert covered([4, 6], expected=2).reason == ""


def test_a_cover_sheet_with_nothing_under_it_lacks_its_pages():
    record = covered([])
    assert (record.missing_pages, record.reason) == ((2,), filing.COVER_ALONE)
    assert covered([], expected=3).missing_pages == (2, 3, 4)


def test_another_count_than_the_cover_sheet_says_is_doubted():
    fewer, more = covered([2], expected=3), covered([2, 3], expected=1)
    assert (fewer.missing_pages, fewer.reason) == ((3, 4), filing.COVER_COUNT)
    assert (more.missing_pages, more.reason) == ((), filing.COVER_COUNT)


def test_what_a_person_counted_under_a_cover_sheet_is_all():
    record = filing.as_counted(covered([2], expected=3))
    assert record.missing_pages == ()
    assert [it.of for it in record.pages] == [2, 2]
    alone = covered([])
    assert filing.as_counted(alone) is alone


def test_other_pages_under_a_cover_sheet_replace_the_former():
    early, late = covered([2, 3, 4], 3), covered([2], source="b" * 64)
    record = filing.next_version(early, late)
    assert (record.record_id, record.version) == (f"{DOCUMENT_ID}-2", 2)
    assert {it.source_sha256 for it in record.pages} == {"b" * 64}
    assert [it.number for it in record.pages] == [1, 2]
    assert filing.next_version(record, late) is None


@pytest.mark.parametrize(
    ("had", "came", "says", "waits", "reason"),
    [
        (3, 2, None, "", filing.COVER_COUNT),
        (3, 2, 2, "", filing.COVER_COUNT),
        (3, 2, 2, filing.COVER_COUNT, ""),
        (2, 2, None, filing.COVER_COUNT, filing.COVER_COUNT),
        (2, 3, None, filing.COVER_COUNT, ""),
        (2, 2, None, "", ""),
        (2, 0, None, "", filing.COVER_ALONE),
    ],
)
def test_fewer_pages_under_a_cover_sheet_than_before_are_doubted(
    had, came, says, waits, reason
):
    early = replace(covered([*range(2, 2 + had)], says), reason=waits)
    late = covered([*range(2, 2 + came)], says, source="b" * 64)
    assert filing.with_fewer_doubted(late, early, Cover(says)).reason == reason


def test_a_cover_sheet_that_comes_again_alone_keeps_its_pages():
    early, alone = covered([2, 3]), covered([], source="b" * 64)
    record = filing.next_version(early, alone)
    assert [(it.number, it.of, it.source_sha256[0]) for it in record.pages] == [
        (1, 3, "b"),
        (2, 3, "a"),
        (3, 3, "a"),
    ]
    assert (record.missing_pages, record.reason) == ((), "")
    still = filing.next_version(covered([]), alone)
    assert (still.missing_pages, still.reason) == ((2,), filing.COVER_ALONE)


def test_the_folder_of_covered_papers_names_their_kind_only():
    assert filing.record_name(covered([2])) == f"2026-06-20 Прочий ГТ-12 {DOCUMENT_ID}"


@given(st.text(max_size=200), st.sampled_from(["T05", "7K3Q9ZC2M4"]))
def test_a_name_that_is_cut_keeps_the_ids_at_its_end(text, student):
    name = filing.ended_name(text, student, "", "0123456789", limit_bytes=110)
    assert name.endswith(f" {student} 0123456789")
    assert len(name.encode()) <= 111  # "_" stands before what would be no name


def test_two_trainees_of_a_long_title_have_two_names():
    title = "Титульный лист ГТ-12 Копия документа о профессиональной переподготовке" * 2
    assert filing.ended_name(title, "T05") != filing.ended_name(title, "T06")


@pytest.mark.parametrize(
    ("reason", "lasts"), [("case_closed", ""), ("no_case", ""), ("cover_count",) * 2]
)
def test_why_a_version_waited_is_asked_anew_of_the_next_one(reason, lasts):
    waiting = replace(first({1: sight(1)}), reason=reason)
    doubled = filing.with_doubled(waiting, None, {1}, NOW)
    assert [page.doubled for page in doubled.pages] == [True]
    assert doubled.reason == lasts
