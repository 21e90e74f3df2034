"""A paper that is no other scan of an older one after all: it waits again."""

from dataclasses import replace

from pipeline import archive, filing, shelving
from pipeline.model import Event, RecordState
from pipeline.rearrange import faults, writing
from pipeline.rearrange.acts import Act, Change
from pipeline.shelving import Desk


def recall(stored: archive.Stored, act: Act) -> Change | None:
    """Take back that a record is another scan of the paper that it gave way to.

    Its next version waits in review, as it did. A second time finds that done.

    Returns:
        None when nobody said so of it.

    Raises:
        RefusedError: It is not said why.
    """
    before = _before(stored)
    if before is not None:
        _tell_other(before, act.desk)
        return Change("recall", (), (stored.record,), done=True)
    if not stored.is_same_paper:
        return None
    faults.refuse(stored.record, (), act)
    record = stored.record
    fresh = replace(filing.as_version_after(record, record), filed_at=act.at)
    change = Change("recall", (record,), (fresh,))
    act.tell(change)
    event = _event(stored, change, act)
    events = (*writing.carried(stored, fresh), event)
    folder = writing.write(fresh, events, [stored], act.desk)
    archive.carry_over(stored.folder, folder)
    shelving.settle(folder, act.desk)
    _tell_other(event, act.desk)
    return replace(change, new=(archive.load(folder).record,))


def _event(stored: archive.Stored, change: Change, act: Act) -> Event:
    details = {
        "from": stored.record.record_id,
        "to": change.new[0].record_id,
        "record": stored.gave_way_to,
        "reason": act.reason,
    }
    return Event(act.at, archive.OTHER_PAPER, act.by, details)


def _before(stored: archive.Stored) -> Event | None:
    """What the same wish did, when it made the version that waits."""
    if stored.state is not RecordState.REVIEW:
        return None
    made = (it for it in stored.events if it.event == archive.OTHER_PAPER)
    return next(
        (it for it in made if it.details["to"] == stored.record.record_id), None
    )


def _tell_other(event: Event, desk: Desk) -> None:
    """Write it down on the record that stood for both, if it is there."""
    places, told = desk.places, event.details
    folder = archive.standing(places.archive, places.review, told["record"])
    if folder is not None:
        archive.append_event(
            folder, event.event, event.by, dict(told), event.at, once=True
        )
        shelving.index(folder, desk)
