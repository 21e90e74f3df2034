"""The log of drops: what was dropped, when, and where it went.

One JSON line each in `audit/drops-<year>.jsonl`. It only grows, and survives
the loss of everything that can be rebuilt.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pipeline import disk

_logger = logging.getLogger(__name__)

FILED = "filed"
QUARANTINED = "quarantined"
DUPLICATE = "duplicate"

DISCARDED = "discarded"
"""The detail of a duplicate whose bytes a person discarded."""


@dataclass(frozen=True, slots=True)
class Drop:
    """One drop and its outcome.

    Attributes:
        at: When it was claimed.
        token: The claim's.
        name: As dropped, as `printable_name` gives it.
        outcome: `FILED`, `QUARANTINED` or `DUPLICATE`.
        records: Ids of the records it became.
        detail: The reason code of a quarantine; for a duplicate, of the one in
            which these bytes lie, or `DISCARDED`.
        rescans: Those of the records whose paper was the same as before: nothing
            new was on it.
        poorer: Those of the records that keep some of their pages as they were
            scanned before, since the newer scan shows less.
    """

    at: datetime
    token: str
    name: str
    sha256: str
    size: int
    outcome: str
    records: tuple[str, ...] = ()
    detail: str = ""
    rescans: tuple[str, ...] = ()
    poorer: tuple[str, ...] = ()

    @property
    def is_rescan(self) -> bool:
        """Nothing in it was new."""
        return bool(self.rescans) and set(self.records) <= set(self.rescans)


def printable_name(name: str) -> str:
    r"""A file name as text that any program can show and store.

    Bytes that are no text, signs that are not printed (they might command a
    terminal) and the backslash itself are written as the bytes "\xNN", so the
    exact name can be told from it.
    """
    return "".join(map(_printable, name))


def log(audit: Path, drop: Drop) -> None:
    """Write the drop down, once for each token and the bytes that it was about.

    A line of which a full disk took a part only tells nothing, and is written anew.
    """
    path = audit / f"drops-{drop.at.year}.jsonl"
    disk.make_folder(audit)
    with disk.locked(audit / ".drops.lock"):
        written = {(it.token, it.sha256) for it in _read(path, drop.token.encode())}
        if (drop.token, drop.sha256) not in written:
            disk.append_line(path, disk.to_json_line(drop))


def read(audit: Path) -> Iterator[Drop]:
    """Every drop, in the order in which they were decided."""
    for path in _logs(audit):
        yield from _read(path)


def of_bytes(audit: Path, sha256: str) -> list[Drop]:
    """The drops of those bytes, in the order in which they were decided."""
    told = sha256.encode()
    found = (it for path in _logs(audit) for it in _read(path, told))
    return [drop for drop in found if drop.sha256 == sha256]


def _logs(audit: Path) -> list[Path]:
    return sorted(audit.glob("drops-*.jsonl"))


def _read(path: Path, told: bytes = b"") -> Iterator[Drop]:
    """The drops of one year; only the lines that hold those bytes are understood."""
    content = path.read_bytes() if path.exists() else b""
    if told not in content:
        return
    for number, line in enumerate(content.splitlines(), 1):
        if told not in line:
            continue
        try:
            yield disk.from_json(line, Drop)
        except ValueError:
            if line:
                _warn(path, number)


@cache
def _warn(path: Path, number: int) -> None:
    """Say once that a line is passed over, but not what it holds."""
    _logger.warning("%s, line %d cannot be read and is passed over", path, number)


def _printable(sign: str) -> str:
    if sign.isprintable() and sign != "\\":
        return sign
    return "".join(f"\\x{it:02x}" for it in sign.encode(errors="surrogateescape"))
