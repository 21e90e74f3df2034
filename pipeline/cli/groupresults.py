"""The results of a group as tables for people."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline import grammar, reasons, reports, roster, spelling
from pipeline.cells import CONFIRM_ALL, DONE, MARKS, Statement
from pipeline.cli import cells, words
from pipeline.cli.base import PAGE_SIGNS, say, say_json, say_table, shown
from pipeline.cli.parted import say_parted
from pipeline.messages import N_, _
from pipeline.model import Group, Trainee
from pipeline.reports.results import DATA, PAPER, Contradiction, InBulk, Value

_MOST = 30
"""Lines of what differs; the rest is counted, unless all are asked for."""

_NEW, _DIFFERS, _WAITS = "+", "≠", "?"
_SOURCES = {DATA: N_("in the data"), "printed": N_("printed")}


def say_results(group: Group, found: reports.GroupResults, *, every: bool) -> None:
    """A table of the trainees, what differs, what waits, what to do.

    Args:
        group: As its data are now.
        found: Its results.
        every: List all that differs.
    """
    title = f"{group.code}  {group.programme.title}"
    say(title, bold=True)
    signs = _signs(found)
    values = {(it.trainee, it.kind, it.item): it for it in found.values}
    units = [unit.id for unit in group.units]
    say_parted(
        (_("Trainee"), _("Marks"), _("Tasks"), *units, _("Final")),
        [_row(who, group, units, values, signs) for who in group.trainees],
    )
    say()
    legend = _("{new} only on paper · {differs} paper and data differ · {waits} waits")
    say(legend.format(new=_NEW, differs=_DIFFERS, waits=_WAITS))
    say(_("Marks: how many of which, of so many lessons that are known."))
    for unit in group.units:
        say(f"{unit.id} – {unit.title}")
    say(_("Records read: {count}.").format(count=len(found.records)))
    most = len(found.differences) if every else _MOST
    _say_differences(group, found.differences, most)
    _say_waiting(group, found)
    _say_followed(found.followed)
    if found.strange:
        told = _(
            "Cells of people or lessons that the group does not have now: {count}."
        )
        say(told.format(count=len(found.strange)))
    _say_others(group, found.others)
    fresh = sum(it.source == PAPER for it in found.values)
    if fresh:
        say()
        told = _(
            "Results that only papers have: {count}. Put them into the group's file: "
            "podshivka groups results {code} --apply"
        )
        say(told.format(count=fresh, code=spelling.quoted(group.code)))
    _say_bulk(found.bulk)


def say_applied(
    group: Group,
    found: reports.GroupResults,
    changes: Sequence[roster.ResultChange],
    path: Path,
    *,
    as_json: bool,
) -> None:
    """Tell what went into the group's file."""
    if as_json:
        done = {"path": str(path), "changes": changes, "bulk": found.bulk}
        say_json(done | {"followed": found.followed})
        return
    told = _(
        "{path}: {count} results were put in; the former file is kept in .history "
        "beside it."
    )
    none = _("{path}: nothing new, the file was not touched.")
    say((told if changes else none).format(path=path, count=len(changes)))
    _say_bulk(found.bulk)
    _say_others(group, found.others)
    _say_followed(found.followed)
    if found.differences or found.waiting:
        told = _(
            "Left as it was: {differences} differ, {waiting} wait. See: "
            "podshivka groups results {code}"
        )
        say(
            told.format(
                differences=len(found.differences),
                waiting=len(found.waiting),
                code=spelling.quoted(group.code),
            )
        )


_BULK = {
    CONFIRM_ALL: N_(
        "Of these {count} were confirmed together, not one by one (--confirm-all): "
        "{record}, {by}, {at}."
    ),
    MARKS: N_(
        "Of these {count} are marks named together, not one by one (--marks): "
        "{record}, {by}, {at}."
    ),
}
"""How it was said of many cells at once → the sentence that tells it."""


def _say_bulk(bulk: Sequence[InBulk]) -> None:
    """How much of it nobody looked at one by one, and whose word it is."""
    for it in bulk:
        told = _(_BULK[it.how])
        say(told.format(count=it.count, record=it.record_id, by=it.by, at=shown(it.at)))


def _signs(found: reports.GroupResults) -> dict[tuple[str, str, str], str]:
    """What stands behind a value in the table."""
    signs = {
        (it.trainee, it.kind, it.item): _NEW
        for it in found.values
        if it.source == PAPER
    }
    signs |= {(it.trainee, it.kind, it.item): _WAITS for it in found.waiting}
    return signs | {
        (it.trainee, it.kind, it.item): _DIFFERS for it in found.differences
    }


def _row(
    who: Trainee,
    group: Group,
    units: Sequence[str],
    values: dict[tuple[str, str, str], Value],
    signs: dict[tuple[str, str, str], str],
) -> tuple[str, ...]:
    def cell(kind: str, item: str) -> str:
        key = (who.id, kind, item)
        value = values[key].value if key in values else ""
        return f"{value}{signs.get(key, '')}"

    tasks = [f"{unit.id}/{it.id}" for unit in group.units for it in unit.tasks]
    done = sum((who.id, "tasks", task) in values for task in tasks)
    return (
        grammar.short_name(who.name_parts),
        _marks(who, group, values) + _signed(who, "attendance", signs),
        f"{done}/{len(tasks)}{_signed(who, 'tasks', signs)}" if tasks else "",
        *(cell("grades", unit) for unit in units),
        cell("final", "grade"),
    )


def _marks(
    who: Trainee, group: Group, values: dict[tuple[str, str, str], Value]
) -> str:
    """How many of which mark, of how many lessons that are known: «н 2, о 1 / 12»."""
    keys = [(who.id, "attendance", it.id) for it in group.sessions]
    known = [values[key].value for key in keys if key in values]
    counts = Counter(mark for mark in known if mark)
    marks = ", ".join(f"{mark} {count}" for mark, count in counts.items())
    return f"{marks or '–'} / {len(known)}" if known else ""


def _signed(who: Trainee, kind: str, signs: dict[tuple[str, str, str], str]) -> str:
    """The signs of a trainee's cells of that kind, each once."""
    there = {sign for key, sign in signs.items() if key[:2] == (who.id, kind)}
    return " " + "".join(sorted(there)) if there else ""


def _say_differences(
    group: Group, differences: Sequence[Contradiction], most: int
) -> None:
    if not differences:
        return
    say()
    say(_("What differs:"), bold=True)
    headings = (
        *(_("Trainee"), _("What"), _("Known"), _("On paper")),
        *(_("Record"), _("Page"), _("Cell")),
    )
    rows = [
        (
            _who(group, it.trainee),
            _what(group, it.kind, it.item),
            _("{value} ({source})").format(
                value=_value(it.known), source=_source(it.source)
            ),
            _value(it.ink),
            *(it.record_id, it.page, it.zone),
        )
        for it in differences[:most]
    ]
    say_table(headings, rows, PAGE_SIGNS)
    _say_more(len(differences) - most)


def _say_others(group: Group, others: Sequence[Statement]) -> None:
    """Whose results were not taken, since their code is somebody else's now."""
    if not others:
        return
    say()
    say(_("Papers that name somebody else; nothing of this is taken:"), bold=True)
    now = {trainee.id: trainee.full_name for trainee in group.trainees}
    people = Counter((it.record_id, it.trainee, it.name) for it in others)
    told = _("{id} is “{name}” on paper, “{now}” in the data; cells: {count}")
    for (record_id, trainee, name), count in people.items():
        words = told.format(id=trainee, name=name, now=now[trainee], count=count)
        say(f"  {record_id}: {words}")
    say(
        _(
            "If it is the same person, enter the change of surname in the group's "
            "data, else give each trainee the code that stands on paper."
        )
    )


def _say_waiting(group: Group, found: reports.GroupResults) -> None:
    if not found.waiting:
        return
    say()
    say(_("What waits for a person:"), bold=True)
    papers: dict[str, list[Statement]] = {}
    for it in found.waiting:
        papers.setdefault(it.record_id, []).append(it)
    for record_id, cells_of in papers.items():
        say(f"  {record_id}: {_summed(group, cells_of)}")
        doubts = dict.fromkeys(it.doubt for it in cells_of if it.doubt)
        for reason in doubts if record_id not in found.followed else ():
            said = reasons.sentence(reason), reasons.remedy(reason, record_id)
            say(f"    {' '.join(said)}")
    say()
    told = _(
        "Look at the cells of each paper: podshivka review show ID --inked. Say what "
        "they are: podshivka review resolve ID --reading ZONE=VALUE; of marks that are "
        "all one: --marks MARK"
    )
    say(told)


def _say_followed(followed: Sequence[str]) -> None:
    """Of which papers a newer version waits."""
    told = _(
        "{record}: a newer version waits, which is filed first: podshivka review show "
        "{id}. Results in which it differs are not taken."
    )
    for record_id in followed:
        say(told.format(record=record_id, id=record_id.partition("-")[0]))


def _summed(group: Group, waiting: Sequence[Statement]) -> str:
    """«marks of attendance – 117; grade, Ethics – 3»."""
    counts = Counter(_what_all(group, it) for it in waiting)
    return "; ".join(f"{name} – {count}" for name, count in counts.items())


def _what_all(group: Group, it: Statement) -> str:
    """What a cell is of, without the lesson or the task."""
    if it.kind == "attendance":
        return _("marks of attendance")
    if it.kind == "tasks":
        return _("tasks")
    titles = {unit.id: unit.title for unit in group.units}
    return _what(group, it.kind, titles.get(it.item, it.item))


def _say_more(count: int) -> None:
    if count > 0:
        say(_("… and {count} more; all of them: --all").format(count=count))


def _who(group: Group, trainee: str) -> str:
    names = {it.id: grammar.short_name(it.name_parts) for it in group.trainees}
    return names.get(trainee, trainee)


def _what(group: Group, kind: str, item: str) -> str:
    """«attendance, 06.02.2026» for a lesson; else as of corrections."""
    days = {it.id: shown(it.date) for it in group.sessions}
    return words.result(kind, days.get(item, item))


def _value(of: str) -> str:
    return _("done") if of == DONE else cells.value(of)


def _source(source: str) -> str:
    return words.told(source, _SOURCES)
