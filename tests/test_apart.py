"""The process apart, which is real here: what it may not do to us."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import apart
from pipeline.apart import Limits, answers, faults, process
from pipeline.apart.stopwatch import Stopwatch
from pipeline.errors import FixityError, ScanError

QUICK = Limits(seconds=0.4)
ASKS = """
from pipeline import apart
with apart.Process(apart.Limits()) as process:
    print(*process.ask("tests.trickling:mine", (), str, 1), flush=True)
    asked = "tests.trickling:slow", (1, 1.0), str, 1, apart.Limits(seconds=4.0)
    print(*process.ask(*asked), flush=True)
"""


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The server that processes are forked from has loaded its libraries."""
    assert apart.run("tests.trickling:sound", (3,), str, Limits(), 3) == (
        *("0", "1", "2"),
    )


def refusal(task: str, *arguments: object, limits: Limits = QUICK, most: int = 5):
    start = time.monotonic()
    with pytest.raises(ScanError) as refused:
        apart.run(f"tests.trickling:{task}", arguments, str, limits, most)
    return refused.value.code, time.monotonic() - start


def test_an_answer_that_trickles_does_not_hold_us(tmp_path):
    code, seconds = refusal("byte_by_byte", str(tmp_path / "pid"))
    assert code == "too_long"
    assert seconds < 5
    child = (tmp_path / "pid").read_text(encoding="ascii")
    assert not Path("/proc", child).exists()


def test_answers_that_come_just_in_time_are_bounded_together():
    pause_s = QUICK.seconds * 0.75
    code, seconds = refusal("endless", pause_s, most=10_000)
    assert code == "too_long"
    assert seconds < 30


def test_answers_to_all_questions_are_bounded_together():
    asked = ("tests.trickling:slow", (5, QUICK.seconds * 0.75), str, 5)
    with apart.Process(QUICK) as process:
        for _enough_for_three in range(3):
            process.ask(*asked)
        with pytest.raises(ScanError, match="too_long"):
            process.ask(*asked)


def test_there_are_no_more_answers_than_were_asked_for():
    assert refusal("endless", 0.0, limits=Limits())[0] == "crashed"
    assert len(apart.run("tests.trickling:sound", (5,), str, Limits(), 5)) == 5


def test_an_answer_of_any_length_comes_whole():
    content = bytes(range(256)) * 4096
    text = content.hex()
    (told,) = apart.run("tests.trickling:echo", (text,), str, Limits(), 1)
    assert told == text


def test_a_length_that_nobody_means_is_no_answer(tmp_path):
    path = tmp_path / "answer"
    path.write_bytes(b"\xff\xff\xff\xff" + b"x" * 64)
    with path.open("rb") as stream, pytest.raises(EOFError):
        answers.receive(stream.fileno(), time.monotonic() + 5)


def test_one_process_is_asked_many_things():
    with apart.Process(Limits()) as process:
        first = process.ask("tests.trickling:mine", (), str, 1)
        assert process.ask("tests.trickling:mine", (), str, 1) == first
        assert process.ask("tests.trickling:sound", (2,), str, 2) == ("0", "1")
    assert not Path("/proc", *first).exists()


def test_a_process_that_died_is_started_anew():
    with apart.Process(Limits()) as process:
        first = process.ask("tests.trickling:mine", (), str, 1)
        with pytest.raises(ScanError, match="crashed"):
            process.ask("tests.trickling:die", (), str, 1)
        assert process.ask("tests.trickling:mine", (), str, 1) != first


@pytest.mark.slow
@pytest.mark.parametrize("both", [False, True])
def test_who_is_stopped_for_a_while_has_not_waited_too_long(both):
    command = [sys.executable, "-c", ASKS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as it:
        apart_from_it = int(it.stdout.readline())
        stopped = (it.pid, apart_from_it) if both else (it.pid,)
        time.sleep(0.3)
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in stopped:
                os.kill(pid, number)
            time.sleep(5.0 * (number == signal.SIGSTOP))
        assert it.stdout.readline() == b"0\n"


def test_what_a_killed_process_wrote_meanwhile_goes_with_it(tmp_path):
    told = tmp_path / "folder"
    assert refusal("write_and_wait", str(told), limits=Limits(seconds=3))[0]
    folder = Path(told.read_text(encoding="utf-8"))
    assert folder.parent.name.startswith("podshivka-")
    assert not folder.parent.exists()


def test_what_it_wrote_goes_though_we_are_killed(tmp_path):
    told = tmp_path / "folder"
    code = (
        "from pipeline import apart;"
        f"asked = 'tests.trickling:write_and_wait', ({str(told)!r},);"
        "apart.run(*asked, str, apart.Limits(), 1)"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as it:
        while not told.exists() or not told.read_text(encoding="utf-8"):
            time.sleep(0.05)
        it.kill()
    folder = Path(told.read_text(encoding="utf-8")).parent
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()


def test_a_limit_of_the_system_stays():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000));"
        "from pipeline import apart; asked = 'tests.trickling:most_cpu_seconds', ();"
        "print(*apart.run(*asked, str, apart.Limits(), 1))"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == "1000\n"


def test_a_watch_does_not_count_while_nobody_could_look_at_it():
    seconds = [0.0]
    watch = Stopwatch(lambda: seconds[0])
    for now, counted in ((1.0, 1.0), (1.5, 1.5), (61.5, 3.5), (62.0, 4.0)):
        seconds[0] = now
        assert watch() == counted


def test_an_answer_that_lies_there_is_taken_though_the_time_is_up(tmp_path):
    path = tmp_path / "answer"
    path.write_bytes(b"\0\0\0\1x")
    with path.open("rb") as stream:
        assert answers.receive(stream.fileno(), time.monotonic() - 60) == b"x"


def test_what_the_system_fails_in_is_no_fault_of_the_file():
    with apart.Process(Limits()) as process:
        with pytest.raises(OSError, match="Input/output") as failed:
            process.ask("tests.trickling:fail", ("share",), str, 1)
        assert failed.value.errno == errno.EIO
        with pytest.raises(FixityError) as damaged:
            process.ask("tests.trickling:fail", ("ours",), str, 1)
        assert damaged.value.path == Path("/issued/2026/layout.json")


@pytest.mark.parametrize("fault", ["picture", "decoder", "place", "files", "terminal"])
def test_what_a_file_may_bring_about_is_its_own_fault(fault):
    assert refusal("fail", fault, limits=Limits())[0] == "crashed"


def test_a_file_that_fills_a_disk_which_is_empty_without_it_is_too_large(monkeypatch):
    assert refusal("fail", "full", limits=Limits())[0] == "too_large"
    monkeypatch.setattr(process, "_ROOM_MB", 1 << 40)
    with pytest.raises(OSError, match="No space"):
        apart.run("tests.trickling:fail", ("full",), str, Limits(), 1)


@pytest.mark.parametrize(
    "said", [b"", b"nothing", b"-5", b"99999999", b"//a\xff", b"//" + b"x" * 5000]
)
def test_a_fault_that_there_is_not_is_none(said):
    with pytest.raises(ValueError, match=r"."):
        faults.read(said)


def test_bytes_of_any_length_come_as_they_are(monkeypatch):
    monkeypatch.setattr(answers, "LONGEST_BYTES", 1 << 20)
    pieces = list(answers.pieces(bytes(range(256)) * 4096))
    assert len(pieces) == 4
    assert b"".join(pieces) == bytes(range(256)) * 4096
    (content,) = apart.run("tests.trickling:raw", (5000,), bytes, Limits(), 1)
    assert content == bytes(5000)


def test_a_question_that_nobody_reads_is_given_up():
    source, target = os.pipe()
    os.set_blocking(target, False)
    with pytest.raises(TimeoutError):
        answers.send(target, bytes(1 << 20), time.monotonic() + 0.1)
    os.close(source)
    os.close(target)
