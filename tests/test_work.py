"""The watcher with a real engine; what is dropped is refused fast, being no scan."""

import errno
import shutil
import threading
from datetime import UTC, datetime

import pytest

from pipeline import archive, discarding, disk, inbox, ingest, register, reindex
from pipeline.catalogue import behind
from pipeline.inbox import drops
from tests import institute, paper, watchroom


@pytest.fixture
def room(tmp_path, monkeypatch):
    with watchroom.hasty(tmp_path, monkeypatch) as opened:
        yield opened


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
