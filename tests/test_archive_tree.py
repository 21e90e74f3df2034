import threading
from dataclasses import replace
from datetime import date

import pytest

from pipeline import cases, filing
from pipeline.archive import bags, events, fixity, reviewed, tree
from pipeline.errors import FixityError
from pipeline.model import Certainty, RecordState, SignatureState
from tests import archived

DAY = date(2025, 6, 20)


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def put(root, record=archived.RECORD):
    return bags.put(root, archived.draft(record))


def test_a_record_is_read_back_with_what_happened_to_it(archive):
    folder = archived.small_archive(archive)
    stored = tree.load(folder)
    assert stored.folder == folder
    assert stored.record == archived.RECORD
    assert stored.state is RecordState.FILED
    assert [event.event for event in stored.events] == ["filed", "confirmed"]
    assert stored.texts == (archived.TEXT,)


UNSIGNED = replace(archived.SIGNATURE, state=SignatureState.EMPTY)
UNSURE = replace(archived.SIGNATURE, state=SignatureState.UNSURE)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (replace(archived.RECORD, missing_pages=(2,)), RecordState.INCOMPLETE),
        (replace(archived.RECORD, signatures=(UNSIGNED,)), RecordState.INCOMPLETE),
        (replace(archived.RECORD, signatures=(UNSURE,)), RecordState.FILED),
    ],
)
def test_a_record_is_incomplete_without_a_page_or_a_signature(archive, record, state):
    assert tree.load(put(archive, record)).state is state


def test_a_record_under_review_says_so(archive):
    assert tree.load(put(archive), in_review=True).state is RecordState.REVIEW


def test_a_record_that_a_later_version_replaced_is_superseded(archive):
    folder = put(archive)
    events.append(folder, events.SUPERSEDED, "system", {}, archived.AT)
    assert tree.load(folder).state is RecordState.SUPERSEDED


def test_a_damaged_record_is_not_read_as_another(archive):
    folder = put(archive)
    (folder / "data" / "record.json").write_bytes(b"{}")
    with pytest.raises(FixityError):
        tree.load(folder)


def test_damaged_text_counts_as_none_for_it_can_be_made_again(archive):
    folder = archived.small_archive(archive)
    (folder / "renditions" / "text.json").write_bytes(b"[")
    assert tree.read_texts(folder) == ()


def test_all_records_are_found_in_order_and_nothing_else(archive):
    archived.small_archive(archive)
    for name in ("acts/1", "registers", ".staging/x/data"):
        (archive / name).mkdir(parents=True)
    (archive / ".staging/x/data/record.json").write_bytes(b"{}")
    found = [folder.name for folder in tree.records(archive)]
    assert found == [
        "2025-06-20 Журнал ГТ-12 7K3Q9ZC2M4",
        "2025-06-20 Журнал ГТ-13 7K3Q9ZC2M5",
    ]
    assert list(tree.records(archive / "nowhere")) == []


def test_a_case_is_opened_once_and_keeps_its_title_and_term(archive):
    first = tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    renamed = replace(archived.ENTRY, title="Журналы")
    assert tree.ensure_case(archive, renamed, 2025, date(2025, 7, 1)) == first
    assert list(tree.all_cases(archive)) == [first]
    next_year = tree.ensure_case(archive, archived.ENTRY, 2026, date(2026, 2, 1))
    assert list(tree.all_cases(archive)) == [first, next_year]


def test_many_who_need_a_case_open_it_once(archive):
    found = []
    threads = [
        threading.Thread(
            target=lambda day: found.append(
                tree.ensure_case(archive, archived.ENTRY, 2025, day)
            ),
            args=[date(2025, 6, day)],
        )
        for day in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    (case,) = tree.all_cases(archive)
    assert case.opened == date(2025, 6, 1)


def test_an_earlier_document_moves_the_opening_of_its_case(archive):
    tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    earlier = date(2025, 2, 3)
    case = tree.ensure_case(archive, archived.ENTRY, 2025, earlier)
    assert case.opened == earlier
    assert tree.ensure_case(archive, archived.ENTRY, 2025, DAY) == case
    assert list(tree.all_cases(archive)) == [case]


def test_a_case_is_where_the_plan_of_filing_says(archive):
    case = tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    folder = tree.case_folder(archive, case)
    assert folder == archive / filing.case_folder(2025, case.index, case.title)
    assert tree.read_case(folder) == case


def test_a_case_is_changed_by_a_rule(archive):
    case = tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    closed = tree.change_case(
        archive, case, lambda now: cases.close(now, DAY, today=DAY)
    )
    assert closed.closed == DAY
    assert tree.read_case(tree.case_folder(archive, case)) == closed


@pytest.mark.parametrize("damage", [(b"2025-06", b"2015-06"), (b"{", b"")])
def test_a_changed_case_is_not_believed(archive, damage):
    case = tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    path = tree.case_folder(archive, case) / "case.json"
    path.write_bytes(path.read_bytes().replace(*damage))
    with pytest.raises(FixityError):
        tree.read_case(path.parent)


def test_a_case_written_by_hand_is_read(archive):
    case = tree.ensure_case(archive, archived.ENTRY, 2025, DAY)
    path = tree.case_folder(archive, case) / "case.json"
    head, _comma, _seal = path.read_bytes().rpartition(b",")
    path.write_bytes(head + b"}")
    assert tree.read_case(path.parent) == case


def test_a_case_s_file_is_found_from_any_of_its_records(archive):
    folder = archived.small_archive(archive)
    assert tree.case_of(folder) == tree.read_case(folder.parent)


def test_what_a_person_says_of_a_signature_beats_what_was_measured(archive):
    unsure = replace(UNSURE, status=Certainty.UNSURE)
    wrong = replace(archived.SIGNATURE, zone="s2")
    right = replace(archived.SIGNATURE, zone="s3")
    untouched = replace(archived.SIGNATURE, zone="s4")
    readings = (unsure, wrong, right, untouched)
    folder = put(archive, replace(archived.RECORD, signatures=readings))
    for zone, state in (("s1", "signed"), ("s2", "empty"), ("s3", "signed")):
        details = {"zone": zone, "state": state}
        events.append(folder, events.SIGNATURE_DECIDED, "u1", details, archived.AT)
    stored = tree.load(folder)
    assert [(it.state.value, it.status.value) for it in stored.signatures] == [
        ("signed", "confirmed"),
        ("empty", "corrected"),
        ("signed", "confirmed"),
        ("signed", "certain"),
    ]
    assert stored.record.signatures == readings
    assert stored.state is RecordState.INCOMPLETE


def test_the_newest_version_is_found_by_its_document(archive, tmp_path):
    review = tmp_path / "review"
    assert tree.newest_of(archive, review, "7K3Q9ZC2M4") is None
    first = archived.small_archive(archive)
    assert tree.newest_of(archive, review, "7K3Q9ZC2M4") == first
    record = replace(archived.RECORD, record_id="7K3Q9ZC2M4-2", version=2)
    second = bags.put(review, archived.draft(record, folder="Журнал 7K3Q9ZC2M4 v2"))
    assert tree.newest_of(archive, review, "7K3Q9ZC2M4") == second
    for _ in range(2):
        events.supersede(first, by="7K3Q9ZC2M4-2", at=archived.AT)
    assert tree.load(first).state is RecordState.SUPERSEDED
    assert tree.load(first).events[-1].details == {"record": "7K3Q9ZC2M4-2"}
    assert len(tree.load(first).events) == 3


def test_a_record_is_enriched_once_text_and_document_are_made(archive):
    folder = put(archive)
    assert tree.scan_of(folder).read_bytes() == archived.FILES["scan.pdf"]
    assert not tree.is_enriched(folder)
    tree.save_texts(folder, [archived.TEXT])
    assert not tree.is_enriched(folder)
    tree.save_document(folder, b"%PDF")
    assert tree.is_enriched(folder)


def test_a_record_that_leaves_review_takes_along_what_was_learnt(archive, tmp_path):
    review = tmp_path / "review"
    reviewed_folder = bags.put(review, archived.draft(folder="лист"))
    events.append(reviewed_folder, "noted", "u1", {}, archived.AT)
    tree.save_texts(reviewed_folder, [archived.TEXT])
    filed = put(archive)
    for _ in range(2):
        reviewed.carry_over(reviewed_folder, filed)
    stored = tree.load(filed)
    assert [event.event for event in stored.events] == ["filed", "noted"]
    assert stored.texts == (archived.TEXT,)
    for _ in range(2):
        reviewed.remove_reviewed(reviewed_folder)
    assert list(tree.records(review)) == []
    assert list(fixity.verify(archive, review)) == [
        fixity.Finding(filed.parent / "case.json", fixity.Problem.NO_CASE)
    ]
