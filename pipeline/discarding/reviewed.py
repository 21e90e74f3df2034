"""Records in review whose papers are of no use: discarded with their files."""

from pathlib import Path

from pipeline import archive, assembly, reasons, shelving
from pipeline.archive import Discarded
from pipeline.discarding.acts import Act
from pipeline.errors import UsageError
from pipeline.inbox import drops, quarantine
from pipeline.messages import _
from pipeline.model import Places, Record
from pipeline.shelving import Desk

RESTORED = {
    assembly.BLANK: "blank_restored",
    assembly.VOID: "refused_restored",
    assembly.REPRINTED: "refused_restored",
}
"""Why a record may be discarded with its file → why such a file is in quarantine, where
only a person brings it."""


def discard_reviewed(record: Record, reviewed: Path, desk: Desk, act: Act) -> None:
    """Discard a record whose paper is of no use, and the file.

    Args:
        record: In review, because it seems blank, or since its paper is void or was
            reprinted.
        reviewed: Its folder.
        desk: Where.
        act: Who does it, and why.

    Raises:
        UsageError: No reason is given, it waits for another reason, or its file held
            other papers too.
        NotFoundError: Meanwhile it went elsewhere.
        FixityError: The file is not as it was received; it stays.
    """
    if not act.why.strip():
        raise UsageError(_("Say why: --discard “…”."))
    if record.reason not in RESTORED:
        told = _(
            "Only blank pages, and those of a void or reprinted paper, can be "
            "discarded. This waits because: {why}"
        )
        raise UsageError(told.format(why=reasons.sentence(record.reason)))
    places, sha256 = desk.places, record.pages[0].source_sha256
    if record.reason != assembly.BLANK:  # of such a file all is blank
        _refuse_shared(record, reviewed, places, sha256)
    with quarantine.alone(places.quarantine), shelving.alone(places):
        shelving.in_force(record.record_id, reviewed, places)
        path = archive.received_file(places.archive, sha256)
        described = archive.describe(places.archive, sha256)
        item = _reviewed_as_discarded(record, described, act)
        archive.discard(places.archive, path, item)
        let_go(places, sha256)
        desk.catalogue.remove_record(record.record_id)


def _refuse_shared(record: Record, reviewed: Path, places: Places, sha256: str) -> None:
    """Let a file stay that other records have pages of.

    Its log tells which it became; others may have been split off since.

    Raises:
        UsageError: It is such a file, or that is not known.
    """
    came = drops.of_bytes(places.audit, sha256)
    held = {it for drop in came for it in drop.records}
    is_logged = record.record_id in held
    held |= {
        stored.record.record_id
        for stored in archive.waiting(places.review)
        if any(page.source_sha256 == sha256 for page in stored.record.pages)
    }
    past = archive.load(reviewed, in_review=True).events
    is_whole = not any(it.event == archive.SPLIT for it in past)
    others = ", ".join(sorted(held - {record.record_id}))
    if is_logged and is_whole and not others:
        return
    told = _(
        "The file held other papers too, so it cannot be discarded: {ids}. This "
        "one can only be filed: podshivka review resolve {id} --kind … --date …"
    )
    if not others:
        told = _(
            "The log does not tell what else the file held, so it cannot be discarded. "
            "It can be filed: podshivka review resolve {id} --kind … --date …"
        )
    raise UsageError(told.format(ids=others, id=record.record_id))


def let_go(places: Places, sha256: str) -> None:
    """Its bytes are among what was discarded; the record and the file go."""
    for stored in list(archive.waiting(places.review)):
        sources = {page.source_sha256 for page in stored.record.pages}
        if sources == {sha256}:
            archive.remove_reviewed(stored.folder)
    archive.remove_received(places.archive, sha256)


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
