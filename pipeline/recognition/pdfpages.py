"""Page images out of PDF files.

A page that is nothing but one scanned image is not rendered: the image is taken
out as it is, which is quicker and loses nothing. Everything else is rendered.
"""

import io
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Self

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.recognition import pictures
from pipeline.recognition.page import WORK_DPI, PageImage
from pipeline.recognition.pixels import Colour, Grey, as_grey, turned

POINTS_PER_INCH: Final = 72.0
_EDGE: Final = 0.01
"""The image may miss the page's edge by this share of the page."""

_MOST_OBJECTS: Final = 3000
"""A page with more is drawn, not scanned; scanned pages carry hidden words."""

_END_OF_FILE = b"%%EOF"
_ALTERING: Final = ("/SMask", "/Mask", "/ImageMask", "/Decode")
_HALF_DPI: Final = 400.0

_MOST_OF_PAGE: Final = 0.5
_GOOD_PART_OF_PAGE: Final = 0.25
"""Less of a page may be a grey picture, as a logo, where the scan is of one bit."""


class PdfPages:
    """The pages of one PDF."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Open it, mended where it is damaged.

        Raises:
            ScanError: "damaged", "encrypted".
        """
        self._limits = limits
        self._structure = _structure(path)
        try:
            self._document = pdfium.PdfDocument(_named(path), autoclose=True)
        except pdfium.PdfiumError:
            self._document = _mended(self._structure)
        self.count = len(self._document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._document.close()
        self._structure.close()

    def page(self, number: int) -> PageImage:
        """The page of that number, from 1.

        Raises:
            ScanError: "damaged", "too_large".
        """
        with _translated():
            page = _shown(self._document[number - 1])
            scanned = self._scanned_image(page, number)
            if scanned is None:
                return self._rendered(page)
            return self._taken_out(page, scanned)

    def _rendered(self, page: pdfium.PdfPage) -> PageImage:
        scale = WORK_DPI / POINTS_PER_INCH
        width, height = page.get_size()
        pictures.require_size(int(width * scale), int(height * scale), self._limits)

        def colour() -> Colour | None:
            return as_grey(page.render(scale=scale, rev_byteorder=True).to_numpy())

        bitmap = page.render(scale=scale, grayscale=True)
        return PageImage(_plane(bitmap), WORK_DPI, colour, _kept_in_bits(page))

    def _taken_out(self, page: pdfium.PdfPage, image: pdfium.PdfImage) -> PageImage:
        width, height = image.get_px_size()
        pictures.require_size(width, height, self._limits)
        x0, _y0, x1, _y1 = image.get_bounds()
        dpi = width / ((x1 - x0) / POINTS_PER_INCH)
        turn = page.get_rotation()
        grey = self._grey(image, half=dpi >= _HALF_DPI)
        dpi *= grey.shape[1] / width

        def colour() -> Colour | None:
            pixels = _jpeg(image, self._limits)
            return None if pixels is None else _turned_colour(pixels, turn)

        return PageImage(turned(grey, turn), dpi, colour)

    def _grey(self, image: pdfium.PdfImage, *, half: bool) -> Grey:
        if _is_plain_jpeg(image):
            content = bytes(image.get_data(decode_simple=True))
            return pictures.grey_decoded(content, self._limits, half=half)
        bitmap = image.get_bitmap(render=False)
        return pictures.grey_of(bitmap.to_pil())

    def _scanned_image(
        self, page: pdfium.PdfPage, number: int
    ) -> pdfium.PdfImage | None:
        """The one image that is the whole page, or None."""
        if not _is_plain(self._structure.pages[number - 1]):
            return None
        image: pdfium.PdfImage | None = None
        for count, thing in enumerate(page.get_objects(max_depth=1)):
            if _is_hidden_text(thing):
                if count < _MOST_OBJECTS:
                    continue
                return None
            if image is not None or not isinstance(thing, pdfium.PdfImage):
                return None
            image = thing
        return image if image is not None and _covers(image, page) else None


def _structure(path: Path) -> pikepdf.Pdf:
    _refuse_cut_off(path)
    try:
        structure = pikepdf.open(_named(path))
        if not structure.pages:
            raise ScanError("empty", "no page")
    except pikepdf.PasswordError as error:
        raise ScanError("encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise ScanError("damaged", str(error)) from error
    return structure


def _named(path: Path) -> Path | BinaryIO:
    """The file by its name, or without one where the libraries take none such."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fdopen(os.open(path, os.O_RDONLY), "rb")
    return path


def _refuse_cut_off(path: Path) -> None:
    """Refuse a file that no one ever finished writing.

    Readers mend it and show the pages that are there, so a scan that broke off
    would pass for a whole one.
    """
    with path.open("rb") as stream:
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        with content:
            if content.rfind(_END_OF_FILE) < 0:
                raise ScanError("damaged", "no %%EOF: the file was cut off")


def _mended(structure: pikepdf.Pdf) -> pdfium.PdfDocument:
    with _translated():
        copy = io.BytesIO()
        structure.save(copy)
        return pdfium.PdfDocument(copy.getvalue())


def _shown(page: pdfium.PdfPage) -> pdfium.PdfPage:
    """The page; all of it, when what is to be shown of it lies beside it."""
    if not all(page.get_size()):
        page.set_cropbox(*page.get_mediabox())
    return page


def _is_plain(page: pikepdf.Page) -> bool:
    """Nothing is laid over the image, and nothing changes its pixels."""
    images = page.get_images(recursive=False)
    if _has_annotations(page) or not images:
        return False
    return not any(key in image for image in images.values() for key in _ALTERING)


def _has_annotations(page: pikepdf.Page) -> bool:
    """Whether anything may be laid over it; an empty list is often left behind."""
    there = page.obj.get("/Annots", pikepdf.Array())
    return not isinstance(there, pikepdf.Array) or len(there) > 0


def _kept_in_bits(page: pdfium.PdfPage) -> bool | None:
    """Whether the images on a page are of one bit; None if its pixels are to tell.

    Rendered, such an image has greys along its edges. What is drawn has lost nothing.
    """
    width, height = page.get_size()
    shares = {True: 0.0, False: 0.0}
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
        shares[_is_of_bits(image)] += _area(image)
    of_bits, others = (shares[it] / (width * height) for it in (True, False))
    if of_bits >= _MOST_OF_PAGE and others < _GOOD_PART_OF_PAGE:
        return True
    return None if max(of_bits, others) >= _GOOD_PART_OF_PAGE else False


def _is_of_bits(image: pdfium.PdfImage) -> bool:
    try:
        return bool(image.get_metadata().bits_per_pixel == 1)
    except pdfium.PdfiumError:  # a picture that is broken spoils no page
        return False


def _area(thing: pdfium.PdfObject) -> float:
    """What a picture covers of the page, also within forms; in square points."""
    area, inside = 1.0, thing
    while inside is not None:
        a, b, c, d, _e, _f = _matrix(inside)
        area *= abs(a * d - b * c)
        inside = inside.container
    return area


def _matrix(thing: pdfium.PdfObject) -> tuple[float, ...]:
    """Where it lies; what is broken lies nowhere."""
    try:
        return tuple(thing.get_matrix().get())
    except pdfium.PdfiumError:
        return (0.0,) * 6


def _is_hidden_text(thing: pdfium.PdfObject) -> bool:
    if thing.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
        return False
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(thing)
    return bool(mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _covers(image: pdfium.PdfImage, page: pdfium.PdfPage) -> bool:
    """It lies upright and exactly on the page, by about the same scale both ways."""
    a, b, c, d, e, f = _matrix(image)
    if b or c or a <= 0 or d <= 0:
        return False
    x0, y0, x1, y1 = page.get_cropbox()
    allowed = _EDGE * max(x1 - x0, y1 - y0)
    misses = (e - x0, f - y0, e + a - x1, f + d - y1)
    width, height = image.get_px_size()
    fits = max(map(abs, misses)) <= allowed
    return bool(fits and abs(width / a / (height / d) - 1) <= 2 * _EDGE)


def _is_plain_jpeg(image: pdfium.PdfImage) -> bool:
    metadata = image.get_metadata()
    return (
        image.get_filters(skip_simple=True) == ["DCTDecode"]
        and metadata.colorspace
        in (
            pdfium_c.FPDF_COLORSPACE_DEVICEGRAY,
            pdfium_c.FPDF_COLORSPACE_DEVICERGB,
            pdfium_c.FPDF_COLORSPACE_CALGRAY,
            pdfium_c.FPDF_COLORSPACE_CALRGB,
            pdfium_c.FPDF_COLORSPACE_ICCBASED,
        )
        and metadata.bits_per_pixel in (8, 24)
    )


def _jpeg(image: pdfium.PdfImage, limits: Limits) -> Colour | None:
    """The image in colour, or None where it has none."""
    if _is_plain_jpeg(image):
        content = bytes(image.get_data(decode_simple=True))
        return pictures.colour_of(pictures.decoded(content, limits))
    return pictures.colour_of(image.get_bitmap(render=False).to_pil())


def _turned_colour(pixels: Colour, degrees: int) -> Colour:
    return as_grey(np.rot90(pixels, -degrees // 90))


def _plane(bitmap: pdfium.PdfBitmap) -> Grey:
    pixels = bitmap.to_numpy()
    return as_grey(pixels.reshape(pixels.shape[:2]))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (pdfium.PdfiumError, pikepdf.PdfError, ValueError) as error:
        raise ScanError("damaged", str(error)) from error
