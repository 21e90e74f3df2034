"""The file of the catalogue: stale or locked, shared with others, and where it is."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.catalogue import Catalogue, CatalogueStale, SearchQuery, file_of
from pipeline.errors import UsageError
from tests.entries import entry


def test_two_processes_may_have_it_open(tmp_path):
    path = tmp_path / "catalogue.db"
    with Catalogue.open(path) as one, Catalogue.open(path) as other:
        one.put_record(entry("A", "экзамен"))
        other.put_record(entry("B", "экзамен"))
        assert len(one.search(SearchQuery("экзамен"))) == 2


def test_the_group_of_the_folder_may_write_if_the_umask_lets_it(tmp_path):
    former = os.umask(0o007)
    try:
        with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
            catalogue.put_record(entry("A", "экзамен"))
            modes = {
                it.name: oct(it.stat().st_mode & 0o777) for it in tmp_path.iterdir()
            }
    finally:
        os.umask(former)
    assert modes == dict.fromkeys(modes, "0o660")


@pytest.mark.parametrize("content", [b"", b"not a database, not at all" * 100])
def test_an_empty_or_foreign_file_is_stale(tmp_path, content):
    path = tmp_path / "catalogue.db"
    path.write_bytes(content)
    with pytest.raises(CatalogueStale):
        Catalogue.open(path)


def test_another_schema_is_stale(tmp_path, monkeypatch):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    monkeypatch.setattr("pipeline.catalogue.database._SCHEMA", "other")
    with pytest.raises(CatalogueStale) as stale:
        Catalogue.open(path)
    assert stale.value.reason == "schema"


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A catalogue that another process keeps for itself."""
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    monkeypatch.setattr("pipeline.catalogue.database._PRAGMAS", ())
    monkeypatch.setattr("pipeline.catalogue.database._BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    yield path, other
    other.close()


def test_a_locked_catalogue_is_not_taken_for_a_damaged_one(held):
    path, other = held
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OSError, match="locked") as refused:
        Catalogue.open(path)
    assert (refused.value.errno, refused.value.filename) == (errno.EBUSY, str(path))


def test_a_catalogue_that_cannot_be_written_says_so_as_any_file_does(held):
    path, other = held
    with Catalogue.open(path) as opened:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="locked"):
            opened.put_record(entry("A", "экзамен"))
        other.execute("ROLLBACK")
        opened.put_record(entry("A", "экзамен"))


def test_a_database_of_something_else_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(CatalogueStale):
        Catalogue.open(path)


def test_a_database_whose_log_of_writes_is_gone_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    former = path.read_bytes()
    with closing(Catalogue.open(path)) as catalogue:
        catalogue.put_record(entry("7K3Q9ZC2M4"))
    path.write_bytes(former)
    for beside in tmp_path.glob("catalogue.db-[ws][ah]*"):
        beside.unlink()
    with pytest.raises(CatalogueStale) as stale:
        Catalogue.open(path)
    assert stale.value.reason == "older"
    path.unlink()
    Catalogue.open(path).close()
    Catalogue.open(path).close()


def test_damage_found_while_it_is_used_is_stale(tmp_path):
    path = tmp_path / "catalogue.db"
    with Catalogue.open(path) as opened:
        opened.put_records(entry(f"A{n}", "экзамен " * 50) for n in range(200))
    content = path.read_bytes()
    half = len(content) // 8
    path.write_bytes(content[:half] + b"\xa5" * (len(content) - half))
    with pytest.raises(CatalogueStale):
        _use(path)


def _use(path):
    with Catalogue.open(path) as opened:
        opened.search(SearchQuery("экзамен"))
        opened.records()


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("other.db", "/srv/institute/other.db"),
        ("/var/other.db", "/var/other.db"),
        ("sqlite:///other.db", "/srv/institute/other.db"),
        ("sqlite+pysqlite:///a b/other.db", "/srv/institute/a b/other.db"),
        ("sqlite:////var/other.db", "/var/other.db"),
    ],
)
def test_a_file_is_named_by_a_path_or_a_url_from_the_workspace_on(named, path):
    assert file_of(named, Path("/srv/institute")) == Path(path)


@pytest.mark.parametrize(
    "named",
    [
        "postgresql://anna:secret@localhost/podshivka",
        "postgresql://localhost:port/podshivka",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///other.db?mode=ro",
        "organisation.yaml",
        "sqlite:////srv/institute/podshivka.TOML",
        "://",
    ],
)
def test_another_database_is_refused(named):
    with pytest.raises(UsageError, match="SQLite") as refused:
        file_of(named, Path("/srv/institute"))
    assert "secret" not in str(refused.value)


def test_importing_it_does_not_load_sqlalchemy():
    code = "import sys, pipeline.catalogue; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
