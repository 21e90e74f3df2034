"""Collect the sentences of the code and compile their Russian translations.

New sentences go into `podshivka.po` untranslated, those no longer used leave it;
click's own sentences stand in the table below, since click is not ours to scan.
Run it by `make messages`.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "pipeline" / "locale" / "ru" / "LC_MESSAGES"
HEADER = "# The Russian words of podshivka; `make messages` keeps the list."
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for all, so that a file changes only when its sentences do."""

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

Sentence = str | tuple[str, str]
"""A message id, or its singular and plural."""

OF_CLICK: tuple[Sentence, ...] = (
    "Usage:",
    "Options",
    "Commands",
    "Positional arguments",
    "Show this message and exit.",
    "Show the version and exit.",
    "required",
    "default: {default}",
    "(dynamic)",
    "file",
    "directory",
    "path",
    "integer",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    "No such option {name!r}.",
    "No such command {name!r}.",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "Missing {param_type}",
    "Missing parameter: {param_name}",
    "Choose from:\n\t{choices}",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    (
        "{value!r} does not match the format {format}.",
        "{value!r} does not match the formats {formats}.",
    ),
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.",
    "{name} {filename!r} is not executable.",
    "Could not open file {filename!r}: {message}",
    "unknown error",
    (
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ),
    (
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    ),
    "Option {name!r} does not take a value.",
    "Argument {name!r} takes {nargs} values.",
)


def collected() -> Catalog:
    """Every sentence of the code, in the order of files and lines."""
    catalogue = Catalog(
        locale="ru",
        project="podshivka",
        version="1",
        charset="utf-8",
        header_comment=HEADER,
        msgid_bugs_address="",
        last_translator="",
        language_team="ru",
        fuzzy=False,
        creation_date=UNDATED,
        revision_date=UNDATED,
    )
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        with path.open("rb") as stream:
            found = extract.extract("python", stream, keywords=KEYWORDS)
            for _line, message, _comments, _context in found:
                catalogue.add(message, locations=[(_name(path), 0)])
    for message in OF_CLICK:
        catalogue.add(message, locations=[("click", 0)])
    return catalogue


def merged(old: Catalog) -> Catalog:
    """The collected sentences with the translations there are."""
    new = collected()
    for message in new:
        known = old.get(message.id)
        if message.id and known is not None and known.string:
            message.string = known.string
    return new


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def read(folder: Path = FOLDER) -> Catalog:
    """The catalogue of that folder, empty when there is none."""
    path = folder / "podshivka.po"
    if not path.exists():
        return Catalog(locale="ru")
    with path.open("rb") as stream:
        return read_po(stream, locale="ru")


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that have no translation."""
    return [str(it.id) for it in catalogue if it.id and not _is_whole(it.string)]


def main() -> int:
    """Update both files, and say what is left to translate."""
    catalogue = merged(read())
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "podshivka.po").open("wb") as stream:
        write_po(stream, catalogue, width=88, no_location=False, omit_header=False)
    (FOLDER / "podshivka.mo").write_bytes(compiled(catalogue))
    left = untranslated(catalogue)
    for message in left:
        print(message)
    print(f"{len(catalogue)} sentences, {len(left)} to translate")
    return int(bool(left))


def _is_whole(string: object) -> bool:
    parts = string if isinstance(string, (tuple, list)) else (string,)
    return all(parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
