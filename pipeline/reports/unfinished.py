"""What is still to come into a case, before or after somebody closes it."""

from collections.abc import Iterable
from pathlib import Path

from pipeline import filing, shelving
from pipeline.catalogue import Catalogue
from pipeline.errors import FixityError
from pipeline.model import Case, IssuedDocument, PaperState, Places, Record
from pipeline.reports.outstanding import come_back, newest_by_name


def undecided(case: Case, waiting: Iterable[Record], places: Places) -> tuple[str, ...]:
    """Ids of the records that wait for a person and lie in the case, or would.

    Args:
        case: It.
        waiting: All records of which something is to be decided. Of what nobody knows
            what it is, nobody knows the case.
        places: The workspace.
    """
    found = (it for it in waiting if _home(it, places) == (case.year, case.index))
    return tuple(dict.fromkeys(it.record_id for it in found))


def not_back(
    case: Case, places: Places, catalogue: Catalogue, damaged: list[Path]
) -> tuple[IssuedDocument, ...]:
    """The documents in force that the case is for and of which no page came back.

    Args:
        case: It.
        places: The workspace.
        catalogue: Knows the documents and their records.
        damaged: The files of damaged records join it; their papers are back.
    """
    by_name = newest_by_name(places)
    missing = []
    for it in catalogue.issued(state=PaperState.ISSUED.value):
        if it.date.year != case.year or not _takes(case, it.kind, places):
            continue
        try:
            if come_back(it, places, catalogue, by_name) is None:
                missing.append(it)
        except FixityError as error:
            damaged += error.paths
    return tuple(missing)


def _home(record: Record, places: Places) -> tuple[int, str]:
    """Year and index of the case that the record lies in, or will lie in."""
    if record.plan_year:
        return record.plan_year, record.case
    entry = shelving.entry_for(record, places)
    if entry is None or record.date is None:
        return 0, ""
    return record.date.year, entry.index


def _takes(case: Case, kind: str, places: Places) -> bool:
    entry = filing.entry_for(shelving.plan_of(case.year, places), kind)
    return entry is not None and entry.index == case.index
