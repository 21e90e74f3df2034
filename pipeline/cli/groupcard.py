"""One group for people: when, who with comings and goings, what, what is known."""

from collections.abc import Iterator

from pipeline.cli.base import say, say_facts, say_table, shown
from pipeline.messages import _
from pipeline.model import Group, Movement, Results, Trainee


def say_group(group: Group) -> None:
    """All of it, the most asked for first."""
    say(f"{group.code}: {group.programme.title}")
    say(f"{shown(group.starts)} – {shown(group.ends)}")
    say()
    _say_trainees(group)
    say()
    say_table(
        ("id", _("Discipline"), _("Hours"), _("Form of assessment"), _("Teacher")),
        [(it.id, it.title, it.hours, it.form, it.teacher) for it in group.units],
    )
    say()
    say_facts(_counts(group))


def movements(trainee: Trainee) -> str:
    """«зачисление 12.03.2026, приказ № 5; до 01.04.2026 – Иванова»; "" for none."""
    return "; ".join(_moved(trainee))


def _say_trainees(group: Group) -> None:
    rows = [(it.id, it.full_name, movements(it)) for it in group.trainees]
    headings = ("id", _("Trainee"), _("Joined, left, renamed"))
    if any(moved for _id, _name, moved in rows):
        say_table(headings, rows)
    else:
        say_table(headings[:2], [row[:2] for row in rows])


def _moved(trainee: Trainee) -> Iterator[str]:
    if joined := trainee.joined:
        yield _by_order(_("joined {day}").format(day=shown(joined.date)), joined)
    for one in trainee.renamed:
        told = _("{name} until {day}")
        told = told.format(name=one.former_surname, day=shown(one.date))
        yield _by_order(told, one)
    if left := trainee.left:
        yield _by_order(_("left {day}").format(day=shown(left.date)), left)


def _by_order(told: str, movement: Movement) -> str:
    if not movement.order:
        return told
    return _("{told}, order {order}").format(told=told, order=movement.order)


def _counts(group: Group) -> Iterator[tuple[str, object]]:
    """How many sessions are planned and how many results the file holds."""
    results = group.results
    yield _("Sessions"), len(group.sessions)
    yield _("Attendance marks known"), sum(map(len, results.attendance.values()))
    yield _("Tasks done"), _tasks(results)
    yield _("Grades known"), sum(map(len, results.grades.values()))
    final = [one for one in results.final.values() if one.grade]
    yield _("Final grades known"), len(final)


def _tasks(results: Results) -> int:
    units = (unit for units in results.tasks.values() for unit in units.values())
    return sum(map(len, units))
