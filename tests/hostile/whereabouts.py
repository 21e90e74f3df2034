"""Where the bytes that were dropped lie now, found in the trees alone."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import archive
from pipeline.inbox import drops, quarantine
from pipeline.model import Places

LOST = "lost"
WAITING = "left in the inbox"
RECORD = "record"


@dataclass(frozen=True)
class Place:
    """What became of one drop.

    Attributes:
        outcome: `RECORD`, the reason code of a quarantine, `WAITING` or `LOST`.
        why: What stands against it, when the outcome is said but not true.
    """

    outcome: str
    why: str = ""


def sha256(path: Path) -> str:
    """Of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def of_bytes(places: Places, digest: str) -> Place:
    """Where the bytes are; what the log of drops says is looked up in the trees."""
    logged = drops.of_bytes(places.audit, digest)
    if any(it.outcome == drops.FILED for it in logged):
        return _filed(places, digest, logged)
    if quarantine.has(places.quarantine, digest):
        return _aside(places, digest, logged)
    if digest in {sha256(it) for it in _regular(places.inbox)}:
        return Place(WAITING)
    return Place(LOST)


def _filed(places: Places, digest: str, logged: list[drops.Drop]) -> Place:
    kept = archive.received_file(places.archive, digest)
    if sha256(kept) != digest:
        return Place(RECORD, "the file kept is another")
    records = {it for drop in logged for it in drop.records}
    missing = [it for it in records if not _standing(places, it)]
    if missing or not records:
        return Place(RECORD, f"records that are not there: {missing or 'any'}")
    return Place(RECORD)


def _aside(places: Places, digest: str, logged: list[drops.Drop]) -> Place:
    reasons = quarantine.reasons(places.quarantine)
    reason = next(it for it in reasons if it.sha256 == digest)
    if sha256(quarantine.file_of(places.quarantine, reason)) != digest:
        return Place(reason.code, "the file kept is another")
    return Place(reason.code, "" if logged else "not in the log of drops")


def _standing(places: Places, record_id: str) -> bool:
    found = archive.standing(places.archive, places.review, record_id)
    return found is not None and archive.scan_of(found).is_file()


def _regular(folder: Path) -> Iterator[Path]:
    """Every regular file below the folder, and no link, pipe or giant."""
    for root, _folders, names in os.walk(folder):
        for path in (Path(root, name) for name in names):
            found = path.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_size < 1 << 30:
                yield path
