"""Rules for what is taught: the programme, its units, their sessions."""

from collections import Counter
from collections.abc import Iterator

from pipeline import messages
from pipeline.messages import _
from pipeline.model import Organisation
from pipeline.roster.document import Found
from pipeline.roster.people import outside
from pipeline.roster.shape import near
from pipeline.roster.view import View

_FINAL = "final"
"""Item of the final assessment on forms: no unit may have that id."""

_LEAST_HOURS = {"ПК": 16, "ПП": 250}
"""Order 266 of 24.03.2025, clause 18."""


def faults(group: View, organisation: Organisation) -> Iterator[Found]:
    """All that is wrong with the dates, the programme, the units and sessions."""
    yield from _dates(group)
    yield from _programme(group["programme"])
    yield from _hours(group)
    yield from _scales(group, organisation)
    yield from _sessions(group)


def doubles(rows: View) -> Iterator[Found]:
    """A fault for every id that a row above has too."""
    seen: set[str] = set()
    for row in rows.rows():
        name = row["id"].text
        if name and name in seen:
            says = _("The id “{id}” is taken by another one above.")
            yield row["id"].fault(says.format(id=name))
        seen.add(name)


def ids(rows: View) -> list[str]:
    """The ids of the rows, in their order."""
    return [row["id"].text for row in rows.rows() if row["id"].text]


def unknown(name: View, what: str, known: list[str]) -> Iterator[Found]:
    """A fault where the name is none of the known ones."""
    if name.text and name.text not in known:
        says = _("There is no {what} “{name}”.").format(what=what, name=name.text)
        words = [name.speech.word(one) for one in known]
        yield name.fault(f"{says} {near(name.text, words)}")


def _dates(group: View) -> Iterator[Found]:
    starts, ends = group["starts"], group["ends"]
    if starts.day and ends.day and ends.day < starts.day:
        says = _("The group would end before it starts, on {day}.")
        yield ends.fault(says.format(day=messages.day(starts.day)))
        return
    yield from outside(group["final_on"], group)
    for unit in group["units"].rows():
        yield from outside(unit["assessed_on"], group)
    for session in group["sessions"].rows():
        yield from outside(session["date"], group)


def _programme(programme: View) -> Iterator[Found]:
    kind, hours = programme["kind"].text, programme["hours"].number
    least = _LEAST_HOURS.get(kind, 0)
    if hours is not None and hours < least:
        yield programme["hours"].fault(
            _("A {kind} programme has {least} hours or more, not {hours}.").format(
                kind=kind, least=least, hours=hours
            )
        )
    if kind == "ПП" and not programme["qualification"].text:
        says = _("A ПП programme awards a qualification; write it here.")
        yield programme["qualification"].fault(says)


def _hours(group: View) -> Iterator[Found]:
    wanted = group["programme"]["hours"]
    planned = [unit["hours"].number for unit in group["units"].rows()]
    known = [hours for hours in planned if hours is not None]
    complete = bool(known) and len(known) == len(planned)
    if complete and wanted.number is not None and sum(known) != wanted.number:
        says = _("The units have {sum} hours in all, the programme {hours}.")
        yield wanted.fault(says.format(sum=sum(known), hours=wanted.number))
    yield from _taught_hours(group)


def _taught_hours(group: View) -> Iterator[Found]:
    taught: Counter[str] = Counter()
    for session in group["sessions"].rows():
        taught[session["unit"].text] += session["hours"].number or 0
    for unit in group["units"].rows():
        room, used = unit["hours"].number, taught[unit["id"].text]
        if room is not None and used > room:
            says = _("The sessions of this unit take {used} hours of its {room}.")
            yield unit["hours"].fault(says.format(used=used, room=room))


def _scales(group: View, organisation: Organisation) -> Iterator[Found]:
    known = [scale.id for scale in organisation.grade_scales]
    what = _("grade scale")
    for unit in group["units"].rows():
        yield from unknown(unit["scale"], what, known)
    yield from unknown(group["final_scale"], what, known)


def _sessions(group: View) -> Iterator[Found]:
    for rows in (group["trainees"], group["units"], group["sessions"]):
        yield from doubles(rows)
    for unit in group["units"].rows():
        yield from doubles(unit["tasks"])
    units = ids(group["units"])
    yield from _meant_otherwise(group, units)
    for session in group["sessions"].rows():
        yield from unknown(session["unit"], _("unit"), units)


def _meant_otherwise(group: View, units: list[str]) -> Iterator[Found]:
    """Ids by which a cell of a form would be taken for one of something else."""
    for unit in group["units"].rows():
        if unit["id"].text == _FINAL:
            says = _("The id “{id}” means the final assessment; give another one.")
            yield unit["id"].fault(says.format(id=_FINAL))
    for session in group["sessions"].rows():
        if session["id"].text in units:
            says = _("The id “{id}” is that of a unit; give another one.")
            yield session["id"].fault(says.format(id=session["id"].text))
