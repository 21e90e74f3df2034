"""Records in review whose papers are of no use: discarded with their files."""

from collections.abc import Sequence
from pathlib import Path

from pipeline import archive, assembly, filemates, reasons, shelving
from pipeline.archive import Discarded
from pipeline.discarding.acts import Act
from pipeline.errors import UsageError
from pipeline.inbox import drops, quarantine
from pipeline.messages import _
from pipeline.model import Places, Record
from pipeline.shelving import Desk

_MOST_IDS = 5


def discard_reviewed(
    record: Record, reviewed: Path, waits_for: str, desk: Desk, act: Act
) -> None:
    """Discard a record whose paper is of no use, and its file, which is nothing else.

    Args:
        record: In review, because it seems blank, or since its paper is void or was
            reprinted.
        reviewed: Its folder.
        waits_for: Why it waits, as people are told: a code of `pipeline.reasons`.
        desk: Where.
        act: Who does it, and why.

    Raises:
        UsageError: No reason is given, it waits for another reason, or its file became
            other records too.
        NotFoundError: Meanwhile it went elsewhere.
        FixityError: The file is not as it was received; it stays.
    """
    if not act.why.strip():
        raise UsageError(_("Say why: --discard '…'."))
    if record.reason not in assembly.OF_NO_USE or waits_for == assembly.RESTORED:
        told = _(
            "Only blank pages, and those of a void or reprinted paper, can be "
            "discarded. This waits because: {why}"
        )
        raise UsageError(told.format(why=reasons.sentence(waits_for)))
    places, sha256 = desk.places, record.pages[0].source_sha256
    with quarantine.alone(places.quarantine), shelving.alone(places):
        stored = shelving.in_force(record.record_id, reviewed, places)
        _refuse_shared(stored, sha256, places)
        path = archive.received_file(places.archive, sha256)
        described = archive.describe(places.archive, sha256)
        item = _reviewed_as_discarded(record, described, act)
        archive.discard(places.archive, path, item)
        shelving.forget(record.record_id, desk)  # first: a stop only leaves less known
        archive.remove_reviewed(reviewed)
        archive.remove_received(places.archive, sha256)


def _refuse_shared(stored: archive.Stored, sha256: str, places: Places) -> None:
    """Let a file stay that is not surely this record alone.

    Raises:
        UsageError: It is such a file.
    """
    obstacle, record = _obstacle(stored, sha256, places), stored.record
    if obstacle:
        told = _("It can be filed: podshivka review resolve {id} --kind … --date …")
        if record.reason in assembly.OUT_OF_FORCE:  # it is known as what it was printed
            told = _(
                "It can be filed: podshivka review resolve {id} --accept, or --kind … "
                "--date …"
            )
        raise UsageError(f"{obstacle} {told.format(id=record.record_id)}")


def _obstacle(stored: archive.Stored, sha256: str, places: Places) -> str:
    """Why the file must stay, or "".

    The log of drops tells which records it became, but nothing of what came of one that
    was split, parted or joined since; where a stop left that half done, it waits
    already.
    """
    record = stored.record
    if any(page.source_sha256 != sha256 for page in record.pages):
        return _("Its pages came in several files, so these cannot be discarded.")
    if archive.filed(places.archive, record.record_id):
        return _("It was filed, if not to the end, so its file cannot be discarded.")
    came = drops.of_bytes(places.audit, sha256)
    logged = {it for drop in came for it in drop.records}
    by_file = filemates.by_file(it.record for it in archive.waiting(places.review))
    waiting = filemates.sharing(record, by_file)
    mates = filemates.of(record, logged, waiting, is_rearranged=stored.is_rearranged)
    if mates.others:
        told = _("The file became other records too, so it cannot be discarded: {ids}.")
        return told.format(ids=_first_of(mates.others))
    if not mates.are_all:
        return _(
            "The log does not tell that the file became this record alone, so it "
            "cannot be discarded."
        )
    return ""


def _first_of(ids: Sequence[str]) -> str:
    """Some of them, and how many more there are: a file may become thousands."""
    more = len(ids) - _MOST_IDS
    named = ", ".join(ids[:_MOST_IDS])
    return named + (_(" and {count} more").format(count=more) if more > 0 else "")


def _reviewed_as_discarded(
    record: Record, received: archive.Received, act: Act
) -> Discarded:
    return Discarded(
        sha256=received.sha256,
        name=received.name,
        name_bytes=received.name_bytes,
        code=record.reason,
        detail=record.record_id,
        dropped_at=received.dropped_at,
        quarantined_at=record.filed_at,
        discarded_at=act.at,
        by=act.by,
        why=act.why.strip(),
    )
