"""Which version of a record is in force, and what gives way to it."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import archive, filing
from pipeline.errors import NotFoundError, UsageError
from pipeline.messages import _
from pipeline.model import Event, Places, Record
from pipeline.shelving.desk import Desk
from pipeline.shelving.telling import index

log = logging.getLogger(__name__)


def in_force(record_id: str, folder: Path, places: Places) -> archive.Stored:
    """The record as it stands now; to be asked while filing alone.

    Raises:
        NotFoundError: Meanwhile it went elsewhere, or gave way to another one.
    """
    if not folder.exists():
        raise NotFoundError(_("Record"), record_id, _("See: podshivka review list"))
    stored = archive.load(folder, in_review=folder.is_relative_to(places.review))
    if stored.gave_way_to:
        raise gave_way_fault(record_id, stored)
    return stored


def standing_for(record_id: str, places: Places) -> archive.Stored | None:
    """The record in force: that one, or what it gave way to in the end.

    None where that is not there; nor where records give way to each other in a circle,
    which is damage.
    """
    seen: set[str] = set()
    while record_id not in seen:
        seen.add(record_id)
        stored = _standing(record_id, places)
        if stored is None or not stored.gave_way_to:
            return stored
        record_id = stored.gave_way_to
    return None


def gave_way_fault(record_id: str, stored: archive.Stored) -> NotFoundError:
    """That the record that was named gave way, and what to do."""
    if stored.is_same_paper:
        told = same_paper_told(stored)
        return NotFoundError(_("Record in force"), record_id, told)
    return not_in_force(record_id, stored.gave_way_to)


def not_in_force(record_id: str, newer: str) -> NotFoundError:
    """That another record took the place of the one that was named."""
    told = _("A newer version took its place; name that: {id}")
    if not _are_versions(record_id, newer):
        told = _("Another record took its place; name that if you mean it: {id}")
    return NotFoundError(_("Record in force"), record_id, told.format(id=newer))


def same_paper_told(stored: archive.Stored) -> str:
    """To what a record gave way as another scan, and how to take that back."""
    told = _(
        "It is kept as another scan of {id}. If it is another paper: podshivka records "
        "refile {old} --reason …; then it waits again."
    )
    return told.format(id=stored.gave_way_to, old=stored.record.record_id)


def _are_versions(*record_ids: str) -> bool:
    return len({it.upper().partition("-")[0] for it in record_ids}) == 1


def current_folder(document_id: str, desk: Desk) -> Path | None:
    """The folder of the newest record of that document, or of that strange paper.

    The catalogue knows it, and may lack what was filed last: a newer version is found
    by name, and so is one that the catalogue knows nothing of, in whichever case a
    person had it filed.
    """
    roots, known = (desk.places.archive, desk.places.review), _known(document_id, desk)
    if known is None:
        return archive.newest_of(*roots, document_id)
    return archive.newest_since(*roots, document_id, known)


def _known(document_id: str, desk: Desk) -> Path | None:
    """Where the catalogue has it, if it stands there."""
    try:
        record_id = desk.catalogue.current(document_id)
        path = desk.catalogue.record_path(record_id) if record_id else None
    except (OSError, UsageError) as error:
        log.warning("the catalogue is not asked, but the trees: %s", error)
        return None
    folder = desk.places.root / path if path else None
    return folder if folder is not None and folder.exists() else None


def settle(newest: Path, desk: Desk) -> None:
    """See that what gave way to a new version says so; a second time is fine.

    A filed version stays in force while the one that follows it waits in review,
    unless a person rearranged it. Whoever files a new version is done only then: who
    was stopped in between has it done by whoever comes next.
    """
    for folder in (*gave_way(newest, desk.places), newest):
        index(folder, desk)


def gave_way(newest: Path, places: Places) -> list[Path]:
    """As `settle`, in the trees alone; the folders of the records that gave way."""
    stored = archive.load(newest)
    record, review, found = stored.record, places.review, []
    told = _told(stored)
    for older in _giving_way(record, told, places):
        events = told.get(older.record.record_id, [])
        is_filed = not older.folder.is_relative_to(review)
        if is_filed and newest.is_relative_to(review) and not events:
            continue
        folder = older.folder
        for it in events:
            archive.append_event(folder, it.event, it.by, it.details, it.at, once=True)
        archive.supersede(folder, by=record.record_id, at=record.filed_at)
        found.append(folder)
    return found


def _told(stored: archive.Stored) -> dict[str, list[Event]]:
    """Ids of the records that a person had give way to this one → what tells of it."""
    told: dict[str, list[Event]] = {}
    for event in stored.events:
        if event.details.get("to") == stored.record.record_id:
            giving = {
                event.details[it] for it in ("from", "into") if it in event.details
            }
            for record_id in giving:
                told.setdefault(record_id, []).append(event)
    return told


def _giving_way(
    record: Record, told: Iterable[str], places: Places
) -> Iterator[archive.Stored]:
    """What gives way to a record: its former versions, oldest first, and those told.

    Of the versions before the former one those that are still in force, since what
    followed them never left review; below one that was filed and gave way are none.
    """
    versions: list[archive.Stored] = []
    for version in range(record.version - 1, 0, -1):
        older = _standing(filing.record_id(record.family, version), places)
        if older is None:
            continue
        if version == record.version - 1 or not older.gave_way_to:
            versions.append(older)
        elif not older.folder.is_relative_to(places.review):
            break
    yield from reversed(versions)
    known = {it.record.record_id for it in versions}
    others = (_standing(it, places) for it in told if it not in known)
    yield from (it for it in others if it is not None)


def _standing(record_id: str, places: Places) -> archive.Stored | None:
    folder = archive.standing(places.archive, places.review, record_id)
    return archive.load(folder) if folder else None
