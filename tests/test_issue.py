"""Groups of every size, issued as the command does."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline import forms, issue, register, resources
from pipeline.catalogue import Catalogue
from pipeline.errors import UsageError
from pipeline.model import Movement, ZoneKind
from tests import invented

KINDS = (
    "journal",
    "gradesheet",
    "final-gradesheet",
    "protocol",
    "certificate",
    "results-card",
)
LONGEST_TITLE = "Очень длинное название, какие бывают у программ и дисциплин " * 5


@pytest.fixture
def office(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        yield issue.Office(
            organisation=invented.organisation(),
            kinds=forms.load([resources.folder("templates")]),
            issued=tmp_path / "issued",
            scratch=tmp_path / "scratch",
            catalogue=catalogue,
            now=datetime(2026, 7, 1, tzinfo=UTC),
        )


def issued(group, office):
    request = issue.Request(group, KINDS, filled=False)
    planned = issue.plan(request, office)
    return list(issue.generate(request, office, planned))


def marks_of(document, office):
    layout = register.layout(office.issued, document.document_id)
    zones = (zone for page in layout.pages for zone in page.zones)
    return Counter((it.subject, it.item) for it in zones if it.kind is ZoneKind.MARK)


@pytest.mark.long
def test_one_trainee_in_a_session_of_a_very_long_title_is_no_trouble(office):
    group = invented.alone()
    title = LONGEST_TITLE[:250]
    group = replace(
        group,
        programme=replace(group.programme, title=title),
        units=tuple(replace(it, title=title) for it in group.units),
        sessions=tuple(replace(it, topic=title) for it in group.sessions),
    )
    documents = issued(group, office)
    assert [it.kind for it in documents] == list(KINDS)
    assert marks_of(documents[0], office) == {("T01", "S01"): 1}


@pytest.mark.long
def test_the_largest_group_has_a_cell_for_everybody_in_every_session(office):
    documents = issued(invented.crowd(), office)
    assert Counter(it.kind for it in documents) == {
        "journal": 1,
        "gradesheet": 12,
        "final-gradesheet": 1,
        "protocol": 1,
        "certificate": 40,
        "results-card": 40,
    }
    cells = marks_of(documents[0], office)
    assert len(cells) == 40 * 120
    assert set(cells.values()) == {1}
    assert [it.counter for it in documents if it.kind == "certificate"] == [
        *range(1, 41)
    ]


def test_a_certificate_is_not_dated_before_the_studies(office):
    early = date(2026, 2, 1)
    request = issue.Request(
        invented.group(), ("certificate",), filled=True, dated=early
    )
    with pytest.raises(UsageError, match=r"02\.02\.2026"):
        issue.plan(request, office)
    assert issue.plan(replace(request, dated=date(2026, 2, 2)), office)


def test_a_certificate_is_not_dated_before_its_trainee_joined(office):
    group = invented.group(3, 2, 4)
    first, late, last = group.trainees
    late = replace(late, joined=Movement(date(2026, 4, 1)))
    group = replace(group, trainees=(first, late, last))
    day = date(2026, 3, 31)
    request = issue.Request(group, ("certificate",), filled=True, dated=day)
    with pytest.raises(UsageError, match=f"T02 {late.full_name}"):
        issue.plan(request, office)
    assert len(issue.plan(replace(request, students=("T01", "T03")), office)) == 2
    assert len(issue.plan(replace(request, dated=date(2026, 4, 1)), office)) == 3
