import threading
from dataclasses import replace

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import disk
from pipeline.archive import bags, events, staging, stored, tree
from pipeline.errors import CollisionError, FixityError
from pipeline.model import Record
from tests import archived

NAMES = st.text("abcде-_ .", min_size=1, max_size=20).filter(
    lambda name: name.strip(". ") == name and name != bags.RECORD
)
PAYLOADS = st.dictionaries(NAMES, st.binary(max_size=200), max_size=5)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_any_bagit_tool_validates_a_record_with_all_that_came_later(tmp_path):
    folder = archived.small_archive(tmp_path / "archive")
    assert (folder / "events.jsonl").is_file()
    assert (folder / "renditions" / "document.pdf").is_file()
    bag = bagit.Bag(str(folder))
    assert bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Bagging-Date"] == "2025-06-20"
    assert bag.info["Term"] == "5 лет"
    assert bag.has_oxum()


@settings(max_examples=25, deadline=None)
@given(PAYLOADS)
def test_what_was_put_is_read_back_the_same(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("archive")
    folder = bags.put(root, archived.draft(files=files))
    data = folder / "data"
    for name, content in files.items():
        assert (data / name).read_bytes() == content
    assert disk.read_json(data / bags.RECORD, Record) == archived.RECORD
    assert stored.load(folder).record == archived.RECORD
    assert bagit.Bag(str(folder)).validate()


def test_a_file_is_copied_and_stays_where_it_was(tmp_path):
    source = tmp_path / "printed.pdf"
    source.write_bytes(b"printed")
    folder = bags.put(tmp_path / "a", archived.draft(files={"printed.pdf": source}))
    assert (folder / "data" / "printed.pdf").read_bytes() == b"printed"
    assert source.exists()


def test_equal_drafts_give_equal_bytes(tmp_path):
    one = bags.put(tmp_path / "one", archived.draft())
    two = bags.put(tmp_path / "two", archived.draft())
    assert contents(one) == contents(two)


def test_the_same_draft_put_twice_is_filed_once(tmp_path):
    first = bags.put(tmp_path, archived.draft())
    before = contents(tmp_path)
    assert bags.put(tmp_path, archived.draft()) == first
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "other",
    [
        archived.draft(files={"scan.pdf": b"another"}),
        archived.draft(replace(archived.RECORD, record_id="0000000000")),
    ],
)
def test_nothing_is_overwritten(tmp_path, other):
    bags.put(tmp_path, archived.draft())
    before = contents(tmp_path)
    with pytest.raises(CollisionError):
        bags.put(tmp_path, other)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("folder", ["../outside", "/outside", "2025/../../outside", ""])
def test_a_record_is_not_put_outside_its_tree(tmp_path, folder):
    with pytest.raises(ValueError, match=r"outside|\."):
        bags.put(tmp_path / "archive", archived.draft(folder=folder))


@pytest.mark.parametrize("name", ["../up", "/top", "a//b", "a\nb", "50%", "a\\b", ""])
def test_a_file_is_not_put_outside_the_payload(tmp_path, name):
    with pytest.raises(ValueError):  # noqa: PT011 - the name itself is the message
        bags.put(tmp_path, archived.draft(files={name: b""}))
    assert staging.sweep(tmp_path) == 0


def test_many_who_put_the_same_record_file_it_once(tmp_path):
    found = []
    threads = [
        threading.Thread(
            target=lambda: found.append(bags.put(tmp_path, archived.draft()))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert list(tree.records(tmp_path)) == [found[0]]


def test_a_sweep_removes_what_an_interrupted_build_left(tmp_path):
    bags.put(tmp_path, archived.draft())
    left = tmp_path / ".staging" / "7K3Q9ZC2M4-00000000"
    left.mkdir()
    (left / "half").write_bytes(b"x")
    assert bags.sweep(tmp_path) == 1
    assert not left.exists()
    assert bags.sweep(tmp_path) == 0
    assert bags.sweep(tmp_path / "nowhere") == 0


def test_a_sweep_leaves_what_is_being_built(tmp_path):
    with staging.building(tmp_path, "one") as folder:
        assert bags.sweep(tmp_path) == 0
        assert folder.is_dir()


def test_an_event_may_be_added_by_a_step_that_runs_twice(tmp_path):
    folder = bags.put(tmp_path, archived.draft())
    for _ in range(2):
        events.append(
            folder, "superseded", "system", {"record": "x"}, archived.AT, once=True
        )
    events.append(
        folder, "superseded", "system", {"record": "y"}, archived.AT, once=True
    )
    _filed, *others = events.read(folder)
    assert [event.details["record"] for event in others] == ["x", "y"]


def test_a_file_that_changed_while_it_was_stored_is_not_filed(tmp_path, monkeypatch):
    source = tmp_path / "scan.pdf"
    source.write_bytes(b"x")
    monkeypatch.setattr(
        disk, "copy", lambda _from, to, **_: to.write_bytes(b"y") and "0"
    )
    with pytest.raises(FixityError):
        bags.put(tmp_path / "a", archived.draft(files={"scan.pdf": source}))
    assert list(tree.records(tmp_path / "a")) == []
