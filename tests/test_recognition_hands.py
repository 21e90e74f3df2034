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


def hold(hands: Hands) -> None:
    with hands.held(2):
        pass


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


def test_who_comes_first_has_a_hand_first():
    hands, order = Hands(), []

    def work(name: int) -> None:
        with hands.held(1):
            order.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    with hands.held(1):
        for count, thread in enumerate(threads, 1):
            thread.start()
            wait_for(lambda count=count: len(hands._waiting) == count)
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_a_hand_is_spare_when_it_is_free_and_nobody_waits():
    hands = Hands()
    with hands.spare(2) as first, hands.held(2), hands.spare(2) as third:
        assert (first, third) == (True, False)
        waiter = threading.Thread(target=hold, args=(hands,))
        waiter.start()
        wait_for(hands.are_awaited)
        with hands.spare(9) as more:
            assert not more
    waiter.join()
    assert not hands.are_awaited()


def test_a_hand_is_free_again_after_a_failure():
    hands = Hands()
    with pytest.raises(KeyError), hands.held(1):
        {}["a failure"]
    with hands.held(1):
        assert hands._held == 1
