"""Pages that do not belong to a record, taken out of it."""

from collections.abc import Collection
from dataclasses import replace

from pipeline import archive, assembly, composition, pagecode, shelving
from pipeline.composition import Facts
from pipeline.model import Event, LayoutPage, Record, RecordState
from pipeline.rearrange import faults, writing
from pipeline.rearrange.acts import Act, Change, ranges
from pipeline.rearrange.refiling import titled


def split(identity: str, places: Collection[int], facts: Facts, act: Act) -> Change:
    """Make a record of its own of pages that do not belong.

    Args:
        identity: The record.
        places: Of the pages in the record's PDF, from 1.
        facts: What they are; without a kind and a date they wait in review.
        act: Who, when and why.

    Raises:
        NotFoundError: There is no such record.
        RefusedError: It cannot be split so; all the reasons.
    """
    with shelving.alone(act.desk.places):
        stored = writing.newest(identity, act.desk)
        facts = titled("", faults.as_written(facts, act.rules), act.rules)
        spoken = pagecode.spoken_record_id(identity)
        is_open = spoken == stored.record.family  # not that very version
        before = _before(stored, places, facts, act) if is_open else None
        if before is not None:
            return before
        change = _planned(stored, places, facts, act)
        act.tell(change)
        return _done(stored, change, _event(change, places, act), act)


def _planned(
    stored: archive.Stored, places: Collection[int], facts: Facts, act: Act
) -> Change:
    """What will come of it.

    Raises:
        RefusedError: It cannot be split so; all the reasons.
    """
    record, desk = stored.record, act.desk
    found = [
        *faults.split_faults(stored, places),
        *faults.fact_faults(facts, act.rules),
    ]
    faults.refuse(record, found, act)
    layout = writing.layout(record, desk)
    if len(places) == len(record.pages):
        off = _decided(_untied(record, places, layout, act), facts)
        faults.refuse(record, [] if off.reason else faults.case_faults(off, desk), act)
        return Change("untie", (record,), (off,))
    off, rest = composition.parted(record, places, layout, act.at)
    off, rest = _decided(off, facts), writing.counted(rest, desk)
    found = [] if off.reason else faults.case_faults(off, desk)
    if stored.state is not RecordState.REVIEW:
        found += faults.case_faults(rest, desk)
    faults.refuse(record, found, act)
    return Change("split", (record,), (off, rest))


def _untied(
    record: Record, places: Collection[int], layout: tuple[LayoutPage, ...], act: Act
) -> Record:
    """All pages of a record, of which a person takes back that they are ours."""
    off, _nothing = composition.parted(record, places, layout, act.at)
    return replace(off, reason=assembly.NO_CODE)


def _done(stored: archive.Stored, change: Change, event: Event, act: Act) -> Change:
    off, *_rest = change.new
    if change.verb == "untie":
        folder = writing.write(off, [event], [replace(stored, texts=())], act.desk)
        shelving.settle(folder, act.desk)
        return replace(change, new=(archive.load(folder).record,))
    off, rest = change.new
    apart = writing.write(off, [event], [stored], act.desk)
    shelving.index(apart, act.desk)
    events = (*writing.carried(stored, rest), event)
    folder = writing.write(rest, events, [stored], act.desk)
    shelving.settle(folder, act.desk)
    new = (archive.load(apart).record, archive.load(folder).record)
    return replace(change, new=new)


def _event(change: Change, places: Collection[int], act: Act) -> Event:
    (old,), (off, *rest) = change.old, change.new
    details = {
        "from": old.record_id,
        "to": (rest or [off])[0].record_id,
        "record": off.record_id,
        "pages": ranges(places),
        "reason": act.reason,
    }
    return Event(act.at, archive.SPLIT, act.by, details)


def _decided(off: Record, facts: Facts) -> Record:
    """Pages that were taken out, as what they are said to be; else for review."""
    said = composition.described(off, facts)
    if facts.case:
        said = replace(said, case=facts.case, case_chosen=True)
    is_known = bool(said.kind) and said.date is not None
    return replace(said, reason="" if is_known else off.reason)


def _before(
    stored: archive.Stored, places: Collection[int], facts: Facts, act: Act
) -> Change | None:
    """What the very same wish did, when it made this version."""
    record, folders = stored.record, act.desk.places
    same = {"to": record.record_id, "pages": ranges(places), "reason": act.reason}
    for event in stored.events:
        told = event.details
        if (event.event, event.by) == (archive.SPLIT, act.by) and told == told | same:
            apart = archive.standing(folders.archive, folders.review, told["record"])
            off = archive.load(apart).record if apart is not None else None
            if off and not composition.changed(off, facts):
                return Change("split", (), (off, record), done=True)
    return None
