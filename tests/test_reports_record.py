"""What is told of one record; pure rules."""

from dataclasses import replace

import pytest

from pipeline import archive
from pipeline.model import Event, RecordState
from pipeline.reports import record as rules
from tests.archived import AT, PAGE, RECORD

NEWER = replace(PAGE, source_sha256="1" * 64)
LATER = replace(RECORD, record_id="7K3Q9ZC2M4-2", version=2)


def stored(*pages, events=()):
    record = replace(LATER, pages=pages)
    return archive.Stored(None, record, RecordState.FILED, events, ())


def test_a_page_that_was_scanned_anew_is_told():
    more = replace(NEWER, number=2)
    assert rules.renewed(stored(NEWER, more), RECORD) == (1,)
    assert rules.renewed(stored(NEWER), None) == ()


def test_a_page_that_only_has_another_number_is_no_newer_scan():
    second = replace(PAGE, number=2, source_page=2)
    former = replace(RECORD, pages=(PAGE, second))
    moved = replace(second, number=1), replace(PAGE, number=2)
    assert rules.renewed(stored(*moved), former) == ()


@pytest.mark.parametrize("event", ["split", "merged", "placed"])
def test_pages_that_a_person_put_there_are_no_newer_scan(event):
    details = {"from": "RF1E03TZFJ", "to": LATER.record_id}
    said = Event(AT, event, "u1", details)
    assert rules.renewed(stored(NEWER, events=(said,)), RECORD) == ()
    later = replace(said, details=details | {"to": "7K3Q9ZC2M4-3"})
    assert rules.renewed(stored(NEWER, events=(later,)), RECORD) == (1,)
