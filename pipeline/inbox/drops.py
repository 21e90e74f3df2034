"""The log of drops: what was dropped, when, and where it went.

One JSON line each in `audit/drops-<year>.jsonl`. It only grows, and survives
the loss of everything that can be rebuilt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk

FILED = "filed"
QUARANTINED = "quarantined"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Drop:
    r"""One drop and its outcome.

    Attributes:
        at: When it was claimed.
        token: The claim's.
        name: As dropped; bytes that are no text are written as "\xNN".
        outcome: `FILED`, `QUARANTINED` or `DUPLICATE`.
        records: Ids of the records it became.
        detail: The reason code of a quarantine.
    """

    at: datetime
    token: str
    name: str
    sha256: str
    size: int
    outcome: str
    records: tuple[str, ...] = ()
    detail: str = ""


def printable_name(name: str) -> str:
    """A file name as text that any program can show and store."""
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")


def log(audit: Path, drop: Drop) -> None:
    """Write the drop down, once for each token."""
    path = audit / f"drops-{drop.at.year}.jsonl"
    disk.make_folder(audit)
    with disk.locked(audit / ".drops.lock"):
        written = path.read_bytes() if path.exists() else b""
        if drop.token.encode() not in written:
            disk.append_line(path, disk.to_json_line(drop))


def read(audit: Path) -> Iterator[Drop]:
    """Every drop, oldest first."""
    for path in sorted(audit.glob("drops-*.jsonl")):
        yield from _read(path)


def of_bytes(audit: Path, sha256: str) -> list[Drop]:
    """The drops of those bytes, oldest first."""
    return [drop for drop in read(audit) if drop.sha256 == sha256]


def _read(path: Path) -> Iterator[Drop]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        if line.startswith(b"{") and line.endswith(b"}"):
            yield disk.from_json(line, Drop)
