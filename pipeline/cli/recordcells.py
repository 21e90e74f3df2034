"""The cells of a record for people: what is not sure first, then what there is."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.cells import Form
from pipeline.cli import cells, reviewcells
from pipeline.cli.base import PAGE_SIGNS, say, say_facts, say_table
from pipeline.messages import _
from pipeline.model import INKED

Cell = dict[str, Any]

_UNSURE = "?"
"""Stands behind a result of which something is not sure."""


def unsigned(told: dict[str, Any], form: Form) -> str:
    """«2: A (p. 1), B (p. 3)»: how many signature cells are empty, and whose."""
    empty = [it for it in told["signatures"] if it["state"] == "empty"]
    if not empty:
        return "0"
    who = cells.signers(
        (cells.whose(form, it["subject"]), it["page"] or 0) for it in empty
    )
    return f"{len(empty)}: {who}"


def say_cells(told: dict[str, Any], form: Form, *, every: bool) -> None:
    """Tell the cells of a record.

    Args:
        told: As `reports.describe` tells the record.
        form: The data that its paper was printed from.
        every: List all cells, and not those only that a person must see.
    """
    readings: list[Cell] = told["readings"]
    all_cells = [*told["signatures"], *readings]
    unsure = [it for it in all_cells if not _sure(it)]
    if unsure:
        say()
        say(_("Not sure what these cells hold:"), bold=True)
        reviewcells.say_cells(unsure, form)
    _say_corrections(readings, form)
    if every:
        say()
        say(_("All cells:"), bold=True)
        _say_all(all_cells, form)
    elif readings:
        _say_summary(readings, form)


def _say_corrections(readings: Sequence[Cell], form: Form) -> None:
    """What the form was printed with, and the ink that says otherwise."""
    corrected = [
        it
        for it in readings
        if form.filled and it["value"] and it["value"] != it["printed"]
    ]
    if not corrected:
        return
    say()
    say(_("Written by hand on a form that was printed filled in:"), bold=True)
    headings = (
        _("Cell"),
        _("Page"),
        _("Whose"),
        _("Of what"),
        _("Printed"),
        _("By hand"),
    )
    rows = [
        (
            it["zone"],
            it["page"] or 0,
            cells.whose(form, it["subject"]),
            cells.of_cell(it, form),
            cells.value(it["printed"]),
            cells.value(it["value"]) + ("" if _sure(it) else _UNSURE),
        )
        for it in corrected
    ]
    say_table(headings, rows)


def _say_summary(readings: Sequence[Cell], form: Form) -> None:
    """How many marks there are, and the grades by trainee."""
    marks = [it for it in readings if it["kind"] == "mark"]
    inked = [it for it in marks if it["value"] and _sure(it)]
    told = _("{inked} of {count} cells: {marks}")
    rows = []
    if marks:
        text = told.format(inked=len(inked), count=len(marks), marks=_counts(inked))
        rows.append((_("Marks"), text + _doubts(marks)))
    rows += answers([it for it in readings if it["kind"] != "mark"], form)
    if rows:
        say()
        say(_("Read from the paper:"), bold=True)
        say_facts(rows)


def _counts(inked: Sequence[Cell]) -> str:
    counts = Counter(it["value"] for it in inked)
    named = [f"{mark} {count}" for mark, count in counts.items() if mark != INKED]
    if counts[INKED]:
        told = _("not known which mark: {count}")
        named.append(told.format(count=counts[INKED]))
    return ", ".join(named) or "–"


def _doubts(marks: Sequence[Cell]) -> str:
    """«; not sure: 3», after the marks that are."""
    if unsure := sum(not _sure(it) for it in marks):
        return "; " + _("not sure: {count}").format(count=unsure)
    return ""


def answers(readings: Sequence[Cell], form: Form) -> list[tuple[str, str]]:
    """A line for each person, namesakes too: «D1 зачтено, D2 4?»."""
    results: dict[tuple[str, str], list[Cell]] = {}
    for it in readings:
        results.setdefault((it["subject"], it["item"]), []).append(it)
    found: dict[str, list[str]] = {}
    for (subject, item), its_cells in results.items():
        if said := _said(its_cells):
            name = cells.of_what(form, item) if item == "final" else item
            found.setdefault(subject, []).append(f"{name} {said}")
    return [(cells.whose(form, it), ", ".join(told)) for it, told in found.items()]


def _said(of_one: Sequence[Cell]) -> str:
    """What the cells of one result say, with a «?» where one of them is unsure."""
    sure = [it["value"] for it in of_one if _sure(it)]
    doubt = "" if len(sure) == len(of_one) else _UNSURE
    return " / ".join(filter(None, sure)) + doubt


def _sure(cell: Cell) -> bool:
    return bool(cell["status"] != "unsure")


def _say_all(every: Sequence[Cell], form: Form) -> None:
    headings = (
        _("Cell"),
        _("Page"),
        _("Whose"),
        _("Of what"),
        _("Holds"),
        _("State"),
    )
    ordered = sorted(every, key=lambda it: (it["page"] or 0, it["zone"]))
    rows = [
        (
            it["zone"],
            it["page"] or 0,
            cells.whose(form, it["subject"]),
            cells.briefly(it, form),
            cells.holds(it),
            cells.told_status(it),
        )
        for it in ordered
    ]
    say_table(headings, rows, PAGE_SIGNS)
    _say_codes(ordered, form)


def _say_codes(every: Sequence[Cell], form: Form) -> None:
    """What the codes in the table stand for."""
    items = dict.fromkeys(it["item"] for it in every)
    told = {item: cells.of_what(form, item).removeprefix(item) for item in items}
    known = [
        (item, it.strip())
        for item, it in told.items()
        if form.session(item) or form.task(item) or form.unit(item)
    ]
    if known:
        say()
        say_facts(known)
