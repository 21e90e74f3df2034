"""An inbox on a share: it goes away and comes back, and tells time by two seconds."""

import fcntl
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import disk, inbox, messages, reports, shelving
from pipeline.inbox import drops
from pipeline.ingest import intake
from pipeline.ingest.intake import Refused
from pipeline.model import Places
from pipeline.work import BusyError, only_watcher, steps
from tests import watchroom
from tests.watchroom import Clock, Room

AWAY = "is away; what is in it is taken in when it is back."


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "_language", "en")
    monkeypatch.setattr(steps, "_TRIES", 1)
    with watchroom.opened(tmp_path) as opened:
        opened.watch.recover()
        yield opened


def unmount(folder: Path, *, leaving_a_folder: bool) -> Path:
    """Take the share away; where a mount point stays it is empty."""
    share = folder.rename(folder.with_name("share"))
    if leaving_a_folder:
        folder.mkdir()
    return share


def mount(share: Path, folder: Path) -> None:
    """Bring the share back."""
    if folder.exists():
        folder.rmdir()
    share.rename(folder)


@pytest.mark.slow
@pytest.mark.parametrize("leaving_a_folder", [True, False])
def test_an_inbox_that_goes_away_is_waited_for(room: Room, leaving_a_folder):
    folder = room.desk.places.inbox
    room.drop("a.pdf")
    room.watch.look()
    share = unmount(folder, leaving_a_folder=leaving_a_folder)
    for _many in range(3):
        room.look()
    assert len(room.warned) == 1
    assert f"{folder} {AWAY}" in room.warned[0]
    assert room.watch.away
    assert not folder.exists() or not any(folder.iterdir())
    mount(share, folder)
    room.look()
    assert not room.watch.away
    assert [it.name for it in room.told] == ["a.pdf"]


@pytest.mark.slow
def test_an_inbox_that_is_away_at_the_start_is_waited_for(room: Room):
    places = room.desk.places
    share = unmount(places.inbox, leaving_a_folder=True)
    room.watch.recover()
    room.watch.until_empty()
    assert room.watch.away
    assert f"{places.inbox} {AWAY}" in room.warned[0]
    assert not any(places.inbox.iterdir())
    assert reports.status(places).away == ("inbox",)
    mount(share, places.inbox)
    room.watch.recover()
    room.look()
    assert not room.watch.away


@pytest.mark.slow
@pytest.mark.parametrize("way", ["another path", "by hand", "no note", "a scan"])
def test_a_new_inbox_in_the_place_of_a_former_one_is_begun(room: Room, way):
    places = room.desk.places
    unmount(places.inbox, leaving_a_folder=True)
    assert inbox.presence.is_away(places)
    if way == "another path":
        places = replace(places, inbox=places.root / "new inbox")
        places.inbox.mkdir()
    elif way == "by hand":
        places.claimed.mkdir()
    elif way == "a scan":
        (places.inbox / "scan.pdf").touch()
    else:
        (places.private / "watched-inbox").unlink()
    inbox.presence.begin(places)
    assert not inbox.presence.is_away(places)
    assert places.claimed.is_dir()
    places.claimed.rmdir()
    assert inbox.presence.is_away(places) == (way != "a scan")


@pytest.mark.slow
def test_what_a_stop_left_beside_the_note_is_swept(room: Room):
    places = room.desk.places
    (places.private / "watched-inbox").unlink()
    unfinished = places.private / ".watched-inbox.0123abcd.new"
    unfinished.touch()
    inbox.presence.begin(places)
    assert not unfinished.exists()
    assert (places.private / "watched-inbox").exists()


@pytest.mark.slow
def test_a_claimed_file_whose_share_goes_away_is_no_damaged_file(room: Room):
    places = room.desk.places
    claim = inbox.claim(places.claimed, room.drop("a.pdf"), datetime.now(UTC))
    digest = disk.sha256(claim.path)
    share = unmount(places.inbox, leaving_a_folder=True)
    room.engine.submit(claim, digest)
    room.look()
    assert room.told == []
    mount(share, places.inbox)
    room.look()
    assert [(it.outcome, it.detail) for it in room.told] == [
        (drops.QUARANTINED, "not_a_scan")
    ]


@pytest.mark.slow
def test_a_claim_whose_share_was_away_when_it_was_let_go_is_let_go_later(
    room: Room, monkeypatch
):
    places, let_go = room.desk.places, intake.let_go

    def while_away(claim: inbox.Claim, sha256: str, at: Places) -> None:
        share = unmount(places.inbox, leaving_a_folder=False)
        let_go(claim, sha256, at)
        mount(share, places.inbox)
        monkeypatch.setattr(intake, "let_go", let_go)

    monkeypatch.setattr(intake, "let_go", while_away)
    room.drop("a.pdf")
    room.look()
    assert [it.name for it in inbox.claimed(places.claimed)] == ["a.pdf"]
    room.look()
    assert inbox.claimed(places.claimed) == []
    assert [it.outcome for it in drops.read(places.audit)] == [drops.QUARANTINED]


@pytest.mark.slow
@pytest.mark.parametrize("leaving_a_folder", [True, False])
def test_nothing_is_filed_while_the_archive_is_away(room: Room, leaving_a_folder):
    places = room.desk.places
    assert not shelving.archive_is_away(places)  # nothing was ever taken in
    (places.archive / "received").mkdir(parents=True)
    filed = drops.Drop(datetime.now(UTC), "before", "x.pdf", "0" * 64, 5, drops.FILED)
    drops.log(places.audit, filed)
    claim = inbox.claim(places.claimed, room.drop("a.pdf"), datetime.now(UTC))
    digest = disk.sha256(claim.path)
    share = unmount(places.archive, leaving_a_folder=leaving_a_folder)
    room.drop("b.pdf")
    for _many in range(2):
        room.look()
    assert [str(places.archive) in it for it in room.warned] == [True]
    assert room.told == []
    with pytest.raises(FileNotFoundError, match="the archive is away"):
        intake.receive(claim, digest, room.desk)
    with (
        pytest.raises(FileNotFoundError, match="the archive is away"),
        shelving.alone(places),
    ):
        pytest.fail("filed alone")
    assert not places.archive.exists() or not any(places.archive.iterdir())
    mount(share, places.archive)
    room.look()
    room.look()
    assert sorted(it.name for it in room.told) == ["a.pdf", "b.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize("leaving_a_folder", [True, False])
def test_an_archive_is_missed_though_its_share_holds_the_log_of_drops_too(
    room: Room, leaving_a_folder
):
    places = room.desk.places
    claim = inbox.claim(places.claimed, room.drop("a.pdf"), datetime.now(UTC))
    intake.receive(claim, disk.sha256(claim.path), room.desk)
    assert reports.status(places).away == ()
    share = unmount(places.archive, leaving_a_folder=leaving_a_folder)
    assert not list(drops.read(places.audit))
    assert shelving.archive_is_away(places)
    assert reports.status(places).away == ("archive",)
    mount(share, places.archive)
    assert not shelving.archive_is_away(places)
    (places.private / "taken-in").unlink()  # with all that may be lost
    room.watch.recover()
    unmount(places.archive, leaving_a_folder=leaving_a_folder)
    assert shelving.archive_is_away(places)


def test_a_file_that_appears_late_and_keeps_its_old_time_is_taken(tmp_path):
    clock, path = Clock(), tmp_path / "a.pdf"
    poller = inbox.Poller(tmp_path, 2.0, clock)
    assert poller.arrivals() == []
    path.write_bytes(b"one")
    os.utime(path, (0, 0))
    clock.now += 60
    assert poller.arrivals() == []
    clock.now += 2
    assert poller.arrivals() == [path]


def test_a_file_whose_time_has_steps_of_two_seconds_waits_while_it_grows(tmp_path):
    clock, path = Clock(), tmp_path / "a.pdf"
    poller = inbox.Poller(tmp_path, 2.0, clock)
    for second in range(9):
        path.write_bytes(b"x" * 4096)  # a place made beforehand: its size stands still
        os.utime(path, (second // 2 * 2, second // 2 * 2))
        assert poller.arrivals() == []
        clock.now += 1
    clock.now += 1
    assert poller.arrivals() == [path]


@pytest.mark.slow
def test_bytes_that_come_after_the_file_was_copied_are_another_drop(room: Room):
    places = room.desk.places
    path = room.drop("a.pdf")
    with path.open("ab", buffering=0) as scanner:
        claim = inbox.claim(places.claimed, path, datetime.now(UTC))
        digest = disk.sha256(claim.path)
        refused = Refused("not_a_scan", "")
        intake.put_aside(claim, digest, refused, room.desk)
        scanner.write(b", and more")
        intake.let_go(claim, digest, places)
    (again,) = inbox.claimed(places.claimed)
    assert again.name == "a.pdf"
    assert again.token != claim.token
    room.look()
    assert [it.sha256 for it in drops.read(places.audit)] == [
        digest,
        disk.sha256(places.quarantine / room.told[0].sha256 / "file" / "a.pdf"),
    ]
    assert inbox.claimed(places.claimed) == []


def test_to_ask_who_watches_keeps_no_watcher_waiting(tmp_path):
    lock = tmp_path / inbox.waits.LOCK
    lock.touch()
    with lock.open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        threading.Timer(0.1, asking.close).start()
        with only_watcher(tmp_path):
            assert inbox.waits.is_watched(tmp_path)


def test_a_second_watcher_is_told_so(tmp_path):
    with only_watcher(tmp_path), pytest.raises(BusyError), only_watcher(tmp_path):
        pass
