from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cases
from pipeline.errors import UsageError
from pipeline.model import FilePlanEntry, Hold, Term, TermKind

ENTRY = FilePlanEntry(
    index="03-07",
    title="Журналы учета посещаемости",
    kinds=("journal",),
    term=Term(TermKind.YEARS, 5),
    location="учебный отдел, шкаф 2",
)
DAY = date(2025, 6, 20)
TODAY = date(2025, 7, 1)
HOLD = Hold("h1", "проверка", "u1", DAY)


@pytest.fixture
def case():
    return cases.open_case(ENTRY, 2025, DAY)


def test_a_case_keeps_what_the_file_plan_said_when_it_was_opened(case):
    assert (case.index, case.title, case.year) == ("03-07", ENTRY.title, 2025)
    assert (case.term, case.location) == (ENTRY.term, ENTRY.location)
    assert (case.opened, case.closed) == (DAY, None)


def test_a_closed_case_is_not_closed_again(case):
    closed = cases.close(case, DAY, today=TODAY)
    with pytest.raises(UsageError, match="03-07"):
        cases.close(closed, date(2025, 7, 1), today=TODAY)


def test_a_case_is_not_closed_before_it_was_opened(case):
    with pytest.raises(UsageError):
        cases.close(case, date(2025, 6, 19), today=TODAY)


def test_a_case_is_not_closed_on_a_day_to_come(case):
    assert cases.close(case, TODAY, today=TODAY).closed == TODAY
    for day in (date(2025, 7, 2), date(9999, 12, 31)):
        with pytest.raises(UsageError, match=f"{day:%d.%m.%Y}"):
            cases.close(case, day, today=TODAY)


def test_a_case_counts_as_opened_on_its_earliest_document(case):
    earlier = date(2025, 2, 3)
    assert cases.take_in(case, earlier).opened == earlier
    assert cases.take_in(case, date(2025, 9, 1)) == case


@given(st.dates(DAY, date(2100, 1, 1)))
def test_reopening_undoes_closing(day):
    case = cases.open_case(ENTRY, 2025, DAY)
    closed = cases.close(case, day, today=date(2100, 1, 1))
    assert closed.closed == day
    assert cases.reopen(closed) == case


def test_an_open_case_is_not_reopened(case):
    with pytest.raises(UsageError):
        cases.reopen(case)


def test_an_event_is_recorded_where_the_term_waits_for_one(case):
    waiting = replace(case, term=Term(TermKind.UNTIL_EVENT, 3, "отзыв согласия"))
    assert cases.record_event(waiting, DAY).event_on == DAY
    with pytest.raises(UsageError):
        cases.record_event(case, DAY)


def test_a_lifted_hold_stays_on_record(case):
    held = cases.hold(cases.hold(case, HOLD), replace(HOLD, id="h2"))
    lifted = cases.release(held, "h1", "u2", DAY)
    first, second = lifted.holds
    assert (first.in_force, first.released_by, first.released_on) == (False, "u2", DAY)
    assert second.in_force
    with pytest.raises(UsageError):
        cases.release(lifted, "h1", "u2", DAY)


def test_a_hold_needs_a_reason_and_an_id_of_its_own(case):
    with pytest.raises(UsageError):
        cases.hold(case, replace(HOLD, reason=" "))
    with pytest.raises(UsageError):
        cases.hold(cases.hold(case, HOLD), HOLD)


def test_a_hold_is_not_lifted_before_it_was_placed(case):
    with pytest.raises(UsageError):
        cases.release(cases.hold(case, HOLD), "h1", "u2", date(2025, 6, 19))


def test_a_folder_is_called_by_index_and_title(case):
    assert cases.folder_name(case) == "03-07 Журналы учета посещаемости"
