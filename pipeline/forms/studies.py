"""What one trainee has studied, for how long, up to a day (regulation B, 2.2.4)."""

from collections.abc import Sequence
from datetime import date

from pipeline.forms import trees
from pipeline.forms.trainees import expected
from pipeline.forms.trees import Tree
from pipeline.model import Group, Session, Trainee, Unit


def of_nobody() -> Tree:
    """The branch of a paper that is about no one trainee."""
    return {
        "units": [],
        "planned_hours": "",
        "hours": "",
        "complete": False,
        "starts": "",
        "ends": "",
    }


def of(trainee: Trainee, group: Group, units: dict[str, Tree], day: date) -> Tree:
    """The units that the trainee took part in until that day, with the hours.

    Args:
        trainee: Who.
        group: Of which group.
        units: Id → tree of every unit.
        day: The day of issue; lessons after it are not counted.

    Returns:
        `units`, each with `hours_studied` beside its planned `hours`; the sums
        of both; `complete`: to the end of the programme, `starts` and `ends` of
        the studies, the latter "" while they go on. Hours that the data do not
        tell are "", and so are those of a unit that was credited: it has a grade,
        and the trainee came to none of its lessons.
    """
    hours = {one.id: _hours(trainee, group, one, day) for one in group.units}
    begun = [
        one
        for one in group.units
        if hours[one.id] is not None or _graded(trainee, group, one, day)
    ]
    spent = [it for it in hours.values() if it is not None]
    end = trainee.left.date if trainee.left else group.ends
    goes_on = day < end
    return {
        "units": [
            {**units[one.id], "hours_studied": _told(hours[one.id])} for one in begun
        ],
        "planned_hours": sum(one.hours for one in begun),
        "hours": _total(spent),
        "complete": trainee.left is None and not goes_on,
        "starts": trees.iso(trainee.joined.date if trainee.joined else group.starts),
        "ends": "" if goes_on else trees.iso(end),
    }


def _told(hours: int | str | None) -> int | str:
    return "" if hours is None else hours


def _graded(trainee: Trainee, group: Group, unit: Unit, day: date) -> bool:
    """Whether the trainee has a grade of the unit that was given by that day."""
    given = group.results.grades.get(trainee.id, {}).get(unit.id)
    return bool(given) and assessed(group, unit) <= day


def assessed(group: Group, unit: Unit) -> date:
    """The day of the assessment; of none, that of the last lesson."""
    lessons = [one.date for one in group.sessions if one.unit == unit.id]
    return unit.assessed_on or max(lessons, default=group.ends)


def _hours(trainee: Trainee, group: Group, unit: Unit, day: date) -> int | str | None:
    """Hours spent on a unit; None where none were, "" where nobody knows.

    All hours of a unit count, independent work among them, when all of its lessons
    were held and the trainee was in the group; else the hours of those lessons.
    """
    lessons = [one for one in group.sessions if one.unit == unit.id]
    if not lessons:
        return _hours_without_lessons(trainee, group, unit, day)
    held = [it for it in lessons if it.date <= day and expected(trainee, it.date)]
    if not held:
        return None
    return unit.hours if held == lessons else _sum(held)


def _hours_without_lessons(
    trainee: Trainee, group: Group, unit: Unit, day: date
) -> int | str | None:
    assessed = unit.assessed_on
    if assessed and (assessed > day or not expected(trainee, assessed)):
        return None
    ended = assessed or group.ends
    known = ended <= day and not trainee.joined and not trainee.left
    return unit.hours if known else ""


def _sum(lessons: Sequence[Session]) -> int:
    return sum(one.hours for one in lessons)


def _total(hours: Sequence[object]) -> int | str:
    known = [one for one in hours if isinstance(one, int)]
    return sum(known) if known and len(known) == len(hours) else ""
