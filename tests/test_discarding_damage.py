"""Discarding where something is damaged, or was cut short."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline import archive, discarding, ingest, reports
from pipeline.archive import discarded
from pipeline.errors import FixityError
from pipeline.inbox import drops, quarantine
from pipeline.recognition import Limits
from pipeline.shelving import Desk
from pipeline.work import leftovers
from tests import test_discarding
from tests.test_discarding import (
    ACT,
    NOW,
    called,
    in_both_places,
    put_aside,
    said,
    where,
)

places = test_discarding.places


def test_a_log_without_names_has_none_of_any_file_that_cannot_be_settled(
    places, caplog
):
    for content, name in ((b"1", "Иванова Анна.pdf"), (b"2", "Петров Пётр.pdf")):
        reason = put_aside(places, content, name)
        in_both_places(places, reason)
        quarantine.file_of(places.quarantine, reason).write_bytes(b"rot")
    (places.archive / "registers" / "discarded.jsonl").unlink()
    leftovers._settle_discarded(places, nameless=True)
    assert [it.getMessage() for it in caplog.records] == [
        "a discarding is settled later: FixityError"
    ] * 2


@pytest.fixture
def rotten_and_sound(places):
    """The SHA-256 of a discarded file with a damaged description, and of another."""
    kept = [put_aside(places, content) for content in (b"junk", b"more")]
    discarding.discard(places, kept, ACT)
    rotten, sound = (it.sha256 for it in kept)
    folder = archive.discarded_folder(places.archive, rotten)
    (folder / discarded.DESCRIPTION).write_bytes(b"{}")
    return rotten, sound


def test_what_is_discarded_is_listed_whatever_is_damaged(places, rotten_and_sound):
    rotten, sound = rotten_and_sound
    done = called(places, "quarantine", "list", "--discarded")
    assert sound[:12] in done.stdout
    assert rotten not in done.stdout
    assert f"Damaged: {places.archive}/discarded/{rotten}/discarded.json" in done.stderr
    assert done.return_value == FixityError.exit_code


def test_of_several_discarded_files_the_damaged_one_stops_no_other(
    places, rotten_and_sound
):
    rotten, sound = rotten_and_sound
    for words in (["show"], ["restore"], ["retry"], ["discard", "--reason", "x"]):
        fault = called(places, "quarantine", *words, rotten[:12]).exception
        assert isinstance(fault, FixityError)
        assert rotten in str(fault)
    assert sound in said(places, "quarantine", "show", sound[:12])
    assert "in quarantine again" in said(places, "quarantine", "restore", sound[:12])
    assert quarantine.has(places.quarantine, sound)


def test_a_register_that_lost_its_last_line_is_told(places):
    discarding.discard(places, [put_aside(places, b"1")], ACT)
    discarding.discard(places, [put_aside(places, b"2")], ACT)
    register = places.archive / "registers" / "discarded.jsonl"
    assert called(places, "archive", "verify").return_value == 0
    first, _last = register.read_bytes().splitlines(keepends=True)
    register.write_bytes(first)
    done = called(places, "archive", "verify", "--json")
    assert done.return_value == FixityError.exit_code
    assert [it["path"] for it in json.loads(done.stdout)] == [str(register)]


def test_a_register_is_whole_beside_a_discarding_that_was_cut_short(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    register = places.archive / "registers" / "discarded.jsonl"
    register.write_bytes(b"")
    assert list(discarding.unentered(places)) == []
    shutil.rmtree(places.quarantine / reason.sha256)
    assert list(discarding.unentered(places)) == [reason.sha256]


def test_a_register_with_a_damaged_key_is_told_and_stops_no_verifying(places):
    discarding.discard(places, [put_aside(places, b"1")], ACT)
    register = places.archive / "registers" / "discarded.jsonl"
    register.write_bytes(register.read_bytes().replace(b'"sha256"', b'"sha25v"'))
    done = called(places, "archive", "verify", "--json")
    assert done.return_value == FixityError.exit_code
    assert [it["path"] for it in json.loads(done.stdout)] == [str(register)]


def test_what_is_put_back_after_it_was_half_brought_back_is_not_discarded(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    (item,) = archive.discarded_items(places.archive)
    archive.enter_restored(places.archive, item, "archivist", NOW, filed=0)
    discarding.retry(places, [reason], NOW)
    assert where(places, reason.sha256) == {"inbox"}
    assert list(discarding.unentered(places)) == []


def receive(places, reason):
    """Take it into the archive, out of quarantine."""
    path = quarantine.whole_file_of(places.quarantine, reason.sha256)
    name = {"name": reason.name, "dropped_at": NOW}
    archive.receive(places.archive, path, reason.sha256, **name)
    quarantine.take_out(places.quarantine, reason)


def test_what_was_brought_back_is_missed_though_the_clock_was_set_back(places):
    reason, other = put_aside(places, b"junk"), put_aside(places, b"more")
    receive(places, other)
    drop = drops.Drop(NOW, "1", "a.pdf", reason.sha256, 4, drops.FILED)
    drops.log(places.audit, drop)
    discarding.discard(places, [reason], ACT)
    ahead = replace(ACT, at=NOW + timedelta(hours=2))
    items = list(archive.discarded_items(places.archive))
    discarding.restore(places, items, ahead, str)
    receive(places, reason)
    desk = Desk(places, None, "rus", Limits())
    assert not ingest.is_kept(reason.sha256, desk)
    drops.log(places.audit, replace(drop, at=NOW + timedelta(hours=1), token="2"))
    assert ingest.is_kept(reason.sha256, desk)
    assert list(reports.lost(places)) == []
    archive.remove_received(places.archive, reason.sha256)
    assert [it.name for it in reports.lost(places)] == [reason.sha256]
