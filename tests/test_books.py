"""Registration books: printed empty, entered in the register, of no group."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import books
from pipeline.cli.base import Shop
from pipeline.forms import Book, BookOf
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
def test_a_book_has_no_supplements_and_says_how_it_goes_on(office, book):
    said = office.run_for_error("issued", "supplement", book["document_id"])
    assert "is a registration book: it has no supplements" in said
    assert "podshivka forms book --from N" in said


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
def test_a_book_of_another_year_has_a_number_of_that_year(office, book):
    asked = Book(BookOf.DUPLICATES, 2031, 1, LINES)
    shop = Shop(office.root)
    assert books._draft(asked, shop.office).document.number == "2031-1"
    assert book["number"] == "2026-1"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "year", "first", "is_told"),
    [
        (BookOf.DUPLICATES, 2026, 41, True),
        (BookOf.DUPLICATES, 2026, 60, True),
        (BookOf.DUPLICATES, 2026, 22, True),
        (BookOf.DUPLICATES, 2026, 61, False),
        (BookOf.DUPLICATES, 2026, 21, False),
        (BookOf.DUPLICATES, 2027, 41, False),
        (BookOf.RETRAINING, 2026, 41, False),
    ],
)
def test_a_book_with_lines_of_one_in_force_is_told_of(
    office, book, of, year, first, is_told
):
    told = books.in_force(Book(of, year, first, LINES), Shop(office.root).office)
    assert [it.document_id for it in told] == [book["document_id"]] * is_told


def test_the_command_warns_of_lines_that_are_out(tmp_path, monkeypatch, capsys):
    office = institute.make(tmp_path)
    out = SimpleNamespace(document_id="7K3Q9ZC2M4", title="Книга", number="2026-1")
    monkeypatch.setattr(books, "in_force", lambda *_asked: [out])
    monkeypatch.setattr(books, "make", lambda *_asked, **_warn: [])
    office.ask("forms", "book", "--of", "duplicates")
    told = capsys.readouterr().err
    assert "  7K3Q9ZC2M4  Книга, № 2026-1" in told
    assert "--from" in told


@pytest.mark.slow
def test_a_book_that_is_out_is_outstanding(office, book):
    (lacking,) = office.ask("outstanding")
    assert lacking["document_id"] == book["document_id"]
    assert lacking["disagreements"] == []
