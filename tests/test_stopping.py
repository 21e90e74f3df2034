"""`watch` as a process: stopped by signals in the midst of work, heard by nobody."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import institute, paper
from tests.institute import Institute

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Institute:
    return institute.make(tmp_path_factory.mktemp("office") / "ws")


def a_scan(path: Path, seed: int) -> Path:
    foreign = paper.paper_without_code(["СПРАВКА"], institute.rng(seed))
    return paper.save_png(institute.scan(foreign, seed), path)


def wait_until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def hanging_tesseract(folder: Path) -> Path:
    """A Tesseract that says its version, and for the rest never ends."""
    begun = folder / "begun"
    folder.mkdir()
    fake = folder / "tesseract"
    fake.write_text(
        "#!/bin/sh\n"
        f'case "$1" in --*) exec {shutil.which("tesseract")} "$@";; esac\n'
        f"echo $$ > {begun}.new; mv {begun}.new {begun}; exec sleep 1000\n"
    )
    fake.chmod(0o755)
    return begun


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except OSError:
        return False


@contextmanager
def watching(office: Institute, **variables: str) -> Iterator["subprocess.Popen[str]"]:
    with office.start("watch", **variables) as watch:
        try:
            yield watch
        finally:
            watch.kill()


def stopped(watch: "subprocess.Popen[str]", number: signal.Signals) -> list[str]:
    """What a watcher said until it ended in order, as it must within 10 seconds."""
    sent = time.monotonic()
    watch.send_signal(number)
    said, _nothing = watch.communicate(timeout=60)
    assert time.monotonic() - sent < 10
    assert watch.returncode == 0, said
    assert "Traceback" not in said
    return said.splitlines()


def test_watch_stops_in_order_though_ocr_hangs(office, tmp_path):
    begun = hanging_tesseract(tmp_path / "bin")
    path = f"{begun.parent}{os.pathsep}{os.environ['PATH']}"
    a_scan(office.inbox("first.png"), 8)
    with watching(office, PATH=path) as watch:
        wait_until(begun.exists)
        said = stopped(watch, signal.SIGTERM)
    assert said[-1] == "Stopped. Files that are not in their place yet: 0."
    wait_until(lambda: not is_alive(int(begun.read_text())))


@pytest.fixture
def heeding_hangups() -> Iterator[None]:
    """Processes that are started heed SIGHUP, though who started the tests does not."""
    former = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, former)


@pytest.mark.usefixtures("heeding_hangups")
def test_watch_stops_in_order_while_a_file_is_looked_at(office):
    a_scan(office.inbox("second.png"), 9)
    with watching(office) as watch:
        wait_until(lambda: not office.inbox("second.png").exists())
        assert stopped(watch, signal.SIGHUP)[-1].startswith("Stopped.")


@pytest.mark.long
def test_what_was_broken_off_goes_on_though_nobody_can_be_told(tmp_path):
    office = institute.make(tmp_path / "ws")
    a_scan(office.inbox("first.png"), 8)
    with watching(office) as watch:
        wait_until(lambda: not office.inbox("first.png").exists())
        stopped(watch, signal.SIGTERM)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            office.command("watch", "--once"),
            stdout=full,
            stderr=full,
            env=office.environment(),
            timeout=300,
            check=False,
        )
    assert done.returncode == 0
    outcomes = {it["name"]: it["outcome"] for it in office.ask("log")}
    assert outcomes == {"first.png": "filed"}
    status = office.ask("status")
    assert status["enriching"] == len(status["claimed"]) == 0
    assert status["review"] == 1
