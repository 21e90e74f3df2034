"""A file's exact name, whatever bytes it has, as text that every program can store."""

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes


def quoted(name: str) -> str:
    """The name (`os.fsdecode`) with its bytes percent-encoded."""
    return quote_from_bytes(os.fsencode(name), safe=" ")


def unquoted(name_bytes: str) -> str:
    """The name as the file system gave it (`os.fsdecode`)."""
    return os.fsdecode(unquote_to_bytes(name_bytes))
