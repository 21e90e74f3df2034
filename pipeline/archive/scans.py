"""A record's `scan.pdf`: its pages as received, images not re-encoded.

Pages come out of PDF, TIFF, JPEG, PNG and HEIC files. Of a PDF's page its contents are
kept and whatever shows on it (annotations are drawn into it); links, scripts,
hidden names and all that leads to other pages is left behind, since the next
page of the same file may belong to somebody else. JPEG and fax-compressed
images are embedded as they are; other images are packed anew without loss, but for
HEIC, which PDF cannot hold: it becomes a JPEG of high quality.

Received files are untrusted: this runs in a process apart (`workshop`), and nothing
here decodes the images of a PDF.
"""

import io
import logging
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import img2pdf
import pikepdf
from pikepdf import Pdf
from PIL import Image

from pipeline import heic
from pipeline.apart import Limits, answers, is_of_system
from pipeline.errors import ScanError

logging.getLogger("img2pdf").setLevel(logging.CRITICAL)  # it warns of odd pictures

_KEPT = frozenset(
    (
        *("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"),
        *("/Group", "/Contents", "/Resources"),
    )
)
_PDF_HEAD_BYTES = 1024
"""The mark of a PDF may stand anywhere in the first of its bytes."""

_POINTS_PER_INCH = 72.0
_A4_LONG_SIDE_INCHES = 297 / 25.4
_LIKELY_LONG_SIDE_INCHES = (90 / 25.4, 700 / 25.4)
_NO_DPI = 1e-6

_LIBRARY_ERRORS = (
    *(pikepdf.PdfError, Image.DecompressionBombError),
    *(OSError, SyntaxError, ValueError, KeyError, TypeError, IndexError),
    *(EOFError, RuntimeError, NotImplementedError, ArithmeticError, struct.error),
    *(img2pdf.ImageOpenError, img2pdf.JpegColorspaceError, img2pdf.PdfTooLargeError),
    *(img2pdf.AlphaChannelError, img2pdf.ExifOrientationError),
    *(img2pdf.UnsupportedColorspaceError, img2pdf.NegativeDimensionError),
)
"""What the libraries raise on broken files."""


def extracted(pages: Sequence[tuple[Path, int]], *, limits: Limits) -> Iterator[bytes]:
    """As `extract`, in pieces, within those limits."""
    del limits  # the process keeps them
    yield from answers.pieces(extract(pages))


def of_picture(content: bytes) -> bytes:
    """A scan of one page, which is that picture."""
    with Pdf.new() as scan, pikepdf.open(io.BytesIO(_converted(content))) as source:
        scan.pages.append(source.pages[0])
        return _saved(scan)


def extract(pages: Sequence[tuple[Path, int]]) -> bytes:
    """One PDF of pages taken out of received files; the same bytes every time.

    Args:
        pages: File and page number in it, from 1, in the order wanted.

    Raises:
        ScanError: "damaged" or "encrypted": a file cannot be read, or has no
            such page.
        OSError: The system does not let it be read now.
    """
    with ExitStack() as opened, Pdf.new() as scan:
        documents: dict[Path, Pdf] = {}
        for path, number in pages:
            with _translated(path):
                if number < 1:
                    raise IndexError(number)
                if not _is_pdf(path):
                    picture = _picture_pdf(path.read_bytes(), number)
                    source = opened.enter_context(pikepdf.open(io.BytesIO(picture)))
                    scan.pages.append(source.pages[0])
                    continue
                if path not in documents:
                    documents[path] = opened.enter_context(pikepdf.open(path))
                    _flatten_annotations(documents[path])
                scan.pages.append(_bare(documents[path], number))
        return _saved(scan)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(_PDF_HEAD_BYTES)


def _flatten_annotations(source: Pdf) -> None:
    if any("/Annots" in page for page in source.pages):
        source.flatten_annotations("screen")


def _bare(source: Pdf, number: int) -> pikepdf.Page:
    """The page with nothing but what shows on it."""
    page = source.pages.p(number)
    for key in set(page.obj.keys()) - _KEPT:
        del page.obj[key]
    page.remove_unreferenced_resources()
    return page


def _picture_pdf(content: bytes, number: int) -> bytes:
    """A PDF of one frame of a picture file."""
    if content[:4] in (b"II*\0", b"MM\0*"):
        content = _begun_at(content, number)
    elif number != 1:
        raise IndexError(number)
    elif heic.is_heic(content):
        content = heic.as_jpeg(content)
    try:
        return _converted(content)
    except _LIBRARY_ERRORS:
        return _converted(_repacked(content))


def _converted(content: bytes) -> bytes:
    pdf = img2pdf.convert(
        content,
        first_frame_only=True,
        nodate=True,
        rotation=img2pdf.Rotation.ifvalid,
        layout_fun=partial(_layout, _resolution(content)),
        engine=img2pdf.Engine.pikepdf,
    )
    return bytes(pdf)


def _resolution(content: bytes) -> tuple[float, float]:
    """Dots per inch across and down as the file says, or zeros."""
    with Image.open(io.BytesIO(content)) as image:
        across, down = image.info.get("dpi", (0, 0))
        return float(across), float(down)


def _layout(
    stated_dpi: tuple[float, float],
    width_px: int,
    height_px: int,
    _assumed_dpi: tuple[float, float],
) -> tuple[float, float, float, float]:
    """Page and image size in points; without a likely resolution, that of A4."""
    across, down = (max(dots, _NO_DPI) for dots in stated_dpi)
    inches = (width_px / across, height_px / down)
    least, most = _LIKELY_LONG_SIDE_INCHES
    if not least <= max(inches) <= most:
        scale = _A4_LONG_SIDE_INCHES / max(width_px, height_px)
        inches = (width_px * scale, height_px * scale)
    width, height = (side * _POINTS_PER_INCH for side in inches)
    return width, height, width, height


def _repacked(content: bytes) -> bytes:
    """What cannot be embedded as it is, as a plain picture: paper shows through."""
    with Image.open(io.BytesIO(content)) as image:
        if image.mode.startswith("I"):
            plain = image.point(lambda value: value / 256).convert("L")
        else:
            solid = image.convert("RGBA")
            paper = Image.new("RGBA", solid.size, "white")
            plain = Image.alpha_composite(paper, solid).convert("RGB")
        target = io.BytesIO()
        plain.save(target, "PNG", dpi=image.info.get("dpi", (0, 0)))
    return target.getvalue()


def _begun_at(content: bytes, number: int) -> bytes:
    """The TIFF, beginning with another of its frames.

    All offsets in a TIFF count from its beginning, so only the pointer to the
    first frame changes, and a frame packed as a fax stays as it is.
    """
    order = "<" if content[:2] == b"II" else ">"
    seen: set[int] = set()
    (offset,) = struct.unpack_from(f"{order}I", content, 4)
    for _frame in range(number - 1):
        seen.add(offset)
        (entries,) = struct.unpack_from(f"{order}H", content, offset)
        (offset,) = struct.unpack_from(f"{order}I", content, offset + 2 + 12 * entries)
        if not offset or offset in seen:
            raise IndexError(number)
    return content[:4] + struct.pack(f"{order}I", offset) + content[8:]


def _saved(scan: Pdf) -> bytes:
    target = io.BytesIO()
    scan.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except pikepdf.PasswordError as error:
        raise ScanError("encrypted") from error
    except _LIBRARY_ERRORS as error:
        if is_of_system(error):
            raise
        raise ScanError("damaged", f"{path.name}: {error}") from error
