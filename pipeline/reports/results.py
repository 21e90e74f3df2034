"""The results of a group: its data, and what its papers say besides.

What a paper says is derived data: it is shown beside the group's data and never
written over it. A sure statement applies where the data know nothing; where they know
something else, both are told; an unsure one waits for a person. While its page is
doubtful, or a newer version contradicts it, no other paper's word is taken either.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline import archive, cells, naming, readings
from pipeline.catalogue import Catalogue
from pipeline.cells import DONE, Bulk, Statement
from pipeline.errors import FixityError
from pipeline.model import (
    INKED,
    Certainty,
    FinalResult,
    Group,
    PaperState,
    Places,
    RecordState,
    Results,
    Trainee,
)
from pipeline.reports import fitting

DATA, PAPER = "data", "record"
"""Where a result comes from."""

_CONFLICT = "conflict"
"""Why a statement waits that a newer version contradicts: of `pipeline.reasons`."""

Key = tuple[str, str, str]
"""Trainee, kind and item of a result, as of `cells.Statement`."""


@dataclass(frozen=True, slots=True)
class Value:
    """One result that is known.

    Attributes:
        source: `DATA`: the group's file has it; `PAPER`: only a paper.
        status: Of the reading; "" for `DATA`. So are the next three.
        bulk: A person said it of many cells at once.
    """

    trainee: str
    kind: str
    item: str
    value: str
    source: str
    status: str = ""
    record_id: str = ""
    zone: str = ""
    page: int = 0
    bulk: Bulk | None = None


@dataclass(frozen=True, slots=True)
class InBulk:
    """Results that only a paper has, and that a person said of many cells at once.

    Attributes:
        how: As of `cells.Bulk`.
    """

    record_id: str
    by: str
    at: datetime
    how: str
    count: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A paper that says otherwise than what is known.

    Attributes:
        known: The value of the group's data, of the print, or of another paper.
        source: `DATA`, "printed", or the other paper's record.
        ink: What this paper says.
    """

    trainee: str
    kind: str
    item: str
    known: str
    source: str
    ink: str
    status: str
    record_id: str
    zone: str
    page: int


@dataclass(frozen=True, slots=True)
class GroupResults:
    """All results of a group.

    Attributes:
        waiting: Statements that a person must decide first: unsure ones, and ink of
            which it is not known which mark it is.
        strange: Statements about people, lessons and units that the group's data do
            not have (any more), their code being another one's now or nobody's.
        others: Statements about somebody whose code another trainee has now.
        records: The records that were read.
        followed: Those of them that a newer version follows, which waits in review:
            what is said of their cells is said of that one, and what it contradicts
            waits.
        bulk: How many of those that only papers have nobody looked at one by one.
    """

    group: str
    values: tuple[Value, ...]
    differences: tuple[Contradiction, ...]
    waiting: tuple[Statement, ...]
    strange: tuple[Statement, ...]
    others: tuple[Statement, ...]
    records: tuple[str, ...]
    bulk: tuple[InBulk, ...]
    followed: tuple[str, ...] = ()


def group_results(group: Group, places: Places, catalogue: Catalogue) -> GroupResults:
    """The data's results and what the current records of the group say."""
    stored = list(_current(group.code, places, catalogue))
    newer = {one.record.record_id: _newer(one, places, catalogue) for one in stored}
    told = [
        it for one in stored for it in _told(one, newer[one.record.record_id], places)
    ]
    followed = tuple(it for it, waits in newer.items() if waits is not None)
    return replace(compared(group, told, tuple(newer)), followed=followed)


def compared(
    group: Group, told: Iterable[Statement], records: tuple[str, ...] = ()
) -> GroupResults:
    """The data's results beside what papers say."""
    known, every = _known(group.results), _possible(group)
    values = {key: Value(*key, value, DATA) for key, value in known.items()}
    papers: dict[Key, list[Statement]] = {}
    others: list[Statement] = []
    strange: list[Statement] = []
    people = {trainee.id: trainee for trainee in group.trainees}
    fits = fitting.fitting(group)
    for it in _with_meaning(told, group):
        trainee, key = people.get(it.trainee), (it.trainee, it.kind, it.item)
        if trainee and it.name and not naming.is_called(trainee, it.name):
            others.append(it)
        elif key in every and fits(it):
            papers.setdefault(key, []).append(it)
        else:
            strange.append(it)
    differences: list[Contradiction] = []
    waiting: list[Statement] = []
    for key, said in papers.items():
        sure = [it for it in said if it.is_sure]
        waiting += [it for it in said if not it.is_sure]
        against = list(_against(known.get(key), sure))
        differences += against
        if key in known or against or not sure or any(it.doubt for it in said):
            continue
        named = [it for it in sure if it.value != INKED]
        if named:
            values[key] = _value(key, named[0])
        else:
            waiting += sure[:1]
    return GroupResults(
        group.code,
        tuple(sorted(values.values(), key=_order)),
        tuple(sorted(differences, key=_order)),
        tuple(sorted(waiting, key=_order)),
        tuple(sorted(strange, key=_order)),
        tuple(sorted(others, key=_order)),
        records,
        _in_bulk(values.values()),
    )


def overtaken(
    told: Iterable[Statement], newer: Iterable[Statement]
) -> Iterator[Statement]:
    """The statements, unsure where a newer version of the paper does not say the same.

    Args:
        told: Of the version in force.
        newer: Of the one that waits.
    """
    said = {(it.trainee, it.kind, it.item): it.value for it in newer if it.is_sure}
    for it in told:
        now = said.get((it.trainee, it.kind, it.item))
        is_same = now is not None and readings.agree(it.value, now)
        yield (
            it
            if is_same
            else replace(it, status=Certainty.UNSURE, doubt=it.doubt or _CONFLICT)
        )


def _in_bulk(values: Iterable[Value]) -> tuple[InBulk, ...]:
    counts = Counter((it.record_id, it.bulk) for it in values if it.bulk)
    told = [
        InBulk(record_id, bulk.by, bulk.at, bulk.how, count)
        for (record_id, bulk), count in counts.items()
        if bulk
    ]
    return tuple(sorted(told, key=lambda it: (it.at, it.record_id, it.how)))


def _with_meaning(told: Iterable[Statement], group: Group) -> Iterator[Statement]:
    """The statements less empty cells that say nothing of a lesson.

    They are those of who did not belong to the group on its day, and of a lesson that
    was not yet held when the page was scanned.
    """
    days = {session.id: session.date for session in group.sessions}
    people = {trainee.id: trainee for trainee in group.trainees}
    for it in told:
        day, who = days.get(it.item), people.get(it.trainee)
        is_empty = it.kind == "attendance" and it.value == "" and it.is_sure
        if not (is_empty and day and who) or (
            _belonged(who, day) and day <= (it.scanned or date.max)
        ):
            yield it


def _belonged(who: Trainee, day: date) -> bool:
    joined = who.joined.date if who.joined else date.min
    left = who.left.date if who.left else date.max
    return joined <= day <= left


def _order(it: Value | Contradiction | Statement) -> tuple[str, str, str, str]:
    return it.trainee, it.kind, it.item, it.record_id


def from_paper(found: GroupResults, group: Group) -> Results:
    """The results that only papers have, as a group's file takes them."""
    fresh = [it for it in found.values if it.source == PAPER]
    attendance: dict[str, dict[str, str]] = {}
    grades: dict[str, dict[str, str]] = {}
    tasks: dict[str, dict[str, tuple[str, ...]]] = {}
    final = {}
    for it in fresh:
        if it.kind == "attendance":
            attendance.setdefault(it.trainee, {})[it.item] = it.value
        elif it.kind == "grades":
            grades.setdefault(it.trainee, {})[it.item] = it.value
        elif it.kind == "final":
            final[it.trainee] = FinalResult(grade=it.value)
        else:
            unit, _slash, task = it.item.partition("/")
            of_trainee = tasks.setdefault(it.trainee, {})
            known = group.results.tasks.get(it.trainee, {}).get(unit, ())
            of_trainee[unit] = (*of_trainee.get(unit, known), task)
    return Results(attendance, tasks, grades, final)


def _current(
    code: str, places: Places, catalogue: Catalogue
) -> Iterator[archive.Stored]:
    """The newest filed record of every paper of the group that is in force."""
    in_force = {
        it.document_id
        for it in catalogue.issued(group=code, state=PaperState.ISSUED.value)
    }
    for row in catalogue.records(group=code):
        folder = places.root / row.path
        filed = row.state in (RecordState.FILED, RecordState.INCOMPLETE)
        if filed and row.document_id in in_force and folder.is_dir():
            yield archive.load(folder)


def _newer(
    stored: archive.Stored, places: Places, catalogue: Catalogue
) -> tuple[Statement, ...] | None:
    """What the version after the record says, which waits in review, if there is one.

    Nothing when it is damaged, so that nothing of the record is certain.
    """
    newest = catalogue.current(stored.record.family) or stored.record.record_id
    path = catalogue.record_path(newest)
    if newest == stored.record.record_id or path is None:
        return None
    try:
        waiting = archive.load(places.root / path, in_review=True)
        return tuple(_statements(waiting, places))
    except FileNotFoundError:  # it is filed just now
        return None
    except FixityError:
        return ()


def _told(
    stored: archive.Stored, newer: tuple[Statement, ...] | None, places: Places
) -> Iterator[Statement]:
    told = _statements(stored, places)
    return told if newer is None else overtaken(told, newer)


def _statements(stored: archive.Stored, places: Places) -> Iterator[Statement]:
    form = cells.form_of(stored.record.document_id, places)
    days = cells.scanned_on(stored, form, places.archive)
    return cells.statements(stored, form, days)


def _against(known: str | None, sure: list[Statement]) -> Iterator[Contradiction]:
    """The statements that contradict what is known, or else each other."""
    first = known, DATA
    for it in sure:
        value, source = first
        if value is None and it.printed:
            value, source = it.printed, "printed"
        if value is None or (value == INKED and source != DATA and it.value):
            first = it.value, it.record_id
        elif not readings.agree(value, it.value):
            yield Contradiction(
                it.trainee,
                it.kind,
                it.item,
                value,
                source,
                it.value,
                it.status.value,
                it.record_id,
                it.zone,
                it.page,
            )


def _value(key: Key, it: Statement) -> Value:
    status = it.status.value
    where = it.record_id, it.zone, it.page
    return Value(*key, it.value, PAPER, status, *where, it.bulk)


def _known(known: Results) -> dict[Key, str]:
    """What the data say, answer by answer."""
    flat: dict[Key, str] = {}
    for trainee, marks in known.attendance.items():
        flat |= {(trainee, "attendance", it): mark for it, mark in marks.items()}
    for trainee, grades in known.grades.items():
        flat |= {(trainee, "grades", it): grade for it, grade in grades.items()}
    for trainee, units in known.tasks.items():
        done = [f"{unit}/{task}" for unit, tasks in units.items() for task in tasks]
        flat |= dict.fromkeys([(trainee, "tasks", it) for it in done], DONE)
    finals = {who: it.grade for who, it in known.final.items() if it.grade}
    return flat | {(who, "final", "grade"): it for who, it in finals.items()}


def _possible(group: Group) -> frozenset[Key]:
    """Every result that a trainee of the group can have."""
    items = [("attendance", it.id) for it in group.sessions]
    items += [("grades", unit.id) for unit in group.units]
    items += [
        ("tasks", f"{unit.id}/{it.id}") for unit in group.units for it in unit.tasks
    ]
    items.append(("final", "grade"))
    return frozenset((who.id, *item) for who in group.trainees for item in items)
