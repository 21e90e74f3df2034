"""Which records in review may be discarded together with the file they came in."""

from collections.abc import Sequence

from pipeline import assembly, filemates
from pipeline.inbox import drops
from pipeline.model import Places
from pipeline.review.items import Item


def alone(found: Sequence[Item], places: Places) -> frozenset[str]:
    """Ids of those of no use whose file became nothing else.

    Args:
        found: What waits, or some of it.
        places: Where.
    """
    of_no_use = [it for it in found if it.record.reason in assembly.OF_NO_USE]
    if not of_no_use:
        return frozenset()
    logged = _logged([_file(it) for it in of_no_use], places)
    return frozenset(
        it.record.record_id for it in of_no_use if _is_alone(it, logged[_file(it)])
    )


def _is_alone(item: Item, logged: set[str]) -> bool:
    return filemates.of(
        item.record, logged, item.sharing, is_rearranged=item.is_rearranged
    ).none


def _file(item: Item) -> str:
    return item.record.pages[0].source_sha256


def _logged(files: Sequence[str], places: Places) -> dict[str, set[str]]:
    """SHA-256 of a file → ids of the records that it became, as the log tells."""
    became: dict[str, set[str]] = {sha256: set() for sha256 in files}
    for drop in drops.read(places.audit):
        if drop.sha256 in became:
            became[drop.sha256].update(drop.records)
    return became
