"""The electronic copy of a paper; papers, scans and LibreOffice are real."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa

from pipeline import forms, register, roster
from pipeline.errors import ScaleGoneError
from pipeline.forms import Answer
from pipeline.forms.copies import SIGNED
from pipeline.settings import file
from tests import institute, paper

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("copies") / "ws")


@pytest.fixture(scope="module")
def copied(office, tmp_path_factory):
    """What `records copy` tells of a filled-in gradesheet."""
    issued = office.generate("--kind", "gradesheet")[0]
    filled = institute.fill_in(issued, 5, stray=0)
    folder = tmp_path_factory.mktemp("scans")
    scans = [institute.scan(sheet, 60 + n) for n, sheet in enumerate(filled.sheets)]
    office.run("ingest", paper.save_pdf(scans, folder / "scan.pdf"))
    words = ("records", "copy", issued["document_id"], "--format", "pdf,docx,xlsx")
    return office.ask(*words, "--out", folder / "out")


def text_of(path: str) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_every_page_of_a_copy_says_so_and_carries_no_code(copied):
    pages = text_of(copied["files"]["pdf"])
    for page in pages:
        assert f"подлинник на бумаге, запись {copied['record_id']}" in page
        assert "Печатать из PDF" not in page
        assert " · 1/" not in page
    assert SIGNED in " ".join(pages)


def test_a_copy_is_pdf_a_and_opens_in_word_and_excel(copied):
    content = Path(copied["files"]["pdf"]).read_bytes()
    assert pdfa.validate_written(io.BytesIO(content), "2b").passed
    with pikepdf.open(copied["files"]["pdf"]) as document:
        assert len(document.pages) >= 1
    with zipfile.ZipFile(copied["files"]["docx"]) as document:
        assert "подписано" in document.read("word/document.xml").decode()
    book = openpyxl.load_workbook(copied["files"]["xlsx"])
    assert copied["record_id"] in book.worksheets[0].oddFooter.left.text


def test_the_same_copy_is_made_anew_in_its_place(office, copied, tmp_path):
    words = ("records", "copy", copied["record_id"], "--format", "docx")
    first = office.ask(*words, "--out", tmp_path)
    assert office.ask(*words, "--out", tmp_path)["files"] == first["files"]
    office.run("records", "copy", copied["record_id"], "--format", "odt", expect=2)


def test_a_paper_that_we_did_not_print_has_no_form_to_copy(office, tmp_path):
    strange = paper.paper_without_code(["СПРАВКА"], institute.rng(3))
    path = paper.save_png(institute.scan(strange, 3), tmp_path / "n.png")
    (drop,) = office.ask("ingest", path)
    office.run("records", "copy", drop["records"][0], expect=2)


@pytest.mark.usefixtures("copied")
def test_what_is_known_is_filled_in_and_the_rest_stays_blank(office):
    places = file.load(office.root).places
    organisation = roster.load_organisation(places.organisation)
    issued = office.ask("issued", "list")[0]
    data = register.form_data(places.issued, issued["document_id"])
    (first, second, *_rest) = [it["id"] for it in data["trainees"]]
    unit = next(it for it in data["units"] if it["sessions"])
    sessions = [it["id"] for it in unit["sessions"]]
    answers = [Answer(first, "attendance", it, "") for it in sessions]
    answers += [Answer(second, "attendance", sessions[0], "н")]
    value = unit["scale"]["grades"][0]["value"]
    answers += [Answer(first, "grades", unit["id"], value)]
    told = forms.filled(data, answers, organisation, [(second, sessions[1])])
    people = {it["id"]: it for it in told["trainees"]}
    assert people[first]["attendance"][unit["id"]]["missed"] == 0
    assert people[second]["attendance"][unit["id"]]["missed"] == ""
    assert people[second]["marks"][sessions[0]] == "н"
    assert people[second]["marks"][sessions[1]] == "?"
    assert people[first]["grades"][unit["id"]] == value
    assert told["form"]["filled"]
    assert not data["form"]["filled"]
    assert all(total["count"] == "" for total in told["totals"])


@pytest.mark.usefixtures("copied")
def test_a_scale_that_is_gone_from_the_organisation_is_named(office):
    places = file.load(office.root).places
    organisation = roster.load_organisation(places.organisation)
    issued = office.ask("issued", "list")[0]
    data = register.form_data(places.issued, issued["document_id"])
    unit = data["units"][0]
    answer = Answer(data["trainees"][0]["id"], "grades", unit["id"], "5")
    with pytest.raises(ScaleGoneError, match=unit["scale"]["id"]):
        forms.filled(data, [answer], replace(organisation, grade_scales=()))
