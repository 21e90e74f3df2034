"""Registration books: printed empty, entered in the register, of no group."""

from pathlib import Path

import pytest

from pipeline.model import ZoneKind
from tests import institute, rulings

LINES = 20
TOLERANCE_MM = 0.3


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
def test_every_cell_of_a_book_lies_on_the_lines_of_the_picture_and_is_empty(
    office, book
):
    pdf = Path(book["files"]["pdf"]).read_bytes()
    for page in office.layout(book["document_id"]).pages:
        image = rulings.picture(pdf, page.number)
        for zone in page.zones:
            if zone.kind is not ZoneKind.REFERENCE:
                assert rulings.distance_of_lines(image, zone.box_mm) <= TOLERANCE_MM
                assert not rulings.has_ink(image, zone.box_mm)


@pytest.mark.slow
def test_a_book_that_is_out_is_outstanding(office, book):
    (lacking,) = office.ask("outstanding")
    assert lacking["document_id"] == book["document_id"]
    assert lacking["disagreements"] == []
