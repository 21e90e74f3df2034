"""What else came in the same file as a record; pure.

A record of no use is discarded together with its received file, so nothing else may
rest on that file. Nothing is read here: the log of drops and the records in review are
handed in.
"""

from collections.abc import Collection, Iterable
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


def of(record: Record, logged: Collection[str], waiting: Iterable[Record]) -> Mates:
    """The records that the file of that record became besides.

    Other versions of the record itself are no others; but a record that was split or
    joined since has an id that no log tells, and then more may have come of the file.

    Args:
        record: It, in review.
        logged: Ids of the records that its file became, as the log of drops tells.
        waiting: The records in review.
    """
    files = _files(record)
    reviewed = {it.record_id for it in waiting if files & _files(it)}
    others = {it for it in {*logged, *reviewed} if _family(it) != record.family}
    are_all = len(files) == 1 and {*logged} == {record.record_id}
    return Mates(tuple(sorted(others)), are_all)


def _files(record: Record) -> set[str]:
    return {page.source_sha256 for page in record.pages}


def _family(record_id: str) -> str:
    return record_id.partition("-")[0]
