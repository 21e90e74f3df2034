"""Pages out of PDF files: is what is on them black and white only?"""

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pipeline.apart import Limits
from pipeline.recognition.pdfpages import PdfPages

WIDTH_PX, HEIGHT_PX = 1240, 1752
POINTS_PER_PX = 72 / 150
WIDTH, HEIGHT = WIDTH_PX * POINTS_PER_PX, HEIGHT_PX * POINTS_PER_PX
WHOLE = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /A Do Q"
WHOLE_GREY = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /B Do Q "
LOWER = f"q {WIDTH} 0 0 {HEIGHT / 2} 0 0 cm /A Do Q "
UPPER = f"q {WIDTH} 0 0 {HEIGHT / 2} 0 {HEIGHT / 2} cm /B Do Q"
HALF = f"q {WIDTH * 0.7} 0 0 {HEIGHT * 0.7} 0 0 cm /A Do Q"
LOGO = " q 90 0 0 90 20 20 cm /B Do Q"
WORDS = " BT /F 8 Tf 20 20 Td (Scanned by an office machine) Tj ET"

GREY = {"/ColorSpace": pikepdf.Name.DeviceGray}
MASK = {"/ImageMask": True}
INVERTED = {**GREY, "/Decode": pikepdf.Array([1, 0])}
TWO_COLOURS = {
    "/ColorSpace": pikepdf.Array(
        [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 1, b"\0\0\x20\xff\xff\xf0"]
    )
}


def drawn():
    """Slanting lines, of which rendering makes greys."""
    page = np.full((HEIGHT_PX, WIDTH_PX), 255, np.uint8)
    for y in range(100, 1600, 40):
        cv2.line(page, (100, y), (1100, y + 97), (0,), 3)
    return page


def bits(**facts):
    """An image of one bit."""
    picture = Image.fromarray(drawn()).convert("1", dither=Image.Dither.NONE)
    return image(picture, picture.tobytes(), 1, facts)


def greys():
    """An image of eight bits, of paper that is not quite white."""
    paper = np.minimum(cv2.GaussianBlur(drawn(), (0, 0), 2), 236)
    picture = Image.fromarray(paper)
    return image(picture, picture.tobytes(), 8, GREY)


def image(picture, content, depth, facts):
    return content, {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": picture.width,
        "/Height": picture.height,
        "/BitsPerComponent": depth,
        **facts,
    }


def page_of(path, content, images, annotations=None, form=None):
    """The page that shows images A and B by that content, or by a form of it."""
    with pikepdf.new() as document:
        made = document.add_blank_page(page_size=(WIDTH, HEIGHT))
        held = {
            f"/{name}": pikepdf.Stream(document, data, facts)
            for name, (data, facts) in images.items()
        }
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(held), Font=pikepdf.Dictionary(F=font)
        )
        if form:
            within = pikepdf.Stream(
                document,
                content.encode(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, WIDTH, HEIGHT],
                Resources=resources,
            )
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=within))
            content = form
        made.Resources = resources
        made.Contents = document.make_stream(content.encode())
        if annotations is not None:
            made.Annots = document.make_indirect(annotations)
        document.save(path)
    with PdfPages(path, Limits()) as pages:
        return pages.page(1)


def link():
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10]
    )


@pytest.mark.parametrize(
    ("content", "images"),
    [
        (WHOLE, {"A": bits(**GREY)}),
        (WHOLE, {"A": bits(**MASK)}),
        (WHOLE, {"A": bits(**INVERTED)}),
        (WHOLE + WORDS, {"A": bits(**TWO_COLOURS)}),
        (LOWER + UPPER, {"A": bits(**GREY), "B": bits(**GREY)}),
        (WHOLE + WORDS, {"A": bits(**GREY)}),
        (WHOLE + LOGO, {"A": bits(**GREY), "B": greys()}),
        (HALF, {"A": bits(**GREY)}),
    ],
    ids=["plain", "mask", "inverted", "colours", "strips", "words", "logo", "half"],
)
def test_a_scan_of_one_bit_is_one_however_it_is_laid_into_the_pdf(
    content, images, tmp_path
):
    assert page_of(tmp_path / "a.pdf", content, images).one_bit


def test_a_scan_of_one_bit_within_a_form_is_measured_on_the_page(tmp_path):
    images = {"A": bits(**GREY)}
    assert page_of(tmp_path / "a.pdf", WHOLE, images, form="/P Do").one_bit
    small = page_of(tmp_path / "a.pdf", WHOLE, images, form=".4 0 0 .4 0 0 cm /P Do")
    assert not small.one_bit


def test_an_annotation_makes_no_grey_scan_of_one_of_one_bit(tmp_path):
    for listed in ([], [link()]):
        annotations = pikepdf.Array(listed)
        images = {"A": bits(**GREY)}
        assert page_of(tmp_path / "a.pdf", WHOLE, images, annotations).one_bit


def test_an_empty_list_of_annotations_leaves_the_image_as_it_is(tmp_path):
    images = {"A": bits(**GREY)}
    page = page_of(tmp_path / "a.pdf", WHOLE, images, pikepdf.Array())
    assert np.array_equal(page.grey, drawn())


@pytest.mark.parametrize("content", [WHOLE, WHOLE + WORDS])
def test_a_picture_without_a_place_spoils_no_page(content, tmp_path, monkeypatch):
    def broken(_image):
        raise pdfium.PdfiumError("no matrix")

    monkeypatch.setattr(pdfium.PdfObject, "get_matrix", broken)
    page = page_of(tmp_path / "a.pdf", content, {"A": bits(**GREY)})
    assert page.grey.min() < 100


def test_annotations_that_are_no_list_are_no_fault_of_the_page(tmp_path):
    images = {"A": bits(**GREY)}
    assert page_of(tmp_path / "a.pdf", WHOLE, images, pikepdf.Dictionary()).one_bit


@pytest.mark.parametrize(
    ("content", "images"),
    [
        (WHOLE + WORDS, {"A": greys()}),
        (LOWER + UPPER, {"A": bits(**GREY), "B": greys()}),
        (WHOLE_GREY + WHOLE, {"A": bits(**MASK), "B": greys()}),
        (LOGO + WORDS, {"B": bits(**GREY)}),
    ],
    ids=["grey", "half", "layers", "drawn"],
)
def test_a_page_with_greys_is_a_grey_one(content, images, tmp_path):
    assert not page_of(tmp_path / "a.pdf", content, images).one_bit
