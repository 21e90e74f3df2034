"""What is noted of records that could not be read."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import disk
from pipeline.inbox import unread, waits
from pipeline.inbox.unread import PAUSES, Unread

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
NOBODY = 65534


def found(code=unread.OCR_FAILED, at=NOW, said="no answer"):
    return Unread("7K3Q9ZC2M4", "review/7K3Q9ZC2M4", code, said, at)


def test_what_fails_is_tried_later_and_later_and_then_given_up(tmp_path):
    at, pauses = NOW, []
    for _try in PAUSES:
        unread.failed(tmp_path, found(at=at))
        (noted,) = unread.read(tmp_path)
        pauses.append(noted.again_at - at)
        at = noted.again_at
        assert noted.is_due(at)
        assert not noted.is_due(at - timedelta(seconds=1))
    assert pauses == sorted(pauses) == list(PAUSES)
    unread.failed(tmp_path, found(at=at))
    (noted,) = unread.read(tmp_path)
    assert (noted.tries, noted.again_at, noted.since) == (len(PAUSES) + 1, None, NOW)
    assert not noted.is_due(at + timedelta(days=1000))


def test_what_a_clock_that_went_wrong_put_off_is_tried_at_once(tmp_path):
    unread.failed(tmp_path, found(at=NOW.replace(year=2099)))
    (noted,) = unread.read(tmp_path)
    assert noted.is_due(NOW)
    unread.begin(tmp_path, [noted], NOW)
    (noted,) = unread.read(tmp_path)
    assert not noted.is_due(NOW)


def test_what_was_given_up_is_tried_anew_when_a_person_asks(tmp_path):
    for _try in range(len(PAUSES) + 1):
        unread.failed(tmp_path, found())
    unread.try_anew(tmp_path, [found()])
    (noted,) = unread.read(tmp_path)
    assert (noted.tries, noted.is_due(NOW)) == (0, True)


def test_to_wait_for_a_program_is_no_try(tmp_path):
    later = NOW + timedelta(days=9)
    for at in (NOW, later):
        unread.wait(tmp_path, [found(unread.OCR_MISSING, at, "")])
    (noted,) = unread.read(tmp_path)
    assert (noted.tries, noted.since, noted.is_due(later)) == (0, NOW, True)
    unread.begin(tmp_path, [noted], later)
    (noted,) = unread.read(tmp_path)
    assert not noted.is_due(later)


def test_a_try_that_failed_before_it_was_noted_is_tried_again_as_soon(tmp_path):
    unread.failed(tmp_path, found())
    (due,) = unread.read(tmp_path)
    unread.failed(tmp_path, found())
    unread.begin(tmp_path, [due], NOW)
    (noted,) = unread.read(tmp_path)
    assert noted.again_at == NOW + PAUSES[1]


def test_what_is_read_is_forgotten(tmp_path):
    unread.failed(tmp_path, found())
    unread.forget(tmp_path, ["RF1E03TZFJ"])
    assert len(unread.read(tmp_path)) == 1
    unread.forget(tmp_path, ["7K3Q9ZC2M4"])
    assert unread.read(tmp_path) == ()


def test_a_damaged_note_counts_as_none(tmp_path):
    (tmp_path / "unread.json").write_bytes(b"[{")
    assert unread.read(tmp_path) == ()
    unread.failed(tmp_path, found())
    assert len(unread.read(tmp_path)) == 1


def test_what_a_program_says_is_kept_on_one_line_that_commands_no_terminal(tmp_path):
    unread.failed(tmp_path, found(said="a\n\x1b[31mb" + "c" * 999))
    (noted,) = unread.read(tmp_path)
    assert noted.detail.startswith("a ")
    assert "\x1b" not in noted.detail
    assert len(noted.detail) < 250


def test_what_a_killed_writer_left_goes_with_the_next_note(tmp_path):
    for name in ("unread.json", "waits.json", "other.json"):
        (tmp_path / f".{name}.0123abcd.new").write_bytes(b"")
    unread.failed(tmp_path, found())
    waits.write(tmp_path, ())
    left = {it.name for it in tmp_path.glob(".*.new")}
    assert left == {".other.json.0123abcd.new"}


def by_somebody_else(ask, folder):
    """What another user is told there, who may read it and no more."""
    child = os.fork()
    if not child:
        answer = False
        try:
            os.chdir(folder)
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            answer = ask(Path())
        finally:
            os._exit(answer)
    return bool(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def test_who_may_only_read_the_lock_is_told_that_somebody_watches(tmp_path):
    tmp_path.chmod(0o755)
    lock = tmp_path / waits.LOCK
    with disk.locked(lock):
        lock.chmod(0o444)
        assert by_somebody_else(waits.is_watched, tmp_path)
    assert not by_somebody_else(waits.is_watched, tmp_path)
