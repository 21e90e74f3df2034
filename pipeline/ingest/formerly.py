"""What was known of pages that a version of a document has no more.

Pages may have been split off by mistake, and be scanned again. What stands in their
cells is laid beside the last version that had them, as if they had never been away;
not so of pages of which only a person or their print said that they were of the
document, since that may be the very mistake.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from pipeline import archive, filing, readings, register
from pipeline.errors import FixityError
from pipeline.model import Record
from pipeline.shelving import Desk


def known(
    current: archive.Stored, arrived: Record, desk: Desk
) -> tuple[Record, frozenset[str]]:
    """The version so far as persons decided it, with the lost cells that came again.

    Args:
        current: The version so far.
        arrived: What was scanned now, as measured.
        desk: Where.

    Returns:
        The record, and those of these cells of which persons said which mark it is: it
        is asked anew, since the ink is not compared.
    """
    found, named = current.as_decided, frozenset[str]()
    away = _cells(arrived) - _cells(current.record)
    for older in _former(current.record, desk) if away else ():
        zones = away & _sure_cells(older, desk)
        found = _with(found, older.as_decided, zones)
        asked = readings.in_question(older.as_decided, older.record, arrived)
        named, away = named | (zones & asked), away - zones
    return found, named


def _former(record: Record, desk: Desk) -> Iterator[archive.Stored]:
    """The versions before the record, newest first, as far as they are there and whole.

    Damage of one that gave way holds no scan back; `verify` tells it.
    """
    for version in range(record.version - 1, 0, -1):
        identity = filing.record_id(record.family, version)
        with suppress(FixityError):
            folder = archive.standing(desk.places.archive, desk.places.review, identity)
            if folder:
                yield archive.load(folder)


def _sure_cells(older: archive.Stored, desk: Desk) -> frozenset[str]:
    """The cells of its pages that had a readable code of the document."""
    record = older.record
    sure = {it.number for it in record.pages if not (it.tied or it.matched)}
    layout = register.layout(desk.places.issued, record.document_id)
    return frozenset(
        zone.id for page in layout.pages if page.number in sure for zone in page.zones
    )


def _with(found: Record, older: Record, zones: frozenset[str]) -> Record:
    """The record with those cells of an older one."""
    read = (it for it in older.readings if it.zone in zones)
    signed = (it for it in older.signatures if it.zone in zones)
    return replace(
        found,
        readings=(*found.readings, *read),
        signatures=(*found.signatures, *signed),
    )


def _cells(record: Record) -> frozenset[str]:
    """The ids of its cells."""
    signed = {it.zone for it in record.signatures}
    return frozenset(signed.union(it.zone for it in record.readings))
