"""The data that a form is rendered from: nouns in, plain JSON out.

Every kind of one scope receives the same tree, so a new kind of form needs a
template and no code. The tree goes into `form.json` as it stands; therefore it
holds nothing but dictionaries, lists, strings, numbers and truth values. Days are
ISO text, and what is blank or unknown is "": a template never meets a missing key,
and a key that is missing is a fault of the template. No key is the name of a
method of `dict`, since templates write `trainee.name`.

A blank form receives the same tree with empty results.

This module holds no wording but the notes on who joined, left or was renamed:
everything else that a form says stands in its template.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline import grammar
from pipeline.model import (
    FinalResult,
    GradeScale,
    Group,
    Movement,
    Order,
    Organisation,
    Person,
    Results,
    Session,
    Trainee,
    Unit,
)

Tree = dict[str, object]
"""A branch of the data; its values are JSON."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of the paper itself before it is rendered.

    Attributes:
        title: As this institute calls the form.
        date: None: left to be written in ink.
        approved: The order that approved the form, or "".
        draft: The form is not approved, and «ПРОЕКТ» is printed on it.
        supplement_to: Number of the document that it is a supplement to, or "".
    """

    document_id: str
    kind: str
    title: str
    number: str
    date: date | None
    approved: str
    draft: bool
    supplement_to: str = ""


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
            `studied` are then empty.
        document: The facts of the paper itself.
        filled: With the results; else they are all "".
    """
    results = group.results if filled else Results()
    scales = {scale.id: scale for scale in organisation.grade_scales}
    units = {
        one.id: {"n": n, **_unit(one, group.sessions, scales[one.scale])}
        for n, one in enumerate(group.units, start=1)
    }
    people = {
        one.id: _trainee(n, one, group, results, scales)
        | {"here": _expected(one, _day(group, unit))}
        for n, one in enumerate(group.trainees, start=1)
    }
    studied = _studied(trainee, group, units) if trainee else []
    return {
        "organisation": _organisation(organisation, document.date or group.ends),
        "form": {
            "kind": document.kind,
            "title": document.title,
            "draft": document.draft,
            "approved": document.approved,
            "filled": filled,
        },
        "document": {
            "id": document.document_id,
            "number": document.number,
            "date": _iso(document.date),
            "supplement_to": document.supplement_to,
        },
        "group": _group(group),
        "programme": _programme(group),
        "units": list(units.values()),
        "unit": units[unit.id] if unit else {},
        "trainees": list(people.values()),
        "trainee": people[trainee.id] if trainee else {},
        "studied": studied,
        "studied_hours": _total_hours(studied),
        "sessions": [_session(one) for one in group.sessions],
        "commission": _commission(group),
        "final": {
            "form": group.final_form,
            "on": _iso(group.final_on),
            "scale": _scale(scales[group.final_scale]),
        },
        "legend": [
            {"mark": one.mark, "meaning": one.meaning}
            for one in organisation.attendance_marks
        ],
        "totals": _totals(group, results, unit, scales, filled=filled),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _organisation(organisation: Organisation, on: date) -> Tree:
    return {
        "full_name": organisation.full_name,
        "short_name": organisation.short_name,
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
    return {"position": person.position, **_named(person.name)}


def _named(name: str) -> Tree:
    return {
        "name": name,
        "short_name": grammar.short_name(name),
        "initials_first": grammar.initials_first(name),
    }


def _order(order: Order | None) -> Tree:
    if order is None:
        return {"number": "", "date": ""}
    return {"number": order.number, "date": _iso(order.date)}


def _group(group: Group) -> Tree:
    return {
        "code": group.code,
        "starts": _iso(group.starts),
        "ends": _iso(group.ends),
        "form_of_study": group.form_of_study,
        "department": group.department,
        "curator": group.curator,
        "customer": group.customer,
        "enrolment_order": _order(group.enrolment_order),
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
        "chair": _named(commission.chair),
        "members": [
            {"n": n, "role": f"member-{n}", **_named(name)}
            for n, name in enumerate(commission.members, start=1)
        ],
        "secretary": _named(commission.secretary),
        "order": _order(commission.order),
    }


def _scale(scale: GradeScale) -> Tree:
    return {
        "id": scale.id,
        "title": scale.title,
        "written_as": scale.written_as,
        "grades": [
            {"value": one.value, "word": one.word, "is_grade": one.passed is not None}
            for one in scale.values
        ],
    }


def _session(session: Session) -> Tree:
    return {
        "id": session.id,
        "date": _iso(session.date),
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
        "assessed_on": _iso(unit.assessed_on),
        "tasks": [
            {"n": n, "id": task.id, "title": task.title}
            for n, task in enumerate(unit.tasks, start=1)
        ],
        "scale": _scale(scale),
        "sessions": [_session(one) for one in sessions if one.unit == unit.id],
    }


def _trainee(
    n: int,
    trainee: Trainee,
    group: Group,
    results: Results,
    scales: dict[str, GradeScale],
) -> Tree:
    grades = results.grades.get(trainee.id, {})
    done = results.tasks.get(trainee.id, {})
    marks = results.attendance.get(trainee.id, {})
    return {
        "n": n,
        "id": trainee.id,
        **_named(trainee.full_name),
        "cases": _cases(trainee),
        "birth_date": _iso(trainee.birth_date),
        "snils": trainee.snils,
        "customer": trainee.customer,
        "joined": _movement(trainee.joined),
        "left": _movement(trainee.left),
        "note": _note(trainee),
        "marks": {one.id: marks.get(one.id, "") for one in group.sessions},
        "expected": {one.id: _expected(trainee, one.date) for one in group.sessions},
        "grades": {one.id: grades.get(one.id, "") for one in group.units},
        "grade_words": {
            one.id: _word(scales[one.scale], grades.get(one.id, ""))
            for one in group.units
        },
        "tasks": {
            one.id: {task.id: task.id in done.get(one.id, ()) for task in one.tasks}
            for one in group.units
        },
        "final": _final(
            results.final.get(trainee.id, FinalResult()), scales[group.final_scale]
        ),
    }


def _cases(trainee: Trainee) -> dict[str, str]:
    """The full name by case; the group file has the last word."""
    name, gender = trainee.full_name, trainee.gender
    forms = {case: grammar.inflect(name, case, gender) for case in grammar.CASES}
    return {"nominative": name, **forms, **trainee.name_forms}


def _movement(movement: Movement | None) -> Tree:
    if movement is None:
        return {"date": "", "order": "", "reason": ""}
    return {
        "date": _iso(movement.date),
        "order": movement.order,
        "reason": movement.reason,
    }


def _note(trainee: Trainee) -> str:
    """«зачислен(а) 12.03.2026, приказ № 5; до 01.04.2026 — Иванова»."""
    said = [
        f"до {grammar.date_short(one.date)} — {one.former_surname}"
        for one in trainee.renamed
        if one.former_surname
    ]
    if trainee.joined:
        said.insert(0, _moved("зачислен(а)", trainee.joined))
    if trainee.left:
        said.append(_moved("отчислен(а)", trainee.left))
    return "; ".join(said)


def _moved(word: str, movement: Movement) -> str:
    told = f"{word} {grammar.date_short(movement.date)}"
    return f"{told}, приказ {movement.order}" if movement.order else told


def _expected(trainee: Trainee, on: date) -> bool:
    """Whether the trainee was in the group; on the day of an order, yes."""
    joined = trainee.joined.date if trainee.joined else date.min
    left = trainee.left.date if trainee.left else date.max
    return joined <= on <= left


def _word(scale: GradeScale, value: str) -> str:
    return next((one.word for one in scale.values if one.value == value), "")


def _final(result: FinalResult, scale: GradeScale) -> Tree:
    return {
        "grade": result.grade,
        "word": _word(scale, result.grade),
        "topic": result.topic,
        "opinion": result.opinion,
    }


def _day(group: Group, unit: Unit | None) -> date:
    """The day that a paper tells of: who was in the group then has a grade in it."""
    if unit is None:
        return group.final_on or group.ends
    lessons = [one.date for one in group.sessions if one.unit == unit.id]
    return unit.assessed_on or max(lessons, default=group.ends)


def _studied(trainee: Trainee, group: Group, units: dict[str, Tree]) -> list[Tree]:
    """The units that the trainee took part in, with the hours of that part.

    All hours of a unit count unless some of its lessons lie before the trainee
    joined or after the day of leaving: then only the lessons between count, and a
    unit without any is not listed (regulation B, 2.2.4: "hours spent"). Where no
    lessons are planned, the hours of such a trainee are not known and stay "".
    """
    moved = trainee.joined or trainee.left
    studied = []
    for unit in group.units:
        lessons = [one for one in group.sessions if one.unit == unit.id]
        held = [one for one in lessons if _expected(trainee, one.date)]
        if held or not lessons:
            partly = sum(one.hours for one in held) if lessons else ""
            whole = not moved or (lessons and held == lessons)
            hours = unit.hours if whole else partly
            studied.append({**units[unit.id], "hours_studied": hours})
    return studied


def _total_hours(studied: list[Tree]) -> int | str:
    hours = [one["hours_studied"] for one in studied]
    known = [one for one in hours if isinstance(one, int)]
    return sum(known) if known and len(known) == len(hours) else ""


def _totals(
    group: Group,
    results: Results,
    unit: Unit | None,
    scales: dict[str, GradeScale],
    *,
    filled: bool,
) -> list[Tree]:
    """How many received each value: of the unit, or in the final assessment."""
    scale = scales[unit.scale if unit else group.final_scale]
    if unit:
        given = [one.get(unit.id, "") for one in results.grades.values()]
    else:
        given = [one.grade for one in results.final.values()]
    counts = Counter(given)
    return [
        {
            "value": one.value,
            "word": one.word,
            "count": counts[one.value] if filled else "",
        }
        for one in scale.values
    ]
