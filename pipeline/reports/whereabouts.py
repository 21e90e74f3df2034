"""Where the bytes of each drop are now, whatever became of them since."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from pipeline import archive, disk, inbox
from pipeline.errors import PodshivkaError
from pipeline.inbox import drops, quarantine
from pipeline.inbox.drops import Drop
from pipeline.model import Places

ARCHIVE, REVIEW, QUARANTINE = "archive", "review", "quarantine"
DISCARDED, UNDER_WAY, GONE = "discarded", "under_way", "gone"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One drop, and where its bytes are.

    Attributes:
        now: `ARCHIVE`; `REVIEW` while a record of it, or what that gave way to, waits
            for a person; `QUARANTINE`, `DISCARDED`; `UNDER_WAY` while they are in none
            of these and wait to be taken in again (`quarantine retry`); else `GONE`.
    """

    drop: Drop
    now: str


def whereabouts(places: Places) -> Iterator[Whereabouts]:
    """Every drop of the log, by the time it was dropped."""
    in_review = _waiting_ids(places.review)
    known: dict[str, str] = {}
    for drop in sorted(drops.read(places.audit), key=attrgetter("at")):
        if drop.sha256 not in known:
            known[drop.sha256] = place_now(places, drop)
        now = known[drop.sha256]
        waits = now == ARCHIVE and not in_review.isdisjoint(drop.records)
        yield Whereabouts(drop, REVIEW if waits else now)


def _waiting_ids(review: Path) -> set[str]:
    """Of the records that wait for a person, and of those that gave way to them."""
    waiting, gave_way = set[str](), dict[str, str]()
    for folder in archive.records(review):
        with suppress(PodshivkaError, ValueError, OSError):
            if archive.is_superseded(folder):
                stored = archive.load(folder, in_review=True)
                gave_way[stored.record.record_id] = stored.gave_way_to
            else:
                waiting.add(archive.record_id(folder))
    while more := {it for it, to in gave_way.items() if to in waiting} - waiting:
        waiting |= more
    return waiting


def record_ids(root: Path) -> set[str]:
    """The ids of all records of a tree; without those that are damaged."""
    found = set[str]()
    for folder in archive.records(root):
        with suppress(PodshivkaError, ValueError, OSError):
            found.add(archive.record_id(folder))
    return found


def place_now(places: Places, drop: Drop) -> str:
    """Where the bytes of the drop are, as `Whereabouts.now` has it.

    What is in none of the places is looked for once more: a claim ends when its bytes
    are in their place, and others are moved from one place to another.
    """
    found = place(places, drop.sha256)
    if found != GONE:
        return found
    return UNDER_WAY if _is_claimed(places, drop) else place(places, drop.sha256)


def _is_claimed(places: Places, drop: Drop) -> bool:
    """A claim has those bytes, or may have: the inbox is away."""
    if inbox.presence.is_away(places):
        return True
    for claim in inbox.claimed(places.claimed):
        with suppress(FileNotFoundError):  # it ended meanwhile
            is_alike = claim.path.stat().st_size == drop.size
            if is_alike and disk.sha256(claim.path) == drop.sha256:
                return True
    return False


def place(places: Places, sha256: str) -> str:
    """Where those bytes are; a file whose pages were refused may be received, too."""
    if quarantine.has(places.quarantine, sha256):
        return QUARANTINE
    if archive.is_discarded(places.archive, sha256):
        return DISCARDED
    return ARCHIVE if archive.has(places.archive, sha256) else GONE
