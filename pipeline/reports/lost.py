"""What the log of drops tells of, and no tree holds any more.

A tree that is whole may have lost a record with its folder, and the catalogue forgets
with the tree; the log of drops lies elsewhere and only grows. It alone tells of a file
that quarantine has lost.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline import archive
from pipeline.inbox import drops
from pipeline.inbox.drops import Drop
from pipeline.model import Places
from pipeline.reports import whereabouts


def lost(places: Places) -> Iterator[Path]:
    """Where each should be: a file's folder, received or in quarantine; a record's id.

    A record's id stands at the archive's root.

    The log is read first, and review before the archive: what is filed meanwhile is
    found in the trees, and so is what leaves one for the other.
    """
    log = list(drops.read(places.audit))
    filed = [it for it in log if it.outcome == drops.FILED]
    there = archive.ids_in_names(places.archive, places.review)
    for root in (places.review, places.archive):
        there |= whereabouts.record_ids(root)
    told = set[Path]()
    for drop in filed:
        missing = [it for it in _missing(places, drop, there) if it not in told]
        if missing and not _is_back(places, drop):
            yield from missing
            told.update(missing)
    aside = {it.sha256: it for it in log if it.outcome == drops.QUARANTINED}
    for drop in aside.values():
        received = places.archive / archive.RECEIVED / drop.sha256
        is_gone = whereabouts.place_now(places, drop) == whereabouts.GONE
        if is_gone and received not in told:
            yield places.quarantine / drop.sha256


def _missing(places: Places, drop: Drop, there: set[str]) -> Iterator[Path]:
    now = whereabouts.place(places, drop.sha256)
    if now == whereabouts.GONE:
        yield places.archive / archive.RECEIVED / drop.sha256
    if now in (whereabouts.GONE, whereabouts.ARCHIVE):
        yield from (places.archive / it for it in sorted({*drop.records} - there))


def _is_back(places: Places, drop: Drop) -> bool:
    """It was taken out of the discarded ones since: what it was before is no more.

    It waits to be taken in anew, or a later drop tells what it became.
    """
    came = drops.of_bytes(places.audit, drop.sha256)
    filed = [it for it in came if it.outcome == drops.FILED]
    at = [it.at for it in filed]
    return drop in filed[: archive.void_filings(places.archive, drop.sha256, at)]
