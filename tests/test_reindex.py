"""The catalogue made again from trees that are damaged, or in use by others."""

import json
import logging
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from click.testing import CliRunner

from pipeline import archive, disk, register, reindex, shelving
from pipeline.archive import bags, renditions, tree
from pipeline.catalogue import Catalogue, SearchQuery, behind
from pipeline.cli.app import podshivka
from pipeline.errors import UsageError
from pipeline.inbox import drops
from pipeline.model import Places
from tests import archived, test_register

ONE, TWO = "7K3Q9ZC2M4", "7K3Q9ZC2M5"
NAMES = [
    "groups",
    "templates",
    "inbox",
    "issued",
    "review",
    "archive",
    "quarantine",
    "audit",
]


@pytest.fixture
def places(tmp_path):
    folders = {name: tmp_path / name for name in NAMES}
    made = Places(root=tmp_path, private=tmp_path / ".podshivka", **folders)
    archived.small_archive(made.archive)
    for folder in tree.records(made.archive):
        renditions.save_texts(folder, [archived.TEXT])
    document = test_register.a_document()
    layout = test_register.a_layout()
    register.enter(made.issued, register.Entry(document, {}, layout, b"", b""))
    return made


def folder_of(places, record_id):
    return next(places.archive.glob(f"2025/*/*{record_id}"))


def records(catalogue):
    return sorted(row.record_id for row in catalogue.records())


def spoil_events(folder):
    (folder / "events.jsonl").write_bytes(b'{"at":1,"previous":""}\n')


def spoil_record(folder):
    (folder / "data" / "record.json").write_bytes(b"\0\0")


@pytest.mark.parametrize("spoil", [spoil_events, spoil_record])
def test_a_damaged_record_is_left_out_and_told(places, spoil, caplog):
    damaged = folder_of(places, ONE)
    spoil(damaged)
    with (
        caplog.at_level(logging.WARNING, "pipeline.reindex"),
        reindex.open_catalogue(places) as catalogue,
    ):
        assert records(catalogue) == [TWO]
        assert str(damaged) in caplog.text
        assert reindex.rebuild(places, catalogue) == (damaged,)
    assert not (places.private / "catalogue.rebuilding").exists()
    with reindex.open_catalogue(places) as catalogue:
        assert catalogue.counts() == {"issued": 1, "records": 1, "pages": 1}


def test_a_damaged_document_stops_neither_a_rebuild_nor_an_opening(places, caplog):
    folder = register.folder_of(places.issued, test_register.DOCUMENT_ID)
    (folder / "form.json").write_bytes(b"{")
    with reindex.open_catalogue(places) as catalogue:
        assert catalogue.counts()["issued"] == 0
        assert reindex.rebuild(places, catalogue) == (folder,)
    caplog.clear()
    with reindex.open_catalogue(places) as catalogue:
        assert records(catalogue) == [ONE, TWO]
    assert str(folder) in caplog.text


def test_records_that_the_catalogue_lacks_are_added(places):
    with reindex.open_catalogue(places) as catalogue:
        catalogue.remove_record(TWO)
        reindex.catch_up_records(places, catalogue)
        assert records(catalogue) == [ONE, TWO]


def test_a_record_that_changed_unseen_is_entered_again(places):
    with reindex.open_catalogue(places) as catalogue:
        archive.supersede(folder_of(places, ONE), by=TWO, at=archived.AT)
        assert catalogue.records(state="superseded") == []
        reindex.catch_up_records(places, catalogue)
        (row,) = catalogue.records(state="superseded")
        assert row.record_id == ONE


def test_what_changes_while_the_catalogue_is_rebuilt_is_in_it(places):
    """A record is read, and entered some hundred later; a watch files meanwhile."""
    changed = folder_of(places, ONE)
    steps = iter(["a document is entered", "the record is read", "the other is read"])

    def advance():
        if next(steps) == "the record is read":
            archive.supersede(changed, by=TWO, at=archived.AT)
            with reindex._open(places, places.private / "catalogue.db") as other:
                shelving.enter(changed, places, other)

    with reindex.open_catalogue(places) as catalogue:
        assert reindex.rebuild(places, catalogue, advance) == ()
        assert [it.record_id for it in catalogue.records(state="superseded")] == [ONE]


def test_nothing_is_forgotten_while_the_archive_is_away(places):
    with reindex.open_catalogue(places) as catalogue:
        shelving.note_taken_in(places)
        shutil.move(places.archive, places.root / "away")
        places.archive.mkdir()
        with pytest.raises(FileNotFoundError):
            reindex.rebuild(places, catalogue)
        assert records(catalogue) == [ONE, TWO]


def test_records_that_are_gone_are_forgotten_and_told(places, caplog):
    with reindex.open_catalogue(places) as catalogue:
        gone = folder_of(places, TWO)
        shutil.rmtree(gone)
        assert reindex.lost(places, catalogue) == [gone]
        reindex.catch_up_records(places, catalogue)
        assert records(catalogue) == [ONE]
        assert reindex.lost(places, catalogue) == []
    assert gone.name in caplog.text


def test_a_record_that_moved_is_known_where_it_lies(places):
    waiting = replace(archived.RECORD, record_id="AAAA", document_id="")
    folder = bags.put(places.review, archived.draft(waiting, folder="AAAA"))
    with reindex.open_catalogue(places) as catalogue:
        assert catalogue.record_path("AAAA") == "review/AAAA"
        filed = folder.rename(folder_of(places, ONE).with_name("AAAA"))
        reindex.catch_up_records(places, catalogue)
        assert catalogue.record_paths()["AAAA"] == places.relative(filed)


def test_a_damaged_record_is_passed_over_when_catching_up(places, caplog):
    with reindex.open_catalogue(places) as catalogue:
        for record_id in (ONE, TWO):
            catalogue.remove_record(record_id)
        spoil_record(folder_of(places, ONE))
        reindex.catch_up_records(places, catalogue)
        assert records(catalogue) == [TWO]
    assert str(folder_of(places, ONE)) in caplog.text


@pytest.fixture
def stale(places, monkeypatch):
    """A catalogue that this version cannot use; a watcher of the one before."""
    monkeypatch.setattr(reindex, "_WAIT_SECONDS", 0.2)
    watching = reindex.open_catalogue(places)
    monkeypatch.setattr("pipeline.catalogue.database._SCHEMA", "newer")
    yield watching
    watching.close()


def test_a_catalogue_in_use_is_not_taken_away(places, stale):
    with pytest.raises(UsageError, match="watch"):
        reindex.open_catalogue(places)
    assert [it.name for it in places.private.glob("catalogue.db.*-*")] == []
    stale.remove_record(TWO)
    assert records(stale) == [ONE]


def test_a_stale_catalogue_is_replaced_once_nobody_uses_it(places, stale):
    stale.close()
    with reindex.open_catalogue(places) as catalogue:
        assert records(catalogue) == [ONE, TWO]
        with reindex.open_catalogue(places) as another:
            assert records(another) == [ONE, TWO]


def test_a_deleted_catalogue_is_not_made_anew_beside_who_writes_to_it(places, stale):
    assert records(stale) == [ONE, TWO]
    (places.private / "catalogue.db").unlink()
    with pytest.raises(UsageError, match="watch"):
        reindex.open_catalogue(places)


@pytest.mark.parametrize("named", ["other.db", "sqlite:///other.db"])
def test_a_catalogue_in_another_file_is_filled_when_it_is_opened(
    places, named, tmp_path_factory, monkeypatch
):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with reindex.open_catalogue(places, named) as catalogue:
        assert records(catalogue) == [ONE, TWO]
    assert (places.root / "other.db").exists()
    assert not (places.private / "catalogue.db").exists()


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_stale_catalogue_in_another_file_is_made_again(places, content):
    path = places.root / "other.db"
    reindex.open_catalogue(places, "other.db").close()
    path.unlink() if content is None else path.write_bytes(content)
    with reindex.open_catalogue(places, "other.db") as catalogue:
        assert records(catalogue) == [ONE, TWO]
    assert len(list(places.root.glob("other.db.*-*[0-9]"))) == (content is not None)


def test_a_catalogue_in_another_file_damaged_in_use_is_made_again(places):
    with reindex.open_catalogue(places, "other.db") as catalogue:
        before = answers(catalogue)
        tear_all(places.root / "other.db")
        catalogue.put_record(shelving.entry_of(folder_of(places, TWO), places))
        assert answers(catalogue) == before


def test_a_failed_opening_lets_go_of_the_catalogue(places, monkeypatch):
    def fail(*_arguments):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "open", fail)
        with pytest.raises(ConnectionError):
            reindex.open_catalogue(places)
    with disk.locked_if_free(places.private / "catalogue.lock") as free:
        assert free


@pytest.fixture
def command(places):
    """Runs a command; its exit code and what it said as JSON come back."""
    (places.root / "podshivka.toml").touch()

    def run(*words):
        called = ["--workspace", str(places.root), *words, "--json"]
        done = CliRunner().invoke(podshivka, called, standalone_mode=False)
        return done.return_value, json.loads(done.stdout)

    return run


def test_search_and_status_tell_that_the_catalogue_lags(places, command):
    command("archive", "reindex")
    assert not command("status")[1]["catalogue_behind"]
    behind.note(places.private)
    assert command("status")[1]["catalogue_behind"]
    called = ["--workspace", str(places.root), "search", "журнал", "--json"]
    done = CliRunner().invoke(podshivka, called, standalone_mode=False)
    assert "watch" in done.stderr
    assert len(json.loads(done.stdout)) == 2
    command("archive", "reindex")
    assert not command("status")[1]["catalogue_behind"]


def test_reindexing_tells_what_is_gone_before_it_is_forgotten(places, command):
    assert command("archive", "reindex")[0] == 0
    gone = folder_of(places, ONE)
    shutil.rmtree(gone)
    code, told = command("archive", "reindex")
    assert (code, told["lost"], told["records"]) == (5, [str(gone)], 1)
    assert command("archive", "reindex")[0] == 0


def test_reindexing_tells_what_is_damaged(places, command):
    counts = {"issued": 1, "records": 2, "pages": 2, "former_versions": 0}
    assert command("archive", "reindex") == (0, counts | {"damaged": [], "lost": []})
    damaged = folder_of(places, ONE)
    spoil_record(damaged)
    code, told = command("archive", "reindex")
    assert (code, told["records"], told["damaged"]) == (5, 1, [str(damaged)])


def test_a_lost_record_is_found(places, command):
    assert command("archive", "verify") == (0, [])
    gone = folder_of(places, TWO)
    shutil.rmtree(gone)
    assert command("archive", "verify") == (5, [{"path": str(gone), "problem": "lost"}])


def test_what_the_log_of_drops_tells_of_and_no_tree_holds_is_found(places, command):
    sha256 = disk.sha256(places.root / "scan.pdf")
    drop = drops.Drop(archived.AT, "t1", "a.pdf", sha256, 10, drops.FILED, (ONE, TWO))
    drops.log(places.audit, drop)
    assert command("archive", "verify") == (0, [])
    spoil_record(folder_of(places, ONE))  # which is another finding
    received = places.archive / "received" / sha256
    shutil.rmtree(received)
    shutil.rmtree(folder_of(places, TWO))
    command("archive", "reindex")  # which forgets the record
    code, found = command("archive", "verify")
    assert code == 5
    lost = [it["path"] for it in found if it["problem"] == "lost"]
    assert lost == [str(received), str(places.archive / TWO)]


@pytest.fixture
def later(places):
    """The second version of a record, and all versions in the log of drops."""
    identity = f"{ONE}-2"
    record = replace(archived.RECORD, record_id=identity, version=2)
    first = folder_of(places, ONE)
    home = first.with_name(f"{first.name} v2").relative_to(places.archive)
    folder = bags.put(places.archive, archived.draft(record, folder=home))
    renditions.save_texts(folder, [archived.TEXT])
    sha256 = disk.sha256(places.root / "scan.pdf")
    made = (ONE, TWO, identity)
    drop = drops.Drop(archived.AT, "t1", "a.pdf", sha256, 10, drops.FILED, made)
    drops.log(places.audit, drop)
    return folder


@pytest.mark.parametrize("is_later", [False, True])
def test_a_record_that_is_damaged_is_not_told_to_be_gone(
    places, command, later, is_later
):
    assert command("archive", "verify") == (0, [])
    path = (later if is_later else folder_of(places, ONE)) / "data" / "record.json"
    whole = path.read_bytes()
    path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    changed = {"path": str(path), "problem": "changed"}
    assert command("archive", "verify") == (5, [changed])
    path.unlink()
    missing = {"path": str(path), "problem": "missing"}
    assert command("archive", "verify") == (5, [missing])


def test_a_later_version_that_is_gone_is_told_once(places, command, later):
    assert command("archive", "verify") == (0, [])
    shutil.rmtree(later)
    lost = {"path": str(later), "problem": "lost"}
    assert command("archive", "verify") == (5, [lost])
    command("archive", "reindex")  # which forgets it
    lost = {"path": str(places.archive / f"{ONE}-2"), "problem": "lost"}
    assert command("archive", "verify") == (5, [lost])


def test_a_record_of_which_an_empty_folder_is_left_is_gone(places, command, later):
    shutil.rmtree(later)
    later.mkdir()
    lost = {"path": str(places.archive / f"{ONE}-2"), "problem": "lost"}
    assert command("archive", "verify") == (5, [lost])


def scribble(path):
    """One page in the middle is overwritten."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(range(256)) * 16
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def tear_all(path):
    path.write_bytes(path.read_bytes()[:4096] + b"x" * 40960)


DAMAGES = [scribble, cut, empty, tear_all, lambda path: path.unlink()]


def answers(catalogue):
    question = SearchQuery(text="журнал")
    hits = [(hit.record_id, hit.pages) for hit in catalogue.search(question)]
    return sorted(hits), catalogue.records(), catalogue.issued(), catalogue.counts()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_catalogue_damaged_between_runs_is_made_again(places, damage):
    with reindex.open_catalogue(places) as catalogue:
        before = answers(catalogue)
    damage(places.private / "catalogue.db")
    with reindex.open_catalogue(places) as catalogue:
        reindex.catch_up_records(places, catalogue)
        assert answers(catalogue) == before


@pytest.mark.parametrize("damage", [cut, tear_all])
def test_a_catalogue_damaged_in_use_is_moved_aside_and_made_again(places, damage):
    with reindex.open_catalogue(places) as catalogue:
        before = answers(catalogue)
    with reindex.open_catalogue(places) as catalogue:
        damage(places.private / "catalogue.db")
        entry = shelving.entry_of(folder_of(places, TWO), places)
        catalogue.put_record(entry)
        assert answers(catalogue) == before
        assert len(list(places.private.glob("catalogue.db.*-*[0-9]"))) == 1


def test_a_catalogue_that_another_holds_for_long_is_written_to_afterwards(places):
    with reindex.open_catalogue(places) as catalogue:
        entry = shelving.entry_of(folder_of(places, TWO), places)
        other = sqlite3.connect(places.private / "catalogue.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        catalogue.record_paths()  # to read goes on
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(catalogue.put_record, entry)
            time.sleep(0.3)
            assert not writing.done()
            other.execute("ROLLBACK")
            writing.result(timeout=20)
        other.close()
        assert records(catalogue) == [ONE, TWO]
