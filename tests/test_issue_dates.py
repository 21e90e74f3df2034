"""What is decided of a paper before it is made."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from pipeline import issue, resources
from pipeline.errors import UsageError
from pipeline.forms import kinds
from tests import invented


def dated(folder, now, *, filled, on=None, base=None):
    """The document of the group's journal, drawn on that day."""
    office = issue.Office(
        organisation=invented.organisation(),
        kinds=kinds.load([resources.folder("templates")]),
        issued=folder / "issued",
        scratch=folder,
        catalogue=None,
        now=now,
    )
    group = invented.group(3, 2, 4)
    request = issue.Request(group, ("journal",), filled, dated=on)
    if base:
        supplied = issue.Base(base, f"{base.number}/доп-1", "people", group)
        request = replace(request, base=supplied)
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


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", ["journal", "gradesheet", "protocol"])
def test_what_tells_of_the_end_is_not_dated_before_the_beginning(kind):
    known = kinds.load([resources.folder("templates")])
    office = SimpleNamespace(kinds=known, broken={})
    group = invented.group(3, 2, 4)
    request = issue.Request(group, (kind,), filled=True, dated=date(2025, 6, 18))
    with pytest.raises(UsageError, match=r"The studies begin on 02\.02\.2026"):
        issue.plan(request, office)
    assert issue.plan(replace(request, dated=group.starts), office)


def test_the_number_pattern_of_supplements_is_no_kind_s():
    organisation = invented.organisation()
    patterns = {"supplement": "{base}/доп-{counter}", "default": "{year}-{counter}"}
    organisation = replace(organisation, numbers=patterns)
    assert issue.number_of(organisation, "supplement", 2026, 3) == "2026-3"


@pytest.mark.parametrize(
    ("is_dated", "day"), [(True, date(2026, 7, 20)), (False, date(2026, 6, 26))]
)
def test_a_supplement_is_not_dated_before_the_date_on_its_base(tmp_path, is_dated, day):
    now = datetime(2026, 8, 1, 9, tzinfo=UTC)
    base = dated(tmp_path, now, filled=True, on=date(2026, 7, 20))
    base = replace(base, dated=is_dated)
    document = dated(tmp_path, now, filled=True, base=base)
    assert (document.date, document.dated) == (day, True)


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
