"""What commands take from the command line, and what they write for programs."""

import json

import click
import pytest

from pipeline import messages
from pipeline.cli import app, base
from pipeline.cli.commands import Numbers
from pipeline.errors import ScanError


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2", (2,)), ("2,5", (2, 5)), ("3-5, 1", (3, 4, 5, 1)), ("999", (999,))],
)
def test_numbers_of_pages_are_taken_in_their_order(typed, meant):
    assert Numbers().convert(typed, None, None) == meant


@pytest.mark.parametrize(
    "typed", ["", "0", "2,5-3", "3-", "-3", "1000", "1-999999999999", "9" * 5000, "2;3"]
)
def test_what_are_no_numbers_of_pages_is_refused_as_a_whole(typed):
    with pytest.raises(click.BadParameter, match="999"):
        Numbers().convert(typed, None, None)


@pytest.fixture
def _speaking_english(monkeypatch):
    monkeypatch.setattr(messages, "_language", "en")  # run chooses it anew
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")


@pytest.mark.usefixtures("_speaking_english")
@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (["search", "\udcef\udcf0"], "QUERY"),
        (["cases", "reopen", "03-07", "--reason", "\udcef"], "--reason"),
        (["--as", "\udcef", "cases", "list"], "--as"),
        (["search", "x", "--group", "\udcef"], "--group"),
        (["\udccf"], "COMMAND"),
        (["forms", "\udccf"], "COMMAND"),
    ],
)
def test_words_in_another_encoding_are_refused_in_a_sentence(typed, where, capsys):
    assert app.run(typed) == 2
    said = capsys.readouterr().err
    assert where in said
    assert "no text in UTF-8" in said


@pytest.mark.usefixtures("_speaking_english")
def test_a_path_may_be_in_any_encoding(tmp_path, capsys):
    file = tmp_path / "\udcef.pdf"
    file.write_text("")
    assert app.run(["--workspace", str(tmp_path), "ingest", str(file)]) == 3
    assert "no text" not in capsys.readouterr().err


def test_what_is_no_text_in_a_name_is_escaped_in_json(capsys):
    base.say_json({"path": "/srv/w\udcff\\x/папка"})
    assert json.loads(capsys.readouterr().out) == {"path": "/srv/w\\xff\\x/папка"}


@pytest.mark.usefixtures("_speaking_english")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("too_long", "took too long and was broken off. Try again; if it stays so, "),
        ("encrypted", "protected by a password. Save it without a password"),
    ],
)
def test_why_a_file_cannot_be_read_is_said_in_words(code, said, monkeypatch, capsys):
    def refuse(*_arguments, **_options):
        raise ScanError(code, "61 s")

    monkeypatch.setattr(app.podshivka, "main", refuse)
    assert app.run(["records", "show", "X"]) == 3
    told = capsys.readouterr().err
    assert said in told
    assert code not in told
    assert "61 s" not in told


def test_each_run_names_what_is_to_be_typed_in_its_own_language(monkeypatch, capsys):
    monkeypatch.setattr(messages, "_language", "en")
    for language, said in (("ru", "[ЗАПРОС]"), ("en", "[QUERY]")):
        monkeypatch.setenv("PODSHIVKA_LANGUAGE", language)
        assert app.run(["search", "\udcef\udcf0"]) == 2
        assert said in capsys.readouterr().err
