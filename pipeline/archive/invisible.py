"""Words laid invisibly over a page, so that it can be searched and copied from.

The font has one glyph, a rectangle, for every character: readers want an
outline to know where a character is, and an empty one loses short words. A
character's code is its UTF-16 code.
"""

import io
from collections.abc import Iterable
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Pdf, String

from pipeline.model import Word

FONT: str = "/PodshivkaWords"
POINTS_PER_MM = 72 / 25.4

_FONT_NAME = Name("/PODSHV+Words")
_CODES = 1 << 16
_SURROGATES = range(0xD8, 0xE0)
_RANGES_IN_BLOCK = 100
_PER_EM = 1000
_ADVANCE = 500
_ADVANCE_EM = _ADVANCE / _PER_EM
_SYMBOLIC = 4
_LEAST_MM = 0.1
_NO_DATE = 2_082_844_800
"""The start of 1970, in seconds since 1904, as fonts count."""

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def text(words: Iterable[Word], page_height_mm: float) -> bytes:
    """Drawing operators that set the words at their places, without a trace.

    Args:
        words: Boxes in mm, the origin at the top left.
        page_height_mm: Of the page, whose PDF origin is at the bottom left.
    """
    lines = ["BT 3 Tr"]
    for word in words:
        characters = _printable(word.text)
        if characters:
            x0, y0, x1, y1 = word.box_mm
            size = max(y1 - y0, _LEAST_MM) * POINTS_PER_MM
            width = max(x1 - x0, _LEAST_MM) * POINTS_PER_MM
            stretch = 100 * width / (len(characters) * _ADVANCE_EM * size)
            left, base = x0 * POINTS_PER_MM, (page_height_mm - y1) * POINTS_PER_MM
            codes = f"{characters} ".encode("utf-16-be").hex()
            lines.append(
                f"{FONT} {size:.3f} Tf {stretch:.3f} Tz "
                f"1 0 0 1 {left:.3f} {base:.3f} Tm <{codes}> Tj"
            )
    return "\n".join([*lines, "ET", ""]).encode("ascii")


def font(document: Pdf) -> Dictionary:
    """The font, put into that document."""
    program = document.make_stream(_program())
    program.Length1 = len(_program())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=_FONT_NAME,
        Flags=_SYMBOLIC,
        FontBBox=Array([0, 0, _ADVANCE, _PER_EM]),
        ItalicAngle=0,
        Ascent=_PER_EM,
        Descent=0,
        CapHeight=_PER_EM,
        StemV=80,
        FontFile2=program,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=_FONT_NAME,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=document.make_indirect(descriptor),
        DW=_ADVANCE,
        CIDToGIDMap=document.make_stream(b"\0\1" * _CODES),
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_FONT_NAME,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([document.make_indirect(descendant)]),
            ToUnicode=document.make_stream(_to_unicode()),
        )
    )


def _printable(characters: str) -> str:
    """Without control characters; what needs two UTF-16 codes is told as unknown."""
    return "".join(
        char if ord(char) < _CODES else _UNKNOWN
        for char in characters
        if char.isprintable()
    )


@cache
def _program() -> bytes:
    """A TrueType font whose only character is a rectangle, half as wide as high."""
    builder = FontBuilder(_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "any"])
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, _PER_EM), (_ADVANCE, _PER_EM), (_ADVANCE, 0)):
        pen.lineTo(corner)
    pen.closePath()
    rectangle = pen.glyph()
    builder.setupGlyf({".notdef": rectangle, "any": rectangle})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "any"), (_ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=_PER_EM, descent=0)
    builder.setupMaxp()
    builder.font.recalcTimestamp = False
    builder.updateHead(created=_NO_DATE, modified=_NO_DATE)
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


@cache
def _to_unicode() -> bytes:
    """The CMap by which readers turn codes into text: every code is itself."""
    rows = [row for row in range(_CODES >> 8) if row not in _SURROGATES]
    ranges = [f"<{row:02X}00> <{row:02X}FF> <{row:02X}00>" for row in rows]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(ranges), _RANGES_IN_BLOCK):
        block = ranges[start : start + _RANGES_IN_BLOCK]
        lines += [f"{len(block)} beginbfrange", *block, "endbfrange"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
