"""A record's `document.pdf`: upright, searchable PDF/A-2b, made from its scan.

Each page is the scanned page, placed as the registration found it on a white
page of the printed size, with the words that we printed and that OCR found laid
invisibly at their places. No image is re-encoded, but where PDF/A refuses a
page (CMYK, JPEG 2000): that one is rendered and packed as JPEG. Text that was
hidden in the received page is left out: it is not ours and not to be trusted.

Same input, same bytes. A scan is untrusted: this runs in a process apart (`workshop`).
"""

import io
import logging
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf, pdfa

from pipeline import pdfium
from pipeline.apart import Limits, answers
from pipeline.archive import invisible, placement, plainpages
from pipeline.errors import ScanError
from pipeline.model import PageText, RecordPage

log = logging.getLogger(__name__)

_FLAVOUR = "2b"
_SCAN = "/PodshivkaScan"
_SHOW_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_SET_FONT = frozenset({"Tf"})
_INVISIBLE = 3
_RENDER_DPI = (100, 300)
_RENDER_PIXELS = 40_000_000
_JPEG_QUALITY = 85
_USUAL_MM = 1_300.0
_USUAL_SHEET = (0.0, 0.0, 612.0, 792.0)
"""What viewers take a page for that has no size."""

_INCH_MM = 25.4
_POINTS_PER_INCH = 72.0
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

_sound: set[str] = set()
"""Shapes of pages of which a document was found to be PDF/A."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page to make.

    Attributes:
        index: Its place in the document, from 0.
    """

    index: int
    page: RecordPage
    text: PageText | None

    @property
    def size_mm(self) -> tuple[float, float]:
        if self.text and self.text.width_mm > 0 and self.text.height_mm > 0:
            return self.text.width_mm, self.text.height_mm
        return placement.upright_size(self.page)


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a received page lies in its PDF.

    Attributes:
        crop: What a viewer shows, in points.
        to_mm: Points → mm on the page as shown; size_mm is that page's.
    """

    crop: tuple[float, float, float, float]
    to_mm: placement.Affine
    size_mm: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is drawn for a page.

    Attributes:
        drawing: A form or an image.
        to_mm: Its own units → mm on the received page as shown.
        shape: What it is made of (see `plainpages`); "" is checked always.
    """

    drawing: pikepdf.Object
    to_mm: placement.Affine
    size_mm: tuple[float, float]
    shape: str = ""


def made(
    scan: Path,
    pages: Sequence[RecordPage],
    texts: Sequence[PageText],
    *,
    limits: Limits,
) -> Iterator[bytes]:
    """As `document_pdf`, in pieces, within those limits."""
    del limits  # the process keeps them
    yield from answers.pieces(document_pdf(scan.read_bytes(), pages, texts))


def document_pdf(
    scan: bytes, pages: Sequence[RecordPage], texts: Sequence[PageText]
) -> bytes:
    """The searchable PDF/A-2b of a record.

    Args:
        scan: The record's `scan.pdf`.
        pages: In the order wanted.
        texts: Found by page number; pages without a number take the texts
            without a number, in their order.

    Raises:
        ScanError: "damaged": the scan cannot be read.
    """
    sheets = _sheets(pages, texts)
    try:
        document, shapes = _made(scan, sheets, frozenset())
        if _sound.issuperset(shapes):
            return document
        if not _is_pdfa(document):
            return _without_refused(scan, sheets)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, IndexError) as error:
        raise ScanError("damaged", str(error)) from error
    _sound.update(shapes - {""})
    return document


def _sheets(pages: Sequence[RecordPage], texts: Sequence[PageText]) -> list[_Sheet]:
    waiting: defaultdict[int, deque[PageText]] = defaultdict(deque)
    for text in texts:
        waiting[text.number].append(text)
    return [
        _Sheet(index, page, waiting[page.number].popleft() if page_texts else None)
        for index, page in enumerate(pages)
        for page_texts in [waiting[page.number]]
    ]


def _without_refused(scan: bytes, sheets: Sequence[_Sheet]) -> bytes:
    """The document with those pages rendered that PDF/A refuses."""
    refused = frozenset(
        sheet.index
        for sheet in sheets
        if not _is_pdfa(_made(scan, [sheet], frozenset())[0])
    )
    log.info("%d of %d pages are rendered for PDF/A", len(refused), len(sheets))
    document, _shapes = _made(scan, sheets, refused)
    if _is_pdfa(document):
        return document
    return _made(scan, sheets, frozenset(sheet.index for sheet in sheets))[0]


def _is_pdfa(pdf: bytes) -> bool:
    return pdfa.validate_written(io.BytesIO(pdf), _FLAVOUR).passed


def _made(
    scan: bytes, sheets: Sequence[_Sheet], rendered: frozenset[int]
) -> tuple[bytes, frozenset[str]]:
    """The document, and the shapes of its pages (see `plainpages`)."""
    shapes = set()
    with pikepdf.open(io.BytesIO(scan)) as source, Pdf.new() as document:
        font = invisible.font(document)
        for sheet in sheets:
            received = source.pages.p(sheet.page.scan_page)
            if sheet.index in rendered:
                picture = _rendered(document, scan, sheet, _frame(received))
            else:
                picture = _embedded(document, received)
            _add_page(document, sheet, picture, font)
            shapes.add(picture.shape if max(sheet.size_mm) <= _USUAL_MM else "")
        return _saved(document), frozenset(shapes)


def _embedded(document: Pdf, received: pikepdf.Page) -> _Picture:
    """The page's own content, images untouched."""
    frame = _frame(received)
    form = received.as_form_xobject(handle_transformations=False)
    form.BBox = Array(list(frame.crop))
    _drop_hidden_text(form)
    _drop_smoothing(form)
    copied = document.copy_foreign(form)
    return _Picture(copied, frame.to_mm, frame.size_mm, plainpages.shape(form))


def _rendered(document: Pdf, scan: bytes, sheet: _Sheet, frame: _Frame) -> _Picture:
    """The page as a viewer shows it, as a JPEG."""
    width_mm, height_mm = frame.size_mm
    least, most = _RENDER_DPI
    dpi = min(max(sheet.page.dpi, least), most)
    pixels = width_mm * height_mm * (dpi / _INCH_MM) ** 2
    dpi *= min(1.0, _RENDER_PIXELS / pixels) ** 0.5
    with pdfium.opened(scan) as opened:
        page = opened[sheet.page.scan_page - 1]
        image = page.render(scale=dpi / _POINTS_PER_INCH).to_pil().convert("RGB")
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=_JPEG_QUALITY)
    stream = document.make_stream(
        packed.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    square = np.array([[width_mm, 0, 0], [0, -height_mm, height_mm], [0, 0, 1]])
    return _Picture(stream, square, frame.size_mm)


def _add_page(
    document: Pdf, sheet: _Sheet, picture: _Picture, font: Dictionary
) -> None:
    height_mm = sheet.size_mm[1]
    width, height = (side / placement.MM_PER_POINT for side in sheet.size_mm)
    upright = placement.to_upright(sheet.page, picture.size_mm, sheet.size_mm)
    place = placement.to_points(height_mm) @ upright @ picture.to_mm
    words = (*sheet.text.printed, *sheet.text.recognised) if sheet.text else ()
    drawn = (
        f"q 1 g 0 0 {width:.3f} {height:.3f} re f Q\n"
        f"q {placement.operands(place)} cm {_SCAN} Do Q\n"
    ).encode("ascii")
    page = document.add_blank_page(page_size=(width, height))
    page.Contents = document.make_stream(drawn + invisible.text(words, height_mm))
    page.Resources = Dictionary(
        XObject=Dictionary({_SCAN: picture.drawing}),
        Font=Dictionary({invisible.FONT: font}),
    )


def _frame(received: pikepdf.Page) -> _Frame:
    crop = _shown(received)
    rotate = int(received.obj.get("/Rotate", 0))
    unit = float(received.obj.get("/UserUnit", 1))
    return _Frame(
        crop,
        placement.shown(crop, rotate, unit),
        placement.shown_size(crop, rotate, unit),
    )


def _shown(received: pikepdf.Page) -> tuple[float, float, float, float]:
    """What viewers show of a page, in points, whatever nonsense its boxes say."""
    sheet = _box(received.mediabox)
    if _is_empty(sheet):
        sheet = _USUAL_SHEET
    crop = _box(received.cropbox)
    (x0, y0, x1, y1), (left, low, right, high) = crop, sheet
    both = (max(x0, left), max(y0, low), min(x1, right), min(y1, high))
    return sheet if _is_empty(both) else both


def _box(edges: pikepdf.Array) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in edges)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _is_empty(box: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = box
    return x1 <= x0 or y1 <= y0


def _drop_hidden_text(form: pikepdf.Object) -> None:
    """Leave out text that was drawn invisibly, and fonts that nothing needs then."""
    if "/Font" not in form.get("/Resources", Dictionary()):
        return
    kept, shows = [], False
    mode, outer = 0, []
    for instruction in pikepdf.parse_content_stream(form):
        operator = str(instruction.operator)
        if operator == "Tr":
            mode = int(instruction.operands[0])
        elif operator == "q":
            outer.append(mode)
        elif operator == "Q" and outer:
            mode = outer.pop()
        elif operator in _SHOW_TEXT:
            if mode == _INVISIBLE:
                continue
            shows = True
        kept.append(instruction)
    form.write(pikepdf.unparse_content_stream(kept))
    if not shows:
        kept = [it for it in kept if str(it.operator) not in _SET_FONT]
        form.write(pikepdf.unparse_content_stream(kept))
        del form.Resources.Font


def _drop_smoothing(form: pikepdf.Object) -> None:
    """`/Interpolate` is a wish of the viewer's that PDF/A forbids."""
    for drawing in form.get("/Resources", Dictionary()).get("/XObject", {}).values():
        if "/Interpolate" in drawing:
            del drawing["/Interpolate"]


def _saved(document: Pdf) -> bytes:
    pdfa.prepare(document, _FLAVOUR)
    # `prepare` writes the time of day into the metadata; these say the same always
    document.Root.Metadata = document.make_stream(
        _XMP.encode(), Type=Name.Metadata, Subtype=Name.XML
    )
    target = io.BytesIO()
    settings = pdfa.resolve_save_kwargs(_FLAVOUR, deterministic_id=True)
    document.save(target, **settings)
    return target.getvalue()
