import io
import math
from dataclasses import replace

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, pdfa
from PIL import Image, ImageDraw

from pipeline.archive import placement, scans, searchable
from pipeline.errors import ScanError
from pipeline.model import PageText, Word
from tests import archived

A4 = (210.0, 297.0)
DPI = 100
MM_PX = DPI / 25.4
WORDS = (
    Word("Журнал", (20.0, 20.0, 45.0, 25.0)),
    Word("учета", (47.0, 20.0, 65.0, 25.0)),
    Word("и", (30.0, 40.0, 32.0, 43.0)),
    Word("№12-К/2025", (30.0, 250.0, 60.0, 254.0)),
)
TEXT = PageText(1, *A4, printed=WORDS[:3], recognised=WORDS[3:])


def sheet(path, size_mm=A4, mark_mm=(60.0, 80.0), mode="RGB", **more):
    """A picture of a sheet with one black square of 6 mm around that point."""
    width, height = (round(side * MM_PX) for side in size_mm)
    image = Image.new("L", (width, height), 235)
    x, y = (place * MM_PX for place in mark_mm)
    half = 3 * MM_PX
    ImageDraw.Draw(image).rectangle((x - half, y - half, x + half, y + half), fill=0)
    image.convert(mode).save(path, dpi=(DPI, DPI), **more)
    return path


def page(size_mm=A4, **more):
    return replace(archived.PAGE, width_mm=size_mm[0], height_mm=size_mm[1], **more)


def mark_of(pdf, index=0):
    """Where the black square is, in mm, and the page's size."""
    with pypdfium2.PdfDocument(pdf) as document:
        grey = document[index].render(scale=MM_PX / 72 * 25.4, grayscale=True)
        pixels = grey.to_numpy()
        pixels = pixels.reshape(pixels.shape[:2])
    rows, columns = np.nonzero(pixels < 80)
    size = tuple(round(float(side) / MM_PX) for side in pixels.shape[::-1])
    return (columns.mean() / MM_PX, rows.mean() / MM_PX), size


def require_pdfa(pdf):
    report = pdfa.validate_written(io.BytesIO(pdf), "2b")
    assert report.passed, report.summary()


def raw_images(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            thing.read_raw_bytes()
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        }


@pytest.fixture
def scan(tmp_path):
    return scans.extract([(sheet(tmp_path / "a.jpg"), 1)])


def test_a_document_is_pdfa_with_every_image_byte_kept(scan):
    pdf = searchable.document_pdf(scan, [page()], [TEXT])
    require_pdfa(pdf)
    assert raw_images(pdf) == raw_images(scan)
    assert searchable.document_pdf(scan, [page()], [TEXT]) == pdf


def test_every_word_is_found_at_its_place(scan):
    pdf = searchable.document_pdf(scan, [page()], [TEXT])
    with pypdfium2.PdfDocument(pdf) as document:
        text_page = document[0].get_textpage()
        for word in WORDS:
            start, length = text_page.search(word.text, match_case=True).get_next()
            boxes = [text_page.get_charbox(start + it) for it in range(length)]
            left, bottom = min(it[0] for it in boxes), min(it[1] for it in boxes)
            right, top = max(it[2] for it in boxes), max(it[3] for it in boxes)
            found = [left, 842 - top, right, 842 - bottom]
            assert [edge * 25.4 / 72 for edge in found] == pytest.approx(
                word.box_mm, abs=0.4
            )


def test_words_of_a_line_are_read_apart(scan):
    pdf = searchable.document_pdf(scan, [page()], [TEXT])
    with pypdfium2.PdfDocument(pdf) as document:
        assert "Журнал учета" in document[0].get_textpage().get_text_bounded()
    assert "Журнал учета" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_words_do_not_show(scan):
    without = searchable.document_pdf(scan, [page()], [])
    assert mark_of(searchable.document_pdf(scan, [page()], [TEXT])) == mark_of(without)


@pytest.mark.parametrize(
    ("rotation", "size_mm", "mark_mm"),
    [
        (0, (210.0, 297.0), (60.0, 80.0)),
        (90, (297.0, 210.0), (80.0, 150.0)),
        (180, (210.0, 297.0), (150.0, 217.0)),
        (270, (297.0, 210.0), (217.0, 60.0)),
    ],
)
def test_a_page_without_registration_is_turned_upright(
    tmp_path, rotation, size_mm, mark_mm
):
    scan = scans.extract([(sheet(tmp_path / "a.jpg", size_mm, mark_mm), 1)])
    pdf = searchable.document_pdf(scan, [page(size_mm, rotation=rotation)], [])
    place, size = mark_of(pdf)
    assert place == pytest.approx((60, 80), abs=0.5)
    assert size == (210, 297)


def homography(degrees, scale=1.0, shift=(0.0, 0.0), tilt=0.0):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array(
        [
            [c * scale, -s * scale, shift[0]],
            [s * scale, c * scale, shift[1]],
            [tilt, 0, 1],
        ]
    )


@pytest.mark.parametrize(
    "matrix",
    [
        homography(3, 0.97, (4, -6)),
        homography(-4, 1.03),
        homography(2, 1, (3, 3), tilt=1e-5),
        homography(180, 1, (210, 297)),
    ],
)
@pytest.mark.parametrize("size_mm", [A4, (216.0, 279.0)])
def test_a_registered_page_lies_where_it_was_printed(tmp_path, matrix, size_mm):
    x, y, w = matrix @ (60, 80, 1)
    path = sheet(tmp_path / "a.jpg", size_mm, (x / w, y / w))
    scan = scans.extract([(path, 1)])
    flat = tuple(float(value) for value in matrix.ravel())
    pdf = searchable.document_pdf(scan, [page(size_mm, matrix=flat)], [TEXT])
    place, size = mark_of(pdf)
    assert place == pytest.approx((60, 80), abs=0.6)
    assert size == (210, 297)
    require_pdfa(pdf)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_its_pdf_turns_is_placed_as_it_shows(tmp_path, rotate):
    upright = scans.extract([(sheet(tmp_path / "a.jpg"), 1)])
    with pikepdf.open(io.BytesIO(upright)) as document:
        document.pages[0].obj.Rotate = rotate
        document.pages[0].obj.UserUnit = 1
        turned = tmp_path / "turned.pdf"
        document.save(turned)
    size = A4 if rotate == 180 else A4[::-1]
    scan = scans.extract([(turned, 1)])
    pdf = searchable.document_pdf(scan, [page(size, rotation=360 - rotate)], [])
    assert mark_of(pdf)[0] == pytest.approx((60, 80), abs=0.5)


@pytest.mark.parametrize("matrix", [(0.0,) * 9, (float("nan"),) * 9, (1e-9,) * 9])
def test_a_matrix_that_makes_no_sense_is_not_followed(scan, matrix):
    pdf = searchable.document_pdf(scan, [page(matrix=matrix)], [TEXT])
    assert mark_of(pdf)[0] == pytest.approx((60, 80), abs=0.5)


def test_a_page_whose_resolution_readers_assume_differently_keeps_its_place(tmp_path):
    scan = scans.extract([(sheet(tmp_path / "a.jpg"), 1)])
    received = page((420.0, 594.0), matrix=(2.0, 0, 0, 0, 2.0, 0, 0, 0, 1.0))
    pdf = searchable.document_pdf(scan, [received], [TEXT])
    assert mark_of(pdf)[0] == pytest.approx((60, 80), abs=0.6)


def test_pages_come_in_the_record_s_order_each_with_its_own_words(tmp_path):
    files = [
        (sheet(tmp_path / f"{number}.jpg", mark_mm=(60, 80 + 10 * number)), 1)
        for number in range(3)
    ]
    pages = [page(number=2, scan_page=1), page(number=1, scan_page=3)]
    strays = [page(number=0, scan_page=2), page(number=0, scan_page=2)]
    texts = [
        PageText(number, *A4, printed=(Word(name, (20, 20, 40, 25)),))
        for number, name in ((1, "один"), (2, "два"), (0, "лист"), (0, "оборот"))
    ]
    pdf = searchable.document_pdf(scans.extract(files), [*pages, *strays], texts)
    found = [it.extract_text().strip() for it in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert found == ["два", "один", "лист", "оборот"]
    assert mark_of(pdf, 0)[0][1] == pytest.approx(80, abs=0.5)
    assert mark_of(pdf, 1)[0][1] == pytest.approx(100, abs=0.5)


def test_text_that_was_hidden_in_the_received_page_is_left_out(tmp_path, scan):
    with pikepdf.open(io.BytesIO(scan)) as document:
        received = document.pages[0]
        received.Resources.Font = Dictionary(
            F1=Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica")
            )
        )
        hidden = b"q BT 3 Tr /F1 12 Tf (treacherous) Tj ET Q"
        received.contents_add(document.make_stream(hidden))
        path = tmp_path / "hidden.pdf"
        document.save(path)
    pdf = searchable.document_pdf(scans.extract([(path, 1)]), [page()], [TEXT])
    require_pdfa(pdf)
    assert raw_images(pdf) == raw_images(scan)
    assert "treacherous" not in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_only_the_page_that_pdfa_refuses_is_packed_anew(tmp_path):
    good = sheet(tmp_path / "good.jpg")
    refused = sheet(tmp_path / "cmyk.jpg", mode="CMYK")
    scan = scans.extract([(good, 1), (refused, 1)])
    pages = [page(scan_page=1), page(number=2, scan_page=2, dpi=100)]
    texts = [TEXT, replace(TEXT, number=2)]
    pdf = searchable.document_pdf(scan, pages, texts)
    require_pdfa(pdf)
    assert good.read_bytes() in raw_images(pdf)
    assert refused.read_bytes() not in raw_images(pdf)
    assert mark_of(pdf, 1)[0] == pytest.approx((60, 80), abs=0.6)
    assert "Журнал" in pypdf.PdfReader(io.BytesIO(pdf)).pages[1].extract_text()


def test_visible_text_with_a_font_that_is_not_embedded_is_rendered(tmp_path):
    with pikepdf.Pdf.new() as document:
        drawn = document.add_blank_page(page_size=(595, 842))
        drawn.Resources = Dictionary(
            Font=Dictionary(
                F1=Dictionary(
                    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica")
                )
            )
        )
        drawn.Contents = document.make_stream(b"BT /F1 40 Tf 100 700 Td (seen) Tj ET")
        document.save(tmp_path / "a.pdf")
    scan = scans.extract([(tmp_path / "a.pdf", 1)])
    pdf = searchable.document_pdf(scan, [page()], [])
    require_pdfa(pdf)
    assert mark_of(pdf)[0][0] == pytest.approx(50, abs=15)


def test_odd_characters_spoil_nothing(scan):
    odd = PageText(
        1,
        *A4,
        printed=(
            Word("a\x00b\ud800", (20, 20, 40, 25)),
            Word("😀", (50, 20, 60, 25)),
            Word("\n", (70, 20, 80, 25)),
            Word("flat", (90, 25, 90, 25)),
        ),
    )
    pdf = searchable.document_pdf(scan, [page()], [odd])
    require_pdfa(pdf)
    assert "ab" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_damaged_scan_is_refused():
    with pytest.raises(ScanError, match="damaged"):
        searchable.document_pdf(b"%PDF-1.7", [page()], [])


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (9000, 9000, 9900, 9900)])
def test_a_page_that_is_cut_to_nothing_is_shown_whole(box, scan):
    with pikepdf.open(io.BytesIO(scan)) as document:
        document.pages[0].obj.CropBox = pikepdf.Array(list(box))
        cut = io.BytesIO()
        document.save(cut)
    pdf = searchable.document_pdf(cut.getvalue(), [page()], [TEXT])
    require_pdfa(pdf)
    whole = searchable.document_pdf(scan, [page()], [TEXT])
    shown, expected = (pypdfium2.PdfDocument(it)[0] for it in (pdf, whole))
    pictures = [it.render(scale=0.5).to_numpy() for it in (shown, expected)]
    assert np.array_equal(*pictures)


def test_a_page_as_shown_is_measured_after_its_turn():
    crop = (10.0, 20.0, 10.0 + 72.0, 20.0 + 144.0)
    assert placement.shown_size(crop, 0) == pytest.approx((25.4, 50.8))
    assert placement.shown_size(crop, 90) == pytest.approx((50.8, 25.4))
    corner = placement.shown(crop, 90) @ (10.0, 20.0, 1.0)
    assert corner[:2] == pytest.approx((0, 0))


def test_a_page_of_another_shape_than_was_noted_is_not_stretched():
    received = replace(archived.PAGE, width_mm=210.0, height_mm=210.0)
    upright = placement.to_upright(received, A4, (210.0, 210.0))
    assert upright == pytest.approx(np.eye(3))


def test_a_wish_to_smooth_an_image_is_left_out(tmp_path, scan):
    with pikepdf.open(io.BytesIO(scan)) as document:
        (image,) = document.pages[0].get_images().values()
        image.Interpolate = True
        document.save(tmp_path / "a.pdf")
    rough = scans.extract([(tmp_path / "a.pdf", 1)])
    pdf = searchable.document_pdf(rough, [page()], [TEXT])
    require_pdfa(pdf)
    assert raw_images(pdf) == raw_images(scan)
