"""Rules for the results so far: every name known, every value in its scale."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.messages import _
from pipeline.model import FinalResult, Group, Organisation, Results
from pipeline.roster.curriculum import ids, unknown
from pipeline.roster.document import Found
from pipeline.roster.shape import near
from pipeline.roster.view import View

Value = TypeVar("Value")


def faults(group: View, organisation: Organisation) -> Iterator[Found]:
    """All that is wrong with attendance, tasks, grades and final results."""
    scales = {
        scale.id: [grade.value for grade in scale.values]
        for scale in organisation.grade_scales
    }
    yield from _attendance(group, [one.mark for one in organisation.attendance_marks])
    yield from _tasks(group)
    yield from _grades(group, scales)
    yield from _final(group, scales.get(group["final_scale"].text, []))


def settled(group: Group) -> Group:
    """The group with its results in one form, however they were written down.

    What says nothing (an empty grade, an empty list) is left out, and tasks stand in
    the order of the curriculum; a mark may be empty, since that was seen on paper.
    """
    found = group.results
    order = {
        unit.id: {task.id: place for place, task in enumerate(unit.tasks)}
        for unit in group.units
    }
    tasks = {
        trainee: {
            unit: tuple(sorted(done, key=lambda one: order[unit][one]))
            for unit, done in units.items()
            if done
        }
        for trainee, units in found.tasks.items()
    }
    grades = {
        trainee: {unit: grade for unit, grade in units.items() if grade}
        for trainee, units in found.grades.items()
    }
    results = Results(
        attendance=_said(found.attendance),
        tasks=_said(tasks),
        grades=_said(grades),
        final={
            trainee: final
            for trainee, final in found.final.items()
            if final != FinalResult()
        },
    )
    return replace(group, results=results)


def written(results: Results) -> dict[str, Any]:
    """Settled results as mappings, lists and texts, without what says nothing."""
    final = {
        trainee: {
            key: text
            for key in ("grade", "topic", "opinion")
            if (text := str(getattr(one, key)))
        }
        for trainee, one in results.final.items()
    }
    kinds = {
        "attendance": results.attendance,
        "tasks": results.tasks,
        "grades": results.grades,
        "final": final,
    }
    return {kind: known for kind, known in kinds.items() if known}


def _said(of_trainees: dict[str, dict[str, Value]]) -> dict[str, dict[str, Value]]:
    return {trainee: known for trainee, known in of_trainees.items() if known}


def _attendance(group: View, marks: list[str]) -> Iterator[Found]:
    sessions = ids(group["sessions"])
    for _trainee, row in _of_trainees(group, "attendance"):
        for session, mark in row.entries():
            yield from _known(mark, session, _("session"), sessions)
            yield from _value(mark, marks, also=mark.speech.word(""))
    yield from _strangers(group, "attendance")


def _tasks(group: View) -> Iterator[Found]:
    known = {unit["id"].text: ids(unit["tasks"]) for unit in group["units"].rows()}
    for _trainee, row in _of_trainees(group, "tasks"):
        for unit, done in row.entries():
            yield from _known(done, unit, _("unit"), list(known))
            for task in done.rows():
                yield from unknown(task, _("task"), known.get(unit, [task.text]))
    yield from _strangers(group, "tasks")


def _grades(group: View, scales: dict[str, list[str]]) -> Iterator[Found]:
    of_unit = {
        unit["id"].text: scales.get(unit["scale"].text, [])
        for unit in group["units"].rows()
    }
    for _trainee, row in _of_trainees(group, "grades"):
        for unit, grade in row.entries():
            yield from _known(grade, unit, _("unit"), list(of_unit))
            yield from _value(grade, of_unit.get(unit, []))
    yield from _strangers(group, "grades")


def _final(group: View, values: list[str]) -> Iterator[Found]:
    for _trainee, result in _of_trainees(group, "final"):
        yield from _value(result["grade"], values)
    yield from _strangers(group, "final")


def _of_trainees(group: View, what: str) -> Iterator[tuple[str, View]]:
    return group["results"][what].entries()


def _strangers(group: View, what: str) -> Iterator[Found]:
    trainees = ids(group["trainees"])
    for trainee, row in _of_trainees(group, what):
        yield from _known(row, trainee, _("trainee"), trainees)


def _known(at: View, name: str, what: str, known: list[str]) -> Iterator[Found]:
    """A fault at a key that names nothing."""
    if name not in known:
        says = _("There is no {what} “{name}”.").format(what=what, name=name)
        yield at.fault(f"{says} {near(name, known)}")


def _value(value: View, known: list[str], also: str = "") -> Iterator[Found]:
    """A fault where the value is none of the scale or legend; empty is fine.

    A scale that is not known has been reported where it is named.

    Args:
        value: What stands there.
        known: The values.
        also: What is written there for an empty value.
    """
    if value.text and known and value.text not in known:
        says = _("“{value}” is not used here.").format(value=value.text)
        yield value.fault(f"{says} {near(value.text, [*known, also])}")
