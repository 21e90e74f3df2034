"""Use case: what a person does with files of no use, above all in quarantine.

They are looked at again (`retry`), discarded with a reason (`discard`), or brought back
from what was discarded (`restore`). A file of blank pages is a record in review, and so
is one of a void or reprinted paper; it is discarded with its file (`discard_reviewed`)
and brought back into quarantine. A file's bytes are whole in their next place before
they leave the former one, so a stop leaves them in two, never in none; `settle` ends
that at the next start. All of it is done by one process at a time (`quarantine.alone`),
since who takes papers in lets a copy go that lies here already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pipeline import archive, assembly, disk, inbox, reasons, shelving
from pipeline.archive import Discarded
from pipeline.errors import FixityError, NotFoundError, UsageError
from pipeline.inbox import drops, quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.messages import _
from pipeline.model import Places, Record
from pipeline.shelving import Desk

Item = TypeVar("Item", Reason, Discarded)

_RESTORED = {
    assembly.BLANK: "blank_restored",
    assembly.VOID: "refused_restored",
    assembly.REPRINTED: "refused_restored",
}
"""Why a record may be discarded with its file → why such a file is in quarantine, where
only a person brings it."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, when, and why; a reason is a person's own words."""

    by: str
    at: datetime
    why: str = ""


def choose(
    places: Places,
    prefixes: Sequence[str],
    code: str = "",
    *,
    everything: bool = False,
) -> list[Reason]:
    """The files in quarantine whose SHA-256 begins so, or all of one reason, or all.

    Raises:
        NotFoundError: Some are not there, or the beginning fits several; all told.
        UsageError: There is no such reason code.
    """
    there = list(quarantine.reasons(places.quarantine))
    if everything:
        return there
    if code and code not in {*reasons.codes(), *(it.code for it in there)}:
        codes = ", ".join(sorted({it.code for it in there})) or "–"
        told = _("There is no reason code “{code}”. In quarantine there are: {codes}.")
        raise UsageError(told.format(code=code, codes=codes))
    chosen = {it.sha256: it for it in _named(there, prefixes)}
    chosen |= {it.sha256: it for it in there if code and it.code == code}
    return list(chosen.values())


def choose_discarded(
    places: Places, prefixes: Sequence[str]
) -> tuple[list[Discarded], list[Reason]]:
    """The discarded files whose SHA-256 begins so, and those in quarantine already.

    Raises:
        NotFoundError: Some are in neither; all told.
        UsageError: A beginning fits several.
    """
    there = list(archive.discarded_items(places.archive))
    fits = {one: any(it.sha256.startswith(one) for it in there) for one in prefixes}
    others = [one for one, fits_some in fits.items() if not fits_some]
    aside = _named(list(quarantine.reasons(places.quarantine)), others)
    chosen = _named(there, [one for one in fits if one not in others])
    return (
        list({it.sha256: it for it in chosen}.values()),
        list({it.sha256: it for it in aside}.values()),
    )


def retry(places: Places, chosen: Sequence[Reason], at: datetime) -> None:
    """Put files back into the intake, to be looked at by the next watch."""
    for reason in chosen:
        with quarantine.alone(places.quarantine):
            path = quarantine.file_of(places.quarantine, reason)
            inbox.adopt(places.claimed, path, at)
            quarantine.take_out(places.quarantine, reason)


def discard(places: Places, chosen: Sequence[Reason], act: Act) -> None:
    """Take files out of quarantine, into the archive's record of what was discarded.

    Raises:
        UsageError: No reason is given.
        FixityError: A file is not as it was put aside; it stays.
    """
    if not act.why.strip():
        raise UsageError(_("Say why: --reason “…”."))
    for reason in chosen:
        with quarantine.alone(places.quarantine):
            path = quarantine.file_of(places.quarantine, reason)
            archive.discard(places.archive, path, _as_discarded(reason, path.name, act))
            quarantine.take_out(places.quarantine, reason)


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
    if record.reason not in _RESTORED:
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
        _let_reviewed_go(places, sha256)
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


def restore(places: Places, chosen: Sequence[Discarded], act: Act) -> None:
    """Bring discarded files back into quarantine, as they were there.

    Raises:
        FixityError: A file is not as it was discarded.
    """
    for item in chosen:
        with quarantine.alone(places.quarantine):
            path = archive.discarded_file(places.archive, item.sha256)
            reason = _as_reason(item)
            quarantine.put(places.quarantine, path, reason, name=item.exact_name)
            archive.enter_restored(places.archive, item, act.by, act.at)
            archive.remove_discarded(places.archive, item.sha256)


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
        _let_reviewed_go(places, sha256)
    else:
        archive.remove_discarded(places.archive, sha256)


def _let_reviewed_go(places: Places, sha256: str) -> None:
    """Its bytes are among what was discarded; the record and the file go."""
    for stored in list(archive.waiting(places.review)):
        sources = {page.source_sha256 for page in stored.record.pages}
        if sources == {sha256}:
            archive.remove_reviewed(stored.folder)
    archive.remove_received(places.archive, sha256)


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


def _named(there: Sequence[Item], prefixes: Sequence[str]) -> list[Item]:
    """The one file that each beginning of a SHA-256 fits."""
    found = {one: [it for it in there if it.sha256.startswith(one)] for one in prefixes}
    require_one_each({one: len(fitting) for one, fitting in found.items()})
    return [it for fitting in found.values() for it in fitting]


def require_one_each(counts: dict[str, int]) -> None:
    """Refuse beginnings of a SHA-256 that fit nothing, or several files."""
    missing = [one for one, count in counts.items() if not count]
    several = [one for one, count in counts.items() if count > 1]
    remedy = _("See: podshivka quarantine list, podshivka quarantine list --discarded")
    if missing:
        raise NotFoundError(_("File"), ", ".join(missing), remedy)
    if several:
        told = _("“{prefix}” fits several files; write more of the SHA-256.")
        raise UsageError(told.format(prefix=", ".join(several)))


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


def _as_reason(item: Discarded) -> Reason:
    return Reason(
        sha256=item.sha256,
        name=item.name,
        code=_RESTORED.get(item.code, item.code),
        detail=item.detail,
        dropped_at=item.dropped_at,
        quarantined_at=item.quarantined_at,
    )
