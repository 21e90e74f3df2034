import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline import programs
from pipeline.errors import MissingProgramError, ProgramError

SHELL = programs.Program("a shell", ("no-such-shell", "sh"), "apt-get install dash")
LIMITS = programs.Limits(seconds=20)


def run(script: str, **options):
    return programs.run(SHELL, ["-c", script], **({"limits": LIMITS} | options))


def test_what_a_program_says_comes_back():
    said = run("echo out; echo err >&2")
    assert said.output == b"out\n"
    assert said.last_words == "err"


def test_a_missing_program_is_named_with_its_remedy():
    missing = programs.Program("Frobnicator", ("frobnicator",), "apt-get install frob")
    assert not programs.is_installed(missing)
    with pytest.raises(MissingProgramError, match="apt-get install frob"):
        programs.find(missing)


def test_a_failure_brings_the_last_words():
    with pytest.raises(ProgramError, match=r"exit code 3\. bad luck"):
        run("echo bad luck >&2; exit 3")


def test_a_program_that_hangs_is_killed_with_its_children(tmp_path):
    script = f"(sleep 60; touch {tmp_path}/late) & echo $! > {tmp_path}/pid; sleep 60"
    with pytest.raises(ProgramError, match="no answer"):
        run(script, limits=programs.Limits(seconds=0.5))
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def test_a_grandchild_that_holds_the_pipe_holds_nobody_up():
    begun = time.monotonic()
    assert run("sleep 30 & echo done").output == b"done\n"
    assert time.monotonic() - begun < 10


def test_output_is_limited():
    with pytest.raises(ProgramError):
        run("yes | head -c 9000000", limits=programs.Limits(20, output_mb=1))


def test_a_lower_limit_of_the_system_stays():
    script = """
import resource
from pipeline import programs
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
programs.limit_ourselves(resource.RLIMIT_FSIZE, 1 << 30)
print(resource.getrlimit(resource.RLIMIT_FSIZE))
"""
    said = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert said == f"{(1 << 20, 1 << 20)}\n"


def test_memory_is_limited():
    python = programs.Program("Python", (sys.executable,), "")
    greedy = ["-c", "print(len(bytes(600_000_000)))"]
    assert programs.run(python, greedy, limits=LIMITS).output == b"600000000\n"
    with pytest.raises(ProgramError, match="MemoryError"):
        programs.run(python, greedy, limits=programs.Limits(20, memory_mb=400))


def test_a_child_gets_a_clean_environment(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "ru")
    monkeypatch.setenv("SECRET", "x")
    said = run("env", extra_environment={"EXTRA": "1"}).output.decode()
    assert "SECRET" not in said
    assert "LANGUAGE" not in said
    assert "EXTRA=1" in said
    assert f"PATH={os.environ['PATH']}" in said


def _wait_for(happened):
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("in_our_group", [False, True])
def test_a_program_ends_when_we_are_killed(tmp_path, in_our_group):
    noted = tmp_path / "pid"
    script = f"""
from pipeline import programs
shell = programs.Program("a shell", ("sh",), "")
programs.run(
    shell,
    ["-c", "echo $$ > {noted}.new; mv {noted}.new {noted}; exec sleep 60"],
    limits=programs.Limits(seconds=60),
    in_our_group={in_our_group},
)
"""
    with subprocess.Popen([sys.executable, "-c", script]) as us:
        _wait_for(noted.exists)
        us.kill()
    child = int(noted.read_text())
    _wait_for(lambda: not _is_alive(child))


def test_all_that_other_threads_run_can_be_ended(tmp_path):
    with ThreadPoolExecutor() as pool:
        running = pool.submit(run, f"touch {tmp_path}/begun; sleep 60 & wait")
        _wait_for((tmp_path / "begun").exists)
        programs.end_all()
        with pytest.raises(ProgramError, match="exit code -9"):
            running.result(20)


def _is_alive(process_id: int) -> bool:
    status = Path("/proc", str(process_id), "stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
