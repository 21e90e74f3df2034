import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

from pipeline.archive import scans
from pipeline.errors import ScanError

A4_PX = (827, 1169)  # at 100 dpi
ROWS_PER_STRIP, STRIP_OFFSETS, STRIP_BYTES = 278, 273, 279


def picture(mode="L", number=1):
    """A sheet with as many bars as its number."""
    image = Image.new("L", A4_PX, 255)
    pen = ImageDraw.Draw(image)
    for bar in range(number):
        pen.rectangle((100, 100 + 60 * bar, 700, 130 + 60 * bar), fill=0)
    return image.convert(mode)


def tiff(path, modes, compression, *, one_strip=False):
    first, *others = [picture(mode, number + 1) for number, mode in enumerate(modes)]
    first.save(
        path,
        save_all=True,
        append_images=others,
        compression=compression,
        dpi=(100, 100),
        tiffinfo={ROWS_PER_STRIP: A4_PX[1]} if one_strip else {},
    )
    return path


def jpeg(path, mode="RGB", **more):
    picture(mode).save(path, quality=70, dpi=(100, 100), **more)
    return path


def images(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            image.read_raw_bytes()
            for page in document.pages
            for image in page.get_images().values()
        ]


def page_mm(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        box = [float(edge) for edge in document.pages[0].mediabox]
    return tuple(side / 72 * 25.4 for side in box[2:])


def strip(path, frame):
    """The packed bytes of a frame that is one strip."""
    with Image.open(path) as image:
        image.seek(frame)
        ((start,), (length,)) = image.tag_v2[STRIP_OFFSETS], image.tag_v2[STRIP_BYTES]
    return path.read_bytes()[start : start + length]


def test_a_jpeg_is_embedded_as_it_is(tmp_path):
    path = jpeg(tmp_path / "a.jpg")
    pdf = scans.extract([(path, 1)])
    assert images(pdf) == [path.read_bytes()]
    assert page_mm(pdf) == pytest.approx((210, 297), abs=0.5)


def test_frames_packed_as_a_fax_stay_as_they_are(tmp_path):
    path = tiff(tmp_path / "a.tif", "111", "group4", one_strip=True)
    pdf = scans.extract([(path, 3), (path, 1)])
    assert images(pdf) == [strip(path, 2), strip(path, 0)]


@pytest.mark.parametrize(
    ("compression", "mode"),
    [
        ("tiff_lzw", "RGB"),
        ("raw", "L"),
        ("packbits", "RGB"),
        ("group4", "1"),
        ("group3", "1"),
    ],
)
def test_frames_packed_otherwise_keep_every_pixel(tmp_path, compression, mode):
    path = tiff(tmp_path / "a.tif", [mode, mode], compression)
    with pikepdf.open(io.BytesIO(scans.extract([(path, 2)]))) as document:
        (image,) = document.pages[0].get_images().values()
        found = pikepdf.PdfImage(image).as_pil_image()
    assert found.convert(mode).tobytes() == picture(mode, 2).tobytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16", "F", "1"])
def test_a_picture_of_any_mode_makes_a_page(tmp_path, mode):
    image = picture().convert("I").convert("I;16") if mode == "I;16" else picture(mode)
    for name in ("a.png", "a.tif") if mode != "F" else ("a.tif",):
        image.save(tmp_path / name, dpi=(100, 100))
        assert len(images(scans.extract([(tmp_path / name, 1)]))) >= 1


@pytest.mark.parametrize("dpi", [None, (1, 1), (10_000, 10_000)])
def test_without_a_likely_resolution_a_page_is_as_long_as_a4(tmp_path, dpi):
    path = tmp_path / "a.png"
    picture().save(path, **({"dpi": dpi} if dpi else {}))
    assert max(page_mm(scans.extract([(path, 1)]))) == pytest.approx(297)


def test_a_photograph_taken_sideways_is_shown_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = jpeg(tmp_path / "a.jpg", exif=exif)
    with pikepdf.open(io.BytesIO(scans.extract([(path, 1)]))) as document:
        assert document.pages[0].obj.Rotate == 90


def scanned_pdf(path, count=3, edit=None):
    """A PDF whose pages share one dictionary of all images."""
    jpegs = []
    for number in range(count):
        target = io.BytesIO()
        picture("RGB", number + 1).save(target, "JPEG")
        jpegs.append(target.getvalue())
    with Pdf.new() as pdf:
        shared = Dictionary()
        for number, content in enumerate(jpegs):
            shared[f"/Im{number}"] = pdf.make_stream(
                content,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=A4_PX[0],
                Height=A4_PX[1],
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
        resources = pdf.make_indirect(Dictionary(XObject=shared))
        for number in range(count):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = resources
            page.Contents = pdf.make_stream(
                f"q 595 0 0 842 0 0 cm /Im{number} Do Q".encode()
            )
        if edit:
            edit(pdf)
        pdf.save(path)
    return jpegs


def test_pages_of_a_pdf_come_in_the_order_asked_for_as_they_are(tmp_path):
    path = tmp_path / "a.pdf"
    jpegs = scanned_pdf(path)
    pdf = scans.extract([(path, 3), (path, 1), (path, 3)])
    assert images(pdf) == [jpegs[2], jpegs[0], jpegs[2]]


def test_nothing_of_another_page_comes_along(tmp_path):
    def link(pdf):
        first, second = pdf.pages[0], pdf.pages[1]
        first.obj.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=[0, 0, 9, 9],
                        Dest=Array([second.obj, Name.Fit]),
                    )
                )
            ]
        )
        first.obj.AA = Dictionary(O=Dictionary(S=Name.GoTo, D=Array([second.obj])))
        first.obj.B = Array([second.obj])

    path = tmp_path / "a.pdf"
    jpegs = scanned_pdf(path, edit=link)
    pdf = scans.extract([(path, 1)])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [
            thing.read_raw_bytes()
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and "/Width" in thing
        ]
    assert found == [jpegs[0]]


def test_what_was_noted_on_a_page_in_a_viewer_still_shows(tmp_path):
    def note(pdf):
        seen = pdf.make_stream(
            b"0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 50, 50]
        )
        pdf.pages[0].obj.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Square,
                    Rect=[0, 0, 50, 50],
                    F=4,
                    AP=Dictionary(N=seen),
                )
            ]
        )

    path = tmp_path / "a.pdf"
    scanned_pdf(path, edit=note)
    with pikepdf.open(io.BytesIO(scans.extract([(path, 1)]))) as document:
        page = document.pages[0]
        assert "/Annots" not in page
        assert len(page.Resources.XObject) == 2


def test_the_same_pages_give_the_same_bytes(tmp_path):
    scanned_pdf(tmp_path / "a.pdf")
    pages = [
        (tmp_path / "a.pdf", 2),
        (jpeg(tmp_path / "b.jpg"), 1),
        (tiff(tmp_path / "c.tif", "11", "group4"), 2),
    ]
    assert scans.extract(pages) == scans.extract(pages)


def locked_pdf(path):
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="secret"))


def test_a_pdf_with_a_password_is_told_from_a_damaged_one(tmp_path):
    locked_pdf(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff nothing")
    for name, code in (("a.pdf", "encrypted"), ("b.pdf", "damaged"), ("c.jpg",) * 2):
        with pytest.raises(ScanError) as caught:
            scans.extract([(tmp_path / name, 1)])
        assert caught.value.code in (code, "damaged")


def test_a_file_that_the_system_does_not_let_be_read_is_not_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        scans.extract([(tmp_path / "away.pdf", 1)])


@pytest.mark.parametrize("number", [0, 4])
def test_a_page_that_is_not_there_is_refused(tmp_path, number):
    scanned_pdf(tmp_path / "a.pdf")
    tiff(tmp_path / "a.tif", "111", "group4")
    jpeg(tmp_path / "a.jpg")
    for name in ("a.pdf", "a.tif", "a.jpg"):
        with pytest.raises(ScanError, match="damaged"):
            scans.extract([(tmp_path / name, number)])


def test_a_tiff_whose_frames_run_in_a_circle_ends(tmp_path):
    path = tiff(tmp_path / "a.tif", "1", "group4")
    content = bytearray(path.read_bytes())
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    place = first + 2 + 12 * entries
    content[place : place + 4] = first.to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(ScanError):
        scans.extract([(path, 3)])
