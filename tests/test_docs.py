import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline.cli.app import podshivka

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.ru.md")
DOCUMENTS = (
    *READMES,
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
ROOMS = sorted(
    path.stem
    for path in (ROOT / "pipeline").iterdir()
    if path.name != "__init__.py"
    and (path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__"))
)


def blocks(path: Path) -> list[str]:
    """The lines of all shell blocks of a document."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines()]


def commands(path: Path) -> list[str]:
    """Every `podshivka …` of a document: lines of its blocks, and quoted in text."""
    text = path.read_text(encoding="utf-8")
    quoted = [" ".join(it.split()) for it in re.findall(r"`(podshivka [^`]+)`", text)]
    lines = [line for line in blocks(path) if line.startswith("podshivka ")]
    return lines + quoted


def resolve(line: str) -> click.Command:
    """The command that a line names, and its options parsed."""
    command: click.Command = podshivka
    context = click.Context(podshivka, info_name="podshivka")
    words = shlex.split(line)[1:]
    while words:
        if words[0] == "--workspace":
            words = words[2:]
        elif words[0].startswith("-") or not isinstance(command, click.Group):
            break
        else:
            found = command.get_command(context, words[0])
            assert found is not None, f"{line}: there is no “{words[0]}”"
            command, words = found, words[1:]
    known = {name for it in command.get_params(context) for name in it.opts}
    known |= {name for it in command.get_params(context) for name in it.secondary_opts}
    asked = {word for word in words if word.startswith("--")}
    assert asked <= known | {"--help"}, f"{line}: unknown {asked - known}"
    return command


def headings(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", it.lower()).replace(" ", "-") for it in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_named_in_a_document_exists(path: Path) -> None:
    for line in commands(path):
        resolve(line)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_a_readme_shows_a_session_of_whole_commands(path: Path) -> None:
    for line in blocks(path):
        if line.startswith("podshivka "):
            assert not isinstance(resolve(line), click.Group), line


def test_both_readmes_have_the_same_commands() -> None:
    english, russian = READMES
    assert blocks(english) == blocks(russian)
    assert sorted(set(commands(english))) == sorted(set(commands(russian)))


def test_the_readmes_link_each_other_at_the_top() -> None:
    for path, other in zip(READMES, reversed(READMES), strict=True):
        head = path.read_text(encoding="utf-8").splitlines()[:4]
        assert any(f"]({other.name})" in line for line in head)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        name, _hash, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{path.name}: {link}"
        assert not anchor or anchor in headings(target), f"{path.name}: {link}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_named_in_the_architecture(room: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"`{room}`" in text


def test_every_library_is_named_with_its_reason() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    _before, _name, rest = setup.partition("install_requires =\n")
    lines = rest.partition("\n\n")[0].splitlines()
    for library in (re.split(r"[<>=]", line.strip())[0] for line in lines):
        assert f"\n| {library} |" in text, library


def test_the_changelog_opens_with_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n\n## Unreleased\n")


def test_both_pages_on_operations_tell_of_the_same_commands_files_and_codes():
    pages = [ROOT / "docs" / it for it in ("operations.md", "operations.ru.md")]
    english, russian = (_told(it) for it in pages)
    assert english == russian


def _told(page: Path) -> tuple[list[str], set[str], int]:
    """Its blocks, what it quotes besides, and how many headings it has."""
    text = page.read_text(encoding="utf-8")
    plain = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    quoted = {" ".join(it.split()) for it in re.findall(r"`([^`]+)`", plain)}
    return blocks(page), quoted, len(re.findall(r"^#", plain, re.MULTILINE))
