"""Every word that a user sees is there in Russian, and help speaks one language."""

import ast
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from babel.messages import Catalog, Message, extract
from babel.messages.mofile import read_mo

from pipeline.cli.app import podshivka
from scripts import messages as collector

_FIELD = re.compile(r"\{[^{}]*\}")
_CYRILLIC = re.compile("[а-яё]+", re.IGNORECASE)
_OF_THE_TRADE = {"ПП", "СНИЛС"}
"""Abbreviations that English sentences keep, since nobody translates them."""

_SAY_HELP = """
import json, sys
from click.testing import CliRunner
from pipeline.cli.app import _speak, podshivka
_speak([])
said = {}
for path in json.load(sys.stdin):
    said[" ".join(path)] = CliRunner().invoke(podshivka, [*path, "--help"]).output
print(json.dumps(said))
"""

_SAY_ERRORS = """
import contextlib, io, json, sys
from pipeline.cli import app
said = {}
for words in json.load(sys.stdin):
    told = io.StringIO()
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
        code = app.run(words)
    said[" ".join(words)] = (code, told.getvalue())
print(json.dumps(said))
"""

_SEVERAL = "review resolve --date 31.02.2026 --page 0"
"""Three things wrong at once."""

_WRONG = (
    _SEVERAL,
    *("nosuch", "groups nosuch", "groups", "groups show", "-x", "ingest"),
    *("records split X", "records split X --pages", "records merge A B C"),
    *(
        "records merge A B --at x",
        "review resolve A --page 0",
        "review resolve A --kin",
    ),
    *("review resolve A --json=1", "forms book --of x", "forms book --year 12"),
    *("ingest /nosuch", "ingest /", "--workspace /bin/sh status", "search --limit x"),
    *(
        "cases close 03 --on 31.02.2026",
        "init",
        "init X --profile nope",
        "cases plan x",
    ),
)
"""What click refuses by itself."""

_OUR_WORDS = re.compile(
    r"'[^']*'|«[^»]*»|podshivka( [a-z]+)*|--?[a-z-]+|\[[a-z-]+(\|[a-z-]+)*\]"
    r"|migip|mni-kaes|upskilling|retraining|duplicates"
)
"""What may stand in Latin letters: what was typed, commands and options."""


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return collector.read()


def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue: Catalog) -> None:
    collected = {message.id for message in collector.collected()}
    assert collected == {message.id for message in catalogue}


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    assert collector.untranslated(catalogue) == []
    assert not any(message.fuzzy for message in catalogue)


def test_plural_sentences_have_the_three_russian_forms(catalogue: Catalog) -> None:
    plural = [message for message in _sentences(catalogue) if message.pluralizable]
    assert plural
    assert {len(_strings(message.string)) for message in plural} == {3}


def test_a_translation_has_the_fields_of_its_sentence(catalogue: Catalog) -> None:
    for message in _sentences(catalogue):
        singular, *_more, several = _strings(message.id)
        wanted = {_fields(singular), _fields(several)}
        assert {_fields(form) for form in _strings(message.string)} <= wanted, message


def test_a_translation_keeps_the_paragraphs_of_its_sentence(catalogue: Catalog) -> None:
    for message in _sentences(catalogue):
        lines = {text.count("\n") for text in _strings(message.id)}
        assert {text.count("\n") for text in _strings(message.string)} == lines


def test_translations_use_russian_quotation_marks(catalogue: Catalog) -> None:
    text = "".join(text for it in _sentences(catalogue) for text in _strings(it.string))
    assert not set(text) & set("“”")
    assert text.count("«") == text.count("»")


def test_an_option_that_may_be_copied_is_quoted_as_a_shell_wants_it(
    catalogue: Catalog,
) -> None:
    for message in _sentences(catalogue):
        for text in (*_strings(message.id), *_strings(message.string)):
            assert not re.search(r"--[a-z-]+[ =][«“]", text), text


def test_a_translation_names_what_stands_for_a_value_in_russian(
    catalogue: Catalog,
) -> None:
    text = "".join(text for it in _sentences(catalogue) for text in _strings(it.string))
    assert not re.findall(r"\b(?:ZONE|VALUE|MARK|YEAR)\b", text)


def test_message_ids_are_english(catalogue: Catalog) -> None:
    for message in _sentences(catalogue):
        for text in _strings(message.id):
            said = text.partition("Example:")[0]
            assert set(_CYRILLIC.findall(said)) <= _OF_THE_TRADE, text


def test_the_compiled_catalogue_is_that_of_the_translations(catalogue: Catalog) -> None:
    stored = (collector.FOLDER / "podshivka.mo").read_bytes()
    assert _compiled(stored) == _compiled(collector.compiled(catalogue))


def _compiled(content: bytes) -> dict[str, object]:
    """Sentence → translation; the head names the library's version and is left out."""
    return {str(it.id): it.string for it in read_mo(io.BytesIO(content)) if it.id}


def test_the_sentences_of_click_are_those_that_click_says() -> None:
    said: set[object] = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        with path.open("rb") as stream:
            found = extract.extract("python", stream, keywords=collector.KEYWORDS)
            said |= {message for _line, message, _comments, _context in found}
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        said |= {it.value for it in nodes if isinstance(it, ast.Constant)}
    assert set(collector.OF_CLICK) <= said


@pytest.fixture(scope="module")
def russian() -> dict[str, str]:
    return _help("ru")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return _help("en")


def test_every_command_has_help_with_an_example(english: dict[str, str]) -> None:
    for path, said in english.items():
        assert said.startswith("Usage: podshivka"), path
        assert "Options:" in said, path
        assert "Example: podshivka" in said, path


def test_english_help_has_no_russian_but_in_its_example(
    english: dict[str, str],
) -> None:
    for path, said in english.items():
        unexampled = re.sub("Example: .*", "", said)
        assert not _CYRILLIC.search(unexampled), path


def test_russian_help_has_no_english_sentence(russian: dict[str, str]) -> None:
    for path, said in russian.items():
        assert said.startswith("Использование: podshivka"), path
        assert "Параметры:" in said, path
        assert "Пример: podshivka" in said, path
        for word in ("Usage", "Options", "Commands", "Example", "Show this", "RANGE"):
            assert word not in said, path
        usage = said.partition("\n\n")[0].replace("SHA256", "")
        assert not re.search("[A-Z]{2,}", usage), usage


def test_russian_help_has_no_own_sentence_left_in_english(
    russian: dict[str, str], catalogue: Catalog
) -> None:
    sentences = {line for it in _sentences(catalogue) for line in _lines(it)}
    for path, said in russian.items():
        flowing = " ".join(said.split())
        left = {line for line in sentences if line in flowing}
        assert not left, path


def test_what_click_refuses_is_told_in_the_language_in_use() -> None:
    russian = _refusals("ru")
    assert len(russian[_SEVERAL][1].partition("Ошибка")[2].splitlines()) == 3
    for words, (code, told) in russian.items():
        assert code == 2, words
        error = told.partition("Ошибка: ")[2] or told.partition("\n")[0]
        assert error, words
        assert not re.search("[A-Za-z]{2,}", _OUR_WORDS.sub("", error)), told
        assert "Usage" not in told, told
    for words, (code, told) in _refusals("en").items():
        assert code == 2, words
        assert not _CYRILLIC.search(told.partition("Example")[0]), told


def test_help_is_as_wide_as_a_narrow_terminal(russian: dict[str, str]) -> None:
    for path, said in russian.items():
        assert max(map(len, said.splitlines())) <= 80, path


def _help(language: str) -> dict[str, str]:
    """What each command says of itself, by its words; told by one child."""
    asked = subprocess.run(
        [sys.executable, "-c", _SAY_HELP],
        input=json.dumps([*_paths(podshivka, [])]),
        env=os.environ | {"PODSHIVKA_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, str] = json.loads(asked.stdout)
    return said


def _refusals(language: str) -> dict[str, tuple[int, str]]:
    """Words that are wrong → exit code and what is said; told by one child."""
    asked = subprocess.run(
        [sys.executable, "-c", _SAY_ERRORS],
        input=json.dumps([words.split() for words in _WRONG]),
        env=os.environ | {"PODSHIVKA_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, tuple[int, str]] = json.loads(asked.stdout)
    return said


def _paths(command: click.Command, words: list[str]) -> Iterator[list[str]]:
    """The words of every command and group below this one, itself included."""
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _paths(inner, [*words, name])


def _sentences(catalogue: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in catalogue if message.id]


def _strings(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Singular and plural, or all forms; twice the same where there is one."""
    return (text, text) if isinstance(text, str) else tuple(text or ())


def _fields(text: str) -> frozenset[str]:
    """The places to be filled; doubled braces are braces that people see.

    What click shows as Python writes it, a translation may show as it is.
    """
    bare = re.sub(r"\{\{(?!\{)|(?<!\})\}\}", "", text)
    return frozenset(it.replace("!r}", "}") for it in _FIELD.findall(bare))


def _lines(message: Message) -> list[str]:
    """Lines of an English id that are sentences, whole enough to be recognised."""
    lines = [line for text in _strings(message.id) for line in text.split("\n")]
    return [line for line in lines if " " in line and line.endswith(".")]
