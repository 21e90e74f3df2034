"""Text that is no YAML is told with its place and in our own words."""

from pathlib import Path

import pytest
import yaml

from pipeline import messages
from pipeline.errors import DataError
from pipeline.roster import yamltext


@pytest.fixture(
    autouse=True,
    params=[pytest.param(yaml.CSafeLoader, id="C"), pytest.param(yaml.SafeLoader)],
)
def _either_parser(monkeypatch, request):
    monkeypatch.setattr(yamltext, "LOADER", request.param)
    monkeypatch.setattr(messages, "_language", "en")


def fault(text: str) -> tuple[str, str]:
    with pytest.raises(DataError) as refused:
        yamltext.parse(text.encode(), Path("group.yaml"))
    (told,) = refused.value.faults
    return told.place, told.says


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a:\n\tb: 1\n", 2, 1), ("a:\n  б: 1\n \tc: 2\n", 3, 2), ("a:\n\t- b\n", 2, 1)],
)
def test_a_tab_that_indents(text, line, column):
    place, says = fault(text)
    assert place == f"line {line}, column {column}"
    assert says == "A tab stands here. Indent lines by spaces."


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nб 2\nc: 3\n", 2, 1),
        ("a: 1\n  # note\nb 2\n", 3, 1),
        ("name\n\n# note\nb: 2\n", 1, 1),
        ("a:1\nb: 2\n", 1, 1),
        ("a:\n  b: 1\n  c:2\nd: 3\n", 3, 3),
    ],
)
def test_a_colon_or_the_space_behind_it_is_missing(text, line, column):
    place, says = fault(text)
    assert place == f"line {line}, column {column}"
    assert says.startswith("A colon and a space are missing")


def test_a_colon_in_a_value():
    place, says = fault("a:\n  - title: Курс: основы\n")
    assert (place, says[:29]) == ("line 2, column 16", "The value has a colon in it. ")


@pytest.mark.parametrize("text", ['a: "x\nb: 2\n', "a: 'x\n---\nb: 2\n"])
def test_a_quote_that_is_not_closed(text):
    told = ("line 1, column 4", "The quote that begins here is not closed.")
    assert fault(text) == told


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: «x»\nb: "ООО "Ромашка""\n', "line 2, column 10"),
        ('a: "x\nb: "y"\nc: "z"\n', "line 2, column 5"),
    ],
)
def test_text_behind_a_quote(text, place):
    assert fault(text)[0] == place
    assert fault(text)[1].startswith("Text follows a closing quote, or a quote in a")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n  b: 1\n c: 2\n", "line 3, column 2"),
        ("a:\n  b: 1\n   c: 2\n", "line 3, column 4"),
        ("a:\n  - x\n - y\n", "line 3, column 2"),
        ("  a: 1\nb: 2\n", "line 2, column 1"),
        ("- x\na: 1\n", "line 2, column 1"),
    ],
)
def test_a_line_that_begins_in_a_wrong_column(text, place):
    assert fault(text)[0] == place
    assert fault(text)[1].startswith("The line begins in a wrong column.")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: [1, 2\nb: 3\n", "line 1, column 4", "In the brackets that begin here"),
        ("a: {b: 1 c: 2}\n", "line 1, column 4", "In the brackets that begin here"),
        ("a: @x\n", "line 1, column 4", "No value may begin with this sign"),
        ("б: 1\na: \x01\n", "line 2, column", "A hidden character (U+0001)"),
        ('a: "C:\\q"\n', "line 1, column", "In double quotes a backslash"),
        ("a: ]\n", "line 1, column 4", "The text is not YAML; look at the indents"),
    ],
)
def test_other_signs_that_cannot_stand_there(text, place, says):
    told = fault(text)
    assert told[0].startswith(place)
    assert told[1].startswith(says)


def test_another_encoding():
    content = "\ufeffa: 1\nб: ".encode() + "я".encode("cp1251")
    with pytest.raises(DataError) as refused:
        yamltext.parse(content, Path("group.yaml"))
    (told,) = refused.value.faults
    assert told.place == "line 2, column 4"
    assert told.says.startswith("The text is not UTF-8.")


def test_a_key_that_stands_twice():
    document = yamltext.parse(b"a: 1\nb:\n  c: 1\n  c: 2\n", Path("group.yaml"))
    (found,) = document.found
    assert document.speech.place(found[0]) == "line 4, b.c"
    assert found[1] == "“c” stands here a second time."


def test_the_words_of_the_parser_are_not_told():
    for text in ("a: &\n", "a: > 5\n", "a: [1]]\n", "a: 'x' y\n", "a:\n\tb\n"):
        says = fault(text)[1]
        assert not any(it in says for it in ("expected", "found", "token", "scalar"))
