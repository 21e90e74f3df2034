"""A record said to be another thing, or to belong elsewhere."""

from dataclasses import replace

from pipeline import archive, composition, reasons, shelving
from pipeline.composition import Facts
from pipeline.model import Event, RecordState
from pipeline.rearrange import faults, writing
from pipeline.rearrange.acts import Act, Change, Rules
from pipeline.rearrange.recalling import recall

_FILED = frozenset({RecordState.FILED, RecordState.INCOMPLETE})


def refile(identity: str, facts: Facts, act: Act) -> Change:
    """Say what a filed record is, or in which case it belongs.

    Where nothing is said, take back that it is another scan of a paper (`recalling`).

    Raises:
        NotFoundError: There is no such record.
        RefusedError: It cannot be that; all the reasons.
    """
    desk = act.desk
    with shelving.alone(desk.places):
        stored = writing.newest(identity, desk)
        record = stored.record
        recalled = recall(stored, act) if facts == Facts() else None
        if recalled is not None:
            return recalled
        facts = faults.as_written(facts, act.rules, record.group)
        facts = titled(record.kind, facts, act.rules)
        changed = composition.changed(record, facts)
        found = [*faults.refile_faults(stored, facts, changed, act.rules)]
        late = [*reasons.still_to_come(facts.day, act.at.astimezone().date())]
        fresh = composition.refiled(record, facts, act.at)
        if changed and stored.state in _FILED and not late:
            found += faults.case_faults(fresh, desk)
        found += late
        faults.refuse(record, found, act)
        if not changed:
            return Change("refile", (), (record,), done=True)
        change = Change("refile", (record,), (fresh,), changed)
        act.tell(change)
        events = (*writing.carried(stored, fresh), _event(change, act))
        folder = writing.write(fresh, events, [stored], desk)
        archive.carry_over(stored.folder, folder)
        shelving.settle(folder, desk)
        return replace(change, new=(archive.load(folder).record,))


def titled(known: str, facts: Facts, rules: Rules) -> Facts:
    """Of another kind the title is the usual one, where none was said."""
    if facts.title is not None or not facts.kind or facts.kind == known:
        return facts
    return replace(facts, title=rules.titles.get(facts.kind))


def _event(change: Change, act: Act) -> Event:
    (old,), (new,) = change.old, change.new
    details = {
        "from": old.record_id,
        "to": new.record_id,
        "changed": ", ".join(change.changed),
        "reason": act.reason,
    }
    return Event(act.at, archive.REFILED, act.by, details)
