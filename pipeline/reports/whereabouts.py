"""Where the bytes of each drop are now, whatever became of them since."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline import archive
from pipeline.inbox import drops, quarantine
from pipeline.inbox.drops import Drop
from pipeline.model import Places

ARCHIVE, REVIEW, QUARANTINE = "archive", "review", "quarantine"
DISCARDED, GONE = "discarded", "gone"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One drop, and where its bytes are.

    Attributes:
        now: `ARCHIVE`; `REVIEW` while a record of it waits for a person; `QUARANTINE`,
            `DISCARDED`; `GONE` where they are in none of these: it is on its way
            again (`quarantine retry`), or something is wrong.
    """

    drop: Drop
    now: str


def whereabouts(places: Places) -> Iterator[Whereabouts]:
    """Every drop of the log, oldest first."""
    in_review = set(_words(places))
    known: dict[str, str] = {}
    for drop in drops.read(places.audit):
        if drop.sha256 not in known:
            known[drop.sha256] = _place(places, drop.sha256)
        now = known[drop.sha256]
        waits = now == ARCHIVE and not in_review.isdisjoint(drop.records)
        yield Whereabouts(drop, REVIEW if waits else now)


def _words(places: Places) -> Iterable[str]:
    """The words of the names of all records in review, ids among them."""
    return (word for it in archive.records(places.review) for word in it.name.split())


def _place(places: Places, sha256: str) -> str:
    """Where those bytes are; a file whose pages were refused may be received, too."""
    if quarantine.has(places.quarantine, sha256):
        return QUARANTINE
    if archive.is_discarded(places.archive, sha256):
        return DISCARDED
    return ARCHIVE if archive.has(places.archive, sha256) else GONE
