"""Pages of a paper that we did not print, put into another record."""

from dataclasses import replace

from pipeline import archive, composition, shelving
from pipeline.composition import Host
from pipeline.model import Event, RecordState
from pipeline.rearrange import faults, writing
from pipeline.rearrange.acts import Act, Change, ranges
from pipeline.shelving import Desk


def merge(identity: str, into: str, act: Act, *, place: int | None = None) -> Change:
    """Put the pages of a paper that we did not print into another record.

    Args:
        identity: The record whose pages they are; it gives way.
        into: The record that they join.
        act: Who, when and why.
        place: Number of the first of them there; None: behind the last page, or
            where they stood before.

    Raises:
        NotFoundError: There is no such record.
        RefusedError: They cannot be joined so; all the reasons.
    """
    desk = act.desk
    with shelving.alone(desk.places):
        home = writing.newest(into, desk)  # first: the guest may give way by it
        guest = writing.newest(identity, desk)
        if _is_merged(guest, home):
            holder = writing.holder(guest.record, home.record.record_id, desk)
            if holder == home.record:
                return Change("merge", (guest.record,), (holder,), done=True)
            faults.refuse(guest.record, faults.moved_faults(holder), act)
        host = _host(home, desk)
        found = faults.merge_faults(guest, home, host, place)
        faults.refuse(guest.record, found, act)
        joined = composition.joined(host, guest.record, act.at, place)
        joined = writing.counted(joined, desk)
        if home.state is not RecordState.REVIEW:
            faults.refuse(home.record, faults.case_faults(joined, desk), act)
        change = Change("merge", (guest.record, home.record), (joined,))
        act.tell(change)
        said = writing.said_before(home, joined, host.layout, desk)
        events = (*writing.carried(home, joined), *said, _event(change, act))
        folder = writing.write(joined, events, [home, guest], desk)
        shelving.settle(folder, desk)
        return replace(change, new=(archive.load(folder).record,))


def places_of(change: Change) -> str:
    """Where the pages of a merged record are in the new version: «3-5»."""
    guest, joined = change.old[0], change.new[0]
    theirs = {page.source for page in guest.pages}
    here = (it.scan_page for it in joined.pages if it.source in theirs)
    return ranges(here)


def _event(change: Change, act: Act) -> Event:
    guest, home = change.old
    details = {
        "from": guest.record_id,
        "into": home.record_id,
        "to": change.new[0].record_id,
        "pages": places_of(change),
        "reason": act.reason,
    }
    return Event(act.at, archive.MERGED, act.by, details)


def _host(home: archive.Stored, desk: Desk) -> Host:
    """The record that pages shall join, and its earlier versions."""
    record = home.record
    former = tuple(it.record for it in writing.former(record, desk))
    return Host(record, writing.layout(record, desk), former)


def _is_merged(guest: archive.Stored, home: archive.Stored) -> bool:
    if guest.state is not RecordState.SUPERSEDED:
        return False
    joined = (it for it in guest.events if it.event == archive.MERGED)
    return any(
        event.details["to"].partition("-")[0] == home.record.family for event in joined
    )
