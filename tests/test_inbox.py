"""Which files of the inbox are taken, and when."""

import contextlib
import errno
import os
import socket
import subprocess
import sys
import time

import pytest

from pipeline import inbox, reasons
from pipeline.inbox import writers


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


def test_what_is_no_file_is_left_alone_and_told(tmp_path, poller, clock, monkeypatch):
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
        monkeypatch.chdir(folder)  # a socket's name has 107 bytes at most
        listener.bind("s.pdf")
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


def test_the_waker_wakes_early_and_else_at_the_time_out(tmp_path):
    with inbox.Waker(tmp_path) as waker:
        waker.wait(0.01)
        (tmp_path / "a.pdf").write_text("x")
        waker.wait(5)


def test_a_folder_that_cannot_be_observed_is_no_error(tmp_path):
    with inbox.Waker(tmp_path / "gone") as waker:
        waker.wait(0.01)
