from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import messages, retention
from pipeline.model import Case, Hold, RetentionStatus, Term, TermKind

CLOSED_CASES = st.builds(
    Case,
    index=st.just("03-07"),
    title=st.just("Журналы"),
    year=st.just(2025),
    opened=st.just(date(1999, 1, 1)),
    term=st.builds(
        Term,
        kind=st.sampled_from(TermKind),
        years=st.none() | st.integers(0, 100),
        appraisal=st.booleans(),
    ),
    closed=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    event_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
DAYS = st.dates(date(2000, 1, 1), date(2250, 1, 1))


@pytest.fixture(autouse=True)
def _english():
    before = messages.language()
    messages.use_language("en")
    yield
    messages.use_language(before)


def a_case(closed=None, event_on=None, **term):
    return Case(
        index="03-07",
        title="Журналы учета посещаемости",
        year=2025,
        opened=date(2025, 1, 10),
        term=Term(**{"kind": TermKind.YEARS, "basis": "Положение, п. 3.1"} | term),
        closed=closed,
        event_on=event_on,
    )


@pytest.mark.parametrize(
    ("closed", "years", "counted_from", "eligible_from"),
    [
        (date(2025, 6, 20), 5, date(2026, 1, 1), date(2031, 1, 1)),
        (date(2025, 12, 31), 5, date(2026, 1, 1), date(2031, 1, 1)),
        (date(2026, 1, 1), 5, date(2027, 1, 1), date(2032, 1, 1)),
        (date(2026, 2, 10), 5, date(2027, 1, 1), date(2032, 1, 1)),
        (date(2025, 3, 3), 50, date(2026, 1, 1), date(2076, 1, 1)),
    ],
)
def test_a_term_counts_from_the_new_year_after_closing(
    closed, years, counted_from, eligible_from
):
    found = retention.compute(a_case(closed, years=years), date(2026, 6, 1))
    assert found.counted_from == counted_from
    assert found.eligible_from == eligible_from
    assert found.expected_from is None


def test_a_consent_is_kept_three_years_after_its_withdrawal():
    case = a_case(
        date(2025, 3, 3),
        date(2025, 3, 3),
        kind=TermKind.UNTIL_EVENT,
        years=3,
        event="отзыв согласия",
    )
    found = retention.compute(case, date(2028, 12, 31))
    assert found.counted_from == date(2026, 1, 1)
    assert found.eligible_from == date(2029, 1, 1)
    assert found.status is RetentionStatus.RUNNING


def test_a_term_that_waits_for_closing_and_event_counts_from_the_later():
    case = a_case(
        date(2027, 5, 5), date(2025, 3, 3), kind=TermKind.UNTIL_EVENT, years=3
    )
    found = retention.compute(case, date(2026, 1, 1))
    assert found.counted_from == date(2028, 1, 1)


def test_until_replaced_by_new_ones_adds_no_years():
    case = a_case(date(2025, 3, 3), date(2025, 4, 4), kind=TermKind.UNTIL_EVENT)
    found = retention.compute(case, date(2026, 1, 1))
    assert found.eligible_from == date(2026, 1, 1)
    assert found.status is RetentionStatus.DUE


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2030, 12, 31), RetentionStatus.RUNNING),
        (date(2031, 1, 1), RetentionStatus.DUE),
    ],
)
def test_the_last_kept_day_is_the_31st_of_december(day, status):
    assert retention.compute(a_case(date(2025, 6, 20), years=5), day).status is status


def test_an_open_case_says_what_is_expected_if_it_closes_this_year():
    found = retention.compute(a_case(years=5), date(2025, 7, 1))
    assert found.status is RetentionStatus.OPEN
    assert found.counted_from is None
    assert found.eligible_from is None
    assert found.expected_from == date(2031, 1, 1)


@pytest.mark.parametrize(
    ("term", "status"),
    [
        ({"kind": TermKind.NOT_SET}, RetentionStatus.NOT_SET),
        ({"kind": TermKind.YEARS, "years": None}, RetentionStatus.NOT_SET),
        ({"kind": TermKind.PERMANENT}, RetentionStatus.PERMANENT),
        ({"kind": TermKind.WHILE_NEEDED}, RetentionStatus.RUNNING),
        ({"kind": TermKind.UNTIL_EVENT, "years": 3}, RetentionStatus.RUNNING),
    ],
)
def test_terms_without_a_date_block_disposal_for_ever(term, status):
    case = a_case(date(2000, 1, 1), **term)
    found = retention.compute(case, date(2300, 1, 1))
    assert found.status is status
    assert found.eligible_from is None


def test_expiry_alone_does_not_suffice_where_appraisal_is_asked_for():
    case = a_case(date(2025, 6, 20), years=5, appraisal=True)
    found = retention.compute(case, date(2031, 1, 1))
    assert found.status is RetentionStatus.APPRAISAL


def test_a_hold_beats_the_date_and_lifting_it_does_not_shift_it():
    case = a_case(date(2025, 6, 20), years=5)
    hold = Hold("h1", "проверка", "u1", date(2030, 1, 1))
    held = retention.compute(replace(case, holds=(hold,)), date(2035, 1, 1))
    lifted = replace(hold, released_by="u1", released_on=date(2034, 1, 1))
    after = retention.compute(replace(case, holds=(lifted,)), date(2035, 1, 1))
    assert (held.status, held.hold) == (RetentionStatus.HELD, "проверка")
    assert (after.status, after.hold) == (RetentionStatus.DUE, "")
    assert held.eligible_from == after.eligible_from == date(2031, 1, 1)


def test_the_basis_names_the_article_too():
    case = a_case(years=3, article="ст. 441")
    assert retention.compute(case, date(2025, 1, 1)).basis == (
        "Положение, п. 3.1; ст. 441"
    )


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(TermKind.YEARS, 1), "1 year"),
        (Term(TermKind.YEARS, 5), "5 years"),
        (Term(TermKind.YEARS), "not set"),
        (Term(TermKind.YEARS, 5, appraisal=True), "5 years, after appraisal"),
        (Term(TermKind.PERMANENT), "permanently"),
        (Term(TermKind.WHILE_NEEDED), "while needed"),
        (Term(TermKind.UNTIL_EVENT, 3, "отзыв"), "3 years after: отзыв"),
        (Term(TermKind.UNTIL_EVENT, event="замена"), "until: замена"),
        (Term(TermKind.NOT_SET), "not set"),
    ],
)
def test_a_term_is_told_in_words(term, words):
    assert retention.describe(term) == words


@given(CLOSED_CASES, DAYS)
def test_nothing_is_due_before_its_whole_term_after_the_year_of_closing(case, today):
    found = retention.compute(case, today)
    if found.status in (RetentionStatus.DUE, RetentionStatus.APPRAISAL):
        assert case.closed is not None
        assert today.year > case.closed.year + (case.term.years or 0)


@given(CLOSED_CASES, DAYS)
def test_a_date_is_given_only_to_a_closed_case_and_is_always_a_new_year(case, today):
    found = retention.compute(case, today)
    assert (found.counted_from is None) == (found.eligible_from is None)
    assert found.expected_from is None or case.closed is None
    for day in (found.counted_from, found.eligible_from, found.expected_from):
        assert day is None or (day.month, day.day) == (1, 1)


@given(CLOSED_CASES, DAYS, st.integers(0, 400))
def test_what_is_due_stays_due(case, today, days):
    later = date.fromordinal(today.toordinal() + days)
    now = retention.compute(case, today)
    if now.status is RetentionStatus.DUE:
        assert retention.compute(case, later).status is RetentionStatus.DUE


def test_a_term_that_ends_after_the_calendar_is_never_over():
    for closed, years in ((date(9999, 3, 1), 5), (date(2026, 3, 1), 9000)):
        kept = retention.compute(
            a_case(closed, kind=TermKind.YEARS, years=years), date(9999, 12, 31)
        )
        assert kept.eligible_from is None
        assert kept.status is RetentionStatus.RUNNING
    waiting = a_case(kind=TermKind.YEARS, years=8000)
    assert retention.compute(waiting, date(2026, 3, 1)).expected_from is None
