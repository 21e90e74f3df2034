"""Files in quarantine: looked at again, discarded, brought back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline import archive, assembly, inbox, shelving
from pipeline.archive import Discarded
from pipeline.discarding.acts import Act
from pipeline.discarding.choosing import not_there
from pipeline.discarding.settling import settle_reviewed
from pipeline.errors import FixityError, NotFoundError, UsageError
from pipeline.inbox import drops, quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.messages import _
from pipeline.model import Places

_RESTORED = dict.fromkeys(assembly.OUT_OF_FORCE, "refused_restored")
_RESTORED |= {assembly.BLANK: "blank_restored"}
"""Why a record was discarded with its file → why the file is in quarantine, where only
a person brings it."""


def retry(places: Places, chosen: Sequence[Reason], at: datetime) -> None:
    """Put files back into the intake, to be looked at by the next watch.

    Raises:
        NotFoundError: Somebody else took one out meanwhile.
        FixityError: Files are not as they were put aside; they stay. Both are raised at
            the end, when all others are put back; of both this one.
        FileNotFoundError: The inbox is away, to which they would go; they stay.
    """
    damaged: list[Path] = []
    gone: NotFoundError | None = None
    for reason in chosen:
        with quarantine.alone(places.quarantine):
            inbox.presence.require(places)
            try:
                path = _still_aside(places, reason)
                _end_cut_short(places, reason.sha256)
                inbox.adopt(places.claimed, path, at, sha256=reason.sha256)
            except FixityError as error:
                damaged += error.paths
            except NotFoundError as error:
                gone = error
            else:
                quarantine.take_out(places.quarantine, reason)
    if damaged:
        raise FixityError(*damaged)
    if gone:
        raise gone


def discard(places: Places, chosen: Sequence[Reason], act: Act) -> None:
    """Take files out of quarantine, into the archive's record of what was discarded.

    Raises:
        UsageError: No reason is given.
        NotFoundError: Somebody else took one out meanwhile.
        FixityError: A file is not as it was put aside; it stays.
        FileNotFoundError: The archive is away.
    """
    if not act.why.strip():
        raise UsageError(_("Say why: --reason '…'."))
    for reason in chosen:
        with _alone(places):
            path = _still_aside(places, reason)
            archive.discard(places.archive, path, _as_discarded(reason, path.name, act))
            quarantine.take_out(places.quarantine, reason)


def restore(
    places: Places,
    chosen: Sequence[Discarded],
    act: Act,
    forget: Callable[[str], None],
) -> None:
    """Bring discarded files back into quarantine, as they were there.

    Args:
        places: Where.
        chosen: The files.
        act: Who does it.
        forget: Takes a record out of the catalogue by its id, one that was discarded
            with its file: that may have been cut short.

    Raises:
        NotFoundError: Somebody else brought one back meanwhile; or a record rests on
            it, and its discarding was undone.
        FixityError: A file is not as it was discarded.
        FileNotFoundError: The archive is away.
    """
    for item in chosen:
        with _alone(places):
            settle_reviewed(places, item.sha256)
            _require_discarded(places, item)
            if item.code in assembly.OF_NO_USE:
                forget(item.detail)
            path = archive.discarded_file(places.archive, item.sha256)
            reason = _as_reason(item)
            quarantine.put(places.quarantine, path, reason, name=item.exact_name)
            came = drops.of_bytes(places.audit, item.sha256)
            filed = sum(drop.outcome == drops.FILED for drop in came)
            archive.enter_restored(places.archive, item, act.by, act.at, filed=filed)
            archive.remove_discarded(places.archive, item.sha256)


def _end_cut_short(places: Places, sha256: str) -> None:
    """Take out what was put beside the discarded files and does not count as one."""
    if not archive.is_discarded(places.archive, sha256):
        return
    if not archive.stays_discarded(places.archive, sha256):
        archive.remove_discarded(places.archive, sha256)


def _require_discarded(places: Places, item: Discarded) -> None:
    """See that it is discarded still, now that what was cut short is settled.

    Raises:
        NotFoundError: It is not.
    """
    if archive.is_discarded(places.archive, item.sha256):
        return
    had_record = item.code in assembly.OF_NO_USE
    if not had_record or not archive.has(places.archive, item.sha256):
        raise not_there(item.sha256[:12])
    told = _("Its record was kept, and the file with it: podshivka records show {id}")
    told = told.format(id=item.detail)
    raise NotFoundError(_("Discarded file"), item.sha256[:12], told)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Be the only one who moves files between quarantine and archive, which is there.

    Raises:
        FileNotFoundError: The archive is away.
    """
    shelving.require_archive(places)
    with quarantine.alone(places.quarantine):
        yield


def _still_aside(places: Places, reason: Reason) -> Path:
    """The file, while `alone`: it was chosen before.

    Raises:
        NotFoundError: It is not in quarantine any more.
        FixityError: It is gone from its folder, or damaged.
    """
    if not quarantine.has(places.quarantine, reason.sha256):
        raise not_there(reason.sha256[:12])
    return quarantine.whole_file_of(places.quarantine, reason.sha256)


def _as_discarded(reason: Reason, exact_name: str, act: Act) -> Discarded:
    return Discarded(
        sha256=reason.sha256,
        name=reason.name,
        name_bytes=archive.quoted(exact_name),
        code=reason.code,
        detail=reason.detail,
        dropped_at=reason.dropped_at,
        quarantined_at=reason.quarantined_at,
        discarded_at=act.at,
        by=act.by,
        why=act.why.strip(),
    )


def _as_reason(item: Discarded) -> Reason:
    return Reason(
        sha256=item.sha256,
        name=item.name,
        code=_RESTORED.get(item.code, item.code),
        detail=item.detail,
        dropped_at=item.dropped_at,
        quarantined_at=item.quarantined_at,
    )
