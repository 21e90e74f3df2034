"""Pages that came again unchanged: what that tells, and for how long; pure."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline import archive
from pipeline.model import Event
from tests.archived import PAGE, RECORD

MARCH, APRIL, MAY = (datetime(2026, month, 2, 8, tzinfo=UTC) for month in (3, 4, 5))
PAGES = tuple(replace(PAGE, number=n, scan_page=n, source_page=n) for n in (1, 2, 3))
WHOLE = replace(RECORD, pages=PAGES)


def came(at: datetime, **details: str) -> Event:
    return Event(at, archive.RESCANNED, archive.SYSTEM, {"source": "ab"} | details)


def test_every_scan_that_shows_the_same_ink_tells_of_its_pages():
    past = [came(MAY, pages="1"), came(APRIL, pages="1, 2")]
    assert archive.seen_again(past) == {1: past, 2: past[1:]}


def test_a_poorer_scan_proves_nothing():
    event = came(APRIL, pages="1, 2", poorer="2")
    assert archive.seen_again([event]) == {1: [event]}


def test_what_was_seen_holds_for_pages_that_stay_and_not_for_those_that_came_anew():
    anew = replace(PAGES[1], source_sha256="cd" * 32)
    after = replace(WHOLE, pages=(PAGES[0], anew, PAGES[2]))
    past = [came(MARCH, pages="2"), came(APRIL, pages="1, 2, 3", poorer="3")]
    (event,) = archive.still_seen(WHOLE, after, past)
    assert event.at == APRIL
    assert event.details == {"source": "ab", "pages": "1, 3", "poorer": "3"}


def test_pages_that_are_numbered_anew_are_named_as_they_are_now():
    after = replace(WHOLE, pages=(PAGES[0], replace(PAGES[2], number=2)))
    (event,) = archive.still_seen(WHOLE, after, [came(APRIL, pages="2, 3")])
    assert archive.seen_again([event]) == {2: [event]}
