import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import disk


@dataclass(frozen=True)
class Noun:
    name: str
    day: date
    parts: tuple[int, ...] = ()


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "x.json"
    disk.write(path, b"one")
    disk.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [it.name for it in tmp_path.iterdir()] == ["x.json"]


def test_a_lock_is_shared_with_whom_the_umask_says(tmp_path):
    former = os.umask(0o007)
    try:
        with disk.locked(tmp_path / "a"), disk.locked_if_free(tmp_path / "b"):
            modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(former)
    assert modes == {0o660}


def test_a_copy_tells_the_hash_of_what_was_written(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"x" * 3_000_000)
    digest = disk.copy(source, tmp_path / "b")
    assert digest == hashlib.sha256((tmp_path / "b").read_bytes()).hexdigest()
    assert digest == disk.sha256(source)


def test_a_copy_overwrites_nothing(tmp_path):
    (tmp_path / "a").write_text("new")
    (tmp_path / "b").write_text("old")
    with pytest.raises(FileExistsError):
        disk.copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "old"


@pytest.mark.parametrize("has_renameat2", [True, False])
def test_a_move_overwrites_nothing(tmp_path, monkeypatch, has_renameat2):
    if not has_renameat2:
        monkeypatch.setattr(disk.ctypes, "CDLL", lambda *_a, **_k: object())
    (tmp_path / "a").write_text("new")
    (tmp_path / "b").write_text("old")
    with pytest.raises(FileExistsError):
        disk.move(tmp_path / "a", tmp_path / "b")
    (tmp_path / "sub").mkdir()
    disk.move(tmp_path / "a", tmp_path / "sub" / "c")
    assert (tmp_path / "sub" / "c").read_text() == "new"
    assert (tmp_path / "b").read_text() == "old"


def test_a_move_of_what_is_gone_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        disk.move(tmp_path / "gone", tmp_path / "b")


def test_lines_are_added_after_an_unfinished_one(tmp_path):
    path = tmp_path / "log"
    disk.append_line(path, b"one")
    with path.open("ab") as stream:
        stream.write(b"tw")
    disk.append_line(path, b"three")
    assert path.read_bytes() == b"one\ntw\nthree\n"


def test_folders_are_made_and_removed(tmp_path):
    disk.make_folder(tmp_path / "a" / "b")
    disk.make_folder(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "c").write_text("x")
    disk.flush_tree(tmp_path / "a")
    disk.remove(tmp_path / "a")
    disk.remove(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_flushes_no_folders_is_no_fault(tmp_path):
    disk.flush_folder(Path("/proc"))
    with pytest.raises(FileNotFoundError):
        disk.flush_folder(tmp_path / "gone")


def test_a_link_to_a_folder_is_removed_and_the_folder_stays(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    disk.remove(tmp_path / "link")
    assert [it.name for it in tmp_path.iterdir()] == ["kept"]


@given(st.text(), st.dates(), st.lists(st.integers(-(2**53), 2**53)))
def test_a_noun_survives_json(name, day, parts):
    noun = Noun(name, day, tuple(parts))
    assert disk.from_json(disk.to_json(noun), Noun) == noun
    assert disk.from_json(disk.to_json_line(noun), Noun) == noun
    assert disk.from_builtins(disk.to_builtins(noun), Noun) == noun


def test_a_wrong_noun_is_a_value_error(tmp_path):
    (tmp_path / "x").write_text('{"name": 3}')
    with pytest.raises(ValueError, match="name"):
        disk.read_json(tmp_path / "x", Noun)


def _count(folder: Path) -> None:
    for _turn in range(50):
        with disk.locked(folder / "lock"):
            number = int((folder / "n").read_text())
            (folder / "n").write_text(str(number + 1))


def test_a_lock_keeps_processes_apart(tmp_path):
    (tmp_path / "n").write_text("0")
    context = get_context("spawn")
    workers = [context.Process(target=_count, args=(tmp_path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (tmp_path / "n").read_text() == "100"


def test_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "note.json"
    contents = [bytes([letter]) * 4096 for letter in b"abcdefgh"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda it: disk.write(path, it), contents * 20))
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    (tmp_path / "folder" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        disk.write(tmp_path / "folder", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_killed_writers_left_beside_a_file_is_swept(tmp_path):
    path = tmp_path / "case.json"
    disk.write(path, b"{}")
    stale = tmp_path / ".case.json.0123abcd.new"
    others = [tmp_path / it for it in (".other.json.0123abcd.new", ".case.json.new")]
    for it in (stale, *others):
        it.write_bytes(b"{")
    disk.sweep_beside(path)
    assert sorted(tmp_path.iterdir()) == sorted([path, *others])


def test_the_name_of_an_unfinished_file_leads_to_its_target(tmp_path):
    folder = tmp_path / "gone"
    with pytest.raises(OSError, match="gone") as caught:
        disk.write_new(folder / ".x y.pdf", b"")
    assert disk.target_of(caught.value.filename) == str(folder / ".x y.pdf")
    assert disk.target_of("a/.b.new/c.pdf") == "a/.b.new/c.pdf"
