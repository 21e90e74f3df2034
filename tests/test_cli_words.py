"""Codes in words for people."""

import pytest

from pipeline import messages
from pipeline.cli import words


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
