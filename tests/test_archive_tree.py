from dataclasses import replace

import pytest

from pipeline.archive import bags, events, fixity, renditions, reviewed, stored, tree
from pipeline.model import RecordState
from tests import archived


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def put(root, record=archived.RECORD):
    return bags.put(root, archived.draft(record))


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
    assert stored.load(first).state is RecordState.SUPERSEDED
    assert stored.load(first).events[-1].details == {"record": "7K3Q9ZC2M4-2"}
    assert len(stored.load(first).events) == 3


def test_a_record_that_leaves_review_takes_along_what_was_learnt(archive, tmp_path):
    review = tmp_path / "review"
    reviewed_folder = bags.put(review, archived.draft(folder="лист"))
    events.append(reviewed_folder, "noted", "u1", {}, archived.AT)
    renditions.save_texts(reviewed_folder, [archived.TEXT])
    filed = put(archive)
    for _ in range(2):
        reviewed.carry_over(reviewed_folder, filed)
    found = stored.load(filed)
    assert [event.event for event in found.events] == ["filed", "noted"]
    assert found.texts == (archived.TEXT,)
    for _ in range(2):
        reviewed.remove_reviewed(reviewed_folder)
    assert list(tree.records(review)) == []
    assert list(fixity.verify(archive, review)) == [
        fixity.Finding(filed.parent / "case.json", fixity.Problem.NO_CASE)
    ]
