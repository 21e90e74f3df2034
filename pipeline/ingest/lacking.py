"""Records whose text or searchable PDF is lacking: noted, waited for, tried again.

The records themselves are filed and findable by what we printed; nothing here touches
them.
"""

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import archive, recognition
from pipeline.inbox import unread
from pipeline.inbox.unread import Unread
from pipeline.model import Places, Record
from pipeline.shelving import Desk

log = logging.getLogger(__name__)


def unfinished(places: Places) -> list[str]:
    """Folders of records whose background work is not done."""
    return [
        places.relative(folder)
        for root in (places.archive, places.review)
        for folder in archive.records(root)
        if not archive.is_enriched(folder)
    ]


def wait_for_ocr(records: Sequence[tuple[Path, Record]], desk: Desk) -> bool:
    """Whether something must be installed before these can be read; then that is noted.

    Args:
        records: With their folders.
        desk: Where.
    """
    obstacle = recognition.of_ocr(desk.languages) if records else None
    if obstacle is None:
        return False
    code = unread.OCR_LANGUAGE if obstacle.languages else unread.OCR_MISSING
    names = ", ".join(obstacle.languages)
    log.warning("%d records wait for OCR: %s %s", len(records), code, names)
    now, places = datetime.now(UTC), desk.places
    with contextlib.suppress(OSError):
        unread.wait(
            places.private,
            [
                Unread(record.record_id, places.relative(folder), code, names, now)
                for folder, record in records
            ],
        )
    return True


def failed(folder: Path, record: Record, code: str, said: str, desk: Desk) -> None:
    """One more try to read a record, or to make its PDF, failed."""
    log.warning("%s: %s now, %s", record.record_id, code, said)
    now, places = datetime.now(UTC), desk.places
    found = Unread(record.record_id, places.relative(folder), code, said, now)
    with contextlib.suppress(OSError):
        unread.failed(places.private, found)


def settle(folder: Path, record: Record, desk: Desk) -> None:
    """Forget what was lacking, if it is not any more."""
    if archive.is_enriched(folder):
        with contextlib.suppress(OSError):
            unread.forget(desk.places.private, [record.record_id])


def due(desk: Desk) -> list[Unread]:
    """Records that are to be tried again now.

    One that was filed meanwhile is told where it lies now; one that is nowhere is
    forgotten.

    Raises:
        OSError: The note cannot be written.
    """
    now, private = datetime.now(UTC), desk.places.private
    found = [_followed(it, desk) for it in unread.read(private) if it.is_due(now)]
    gone = {it.record_id for it in found if not (desk.places.root / it.folder).exists()}
    unread.forget(private, gone)
    found = [it for it in found if it.record_id not in gone]
    if any(it.code in unread.WAITING for it in found):
        obstacle = recognition.of_ocr(desk.languages)
        found = [it for it in found if not (obstacle and it.code in unread.WAITING)]
    return found


def _followed(it: Unread, desk: Desk) -> Unread:
    if (desk.places.root / it.folder).exists():
        return it
    path = desk.catalogue.record_path(it.record_id)
    return it if path is None else replace(it, folder=path)


def never_tried(places: Places) -> list[str]:
    """Folders of records that lack something, of which nothing is noted."""
    noted = {it.folder for it in unread.read(places.private)}
    return [folder for folder in unfinished(places) if folder not in noted]
