"""The codes and marks of printed pages."""

import io

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import fiducials, pagecode
from pipeline.forms import stamp

DOCUMENT_ID = "7K3Q9ZC2M" + pagecode.check_symbol("7K3Q9ZC2M")
A4 = (595.276, 841.89)
LANDSCAPE = (841.89, 595.276)
DPI = 200
PIXELS_PER_MM = DPI / 25.4


def plain_pdf(*sizes):
    document = pikepdf.new()
    for size in sizes:
        document.add_blank_page(page_size=size)
    target = io.BytesIO()
    document.save(target, static_id=True)
    return target.getvalue()


def codes_for(count, nonce="4TZ8W1QH"):
    numbers = range(1, count + 1)
    return [pagecode.PageCode(DOCUMENT_ID, n, count, nonce) for n in numbers]


def picture(pdf, number=1):
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    return page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()


def texts_on(image):
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(barcode.text for barcode in found)


def marks_on(image):
    names = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _rest = cv2.aruco.ArucoDetector(names).detectMarkers(image)
    return {int(i): c[0] / PIXELS_PER_MM for i, c in zip(ids, corners, strict=True)}


def page_text(pdf, number=1):
    return pypdfium2.PdfDocument(pdf)[number - 1].get_textpage().get_text_range()


@pytest.mark.parametrize("size", [A4, LANDSCAPE])
def test_both_codes_of_a_page_read_back(size):
    (code,) = codes_for(1)
    image = picture(stamp.stamp(plain_pdf(size), [code]))
    assert texts_on(image) == [code.text + "A", code.text + "B"]


@pytest.mark.parametrize("size", [A4, LANDSCAPE])
def test_both_marks_lie_where_the_geometry_says(size):
    image = picture(stamp.stamp(plain_pdf(size), codes_for(1)))
    where = fiducials.of_page(size[0] * 25.4 / 72, size[1] * 25.4 / 72)
    found = marks_on(image)
    boxes = {0: where.aruco_top_right, 1: where.aruco_bottom_left}
    for mark, box in boxes.items():
        assert found[mark].min(axis=0) == pytest.approx(box[:2], abs=0.2)
        assert found[mark].max(axis=0) == pytest.approx(box[2:], abs=0.2)


def test_the_document_id_is_printed_in_readable_groups():
    stamped = stamp.stamp(plain_pdf(A4, A4), codes_for(2))
    assert f"7K3Q9 {DOCUMENT_ID[5:]} · 2/2" in page_text(stamped, 2)


def test_the_footer_is_printed_and_can_be_read():
    stamped = stamp.stamp(plain_pdf(A4), codes_for(1), footer="Печатать из PDF «ё»")
    assert "Печатать из PDF «ё»" in page_text(stamped)


def test_the_reference_cross_has_ink_and_the_empty_cell_has_none():
    where = fiducials.of_page(210, 297)
    image = picture(stamp.stamp(plain_pdf(A4), codes_for(1)))
    assert darkness(image, where.reference_cross) > 0.1
    assert darkness(image, where.reference_empty) == 0


def darkness(image, box):
    x0, y0, x1, y1 = (round(edge * PIXELS_PER_MM) for edge in box)
    return float(np.mean(image[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4] < 128))


def test_a_form_that_paints_everything_leaves_the_codes_readable():
    with pikepdf.open(io.BytesIO(plain_pdf(A4))) as document:
        black = document.make_stream(b"0 g 0 0 700 900 re f")
        document.pages[0].contents_add(black)
        target = io.BytesIO()
        document.save(target)
    (code,) = codes_for(1)
    image = picture(stamp.stamp(target.getvalue(), [code]))
    assert texts_on(image) == [code.text + "A", code.text + "B"]
    assert set(marks_on(image)) == {0, 1}


def test_the_same_pages_and_codes_give_the_same_bytes():
    pdf, codes = plain_pdf(A4, LANDSCAPE), codes_for(2)
    assert stamp.stamp(pdf, codes) == stamp.stamp(pdf, codes)


def test_a_reprinted_page_carries_the_new_code_and_the_others_their_old_one():
    stamped = stamp.stamp(plain_pdf(A4, A4), codes_for(2), footer="ПРОЕКТ")
    fresh = pagecode.PageCode(DOCUMENT_ID, 2, 2, "00000000")
    again = stamp.restamp(stamped, {2: fresh})
    assert texts_on(picture(again, 1)) == texts_on(picture(stamped, 1))
    assert texts_on(picture(again, 2)) == [fresh.text + "A", fresh.text + "B"]
    assert "ПРОЕКТ" in page_text(again, 2)


def test_a_page_without_a_stamp_cannot_be_stamped_anew():
    with pytest.raises(ValueError, match="0"):
        stamp.restamp(plain_pdf(A4), {1: codes_for(1)[0]})


def test_as_many_codes_as_pages_are_asked_for():
    with pytest.raises(ValueError, match="1"):
        stamp.stamp(plain_pdf(A4, A4), codes_for(1))


@settings(max_examples=20)
@given(st.text(alphabet=pagecode.ALPHABET, min_size=8, max_size=8))
def test_any_random_bits_make_a_readable_code(nonce):
    (code,) = codes_for(1, nonce)
    image = picture(stamp.stamp(plain_pdf(A4), [code]))
    assert texts_on(image) == [code.text + "A", code.text + "B"]


def made_of(tmp_path, **resources):
    document = pikepdf.new()
    page = document.add_blank_page(page_size=A4)
    page.obj.Resources = pikepdf.Dictionary(**resources)
    document.save(tmp_path / "made.pdf")
    return stamp.makings(tmp_path / "made.pdf")


def font(name):
    entry = pikepdf.Dictionary(Subtype=pikepdf.Name.TrueType, BaseFont=name)
    return pikepdf.Dictionary(F1=entry)


def test_papers_with_the_same_fonts_are_made_of_the_same(tmp_path):
    first = made_of(tmp_path, Font=font(pikepdf.Name("/AAAAAA+Serif")))
    assert first == made_of(tmp_path, Font=font(pikepdf.Name("/BBBBBB+Serif")))
    assert first != made_of(tmp_path, Font=font(pikepdf.Name("/AAAAAA+Stand-In")))


def test_a_paper_with_a_picture_is_made_of_more(tmp_path):
    picture = pikepdf.Dictionary(Subtype=pikepdf.Name.Image)
    plain = made_of(tmp_path)
    assert plain < made_of(tmp_path, XObject=pikepdf.Dictionary(X1=picture))
