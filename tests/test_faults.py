"""Whatever breaks in the middle of the intake, nothing is lost."""

from pathlib import Path

import pytest

from tests.faults import calls, workplace
from tests.faults.workplace import Workplace

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SAMPLE = 3
"""Points of each fault; `make faults` tries them all."""


@pytest.fixture(scope="module", autouse=True)
def _calls_can_be_watched():
    if not calls.is_possible():
        pytest.skip("this machine does not let us watch system calls")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Workplace:
    return workplace.make(tmp_path_factory.mktemp("faults") / "place")
