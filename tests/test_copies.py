"""The electronic copy of a paper; papers, scans and LibreOffice are real."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa

from pipeline import archive, cells, copies, forms, register, resources, roster
from pipeline.cells import Statement
from pipeline.errors import ScaleGoneError
from pipeline.forms import Answer
from pipeline.forms.copies import DOUBT, MISSING, SIGNED
from pipeline.model import INKED, Certainty, RecordState
from pipeline.settings import file
from tests import archived, institute, paper, readers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("copies") / "ws")


@pytest.fixture(scope="module")
def copied(office, tmp_path_factory):
    """What `records copy` tells of a filled-in gradesheet."""
    issued = office.another("gradesheet")
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
    again = office.ask(*words, "--out", tmp_path)
    assert again["files"] == first["files"]
    assert (first["replaced"], again["replaced"]) == ([], ["docx"])
    office.run("records", "copy", copied["record_id"], "--format", "odt", expect=2)


def test_a_copy_says_which_pages_are_not_back(office, tmp_path):
    issued = office.another("gradesheet")
    sheet = institute.fill_in(issued, 6, stray=0).sheets[0]
    office.run("ingest", paper.save_jpeg(institute.scan(sheet, 65), tmp_path / "1.jpg"))
    words = ("records", "copy", issued["document_id"], "--format", "pdf")
    for page in text_of(office.ask(*words, "--out", tmp_path)["files"]["pdf"]):
        assert MISSING.format(pages=2) in " ".join(page.split())


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
    doubtful = [Answer(second, "attendance", sessions[1], "н")]
    told = forms.filled(data, answers, organisation, doubtful)
    people = {it["id"]: it for it in told["trainees"]}
    assert people[first]["attendance"][unit["id"]]["missed"] == 0
    assert people[second]["attendance"][unit["id"]]["missed"] == ""
    assert people[second]["marks"][sessions[0]] == "н"
    assert people[second]["marks"][sessions[1]] == ""
    assert people[first]["grades"][unit["id"]] == value
    assert told["form"]["filled"]
    assert not data["form"]["filled"]
    assert all(total["count"] == "" for total in told["totals"])


def test_a_result_that_is_doubted_is_said_nowhere_else_either(office):
    places = file.load(office.root).places
    organisation = roster.load_organisation(places.organisation)
    (issued,) = office.generate("--kind", "protocol", "--filled")
    data = register.form_data(places.issued, issued["document_id"])
    person = next(it for it in data["trainees"] if it["final"]["outcome"])
    assert any(total["count"] for total in data["totals"])
    doubtful = [Answer(person["id"], "final", "final", "")]
    told = forms.filled(data, [], organisation, doubtful)
    (one,) = (it for it in told["trainees"] if it["id"] == person["id"])
    said = ("grade", "figure", "word")
    assert [one["final"][name] for name in said] == [""] * 3
    assert one["final"]["outcome"] == person["final"]["outcome"]
    assert all(total["count"] == "" for total in told["totals"])


def test_what_was_decided_stays_as_it_was_printed(office, tmp_path):
    places = file.load(office.root).places
    organisation = roster.load_organisation(places.organisation)
    (issued,) = office.generate("--kind", "protocol")
    data = register.form_data(places.issued, issued["document_id"])
    answers = [Answer(it["id"], "final", "grade", "5") for it in data["trainees"]]
    told = forms.filled(data, answers, organisation)
    assert all(it["final"]["grade"] == "5" for it in told["trainees"])
    original = forms.Original(issued["document_id"], "R", {}, (), ())
    protocol = forms.load([resources.folder("templates")])["protocol"]
    made = forms.copy(protocol, told, original, formats=("docx",), scratch=tmp_path)
    words = "\n".join(it.text for it in docx.Document(io.BytesIO(made.docx)).paragraphs)
    assert "слушателей, получивших положительную оценку" in words


def test_the_name_of_a_copy_tells_its_unit(office, copied):
    unit = office.ask("issued", "show", copied["record_id"])["document"]["unit"]
    assert f" {unit} копия " in Path(copied["files"]["docx"]).name


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


@pytest.fixture
def reader(office):
    with readers.reader(office) as opened:
        yield opened


def copy_read_as(reader, document_id, values, folder, *formats):
    """What `records copy` makes of a scan of which only those cells are not empty."""
    layout = reader.office.layout(document_id)
    printed = register.folder_of(reader.office.root / "issued", document_id)
    told = {readers.zone(layout, **dict(cell)): it for cell, it in values.items()}
    numbers = sorted({readers.page_of(layout, it) for it in told})
    sheets = paper.print_document(printed / "printed.pdf")
    scans = readers.scans(sheets, *numbers, seed=7)
    stored = reader.take(document_id, scans, told, folder)
    words = ("records", "copy", stored.record.record_id, "--format", ",".join(formats))
    made = reader.office.ask(*words, "--out", folder)
    return made["files"], made["blanks"]


def cell(*words):
    return tuple(zip(("kind", "subject", "item", "value"), words, strict=False))


def rows_of(path, start):
    """Rows of a Word document's tables that begin so, as lists of texts."""
    return [
        [it.text for it in row.cells]
        for table in docx.Document(path).tables
        for row in table.rows
        if row.cells[0].text == start
    ]


@pytest.mark.usefixtures("copied")
def test_a_box_that_is_not_sure_is_doubted_in_every_format(reader, tmp_path):
    issued = reader.office.ask("issued", "list", "--kind", "gradesheet")
    document_id = next(it["document_id"] for it in issued if it["unit"] == "D3")
    values = {
        cell("choice", "T01", "D3", "зачтено"): "?зачтено",
        cell("choice", "T02", "D3", "зачтено"): "зачтено",
        cell("choice", "T02", "D3", "не явился"): "не явился",
        cell("choice", "T03", "D3", "зачтено"): "зачтено",
        cell("signature", "T03", "D3"): "?",
    }
    files, blanks = copy_read_as(
        reader, document_id, values, tmp_path, "pdf", "docx", "xlsx"
    )
    assert [it["subject"] for it in blanks] == ["T01", "T02", "T03"]
    told = reader.say("outstanding", "--group", institute.GROUP)
    assert "Cells for signatures in them that nobody has decided: 1." in told
    for page in text_of(files["pdf"]):
        assert DOUBT in page
    assert [row[2:] for row in rows_of(files["docx"], "1")] == [["?", "", "", "", ""]]
    assert [row[2:] for row in rows_of(files["docx"], "2")] == [["?", "", "?", "", ""]]
    assert [row[2:] for row in rows_of(files["docx"], "3")] == [["×", "", "", "", "?"]]
    sheet = openpyxl.load_workbook(files["xlsx"]).worksheets[0]
    grades = {row[0].value: row[3].value for row in sheet.iter_rows(max_col=4)}
    assert [grades[number] for number in (1, 2, 3)] == ["?", "?", "зачтено"]
    assert DOUBT in sheet.oddFooter.left.text


def test_marks_tasks_and_figures_are_doubted_alike(reader, tmp_path):
    (issued,) = reader.office.generate("--kind", "journal")
    values = {
        cell("mark", "T01", "S01"): "?н",
        cell("choice", "T03", "D1/W1", "выполнено"): "?выполнено",
        cell("grade", "T02", "D2"): "?3",
        cell("grade", "T03", "D2"): "4",
    }
    identity = issued["document_id"]
    files, blanks = copy_read_as(reader, identity, values, tmp_path, "docx", "xlsx")
    assert {it["item"] for it in blanks} == {"S01", "D1/W1", "D2"}
    words = [" ".join(row) for n in "123" for row in rows_of(files["docx"], n)]
    assert sum(row.count("?") for row in words) == 3
    book = openpyxl.load_workbook(files["xlsx"])
    shown = [it.value for sheet in book for row in sheet.iter_rows() for it in row]
    assert shown.count("?") == 3


class Lonely(Statement):
    """A result that must not be compared: of thousands each would be with each."""

    __hash__ = None

    def __eq__(self, other):
        raise AssertionError


def test_results_are_parted_in_one_walk(tmp_path, monkeypatch):
    where = ("", "7K3Q9ZC2M4", "Z1", 1)
    every = [
        Lonely("T01", "attendance", "S01", value, status, *where)
        for value in ("н", INKED)
        for status in (Certainty.CERTAIN, Certainty.UNSURE)
    ]
    monkeypatch.setattr(cells, "statements", lambda *_of: iter(every))
    stored = archive.Stored(tmp_path, archived.RECORD, RecordState.FILED, (), ())
    said = copies._said(stored, cells.Form({}), SimpleNamespace(archive=tmp_path))
    assert [id(it) for it in said.sure] == [id(every[0])]
    assert [id(it) for it in said.unsure] == [id(it) for it in every[1:]]
