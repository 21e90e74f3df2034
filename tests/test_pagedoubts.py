"""Which pages a person must look at, and for how long an answer holds; pure."""

from dataclasses import replace

import pytest

from pipeline import pagedoubts
from pipeline.model import Event
from tests.archived import AT, PAGE, RECORD


def of(*pages):
    return replace(RECORD, pages=pages)


STRAY = replace(PAGE, number=0, source_page=2)
MATCHED = replace(PAGE, matched=True)
KEPT = Event(AT, "strays_kept", "u1")


def test_the_gravest_doubt_comes_first_and_an_answer_ends_its_own_only():
    record = of(MATCHED, STRAY, replace(PAGE, number=2, doubled=True))
    assert pagedoubts.waiting(record, ()) == ("matched", "doubled", "stray")
    assert pagedoubts.waiting(record, [KEPT]) == ("matched", "doubled")
    assert pagedoubts.waiting(of(PAGE), ()) == ()


def test_the_pages_that_are_meant_are_told():
    record = of(MATCHED, STRAY)
    assert pagedoubts.pages(record, "stray") == (STRAY,)
    assert pagedoubts.pages(record, "no_code") == ()


@pytest.mark.parametrize(("source", "held"), [("0", [KEPT]), ("1", [])])
def test_an_answer_holds_until_such_a_page_comes_anew(source, held):
    following = of(PAGE, replace(STRAY, source_sha256=source * 64))
    settled = pagedoubts.still_settled(of(PAGE, STRAY), following, [KEPT])
    assert list(settled) == held


def test_a_page_that_is_doubtful_once_more_is_looked_at_once_more():
    doubled, seen = of(replace(PAGE, doubled=True)), Event(AT, "doubles_seen", "u1")
    assert list(pagedoubts.still_settled(doubled, doubled, [seen])) == [seen]
    assert not list(pagedoubts.still_settled(doubled, doubled, [seen], {1}))


def test_another_scan_that_was_not_taken_asks_nothing_else_of_its_page_anew():
    page = of(replace(MATCHED, doubled=True))
    confirmed = Event(AT, "matched_confirmed", "u1")
    said = [confirmed, Event(AT, "doubles_seen", "u1")]
    assert list(pagedoubts.still_settled(page, page, said, {1})) == [confirmed]
