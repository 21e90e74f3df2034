"""What `watch` says, and that nothing of it can end the intake."""

from pathlib import Path

import pytest

from pipeline.cli import telling
from pipeline.errors import FixityError

ODD = UnicodeEncodeError("ascii", "ж", 0, 1, "not in range")


@pytest.mark.parametrize("fault", [FixityError(Path("record")), ODD])
def test_what_cannot_be_said_is_logged_and_harms_nothing(caplog, fault):
    def say(_words: str) -> None:
        raise fault

    telling.unheard(say)("filed")
    assert str(fault) in caplog.text


def test_nobody_who_hears_is_no_fault(caplog):
    def say(_words: str) -> None:
        raise BrokenPipeError

    telling.unheard(say)("filed")
    assert caplog.text == ""
