"""Cells of filed papers in words: whose, of what, what was read there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pipeline.cells import Form, Heads, Line
from pipeline.cli import words
from pipeline.cli.base import shown
from pipeline.messages import N_, _
from pipeline.model import INKED

STATUS = {
    "certain": N_("read"),
    "unsure": N_("not sure"),
    "confirmed": N_("confirmed"),
    "corrected": N_("corrected"),
}
"""How a reading may be used."""

_FEW = 4
"""People whose signatures are lacking that are named; the rest is counted."""


def signers(lacking: Iterable[tuple[str, int]]) -> str:
    """«A (p. 1), teacher (24: p. 3–5, 7)»: everybody once, at most four.

    Args:
        lacking: Who has not signed, and on which page.
    """
    pages: dict[str, list[int]] = {}
    for who, page in lacking:
        pages.setdefault(who, []).append(page)
    told, many = _("{who} (p. {page})"), _("{who} ({count}: p. {page})")
    named = [
        (told if len(on) == 1 else many).format(who=who, count=len(on), page=_spans(on))
        for who, on in list(pages.items())[:_FEW]
    ]
    text, more = ", ".join(named), len(pages) - _FEW
    return text + (_(" and {count} more").format(count=more) if more > 0 else "")


def _spans(numbers: Iterable[int]) -> str:
    """«3–5, 7» of 3, 3, 4, 5, 7."""
    runs: list[list[int]] = []
    for number in sorted({*numbers}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = (dict.fromkeys((run[0], run[-1])) for run in runs)
    return ", ".join("–".join(map(str, both)) for both in ends)


def whose(form: Form, subject: str) -> str:
    """The trainee's name, or the role."""
    return form.name(subject) or words.signer(subject)


def of_what(form: Form, item: str) -> str:
    """The lesson, the task or the discipline of a cell."""
    session, task, unit = form.session(item), form.task(item), form.unit(item)
    if session:
        day = shown(date.fromisoformat(session["date"]))
        told = _("lesson of {day}: {topic}")
        return told.format(day=day, topic=session.get("topic", ""))
    if task:
        told = _("task “{title}” of {unit}")
        return told.format(title=task["title"], unit=item.partition("/")[0])
    return f"{item} {unit['title']}" if unit else words.told(item, words.SIGNER)


def of_cell(cell: dict[str, Any], form: Form) -> str:
    """What a cell is of, and which box of a set it is."""
    told, box = of_what(form, cell["item"]), cell.get("box", "")
    return _("box “{box}”, {what}").format(what=told, box=box) if box else told


def briefly(cell: dict[str, Any], form: Form) -> str:
    """The same by the code of the lesson, task or discipline: «D1 “зачтено”»."""
    item, box = cell["item"], cell.get("box", "")
    known = form.session(item) or form.task(item) or form.unit(item)
    told = item if known else words.told(item, words.SIGNER)
    return _("{what} “{box}”").format(what=told, box=box) if box else told


def holds(cell: dict[str, Any]) -> str:
    """What a cell holds; where a person said otherwise, what was read too."""
    now, before = held(cell), read(cell)
    if now == before or cell["status"] == "unsure":
        return before
    return _("{value} (read: {read})").format(value=now, read=before)


def read(cell: dict[str, Any]) -> str:
    """What was measured in a cell, or that it could not be."""
    if "state" in cell:
        return words.told(cell["measured"], words.SIGNATURE)
    if not cell["confidence"]:
        return _("could not be read")
    return value(cell["measured"])


def held(cell: dict[str, Any]) -> str:
    """What a cell holds by all that is known."""
    if "state" in cell:
        return words.told(cell["state"], words.SIGNATURE)
    return value(cell["value"])


def told_status(cell: dict[str, Any]) -> str:
    """How the answer may be used."""
    return words.told(cell["status"], STATUS)


def value(of: str) -> str:
    """The value of a reading in words."""
    if of == INKED:
        return _("something is written")
    return of or _("empty")


def sureness(cell: dict[str, Any]) -> str:
    """The confidence of a reading in per cent; "" of what has none."""
    confidence = cell.get("confidence")
    return f"{confidence:.0%}".replace("%", "\N{NO-BREAK SPACE}%") if confidence else ""


def earlier(cell: dict[str, Any]) -> str:
    """What was surely known last of a cell that is unsure; "" where nothing was."""
    before = cell.get("earlier")
    if before is None:
        return ""
    is_signature = "state" in cell
    return words.told(before, words.SIGNATURE) if is_signature else value(before)


def line(cell: dict[str, Any], form: Form) -> Line:
    """The words beside a cell's picture."""
    told = [_("read: {value}").format(value=read(cell)), sureness(cell)]
    if earlier(cell):
        told.append(_("earlier: {value}").format(value=earlier(cell)))
    place = _("cell {zone}, p. {page}")
    return Line(
        cell["zone"],
        (
            whose(form, cell["subject"]),
            of_cell(cell, form),
            " · ".join(filter(None, told)),
            place.format(zone=cell["zone"], page=cell["page"] or "–"),
        ),
    )


def heads(title: str, below: str, shown: str) -> Heads:
    """What stands over a sheet of cells or pages.

    Args:
        title: Of the paper.
        below: A quieter line.
        shown: What the rows are.

    Raises:
        MissingProgramError: fontconfig is not installed.
    """
    from pipeline.forms import fonts  # noqa: PLC0415 - loads all that prints forms

    columns = (shown, _("On the scan"), _("As printed"))
    plain = fonts.match(fonts.STAMP_FAMILY).path
    bold = fonts.match(f"{fonts.STAMP_FAMILY}:bold").path
    return Heads(title, below, columns, plain, bold)
