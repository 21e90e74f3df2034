"""What `groups show` says of the people of a group."""

from datetime import date

import pytest

from pipeline import messages
from pipeline.cli import groupcard
from pipeline.model import Movement, Trainee

MOVED = Trainee(
    "T01",
    "Литвин",
    "Яна",
    joined=Movement(date(2026, 2, 3), "№ 5-З"),
    renamed=(Movement(date(2026, 3, 4), former_surname="Коваль"),),
    left=Movement(date(2026, 5, 6)),
)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "joined 03.02.2026, order № 5-З; Коваль until 04.03.2026; left 06.05.2026",
        ),
        (
            "ru",
            "зачисление 03.02.2026, приказ № 5-З; до 04.03.2026 – Коваль; "
            "отчисление 06.05.2026",
        ),
    ],
)
def test_comings_and_goings_are_told_with_day_and_order(monkeypatch, language, told):
    monkeypatch.setattr(messages, "_language", language)
    assert groupcard.movements(MOVED) == told
    assert groupcard.movements(Trainee("T02", "Ким", "Вера")) == ""
