"""A count of all that was written, kept in the database and in a file beside it.

A database whose write-ahead log is gone is sound, and older than it was; nothing in it
tells. The file beside it does: it is written after each transaction, unflushed, so it
may lag behind, and is never ahead of what was written. Who compares them reads the file
first, since others write meanwhile.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Integer, String, cast, select, update

from pipeline.catalogue import tables

_NAME: Final = "written"
_DIGITS: Final = 20


def begin(connection: Connection, database: Path) -> None:
    """Count from 0; a database of that name was never written to."""
    _file(database).unlink(missing_ok=True)
    connection.execute(tables.meta.insert().values(name=_NAME, value="0"))


def add(connection: Connection) -> int:
    """One more transaction; the count with it."""
    value = tables.meta.c.value
    more = cast(cast(value, Integer) + 1, String)
    one_more = update(tables.meta).where(tables.meta.c.name == _NAME)
    connection.execute(one_more.values(value=more))
    return count(connection)


def count(connection: Connection) -> int:
    """So many transactions the database holds; 0 for one that does not count."""
    value = select(tables.meta.c.value).where(tables.meta.c.name == _NAME)
    return int(connection.execute(value).scalar_one_or_none() or 0)


def note(database: Path, counted: int) -> None:
    """Write the count beside the database, if it can be written."""
    if counted > noted(database):
        with contextlib.suppress(OSError):
            descriptor = os.open(_file(database), os.O_WRONLY | os.O_CREAT, 0o666)
            try:
                os.pwrite(descriptor, f"{counted:0{_DIGITS}}".encode("ascii"), 0)
            finally:
                os.close(descriptor)


def noted(database: Path) -> int:
    """So many transactions there were at least; 0 when nobody knows."""
    with contextlib.suppress(OSError, ValueError):
        return int(_file(database).read_bytes())
    return 0


def _file(database: Path) -> Path:
    return database.with_name(f"{database.name}-written")
