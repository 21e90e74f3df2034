"""What a power cut would leave: a disk that forgets what was not flushed.

Told of every call, it knows which files and which names are in memory only. A written
file is on the disk once it is flushed, a new name once its folder is. When something
is removed from the inbox, nothing of ours may be in memory only: or a cut could leave
neither the old place nor the new one.
"""

import random
import shutil
from pathlib import Path

from tests.faults.calls import Call
from tests.faults.workplace import Workplace

_WRITES = {
    "write", "pwrite64", "writev", "pwritev", "sendfile", "copy_file_range",
    "ftruncate", "fallocate",
}  # fmt: skip
_FLUSHES = {"fsync", "fdatasync"}
_NEW_NAMES = {"open", "creat", "openat", "mkdir", "mkdirat", "symlink", "symlinkat"}
_MOVES = {"rename", "renameat", "renameat2", "link", "linkat"}
_REMOVALS = {"unlink", "unlinkat", "rmdir"}


class Memory:
    """What is in memory only, of one workspace. Judges its calls and lets all be.

    Attributes:
        unwritten: Files whose bytes are not on the disk.
        unnamed: New names that are not, each with the former one, or "".
        risky: Removals in the inbox while something was in memory only, and what.
        removals: How many there were in the inbox.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._inbox = str(place.places.inbox)
        self.unwritten: set[str] = set()
        self.unnamed: dict[str, str] = {}
        self.risky: list[tuple[Call, frozenset[str]]] = []
        self.removals = 0

    def __call__(self, call: Call) -> None:
        """Take note of it."""
        if not all(map(self._matters, call.paths)):
            return
        path = call.paths[0]
        if call.name in _WRITES:
            self.unwritten.add(path)
        elif call.name in _FLUSHES:
            self._flushed(path)
        elif call.name in _NEW_NAMES and not Path(path).exists():
            self.unnamed[path] = ""
        elif call.name in _MOVES:
            self._moved(*call.paths)
        elif call.name in _REMOVALS:
            self._removed(call, path)

    def cut(self, rng: random.Random) -> None:
        """Forget some of what is in memory only: its writer must be dead."""
        for path in sorted(self.unwritten):
            if rng.random() < 0.5 and Path(path).is_file():
                size = Path(path).stat().st_size
                with Path(path).open("r+b") as file:
                    file.truncate(rng.randint(0, size))
        for path, former in reversed(self.unnamed.items()):
            if rng.random() < 0.5 and Path(path).exists():
                _undo(Path(path), former)

    def _matters(self, path: str) -> bool:
        """Ours, and no lock and nothing that can be made again."""
        is_lock = path.endswith("lock")
        return self._place.owns(path) and not is_lock and "/.podshivka" not in path

    def _flushed(self, path: str) -> None:
        self.unwritten.discard(path)
        named = [it for it in self.unnamed if str(Path(it).parent) == path]
        for it in named:
            del self.unnamed[it]

    def _moved(self, source: str, target: str) -> None:
        """What was in memory only still is, under its new name."""
        former = self.unnamed.pop(source, source)
        self.unwritten = {_renamed(it, source, target) for it in self.unwritten}
        self.unnamed = {
            _renamed(it, source, target): was for it, was in self.unnamed.items()
        }
        self.unnamed[target] = former

    def _removed(self, call: Call, path: str) -> None:
        self.unwritten = {it for it in self.unwritten if not _is_within(it, path)}
        self.unnamed = {
            it: was for it, was in self.unnamed.items() if not _is_within(it, path)
        }
        if _is_within(path, self._inbox):
            self.removals += 1
            waiting = frozenset(
                it
                for it in (*self.unwritten, *self.unnamed)
                if not _is_within(it, self._inbox)
            )
            if waiting:
                self.risky.append((call, waiting))


class Forgetful(Memory):
    """The same where no flush is heeded: it shows that the check can fail."""

    def _flushed(self, path: str) -> None:
        """Nothing comes to the disk."""


def _undo(path: Path, former: str) -> None:
    """The name never came to the disk: the former one stands, if there was one."""
    if former:
        path.rename(former)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _renamed(path: str, source: str, target: str) -> str:
    return target + path[len(source) :] if _is_within(path, source) else path
