"""Fonts: which serve a family, and what a document uses."""

import io

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont

from pipeline.errors import MissingProgramError
from pipeline.forms import fonts
from tests.forms_templates import new_document


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_subset_has_the_asked_glyphs_only():
    cut = fonts.cut(fonts.STAMP_FAMILY, frozenset("AЯ7"))
    font = TTFont(io.BytesIO(cut.program))
    assert set(cut.glyphs) == {"A", "Я", "7"}
    assert font["maxp"].numGlyphs <= 5
    assert all(cut.widths[glyph] > 400 for glyph in cut.glyphs.values())


def test_a_subset_is_always_the_same_bytes():
    first = fonts.cut(fonts.STAMP_FAMILY, frozenset("ABC"))
    fonts.cut.cache_clear()
    assert fonts.cut(fonts.STAMP_FAMILY, frozenset("CBA")) == first


def test_a_character_that_the_font_lacks_is_told():
    with pytest.raises(MissingProgramError, match="Liberation Sans"):
        fonts.cut(fonts.STAMP_FAMILY, frozenset("字"))


def test_only_the_fonts_in_use_are_named():
    document = new_document()
    document.add_paragraph("а").add_run("б").font.name = "DejaVu Sans"
    assert fonts.families(saved(document)) == ("DejaVu Sans", "Liberation Serif")


def test_the_font_of_a_style_counts_once_the_style_is_used():
    document = new_document()
    document.styles["Heading 1"].font.name = "DejaVu Serif"
    assert "DejaVu Serif" not in fonts.families(saved(document))
    document.add_heading("Заголовок", 1)
    assert "DejaVu Serif" in fonts.families(saved(document))


def test_a_font_of_the_theme_counts_too():
    document = new_document()
    fonts_of_run = document.add_paragraph().add_run("а")._r.get_or_add_rPr()
    themed = OxmlElement("w:rFonts")
    themed.set(qn("w:asciiTheme"), "minorHAnsi")
    fonts_of_run.append(themed)
    assert fonts.families(saved(document)) == ("Cambria", "Liberation Serif")
