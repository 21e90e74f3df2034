import contextlib
import errno
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import disk, inbox, reasons
from pipeline.errors import FixityError
from pipeline.inbox import drops, quarantine, walk, writers

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
CLAIMS = ".claimed"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def poller(tmp_path, clock):
    return inbox.Poller(tmp_path, 2.0, clock)


def names(paths) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_taken_when_it_has_stood_still(tmp_path, poller, clock):
    (tmp_path / "a.pdf").write_bytes(b"one")
    assert poller.arrivals() == []
    assert poller.unsettled() == 1
    clock.now += 2
    assert names(poller.arrivals()) == ["a.pdf"]
    assert poller.unsettled() == 0


def test_a_file_that_grows_waits(tmp_path, poller, clock):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"one")
    poller.arrivals()
    clock.now += 1.5
    path.write_bytes(b"one two")
    poller.arrivals()
    clock.now += 1.5
    assert poller.arrivals() == []
    clock.now += 0.5
    assert names(poller.arrivals()) == ["a.pdf"]


def test_a_file_without_a_byte_waits_longer(tmp_path, poller, clock):
    (tmp_path / "a.pdf").touch()
    poller.arrivals()
    clock.now += 9
    assert poller.arrivals() == []
    clock.now += 1
    assert names(poller.arrivals()) == ["a.pdf"]


def test_hidden_and_unfinished_names_and_links_are_left_alone(tmp_path, poller, clock):
    for name in (".hidden", "~lock", "a.part", "b.TMP", "c.crdownload"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.pdf").symlink_to("/etc/hostname")
    (tmp_path / "dir.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.pdf")
    poller.arrivals()
    clock.now += 60
    assert poller.arrivals() == []
    assert poller.unsettled() == 0


def test_a_name_that_is_a_path_elsewhere_is_a_name_here(tmp_path, poller, clock):
    name = "..\\..\\evil.pdf"
    (tmp_path / name).write_text("x")
    poller.arrivals()
    clock.now += 2
    assert names(poller.arrivals()) == [name]


def test_what_is_no_file_is_left_alone_and_told(tmp_path, poller, clock):
    folder = tmp_path / "inbox"
    folder.mkdir()
    secret = tmp_path / "elsewhere.pdf"
    secret.write_text("x")
    (folder / "link.pdf").symlink_to(secret)
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "gone.pdf").symlink_to("nowhere.pdf")
    (folder / "away").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s.pdf"))
    with (folder / "sparse.pdf").open("wb") as stream:
        stream.truncate(64 << 30)
    poller = inbox.Poller(folder, 2.0, clock, most_bytes=2 << 30)
    for _look in range(2):
        assert poller.arrivals() == []
        clock.now += 9
    told = {it.path.name: it.code for it in poller.left_alone()}
    assert told == {
        **dict.fromkeys(("link.pdf", "loop.pdf", "gone.pdf", "away"), "link"),
        **dict.fromkeys(("pipe.pdf", "s.pdf"), "special"),
        "sparse.pdf": "too_big",
    }
    assert {it.path.name: it.code for it in inbox.left_alone(folder, 2 << 30)} == told
    assert all(reasons.remedy(code) for code in told.values())


def test_folders_without_end_stop_nobody(tmp_path, poller, clock):
    (tmp_path / "a.pdf").write_text("x")
    at = os.open(tmp_path, os.O_RDONLY)
    for name in (*["d"] * 1100, *["d" * 200] * 20):  # too many for a stack, or a path
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    poller.arrivals()
    clock.now += 2
    assert [path.name for path in poller.arrivals()] == ["a.pdf"]
    assert [it.code for it in poller.left_alone()] == ["too_deep"]
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)


def test_sub_folders_are_looked_into(tmp_path, poller, clock):
    (tmp_path / "monday").mkdir()
    (tmp_path / "monday" / "a.pdf").write_text("x")
    poller.arrivals()
    clock.now += 3
    assert names(poller.arrivals()) == ["a.pdf"]


def test_an_inbox_that_is_away_has_nothing(tmp_path, clock):
    poller = inbox.Poller(tmp_path / "gone", 2.0, clock)
    assert poller.arrivals() == []


def test_older_files_come_first(tmp_path, poller, clock):
    for name, age in (("new", 10), ("old", 1000)):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    poller.arrivals()
    clock.now += 3
    assert names(poller.arrivals()) == ["old", "new"]
    assert names(inbox.waiting(tmp_path)) == ["new", "old"]


@pytest.fixture
def _writers_are_known(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    is_local = writers._is_local(descriptor)
    os.close(descriptor)
    if not is_local:
        pytest.skip("nothing is known of writers here")


@pytest.mark.usefixtures("_writers_are_known")
@pytest.mark.parametrize("mode", ["ab", "r+b"])
def test_a_file_that_a_program_may_write_to_yet_is_known(tmp_path, mode):
    path = tmp_path / "a.pdf"
    path.write_text("one page")
    with path.open(mode), pytest.raises(OSError, match="busy"):
        writers.require_closed(path)
    with path.open("rb"):
        writers.require_closed(path)
    writers.require_closed(tmp_path / "gone.pdf")


@pytest.mark.usefixtures("_writers_are_known")
def test_a_file_that_is_held_open_may_yet_be_whole_for_a_while(tmp_path, poller, clock):
    path = tmp_path / "a.pdf"
    path.write_text("one page")
    poller.arrivals()
    with path.open("ab"):
        for later, unsettled in ((2, 1), (28, 0)):
            clock.now += later
            assert names(poller.arrivals()) == ["a.pdf"]
            with pytest.raises(OSError, match="busy"):
                poller.require_closed(path)
            assert set(poller.held()) == {path}
            assert poller.unsettled() == unsettled
    assert names(poller.arrivals()) == ["a.pdf"]
    poller.require_closed(path)
    assert (poller.held(), poller.unsettled()) == ({}, 0)


def test_on_a_share_nothing_is_known_of_writers(monkeypatch, tmp_path):
    monkeypatch.setattr(writers, "_LOCAL", frozenset())
    with (tmp_path / "a.pdf").open("ab"):
        writers.require_closed(tmp_path / "a.pdf")


@pytest.mark.usefixtures("_writers_are_known")
def test_who_opens_a_file_while_we_ask_ends_nobody(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_text("x")
    opens = f"while True: open({str(path)!r}, 'ab').close()"
    known = set()
    with subprocess.Popen([sys.executable, "-c", opens]) as scanner:
        until = time.monotonic() + 20
        while time.monotonic() < until and len(known) < 2:
            try:
                writers.require_closed(path)
                known.add("closed")
            except OSError as error:
                known.add(error.errno)
        for _many in range(2000):
            with contextlib.suppress(OSError):
                writers.require_closed(path)
        scanner.kill()
    assert known == {"closed", errno.ETXTBSY}


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


@pytest.fixture
def elsewhere(tmp_path):
    """An inbox of another file system than its claims, which lie in `tmp_path`."""
    try:
        folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    except OSError:
        pytest.skip("there is no other file system")
    if folder.stat().st_dev == tmp_path.stat().st_dev:
        folder.rmdir()
        pytest.skip("there is no other file system")
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


def test_a_file_that_a_stop_left_on_its_way_is_taken_at_another_look(elsewhere, clock):
    claimed_before = elsewhere / f"{walk.MOVING}20260621T093000000000Z-00000000"
    claimed_before.mkdir()
    (claimed_before / "a.pdf").write_text("x")
    (elsewhere / ".podshivka-notes").write_text("hidden")
    poller = inbox.Poller(elsewhere, 2.0, clock)
    poller.arrivals()
    clock.now += 2
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


def a_drop(**facts) -> drops.Drop:
    base = {
        "at": NOW,
        "token": "t1",
        "name": "a.pdf",
        "sha256": "a" * 64,
        "size": 3,
        "outcome": drops.FILED,
        "records": ("R1",),
    }
    return drops.Drop(**(base | facts))


def test_each_drop_is_logged_once(tmp_path):
    drops.log(tmp_path, a_drop())
    drops.log(tmp_path, a_drop())
    drops.log(tmp_path, a_drop(outcome=drops.DUPLICATE, token="t2"))
    assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]
    assert len(drops.of_bytes(tmp_path, "a" * 64)) == 2
    assert drops.of_bytes(tmp_path, "b" * 64) == []


def test_a_drop_whose_line_a_full_disk_cut_off_is_logged_when_there_is_room(tmp_path):
    drops.log(tmp_path, a_drop())
    size = (tmp_path / "drops-2026.jsonl").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            drops.log(tmp_path, a_drop(token="t2"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "drops-2026.jsonl").read_bytes().count(b"t2") == 1
    drops.log(tmp_path, a_drop(token="t2"))
    assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]


def test_other_bytes_of_one_claim_are_another_drop(tmp_path):
    for sha256 in ("a" * 64, "b" * 64):
        drops.log(tmp_path, a_drop(sha256=sha256))
    assert [it.sha256[0] for it in drops.read(tmp_path)] == ["a", "b"]


def test_a_line_that_cannot_be_read_is_passed_over_and_said_once(tmp_path, caplog):
    drops.log(tmp_path, a_drop())
    path = tmp_path / "drops-2026.jsonl"
    with path.open("ab") as stream:
        stream.write(b'{"name": "Ivanova"}\n\xff\xfe\n\n{"torn\n')
    drops.log(tmp_path, a_drop(token="t2"))
    for _twice in range(2):
        assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]
    assert [it.getMessage() for it in caplog.records] == [
        f"{path}, line {number} cannot be read and is passed over"
        for number in (2, 3, 5)
    ]


def test_a_name_cannot_command_a_terminal_and_its_bytes_can_be_told():
    raw = b"\x1b]0;x\x07 \\ \xc2\x9b \xff \xd0\xaf.pdf"
    shown = drops.printable_name(os.fsdecode(raw))
    assert shown == r"\x1b]0;x\x07 \x5c \xc2\x9b \xff Я.pdf"
    assert shown.encode().decode("unicode_escape").encode("latin-1") == raw


def a_reason(sha256: str) -> quarantine.Reason:
    return quarantine.Reason(sha256, "a.pdf", "damaged", "no %%EOF", NOW, NOW)


def test_a_quarantined_file_is_kept_with_its_reason(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    room, sha256 = tmp_path / "quarantine", disk.sha256(source)
    for _twice in range(2):
        quarantine.put(room, source, a_reason(sha256))
    assert list(quarantine.reasons(room)) == [a_reason(sha256)]
    (found,) = quarantine.reasons(room)
    assert quarantine.file_of(room, found).read_text() == "broken"
    assert quarantine.has(room, sha256)
    quarantine.take_out(room, found)
    assert not quarantine.has(room, sha256)


def test_a_file_does_not_go_where_its_quarantined_copy_is_damaged(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    room, reason = tmp_path / "quarantine", a_reason(disk.sha256(source))
    quarantine.put(room, source, reason)
    quarantine.file_of(room, reason).write_text("rotten")
    with pytest.raises(FixityError):
        quarantine.put(room, source, reason)
    with pytest.raises(FixityError):
        inbox.adopt(tmp_path, quarantine.file_of(room, reason), NOW, sha256="0" * 64)
    quarantine.file_of(room, reason).unlink()
    with pytest.raises(FixityError):
        quarantine.put(room, source, reason)


def test_a_file_that_changes_on_the_way_is_not_quarantined(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    with pytest.raises(FixityError):
        quarantine.put(tmp_path / "quarantine", source, a_reason("0" * 64))
    assert not quarantine.has(tmp_path / "quarantine", "0" * 64)


def test_the_waker_wakes_early_and_else_at_the_time_out(tmp_path):
    with inbox.Waker(tmp_path) as waker:
        waker.wait(0.01)
        (tmp_path / "a.pdf").write_text("x")
        waker.wait(5)


def test_a_folder_that_cannot_be_observed_is_no_error(tmp_path):
    with inbox.Waker(tmp_path / "gone") as waker:
        waker.wait(0.01)
