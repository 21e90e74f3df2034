"""Why a paper in review cannot be filed as what a person says: every reason at once.

Each begins with the option that it is about.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline import composition, filing, shelving, spelling
from pipeline.messages import _, day
from pipeline.model import FilePlan, Guess, Record
from pipeline.shelving import Desk

Trainees = Callable[[str], Collection[str] | None]
"""A group's code → the ids of its trainees; None for a group that is not known."""

Titles = Callable[[str], str]
"""A kind of paper → its title; "" of one that has none."""

_OPTIONS = {"students": "student"}
"""Facts whose options have another name."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the workspace knows that papers are of.

    Attributes:
        trainees: Who belongs to a group.
        titles: What kinds of paper are called.
    """

    trainees: Trainees
    titles: Titles


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a record; None or empty leaves a thing as it is.

    Attributes:
        day: The document's date.
        accepted: What was found on the paper and is taken for all that is not said.
    """

    kind: str = ""
    title: str = ""
    number: str = ""
    group: str = ""
    students: tuple[str, ...] = ()
    day: date | None = None
    accepted: Guess = field(default_factory=Guess)


def as_written(said: Decision, known_group: str, rules: Rules) -> Decision:
    """What was said, the trainees' ids in the case in which their group has them."""
    group = said.group or said.accepted.group or known_group
    known = rules.trainees(group) if group and said.students else None
    there = {*said.accepted.students, *(known or ())}
    return replace(said, students=spelling.each_as_written(said.students, there))


def of(
    record: Record, said: Decision, desk: Desk, rules: Rules, year: int
) -> Iterator[str]:
    """All that is wrong with it but that something is lacking.

    Args:
        record: As it would be filed.
        said: What a person said of it.
        desk: Where.
        rules: What papers may be of.
        year: Of the file plan that kinds are looked up in while no date is known.
    """
    current = shelving.plan_of(year, desk.places)
    year = record.date.year if record.date else year
    yield from _no_case(record, desk, rules.titles, year, current)
    students = new_students(said)
    if students or (said.group and said.group != said.accepted.group):
        yield from _strangers(students, record.group, rules.trainees)


def new_students(said: Decision) -> tuple[str, ...]:
    """The trainees who are said and were not found on the paper, with its group.

    Whom a paper of ours was printed for may have left since, or the group with them.
    """
    same_group = said.group in ("", said.accepted.group)
    found = said.accepted.students if same_group else ()
    return tuple(it for it in said.students if it not in found)


def lacking(record: Record) -> tuple[str, ...]:
    """The options that say what nothing can be filed without, as far as unknown."""
    wanted = {"--kind": record.kind, "--date": record.date}
    return tuple(option for option, known in wanted.items() if not known)


def unknown(record: Record, *, is_found: bool) -> Iterator[str]:
    """Without a kind or a date nothing can be filed.

    Args:
        record: As it would be filed.
        is_found: Something of what is lacking was found on the paper, and may be taken.
    """
    options = lacking(record)
    if not options:
        return
    told = _("What the paper is or its date is not known yet; say: {options}.")
    if is_found:
        told = _(
            "What the paper is or its date is not known yet; say: {options}. What was "
            "found on it tells podshivka review show {id}, and --accept takes it."
        )
    yield told.format(options=", ".join(options), id=record.record_id)


def filed_otherwise(filed: Record, said: Record, titles: Titles) -> str:
    """That it was filed as something else before, and how to correct it; else ""."""
    differ = composition.differing(filed, said)
    if not differ:
        return ""
    number = f"№ {filed.number}" if filed.number else ""
    dated = day(filed.date) if filed.date else ""
    named = dict.fromkeys((titles(filed.kind) or filed.kind, filed.title))
    what = (*named, number, dated, filed.group, *filed.students)
    options = (f"--{_OPTIONS.get(it, it)} …" for it in differ)
    told = _(
        "Record {id} was filed before as: {what}. What is said now was not taken. To "
        "correct it: podshivka records refile {id} {options} --reason …"
    )
    return told.format(
        id=filed.record_id,
        what=", ".join(filter(None, what)),
        options=" ".join(options),
    )


def _no_case(
    record: Record, desk: Desk, titles: Titles, year: int, current: FilePlan | None
) -> Iterator[str]:
    """No case takes it, or it is closed, or nobody knows that kind of paper.

    What kinds there are tells the current plan where the year has none.
    """
    plan = shelving.plan_of(year, desk.places)
    if plan is None and not titles(record.kind):
        plan = current
    chosen = record.case_chosen
    if plan and record.kind and not (chosen or filing.entry_for(plan, record.kind)):
        yield _not_in(plan, record.kind, titles)
    elif record.kind and record.date:
        fault = shelving.case_fault(record, desk.places)
        if fault:
            yield fault


def _not_in(plan: FilePlan, kind: str, titles: Titles) -> str:
    kinds = sorted({kind for entry in plan.entries for kind in entry.kinds})
    named = (f"{it} – {titles(it)}" if titles(it) else it for it in kinds)
    told = _(
        "--kind: the file plan of {year} has no case for “{kind}”; it has for: "
        "{known}. Say one of them, or add the kind to the plan."
    )
    return told.format(year=plan.year, kind=kind, known="; ".join(named))


def _strangers(
    students: Collection[str], group: str, trainees: Trainees
) -> Iterator[str]:
    """A group or trainees that this workspace does not know."""
    if not group:
        yield _("Say the trainees' group too: --group CODE.")
        return
    known = trainees(group)
    if known is None:
        told = _("--group: there is no group “{code}”. See: podshivka groups list")
        yield told.format(code=group)
        return
    unknown = ", ".join(it for it in students if it not in known)
    if unknown:
        told = _(
            "--student: group {code} has no trainee {ids}. See: podshivka groups show "
            "{typed}"
        )
        yield told.format(code=group, ids=unknown, typed=spelling.quoted(group))
