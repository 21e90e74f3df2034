"""Results of days on which their trainee was not in the group.

They may be right (a unit that was credited) or a slip: forms print and count them, and
whoever gives the data is told.
"""

from collections.abc import Iterator

from pipeline.forms import studies
from pipeline.forms.trainees import expected
from pipeline.model import FinalResult, Group, Trainee

FINAL = "final"


def outside(group: Group) -> dict[str, tuple[str, ...]]:
    """Trainee → ids of the units and sessions, and `FINAL`, of such results."""
    found = {one.id: tuple(_of(one, group)) for one in group.trainees}
    return {trainee: items for trainee, items in found.items() if items}


def _of(trainee: Trainee, group: Group) -> Iterator[str]:
    grades = group.results.grades.get(trainee.id, {})
    marks = group.results.attendance.get(trainee.id, {})
    final = group.results.final.get(trainee.id, FinalResult())
    for unit in group.units:
        if grades.get(unit.id) and not expected(trainee, studies.assessed(group, unit)):
            yield unit.id
    for session in group.sessions:
        if marks.get(session.id) and not expected(trainee, session.date):
            yield session.id
    if final.grade and not expected(trainee, group.final_on or group.ends):
        yield FINAL
