"""The first steps of a storm; `make storm` is the whole."""

import pytest

from tests.storm import run

pytestmark = pytest.mark.slow

STEPS, LONG = 40, 20


def test_whatever_happens_to_an_inbox_nothing_is_lost():
    with run.quick_folder() as folder, run.workspace(folder):
        storm = run.blown(STEPS, LONG)
    assert not storm.violation
    assert sum(storm.steps.values()) >= STEPS
