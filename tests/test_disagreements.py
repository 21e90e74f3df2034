"""Differences between papers and data, in words."""

from dataclasses import replace

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
            "commission, order: “2-К” now, not “1-К of 02.02.2026”",
            "комиссия, приказ: теперь «2-К», напечатано «1-К от 02.02.2026»",
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


CAME = Difference(Change.JOINED, "T9", "", "", "", "Ким Л.О.", remedy=Remedy.SUPPLEMENT)


def test_the_remedy_of_each_kind_follows_the_differences_of_a_paper(
    monkeypatch, capsys
):
    monkeypatch.setattr(messages, "_language", "en")
    disagreements.say_all(DOCUMENT_ID, [*map(moved, range(7)), CAME])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert f"podshivka issued void {DOCUMENT_ID}" in lines[8]
    assert f"podshivka issued supplement {DOCUMENT_ID}" in lines[9]


def test_a_change_is_told_once_with_the_papers_that_it_touches(monkeypatch, capsys):
    monkeypatch.setattr(messages, "_language", "en")
    found = {f"ID{n}": [moved(1), CAME] for n in range(300)}
    found["ID0"] = [moved(1)]
    assert disagreements.say_by_change("ГТ-12", found, every=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert "The data of group ГТ-12 have changed" in lines[0]
    assert "podshivka issued void ID --reason" in lines[1]
    assert lines[2].endswith("(Введение) is on 03.02.2026 now")
    assert lines[3].strip() == (
        "in 300 documents: ID0, ID1, ID2, ID3, ID4, ID5 and 294 more"
    )
    assert "podshivka issued supplement ID" in lines[4]
    assert lines[6].strip().startswith("in 299 documents: ID1, ")


def test_a_group_that_changed_altogether_fills_no_screens(monkeypatch, capsys):
    monkeypatch.setattr(messages, "_language", "en")
    found = {"ID1": [replace(moved(1), name=f"Тема {n}") for n in range(50)]}
    assert disagreements.say_by_change("ГТ-12", found, every=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 2 * 20 + 1
    assert lines[-1].strip() == "… and 30 more"
    assert not disagreements.say_by_change("ГТ-12", found, every=True)
    assert len(capsys.readouterr().out.splitlines()) == 2 + 2 * 50
    assert not disagreements.say_by_change("ГТ-12", {"ID1": [moved(1)]}, every=False)
