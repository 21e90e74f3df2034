"""Real processes that watch a workspace in a storm."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.inbox import drops
from pipeline.model import Places
from tests.institute import Institute

_MOST_SECONDS = 240.0
_PAUSE_SECONDS = 0.05

Process = subprocess.Popen[bytes]


@contextmanager
def started(root: Path) -> Iterator[Process]:
    """A `watch` with all that it starts, killed at the end."""
    process = subprocess.Popen(
        Institute(root).command("watch"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=Institute.environment() | {"PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        killed(process)
        assert process.stderr is not None
        process.stderr.close()


def killed(process: Process) -> None:
    """Kill it; what it started ends by itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def killed_after(root: Path, seconds: float) -> None:
    """Let one watch, and kill it so long after it has begun to."""
    with started(root) as process:
        says(process, "Watching")
        time.sleep(seconds)


def until_done(root: Path) -> str:
    """Take in all there is, by a process; what it said if it failed."""
    done = subprocess.run(
        Institute(root).command("watch", "--once"),
        capture_output=True,
        text=True,
        env=Institute.environment(),
        timeout=_MOST_SECONDS,
        check=False,
    )
    return "" if done.returncode == 0 else f"watch ended: {done.stdout}{done.stderr}"


def says(process: Process, words: str) -> None:
    """Wait until it says that.

    Raises:
        AssertionError: It ends before, or never does.
    """
    assert process.stderr is not None
    os.set_blocking(process.stderr.fileno(), False)
    heard, until = b"", time.monotonic() + _MOST_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        while words.encode() not in heard:
            assert time.monotonic() < until, heard.decode()
            if selector.select(_PAUSE_SECONDS):
                more = process.stderr.read()
                assert more, f"it ended: {heard.decode()}"
                heard += more


def is_logged(places: Places, digest: str) -> None:
    """Wait until those bytes are in the log of drops.

    Raises:
        AssertionError: They never come there.
    """
    until = time.monotonic() + _MOST_SECONDS
    while not drops.of_bytes(places.audit, digest):
        assert time.monotonic() < until, digest
        time.sleep(_PAUSE_SECONDS)


def stopped(process: Process) -> None:
    """Ask it to stop; it must do so in order.

    Raises:
        AssertionError: It does not.
    """
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=_MOST_SECONDS) == 0
