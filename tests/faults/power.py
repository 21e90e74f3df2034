"""What a power cut would leave: a disk that forgets what was not flushed.

Told of every call, it knows what is in memory only: a written file until it is flushed,
a new name and a removal until their folder is. From that follow two things: what a cut
would undo, and whether the calls come in an order that makes a cut harmless:

- nothing is renamed to its place before it is flushed, all that is in it too;
- no dropped file is removed before its bytes lie, flushed and under a flushed name, in
  another place for dropped files;
- at the end nothing is in memory only.
"""

import hashlib
import os
import random
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import disk
from tests.faults.calls import Call
from tests.faults.workplace import Workplace

_WRITES = {
    "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile",
    "copy_file_range", "ftruncate", "truncate", "fallocate",
}  # fmt: skip
_FLUSHES = {"fsync", "fdatasync"}
_NEW_NAMES = {"open", "creat", "openat", "mkdir", "mkdirat", "symlink", "symlinkat"}
_MOVES = {"rename", "renameat", "renameat2"}
_REMOVALS = {"unlink", "unlinkat", "rmdir"}


@dataclass(frozen=True)
class _Former:
    """How it was before a name was given.

    Attributes:
        name: That it had before, or "".
        stash: What the new name stood for before, if anything.
    """

    name: str = ""
    stash: Path | None = None


@dataclass(frozen=True)
class _Flushed:
    """What came to the disk of a file: its size in bytes, and their SHA-256."""

    size: int
    sha256: str


class Memory:
    """What is in memory only, of one workspace. Judges its calls and lets all be.

    Attributes:
        unwritten: Files whose bytes are not on the disk.
        unnamed: New names that are not.
        removed: Names that are gone, but not from the disk, each with what it stood
            for; None for a folder.
        risky: Calls that came too early, and what was in memory only then.
        checked: How many calls could have come too early.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._stash = place.root.with_name(f"{place.root.name}.{id(self)}.stash")
        self.unwritten: set[str] = set()
        self._flushes: dict[str, _Flushed] = {}
        self.unnamed: dict[str, _Former] = {}
        self.removed: dict[str, Path | None] = {}
        self.risky: list[tuple[Call, frozenset[str]]] = []
        self.checked = 0

    def __call__(self, call: Call) -> None:
        """Take note of it."""
        if not all(map(self._matters, call.paths)):
            return
        path = call.paths[0]
        if call.name in _WRITES:
            self.unwritten.add(path)
        elif call.name in _FLUSHES:
            self._flushed(path)
        elif call.name in _NEW_NAMES and not os.path.lexists(path):
            self.unnamed[path] = _Former()
        elif call.name in _MOVES and os.path.lexists(path):
            self._moved(call)
        elif call.name in _REMOVALS and os.path.lexists(path):
            self._removed(call, Path(path))

    def left(self) -> list[str]:
        """What is in memory only."""
        return sorted({*self.unwritten, *self.unnamed})

    def lost(self) -> list[str]:
        """The dropped files that a cut at this moment could leave in no place."""
        safe = {disk.sha256(it) for it in self._place.homes() if self._is_safe(it)}
        return [name for it, name in self._place.dropped.items() if it not in safe]

    def close(self) -> None:
        """Keep nothing any more of what was removed."""
        shutil.rmtree(self._stash, ignore_errors=True)

    def cut(self, rng: random.Random) -> None:
        """Forget some of what is in memory only: its writer must be dead."""
        for path in sorted(self.unwritten):
            if rng.random() < 0.5 and Path(path).is_file():
                _spoil(Path(path), rng, self._on_disk(path))
        for path, former in reversed(self.unnamed.items()):
            if rng.random() < 0.5 and os.path.lexists(path):
                _undo(Path(path), former)
        for path, stash in reversed(self.removed.items()):
            if rng.random() < 0.5:
                _bring_back(Path(path), stash)

    def _matters(self, path: str) -> bool:
        """Ours, and no lock and nothing that can be made again."""
        is_lock = path.endswith("lock")
        return self._place.owns(path) and not is_lock and "/.podshivka" not in path

    def _flushed(self, path: str) -> None:
        self.unwritten.discard(path)
        if Path(path).is_file():
            self._flushes[path] = _begins(Path(path))
        for it in [it for it in self.unnamed if _folder(it) == path]:
            del self.unnamed[it]
        for gone in [it for it in self.removed if _folder(it) == path]:
            for it in [it for it in self.removed if _is_within(it, gone)]:
                del self.removed[it]

    def _moved(self, call: Call) -> None:
        """What was in memory only still is, under its new name."""
        source, target = call.paths
        if os.path.lexists(target) and call.name == "renameat2":
            return  # it replaces nothing
        self.checked += 1
        within = {it for it in self.unnamed if _is_within(it, source)} - {source}
        loose = {it for it in self.unwritten if _is_within(it, source)} | within
        if loose:
            self.risky.append((call, frozenset(loose)))
        former = self.unnamed.pop(source, _Former(source))
        self.unwritten = {_renamed(it, source, target) for it in self.unwritten}
        self._flushes = {
            _renamed(it, source, target): was for it, was in self._flushes.items()
        }
        self.unnamed = {
            _renamed(it, source, target): was for it, was in self.unnamed.items()
        }
        self.unnamed[target] = _Former(former.name, self._kept(Path(target)))

    def _removed(self, call: Call, path: Path) -> None:
        name = str(path)
        if path.is_file() and not path.is_symlink():
            self._check_removal(call, path)
        if name not in self.unnamed:
            self.removed[name] = self._kept(path)
        self.unwritten.discard(name)
        self._flushes.pop(name, None)
        self.unnamed = {
            it: was for it, was in self.unnamed.items() if not _is_within(it, name)
        }

    def _check_removal(self, call: Call, path: Path) -> None:
        digest = disk.sha256(path)
        if digest not in self._place.dropped:
            return
        self.checked += 1
        others = [it for it in self._place.homes() if it != path]
        if not any(self._is_safe(it) and disk.sha256(it) == digest for it in others):
            self.risky.append((call, frozenset(self.left())))

    def _on_disk(self, path: str) -> int:
        """So many of its first bytes were flushed once, and stand as they were then."""
        flushed = self._flushes.get(path)
        if flushed is None:
            return 0
        return flushed.size if _begins(Path(path), flushed.size) == flushed else 0

    def _is_safe(self, path: Path) -> bool:
        """The file is on the disk under its name, or under another one in the inbox."""
        names = {str(path), *map(str, path.parents)}
        formers = (self.unnamed[it].name for it in names & self.unnamed.keys())
        return not names & self.unwritten and all(map(self._is_in_inbox, formers))

    def _is_in_inbox(self, path: str) -> bool:
        return _is_within(path, str(self._place.root / "inbox")) and bool(path)

    def _kept(self, path: Path) -> Path | None:
        """Another name for a file that is about to lose its own."""
        if not path.is_file() or path.is_symlink():
            return None
        self._stash.mkdir(exist_ok=True)
        stash = self._stash / secrets.token_hex(8)
        stash.hardlink_to(path)
        return stash


class Forgetful(Memory):
    """The same where no flush is heeded: it shows that the check can fail."""

    def _flushed(self, path: str) -> None:
        """Nothing comes to the disk."""


def _begins(path: Path, size: int = -1) -> _Flushed:
    """The first so many bytes of the file, or all."""
    with path.open("rb") as file:
        begins = file.read(size)
    return _Flushed(len(begins), hashlib.sha256(begins).hexdigest())


def _spoil(path: Path, rng: random.Random, kept: int) -> None:
    """Only the beginning came to the disk; what follows is missing, or is zeros.

    Args:
        path: The file.
        rng: Draws how much came.
        kept: So many bytes had come before: what is appended harms them not.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(rng.randint(kept, size))
        if rng.random() < 0.5:
            file.truncate(size)


def _undo(path: Path, former: _Former) -> None:
    """The name never came to the disk: what was before stands."""
    if former.name:
        Path(former.name).parent.mkdir(parents=True, exist_ok=True)
        path.rename(former.name)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    if former.stash:
        former.stash.rename(path)


def _bring_back(path: Path, stash: Path | None) -> None:
    """The removal never came to the disk."""
    if os.path.lexists(path) or not path.parent.is_dir():
        return
    if stash:
        stash.rename(path)
    else:
        path.mkdir()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _renamed(path: str, source: str, target: str) -> str:
    return target + path[len(source) :] if _is_within(path, source) else path


def described(risky: list[tuple[Call, frozenset[str]]]) -> Iterator[str]:
    """For people."""
    for call, loose in risky:
        yield f"{call.name} {call.paths} while in memory only: {sorted(loose)}"
