"""One dropped file, from its claim to its line in the log of drops."""

import errno
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from pipeline import (
    archive,
    disk,
    filing,
    inbox,
    recognition,
    register,
    shelving,
)
from pipeline.errors import ChangedError, ScanError
from pipeline.inbox import Claim, drops, quarantine
from pipeline.ingest.placing import file_pages
from pipeline.ingest.steps import RunStep
from pipeline.messages import _
from pipeline.model import Event, PageSight, Places
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

Seen = TypeVar("Seen")

_TOO_LONG: Final = "too_long"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read.

    Attributes:
        code: Of `pipeline.reasons`.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one dropped file became.

    Attributes:
        drop: The line of the drop log.
        folders: Of its records, relative to the workspace.
    """

    drop: drops.Drop
    folders: tuple[str, ...] = ()


def take_in(claim: Claim, sha256: str, desk: Desk, run: RunStep) -> Taken:
    """One dropped file, from the claim to its records.

    Args:
        claim: The file, ours to deal with.
        sha256: Of its bytes.
        desk: Where.
        run: How to run a step.
    """
    filed = _filed(claim, sha256, desk, run)
    if isinstance(filed, Refused):
        taken = Taken(run("quarantine", partial(put_aside, claim, sha256, filed, desk)))
    else:
        run("index", partial(index_all, filed, desk))
        taken = Taken(run("log", partial(log_filed, claim, sha256, filed, desk)), filed)
    run("release", partial(let_go, claim, sha256, desk.places))
    return taken


def _filed(
    claim: Claim, sha256: str, desk: Desk, run: RunStep
) -> tuple[str, ...] | Refused:
    """The folders of its records, if it can be read."""
    seen = run("look", partial(look, claim, sha256, desk))
    if isinstance(seen, Refused):
        return seen
    run("receive", partial(receive, claim, sha256, desk))
    return run("file", partial(file_seen, claim, sha256, seen, desk))


def look(claim: Claim, sha256: str, desk: Desk) -> tuple[PageSight, ...] | Refused:
    """See what is on each page, in a process of its own.

    Raises:
        ChangedError: It was refused, and is not what came: somebody writes to it yet.
        OSError: It cannot be read now: its share is away.
        FixityError: A page of ours is on it, and what we know of that is damaged.
    """
    seen = partial(
        recognition.look,
        claim.path,
        partial(register.find_page, desk.places.issued),
        partial(register.siblings, desk.places.issued),
        limits=desk.limits,
        workers=desk.workers,
    )
    return _surely(seen, partial(_require_unchanged, claim, sha256))


def _require_unchanged(claim: Claim, sha256: str) -> None:
    if disk.sha256(claim.path) != sha256:
        raise ChangedError(claim.path)


def _surely(
    work: Callable[[], Seen], require_whole: Callable[[], None]
) -> Seen | Refused:
    """What the work on a file gives; it is refused for what happens a second time.

    A share that was away for a moment, and a process that was killed when memory ran
    out, look like a damaged file. What takes too long is not tried again.

    Args:
        work: It.
        require_whole: Raises what ails the file; where it does, nothing is refused.
    """
    for is_last in (False, True):
        try:
            return work()
        except ScanError as error:
            require_whole()
            refused = Refused(error.code, error.detail)
            if is_last or error.code == _TOO_LONG:
                break
    return refused


def put_aside(claim: Claim, sha256: str, refused: Refused, desk: Desk) -> drops.Drop:
    """Keep an unreadable file in quarantine, and write the drop down."""
    reason = quarantine.Reason(
        sha256=sha256,
        name=drops.printable_name(claim.name),
        code=refused.code,
        detail=refused.detail,
        dropped_at=claim.dropped_at,
        quarantined_at=claim.dropped_at,
    )
    with quarantine.alone(desk.places.quarantine):
        quarantine.put(desk.places.quarantine, claim.path, reason)
        _unreceive(sha256, desk.places)
    log.info("%s: quarantined, %s", sha256[:12], refused.code)
    drop = _drop(claim, sha256, drops.QUARANTINED, detail=refused.code)
    return _write_down(drop, desk)


def _unreceive(sha256: str, places: Places) -> None:
    """Leave a file in quarantine alone that was refused only after it was received.

    It stays received, too, where some of its pages were filed before one failed.
    """
    if not archive.has(places.archive, sha256):
        return
    with shelving.alone(places):
        trees = (places.review, places.archive)
        if not any(archive.holds_pages_of(it, sha256) for it in trees):
            archive.remove_received(places.archive, sha256)


def receive(claim: Claim, sha256: str, desk: Desk) -> None:
    """Keep the file as it was dropped.

    Raises:
        ChangedError: The bytes are not those whose hash was taken.
        FileNotFoundError: The archive is away.
    """
    shelving.require_archive(desk.places)
    archive.receive(
        desk.places.archive,
        claim.path,
        sha256,
        name=claim.name,
        dropped_at=claim.dropped_at,
    )
    shelving.note_taken_in(desk.places)


def file_seen(
    claim: Claim, sha256: str, seen: Sequence[PageSight], desk: Desk
) -> tuple[str, ...] | Refused:
    """File the pages, if they can be taken out of the file.

    To see a page asks less of a file than to take it out. A file of which this fails
    would fail again and again; a person must know.

    Raises:
        FixityError: A file of ours is damaged, the received one maybe.
        OSError: The archive cannot be read or written now.
    """
    return _surely(
        partial(file_pages, claim, sha256, seen, desk),
        partial(archive.require_whole, desk.places.archive, sha256),
    )


def index_all(folders: Sequence[str], desk: Desk) -> None:
    """Make the records findable, by what we printed on them.

    `file_pages` did so, but for records that it found filed already.
    """
    for path in (desk.places.root / folder for folder in folders):
        if path.exists() and not shelving.is_indexed(path, desk):
            shelving.index(path, desk)


def log_filed(
    claim: Claim, sha256: str, folders: Sequence[str], desk: Desk
) -> drops.Drop:
    """Write the drop and its records down."""
    kept = [_kept(desk.places.root / folder, desk.places) for folder in folders]
    ids = tuple(it.record.record_id for it in kept)
    again = tuple(it.record.record_id for it in kept if _is_rescan(it, sha256))
    less = tuple(it.record.record_id for it in kept if _is_poorer(it, sha256))
    log.info("%s: filed as %s", sha256[:12], ", ".join(ids))
    drop = _drop(claim, sha256, drops.FILED, records=ids)
    drop = replace(drop, rescans=again, poorer=less)
    return _write_down(drop, desk)


def _kept(folder: Path, places: Places) -> archive.Stored:
    """The record; it lies elsewhere once a person filed it.

    Raises:
        FileNotFoundError: It is not there either.
    """
    try:
        return archive.load(folder)
    except FileNotFoundError:
        record_id = filing.id_in_name(folder.name)
        now = archive.standing(places.archive, places.review, record_id)
        if now is None:
            raise
        return archive.load(now)


def _is_rescan(stored: archive.Stored, sha256: str) -> bool:
    """The file held nothing of that record but the same paper again."""
    taken = any(page.source_sha256 == sha256 for page in stored.record.pages)
    return bool(_rescans(stored, sha256)) and not taken


def _is_poorer(stored: archive.Stored, sha256: str) -> bool:
    """Of some of its pages a better scan was there before, and stays."""
    return any("poorer" in it.details for it in _rescans(stored, sha256))


def _rescans(stored: archive.Stored, sha256: str) -> list[Event]:
    return [
        event
        for event in stored.events
        if event.event == archive.RESCANNED and event.details["source"] == sha256
    ]


def let_go(claim: Claim, sha256: str, places: Places) -> None:
    """Remove the claimed file, whose bytes are in their place.

    Bytes that somebody added since they were copied are another drop: a program that
    has a file open writes to it wherever it is moved.

    Raises:
        FileExistsError: It is the kept file itself.
    """
    now = datetime.now(UTC)
    _require_apart(claim, sha256, places)
    if claim.path.exists() and disk.sha256(claim.path) != sha256:
        inbox.anew(claim, now)
    else:
        inbox.release(claim, now)


def _require_apart(claim: Claim, sha256: str, places: Places) -> None:
    """See that the claim is a copy: its folder may be mounted from elsewhere.

    A hard link is a copy in this, since it has a name of its own.

    Raises:
        FileExistsError: It lies where those bytes are kept.
    """
    home = claim.path.parent
    for kept in _kept_files(sha256, places) if home.exists() else ():
        if kept.parent.samefile(home):
            reason = _("this is the kept file itself and no copy of it")
            raise FileExistsError(errno.EEXIST, reason, str(claim.path))


def _kept_files(sha256: str, places: Places) -> Iterator[Path]:
    """Where those bytes are kept."""
    if archive.is_discarded(places.archive, sha256):
        yield archive.discarded_file(places.archive, sha256)
    if archive.has(places.archive, sha256):
        yield archive.received_file(places.archive, sha256)
    if quarantine.has(places.quarantine, sha256):
        yield quarantine.whole_file_of(places.quarantine, sha256)


def known(claim: Claim, sha256: str, desk: Desk) -> drops.Drop | None:
    """Let a copy go whose bytes are in their place already; None when they are not.

    Nobody takes them out of quarantine meanwhile, or the last copy would be let go.

    Raises:
        FixityError: They lie there and are damaged; the copy stays.
        FileExistsError: It is no copy but the kept file itself.
    """
    if not is_kept(sha256, desk):
        return None
    with quarantine.alone(desk.places.quarantine):
        if not is_kept(sha256, desk):
            return None
        _require_whole(sha256, desk)
        _require_apart(claim, sha256, desk.places)
        return log_duplicate(claim, sha256, desk)


def _require_whole(sha256: str, desk: Desk) -> None:
    """See that what is kept of those bytes is them."""
    if archive.is_discarded(desk.places.archive, sha256):
        archive.require_whole_discarded(desk.places.archive, sha256)
    elif quarantine.has(desk.places.quarantine, sha256):
        quarantine.require_whole(desk.places.quarantine, sha256)
    else:
        archive.require_whole(desk.places.archive, sha256)


def log_duplicate(claim: Claim, sha256: str, desk: Desk) -> drops.Drop:
    """Write down that these bytes were here before, and let the copy go."""
    before = drops.of_bytes(desk.places.audit, sha256)
    records = next((drop.records for drop in before if drop.records), ())
    detail = ""
    if quarantine.has(desk.places.quarantine, sha256):
        detail = quarantine.code_of(desk.places.quarantine, sha256)
    if archive.is_discarded(desk.places.archive, sha256):
        detail = drops.DISCARDED
    drop = _drop(claim, sha256, drops.DUPLICATE, records=records, detail=detail)
    _write_down(drop, desk)
    let_go(claim, sha256, desk.places)
    return drop


def is_kept(sha256: str, desk: Desk) -> bool:
    """Those bytes were taken in before, wholly, and are still in their place.

    What a person discarded is in its place, too; and so is what was brought back from
    there into quarantine, though it was filed when it was dropped: a blank file. Let go
    from quarantine it is received anew, and what it was filed as before is gone.
    """
    if archive.is_discarded(desk.places.archive, sha256):
        return True
    here = archive.has(desk.places.archive, sha256)
    aside = quarantine.has(desk.places.quarantine, sha256)
    if not (here or aside):
        return False  # most are new, and the log of drops grows long
    told = drops.of_bytes(desk.places.audit, sha256)
    if aside:
        return any(it.outcome in (drops.FILED, drops.QUARANTINED) for it in told)
    filed = [it.at for it in told if it.outcome == drops.FILED]
    if not filed:
        return False
    return len(filed) > archive.void_filings(desk.places.archive, sha256, filed)


def _drop(
    claim: Claim,
    sha256: str,
    outcome: str,
    *,
    records: tuple[str, ...] = (),
    detail: str = "",
) -> drops.Drop:
    return drops.Drop(
        at=claim.dropped_at,
        token=claim.token,
        name=drops.printable_name(claim.name),
        sha256=sha256,
        size=claim.path.stat().st_size,
        outcome=outcome,
        records=records,
        detail=detail,
    )


def _write_down(drop: drops.Drop, desk: Desk) -> drops.Drop:
    drops.log(desk.places.audit, drop)
    return drop
