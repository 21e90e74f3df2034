"""The units of assessment and their sessions."""

from collections.abc import Iterator

from pipeline.agreement.comparison import Comparison, by_id
from pipeline.agreement.differences import Change, Difference, Remedy
from pipeline.agreement.sight import Tree

_SESSION_TEXTS = ("hours", "topic", "kind")
_UNIT_TEXTS = ("title", "hours", "form", "planned_result")


def sessions(it: Comparison) -> Iterator[Difference]:
    """Sessions that the paper shows, and those that it should show."""
    printed, now = _relevant(it, it.printed), _relevant(it, it.now)
    for key, old in printed.items():
        if old != now.get(key) and _shows_session(it, old):
            yield from _of_session(it, old, now.get(key))
    for new in _added(it):
        if new["id"] not in it.sessions:
            day, name = new["date"], _session_name(new)
            yield Difference(
                Change.SESSION_ADDED, new["id"], "", "", day, name, Remedy.SUPPLEMENT
            )


def units(it: Comparison) -> Iterator[Difference]:
    """Units that the paper tells of: its own one, or those it lists."""
    if it.document.unit:
        yield from _of_unit(it, it.printed["unit"], it.now["unit"])
        return
    if it.document.student and not it.now["trainee"]:
        return  # it is said that the trainee is gone
    printed, now = _listed(it, it.printed), _listed(it, it.now)
    for key, old in printed.items():
        new = now.get(key, {})
        if old != new and _lists_unit(it, old):
            yield from _of_unit(it, old, new)
    if not it.document.supplements:
        yield from _units_added(it, printed, now)


def _listed(it: Comparison, tree: Tree) -> dict[str, Tree]:
    """The units of a paper about the group, or those that its trainee studied."""
    if not it.document.student:
        return by_id(tree, "units")
    older = {"units": tree.get("studied", ())}  # of papers printed by older versions
    return by_id(tree.get("study", older), "units")


def _relevant(it: Comparison, tree: Tree) -> dict[str, Tree]:
    """The sessions that a paper of its scope may show."""
    unit = it.document.unit
    rows = by_id(tree, "sessions")
    return {key: one for key, one in rows.items() if not unit or one["unit"] == unit}


def _added(it: Comparison) -> list[Tree]:
    """Sessions planned since, where the paper shows those that it knew."""
    printed, now = _relevant(it, it.printed), _relevant(it, it.now)
    added = [one for key, one in now.items() if key not in printed]
    if it.document.student:
        expected = it.now["trainee"].get("expected", {})
        added = [one for one in added if expected.get(one["id"], False)]
    if not added or it.document.supplements:
        return []
    shown = any(_shows_session(it, one) for one in printed.values())
    return added if shown else []


def _shows_session(it: Comparison, one: Tree) -> bool:
    if it.paper.has_cell(one["id"]):
        return True
    return it.paper.shows(one["topic"]) and it.paper.shows_short_day(one["date"])


def _session_name(one: Tree) -> str:
    return str(one["topic"] or one["id"])


def _of_session(it: Comparison, old: Tree, new: Tree | None) -> Iterator[Difference]:
    identity, name, day = old["id"], _session_name(old), old["date"]
    if new is None:
        yield Difference(Change.SESSION_DROPPED, identity, "", day, "", name)
        return
    if new["date"] != day:
        yield Difference(Change.SESSION_MOVED, identity, "date", day, new["date"], name)
    for field in _session_fields(it, old, new):
        values = str(old[field]), str(new[field])
        yield Difference(Change.SESSION, identity, field, *values, name)


def _session_fields(it: Comparison, old: Tree, new: Tree) -> Iterator[str]:
    """The fields that differ and that the paper shows."""
    for field in _SESSION_TEXTS:
        if old[field] != new[field] and it.paper.shows(str(old[field])):
            yield field
    if old["teacher"] != new["teacher"] and it.paper.shows_name(old["teacher"]):
        yield "teacher"


def _lists_unit(it: Comparison, one: Tree) -> bool:
    return it.paper.has_cell(one["id"]) or it.paper.shows(one["title"])


def _units_added(
    it: Comparison, printed: dict[str, Tree], now: dict[str, Tree]
) -> Iterator[Difference]:
    """Units planned since; of one whose sessions are told, that says enough."""
    told = {one["unit"] for one in _added(it)}
    added = [one for key, one in now.items() if key not in {*printed, *told}]
    if added and any(_lists_unit(it, one) for one in printed.values()):
        for one in added:
            title = one["title"]
            yield Difference(Change.UNIT_ADDED, one["id"], "", "", title, title)


def _of_unit(it: Comparison, old: Tree, new: Tree) -> Iterator[Difference]:
    identity, title = old["id"], old["title"]
    if not new:
        yield Difference(Change.UNIT_DROPPED, identity, "", title, "", title)
        return
    for field in _unit_fields(it, old, new):
        values = str(old[field]), str(new[field])
        yield Difference(Change.UNIT, identity, field, *values, title)
    tasks = [[task["title"] for task in one["tasks"]] for one in (old, new)]
    if tasks[0] != tasks[1] and it.paper.shows_any(tasks[0]):
        told = ["; ".join(titles) for titles in tasks]
        yield Difference(Change.UNIT, identity, "tasks", told[0], told[1], title)
    scales = old["scale"]["title"], new["scale"]["title"]
    if scales[0] != scales[1] and it.paper.has_cell(identity):
        yield Difference(Change.UNIT, identity, "scale", *scales, title)


def _unit_fields(it: Comparison, old: Tree, new: Tree) -> Iterator[str]:
    """The fields that differ and that the paper shows."""
    fields: tuple[str, ...] = _UNIT_TEXTS
    if _recounted(old, new):  # the hours that were planned differ for that reason
        fields = ("hours_studied", *(field for field in fields if field != "hours"))
    for field in fields:
        if old[field] != new[field] and it.paper.shows(str(old[field])):
            yield field
    day = old["assessed_on"]
    if day != new["assessed_on"] and it.paper.shows_day(day):
        yield "assessed_on"
    if old["teacher"] != new["teacher"] and it.names(old["teacher"], "teacher"):
        yield "teacher"


def _recounted(old: Tree, new: Tree) -> bool:
    """The hours that a trainee studied differ; they are "" where nobody knows."""
    was, is_ = old.get("hours_studied", ""), new.get("hours_studied", "")
    return is_ not in ("", was)
