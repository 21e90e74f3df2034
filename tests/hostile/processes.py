"""The children of a running `watch`: how much memory they took, and who stayed."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_PAUSE_SECONDS = 0.05
_PROC = Path("/proc")
_KB = 1024


@dataclass
class Peaks:
    """By name of program the most that one process of it took, in MB.

    Attributes:
        held: In memory at once.
        mapped: Address space, which the limits are about.
    """

    held: dict[str, float] = field(default_factory=dict)
    mapped: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, held_mb: float, mapped_mb: float) -> None:
        """Take one process into account."""
        self.held[name] = max(held_mb, self.held.get(name, 0.0))
        self.mapped[name] = max(mapped_mb, self.mapped.get(name, 0.0))


class Observer:
    """Looks at all children of a process again and again, in a thread."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.peaks = Peaks()

    def __enter__(self) -> "Observer":
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_PAUSE_SECONDS):
            self._note("watch", self._pid)
            for pid in descendants(self._pid):
                if name := _name(pid):
                    self._note(name, pid)

    def _note(self, name: str, pid: int) -> None:
        found = _status(pid)
        if "VmHWM" in found:
            self.peaks.add(name, *(found[it] for it in ("VmHWM", "VmPeak")))


def descendants(pid: int) -> Iterator[int]:
    """Children, their children and so on, at this moment."""
    try:
        listed = [it.read_text() for it in (_PROC / f"{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in map(int, " ".join(listed).split()):
        yield child
        yield from descendants(child)


def _name(pid: int) -> str:
    """What the process is: a fork of ours that reads files, or a program.

    "" while it ends, or becomes a program.
    """
    try:
        words = (_PROC / f"{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    first = Path(words[0].decode(errors="replace")).name
    return "reader" if first.startswith("python") else first


def _status(pid: int) -> dict[str, float]:
    """Sizes of a process in MB."""
    try:
        lines = (_PROC / f"{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines if line.startswith("Vm"))
    return {name: int(rest.split()[0]) / _KB for name, _colon, rest in pairs}
