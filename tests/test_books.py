"""Registration books: printed empty, entered in the register, of no group."""

import pytest

from pipeline.model import ZoneKind
from tests import institute

LINES = 20


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("books"))


@pytest.fixture(scope="module")
def book(office):
    asked = ("--of", "duplicates", "--year", 2026, "--lines", LINES, "--from", 41)
    (made,) = office.ask("forms", "book", *asked)
    return made


@pytest.mark.slow
def test_a_book_is_entered_in_the_register(office, book):
    (known,) = [it for it in office.ask("issued", "list") if it["group"] == ""]
    assert known["document_id"] == book["document_id"]
    assert (known["kind"], known["date"]) == ("registration-book", "2026-12-31")
    assert known["number"] == book["number"]
    assert "дубликаты, 2026" in known["title"]


@pytest.mark.slow
def test_every_line_has_cells_to_fill_in_and_no_signature_is_asked(office, book):
    layout = office.layout(book["document_id"])
    zones = [it for page in layout.pages for it in page.zones]
    kinds = {it.kind for it in zones} - {ZoneKind.REFERENCE}
    assert kinds == {ZoneKind.TEXT}
    lines = {it.subject for it in zones if it.subject}
    assert lines == {f"line-{n}" for n in range(41, 41 + LINES)}


@pytest.mark.slow
def test_a_book_that_is_out_is_outstanding(office, book):
    (lacking,) = office.ask("outstanding")
    assert lacking["document_id"] == book["document_id"]
    assert lacking["disagreements"] == []
