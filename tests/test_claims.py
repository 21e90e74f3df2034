"""A file leaves the inbox for its claim; nothing of it is lost on the way."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import disk, inbox
from pipeline.inbox import drops, walk

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
CLAIMS = ".claimed"
_FILE_SYSTEMS = [Path("/dev/shm"), Path("/var/tmp")]  # noqa: S108 - folders of our own


def test_a_claim_moves_the_file_and_is_found_again(tmp_path):
    (tmp_path / "a.pdf").write_text("x")
    claim = inbox.claim(tmp_path / ".claimed", tmp_path / "a.pdf", NOW)
    assert not (tmp_path / "a.pdf").exists()
    assert claim.name == "a.pdf"
    assert claim.dropped_at == NOW
    assert inbox.claimed(tmp_path / ".claimed") == [claim]
    inbox.release(claim, NOW)
    inbox.release(claim, NOW)
    assert inbox.claimed(tmp_path / ".claimed") == []


def test_a_claimed_file_may_become_another_drop(tmp_path):
    (tmp_path / "a.pdf").write_text("one page and another")
    claim = inbox.claim(tmp_path / ".claimed", tmp_path / "a.pdf", NOW)
    assert claim is not None
    inbox.anew(claim, NOW)
    (other,) = inbox.claimed(tmp_path / ".claimed")
    assert other.token != claim.token
    assert other.path.read_text() == "one page and another"
    assert not claim.path.parent.exists()


@pytest.mark.parametrize("end", [inbox.release, inbox.anew])
def test_a_file_that_came_beside_a_claimed_one_is_never_removed_with_it(tmp_path, end):
    folder = tmp_path / ".claimed"
    (tmp_path / "скан.pdf").write_text("dropped")
    real = inbox.claim(folder, tmp_path / "скан.pdf", NOW)
    (real.path.parent / "Thumbs.db").write_text("previews")
    (taken,) = inbox.claimed(folder)
    assert taken.name == "Thumbs.db"
    end(taken, NOW)
    found = {it.name: it.path.read_text() for it in inbox.claimed(folder)}
    assert found["скан.pdf"] == "dropped"
    assert len({it.token for it in inbox.claimed(folder)} | {real.token}) > len(found)
    assert not real.path.parent.exists()


@pytest.mark.parametrize("name", [".nfs000000000123abcd00000042", ".__smb0000001F"])
def test_what_a_share_leaves_of_an_open_file_is_no_claim(tmp_path, name):
    folder = tmp_path / ".claimed"
    (tmp_path / "a.pdf").write_text("x")
    claim = inbox.claim(folder, tmp_path / "a.pdf", NOW)
    left = claim.path.with_name(name)
    left.write_text("x")
    inbox.release(claim, NOW)
    assert inbox.claimed(folder) == []
    assert left.exists()
    left.unlink()
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert list(folder.iterdir()) == []


def test_what_is_no_file_is_not_removed_with_a_claim(tmp_path):
    folder = tmp_path / ".claimed"
    (tmp_path / "a.pdf").write_text("x")
    claim = inbox.claim(folder, tmp_path / "a.pdf", NOW)
    (claim.path.parent / "more").mkdir()
    (claim.path.parent / "more" / "b.pdf").write_text("x")
    inbox.release(claim, NOW)
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert (claim.path.parent / "more" / "b.pdf").exists()
    assert inbox.claimed(folder) == []


def test_of_two_claims_one_finds_the_file_gone(tmp_path):
    (tmp_path / "a.pdf").write_text("x")
    assert inbox.claim(tmp_path / ".claimed", tmp_path / "a.pdf", NOW)
    assert inbox.claim(tmp_path / ".claimed", tmp_path / "a.pdf", NOW) is None
    assert len(inbox.claimed(tmp_path / ".claimed")) == 1


def test_a_file_taken_from_elsewhere_stays_there(tmp_path):
    source = tmp_path / "mine.pdf"
    source.write_text("x")
    claim = inbox.adopt(tmp_path / ".claimed", source, NOW)
    assert source.read_text() == claim.path.read_text() == "x"


def test_a_copy_tells_when_the_file_was_written(tmp_path):
    source = tmp_path / "mine.pdf"
    source.write_text("x")
    os.utime(source, (NOW.timestamp(), NOW.timestamp()))
    claim = inbox.adopt(tmp_path / ".claimed", source, NOW)
    assert claim.path.stat().st_mtime == NOW.timestamp()


@pytest.mark.parametrize("name", [".hidden.pdf", ".part", "a.part", ".DS_Store"])
def test_a_file_taken_from_elsewhere_may_have_any_name(tmp_path, name):
    (tmp_path / name).write_text("x")
    claim = inbox.adopt(tmp_path / ".claimed", tmp_path / name, NOW)
    assert claim.name == name
    assert [it.token for it in inbox.claimed(tmp_path / ".claimed")] == [claim.token]
    assert list(claim.path.parent.iterdir()) == [claim.path]


def test_a_copy_that_was_begun_is_no_claim_and_is_swept(tmp_path):
    folder = tmp_path / ".claimed"
    begun = "20260621T093000000000Z-00000000"
    (folder / begun / f".{begun}").mkdir(parents=True)
    (folder / begun / f".{begun}" / "copy").write_text("ha")
    assert inbox.claimed(folder) == []
    inbox.sweep(folder, NOW + timedelta(hours=1))
    assert (folder / begun).exists()
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert not (folder / begun).exists()


def test_a_copy_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileNotFoundError):
        inbox.adopt(tmp_path / ".claimed", tmp_path / "gone.pdf", NOW)
    assert list((tmp_path / ".claimed").iterdir()) == []


@pytest.mark.parametrize("depth", ["sub", "sub/sub"])
def test_a_folder_of_the_inbox_that_became_a_link_gives_no_claim(tmp_path, depth):
    kept = tmp_path / "archive" / "received" / "data" / "original.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    path = tmp_path / "inbox" / depth / "original.pdf"
    path.parent.mkdir(parents=True)
    path.write_text("dropped")
    (found,) = inbox.waiting(tmp_path / "inbox")
    path.parent.rename(tmp_path / "moved")
    path.parent.symlink_to(kept.parent, target_is_directory=True)
    assert inbox.claim(tmp_path / "inbox" / ".claimed", found, NOW) is None
    assert kept.read_text() == "kept"
    assert inbox.claimed(tmp_path / "inbox" / ".claimed") == []


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "b.pdf").write_text("dropped later")


def a_link(path: Path) -> None:
    path.symlink_to(path.parent)


@pytest.mark.parametrize("put", [a_folder, a_link, os.mkfifo])
def test_what_took_a_files_place_before_it_was_claimed_stays(tmp_path, put):
    path = tmp_path / "a.pdf"
    put(path)
    assert inbox.claim(tmp_path / ".claimed", path, NOW) is None
    assert list((tmp_path / ".claimed").iterdir()) == []
    assert {it.name for it in tmp_path.iterdir()} == {".claimed", "a.pdf"}
    inbox.sweep(tmp_path / ".claimed", NOW + timedelta(days=2))
    assert path.is_symlink() or not path.is_dir() or (path / "b.pdf").exists()


def _is_another(folder: Path, place: Path) -> bool:
    return os.access(folder, os.W_OK) and folder.stat().st_dev != place.stat().st_dev


@pytest.fixture
def elsewhere(tmp_path):
    """An inbox of another file system than its claims, which lie in `tmp_path`."""
    others = [it for it in _FILE_SYSTEMS if _is_another(it, tmp_path)]
    if not others:
        pytest.skip("there is no other file system")
    folder = Path(tempfile.mkdtemp(dir=others[0]))
    (tmp_path / ".claimed").mkdir()
    (folder / ".claimed").symlink_to(tmp_path / ".claimed")
    yield folder
    shutil.rmtree(folder)


def test_a_file_of_another_file_system_is_claimed(elsewhere):
    (elsewhere / "a.pdf").write_text("x")
    claim = inbox.claim(elsewhere / ".claimed", elsewhere / "a.pdf", NOW)
    assert claim.path.read_text() == "x"
    assert not (elsewhere / "a.pdf").exists()
    assert inbox.claimed(elsewhere / ".claimed") == [claim]
    assert list(claim.path.parent.iterdir()) == [claim.path]


def by_content(folder: Path) -> dict[str, int]:
    """How often those bytes lie in the inbox or are claimed."""
    paths = [
        *inbox.waiting(folder),
        *(it.path for it in inbox.claimed(folder / CLAIMS)),
    ]
    return dict(Counter(it.read_text() for it in paths))


@pytest.mark.parametrize("code", [errno.ENOENT, errno.EIO])
def test_a_copy_stays_though_the_share_fails_to_say_that_the_file_is_gone(
    elsewhere, monkeypatch, code
):
    (elsewhere / "a.pdf").write_text("x")
    unlink = os.unlink

    def unlink_unheard(path, **where):
        unlink(path, **where)
        if Path(path).name == "a.pdf":
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "unlink", unlink_unheard)
    assert inbox.claim(elsewhere / CLAIMS, elsewhere / "a.pdf", NOW)
    assert by_content(elsewhere) == {"x": 1}


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_written_over_a_file_while_it_is_copied_is_another_file(
    elsewhere, monkeypatch, fails
):
    path, copy = elsewhere / "a.pdf", disk.copy
    path.write_text("older")

    def copy_while_it_is_scanned_again(source, target):
        digest = copy(source, target)
        path.with_suffix(".new").write_text("newer")
        path.with_suffix(".new").replace(path)
        if fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return digest

    monkeypatch.setattr(disk, "copy", copy_while_it_is_scanned_again)
    with pytest.raises(OSError, match="error") if fails else contextlib.nullcontext():
        inbox.claim(elsewhere / CLAIMS, path, NOW)
    monkeypatch.setattr(disk, "copy", copy)
    assert by_content(elsewhere) == {"older": 1, "newer": 1}
    for found in inbox.waiting(elsewhere):
        inbox.claim(elsewhere / CLAIMS, found, NOW)
    assert by_content(elsewhere) == {"older": 1, "newer": 1}
    assert [it.name for it in elsewhere.iterdir()] == [CLAIMS]


def test_a_file_that_cannot_be_copied_keeps_its_name(elsewhere, monkeypatch):
    (elsewhere / "a.pdf").write_text("x")

    def full(_source, _target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(disk, "copy", full)
    with pytest.raises(OSError, match="space"):
        inbox.claim(elsewhere / CLAIMS, elsewhere / "a.pdf", NOW)
    assert {it.name for it in elsewhere.iterdir()} == {CLAIMS, "a.pdf"}
    assert list((elsewhere / CLAIMS).iterdir()) == []


def test_a_file_that_a_stop_left_on_its_way_is_taken_at_another_look(elsewhere):
    claimed_before = elsewhere / f"{walk.MOVING}20260621T093000000000Z-00000000"
    claimed_before.mkdir()
    (claimed_before / "a.pdf").write_text("x")
    (elsewhere / ".podshivka-notes").write_text("hidden")
    now = [100.0]
    poller = inbox.Poller(elsewhere, 2.0, lambda: now[-1])
    poller.arrivals()
    now.append(102.0)
    (found,) = poller.arrivals()
    claim = inbox.claim(elsewhere / CLAIMS, found, NOW)
    assert (claim.name, claim.path.read_text()) == ("a.pdf", "x")
    assert not claimed_before.exists()


def test_what_took_its_place_is_not_copied_from_another_file_system(elsewhere):
    a_folder(elsewhere / "a.pdf")
    a_link(elsewhere / "b.pdf")
    for path in (elsewhere / "a.pdf", elsewhere / "b.pdf"):
        assert inbox.claim(elsewhere / CLAIMS, path, NOW) is None
    assert inbox.claim(elsewhere / CLAIMS, elsewhere / "gone.pdf", NOW) is None
    assert {it.name for it in elsewhere.iterdir()} == {CLAIMS, "a.pdf", "b.pdf"}
    assert inbox.claimed(elsewhere / CLAIMS) == []


def test_a_claim_that_cannot_be_made_leaves_nothing_behind(tmp_path):
    name = "n" * 300
    with pytest.raises(OSError, match="name") as raised:
        inbox.claim(tmp_path / ".claimed", tmp_path / name, NOW)
    assert raised.value.errno == errno.ENAMETOOLONG
    assert list((tmp_path / ".claimed").iterdir()) == []


def test_what_is_no_claim_is_left_alone(tmp_path):
    folder = tmp_path / ".claimed"
    (tmp_path / "a.pdf").write_text("x")
    claim = inbox.claim(folder, tmp_path / "a.pdf", NOW)
    (folder / ".DS_Store").write_text("x")
    (folder / "foo").mkdir()
    (folder / "foo" / "b.pdf").write_text("x")
    (folder / "20260621T093000000000Z-0000000f").write_text("x")
    (claim.path.parent / ".DS_Store").write_text("x")
    assert inbox.claimed(folder) == [claim]
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert (folder / "foo" / "b.pdf").exists()


def test_a_link_among_the_claims_is_no_claim(tmp_path):
    folder, elsewhere = tmp_path / ".claimed", tmp_path / "data"
    elsewhere.mkdir()
    (elsewhere / "original.pdf").write_text("kept")
    folder.mkdir()
    (folder / "20260621T093000000000Z-deadbeef").symlink_to(elsewhere)
    assert inbox.claimed(folder) == []
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert (elsewhere / "original.pdf").read_text() == "kept"


def test_claims_may_be_listed_while_they_are_released(tmp_path):
    folder = tmp_path / ".claimed"
    sources = [tmp_path / f"{number}.pdf" for number in range(20)]
    for source in sources:
        source.write_text("x")
    claims = [inbox.claim(folder, source, NOW) for source in sources]
    with ThreadPoolExecutor(1) as worker:
        released = [worker.submit(inbox.release, claim, NOW) for claim in claims]
        while not all(it.done() for it in released):
            assert {*inbox.claimed(folder)} <= {*claims}
    assert inbox.claimed(folder) == []


def test_a_name_that_is_no_text_survives_a_claim(tmp_path):
    raw = os.fsdecode(b"\xff\xfe.pdf")
    (tmp_path / raw).write_text("x")
    claim = inbox.claim(tmp_path / ".claimed", tmp_path / raw, NOW)
    assert claim.name == raw
    assert drops.printable_name(raw) == r"\xff\xfe.pdf"


def test_only_old_empty_claims_are_swept(tmp_path):
    folder = tmp_path / ".claimed"
    (tmp_path / "a.pdf").write_text("x")
    kept = inbox.claim(folder, tmp_path / "a.pdf", NOW)
    empty = folder / "20260621T093000000000Z-00000000"
    empty.mkdir()
    inbox.sweep(folder, NOW + timedelta(hours=1))
    assert empty.exists()
    inbox.sweep(folder, NOW + timedelta(days=2))
    assert not empty.exists()
    assert inbox.claimed(folder) == [kept]
    inbox.sweep(tmp_path / "nowhere", NOW)
    assert inbox.claimed(tmp_path / "nowhere") == []
