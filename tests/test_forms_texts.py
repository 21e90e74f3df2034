"""Any printable text of a field stands whole in the PDF, whatever it says."""

import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.shared import Pt
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline import messages
from pipeline.forms import convert, glyphs, render, zones
from pipeline.forms.ruling import MM_PER_POINT
from pipeline.model import ZoneKind
from pipeline.pagecode import new_page_code
from tests.forms_templates import add_table, new_document, save_kind

DOCUMENT_ID = "7K3Q9ZC2M4"
ROWS = 120
GLYPHS = glyphs.of_families(("Liberation Serif",))
TRAPS = (
    *("{{", "}}", "{%", "%}", "{_{", "}_}", "{_%", "%_}", "{#", "#}", "{{r ", "{%p "),
    *("&", "&amp;", "<", ">", "</w:t>", "<w:br/>", "]]>", "<!--", '"', "'", "«", "„"),
    *(
        "\\",
        "\\n",
        "%s",
        "%",
        "{0}",
        "$",
        "items",
        "__class__",
        "\N{RIGHT SINGLE QUOTATION MARK}",
    ),
    *("-", "\N{NON-BREAKING HYPHEN}", "–", "—", "…", " ", "  ", "\N{NO-BREAK SPACE}"),
    *("\n", "\t", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f", "\a", "\x00"),
    *("\N{COMBINING ACUTE ACCENT}", "и\N{COMBINING BREVE}", "е\N{COMBINING DIAERESIS}"),
    *(
        "\N{ZERO WIDTH SPACE}",
        "\N{SOFT HYPHEN}",
        "\N{THIN SPACE}",
        "\N{LEFT-TO-RIGHT MARK}",
    ),
    *(
        "fi",
        "ffl",
        "Ёё",
        "Ωα",
        "№",
        "₽",
        "²",
        "½",
        "\U0001f642",
        "字",
        "\ufffe",
        "\ue000",
    ),
    *("Щ" * 120, "w" * 120, "м" * 60 + "-" + "w" * 60, "http://" + "a" * 113),
)
"""What templates, Word's format, Jinja, docxtpl or PDF read in a way of their own."""

FOLDED = {
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{NO-BREAK SPACE}": " ",
    "\ufffe": "-",
    "\x02": "-",
}
"""What a PDF's text does not tell apart; the last two are a hyphen at a line's end."""
FOLDED |= {
    lig: unicodedata.normalize("NFKC", lig) for lig in map(chr, range(0xFB00, 0xFB05))
}


def from_left_to_right(character):
    return unicodedata.bidirectional(character) not in ("R", "AL", "AN")


OWN = sorted(c for c in GLYPHS.plain if from_left_to_right(c))
TEXTS = st.lists(
    st.one_of(st.sampled_from(TRAPS), st.text(st.sampled_from(OWN), max_size=12)),
    min_size=1,
    max_size=6,
).map("".join)


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    document = new_document()
    cell = "{{ text }}{{r text_zone(loop.index) }}"
    rows = [["{%tr for text in texts %}"], [cell], ["{%tr endfor %}"]]
    table = add_table(document, rows, [70])
    spacing = table.cell(1, 0).paragraphs[0].paragraph_format
    spacing.space_before = spacing.space_after = Pt(8)  # no glyph reaches a neighbour
    for row in table.rows:
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return save_kind(tmp_path_factory.mktemp("kinds"), "letter", document)


def printed(form, texts, folder):
    """Each text as it stands in the PDF, and what was not printed as given."""
    made = render.render(form, {"texts": texts}, DOCUMENT_ID)
    path = folder / "letter.docx"
    path.write_bytes(made.docx)
    profile = folder / "profile"
    convert.to_pdf([path], folder, profile=profile, seconds_each=60)
    return read(path.with_suffix(".pdf"), made.zones), made.unprinted


def read(path: Path, pending):
    document = pypdfium2.PdfDocument(path)
    count = len(document)
    codes = [new_page_code(DOCUMENT_ID, n, count) for n in range(1, count + 1)]
    found = {}
    for page, placed in zip(
        document, zones.locate(path.read_bytes(), pending, codes), strict=True
    ):
        text, height = page.get_textpage(), page.get_height()
        for zone in placed.zones:
            if zone.kind is ZoneKind.TEXT:
                left, top, right, bottom = (edge / MM_PER_POINT for edge in zone.box_mm)
                found[int(zone.subject)] = text.get_text_bounded(
                    left, height - bottom, right, height - top
                )
    document.close()
    return [found[number] for number in sorted(found)]


def folded(text):
    same = unicodedata.normalize("NFC", text)
    return "".join(FOLDED.get(character, character) for character in same)


def expected(text):
    """A pattern: all that a person sees, in order; a long word may be broken."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    words = folded("".join(map(GLYPHS.printed, text))).split()
    return r"\s+".join(r"\s*".join(map(re.escape, word)) for word in words)


def is_whole(text, cell):
    return re.fullmatch(expected(text), folded(cell).strip()) is not None


@pytest.mark.slow
@settings(
    max_examples=3,
    derandomize=True,
    phases=[Phase.generate],
    database=None,
)
@given(texts=st.lists(TEXTS, min_size=ROWS, max_size=ROWS))
def test_any_text_comes_out_whole(form, tmp_path_factory, texts):
    texts = [*TRAPS, *texts]
    seen, _ = printed(form, texts, tmp_path_factory.mktemp("texts"))
    pairs = zip(texts, seen, strict=True)
    broken = [(it, cell) for it, cell in pairs if not is_whole(it, cell)]
    assert not broken


def typed(data, text):
    typist = glyphs.Typist(GLYPHS, data)
    return typist.printable(text), typist.unprinted


def test_a_character_without_a_glyph_becomes_a_visible_sign():
    data = {"trainees": [{"name": "Анна"}, {"name": "Ия \U0001f642"}]}
    printed, (told,) = typed(data, "Ия \U0001f642")
    assert printed == "Ия □"
    assert (told.field, told.character) == ("trainees[1].name", "\U0001f642")
    assert "U+1F642 SLIGHTLY SMILING FACE" in str(told)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("trainees[0].name", "Name of trainee 1"),
        ("trainee.short_name", "Name of the trainee"),
        ("units[1].sessions[2].topic", "Topic of lesson 3 of discipline 2"),
        ("sessions[2].topic", "Topic of lesson 3"),
        ("programme.title", "Title of the programme"),
        ("units[1].tasks[0].title", "units[2].tasks[1].title"),
        ("", "–"),
    ],
)
def test_a_lost_character_is_told_in_words_and_counted_from_one(field, words):
    before = messages.language()
    messages.use_language("en")
    assert str(glyphs.Unprinted(field, "字", "□")).startswith(f"{words}: no font")
    messages.use_language(before)


def test_what_follows_from_one_name_is_told_once():
    data = {"trainees": [{"name": "Ия 字", "short_name": "字 И."}]}
    typist = glyphs.Typist(GLYPHS, data)
    for text in ("Ия 字", "字 И.", "Ие 字"):
        typist.printable(text)
    assert [told.field for told in typist.unprinted] == ["trainees[0].name"]


def test_invisible_characters_are_left_out_in_silence():
    printed, told = typed(
        {}, "а\N{ZERO WIDTH SPACE}б\N{SOFT HYPHEN}в\x00\N{THIN SPACE}г"
    )
    assert (printed, told) == ("абв г", ())


def test_the_data_itself_is_never_changed(form):
    data = {"texts": ["字"]}
    made = render.render(form, data, DOCUMENT_ID)
    assert data == {"texts": ["字"]}
    assert [told.field for told in made.unprinted] == ["texts[0]"]


def test_a_form_of_a_font_without_the_square_prints_another_sign(monkeypatch):
    monkeypatch.setattr(glyphs, "SIGNS", ("\U0001f642", "?"))
    glyphs.of_families.cache_clear()
    assert glyphs.of_families(("Liberation Serif",)).sign == "?"
    glyphs.of_families.cache_clear()
