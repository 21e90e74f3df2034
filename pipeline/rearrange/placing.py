"""Pages whose codes cannot be read, tied to a document of ours by a person's word.

They wait in review, or were filed as another paper, which is a wrong decision then.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline import archive, assembly, filing, readings, recognition, shelving
from pipeline.model import (
    Event,
    PageSight,
    Record,
    RecordState,
)
from pipeline.rearrange import faults, homes, writing
from pipeline.rearrange.acts import Act, Change, ranges
from pipeline.rearrange.homes import Home, Place
from pipeline.shelving import Desk

NOTHING = "filed"
"""What a record waited for that is not in review; it is refused for that."""


def place(identity: str, wanted: Place, act: Act) -> Change:
    """File pages as pages of a document that we issued.

    Each is laid on its print, and its cells are read; where that fails all of them
    are unsure, and a person says what they hold.

    Args:
        identity: The record whose pages they are; it gives way.
        wanted: Where its pages belong.
        act: Who, when and why; of a record in review what it waited for is reason
            enough.

    Raises:
        NotFoundError: There is no such record.
        RefusedError: They cannot be tied so; all the reasons.
    """
    desk = act.desk
    with shelving.alone(desk.places):
        _settle(wanted.identity, desk)
        guest = writing.newest(identity, desk)
        is_explained = bool(act.reason.strip())
        if not is_explained:
            act = replace(act, reason=guest.record.reason or NOTHING)
        before = _before(guest, wanted, act)
        if before is not None:
            return before
        home = homes.found(guest, wanted, act, is_explained=is_explained)
        seen = _seen(guest, home, desk)
        numbers = home.said or _numbers(home, seen)
        faults.refuse(guest.record, homes.print_faults(home, guest, numbers), act)
        placed_seen = dict(zip(numbers, seen, strict=True))
        arrived = _arrived(guest, home, placed_seen, wanted, act)
        fresh = _following(home, arrived)
        if home.current is None or home.current.state is not RecordState.REVIEW:
            faults.refuse(guest.record, faults.case_faults(fresh, desk), act)
        return _done(guest, home, arrived, fresh, act)


def _settle(family: str, desk: Desk) -> None:
    """See that what gave its pages to the document, before a stop, says so."""
    folder = shelving.current_folder(family, desk)
    if folder is not None:
        shelving.settle(folder, desk)


def placed(change: Change) -> tuple[str, tuple[int, ...]]:
    """The pages tied: their places in the PDF, «3-5»; and the numbers not laid."""
    theirs = {page.source for page in change.old[0].pages}
    pages = [page for page in change.new[0].pages if page.source in theirs]
    unlaid = tuple(page.number for page in pages if page.matrix is None)
    return ranges(page.scan_page for page in pages), unlaid


def _seen(guest: archive.Stored, home: Home, desk: Desk) -> list[PageSight]:
    """The pages, laid on what they may be; those that do not lie have no code."""
    theirs, said = guest.record.pages, home.said
    free = [it for it in home.pages if it.page.number in home.missing]
    wanted = [
        recognition.Candidates(
            home.pages,
            (home.pages[said[n] - 1],) if said else tuple(free),
        )
        for n, _page in enumerate(theirs)
    ]
    scan, places = archive.scan_of(guest.folder), [it.scan_page for it in theirs]
    asked = tuple(zip(places, wanted, strict=True))
    turns = {text.number: text.rotation for text in guest.texts}
    return [
        replace(
            sight,
            source_page=page.source_page,
            part=page.source_part,
            matched=False,
            rotation=(
                sight.rotation
                if sight.registration
                else turns.get(page.number, page.rotation)
            ),
        )
        for sight, page in zip(
            recognition.lay(scan, asked, limits=desk.limits), theirs, strict=True
        )
    ]


def _numbers(home: Home, seen: Sequence[PageSight]) -> tuple[int, ...]:
    """Which page each is, as the print tells; a single one may be all that lacks.

    None where that does not tell: of several nobody knows in which order they lie.
    """
    by_code = {it.page.page_code: it.page.number for it in home.pages}
    told = tuple(by_code[it.page_code] for it in seen if it.page_code)
    if len(set(told)) == len(seen):
        return told
    return home.missing if len(home.missing) == len(seen) == 1 else ()


def _arrived(
    guest: archive.Stored,
    home: Home,
    seen: dict[int, PageSight],
    wanted: Place,
    act: Act,
) -> Record:
    """What those pages alone make of the document."""
    document, layout = home.document, home.layout
    codes = {page.number: page.page_code for page in layout}
    coded = {n: replace(it, page_code=codes[n]) for n, it in sorted(seen.items())}
    gathered = assembly.Gathered(document.document_id, coded)
    arrived = filing.first_version(document, gathered, layout, "", act.at, wanted.mark)
    files = {
        number: page.source_sha256
        for number, page in zip(seen, guest.record.pages, strict=True)
    }
    pages = (
        replace(it, source_sha256=files[it.number], tied=True) for it in arrived.pages
    )
    return replace(arrived, pages=tuple(pages))


def _following(home: Home, arrived: Record) -> Record:
    """The document's next version, with those pages; this one, if it has the very same.

    Nobody compared the ink of two scans of a page: a mark that a person named is asked
    about anew.
    """
    if home.current is None:
        return arrived
    current = home.current
    if current.is_emptied:
        return filing.as_version_after(current.record, arrived)
    known, record = current.as_decided, current.record
    other = readings.in_question(known, record, arrived)
    return filing.next_version(record, arrived, known, other) or record


def _kept(current: archive.Stored, arrived: Record, fresh: Record) -> list[Event]:
    """What persons said so far, less of cells that look otherwise now."""
    known, record = current.as_decided, current.record
    other = readings.in_question(known, record, arrived)
    held = readings.still_held(known, record, arrived, other)
    return [
        it
        for it in writing.carried(current, fresh)
        if "zone" not in it.details or it.details["zone"] in held
    ]


def _done(
    guest: archive.Stored, home: Home, arrived: Record, fresh: Record, act: Act
) -> Change:
    """Written down: the new version first, then what gives way to it."""
    current = home.current
    old = (guest.record, current.record) if current else (guest.record,)
    replaced = any(page.number not in home.missing for page in arrived.pages)
    change = Change("place", old, (fresh,), replaced=replaced)
    act.tell(change)
    said: tuple[Event, ...] = ()
    if current:
        kept = () if current.is_emptied else _kept(current, arrived, fresh)
        back = writing.said_before(current, fresh, home.layout, act.desk)
        said = (*kept, *back)
    anew = replace(guest, texts=())  # to be read again, beside what we printed
    givers = [current, anew] if current else [anew]
    event = _event(change, act)
    folder = writing.write(fresh, (*said, event), givers, act.desk)
    archive.append_event(  # to a version that has the very same scans
        folder, event.event, event.by, event.details, event.at, once=True
    )
    shelving.settle(folder, act.desk)
    return replace(change, new=(archive.load(folder).record,))


def _event(change: Change, act: Act) -> Event:
    pages, unlaid = placed(change)
    details = {
        "from": change.old[0].record_id,
        "to": change.new[0].record_id,
        "pages": pages,
        "reason": act.reason,
    }
    if unlaid:
        details["unlaid"] = ranges(unlaid)
    return Event(act.at, archive.PLACED, act.by, details)


def _before(guest: archive.Stored, wanted: Place, act: Act) -> Change | None:
    """What the same wish did before.

    Raises:
        RefusedError: That was undone since: another record has the pages.
    """
    if guest.state is not RecordState.SUPERSEDED:
        return None
    for event in guest.events:
        to = event.details.get("to", "")
        if event.event == archive.PLACED and to.partition("-")[0] == wanted.identity:
            holder = writing.holder(guest.record, to, act.desk)
            if holder and holder.document_id == wanted.identity:
                return Change("place", (guest.record,), (holder,), done=True)
            faults.refuse(guest.record, faults.moved_faults(holder), act)
    return None
