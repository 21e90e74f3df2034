"""Codes in words for people."""

import pytest

from pipeline import messages
from pipeline.cli import cells, reviewcells, words


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("teacher", "преподаватель"),
        ("member-2", "член комиссии 2"),
        ("куратор", "куратор"),
        ("зам-1", "зам-1"),
    ],
)
def test_whose_cell_it_is_is_said_in_words(subject, said, monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    assert words.signer(subject) == said


def test_a_signer_is_named_once_with_all_pages(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    lacking = [("преподаватель", page) for page in (3, 3, 4, 5, 7)] + [("ректор", 9)]
    said = "преподаватель (5: с. 3–5, 7), ректор (с. 9)"
    assert cells.signers(lacking) == said


def test_very_many_unsure_cells_are_told_with_what_spares_deciding_them(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    few, many = ({"zones": ["Z1"] * count} for count in (3, 400))
    assert reviewcells.advice(few) == "Неясных ячеек: 3."
    assert "в оттенках серого" in reviewcells.advice(many)
    assert reviewcells.advice({"zones": []}) == ""
