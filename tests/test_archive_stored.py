from dataclasses import replace

import pytest

from pipeline.archive import bags, events, renditions, stored
from pipeline.errors import FixityError
from pipeline.model import Certainty, RecordState, SignatureState
from tests import archived


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def put(root, record=archived.RECORD):
    return bags.put(root, archived.draft(record))


def test_a_record_is_read_back_with_what_happened_to_it(archive):
    folder = archived.small_archive(archive)
    found = stored.load(folder)
    assert found.folder == folder
    assert found.record == archived.RECORD
    assert found.state is RecordState.FILED
    assert [event.event for event in found.events] == ["filed", "confirmed"]
    assert found.texts == (archived.TEXT,)


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
    assert stored.load(put(archive, record)).state is state


def test_a_record_under_review_says_so(archive):
    assert stored.load(put(archive), in_review=True).state is RecordState.REVIEW


def test_a_record_that_a_later_version_replaced_is_superseded(archive):
    folder = put(archive)
    events.supersede(folder, "7K3Q9ZC2M4-2", archived.AT)
    assert stored.load(folder).state is RecordState.SUPERSEDED


def test_a_damaged_record_is_not_read_as_another(archive):
    folder = put(archive)
    (folder / "data" / "record.json").write_bytes(b"{}")
    with pytest.raises(FixityError):
        stored.load(folder)


@pytest.mark.parametrize(
    ("event", "details"),
    [
        (events.SIGNATURE_DECIDED, {"zone": "s1", "state": "sjgned"}),
        (events.SIGNATURE_DECIDED, {"zonf": "s1", "state": "signed"}),
        (events.READING_DECIDED, {"zone": "m1", "valuf": "н"}),
        (events.SUPERSEDED, {"recorf": "7K3Q9ZC2M4-2"}),
    ],
)
def test_an_event_that_cannot_be_understood_is_damage(archive, event, details):
    folder = put(archive)
    events.append(folder, event, "u1", details, archived.AT)
    with pytest.raises(FixityError, match=r"events\.jsonl"):
        stored.load(folder)


def test_damaged_text_counts_as_none_for_it_can_be_made_again(archive):
    folder = archived.small_archive(archive)
    (folder / "renditions" / "text.json").write_bytes(b"[")
    assert renditions.read_texts(folder) == ()


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
    found = stored.load(folder)
    assert [(it.state.value, it.status.value) for it in found.signatures] == [
        ("signed", "confirmed"),
        ("empty", "corrected"),
        ("signed", "confirmed"),
        ("signed", "certain"),
    ]
    assert found.record.signatures == readings
    assert found.state is RecordState.INCOMPLETE


def test_a_record_is_enriched_once_text_and_document_are_made(archive):
    folder = put(archive)
    assert stored.scan_of(folder).read_bytes() == archived.FILES["scan.pdf"]
    assert not stored.is_enriched(folder)
    renditions.save_texts(folder, [archived.TEXT])
    assert not stored.is_enriched(folder)
    renditions.save_document(folder, b"%PDF")
    assert stored.is_enriched(folder)


def test_nothing_is_made_of_a_record_that_went_elsewhere(archive):
    folder = put(archive)
    gone = folder.with_name("gone")
    with pytest.raises(FileNotFoundError):
        renditions.save_document(gone, b"%PDF")
    assert not gone.exists()


def test_pages_are_taken_over_only_from_a_scan_that_is_as_it_was_filed(archive):
    folder = put(archive)
    scan = stored.scan_of(folder)
    assert stored.whole_scan_of(folder) == scan
    scan.write_bytes(scan.read_bytes()[:-1])
    with pytest.raises(FixityError, match=r"scan\.pdf"):
        stored.whole_scan_of(folder)
