"""Whatever breaks in the middle of the intake, nothing is lost.

The sweep forks, so it runs in a process of its own that has one thread only.
"""

import contextlib
import errno
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import archive
from pipeline.inbox import drops
from tests.faults import calls, invariants, workplace
from tests.faults.calls import Call
from tests.faults.power import Forgetful, Memory
from tests.faults.workplace import Workplace

pytestmark = pytest.mark.slow

SAMPLE = 1
"""Points of each fault; `make faults` tries them all."""


def sweep(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults", "--keep", folder, *arguments]
    return subprocess.run(
        [*map(str, command)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )


@pytest.fixture(scope="module", autouse=True)
def _calls_can_be_watched():
    if reason := calls.obstacle():
        pytest.skip(f"this machine does not let us watch system calls: {reason}")


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sample, the folder of what it left, and what it said."""
    folder = tmp_path_factory.mktemp("faults")
    return folder, sweep(folder, "--sample", SAMPLE, "--workers", 2)


@pytest.fixture
def whole(swept, tmp_path) -> Workplace:
    """A workplace where nothing broke and all is done."""
    folder, _done = swept
    place = workplace.found(folder / "place")
    root = tmp_path / "whole"
    shutil.copytree(folder / "whole", root)
    return Workplace(root, place.dropped)


def test_nothing_is_lost_whatever_call_breaks(swept):
    _folder, done = swept
    assert done.returncode == 0, done.stdout + done.stderr
    tried, violations, *not_reached = (
        int(it) for it in re.findall(r"\d+", done.stdout.splitlines()[-1])
    )
    assert tried + sum(not_reached) == 4 * SAMPLE
    assert violations == 0


def test_all_is_flushed_before_anything_relies_on_it(swept):
    _folder, done = swept
    (line,) = [it for it in done.stdout.splitlines() if "rely on a flush" in it]
    checked, violations, unheeded = (int(it) for it in re.findall(r"\d+", line))
    assert violations == 0
    assert checked >= unheeded > 10, "the check must be able to fail"


def test_an_intake_that_removes_before_it_copies_is_noticed(swept, tmp_path):
    folder, _done = swept
    shutil.copytree(folder / "place", tmp_path / "place")
    done = sweep(tmp_path, "--careless", "--sample", 6, "--faults", "SIGKILL")
    assert done.returncode == 1
    assert "VIOLATION unlink" in done.stdout
    assert "on files: I1" in done.stdout
    assert "its bytes are nowhere" in done.stdout


def lose_a_file(place: Workplace) -> None:
    shutil.rmtree(next((place.places.archive / "received").iterdir()))


def lay_a_file_beside(place: Workplace) -> None:
    (next(archive.records(place.places.archive)) / "data/more.pdf").write_bytes(b"?")


def forget_a_record(place: Workplace) -> None:
    database = place.places.private / "catalogue.db"
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "DELETE FROM records WHERE rowid = (SELECT min(rowid) FROM records)"
        )


def leave_a_half_made_folder(place: Workplace) -> None:
    (place.places.archive / ".staging/half").mkdir()


def forget_the_words(place: Workplace) -> None:
    shutil.rmtree(next(archive.records(place.places.archive)) / "renditions")


def forget_a_drop(place: Workplace) -> None:
    (log,) = place.places.audit.glob("drops-*.jsonl")
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[1:]))


def test_where_nothing_broke_everything_holds(whole):
    assert [*invariants.right_after(whole), *invariants.recovered(whole)] == []
    assert len([*drops.read(whole.places.audit)]) == len(whole.dropped) == 3


@pytest.mark.parametrize(
    ("damage", "invariant"),
    [
        (lose_a_file, "I1"),
        pytest.param(lay_a_file_beside, "I2", marks=pytest.mark.long),
        pytest.param(forget_a_record, "I3", marks=pytest.mark.long),
        pytest.param(leave_a_half_made_folder, "I4", marks=pytest.mark.long),
        pytest.param(forget_the_words, "I4", marks=pytest.mark.long),
        (forget_a_drop, "I5"),
    ],
)
def test_each_invariant_can_be_broken(
    whole, damage: Callable[[Workplace], None], invariant
):
    damage(whole)
    broken = {it.partition(" ")[0] for it in invariants.recovered(whole)}
    assert invariant in broken


def moved(memory: Memory, place: Workplace, *, flushed: bool) -> Path:
    """Move a dropped file into the archive; its folders are there already."""
    (path,) = (it for it in place.homes() if it.parent == place.places.inbox)
    (digest,) = place.dropped
    target = place.places.archive / "received" / digest / "data" / "original"
    target.parent.mkdir(parents=True)

    def tell(name: str, *paths: Path) -> None:
        memory(Call(name, tuple(map(str, paths)), 1))

    tell("openat", target)
    target.write_bytes(path.read_bytes())
    tell("write", target)
    if flushed:
        tell("fsync", target)
        tell("fsync", target.parent)
    tell("unlink", path)
    path.unlink()
    tell("fsync", path.parent)
    return target


@pytest.fixture
def one_dropped(swept, tmp_path) -> Workplace:
    folder, _done = swept
    root = tmp_path / "one"
    shutil.copytree(folder / "place", root)
    for path in sorted((root / "inbox").glob("*.p*"))[1:]:
        path.unlink()
    return workplace.found(root)


@pytest.mark.parametrize("kind", [Memory, Forgetful])
@pytest.mark.parametrize("flushed", [True, False])
def test_a_removal_before_the_copy_is_flushed_is_risky(one_dropped, flushed, kind):
    memory = kind(one_dropped)
    moved(memory, one_dropped, flushed=flushed)
    assert memory.checked == 1
    assert bool(memory.risky) is (not flushed or kind is Forgetful)


def test_a_power_cut_takes_what_was_not_flushed_and_nothing_else(one_dropped):
    lost = 0
    for seed in range(12):
        place = one_dropped.copied(one_dropped.root.with_name(f"cut-{seed}"))
        memory = Memory(place)
        moved(memory, place, flushed=bool(seed % 2))
        memory.cut(random.Random(seed))
        nowhere = [*invariants.right_after(place)]
        assert not (nowhere and seed % 2)
        lost += bool(nowhere)
    assert lost


def cut_back(place: Workplace, flushed: bytes, written: bytes) -> set[bytes]:
    """What cuts may leave of a file that held the one, flushed, then the other."""
    path = place.root / "audit" / "drops-2026.jsonl"
    path.parent.mkdir(exist_ok=True)
    left = set()
    for seed in range(12):
        memory = Memory(place)
        path.write_bytes(flushed)
        for name in ("write", "fsync", "write"):
            memory(Call(name, (str(path),), os.getpid()))
        path.write_bytes(written)
        memory.cut(random.Random(seed))
        left.add(path.read_bytes())
    return left


def test_a_power_cut_takes_no_line_that_was_flushed_before_another_was_added(
    one_dropped,
):
    left = cut_back(one_dropped, b"first\n", b"first\nsecond\n")
    assert all(it.startswith(b"first\n") for it in left)
    assert b"first\nsecond\n" in left
    assert len(left) > 2


def test_a_power_cut_may_take_all_of_a_file_that_was_written_anew(one_dropped):
    left = cut_back(one_dropped, b"first\n", b"others\n")
    assert min(len(it.rstrip(b"\0")) for it in left) < len(b"first\n")


def test_a_call_is_refused_or_ends_its_process(tmp_path):
    script = tmp_path / "watched.py"
    script.write_text(WATCHED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, tmp_path],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "0 ['mkdir a', 'mkdir b'] a b",
        f"{errno.ENOSPC} ['mkdir a']",
        "-9 ['mkdir a', 'mkdir b'] a",
    ], done.stderr


WATCHED = """
import errno, os, shutil, sys
from pathlib import Path
from tests.faults import calls

root = Path(sys.argv[1], "made")

def act():
    try:
        os.mkdir(root / "a")
        os.spawnvp(os.P_WAIT, "mkdir", ["mkdir", str(root / "b")])
        if not (root / "b").exists():
            os.kill(os.getpid(), 9)
    except OSError as error:
        return error.errno
    return 0

def judge(call, fault, seen):
    if not call.paths[0].startswith(f"{root}/"):
        return
    seen.append(f"{call.name} {Path(call.paths[0]).name}")
    if fault and len(seen) == fault[0]:
        raise fault[1]

for fault in (None, (1, OSError(errno.ENOSPC, "full")), (2, calls.Killed())):
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    seen = []
    run = calls.watched(act, lambda call: judge(call, fault, seen))
    print(run.returncode, seen, *sorted(it.name for it in root.iterdir()))
"""
