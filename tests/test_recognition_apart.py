"""The process apart, which is real here: what it may not do to us."""

import time
from pathlib import Path

import pytest

from pipeline.errors import ScanError
from pipeline.recognition import Limits, answers, apart

QUICK = Limits(seconds=0.4)


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
