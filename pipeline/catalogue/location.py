"""The file in which a catalogue is kept, from what the settings name. Pure."""

import re
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.messages import _

_IN_A_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///(?!:memory:$)([^?]+)")

_OF_OTHERS = frozenset(
    {".docx", ".json", ".jsonl", ".pdf", ".toml", ".xlsx", ".yaml", ".yml"}
)
"""Files of a workspace: one of them would be put aside as a damaged catalogue."""


def file_of(database_url: str, root: Path) -> Path:
    """The SQLite file of a URL; what is no URL is a path.

    Args:
        database_url: "sqlite:///other.db", "sqlite:////srv/other.db" or "other.db".
        root: The workspace; a path begins there unless it is a full one.

    Raises:
        UsageError: The URL names no SQLite file.
    """
    scheme, is_url, _rest = database_url.partition("://")
    named = _IN_A_FILE.fullmatch(database_url)
    path = Path(named[1] if named else database_url)
    if (is_url and not named) or path.suffix.lower() in _OF_OTHERS:
        raise UsageError(
            _("The catalogue cannot be kept in {url}. Name an SQLite file.").format(
                url=path if named or not is_url else f"{scheme}://…"  # a password
            )
        )
    return root / path
