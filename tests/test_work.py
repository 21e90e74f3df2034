"""The watcher with a real engine; what is dropped is refused fast, being no scan."""

import contextlib
import errno
import os
import shutil
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import (
    archive,
    discarding,
    disk,
    inbox,
    ingest,
    messages,
    register,
    reindex,
    reports,
)
from pipeline.catalogue import behind
from pipeline.errors import FixityError
from pipeline.inbox import drops, writers
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from pipeline.work import (
    Engine,
    Watch,
    backlog,
    engine,
    only_watcher,
    running,
    steps,
    undone,
    workflows,
)
from pipeline.work.patience import Patience
from tests import institute, paper, watchroom
from tests.watchroom import Clock, Room


def test_pauses_grow_until_it_is_done():
    clock = Clock()
    patience = Patience((30.0, 60.0), clock)
    assert not patience.waits("a")
    for pause, first in ((30, True), (60, False), (60, False)):
        assert patience.put_off("a") is first
        clock.now += pause - 1
        assert patience.waits("a")
        clock.now += 1
        assert not patience.waits("a")
    patience.forget("a")
    assert patience.put_off("a")


def test_without_pauses_nothing_is_tried_again():
    clock = Clock()
    patience = Patience((), clock)
    assert not patience.tries_again
    patience.put_off("a")
    clock.now += 1e9
    assert patience.waits("a")


def test_a_step_that_is_tried_again_keeps_no_worker_busy_in_between(monkeypatch):
    steps.begin(1)
    outcomes = iter([OSError(errno.EIO, "the share is away"), "looked at"])

    def look():
        outcome = next(outcomes)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    def tried_twice(_options, attempt):
        with pytest.raises(OSError, match="away"):
            attempt()
        assert steps._hands["look"].acquire(blocking=False)
        steps._hands["look"].release()
        return attempt()

    monkeypatch.setattr(steps.DBOS, "run_step", tried_twice)
    running.stopping.clear()
    assert steps.durably("look", look) == "looked at"


def test_what_is_damaged_is_put_off_and_not_waited_for():
    running.stopping.clear()
    assert steps._goes_on(OSError(errno.EIO, "once"))
    assert not steps._goes_on(FixityError(Path("layout.json")))


@pytest.mark.parametrize("fault", [LookupError("once"), OSError("the share is away")])
def test_a_fault_that_lasts_is_told_once(caplog, fault):
    running.stopping.clear()
    watch = Watch(None, None, None, lambda _drop: None, lambda _said: None)
    faults = [fault, fault, ValueError("another"), fault]
    remaining = [*faults, None, fault]

    def work():
        if (it := remaining.pop(0)) is not None:
            raise it

    while remaining:
        watch._in_passing(work, "it is done later")
    told = [it.getMessage() for it in caplog.records]
    assert told == [
        f"it is done later: {it}" for it in (fault, "another", fault, fault)
    ]


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "_language", "en")
    monkeypatch.setattr(steps, "_TRIES", 2)
    monkeypatch.setattr(steps, "_FIRST_PAUSE_SECONDS", 0.01)
    with watchroom.opened(tmp_path) as opened:
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


def names(paths) -> list[str]:
    return [path.name for path in paths]


@pytest.mark.slow
def test_files_that_cannot_be_claimed_wait_and_are_named_once(room):
    claimed = room.desk.places.claimed
    if claimed.exists():
        claimed.rmdir()
    claimed.write_text("in the way")
    stuck = {room.drop("a.pdf"), room.drop("b\x1b.pdf")}
    for _many in range(3):
        room.look()
    assert room.watch.blocked == stuck
    assert sorted(room.warned) == [
        f"{room.desk.places.inbox}/{name} cannot be taken and stays in the inbox: "
        "that is not a folder."
        for name in ("a.pdf", r"b\x1b.pdf")
    ]
    claimed.unlink()
    room.clock.now += 31
    room.look()
    assert len(room.told) == 2
    assert room.watch.blocked == set()


@pytest.mark.slow
def test_of_what_waits_the_newest_reason_is_told_and_since_when(room, monkeypatch):
    told = {}
    monkeypatch.setattr(room.engine, "troubles", lambda: told)
    room.drop("a.pdf")
    claim = inbox.claim(
        room.desk.places.claimed, room.desk.places.inbox / "a.pdf", datetime.now(UTC)
    )
    for why in ("the disk is full", "there is no right to that"):
        told[claim.token] = why
        room.watch._note_waits([claim])
        assert waits(room) == [("a.pdf", why)]
        with only_watcher(room.desk.places.private):
            (wait,) = inbox.waits.read(room.desk.places.private)
        told["since"] = told.get("since", wait.since)
    assert wait.since == told["since"]


@pytest.mark.slow
def test_nothing_that_is_done_in_passing_ends_the_watch(room, monkeypatch):
    def fail(_desk):
        room.watch.stop.set()
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(ingest, "due", fail)
    monkeypatch.setattr("pipeline.work.watch._DUE_PAUSE_SECONDS", 0.0)
    room.watch.forever(0.01)


@pytest.mark.slow
def test_what_commands_left_half_made_is_swept_unless_one_is_at_work(room):
    places = room.desk.places
    left = [places.issued / ".staging" / "7K3Q9ZC2M4", places.scratch / "tmp1"]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "half.pdf").write_bytes(b"x")
    with disk.workbench(places.scratch):
        room.watch.recover()
    assert [folder.exists() for folder in left] == [False, True]
    room.watch.recover()
    assert not left[1].exists()


@pytest.mark.slow
def test_a_catalogue_that_lags_is_caught_up_before_the_watch_ends(room):
    behind.note(room.desk.places.private)
    room.watch.until_empty()
    assert not behind.lags(room.desk.places.private)


@pytest.mark.slow
def test_a_watch_begins_though_the_catalogue_cannot_be_written(room, monkeypatch):
    def locked(*_arguments):
        raise OSError(errno.EBUSY, "database is locked", "catalogue.db")

    monkeypatch.setattr(reindex, "catch_up_records", locked)
    room.watch.recover()
    assert behind.lags(room.desk.places.private)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "step", "told"),
    [
        (discarding, "settle", "a discarding is settled later"),
        (register, "sweep", "what was half made is not swept"),
    ],
)
def test_a_watch_begins_though_something_cannot_be_settled(
    room, monkeypatch, caplog, module, step, told
):
    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(module, step, refuse)
    room.watch.recover()
    assert told in caplog.text


@pytest.mark.slow
def test_a_file_that_a_scanner_has_open_waits_for_its_last_page(room):
    path = room.drop("a.pdf")
    with path.open("ab") as scanner:
        skip_where_nothing_is_known_of_writers(path)
        room.look()
        assert waits(room) == [("a.pdf", "another program uses it")]
        assert inbox.claimed(room.desk.places.claimed) == []
        scanner.write(b", and its last page")
    whole = disk.sha256(path)
    room.look()
    assert [it.sha256 for it in room.told] == [whole]
    assert (room.warned, waits(room)) == ([], [])


@pytest.mark.slow
def test_a_file_that_is_held_open_for_long_is_left_and_holds_up_no_other(room):
    path = room.drop("a.pdf")
    room.drop("b.pdf")
    with path.open("ab"):
        skip_where_nothing_is_known_of_writers(path)
        room.look()
        assert [it.name for it in room.told] == ["b.pdf"]
        room.clock.now += 30
        room.watch.until_empty()
    assert room.warned == [
        f"{path} cannot be taken and stays in the inbox: another program uses it."
    ]


def skip_where_nothing_is_known_of_writers(path: Path) -> None:
    with contextlib.suppress(OSError):
        writers.require_closed(path)
        pytest.skip("nothing is known of writers here")


def waits(room: Room) -> list[tuple[str, str]]:
    """What `status` says that the watcher waits with, and for what."""
    with only_watcher(room.desk.places.private):
        status = reports.status(room.desk.places)
    assert status.watched
    return [(it.name, it.reason) for it in status.waits]


def break_quarantine(room: Room) -> Path:
    folder = room.desk.places.quarantine
    if folder.exists():
        folder.rmdir()
    folder.write_text("in the way")
    return folder


@pytest.mark.slow
def test_a_file_that_was_given_up_is_tried_again_after_a_pause(room):
    in_the_way = break_quarantine(room)
    room.drop("a.pdf")
    room.look()
    assert room.warned == ["a.pdf cannot be taken in now and waits; the log says why."]
    assert waits(room) == [("a.pdf", "that is not a folder")]
    room.look()
    assert len(inbox.claimed(room.desk.places.claimed)) == 1
    room.clock.now += 31
    room.look()
    assert len(room.warned) == 1
    in_the_way.unlink()
    room.look()
    assert room.told == []
    room.clock.now += 61
    room.look()
    assert [it.outcome for it in room.told] == [drops.QUARANTINED]
    assert inbox.claimed(room.desk.places.claimed) == []
    assert waits(room) == []


@pytest.mark.slow
def test_bytes_that_changed_are_not_tried_again_under_their_former_hash(room, caplog):
    path = room.drop("a.pdf")
    claim = inbox.claim(room.desk.places.claimed, path, datetime.now(UTC))
    digest = disk.sha256(claim.path)
    claim.path.write_bytes(b"other bytes")
    room.engine.submit(claim, digest)
    while room.engine.undone():
        room.watch.stop.wait(0.02)
    assert caplog.text.count("the step “look” failed") == 1
    room.watch.look()
    room.clock.now += 31
    room.look()
    assert [it.outcome for it in room.told] == [drops.QUARANTINED]


@pytest.mark.slow
def test_a_file_that_came_again_is_not_let_go_while_what_is_kept_is_damaged(room):
    room.drop("a.pdf")
    room.look()
    (reason,) = inbox.quarantine.reasons(room.desk.places.quarantine)
    kept = inbox.quarantine.file_of(room.desk.places.quarantine, reason)
    whole = kept.read_bytes()
    kept.write_bytes(b"rotten")
    room.drop("b.pdf").write_bytes(whole)
    room.look()
    (claim,) = inbox.claimed(room.desk.places.claimed)
    assert claim.path.read_bytes() == whole
    assert waits(room) == [("b.pdf", str(FixityError(kept)))]
    kept.write_bytes(whole)
    room.clock.now += 31
    room.look()
    assert [it.outcome for it in room.told] == [drops.QUARANTINED, drops.DUPLICATE]


@pytest.mark.slow
def test_papers_are_taken_in_though_it_fails_to_tell_of_one(room, caplog):
    def tell(drop: drops.Drop) -> None:
        room.told.append(drop)
        raise LookupError(drop.name)

    room.watch.tell = tell
    watching = threading.Thread(target=room.watch.forever, args=(0.02,))
    watching.start()
    for name in ("a.pdf", "b.pdf"):
        room.drop(name)
        for _look in range(1000):
            if name in [it.name for it in room.told]:
                break
            room.clock.now += 1
            room.watch.stop.wait(0.05)
    room.watch.stop.set()
    watching.join()
    assert [it.name for it in room.told] == ["a.pdf", "b.pdf"]
    assert "a look at the inbox failed" in caplog.text


@pytest.mark.slow
def test_what_was_discarded_and_comes_again_is_told_and_kept_once(room):
    places = room.desk.places
    room.drop("a.pdf")
    room.look()
    chosen = discarding.choose(places, [], everything=True)
    act = discarding.Act("registrar", datetime.now(UTC), "реклама")
    discarding.discard(places, chosen, act)
    room.drop("a.pdf")
    room.look()
    assert [it.outcome for it in room.told] == [drops.QUARANTINED, drops.DUPLICATE]
    assert room.told[-1].detail == drops.DISCARDED
    items = list(archive.discarded_items(places.archive))
    discarding.restore(places, items, act, room.desk.catalogue.remove_record)
    discarding.retry(places, discarding.choose(places, [], everything=True), act.at)
    room.look()
    assert room.told[-1].outcome == drops.QUARANTINED
    assert inbox.claimed(places.claimed) == []


@pytest.mark.slow
def test_the_same_bytes_twice_at_once_are_taken_in_once(room):
    for name in ("a.pdf", "b.pdf"):
        (room.desk.places.inbox / name).write_text("the same bytes, no scan")
    room.look()
    room.look()
    outcomes = sorted(it.outcome for it in room.told)
    assert outcomes == [drops.DUPLICATE, drops.QUARANTINED]


@pytest.mark.slow
def test_an_engine_at_rest_stops_at_once(room):
    started = time.monotonic()
    room.engine.__exit__(None, None, None)
    assert time.monotonic() - started < 2.0


@pytest.mark.slow
def test_until_empty_ends_with_what_was_given_up(room):
    break_quarantine(room)
    room.drop("a.pdf")
    stepping = threading.Timer(0.3, lambda: setattr(room.clock, "now", 200.0))
    stepping.start()
    room.watch.until_empty()
    assert names(it.path for it in inbox.claimed(room.desk.places.claimed)) == ["a.pdf"]
    assert room.told == room.warned == []


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
def test_a_record_left_without_text_is_read_later(room, tmp_path):
    foreign = paper.paper_without_code(["СПРАВКА"], institute.rng(9))
    scan = paper.save_png(institute.scan(foreign, 400), tmp_path / "a.png")
    shutil.copy(scan, room.desk.places.inbox)
    room.look()
    (record,) = archive.records(room.desk.places.review)
    assert archive.is_enriched(record)
    shutil.rmtree(record / "renditions")
    assert len(ingest.unfinished(room.desk.places)) == 1
    watching = threading.Thread(target=room.watch.forever, args=(0.05,))
    watching.start()
    room.clock.now += 601
    for _look in range(400):
        if archive.is_enriched(record):
            break
        room.clock.now += 601
        room.watch.stop.wait(0.05)
    room.watch.stop.set()
    watching.join()
    assert archive.is_enriched(record)


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
