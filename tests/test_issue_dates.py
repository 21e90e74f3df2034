"""What is decided of a paper before it is made."""

import time
from datetime import UTC, date, datetime

import pytest

from pipeline import issue, resources
from pipeline.forms import kinds
from tests import invented


def dated(folder, now, *, filled, on=None):
    """The document of the group's journal, drawn on that day."""
    office = issue.Office(
        organisation=invented.organisation(),
        kinds=kinds.load([resources.folder("templates")]),
        issued=folder / "issued",
        scratch=folder,
        catalogue=None,
        now=now,
    )
    request = issue.Request(invented.group(3, 2, 4), ("journal",), filled, dated=on)
    (planned,) = issue.plan(request, office)
    draft = issue._draft(planned, request, office)
    document, data = draft.document, draft.data
    assert bool(data["document"]["date"]) == document.dated
    return document


@pytest.mark.parametrize(
    ("month", "filled", "is_dated"),
    [(3, True, False), (7, True, True), (7, False, False)],
)
def test_a_day_to_come_is_left_to_ink(tmp_path, month, filled, is_dated):
    now = datetime(2026, month, 1, 9, tzinfo=UTC)
    document = dated(tmp_path, now, filled=filled)
    assert (document.date, document.dated) == (date(2026, 6, 26), is_dated)


def test_a_date_that_is_asked_for_is_printed(tmp_path):
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    document = dated(tmp_path, now, filled=False, on=date(2026, 12, 1))
    assert (document.date, document.dated) == (date(2026, 12, 1), True)


@pytest.fixture
def moscow(monkeypatch):
    """Three hours before Greenwich."""
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("moscow")
def test_a_paper_of_new_year_s_night_belongs_to_the_year_of_its_place(tmp_path):
    document = dated(tmp_path, datetime(2026, 12, 31, 22, 30, tzinfo=UTC), filled=False)
    assert not document.dated
    assert document.year == 2027


@pytest.mark.usefixtures("moscow")
def test_a_day_that_began_here_is_no_day_to_come(tmp_path):
    document = dated(tmp_path, datetime(2026, 6, 25, 22, 30, tzinfo=UTC), filled=True)
    assert (document.date, document.dated) == (date(2026, 6, 26), True)
