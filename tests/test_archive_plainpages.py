import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from pipeline.archive import plainpages


@pytest.fixture
def page():
    """A page that a scanner made."""
    picture = io.BytesIO()
    Image.new("L", (200, 300), 240).save(picture, "JPEG")
    with pikepdf.Pdf.new() as document:
        made = document.add_blank_page(page_size=(200, 300))
        image = document.make_stream(
            picture.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=200,
            Height=300,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        made.Resources = Dictionary(XObject=Dictionary(Im0=image))
        made.Contents = document.make_stream(b"q 200 0 0 300 0 0 cm /Im0 Do Q")
        yield made


def shape(page):
    return plainpages.shape(page.as_form_xobject(handle_transformations=False))


def test_one_jpeg_on_a_page_is_plain(page):
    assert shape(page) == "JPEG /DeviceGray"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/ColorSpace", Name.DeviceCMYK),
        ("/Filter", Name.JPXDecode),
        ("/BitsPerComponent", 16),
        ("/Interpolate", True),
        ("/SMask", Dictionary()),
    ],
)
def test_a_picture_of_another_make_is_not_plain(page, key, value):
    page.Resources.XObject.Im0[key] = value
    assert shape(page) == ""


@pytest.mark.parametrize(
    "drawn",
    [
        b"q 200 0 0 300 0 0 cm /Im0 Do Q 1 0 0 rg",
        b"q 200 0 0 99999999999 0 0 cm /Im0 Do Q",
        b"q 1 0 0 1 0 0 cm Q " * 9,
    ],
)
def test_a_page_that_draws_more_is_not_plain(page, drawn):
    page.Contents.write(drawn)
    assert shape(page) == ""


def test_a_page_with_other_resources_is_not_plain(page):
    page.Resources.ExtGState = Dictionary()
    assert shape(page) == ""
