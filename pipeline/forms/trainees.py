"""What a form knows of each trainee: names, movements, results so far.

Two people of one name are told apart by their birth dates wherever a list names
them (`listed`, `listed_short`, `listed_cases`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline import grammar
from pipeline.forms import trees
from pipeline.forms.trees import Tree
from pipeline.model import (
    FinalResult,
    GradeScale,
    GradeValue,
    Group,
    Movement,
    Organisation,
    Results,
    Session,
    Trainee,
    Unit,
)

PASSED, FAILED, NO_GRADE = "passed", "failed", "no_grade"
"""How the final assessment ended; `NO_GRADE` is «не явился» and the like."""

_MISSED = frozenset(["absent", "excused"])


@dataclass(frozen=True, slots=True)
class Marks:
    """How this institute writes marks and grades.

    Attributes:
        scales: Id → scale.
        missed: The attendance marks of those who were not there.
    """

    scales: dict[str, GradeScale]
    missed: frozenset[str]


def marks_of(organisation: Organisation) -> Marks:
    """The institute's scales and marks."""
    missed = (
        one.mark for one in organisation.attendance_marks if one.counts_as in _MISSED
    )
    scales = {scale.id: scale for scale in organisation.grade_scales}
    return Marks(scales, frozenset(missed))


def all_of(group: Group, results: Results, marks: Marks, on: date) -> dict[str, Tree]:
    """Id → tree of every trainee, in the group's order.

    Args:
        group: Whose trainees.
        results: What is known so far; none for a blank form.
        marks: Of the institute.
        on: The day that the paper tells of.
    """
    full = Counter(one.full_name for one in group.trainees)
    short = Counter(grammar.short_name(one.name_parts) for one in group.trainees)
    return {
        one.id: {
            "n": n,
            **_person(one, full, short),
            "note": _note(one, on),
            "here": expected(one, on),
            **_so_far(one, group, results, marks),
        }
        for n, one in enumerate(group.trainees, start=1)
    }


def expected(trainee: Trainee, on: date) -> bool:
    """Whether the trainee was in the group; on the day of an order, yes."""
    joined = trainee.joined.date if trainee.joined else date.min
    left = trainee.left.date if trainee.left else date.max
    return joined <= on <= left


def _person(trainee: Trainee, full: Counter[str], short: Counter[str]) -> Tree:
    name = trainee.full_name
    is_alone = full[name] == 1
    listed = name if is_alone else _told_apart(name, trainee)
    cases = _cases(trainee)
    brief = grammar.short_name(trainee.name_parts)
    return {
        "id": trainee.id,
        **trees.named(name, trainee.name_parts),
        "listed": listed,
        "listed_short": brief if short[brief] == 1 else listed,
        "cases": cases,
        "short_cases": _short_cases(trainee),
        "listed_cases": {
            case: form if is_alone else _told_apart(form, trainee)
            for case, form in cases.items()
        },
        "gender": grammar.gender(trainee.name_parts, trainee.gender),
        "birth_date": trees.iso(trainee.birth_date),
        "snils": trainee.snils,
        "customer": trainee.customer,
        "joined": _movement(trainee.joined),
        "left": _movement(trainee.left),
    }


def _told_apart(name: str, trainee: Trainee) -> str:
    """«Иванова Анна Петровна, 05.06.1990»; without a birth date by the id."""
    born = trainee.birth_date
    return f"{name}, {grammar.date_short(born) if born else trainee.id}"


def _cases(trainee: Trainee) -> dict[str, str]:
    """The full name by case; the group file has the last word."""
    name, gender = trainee.name_parts, trainee.gender
    forms = {case: grammar.inflect(name, case, gender) for case in grammar.CASES}
    return {"nominative": trainee.full_name, **forms, **trainee.name_forms}


def _short_cases(trainee: Trainee) -> dict[str, str]:
    """Surname and initials by case; a surname has as many words in each."""
    words = len(trainee.surname.split())
    surnames = {
        case: " ".join(name.split()[:words]) for case, name in _cases(trainee).items()
    }
    return {
        case: grammar.short_name((surname, trainee.given_name, trainee.patronymic))
        for case, surname in surnames.items()
    }


def _movement(movement: Movement | None) -> Tree:
    if movement is None:
        return {"date": "", "order": "", "reason": ""}
    return {
        "date": trees.iso(movement.date),
        "order": movement.order,
        "reason": movement.reason,
    }


def _note(trainee: Trainee, on: date) -> str:
    """«зачислена 12.03.2026, приказ № 5; до 01.04.2026 — Иванова».

    Who left later than the paper's day was there on it.
    """
    gender = grammar.gender(trainee.name_parts, trainee.gender)
    said = [
        f"до {grammar.date_short(one.date)} — {one.former_surname}"
        for one in trainee.renamed
        if one.former_surname
    ]
    if trainee.joined:
        word = grammar.by_gender(gender, "зачислен", "зачислена")
        said.insert(0, _moved(word, trainee.joined))
    if trainee.left and trainee.left.date <= on:
        word = grammar.by_gender(gender, "отчислен", "отчислена")
        said.append(_moved(word, trainee.left))
    return "; ".join(said)


def _moved(word: str, movement: Movement) -> str:
    told = f"{word} {grammar.date_short(movement.date)}"
    return f"{told}, приказ {movement.order}" if movement.order else told


def _so_far(trainee: Trainee, group: Group, results: Results, marks: Marks) -> Tree:
    grades = results.grades.get(trainee.id, {})
    done = results.tasks.get(trainee.id, {})
    seen = results.attendance.get(trainee.id, {})
    final = results.final.get(trainee.id, FinalResult())
    return {
        "marks": {one.id: seen.get(one.id, "") for one in group.sessions},
        "expected": {one.id: expected(trainee, one.date) for one in group.sessions},
        "attendance": {
            one.id: _attendance(trainee, one, group.sessions, seen, marks.missed)
            for one in group.units
        },
        "grades": {one.id: grades.get(one.id, "") for one in group.units},
        **_in_words(group, grades, marks),
        "tasks": {
            one.id: {task.id: task.id in done.get(one.id, ()) for task in one.tasks}
            for one in group.units
        },
        "final": final_of(final, marks.scales[group.final_scale]),
    }


def _in_words(group: Group, grades: dict[str, str], marks: Marks) -> Tree:
    """Figure and word of every unit's grade, "" of what is no grade."""
    given = {
        one.id: grade_of(marks.scales[one.scale], grades.get(one.id, ""))
        for one in group.units
    }
    return {
        "figures": {
            unit: value.value if value else "" for unit, value in given.items()
        },
        "grade_words": {
            unit: value.word if value else "" for unit, value in given.items()
        },
    }


def _attendance(
    trainee: Trainee,
    unit: Unit,
    sessions: Iterable[Session],
    seen: dict[str, str],
    missed: frozenset[str],
) -> Tree:
    """Lessons of a unit that the trainee was expected at, and was not.

    As long as the mark of any of them is not known, the counts are "".
    """
    due = [s for s in sessions if s.unit == unit.id and expected(trainee, s.date)]
    gone = [one for one in due if seen.get(one.id) in missed]
    known = all(one.id in seen for one in due)
    return {
        "lessons": len(due),
        "attended": len(due) - len(gone) if known else "",
        "missed": len(gone) if known else "",
        "missed_hours": sum(one.hours for one in gone) if known else "",
    }


def grade_of(scale: GradeScale, value: str) -> GradeValue | None:
    """The grade of that value; None for what is no grade, or is not known."""
    found = next((one for one in scale.values if one.value == value), None)
    return found if found and found.passed is not None else None


def counted(people: Iterable[Mapping[str, Any]], unit: str) -> Counter[str] | None:
    """How many have each grade, of all who have one, since each of them is printed.

    Args:
        people: Trees of trainees.
        unit: Id of the unit of the grades; "" for the final assessment.

    Returns:
        None until the grade of everybody who is there is known: a count of a part
        could not be ended in ink.
    """
    given = [
        (it["grades"].get(unit, "") if unit else it["final"]["grade"], it["here"])
        for it in people
    ]
    if any(is_here and not grade for grade, is_here in given):
        return None
    counts = Counter(grade for grade, _is_here in given if grade)
    return counts or None


def final_of(result: FinalResult, scale: GradeScale) -> Tree:
    """What a form says of a trainee's final assessment."""
    grade = grade_of(scale, result.grade)
    return {
        "grade": result.grade,
        "figure": grade.value if grade else "",
        "word": grade.word if grade else "",
        "topic": result.topic,
        "opinion": result.opinion,
        "outcome": _outcome(result.grade, scale),
    }


def _outcome(grade: str, scale: GradeScale) -> str:
    found = grade_of(scale, grade)
    if found is None:
        return NO_GRADE if grade else ""
    return PASSED if found.passed else FAILED
