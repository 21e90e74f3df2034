"""Printed pages: converted, located, stamped."""

import io
import sys
from collections import Counter

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from pipeline import pagecode
from pipeline.errors import TemplateError
from pipeline.forms import batches
from pipeline.forms.make import Job, make
from pipeline.model import ZoneKind
from tests import forms_templates

pytestmark = pytest.mark.slow

DPI = 200
PIXELS_PER_MM = DPI / 25.4
TOLERANCE_MM = 0.3
TRAINEES, SESSIONS = 25, 12


def made(folder, kind, data):
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    job = Job(kind, data, pagecode.new_document_id())
    (result,) = make([job], scratch=scratch, workers=1)
    return result


def picture(pdf, number):
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    return page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("journal")
    data = forms_templates.journal_data(TRAINEES, SESSIONS)
    return made(folder, forms_templates.journal(folder / "kinds"), data)


def zones_of(layout, kind):
    return [z for page in layout.pages for z in page.zones if z.kind is kind]


def test_every_cell_of_a_journal_is_on_its_pages_once(journal):
    marks = zones_of(journal.layout, ZoneKind.MARK)
    wanted = {
        (f"T{trainee:02}", f"S{session:02}")
        for trainee in range(1, TRAINEES + 1)
        for session in range(1, SESSIONS + 1)
    }
    assert len(journal.layout.pages) == 3
    assert Counter((zone.subject, zone.item) for zone in marks) == Counter(wanted)


def test_every_box_lies_on_the_ruling_lines_of_the_picture(journal):
    for page in journal.layout.pages:
        dark = picture(journal.pdf, page.number) < 160
        worst = max(
            distance_of_lines(dark, zone.box_mm)
            for zone in page.zones
            if zone.kind is not ZoneKind.REFERENCE
        )
        assert worst <= TOLERANCE_MM


def distance_of_lines(dark, box_mm):
    """How far, in mm, the farthest edge of the box is from a ruled line."""
    x0, y0, x1, y1 = box_mm
    return max(
        *(nearest_line(dark, x, (y0, y1)) for x in (x0, x1)),
        *(nearest_line(dark.T, y, (x0, x1)) for y in (y0, y1)),
    )


def nearest_line(dark, position_mm, along_mm):
    """Distance in mm to the nearest column that is dark all along the edge."""
    start, end = (round(edge * PIXELS_PER_MM) for edge in along_mm)
    ruled = np.flatnonzero(dark[start + 2 : end - 2].mean(axis=0) > 0.95)
    return float(np.min(np.abs((ruled + 0.5) / PIXELS_PER_MM - position_mm)))


def test_the_cells_do_not_overlap(journal):
    for page in journal.layout.pages:
        taken = np.zeros((2200, 3000), dtype=np.uint8)
        for zone in page.zones:
            x0, y0, x1, y1 = (round(edge * 10) for edge in zone.box_mm)
            taken[y0 + 1 : y1, x0 + 1 : x1] += 1
        assert taken.max() == 1


def test_each_page_reads_back_as_the_layout_says(journal):
    for page in journal.layout.pages:
        image = picture(journal.pdf, page.number)
        found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        codes = sorted(barcode.text for barcode in found)
        assert codes == [page.page_code + "A", page.page_code + "B"]
        sighting = pagecode.decode(codes[0])
        assert sighting.code.page_number == page.number
        names = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        ids = cv2.aruco.ArucoDetector(names).detectMarkers(image)[1]
        assert sorted(ids.ravel()) == [0, 1]


def test_each_page_has_its_two_reference_cells(journal):
    found = {z.id: z.value for z in zones_of(journal.layout, ZoneKind.REFERENCE)}
    assert found == {
        f"R{page}{letter}": value
        for page in (1, 2, 3)
        for letter, value in (("X", "cross"), ("E", "empty"))
    }


def test_the_printed_pdf_keeps_no_destinations_and_is_pdfa(journal):
    with pikepdf.open(io.BytesIO(journal.pdf)) as document:
        assert "/Dests" not in document.Root
        report = pikepdf.pdfa.check(document, "2b")
    assert report.passed


def test_what_made_the_pages_is_named(journal):
    assert journal.versions["LibreOffice"]
    assert "Liberation Serif" in journal.versions["Liberation Serif"]


def test_jobs_are_taken_lot_by_lot_and_come_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[make.__module__], "LARGEST_BATCH", 1)
    monkeypatch.setattr(batches, "START_BYTES", 1)
    kind = forms_templates.journal(tmp_path / "kinds")
    data = forms_templates.journal_data(1, 1)
    ids = [pagecode.new_document_id() for _number in range(4)]
    taken = []

    def jobs():
        for document_id in ids:
            taken.append(document_id)
            yield Job(kind, data, document_id)

    coming = make(jobs(), scratch=tmp_path, workers=1)
    results = [next(coming)]
    assert taken == ids[:2]
    results += coming
    assert [result.document_id for result in results] == ids
    assert [result.layout.document_id for result in results] == ids
    assert not list(tmp_path.glob("*.pdf"))
    assert not list(tmp_path.glob("*.docx"))


def test_what_was_whole_before_a_fault_has_come(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[make.__module__], "LARGEST_BATCH", 1)
    monkeypatch.setattr(batches, "START_BYTES", 1)
    kind = forms_templates.journal(tmp_path / "kinds")
    data = forms_templates.journal_data(1, 1)
    ids = [pagecode.new_document_id() for _number in range(3)]
    jobs = zip(ids, (data, data, {}), strict=True)
    coming = make(
        (Job(kind, told, document_id) for document_id, told in jobs),
        scratch=tmp_path,
        workers=1,
    )
    assert [next(coming).document_id for _number in range(2)] == ids[:2]
    with pytest.raises(TemplateError):
        next(coming)


def test_all_zones_that_cannot_be_found_are_named_at_once(tmp_path):
    document = forms_templates.new_document()
    header = document.sections[0].header.paragraphs[0]
    header.text = "{{r sign('chair', 'minutes') }}"
    row = ["Подпись", "{{r mark('T01', 'S01')}}"]
    forms_templates.add_table(document, [row], [40, 40]).style = None
    kind = forms_templates.save_kind(tmp_path / "kinds", "letter", document)
    with pytest.raises(TemplateError) as caught:
        made(tmp_path, kind, {})
    places = " ".join(fault.place for fault in caught.value.faults)
    assert len(caught.value.faults) == 2
    for word in ("signature", "chair", "minutes", "mark", "T01", "S01"):
        assert word in places


def odd_cells(folder):
    """Merged, nested, thickly ruled and underlined cells, each with a zone."""
    document = forms_templates.new_document()
    table = forms_templates.add_table(
        document,
        [
            ["{{r mark('wide', '1') }}", "", "{{r mark('tall', '1') }}"],
            ["{{r mark('a', '1') }}", "{{r mark('b', '1') }}", ""],
        ],
        [30, 30, 40],
        row_mm=14,
    )
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).merge(table.cell(1, 2))
    table.cell(1, 0).paragraphs[0].add_run("подчёркнуто во всю").underline = True
    document.add_paragraph()  # tables that touch grow into one
    outer = forms_templates.add_table(document, [["снаружи", ""]], [60, 60], row_mm=30)
    inner = outer.cell(0, 1).add_table(1, 1)
    inner.style = "Table Grid"
    inner.cell(0, 0).text = "{{r mark('nested', '1') }}"
    document.add_paragraph()
    turned = forms_templates.add_table(
        document,
        [["", "{{r mark('turned', '1') }}"], ["", "{{r mark('below', '1') }}"]],
        [40, 20],
        row_mm=25,
    )
    forms_templates.turn_text(turned.cell(0, 1))
    document.add_paragraph()
    thick = forms_templates.add_table(document, [["{{r mark('thick', '1') }}"]], [50])
    forms_templates.set_borders(thick, eighths=int(4.5 * 8))
    return forms_templates.save_kind(folder, "odd", document)


def test_odd_cells_are_found_too(tmp_path):
    result = made(tmp_path, odd_cells(tmp_path / "kinds"), {})
    sizes = {
        zone.subject: (
            zone.box_mm[2] - zone.box_mm[0],
            zone.box_mm[3] - zone.box_mm[1],
        )
        for zone in zones_of(result.layout, ZoneKind.MARK)
    }
    assert sizes["wide"] == pytest.approx((60, 14), abs=0.6)
    assert sizes["tall"] == pytest.approx((40, 28), abs=0.6)
    assert sizes["a"] == pytest.approx((30, 14), abs=0.6)
    assert sizes["b"] == pytest.approx((30, 14), abs=0.6)
    assert sizes["nested"][0] < 60
    assert sizes["nested"][1] < 15
    assert sizes["turned"] == pytest.approx((20, 25), abs=0.6)
    assert sizes["below"] == pytest.approx((20, 25), abs=0.6)
    assert sizes["thick"] == pytest.approx((50, 7), abs=2)
