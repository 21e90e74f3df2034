"""What a filled-in paper says, put into the data that it was printed from.

The data of a form are one tree, blank or filled (`context`), so the same template
prints what was written in ink. What is not known stays blank. The outcome of the final
assessment stays as it was printed: by it the form words what was decided, and people
have signed those words.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ScaleGoneError
from pipeline.forms import trainees
from pipeline.forms.trainees import Marks
from pipeline.model import FinalResult, GradeScale, Organisation

DOUBTFUL = "?"
"""In the place of what was not surely read."""

Tree = dict[str, Any]
"""A branch of a form's data."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One result that is surely known.

    Attributes:
        kind: "attendance", "tasks", "grades" or "final".
        item: A session, a task («D1/W1»), a unit, or "grade".
        value: Of attendance "" is present; of a task anything is done.
    """

    trainee: str
    kind: str
    item: str
    value: str


def filled(
    data: Mapping[str, Any],
    answers: Sequence[Answer],
    organisation: Organisation,
    doubtful: Sequence[Answer] = (),
) -> dict[str, object]:
    """The data with those results; the data given stay as they are.

    Args:
        data: As `form.json` keeps them.
        answers: What is surely known.
        organisation: Whose marks and scales are used.
        doubtful: What is not: nothing stands there, not even what was printed.

    Raises:
        ScaleGoneError: The institute no longer has a scale of the form's.
    """
    tree: Tree = copy.deepcopy(dict(data))
    marks = trainees.marks_of(organisation)
    people: list[Tree] = _list(tree, "trainees")
    by_id = {it["id"]: it for it in people}
    for answer in answers:
        if answer.trainee in by_id:
            _put(by_id[answer.trainee], answer, tree, marks)
    _write(by_id, doubtful, "")
    _count_attendance(tree, people, answers, marks)
    _count_grades(tree, people, [*answers, *doubtful])
    one = tree.get("trainee")
    if isinstance(one, dict) and one:
        tree["trainee"] = by_id.get(one["id"], one)
    form = tree.get("form")
    if isinstance(form, dict):
        form["filled"] = True
    return tree


def questioned(data: Mapping[str, Any], doubtful: Iterable[Answer]) -> Tree:
    """Filled data with `DOUBTFUL` for those results, as a workbook shows them."""
    tree: Tree = copy.deepcopy(dict(data))
    people: list[Tree] = _list(tree, "trainees")
    _write({it["id"]: it for it in people}, doubtful, DOUBTFUL)
    return tree


def _write(people: Mapping[str, Tree], answers: Iterable[Answer], word: str) -> None:
    """Put one word in the place of all those results."""
    for answer in answers:
        person, item = people.get(answer.trainee), answer.item
        if person is None:
            continue
        if answer.kind == "attendance":
            person["marks"][item] = word
        elif answer.kind == "tasks":
            unit, _slash, task = item.partition("/")
            person["tasks"][unit][task] = word
        elif answer.kind == "final":
            person["final"] |= dict.fromkeys(("grade", "figure", "word"), word)
        else:
            for branch in ("grades", "figures", "grade_words"):
                person[branch][item] = word


def _put(person: Tree, answer: Answer, tree: Tree, marks: Marks) -> None:
    value, item = answer.value, answer.item
    if answer.kind == "attendance":
        person["marks"][item] = value
    elif answer.kind == "tasks":
        unit, _slash, task = item.partition("/")
        person["tasks"][unit][task] = bool(value)
    elif answer.kind == "final":
        scale = _known(tree["final"]["scale"]["id"], marks)
        before = person["final"]
        result = FinalResult(value, before["topic"], before["opinion"])
        outcome = {"outcome": before["outcome"]}
        person["final"] = {**before, **trainees.final_of(result, scale), **outcome}
    else:
        grade = trainees.grade_of(_scale(tree, item, marks), value)
        person["grades"][item] = value
        person["figures"][item] = grade.value if grade else ""
        person["grade_words"][item] = grade.word if grade else ""


def _scale(tree: Tree, unit: str, marks: Marks) -> GradeScale:
    (known,) = (it["scale"]["id"] for it in _list(tree, "units") if it["id"] == unit)
    return _known(known, marks)


def _known(scale: str, marks: Marks) -> GradeScale:
    """The institute's scale of that id: the paper's data do not say what passes."""
    if scale not in marks.scales:
        raise ScaleGoneError(scale)
    return marks.scales[scale]


def _count_attendance(
    tree: Tree, people: Iterable[Tree], answers: Iterable[Answer], marks: Marks
) -> None:
    """Lessons attended and missed, once all of a unit are known."""
    known = {(it.trainee, it.item) for it in answers if it.kind == "attendance"}
    for person in people:
        for unit in _list(tree, "units"):
            due = [it for it in unit["sessions"] if person["expected"].get(it["id"])]
            if due and all((person["id"], it["id"]) in known for it in due):
                gone = [
                    it for it in due if person["marks"].get(it["id"]) in marks.missed
                ]
                person["attendance"][unit["id"]] = {
                    "lessons": len(due),
                    "attended": len(due) - len(gone),
                    "missed": len(gone),
                    "missed_hours": sum(it["hours"] for it in gone),
                }


def _count_grades(tree: Tree, people: Iterable[Tree], said: Iterable[Answer]) -> None:
    """How many got each value, anew where answers or doubts are about one of them.

    Else the printed sums stay, as the paper that is copied has them.
    """
    unit = tree["unit"]["id"] if tree.get("unit") else ""
    kind = "grades" if unit else "final"
    if not any(it.kind == kind and (not unit or it.item == unit) for it in said):
        return
    counts = trainees.counted(people, unit)
    for total in _list(tree, "totals"):
        total["count"] = "" if counts is None else counts[total["value"]]


def _list(tree: Tree, name: str) -> list[Tree]:
    found = tree.get(name)
    return found if isinstance(found, list) else []
