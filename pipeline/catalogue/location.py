"""The file in which a catalogue is kept, from what the settings name. Pure."""

import re
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.messages import _

_IN_A_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///(?!:memory:$)([^?]+)")


def file_of(database_url: str, root: Path) -> Path:
    """The SQLite file of a URL; what is no URL is a path.

    Args:
        database_url: "sqlite:///other.db", "sqlite:////srv/other.db" or "other.db".
        root: The workspace; a path begins there unless it is a full one.

    Raises:
        UsageError: The URL names no SQLite file.
    """
    scheme, is_url, _rest = database_url.partition("://")
    if not is_url:
        return root / database_url
    if named := _IN_A_FILE.fullmatch(database_url):
        return root / named[1]
    raise UsageError(
        _("The catalogue cannot be kept in {url}. Name an SQLite file.").format(
            url=f"{scheme}://…"  # the rest may hold a password
        )
    )
