"""Pages that were split off a document and are scanned again."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pipeline import archive, filing, readings
from pipeline.ingest import formerly
from pipeline.model import Event, Layout, RecordState
from tests.archived import AT
from tests.test_readings import DOCUMENT, LAYOUT, filed, page

DESK = SimpleNamespace(places=SimpleNamespace(archive=None, review=None, issued=None))


def stored(record, *events):
    return archive.Stored(None, record, RecordState.FILED, events, ())


def said(value):
    return Event(AT, archive.READING_DECIDED, "u1", {"zone": "M1", "value": value})


@pytest.fixture
def after_split(monkeypatch):
    """A document whose first page was split off."""
    versions = {}
    monkeypatch.setattr(
        formerly.archive, "standing", lambda _archive, _review, it: versions.get(it)
    )
    monkeypatch.setattr(formerly.archive, "load", lambda it: it)
    layout = Layout(DOCUMENT.document_id, "", "", LAYOUT)
    monkeypatch.setattr(formerly.register, "layout", lambda *_of: layout)

    def make(older):
        versions[DOCUMENT.document_id] = older
        rest = filed(page(number=2), "c")
        return stored(filing.as_version_after(older.record, rest))

    return make


def test_what_was_known_of_a_page_that_was_split_off_is_asked_when_it_comes_again(
    after_split,
):
    current = after_split(stored(filed(page(mark="*", grade="4")), said("б")))
    arrived = filed(page(mark="*", grade="5"), "b")
    known, named = formerly.known(current, arrived, DESK)
    following = filing.next_version(current.record, arrived, known, named)
    cells = {it.zone: it for it in following.readings}
    assert (cells["M1"].earlier, cells["G1"].earlier) == ("б", "4")
    assert readings.is_conflict(cells["M1"])
    assert readings.is_conflict(cells["G1"])


@pytest.mark.parametrize("doubt", ["tied", "matched"])
def test_a_page_that_was_taken_for_the_documents_by_mistake_tells_nothing(
    after_split, doubt
):
    record = filed(page(mark="*", grade="4"))
    pages = (replace(record.pages[0], **{doubt: True}),)
    current = after_split(stored(replace(record, pages=pages), said("б")))
    arrived = filed(page(mark="*", grade="5"), "b")
    assert formerly.known(current, arrived, DESK) == (current.record, frozenset())


def test_of_pages_that_the_version_has_no_older_one_is_asked(after_split):
    current = after_split(stored(filed(page(grade="4"))))
    arrived = filed(page(number=2), "b")
    assert formerly.known(current, arrived, DESK) == (current.record, frozenset())
