"""What else came in the same file as a record; pure.

A record of no use is discarded together with its received file, so nothing else may
rest on that file. Nothing is read here: the log of drops and the records in review are
handed in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Record


@dataclass(frozen=True, slots=True)
class Mates:
    """The other records of its file.

    Attributes:
        others: Ids of those that are known.
        are_all: It is sure that there are no more.
    """

    others: tuple[str, ...]
    are_all: bool

    @property
    def none(self) -> bool:
        """All that the file became is the record itself."""
        return self.are_all and not self.others


def of(
    record: Record,
    logged: Collection[str],
    waiting: Collection[str],
    *,
    is_rearranged: bool,
) -> Mates:
    """The records that the file of that record became besides.

    Other versions of the record itself are no others; but of the pages of one that was
    split or joined since there may be records that no log tells.

    Args:
        record: It, in review.
        logged: Ids of the records that its file became, as the log of drops tells.
        waiting: Ids of the records in review that have pages of it: `sharing`.
        is_rearranged: Pages were taken out of the record or put into it.
    """
    others = {it for it in {*logged, *waiting} if _family(it) != record.family}
    is_logged = len(_files(record)) == 1 and record.record_id in logged
    return Mates(tuple(sorted(others)), is_logged and not is_rearranged)


def by_file(records: Iterable[Record]) -> dict[str, frozenset[str]]:
    """SHA-256 of a file → ids of the records that have pages of it."""
    found: dict[str, set[str]] = {}
    for record in records:
        for sha256 in _files(record):
            found.setdefault(sha256, set()).add(record.record_id)
    return {sha256: frozenset(ids) for sha256, ids in found.items()}


def sharing(record: Record, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Ids of the records that have pages of a file of that one, out of `by_file`.

    Records of one file, which may be thousands, get the same set.
    """
    sharing = [found.get(sha256, frozenset()) for sha256 in _files(record)]
    return sharing[0] if len(sharing) == 1 else frozenset().union(*sharing)


def _files(record: Record) -> set[str]:
    return {page.source_sha256 for page in record.pages}


def _family(record_id: str) -> str:
    return record_id.partition("-")[0]
