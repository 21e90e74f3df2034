"""Differences between papers and data, in words."""

import pytest

from pipeline import messages
from pipeline.agreement import Change, Difference, Remedy
from pipeline.cli import disagreements

DOCUMENT_ID = "7K3Q9ZC2M4"


def moved(number):
    return Difference(
        Change.SESSION_MOVED,
        f"S{number}",
        "date",
        "2026-02-02",
        "2026-02-03",
        "Введение",
    )


@pytest.mark.parametrize(
    ("difference", "english", "russian"),
    [
        (
            moved(1),
            "the session of 02.02.2026 (Введение) is on 03.02.2026 now",
            "занятие «Введение» перенесено с 02.02.2026 на 03.02.2026",
        ),
        (
            Difference(Change.LEFT, "T1", "left", "2026-02-02", "", "Ким Л.О."),
            "Ким Л.О. did not leave the group",
            "Ким Л.О.: отчисления не было, а напечатано «отчислен(а)»",
        ),
        (
            Difference(Change.COMMISSION, "member-2", "name", "Ким Л.О.", "Юн О.Л."),
            "commission, member 2: “Юн О.Л.” now, not “Ким Л.О.”",
            "комиссия, член комиссии 2: теперь «Юн О.Л.», напечатано «Ким Л.О.»",
        ),
        (
            Difference(Change.COMMISSION, "", "order", "1-К 2026-02-02", "2-К"),
            "commission, order: “2-К” now, not “1-К 2026-02-02”",
            "комиссия, приказ: теперь «2-К», напечатано «1-К 2026-02-02»",
        ),
        (
            Difference(Change.UNIT, "U1", "hours", "16", "20", "Теория"),
            "discipline “Теория”: number of hours is “20” now, not “16”",
            "дисциплина «Теория», часов: теперь «20», напечатано «16»",
        ),
    ],
)
def test_a_difference_is_a_sentence(monkeypatch, difference, english, russian):
    for language, sentence in (("en", english), ("ru", russian)):
        monkeypatch.setattr(messages, "_language", language)
        assert disagreements.sentence(difference) == sentence


def test_a_long_list_ends_with_the_command_that_shows_all(monkeypatch, capsys):
    monkeypatch.setattr(messages, "_language", "en")
    came = Difference(
        Change.JOINED, "T9", "", "", "", "Ким Л.О.", remedy=Remedy.SUPPLEMENT
    )
    disagreements.say_all(DOCUMENT_ID, [*map(moved, range(7)), came])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert lines[5] == f"  … and 3 more: podshivka issued show {DOCUMENT_ID}"
    assert f"podshivka issued void {DOCUMENT_ID}" in lines[6]
    assert f"podshivka issued supplement {DOCUMENT_ID}" in lines[7]
