"""Commands that are ended from outside while LibreOffice works."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline import workspace
from pipeline.forms import batches
from tests import forms_templates


@pytest.fixture
def begun(tmp_path, monkeypatch) -> Path:
    """Written by a LibreOffice that never ends, with the number of its child."""
    noted = tmp_path / "begun"
    fake = tmp_path / "bin" / "soffice"
    fake.parent.mkdir()
    fake.write_text(
        f"#!/bin/sh\nsleep 1000 & echo $! >{noted}.new; mv {noted}.new {noted}; wait\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    return noted


def wait_until(happened) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_over(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_puts_away_what_it_began(tmp_path, begun, number):
    root = workspace.make(tmp_path / "ws", "migip", 2026)
    asked = ["--workspace", str(root), "forms", "preview", "journal", "--blank"]
    command = [sys.executable, "-m", "pipeline", *asked]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=Path.cwd()) as preview:
        wait_until(begun.exists)
        preview.send_signal(number)
        _out, said = preview.communicate(timeout=60)
    assert preview.returncode == 128 + number
    assert b"Traceback" not in said
    assert not list((root / ".podshivka" / "scratch").glob("*/"))
    wait_until(lambda: is_over(int(begun.read_text())))


@pytest.mark.slow
def test_a_hangup_that_is_ignored_ends_nothing(tmp_path, begun):
    root = workspace.make(tmp_path / "ws", "migip", 2026)
    asked = ["--workspace", str(root), "forms", "preview", "journal", "--blank"]
    command = ["nohup", sys.executable, "-m", "pipeline", *asked]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as preview:
        wait_until(begun.exists)
        preview.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            preview.wait(0.5)
        preview.terminate()
    assert preview.returncode == 128 + signal.SIGTERM


def test_whoever_breaks_off_waits_for_no_libreoffice(tmp_path, begun):
    document = tmp_path / "a.docx"
    forms_templates.new_document().save(document)
    since = time.monotonic()
    with (
        suppress(KeyboardInterrupt),
        batches.Offices(tmp_path, 1, seconds_each=60) as offices,
    ):
        offices.send([document], 1)
        wait_until(begun.exists)
        raise KeyboardInterrupt
    assert time.monotonic() - since < 30
