"""Which workspace is meant, and the language to speak before it is loaded.

Kept apart from `file` and free of its imports, so that `--help` is instant.
"""

import os
import tomllib
from pathlib import Path

from pipeline import spelling
from pipeline.errors import WorkspaceError
from pipeline.messages import LANGUAGES, _

FILE_NAME = "podshivka.toml"
_WORKSPACE_VARIABLE = "PODSHIVKA_WORKSPACE"
_LANGUAGE_VARIABLE = "PODSHIVKA_LANGUAGE"
_JOURNAL_VARIABLE = "JOURNAL_STREAM"


def named(given: Path | None = None) -> str:
    """The workspace of the command line, or of the environment; "" where none is."""
    return str(given or os.environ.get(_WORKSPACE_VARIABLE, ""))


def find_workspace(given: Path | None = None) -> Path:
    """The workspace's root.

    Raises:
        WorkspaceError: No `podshivka.toml` where it should be.
    """
    if said := named(given):
        root = Path(said).resolve()
        if (root / FILE_NAME).is_file():
            return root
        raise WorkspaceError(
            _(
                "{folder} is not a workspace: it has no {file}. "
                "Make one: podshivka init {typed} --profile migip"
            ).format(folder=root, file=FILE_NAME, typed=spelling.quoted(str(root)))
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise WorkspaceError(
        _(
            "There is no workspace here. Go into one, name one with --workspace, "
            "or make one: podshivka init FOLDER --profile migip"
        )
    )


def language(given: Path | None = None) -> str:
    """The language to speak: of the environment, of the workspace, or the default.

    A quick look: a faulty settings file is reported later, in the default
    language.
    """
    chosen = os.environ.get(_LANGUAGE_VARIABLE)
    if chosen:
        return chosen
    try:
        text = (find_workspace(given) / FILE_NAME).read_text(encoding="utf-8-sig")
        said = tomllib.loads(text).get("language")
    except (WorkspaceError, OSError, ValueError):
        return LANGUAGES[0]
    return said if said in LANGUAGES else LANGUAGES[0]


def in_journal() -> bool:
    """What we say goes to the journal of systemd."""
    return _JOURNAL_VARIABLE in os.environ
