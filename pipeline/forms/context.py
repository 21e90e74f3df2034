"""The data that a form is rendered from: nouns in, plain JSON out.

Every kind of one scope receives the same tree, so a new kind of form needs a
template and no code. The tree goes into `form.json` as it stands; therefore it
holds nothing but dictionaries, lists, strings, numbers and truth values. Days are
ISO text, and what is blank or unknown is "": a template never meets a missing key,
and a key that is missing is a fault of the template. No key is the name of a
method of `dict`, since templates write `trainee.name`.

A blank form receives the same tree with empty results.

The trees hold no wording but the notes on who joined, left or was renamed
(`pipeline.forms.trainees`): everything else that a form says stands in its
template.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.forms import studies, trainees, trees
from pipeline.forms.trees import Tree
from pipeline.model import (
    GradeScale,
    Group,
    Organisation,
    Person,
    Results,
    Session,
    Trainee,
    Unit,
)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of the paper itself before it is rendered.

    Attributes:
        title: As this institute calls the form.
        date: None: left to be written in ink.
        approved: The order that approved the form, or "".
        draft: The form is not approved, and «ПРОЕКТ» is printed on it.
        supplement_to: Number of the document that it is a supplement to, or "".
        supplement_of: What the supplement adds, "people" or "sessions", or "".
    """

    document_id: str
    kind: str
    title: str
    number: str
    date: date | None
    approved: str
    draft: bool
    supplement_to: str = ""
    supplement_of: str = ""


def build(
    organisation: Organisation,
    group: Group,
    *,
    unit: Unit | None,
    trainee: Trainee | None,
    document: DocumentFacts,
    filled: bool,
) -> dict[str, object]:
    """The data of one document.

    Args:
        organisation: Who issues it.
        group: Whom it is about, with the results so far.
        unit: The unit of assessment of a paper per unit, else None; `unit` is
            then an empty tree.
        trainee: The trainee of a paper per trainee, else None; `trainee` and
            `study` are then empty.
        document: The facts of the paper itself.
        filled: With the results; else they are all "".
    """
    results = group.results if filled else Results()
    marks = trainees.marks_of(organisation)
    scales = marks.scales
    units = {
        one.id: {"n": n, **_unit(one, group.sessions, scales[one.scale])}
        for n, one in enumerate(group.units, start=1)
    }
    people = trainees.all_of(group, results, marks, _day(group, unit))
    issued_on = document.date or group.ends
    return {
        "organisation": _organisation(organisation, issued_on),
        "form": {
            "kind": document.kind,
            "title": document.title,
            "draft": document.draft,
            "approved": document.approved,
            "filled": filled,
            "approval_block": document.kind in organisation.approval_block,
        },
        "document": {
            "id": document.document_id,
            "number": document.number,
            "date": trees.iso(document.date),
            "supplement_to": document.supplement_to,
            "supplement_of": document.supplement_of,
        },
        "group": _group(group),
        "programme": _programme(group),
        "units": list(units.values()),
        "unit": units[unit.id] if unit else {},
        "trainees": list(people.values()),
        "trainee": people[trainee.id] if trainee else {},
        "study": studies.of(trainee, group, units, issued_on)
        if trainee
        else studies.of_nobody(),
        "sessions": [_session(one) for one in group.sessions],
        "commission": _commission(group),
        "final": {
            "form": group.final_form,
            "on": trees.iso(group.final_on),
            "scale": trees.scale(scales[group.final_scale]),
        },
        "legend": [
            {"mark": one.mark, "meaning": one.meaning, "counts_as": one.counts_as}
            for one in organisation.attendance_marks
        ],
        "totals": _totals(
            trainees.counted(people.values(), unit.id if unit else ""),
            scales[unit.scale if unit else group.final_scale],
        ),
    }


def _organisation(organisation: Organisation, on: date) -> Tree:
    return {
        "full_name": organisation.full_name,
        "short_name": organisation.short_name,
        "letterhead": list(
            organisation.letterhead or (organisation.full_name, organisation.short_name)
        ),
        "place": organisation.place,
        "head": _person(organisation.head),
        "requisites": [
            {"label": label, "text": text}
            for label, text in organisation.requisites.items()
        ],
        "legal_basis": [
            act.title
            for act in organisation.legal_basis
            if (act.valid_from or date.min) <= on <= (act.valid_until or date.max)
        ],
    }


def _person(person: Person) -> Tree:
    return {"position": person.position, **trees.named(person.name)}


def _group(group: Group) -> Tree:
    return {
        "code": group.code,
        "starts": trees.iso(group.starts),
        "ends": trees.iso(group.ends),
        "form_of_study": group.form_of_study,
        "department": group.department,
        "curator": group.curator,
        "customer": group.customer,
        "enrolment_order": trees.order(group.enrolment_order),
        "size": len(group.trainees),
    }


def _programme(group: Group) -> Tree:
    programme = group.programme
    return {
        "title": programme.title,
        "kind": programme.kind,
        "hours": programme.hours,
        "qualification": programme.qualification,
        "planned_results": list(programme.planned_results),
    }


def _commission(group: Group) -> Tree:
    commission = group.commission
    return {
        "chair": trees.named(commission.chair),
        "members": [
            {"n": n, "role": f"member-{n}", **trees.named(name)}
            for n, name in enumerate(commission.members, start=1)
        ],
        "secretary": trees.named(commission.secretary),
        "order": trees.order(commission.order),
    }


def _session(session: Session) -> Tree:
    return {
        "id": session.id,
        "date": trees.iso(session.date),
        "unit": session.unit,
        "hours": session.hours,
        "topic": session.topic,
        "kind": session.kind,
        "teacher": session.teacher,
    }


def _unit(unit: Unit, sessions: Iterable[Session], scale: GradeScale) -> Tree:
    return {
        "id": unit.id,
        "kind": unit.kind,
        "title": unit.title,
        "hours": unit.hours,
        "form": unit.form,
        "teacher": unit.teacher,
        "planned_result": unit.planned_result,
        "assessed_on": trees.iso(unit.assessed_on),
        "tasks": [
            {"n": n, "id": task.id, "title": task.title}
            for n, task in enumerate(unit.tasks, start=1)
        ],
        "scale": trees.scale(scale),
        "sessions": [_session(one) for one in sessions if one.unit == unit.id],
    }


def _day(group: Group, unit: Unit | None) -> date:
    """The day that a paper tells of: who was in the group then has a grade in it."""
    if unit is None:
        return group.final_on or group.ends
    return studies.assessed(group, unit)


def _totals(counts: Mapping[str, int] | None, scale: GradeScale) -> list[Tree]:
    """How many received each value; "" where that cannot be said."""
    return [
        {
            "value": one.value,
            "word": one.word,
            "count": "" if counts is None else counts.get(one.value, 0),
        }
        for one in scale.values
    ]
