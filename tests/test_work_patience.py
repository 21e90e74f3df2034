"""What cannot be taken in yet: it waits, is told once, and is tried again."""

import contextlib
import errno
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import disk, inbox, reports
from pipeline.errors import ChangedError, FixityError, UsageError
from pipeline.inbox import drops, writers
from pipeline.work import Watch, only_watcher, running, steps
from pipeline.work.patience import Patience
from tests import watchroom
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


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.usefixtures("english")
def test_names_are_told_only_where_they_may(tmp_path, nameless):
    warned: list[str] = []
    clock = Clock()
    path = tmp_path / "Иванова.pdf"
    poller = SimpleNamespace(left_alone=lambda: [inbox.LeftAlone(path, "too_large")])
    watch = Watch(None, None, poller, lambda _drop: None, warned.append, clock=clock)
    watch.nameless = nameless
    watch._warn_of_blocked(path, PermissionError(errno.EACCES, "no"))
    watch._tell_of_left()
    watch._put_off(inbox.Claim("20260512T100000000000Z-0a1b2c3d", path))
    assert ["Иванова" in it for it in warned] == [not nameless] * 3
    assert ["podshivka status" in it for it in warned] == [nameless] * 3
    assert ("0a1b2c3d" in warned[2]) == nameless


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EIO, os.strerror(errno.EIO), "Иванова.pdf"), "the disk does"),
        (ChangedError(Path("Иванова.pdf")), ""),
        (FileNotFoundError("Иванова.pdf"), ""),
        (
            caused(
                UsageError("Иванова.pdf"),
                PermissionError(errno.EACCES, os.strerror(errno.EACCES), "Иванова.pdf"),
            ),
            "there is no right to that",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_the_journal_holds_no_name_and_another_log_the_whole_error(error, said):
    told = steps.logged(error, nameless=True)
    assert told.startswith(f"{type(error).__name__}: {said}".removesuffix(": "))
    assert "Иванова" not in told
    whole = steps.logged(error, nameless=False)
    assert "Иванова.pdf" in whole
    assert whole == str(error) or whole.startswith(f"Иванова.pdf: {said}")


@pytest.mark.parametrize("nameless", [True, False])
def test_a_fault_is_logged_with_its_remedy_where_names_may_be_told(caplog, nameless):
    watch = Watch(None, None, None, lambda _drop: None, lambda _said: None)
    watch.nameless = nameless
    watch._tell_fault("later", UsageError("Close Иванова.db."))
    said = "UsageError" if nameless else "Close Иванова.db."
    assert [it.getMessage() for it in caplog.records] == [f"later: {said}"]


@pytest.fixture
def room(tmp_path, monkeypatch):
    with watchroom.hasty(tmp_path, monkeypatch) as opened:
        yield opened


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
def test_a_file_that_a_scanner_has_open_waits_for_its_last_page(room):
    path = room.drop("a.pdf")
    with path.open("ab") as scanner:
        skip_where_nothing_is_known_of_writers(path)
        room.look()
        assert waits(room) == [("a.pdf", "another program still writes it")]
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
        f"{path} cannot be taken and stays in the inbox: another program still writes "
        "it."
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
@pytest.mark.parametrize("nameless", [True, False])
def test_a_claim_at_which_the_program_errs_holds_up_no_others(
    room, monkeypatch, caplog, nameless
):
    faulty = disk.sha256(room.drop("a.pdf"))
    submit = room.engine.submit

    def erring(claim, sha256):
        if sha256 == faulty:
            raise KeyError(claim.name)
        return submit(claim, sha256)

    monkeypatch.setattr(room.engine, "submit", erring)
    room.watch.nameless = nameless
    room.drop("b.pdf")
    room.look()
    room.look()
    assert [it.name for it in room.told] == ["b.pdf"]
    assert [it.path.name for it in inbox.claimed(room.desk.places.claimed)] == ["a.pdf"]
    assert "cannot be taken in now: " in caplog.text
    assert "KeyError" in caplog.text
    assert ("a.pdf" in caplog.text) is not nameless
    assert len(room.warned) == 1


@pytest.mark.slow
def test_until_empty_ends_with_what_was_given_up(room):
    break_quarantine(room)
    room.drop("a.pdf")
    stepping = threading.Timer(0.3, lambda: setattr(room.clock, "now", 200.0))
    stepping.start()
    room.watch.until_empty()
    assert names(it.path for it in inbox.claimed(room.desk.places.claimed)) == ["a.pdf"]
    assert room.told == room.warned == []
