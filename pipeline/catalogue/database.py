"""Opening the database: settings, schema, damage, and who may write when."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError

from pipeline import disk, terms
from pipeline.catalogue import counting, fulltext, tables
from pipeline.catalogue.nouns import CatalogueStale

_BUSY_SECONDS = 30
_PROBE_SECONDS = 0.2
"""Whoever writes a record has done so by then."""

_SCHEMA = f"{tables.SCHEMA}.{terms.VERSION}"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_REFUSED = {
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
    sqlite3.SQLITE_PERM: errno.EPERM,
}
"""What the system refuses, which is no damage and may be over soon."""

_PRIMARY_CODE = 0xFF
_WRITES = "writes"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
)


def open_database(path: Path) -> Engine:
    """An engine for the catalogue there; tables are made where there is nothing.

    Raises:
        CatalogueStale: What is there is of another schema, damaged or empty.
        OSError: It is locked, or the system refuses to read or write it.
    """
    with disk.locked(path.with_name(f".{path.name}.lock")):
        return _open_file(path)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One short transaction that holds the write lock from its beginning."""
    engine = engine.execution_options(**{_WRITES: True})
    with engine.begin() as connection:
        yield connection
        written = counting.add(connection)
    counting.note(Path(str(engine.url.database)), written)


def check(engine: Engine) -> None:
    """Read every page of the database, though not each word of the index.

    Raises:
        CatalogueStale: Something is damaged.
    """
    with engine.connect() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if said != "ok":
        raise CatalogueStale(str(engine.url.database), "damaged")


def require_writable(engine: Engine) -> None:
    """Be let write, and write nothing; whoever else writes is hardly waited for.

    Raises:
        OSError: It is locked, or the system refuses to write it.
        CatalogueStale: It is damaged.
    """
    path = Path(str(engine.url.database))
    try:
        with closing(sqlite3.connect(path, timeout=_PROBE_SECONDS)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.Error as error:
        if _code(error) in _REFUSED:
            raise _refusal(error, path) from error
        raise CatalogueStale(str(path), "damaged") from error


def _open_file(path: Path) -> Engine:
    new = not path.exists()
    if not new and not path.stat().st_size:
        raise CatalogueStale(str(path), "empty")
    if new:
        path.touch()  # SQLite would let its group read only, whatever the umask says
    engine = _engine(path)
    try:
        if new:
            _create(engine, path)
        _check(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _set(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        error = context.original_exception
        if _code(error) in _DAMAGED:
            raise CatalogueStale(str(path), "damaged") from error
        if _code(error) in _REFUSED:
            raise _refusal(error, path) from error

    return engine


def _code(error: BaseException | None) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY_CODE


def _refusal(error: BaseException, path: Path) -> OSError:
    return OSError(_REFUSED[_code(error)], str(error), str(path))


def _create(engine: Engine, path: Path) -> None:
    with writing(engine) as connection:
        tables.metadata.create_all(connection)
        counting.begin(connection, path)
        fulltext.create(connection)
        connection.execute(insert(tables.meta).values(name="schema", value=_SCHEMA))


def _check(engine: Engine, path: Path) -> None:
    noted = counting.noted(path)  # first, since others write meanwhile
    schema = select(tables.meta.c.value).where(tables.meta.c.name == "schema")
    try:
        with engine.connect() as connection:
            found = connection.execute(schema).scalar_one_or_none()
            written = counting.count(connection)
    except sqlite3.DatabaseError as error:  # at the connection, where none translates
        if _code(error) in _REFUSED:
            raise _refusal(error, path) from error
        raise CatalogueStale(str(path), "damaged") from error
    except DatabaseError as error:
        raise CatalogueStale(str(path), "damaged") from error
    if found != _SCHEMA:
        raise CatalogueStale(str(path), "schema")
    if written < noted:
        raise CatalogueStale(str(path), "older")
