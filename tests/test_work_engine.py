"""The engine: what it has in hand, what it keeps of it, and what it begins anew."""

import contextlib
import os
import shutil
import sqlite3
import time
from datetime import UTC, datetime

import pytest

from pipeline import disk, inbox, ingest, reindex
from pipeline.inbox import drops
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from pipeline.work import Engine, backlog, engine, steps, undone, workflows
from tests import institute, watchroom
from tests.watchroom import Room


@pytest.fixture
def room(tmp_path, monkeypatch):
    with watchroom.hasty(tmp_path, monkeypatch) as opened:
        yield opened


def all_done(room: Room) -> None:
    while room.engine.undone() or list(room.desk.places.inbox.glob("*.pdf")):
        room.clock.now += 1.0
        room.watch.look()
        room.watch.stop.wait(0.02)
    room.watch.look()


@pytest.mark.slow
def test_of_many_files_a_few_are_in_hand_and_the_oldest_come_first(room, monkeypatch):
    monkeypatch.setattr(engine, "_MOST_IN_HAND", 4)
    for number in range(12):
        path = room.drop(f"{number:02}.pdf")
        os.utime(path, (number, number))
    room.watch.look()
    room.clock.now += 1.0
    room.watch.look()
    claims = [claim.name for claim in inbox.claimed(room.desk.places.claimed)]
    assert set(claims) <= {"00.pdf", "01.pdf", "02.pdf", "03.pdf"}
    all_done(room)
    assert len(room.told) == 12
    told = [it.name for it in room.told]
    assert all(told.index(f"{it:02}.pdf") < it + 4 for it in range(12))


@pytest.mark.slow
def test_a_run_that_is_to_end_leaves_none_of_many_duplicates(room, monkeypatch):
    monkeypatch.setattr(engine, "_MOST_IN_HAND", 4)
    known = room.drop("known.pdf")
    content = known.read_bytes()
    room.look()
    room.watch.poller = None
    for number in range(30):
        again = known.with_name(f"{number}.pdf")
        again.write_bytes(content)
        inbox.adopt(room.desk.places.claimed, again, datetime.now(UTC))
    room.watch.until_empty()
    assert not inbox.claimed(room.desk.places.claimed)
    assert len(room.told) == 31


@pytest.mark.slow
def test_what_the_engine_keeps_of_ended_work_does_not_grow(room, monkeypatch):
    monkeypatch.setattr(undone, "_KEPT", 2)
    for number in range(5):
        room.drop(f"{number}.pdf")
    room.look()
    assert len(room.told) == 5
    room.engine.undone()
    database = room.desk.places.private / "work.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT count(*) FROM workflow_status").fetchone()
        steps_kept = connection.execute(
            "SELECT count(DISTINCT workflow_uuid) FROM operation_outputs"
        ).fetchone()
    assert kept == steps_kept == (2,)


@pytest.mark.slow
def test_former_attempts_are_kept_while_another_one_is_in_hand(room, monkeypatch):
    monkeypatch.setattr(undone, "_KEPT", 0)
    path = room.drop("a.pdf")
    first, second = (workflows.intake_id(disk.sha256(path), it) for it in (1, 2))
    room.watch.look()
    room.clock.now += 1.0
    while not room.told:
        room.watch.look()
        room.watch.stop.wait(0.02)
    undone.forget_ended([second])
    assert undone.DBOS.get_workflow_status(first)
    undone.forget_ended([])
    assert not undone.DBOS.get_workflow_status(first)


def unfinish_all(room: Room) -> None:
    """As a database that could not be written leaves it."""
    database = room.desk.places.private / "work.db"
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE workflow_status SET status = 'PENDING'")


@pytest.mark.slow
def test_work_that_began_and_that_nobody_is_at_is_given_up(room, monkeypatch):
    monkeypatch.setattr(undone, "_STRANDED_SECONDS", 0.1)
    room.drop("a.pdf")
    room.look()
    unfinish_all(room)
    assert room.engine.undone() == 1
    time.sleep(0.2)
    room.engine.undone()
    assert room.engine.undone() == 0
    assert room.engine.failed() == [room.told[0].token]


@pytest.mark.slow
def test_a_claim_that_is_being_taken_in_is_not_let_go_as_a_duplicate(room):
    room.drop("a.pdf")
    room.look()
    (drop,) = room.told
    path = room.desk.places.claimed / drop.token / drop.name
    path.parent.mkdir()
    path.write_text("a.pdf is no scan")
    unfinish_all(room)
    claim = inbox.Claim(drop.token, path)
    assert ingest.is_kept(drop.sha256, room.desk)
    assert room.engine.submit(claim, drop.sha256) is None
    assert path.exists()


@pytest.mark.slow
def test_an_engine_at_rest_stops_at_once(room):
    started = time.monotonic()
    room.engine.__exit__(None, None, None)
    assert time.monotonic() - started < 2.0


@pytest.mark.slow
def test_work_of_another_order_of_steps_is_begun_anew(tmp_path, monkeypatch):
    places = file.load(institute.make(tmp_path / "ws").root).places
    desk = Desk(places, reindex.open_catalogue(places), "rus+eng", Limits())
    path = places.inbox / "a.pdf"
    path.write_text("no scan")
    claim = inbox.claim(places.claimed, path, datetime.now(UTC))
    database = places.private / "work.db"
    with monkeypatch.context() as former:
        former.setattr(engine, "_WORK_VERSION", "0")
        former.setattr(engine, "_QUEUE_POLL_SECONDS", 3)
        with Engine(desk, database, 1) as running:
            running.submit(claim, disk.sha256(claim.path))
            assert running.undone() == 1
    with Engine(desk, database, 1) as running:
        room = Room(desk, running)
        room.watch.until_empty()
    assert [it.outcome for it in room.told] == [drops.QUARANTINED]
    assert inbox.claimed(places.claimed) == []
    desk.catalogue.close()


@pytest.mark.slow
def test_in_a_copy_of_a_workspace_work_goes_on_with_the_claims_of_the_copy(
    tmp_path, monkeypatch
):
    places = file.load(institute.make(tmp_path / "ws").root).places
    desk = Desk(places, reindex.open_catalogue(places), "rus+eng", Limits())
    path = places.inbox / os.fsdecode(b"\xd1\x81\xff.pdf")
    path.write_text("no scan")
    claim = inbox.claim(places.claimed, path, datetime.now(UTC))
    with monkeypatch.context() as slow:
        slow.setattr(engine, "_QUEUE_POLL_SECONDS", 3)
        with Engine(desk, places.private / "work.db", 1) as running:
            running.submit(claim, disk.sha256(claim.path))
            assert running.undone() == 1
    desk.catalogue.close()
    shutil.copytree(places.root, tmp_path / "copy")
    there = file.load(tmp_path / "copy").places
    desk = Desk(there, reindex.open_catalogue(there), "rus+eng", Limits())
    with Engine(desk, there.private / "work.db", 1) as running:
        room = Room(desk, running)
        room.watch.until_empty()
    assert [(it.name, it.outcome) for it in room.told] == [
        (drops.printable_name(path.name), drops.QUARANTINED)
    ]
    assert inbox.claimed(there.claimed) == []
    assert inbox.claimed(places.claimed) == [claim]
    desk.catalogue.close()


@pytest.mark.slow
def test_records_of_work_of_another_order_are_begun_anew(tmp_path, monkeypatch):
    places = file.load(institute.make(tmp_path / "ws").root).places
    desk = Desk(places, reindex.open_catalogue(places), "rus+eng", Limits())
    database = places.private / "work.db"
    with monkeypatch.context() as former:
        former.setattr(engine, "_WORK_VERSION", "0")
        with Engine(desk, database, 1) as running:
            hand = steps._hands["read"]
            hand.acquire()  # so it waits for its turn until the engine stops
            running.enrich("review/7K3Q9ZC2M4")
            running.go_on()
            assert backlog.count() == 0
    with Engine(desk, database, 1):
        assert backlog.count() == 1
    hand.release()
    desk.catalogue.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", marks=pytest.mark.long),
        pytest.param(b"no database" * 999, marks=pytest.mark.long),
        None,
    ],
)
def test_a_damaged_database_of_the_engine_is_moved_aside(tmp_path, content):
    places = file.load(institute.make(tmp_path / "ws").root).places
    database = places.private / "work.db"
    desk = Desk(places, reindex.open_catalogue(places), "rus+eng", Limits())
    path = places.inbox / "a.pdf"
    path.write_text("no scan")
    claim = inbox.claim(places.claimed, path, datetime.now(UTC))
    with Engine(desk, database, 1) as running:
        running.submit(claim, disk.sha256(claim.path))
    whole = bytearray(database.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[4096 : middle + 4096] = bytes(range(256)) * (middle // 256)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    database.write_bytes(bytes(whole) if content is None else content)
    with Engine(desk, database, 1) as running:
        room = Room(desk, running)
        room.watch.until_empty()
    assert inbox.claimed(places.claimed) == []
    outcomes = [it.outcome for it in drops.read(places.audit)]
    assert outcomes == [drops.QUARANTINED]
    desk.catalogue.close()
