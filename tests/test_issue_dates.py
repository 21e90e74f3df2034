"""What is decided of a paper before it is made."""

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
