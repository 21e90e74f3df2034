"""What the log of drops tells of, and no tree holds any more.

A tree that is whole may have lost a record with its folder, and the catalogue forgets
with the tree; the log of drops lies elsewhere and only grows.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline import archive
from pipeline.inbox import drops
from pipeline.inbox.drops import Drop
from pipeline.model import Places
from pipeline.reports import whereabouts


def lost(places: Places) -> Iterator[Path]:
    """Where each should be: a received file's folder; a record's id at the root.

    The log is read first, and review before the archive: what is filed meanwhile is
    found in the trees, and so is what leaves one for the other.
    """
    filed = [it for it in drops.read(places.audit) if it.outcome == drops.FILED]
    there = archive.ids_in_names(places.archive, places.review)
    for root in (places.review, places.archive):
        there |= whereabouts.record_ids(root)
    told = set[str]()
    for drop in filed:
        now = whereabouts.place(places, drop.sha256)
        is_gone = now == whereabouts.GONE and not _is_back(places, drop)
        if is_gone and drop.sha256 not in told:
            yield places.archive / archive.RECEIVED / drop.sha256
        if is_gone or now == whereabouts.ARCHIVE:
            missing = set(drop.records) - there - told
            yield from (places.archive / it for it in sorted(missing))
        told |= {drop.sha256, *drop.records}


def _is_back(places: Places, drop: Drop) -> bool:
    """It was taken out of the discarded ones, and waits to be taken in anew."""
    at = archive.restored_at(places.archive, drop.sha256)
    return at is not None and at > drop.at
