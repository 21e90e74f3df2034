"""Hands: how many processes work at once."""

import threading
import time

import pytest

from pipeline.recognition.hands import Hands


def wait_for(condition) -> None:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.002)
    assert condition()


def test_who_comes_when_nobody_works_takes_all_hands_that_it_can_use():
    hands = Hands()
    with hands.held(3, most=2) as first, hands.held(3, most=3) as second:
        assert (first, second) == (2, 1)
    with hands.held(3, most=9) as count:
        assert count == 3


def test_no_more_work_at_once_than_there_are_hands():
    hands, at_work, most = Hands(), [], []

    def work() -> None:
        with hands.held(2):
            at_work.append(1)
            most.append(len(at_work))
            time.sleep(0.005)
            at_work.pop()

    threads = [threading.Thread(target=work) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8
    assert max(most) == 2


def test_nobody_takes_two_hands_while_another_waits():
    hands, held, go = Hands(), [], threading.Event()

    def work() -> None:
        with hands.held(2, most=2) as count:
            held.append(count)
            go.wait()

    threads = [threading.Thread(target=work) for _one in range(2)]
    with hands.held(2, most=2):
        for thread in threads:
            thread.start()
        wait_for(lambda: hands._waiting == 2)
    wait_for(lambda: len(held) == 2)
    go.set()
    for thread in threads:
        thread.join()
    assert held == [1, 1]


def test_a_hand_is_free_again_after_a_failure():
    hands = Hands()
    with pytest.raises(KeyError), hands.held(1):
        {}["a failure"]
    with hands.held(1) as count:
        assert count == 1
