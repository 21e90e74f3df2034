"""When a case may be destroyed, and a term in words.

Nothing here destroys anything: "due" means that disposal may be proposed.
Dates are never shortened. A term of years counts from 1 January after the year
in which the case was closed; where the term waits for an event too, from 1
January after the later of both. A hold beats whatever the dates say and does
not move them.
"""

from datetime import MAXYEAR, date

from pipeline.messages import _, ngettext
from pipeline.model import Case, Retention, RetentionStatus, Term, TermKind

_WITHOUT_DATE = {
    TermKind.NOT_SET: RetentionStatus.NOT_SET,
    TermKind.PERMANENT: RetentionStatus.PERMANENT,
}


def compute(case: Case, today: date) -> Retention:
    """What may be said of the case's term on that day."""
    counted_from = _counted_from(case)
    eligible_from = _after(counted_from, case.term)
    held = [hold.reason for hold in case.holds if hold.in_force]
    status = _status(case, eligible_from, today)
    return Retention(
        case=case.index,
        term=describe(case.term),
        basis=basis(case.term),
        status=RetentionStatus.HELD if held else status,
        counted_from=counted_from,
        eligible_from=eligible_from,
        expected_from=_expected_from(case, today),
        hold="; ".join(held),
    )


def describe(term: Term) -> str:
    """The term in words for people."""
    words = _words(term)
    return _("{term}, after appraisal").format(term=words) if term.appraisal else words


def basis(term: Term) -> str:
    """What the term rests on, and the article of it."""
    return "; ".join(part for part in (term.basis, term.article) if part)


def _words(term: Term) -> str:
    match term.kind:
        case TermKind.YEARS if term.years is not None:
            return _years(term.years)
        case TermKind.PERMANENT:
            return _("permanently")
        case TermKind.WHILE_NEEDED:
            return _("while needed")
        case TermKind.UNTIL_EVENT if term.years:
            return _("{years} after: {event}").format(
                years=_years(term.years), event=term.event
            )
        case TermKind.UNTIL_EVENT:
            return _("until: {event}").format(event=term.event)
        case _:
            return _("not set")


def _years(count: int) -> str:
    return ngettext("{count} year", "{count} years", count).format(count=count)


def _counted_from(case: Case) -> date | None:
    """1 January after the year of the last thing that the term waits for."""
    if case.closed is None:
        return None
    if case.term.kind is TermKind.UNTIL_EVENT:
        if case.event_on is None:
            return None
        return _next_new_year(max(case.closed, case.event_on))
    return _next_new_year(case.closed) if _is_years(case.term) else None


def _after(counted_from: date | None, term: Term) -> date | None:
    """The day on which the term has run out; «до замены новыми» adds no years.

    None also where that is after the last day of the calendar.
    """
    if counted_from is None or counted_from.year + (term.years or 0) > MAXYEAR:
        return None
    return counted_from.replace(year=counted_from.year + (term.years or 0))


def _expected_from(case: Case, today: date) -> date | None:
    if case.closed is not None or not _is_years(case.term):
        return None
    return _after(_next_new_year(today), case.term)


def _status(case: Case, eligible_from: date | None, today: date) -> RetentionStatus:
    if case.term.kind is TermKind.YEARS and not _is_years(case.term):
        return RetentionStatus.NOT_SET
    if case.term.kind in _WITHOUT_DATE:
        return _WITHOUT_DATE[case.term.kind]
    if case.closed is None:
        return RetentionStatus.OPEN
    if eligible_from is None or today < eligible_from:
        return RetentionStatus.RUNNING
    return RetentionStatus.APPRAISAL if case.term.appraisal else RetentionStatus.DUE


def _is_years(term: Term) -> bool:
    """A term of a known number of years; without a number it counts as not set."""
    return term.kind is TermKind.YEARS and term.years is not None


def _next_new_year(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.year < MAXYEAR else date.max
