"""What a stop left in two places, in one again."""

from pipeline import archive, disk, shelving
from pipeline.errors import FixityError
from pipeline.inbox import quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.model import Places


def settle(places: Places) -> None:
    """Leave each file in one place, where a discarding or its undoing was cut short.

    What was half put into quarantine, or half taken out, is removed. What was entered
    last counts; where nothing was, it stays in quarantine.

    Raises:
        FixityError: The file that is to stay is damaged; the other one stays, too.
    """
    with quarantine.alone(places.quarantine):
        quarantine.sweep(places.quarantine)
        for reason in list(quarantine.reasons(places.quarantine)):
            if archive.is_discarded(places.archive, reason.sha256):
                _settle(places, reason)
        for sha256 in archive.discarded_sums(places.archive):
            if archive.has(places.archive, sha256):
                with shelving.alone(places):
                    _settle_reviewed(places, sha256)


def _settle_reviewed(places: Places, sha256: str) -> None:
    if archive.stays_discarded(places.archive, sha256):
        kept = archive.discarded_file(places.archive, sha256)
        if disk.sha256(kept) != sha256:
            raise FixityError(kept)
        item = archive.describe_discarded(places.archive, sha256)
        folder = item and archive.standing(places.archive, places.review, item.detail)
        if folder:
            archive.remove_reviewed(folder)
        archive.remove_received(places.archive, sha256)
    else:
        archive.remove_discarded(places.archive, sha256)


def _settle(places: Places, reason: Reason) -> None:
    discarded = archive.stays_discarded(places.archive, reason.sha256)
    kept = (
        archive.discarded_file(places.archive, reason.sha256)
        if discarded
        else quarantine.file_of(places.quarantine, reason)
    )
    if disk.sha256(kept) != reason.sha256:
        raise FixityError(kept)
    if discarded:
        quarantine.take_out(places.quarantine, reason)
    else:
        archive.remove_discarded(places.archive, reason.sha256)
