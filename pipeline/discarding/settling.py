"""What a stop left in two places, in one again."""

import errno
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from pipeline import archive, assembly, disk, shelving
from pipeline.archive import Discarded
from pipeline.errors import FixityError, PodshivkaError
from pipeline.inbox import quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.messages import _
from pipeline.model import Places


def settle(places: Places) -> list[Exception]:
    """Leave each file in one place, where a discarding or its undoing was cut short.

    What was half put into quarantine, or half taken out, is removed. What was entered
    last counts; where nothing was, it stays in quarantine, or in review.

    Returns:
        Why each that stays in both was not settled: above all `FixityError`, where the
        file that is to stay is damaged, and `FileNotFoundError`, where the folder of
        records in review is away, or empty.

    Raises:
        OSError: The quarantine cannot be swept.
    """
    failed: list[Exception] = []
    with quarantine.alone(places.quarantine):
        quarantine.sweep(places.quarantine)
        for settle_one in _in_two_places(places):
            try:
                settle_one()
            except (PodshivkaError, OSError) as error:
                failed.append(error)
    return failed


def settle_reviewed(places: Places, sha256: str) -> None:
    """End the discarding of a record with its file, if it was cut short.

    To be called while `quarantine.alone`. Where it was entered, the record and the
    received file go; not so when the record was filed, split or joined since: somebody
    found a use for it after all.

    Raises:
        FixityError: The file that is to stay is damaged; the other one stays, too.
        FileNotFoundError: The folder of records in review is away, or empty.
    """
    item = archive.describe_discarded(places.archive, sha256)
    if item is None or item.code not in assembly.OF_NO_USE:  # a file of the quarantine
        return
    if not archive.has(places.archive, sha256):
        return
    with shelving.alone(places):
        stays = archive.stays_discarded(places.archive, sha256)
        if stays and not _is_of_use(item.detail, places):
            _finish(item, places)
        else:
            _undo(item, places, is_entered=stays)


def _in_two_places(places: Places) -> Iterator[Callable[[], None]]:
    """How each file is settled; what comes later is looked for later."""
    for reason in list(quarantine.reasons(places.quarantine)):
        if archive.is_discarded(places.archive, reason.sha256):
            yield partial(_settle, places, reason)
    for sha256 in archive.discarded_sums(places.archive):
        if archive.has(places.archive, sha256):
            yield partial(settle_reviewed, places, sha256)


def _settle(places: Places, reason: Reason) -> None:
    discarded = archive.stays_discarded(places.archive, reason.sha256)
    kept = (
        archive.discarded_file(places.archive, reason.sha256)
        if discarded
        else quarantine.whole_file_of(places.quarantine, reason.sha256)
    )
    if disk.sha256(kept) != reason.sha256:
        raise FixityError(kept)
    if discarded:
        quarantine.take_out(places.quarantine, reason)
    else:
        archive.remove_discarded(places.archive, reason.sha256)


def _is_of_use(record_id: str, places: Places) -> bool:
    """The record was filed or gave way; one that is gone was of none.

    Raises:
        FileNotFoundError: No record is in review, as if that folder were away.
    """
    _require_review(places)
    if archive.filed(places.archive, record_id):
        return True
    folder = archive.standing(places.archive, places.review, record_id)
    return folder is not None and bool(archive.load(folder).gave_way_to)


def _require_review(places: Places) -> None:
    """See that the folder of records in review is there.

    Where its share is mounted there may be an empty folder, or traces of whoever wrote
    into it meanwhile. One that is there and empty must wait for the next record.

    Raises:
        FileNotFoundError: No record is in it.
    """
    if next(archive.records(places.review), None) is None:
        reason = _("no record is in review; it may be that its share is not mounted")
        raise FileNotFoundError(errno.ENOENT, reason, str(places.review))


def _finish(item: Discarded, places: Places) -> None:
    archive.require_whole_discarded(places.archive, item.sha256)
    folder = archive.standing(places.archive, places.review, item.detail)
    if folder is not None:
        archive.remove_reviewed(folder)
    archive.remove_received(places.archive, item.sha256)


def _undo(item: Discarded, places: Places, *, is_entered: bool) -> None:
    archive.require_whole(places.archive, item.sha256)
    if is_entered:
        at = datetime.now(UTC)
        filed = archive.voided_before(places.archive, item.sha256)
        archive.enter_restored(places.archive, item, archive.SYSTEM, at, filed=filed)
    archive.remove_discarded(places.archive, item.sha256)
