"""The same paper scanned again: recognised, so that no version differs in nothing.

Printed pages are laid on one another (`recognition.compare`). It is asked only when
pages of a document come that its current version has already.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import archive, recognition, register, rescan, shelving
from pipeline.errors import ScanError
from pipeline.model import LayoutPage, Record, RecordPage
from pipeline.recognition import Pair
from pipeline.shelving import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repeat:
    """What came again.

    Attributes:
        arrived: What came, less what is not worth taking; no pages: nothing is.
        numbers: Of all pages that came again.
        taken: Of those among them whose newer scan shows more.
    """

    arrived: Record
    numbers: tuple[int, ...]
    taken: tuple[int, ...]


def find(
    current: archive.Stored, arrived: Record, received: Path, desk: Desk
) -> Repeat | None:
    """Whether all that came is the same paper again.

    Args:
        current: The document's version so far.
        arrived: What the pages that came would make, as measured.
        received: The file in which they came.
        desk: Where.

    Returns:
        None when something is new on it, or that cannot be told.
    """
    found = rescan.pairs(current.record, arrived)
    known = current.as_decided
    if not found or not rescan.says_the_same(known, arrived):
        return None
    if not _is_same_ink(current, found, received, desk):
        return None
    layout = _layout(arrived, desk)
    taken = rescan.better(known, arrived, found, layout)
    numbers = {new.number for _old, new in found}
    worth = rescan.without(arrived, numbers - taken, layout)
    return Repeat(worth, tuple(sorted(numbers)), tuple(sorted(taken)))


def _is_same_ink(
    current: archive.Stored,
    found: Sequence[tuple[RecordPage, RecordPage]],
    received: Path,
    desk: Desk,
) -> bool:
    printed = shelving.known_pages(current.record, desk.places)
    pairs = [
        Pair(
            known=printed[new.number],
            before_page=old.scan_page,
            before=rescan.registration(old),
            now_page=new.source_page,
            now=rescan.registration(new),
        )
        for old, new in found
        if new.number in printed
    ]
    if len(pairs) < len(found):
        return False
    scan = archive.scan_of(current.folder)
    try:
        told = recognition.compare(scan, received, pairs, limits=desk.limits)
    except ScanError as error:
        log.warning("%s: not compared, %s", current.record.record_id, error)
        return False
    return all(it.same for it in told)


def _layout(record: Record, desk: Desk) -> tuple[LayoutPage, ...]:
    return register.layout(desk.places.issued, record.document_id).pages
