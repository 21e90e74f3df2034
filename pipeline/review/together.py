"""Which records in review may be discarded together with the file they came in."""

from collections.abc import Sequence

from pipeline import archive, assembly, filemates
from pipeline.inbox import drops
from pipeline.model import Places, Record
from pipeline.review.items import Item


def alone(found: Sequence[Item], places: Places) -> frozenset[str]:
    """Ids of those of no use whose file became nothing else.

    Args:
        found: What waits, or some of it.
        places: Where.
    """
    records = [it.record for it in found if it.record.reason in assembly.OF_NO_USE]
    if not records:
        return frozenset()
    logged = _logged(records, places)
    waiting = [it.record for it in archive.waiting(places.review)]
    return frozenset(
        it.record_id
        for it in records
        if filemates.of(it, logged[it.pages[0].source_sha256], waiting).none
    )


def _logged(records: Sequence[Record], places: Places) -> dict[str, set[str]]:
    """SHA-256 of a file → ids of the records that it became, as the log tells."""
    became: dict[str, set[str]] = {it.pages[0].source_sha256: set() for it in records}
    for drop in drops.read(places.audit):
        if drop.sha256 in became:
            became[drop.sha256].update(drop.records)
    return became
