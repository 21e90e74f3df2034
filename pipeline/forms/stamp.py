"""Page codes, registration marks and reference cells put onto printed pages.

The stamp is the last content stream of a page and begins with a comment that
names it and holds the footer's text, so a page that is printed anew gets
another stamp in its place. (A key of its own on the stream's dictionary would
say the same, but `pikepdf.pdfa` passes no keys that it does not know.) The
page's own content is left as it was, between `q` and `Q`. The same pages and
codes give the same bytes.

Pages must not be turned (`/Rotate`); LibreOffice writes none that are.
"""

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, pdfa

from pipeline import fiducials, pagecode
from pipeline.errors import ProgramError
from pipeline.forms import fonts, marks
from pipeline.messages import _
from pipeline.model import Box
from pipeline.pagecode import PageCode

STAMP_HEAD: Final = "%PodshivkaStamp "
MM_PER_POINT: Final = 25.4 / 72
TEXT_POINTS: Final = 6.5

_FLAVOUR: Final = "2b"
_FONT: Final = "/PodshivkaFont"
_FOOTER_GAP_MM: Final = 5.0
_ID_CHARACTERS: Final = frozenset(pagecode.ALPHABET + " ·/")
_SYMBOLIC: Final = 4
_ACROSS: Final = 0.7
"""The part of a page's diagonal that a watermark takes."""
_ACROSS_GREY: Final = 0.9


def stamp(
    pdf: bytes | Path,
    codes: Sequence[PageCode],
    *,
    footer: str = "",
    watermark: str = "",
) -> bytes:
    """Put the codes and marks onto every page; named destinations are dropped.

    Args:
        pdf: A PDF/A-2b of LibreOffice's; from a file it goes twice as fast.
        codes: One for each page, in their order.
        footer: A line of small text at the lower edge of every page.
        watermark: A word in large grey letters across every page, behind its text.

    Raises:
        ValueError: Not as many codes as pages.
        MissingProgramError: The font of the small text is not installed.
    """
    source = pdf if isinstance(pdf, Path) else io.BytesIO(pdf)
    with pikepdf.open(source) as document:
        if len(document.pages) != len(codes):
            raise ValueError(len(codes))
        _drop_extras(document)
        font = fonts.cut(fonts.STAMP_FAMILY, _ID_CHARACTERS | set(footer + watermark))
        font_object = document.make_indirect(_font_object(document, font))
        opening = document.make_stream(b"q\n")
        for page, code in zip(document.pages, codes, strict=True):
            page.add_resource(font_object, Name.Font, Name(_FONT))
            page.contents_add(opening, prepend=True)
            if watermark:
                behind = _Content(page).across(font, watermark)
                page.contents_add(document.make_stream(behind), prepend=True)
            page.contents_add(_stamp_stream(document, page, code, footer, font))
        return _saved(document)


def plain(pdf: Path) -> bytes:
    """LibreOffice's PDF/A-2b without codes, as `stamp` would leave it otherwise."""
    with pikepdf.open(pdf) as document:
        _drop_extras(document)
        return _saved(document)


def restamp(pdf: bytes, codes: Mapping[int, PageCode]) -> bytes:
    """Put other codes onto those pages (numbers from 1) of a stamped PDF.

    Raises:
        ValueError: A page has no stamp.
        IndexError: No such page.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, code in codes.items():
            page = document.pages.p(number)
            footer = _stamped_footer(page)
            font = fonts.cut(fonts.STAMP_FAMILY, _ID_CHARACTERS | set(footer))
            fresh = _stamp_stream(document, page, code, footer, font)
            page.Contents[len(page.Contents) - 1] = fresh
        return _saved(document)


def require_pdfa(pdf: bytes, name: str) -> None:
    """Make sure that it is PDF/A-2b.

    Raises:
        ProgramError: It is not; the first finding is named.
    """
    report = pdfa.validate_written(io.BytesIO(pdf), _FLAVOUR)
    if not report.passed:
        detail = _("{name} is not PDF/A-2b: {finding}")
        finding = str(next(iter(report.findings), report.verdict))
        raise ProgramError("LibreOffice", detail.format(name=name, finding=finding))


def makings(pdf: Path) -> frozenset[str]:
    """What the pages are made of: fonts, pictures, annotations, each kind once.

    LibreOffice makes PDF/A of the same template and makings alike, whatever the words.
    """
    with pikepdf.open(pdf, inherit_page_attributes=False) as document:
        used = (
            str(made)
            for page in document.pages
            for made in (*_resources(page), *_annotations(page))
        )
        return frozenset(used)


def _resources(page: pikepdf.Page) -> Iterator[tuple[str, ...]]:
    resources = page.obj.get("/Resources", Dictionary())
    for font in resources.get("/Font", Dictionary()).values():
        _tag, _plus, family = str(font.get("/BaseFont")).rpartition("+")
        yield "font", str(font.get("/Subtype")), family
    for picture in resources.get("/XObject", Dictionary()).values():
        colours = picture.get("/ColorSpace")
        space = colours[0] if isinstance(colours, Array) else colours
        facts = (picture.get("/Subtype"), picture.get("/Filter"), space)
        yield "picture", *map(str, facts), str("/SMask" in picture)


def _annotations(page: pikepdf.Page) -> Iterator[tuple[str, ...]]:
    for annotation in page.obj.get("/Annots", Array()):
        yield "annotation", str(annotation.get("/Subtype")), str(annotation.get("/F"))


def _drop_extras(document: Pdf) -> None:
    """What the PDF/A check cannot judge, and names that nobody needs any more."""
    for holder, key in (
        (document.trailer, "/DocChecksum"),
        (document.Root, "/OpenAction"),
        (document.Root, "/Dests"),
        (document.Root.get("/Names", Dictionary()), "/Dests"),
    ):
        if key in holder:
            del holder[key]
    for page in document.pages:
        # Links of a table of contents, and their tab order, which is no name.
        for key in ("/Annots", "/Tabs"):
            if key in page:
                del page[key]


def _saved(document: Pdf) -> bytes:
    target = io.BytesIO()
    settings = pdfa.resolve_save_kwargs(_FLAVOUR, deterministic_id=True)
    document.save(target, **settings)
    return target.getvalue()


def _stamped_footer(page: pikepdf.Page) -> str:
    contents = page.obj.get("/Contents")
    if isinstance(contents, Array) and len(contents):
        first_line, _newline, _rest = contents[-1].read_bytes().partition(b"\n")
        head = STAMP_HEAD.encode()
        if first_line.startswith(head):
            return bytes.fromhex(first_line.removeprefix(head).decode()).decode()
    raise ValueError(page.index)


def _stamp_stream(
    document: Pdf, page: pikepdf.Page, code: PageCode, footer: str, font: fonts.Subset
) -> Stream:
    content = _Content(page)
    where = fiducials.of_page(content.width_mm, content.height_mm)
    content.fill(marks.white(where), grey=1)
    content.fill(marks.black(code, where), grey=0)
    content.write(font, where.id_text, readable(code))
    if footer:
        right_of_marks = where.reference_empty[2] + _FOOTER_GAP_MM
        content.write(font, (right_of_marks, where.reference_empty[3]), footer)
    head = f"{STAMP_HEAD}{footer.encode().hex()}\n".encode()
    return document.make_stream(head + content.text())


def readable(code: PageCode) -> str:
    """The page's identity as printed for people: «7K3Q9 ZC2M4 · 3/12»."""
    half = pagecode.DOCUMENT_ID_LENGTH // 2
    head, tail = code.document_id[:half], code.document_id[half:]
    return f"{head} {tail} · {code.page_number}/{code.page_count}"


class _Content:
    """Drawing operators of a page, written from mm with the origin top left."""

    def __init__(self, page: pikepdf.Page) -> None:
        x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
        self._left, self._top = x0, y1
        self.width_mm = (x1 - x0) * MM_PER_POINT
        self.height_mm = (y1 - y0) * MM_PER_POINT
        self._lines = ["Q", "/Artifact BMC"]

    def fill(self, polygons: Iterable[marks.Polygon], *, grey: int) -> None:
        """All of them in one path with one fill, so that no seams show."""
        self._lines.append(f"{grey} g")
        for polygon in polygons:
            box = marks.box_of(polygon)
            self._lines.append(self._rectangle(box) if box else self._outline(polygon))
        self._lines.append("f")

    def write(self, font: fonts.Subset, start_mm: marks.Point, text: str) -> None:
        """A line of text whose base line starts there."""
        self._lines.append(
            f"BT {_FONT} {TEXT_POINTS} Tf {self._point(start_mm)} Td "
            f"<{_glyphs(font, text)}> Tj ET"
        )

    def across(self, font: fonts.Subset, text: str) -> bytes:
        """A content stream: the text along the diagonal, from the lower left."""
        width = sum(font.widths[font.glyphs[char]] for char in text) / 1000
        diagonal = math.hypot(self.width_mm, self.height_mm) / MM_PER_POINT
        size = diagonal * _ACROSS / width
        across, up = self.width_mm / 2, self.height_mm / 2
        cosine, sine = (
            side / MM_PER_POINT / diagonal for side in (self.width_mm, self.height_mm)
        )
        half, low = size * width / 2, size * font.cap_height / 2000
        x, y = map(float, self._point((across, up)).split())
        x += -half * cosine + low * sine
        y += -half * sine - low * cosine
        turn = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.3f} {y:.3f}"
        shown = f"BT {_FONT} {size:.2f} Tf {turn} Tm <{_glyphs(font, text)}> Tj ET"
        head = ["q", "/Artifact BMC", f"{_ACROSS_GREY} g", shown, "EMC", "Q", ""]
        return "\n".join(head).encode("ascii")

    def text(self) -> bytes:
        """The content stream."""
        return "\n".join([*self._lines, "EMC", ""]).encode("ascii")

    def _rectangle(self, box_mm: Box) -> str:
        """One operator; its far edges are rounded as those of its neighbours are."""
        (x0, top), (x1, bottom) = self._place(box_mm[:2]), self._place(box_mm[2:])
        return f"{x0:.3f} {bottom:.3f} {x1 - x0:.3f} {top - bottom:.3f} re"

    def _outline(self, polygon: marks.Polygon) -> str:
        first, *others = map(self._point, polygon)
        return "\n".join([f"{first} m", *(f"{point} l" for point in others), "h"])

    def _point(self, point_mm: marks.Point) -> str:
        x, y = self._place(point_mm)
        return f"{x:.3f} {y:.3f}"

    def _place(self, point_mm: marks.Point) -> marks.Point:
        """In points from the lower left corner, as they are written."""
        x = self._left + point_mm[0] / MM_PER_POINT
        y = self._top - point_mm[1] / MM_PER_POINT
        return round(x, 3), round(y, 3)


def _glyphs(font: fonts.Subset, text: str) -> str:
    """The text as a string of the font's glyph numbers."""
    return "".join(f"{font.glyphs[char]:04X}" for char in text)


def _font_object(document: Pdf, font: fonts.Subset) -> Dictionary:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{font.name}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([_glyphs_object(document, font)]),
        ToUnicode=document.make_stream(_to_unicode(font)),
    )


def _glyphs_object(document: Pdf, font: fonts.Subset) -> Object:
    """The font by the numbers of its glyphs, with their widths."""
    widths = [font.widths[glyph] for glyph in range(len(font.widths))]
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{font.name}"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=_descriptor(document, font),
        W=Array([0, Array(widths)]),
        CIDToGIDMap=Name.Identity,
    )
    return document.make_indirect(descendant)


def _descriptor(document: Pdf, font: fonts.Subset) -> Object:
    """The font's measures, and its program."""
    program = document.make_stream(font.program)
    program.Length1 = len(font.program)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{font.name}"),
        Flags=_SYMBOLIC,
        FontBBox=Array(font.box),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.cap_height,
        StemV=80,
        FontFile2=program,
    )
    return document.make_indirect(descriptor)


def _to_unicode(font: fonts.Subset) -> bytes:
    """The CMap by which readers turn our glyph numbers into text."""
    pairs = [
        f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>"
        for char, glyph in font.glyphs.items()
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
