"""A catalogue that could not be written: who files goes on, and it is caught up."""

import logging
import os
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline import archive, reindex, shelving
from pipeline.archive import bags, casefiles, renditions, tree
from pipeline.catalogue import behind, database
from pipeline.model import Places
from pipeline.recognition import Limits
from pipeline.shelving import Desk
from pipeline.work.lag import Lag, catch_up
from tests import archived
from tests.watchroom import Clock

ONE, TWO = "7K3Q9ZC2M4", "7K3Q9ZC2M5"
NAMES = "groups templates inbox issued review archive quarantine audit"


@pytest.fixture
def places(tmp_path):
    folders = {name: tmp_path / name for name in NAMES.split()}
    made = Places(root=tmp_path, private=tmp_path / ".podshivka", **folders)
    archived.small_archive(made.archive)
    renditions.save_texts(folder_of(made, TWO), [archived.TEXT])
    return made


def put(root, record, folder):
    made = bags.put(root, archived.draft(record, folder=folder))
    renditions.save_texts(made, [archived.TEXT])
    return made


@pytest.fixture
def desk(places, monkeypatch):
    """A desk whose catalogue knows what stands in the archive, and is hasty."""
    pragmas = [it for it in database._PRAGMAS if "busy_timeout" not in it]
    monkeypatch.setattr(database, "_PRAGMAS", (*pragmas, "PRAGMA busy_timeout = 50"))
    with reindex.open_catalogue(places) as catalogue:
        yield Desk(places, catalogue, "rus", Limits())


def folder_of(places, record_id):
    return next(places.archive.glob(f"2025/*/*{record_id}"))


def ids(desk):
    return sorted(desk.catalogue.record_paths())


def wait_for(kept_up):
    until = time.monotonic() + 10
    while kept_up.is_tried:
        assert time.monotonic() < until, "it waits for somebody"
        time.sleep(0.02)


@pytest.fixture
def locked(places, desk):
    """Somebody else writes to the catalogue, until it is rolled back."""
    assert ids(desk) == [ONE, TWO]
    with closing(sqlite3.connect(places.private / "catalogue.db")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_catalogue_is_caught_up_while_somebody_files_alone(places, desk):
    desk.catalogue.remove_record(TWO)
    behind.note(places.private)
    with shelving.alone(places):
        kept_up = Lag(desk, Clock())
        kept_up.make_up()
        wait_for(kept_up)
        assert ids(desk) == [ONE, TWO]
    assert not behind.lags(places.private)


def test_a_locked_catalogue_is_not_waited_for_and_tried_again_after_a_pause(
    places, desk, locked
):
    behind.note(places.private)
    clock = Clock()
    kept_up = Lag(desk, clock)
    kept_up.make_up()
    clock.now += 1000.0  # while it is tried
    wait_for(kept_up)
    locked.execute("ROLLBACK")
    kept_up.make_up()
    assert not kept_up.is_tried
    assert behind.is_left(places.private)
    clock.now += 30.0
    kept_up.make_up()
    wait_for(kept_up)
    assert not behind.lags(places.private)


def test_a_lag_that_is_noted_while_it_is_caught_up_stands_afterwards(tmp_path):
    behind.note(tmp_path)
    with behind.caught_up(tmp_path):
        assert behind.lags(tmp_path)
        assert not behind.is_left(tmp_path), "who files enters it himself"
        behind.note(tmp_path)
    assert behind.is_left(tmp_path)
    with behind.caught_up(tmp_path):
        pass
    assert not behind.lags(tmp_path)


def test_a_catching_up_that_fails_or_is_cut_short_leaves_a_lag(tmp_path):
    behind.note(tmp_path)
    with behind.caught_up(tmp_path):
        cut_short = [path.name for path in tmp_path.iterdir()]
    with pytest.raises(RuntimeError), behind.caught_up(tmp_path):
        raise RuntimeError
    assert behind.is_left(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    for name in cut_short:
        (tmp_path / name).touch()
    assert behind.lags(tmp_path)
    with behind.caught_up(tmp_path):
        pass
    assert not behind.lags(tmp_path)


def test_what_must_be_made_again_while_others_have_it_open_lags(
    places, desk, monkeypatch
):
    monkeypatch.setattr(reindex, "_WAIT_SECONDS", 0.1)
    desk.catalogue.close()
    ours = reindex.open_catalogue(places)
    desk = replace(desk, catalogue=ours)
    with reindex.open_catalogue(places):
        path = places.private / "catalogue.db"
        path.write_bytes(path.read_bytes()[:4096] + b"x" * 40960)
        shelving.index(folder_of(places, ONE), desk)
        assert behind.is_left(places.private)
        assert not shelving.is_indexed(folder_of(places, ONE), desk)
        assert shelving.current_folder(ONE, desk) == folder_of(places, ONE)
    catch_up(desk)
    assert ids(desk) == [ONE, TWO]
    ours.close()


def test_a_record_whose_events_cannot_be_read_stops_no_other(places, desk, caplog):
    for record_id in (ONE, TWO):
        desk.catalogue.remove_record(record_id)
    events = folder_of(places, ONE) / "events.jsonl"
    events.unlink()
    events.symlink_to(events.name)
    behind.note(places.private)
    with caplog.at_level(logging.WARNING, "pipeline.reindex"):
        catch_up(desk)
    assert ids(desk) == [TWO]
    assert str(events.parent) in caplog.text
    assert not behind.lags(places.private)


@pytest.mark.parametrize("which", ["case", "record"])
def test_what_may_not_be_looked_into_is_passed_over_and_not_forgotten(
    places, desk, monkeypatch, caplog, which
):
    record = folder_of(places, ONE)
    shut = record.parent if which == "case" else record
    in_review(places)
    scandir, is_record = os.scandir, tree._is_record

    def refuse(path):
        if path == shut:
            raise PermissionError(path)

    def scan(path):
        refuse(path)
        return scandir(path)

    def look(path):
        refuse(path)
        return is_record(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(tree, "_is_record", look)
    with caplog.at_level(logging.WARNING, "pipeline.reindex"):
        catch_up(desk)
    assert ids(desk) == [ONE, TWO, "AAAA"]
    assert str(shut) in caplog.text


def test_nothing_is_forgotten_while_the_archive_is_away(places, desk):
    shelving.note_taken_in(places)
    shutil.move(places.archive, places.root / "away")
    with pytest.raises(FileNotFoundError):
        reindex.catch_up_records(places, desk.catalogue)
    assert ids(desk) == [ONE, TWO]
    assert behind.is_left(places.private)


def in_review(places):
    waiting = replace(archived.RECORD, record_id="AAAA", document_id="")
    return put(places.review, waiting, "AAAA")


def test_what_moved_while_it_was_read_is_entered_where_it_stands(places, desk):
    entry = shelving.entry_of(in_review(places), places)
    filed = (places.review / "AAAA").rename(folder_of(places, ONE).with_name("AAAA"))
    shelving.put(entry, places, desk.catalogue)
    assert desk.catalogue.record_path("AAAA") == places.relative(filed)


def test_what_was_discarded_while_it_was_read_is_not_entered(places, desk):
    entry = shelving.entry_of(in_review(places), places)
    shutil.rmtree(places.review / "AAAA")
    shelving.put(entry, places, desk.catalogue)
    assert desk.catalogue.record_path("AAAA") is None


def test_a_record_that_is_entered_elsewhere_meanwhile_is_not_forgotten(desk):
    desk.catalogue.remove_record(ONE, "review/elsewhere")
    assert ids(desk) == [ONE, TWO]


def next_version(places, where, number):
    record = replace(archived.RECORD, record_id=f"{ONE}-{number}", version=number)
    name = f"2025-06-20 Журнал ГТ-12 {ONE} v{number}"
    root, home = where(places)
    return put(root, record, home / name)


def beside(places):
    home = folder_of(places, ONE).parent
    return places.archive, home.relative_to(places.archive)


def review(places):
    return places.review, places.review.relative_to(places.review)


def another_case(places):
    entry = replace(archived.ENTRY, index="03-08")
    case = casefiles.ensure_case(places.archive, entry, 2025, archived.RECORD.date)
    home = casefiles.case_folder(places.archive, case)
    return places.archive, home.relative_to(places.archive)


@pytest.mark.parametrize("where", [beside, review, another_case])
def test_a_version_that_the_catalogue_lacks_is_the_current_one(places, desk, where):
    first = folder_of(places, ONE)
    assert shelving.current_folder(ONE, desk) == first
    second = next_version(places, where, 2)
    archive.supersede(first, by=f"{ONE}-2", at=archived.AT)
    assert shelving.current_folder(ONE, desk) == second


def test_the_tenth_version_is_newer_than_the_ninth(places, desk):
    newest = next_version(places, beside, 10)
    next_version(places, beside, 9)
    assert shelving.current_folder(ONE, desk) == newest


def test_who_settles_records_goes_on_though_the_catalogue_is_locked(
    places, desk, locked
):
    second = next_version(places, beside, 2)
    shelving.settle(second, desk)
    assert archive.load(folder_of(places, ONE)).gave_way_to == f"{ONE}-2"
    assert behind.is_left(places.private)
    assert shelving.current_folder(ONE, desk) == second
    locked.execute("ROLLBACK")
    catch_up(desk)
    assert desk.catalogue.current(ONE) == f"{ONE}-2"
    assert len(desk.catalogue.records(state="superseded")) == 1
