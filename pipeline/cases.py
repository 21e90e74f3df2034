"""A case (дело): how it opens, closes and opens again, and its holds.

Every function returns a new case; where it is written is the archive's affair.
A case keeps its term as it was when the case was opened.
"""

from dataclasses import replace
from datetime import date

from pipeline.errors import UsageError
from pipeline.messages import _, day
from pipeline.model import Case, CaseChange, FilePlanEntry, Hold, TermKind


def open_case(entry: FilePlanEntry, year: int, opened: date) -> Case:
    """A case under that line of the file plan of that year.

    Args:
        entry: Its term is taken over as it is today.
        year: Of the file plan.
        opened: Date of the first document filed.
    """
    return Case(
        index=entry.index,
        title=entry.title,
        year=year,
        opened=opened,
        term=entry.term,
        location=entry.location,
    )


def take_in(case: Case, dated: date) -> Case:
    """The case with one more document of that date: it opened no later."""
    return replace(case, opened=min(case.opened, dated))


def close(case: Case, on: date, *, today: date) -> Case:
    """The case finished (окончено делопроизводством) on that day.

    Raises:
        UsageError: It is closed already, was opened later than that, or the day
            is yet to come.
    """
    if case.closed is not None:
        raise UsageError(
            _("Case {case} was closed on {day} already. Reopen it first.").format(
                case=case.index, day=day(case.closed)
            )
        )
    if on < case.opened:
        raise UsageError(
            _(
                "Case {case} was opened on {opened}; it cannot be closed on {day}. "
                "Name a later day."
            ).format(case=case.index, opened=day(case.opened), day=day(on))
        )
    if on > today:
        raise UsageError(
            _("{day} is yet to come. Close the case when it is finished.").format(
                day=day(on)
            )
        )
    return replace(case, closed=on)


def reopen(case: Case) -> Case:
    """The case open again.

    Raises:
        UsageError: It is open.
    """
    if case.closed is None:
        raise UsageError(
            _("Case {case} is open; nothing was changed.").format(case=case.index)
        )
    return replace(case, closed=None)


def noted(case: Case, change: CaseChange) -> Case:
    """The case that was closed or opened again, with who did it, when and why."""
    return replace(case, changes=(*case.changes, change))


def record_event(case: Case, on: date) -> Case:
    """The event that the case's term waits for has happened on that day.

    Raises:
        UsageError: Its term waits for none.
    """
    if case.term.kind is not TermKind.UNTIL_EVENT:
        raise UsageError(
            _("The term of case {case} waits for no event.").format(case=case.index)
        )
    return replace(case, event_on=on)


def hold(case: Case, placed: Hold) -> Case:
    """The case with one more stop on its disposal.

    Raises:
        UsageError: No reason is given, or it has a hold of that id.
    """
    if not placed.reason.strip():
        raise UsageError(_("A hold needs a reason. Give one."))
    if any(other.id == placed.id for other in case.holds):
        raise UsageError(
            _("Case {case} has a hold “{hold}” already. Give it another id.").format(
                case=case.index, hold=placed.id
            )
        )
    return replace(case, holds=(*case.holds, placed))


def release(case: Case, hold_id: str, by: str, on: date) -> Case:
    """The case with that hold lifted; the hold stays on record.

    Raises:
        UsageError: No hold of that id is in force, or it was placed later.
    """
    found = [it for it in case.holds if it.id == hold_id and it.in_force]
    if not found or on < found[0].placed_on:
        raise UsageError(
            _("Case {case} has no hold “{hold}” in force on {day}.").format(
                case=case.index, hold=hold_id, day=day(on)
            )
        )
    lifted = replace(found[0], released_by=by, released_on=on)
    return replace(
        case, holds=tuple(lifted if it is found[0] else it for it in case.holds)
    )


def folder_name(case: Case) -> str:
    """What the case's folder is called, before `filing.safe_name`."""
    return f"{case.index} {case.title}"
