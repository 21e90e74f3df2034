"""Fonts of this machine: which file serves a family, and small subsets of it.

Families are looked up through fontconfig, as LibreOffice does. A subset holds
the glyphs of the given characters only and is always the same bytes for the
same font file and characters. What is not a TrueType outline is refused: it is
embedded as it is into pages that must be PDF/A.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from fontTools import subset
from fontTools.ttLib import TTFont
from lxml import etree

from pipeline import programs
from pipeline.errors import MissingProgramError

FONTCONFIG = programs.Program("fontconfig", ("fc-match",), "apt-get install fontconfig")
STAMP_FAMILY = "Liberation Sans"
STAND_INS = ("DejaVu Serif", "DejaVu Sans")
"""Where LibreOffice finds characters that the fonts of a document lack."""

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of dates in fonts

_LIMITS = programs.Limits(seconds=20)
_QUERY = "%{family[0]}\t%{fontversion}\t%{file}"
_UNWANTED_TABLES = ["GSUB", "GPOS", "GDEF", "FFTM", "kern", "DSIG", "name"]


_NAMED = re.compile(rb'w:(?:ascii|hAnsi|cs)="([^"]+)"')
_STYLED = re.compile(rb'<w:(?:p|r|tbl)Style w:val="([^"]+)"')
_STORY = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_STYLES = "word/styles.xml"
_DEFAULTS = qn("w:docDefaults")
_THEME = "word/theme/theme1.xml"
_THEMED = re.compile(rb'w:(?:ascii|hAnsi)Theme="(minor|major)')


@dataclass(frozen=True, slots=True)
class FontMatch:
    """The font that serves a family here.

    Attributes:
        family: Its own name; another one than was asked for when that is missing.
        version: As fontconfig counts it.
    """

    family: str
    version: str
    path: Path


@dataclass(frozen=True, slots=True)
class Subset:
    """A font cut down to some characters.

    Attributes:
        name: PostScript name with the tag that marks a subset.
        program: The TrueType file.
        glyphs: Character → glyph number in the program.
        widths: Glyph number → advance in thousandths of the font size.
        box: Smallest box around all glyphs, in thousandths; ascent, descent
            and cap_height are in thousandths too.
    """

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: dict[int, int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


@cache
def match(family: str) -> FontMatch:
    """The font that is used where that family is asked for.

    Raises:
        MissingProgramError: fontconfig is not installed.
    """
    finished = programs.run(FONTCONFIG, ["-f", _QUERY, family], limits=_LIMITS)
    name, version, path = finished.output.decode().split("\t")
    return FontMatch(name, version, Path(path))


@cache
def characters(family: str) -> frozenset[str]:
    """All characters of the font that serves the family.

    Raises:
        MissingProgramError: fontconfig is not installed.
    """
    with TTFont(match(family).path, fontNumber=0, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


@cache
def stand_ins() -> tuple[str, ...]:
    """Those of `STAND_INS` that are installed.

    Raises:
        MissingProgramError: fontconfig is not installed.
    """
    return tuple(name for name in STAND_INS if match(name).family == name)


def families(docx: bytes) -> tuple[str, ...]:
    """The families that a Word document prints, in the order of the alphabet.

    Of the styles only those in use count: every document brings many more.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = package.namelist()
        stories = b"".join(map(package.read, filter(_STORY.fullmatch, names)))
        styles = package.read(_STYLES) if _STYLES in names else b"<none/>"
        theme = package.read(_THEME) if _THEME in names else b"<none/>"
    used = {style.decode() for style in _STYLED.findall(stories)}
    text = stories + _relevant_styles(styles, used)
    named = {family.decode() for family in _NAMED.findall(text)}
    kinds = {kind.decode() for kind in _THEMED.findall(text)}
    return tuple(sorted(named | _families_of_theme(theme, kinds)))


def _families_of_theme(theme: bytes, kinds: set[str]) -> set[str]:
    """The families that «minor» (of the text) and «major» (of headings) stand for."""
    root = etree.fromstring(theme)
    paths = {kind: f".//{{*}}{kind}Font/{{*}}latin" for kind in kinds}
    found = {root.find(path) for path in paths.values()} - {None}
    return {latin.get("typeface") for latin in found if latin.get("typeface")}


def _relevant_styles(styles: bytes, used: set[str]) -> bytes:
    """Those styles, what they are based on, and the defaults, as XML."""
    root = etree.fromstring(styles)
    elements = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
    waiting = [*used, *(i for i, s in elements.items() if s.get(qn("w:default")))]
    relevant = [] if _names_fonts(elements.values()) else [*root.iter(_DEFAULTS)]
    while waiting:
        style = elements.pop(waiting.pop(), None)
        if style is not None:
            relevant.append(style)
            bases = style.iter(qn("w:basedOn"))
            waiting += [base.get(qn("w:val")) for base in bases]
    return b"".join(etree.tostring(each, encoding="utf-8") for each in relevant)


def _names_fonts(styles: Iterable[Any]) -> bool:
    """The standard style of paragraphs has a font, whatever the defaults say."""
    wanted = {qn("w:type"): "paragraph", qn("w:default"): "1"}
    return any(
        style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None
        for style in styles
        if all(style.get(name) == value for name, value in wanted.items())
    )


@cache
def cut(family: str, characters: frozenset[str]) -> Subset:
    """The family's font with the glyphs of those characters.

    Raises:
        MissingProgramError: No TrueType font of that family, or a character
            that it does not have.
    """
    found = match(family)
    font = TTFont(found.path, recalcTimestamp=False, fontNumber=0)
    known = font.getBestCmap()
    if "glyf" not in font or any(ord(char) not in known for char in characters):
        raise MissingProgramError(family, "apt-get install fonts-liberation")
    postscript_name = font["name"].getDebugName(6) or family.replace(" ", "")
    _shrink(font, characters)
    return _measured(font, f"PODSHV+{postscript_name}", characters)


def _shrink(font: TTFont, characters: frozenset[str]) -> None:
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=_UNWANTED_TABLES,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)


def _measured(font: TTFont, name: str, characters: frozenset[str]) -> Subset:
    head, metrics, outline = font["head"], font["hmtx"], font["hhea"]
    per_em = head.unitsPerEm

    def thousandths(units: int) -> int:
        return int(units * 1000 / per_em + 0.5)

    names = font.getBestCmap()
    glyphs = {char: font.getGlyphID(names[ord(char)]) for char in sorted(characters)}
    widths = {
        font.getGlyphID(glyph): thousandths(metrics[glyph][0])
        for glyph in font.getGlyphOrder()
    }
    program = io.BytesIO()
    font.save(program, reorderTables=True)
    return Subset(
        name,
        program.getvalue(),
        glyphs,
        widths,
        (
            thousandths(head.xMin),
            thousandths(head.yMin),
            thousandths(head.xMax),
            thousandths(head.yMax),
        ),
        thousandths(outline.ascent),
        thousandths(outline.descent),
        thousandths(getattr(font["OS/2"], "sCapHeight", outline.ascent)),
    )
