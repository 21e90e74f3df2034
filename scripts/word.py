"""Pieces of a Word form: a page as ГОСТ Р 7.0.97 wants it, texts, ruled tables.

Millimetres everywhere, sizes of type in points. The corners of a page belong to
the codes (`pipeline.fiducials`), so header and footer keep to the middle, and the
body starts and ends where that module says.

A form is plain Word: its tables are rectangular, and what repeats is written in
the template language, so that an institute can change a form without us.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from pipeline import fiducials

FONT = "Liberation Serif"
LEFT_MM, RIGHT_MM = 20.0, 10.0
LONG_KEPT_LEFT_MM = 30.0
"""Left margin of papers that may be kept over ten years (ГОСТ Р 7.0.97)."""
SHORT_SIDE_MM, LONG_SIDE_MM = 210.0, 297.0
TEXT_MM = SHORT_SIDE_MM - LEFT_MM - RIGHT_MM
"""Width of the text on an upright page."""
LONG_KEPT_TEXT_MM = SHORT_SIDE_MM - LONG_KEPT_LEFT_MM - RIGHT_MM
NB = "\N{NO-BREAK SPACE}"

_BODY_PT, _FOOTER_PT = 12.0, 7.0
_EDGE_MM = 12.0
_CORNER_MM = 40.0
"""Header and footer start and end this far from the sides of the sheet."""
_GREY = RGBColor(0x70, 0x70, 0x70)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks; `after_pt` is the space below it."""

    align: str = "left"
    size_pt: float = _BODY_PT
    bold: bool = False
    italic: bool = False
    before_pt: float = 0.0
    after_pt: float = 0.0
    indent_mm: float = 0.0
    left_mm: float = 0.0
    with_next: bool = False


PLAIN = Look()
CENTRED = Look(align="center")
SMALL = Look(size_pt=9.0)
SMALL_CENTRED = Look(align="center", size_pt=9.0)
HEAD_CELL = Look(align="center", size_pt=9.0, bold=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: Its template text.
        zone: A zone call («sign(t.id, unit.id)»), put into a run of its own.
        only_if: The condition under which the zone exists.
        upward: Written from bottom to top, for heads of narrow columns.
        ruled: Has a border.
        span: How many columns it takes.
        top: Its text stands at its top; else in its middle.
    """

    text: str = ""
    zone: str = ""
    only_if: str = ""
    look: Look = SMALL
    upward: bool = False
    ruled: bool = True
    span: int = 1
    top: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        head: Repeated at the top of every page.
        with_next: Stays on the page of the row below.
    """

    cells: Sequence[Cell]
    height_mm: float = 6.5
    head: bool = False
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table, with the row of heads and the row that is repeated."""

    widths_mm: Sequence[float]
    head: Sequence[Cell]
    body: Sequence[Cell]

    def __add__(self, other: "Columns") -> "Columns":
        """These columns and the others to their right."""
        return Columns(
            (*self.widths_mm, *other.widths_mm),
            (*self.head, *other.head),
            (*self.body, *other.body),
        )


def column(width_mm: float, head: Cell, body: Cell) -> Columns:
    """One column."""
    return Columns((width_mm,), (head,), (body,))


def repeated(columns: Columns, loop: str, room_mm: float) -> Columns:
    """The columns once for each turn of that loop («for s in chunk»).

    However many they become, they share the room (`pipeline.forms.columns`).
    """
    tag_mm = (room_mm - sum(columns.widths_mm)) / 2
    opening, closing = f"{{%tc {loop} %}}", "{%tc endfor %}"
    return _tag(opening, tag_mm) + columns + _tag(closing, tag_mm)


def chosen(condition: str, columns: Columns, otherwise: Columns) -> Columns:
    """The first columns where the condition holds, else the others."""
    first = _tag(f"{{%tc if {condition} %}}") + columns + _tag("{%tc else %}")
    return first + otherwise + _tag("{%tc endif %}")


def _tag(words: str, width_mm: float = 5.0) -> Columns:
    return column(width_mm, Cell(words), Cell(words))


def new(*, landscape: bool = False, left_mm: float = LEFT_MM) -> Document:
    """An empty form of one section, A4."""
    document = docx.Document()
    _set_styles(document)
    section = document.sections[0]
    _set_page(section, landscape=landscape)
    section.left_margin = Mm(left_mm)
    _set_margin_texts(section)
    return document


def text(document: Document, words: str, look: Look = PLAIN) -> Paragraph:
    """One paragraph."""
    paragraph = document.add_paragraph()
    _write(paragraph, words, look)
    return paragraph


def heading(
    document: Document,
    words: str,
    *,
    new_page: bool = False,
    anchor: str = "",
    anchor_if: str = "",
) -> None:
    """A heading that stays with what follows; the anchor is what contents refer to."""
    paragraph = document.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.page_break_before = new_page
    if anchor:
        _add_call(paragraph, f"anchor({anchor})", anchor_if, Look(size_pt=12.0))
    paragraph.add_run(words)


def tag(document: Document, statement: str) -> None:
    """A statement of the template language that holds for whole paragraphs."""
    text(document, f"{{%p {statement} %}}", SMALL)


def gap(document: Document, height_pt: float = 6.0, *, with_next: bool = False) -> None:
    """Empty space; it also keeps two tables from growing into one."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = with_next
    paragraph.paragraph_format.line_spacing = Pt(height_pt)


def rule(document: Document, after_pt: float = 6.0) -> None:
    """A thin line across the text, as under a letterhead."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(3.0)
    paragraph.paragraph_format.space_after = Pt(after_pt)
    line = parse_xml(
        f"<w:pBdr {nsdecls('w')}>"
        '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(
        line, "w:spacing", "w:ind", "w:jc"
    )


def looped(
    columns: Columns, loop: str, *, height_mm: float, head_mm: float
) -> list[Row]:
    """A head row, and the body row once for each turn of the loop."""
    return [
        Row(columns.head, head_mm, head=True, with_next=True),
        *rows_for(loop.removeprefix("for "), [Row(columns.body, height_mm)]),
    ]


def rows_for(loop: str, rows: Sequence[Row], *, ruled: bool = True) -> list[Row]:
    """The rows once for each turn of the loop («t in trainees»)."""
    return _between(f"for {loop}", rows, "endfor", ruled=ruled)


def rows_if(condition: str, rows: Sequence[Row], *, ruled: bool = True) -> list[Row]:
    """The rows where the condition holds."""
    return _between(f"if {condition}", rows, "endif", ruled=ruled)


def _between(
    opening: str, rows: Sequence[Row], closing: str, *, ruled: bool
) -> list[Row]:
    empty = [Cell(ruled=ruled)] * (sum(cell.span for cell in rows[0].cells) - 1)
    tags = [
        Row([Cell(f"{{%tr {statement} %}}", ruled=ruled), *empty])
        for statement in (opening, closing)
    ]
    return [tags[0], *rows, tags[1]]


def table(document: Document, widths_mm: Sequence[float], rows: Iterable[Row]) -> None:
    """A table of fixed widths; no row is broken over two pages."""
    ruled = document.add_table(0, len(widths_mm))
    ruled.autofit = False
    _set_cell_margins(ruled)
    for width, one in zip(widths_mm, ruled.columns, strict=True):
        one.width = Mm(width)
    for row in rows:
        _add_row(ruled, widths_mm, row)


def save(document: Document, path: Path) -> None:
    """Write the form; the same form gives the same file, byte for byte."""
    # A document may not end with a table; LibreOffice then loses the last zone.
    if document.element.body[-2].tag == qn("w:tbl"):  # the last one is the section
        gap(document, 1.0)
    written = io.BytesIO()
    document.save(written)
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))


def _set_styles(document: Document) -> None:
    for name, size_pt, bold in (("Normal", _BODY_PT, False), ("Heading 1", 12.0, True)):
        style = document.styles[name]
        if not isinstance(style, ParagraphStyle):
            raise TypeError(name)
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size_pt), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0
    head = document.styles["Heading 1"]
    if isinstance(head, ParagraphStyle):
        head.paragraph_format.space_before = Pt(4)
        head.paragraph_format.space_after = Pt(2)
        head.paragraph_format.keep_with_next = True
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "ru-RU")


def _set_page(section: Section, *, landscape: bool) -> None:
    width, height = Mm(SHORT_SIDE_MM), Mm(LONG_SIDE_MM)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = width, height
    section.right_margin = Mm(RIGHT_MM)
    section.top_margin = Mm(fiducials.BODY_TOP_MM)
    section.bottom_margin = Mm(fiducials.BODY_BOTTOM_MM)
    section.header_distance = section.footer_distance = Mm(_EDGE_MM)


def _set_margin_texts(section: Section) -> None:
    """Page number from the second page on, the document's id on all."""
    left_mm = float(section.left_margin.mm if section.left_margin else LEFT_MM)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    _write(number, "", CENTRED)
    number._p.append(parse_xml(_field("PAGE")))
    _keep_off_corners(number, left_mm)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        words = "{{ form.title }} · {{ document.id }} · Печатать из PDF"
        _write(line, words, Look(align="center", size_pt=_FOOTER_PT))
        for run in line.runs:
            run.font.color.rgb = _GREY
        _keep_off_corners(line, left_mm)


def _keep_off_corners(paragraph: Paragraph, left_mm: float) -> None:
    paragraph.paragraph_format.left_indent = Mm(_CORNER_MM - left_mm)
    paragraph.paragraph_format.right_indent = Mm(_CORNER_MM - RIGHT_MM)
    paragraph.paragraph_format.tab_stops.clear_all()


def _field(name: str) -> str:
    return (
        f"<w:fldSimple {nsdecls('w')} w:instr={quoteattr(name)}>"
        "<w:r><w:t>2</w:t></w:r></w:fldSimple>"
    )


def _write(paragraph: Paragraph, words: str, look: Look) -> None:
    paragraph.alignment = _ALIGN[look.align]
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(look.before_pt), Pt(look.after_pt)
    form.first_line_indent, form.left_indent = Mm(look.indent_mm), Mm(look.left_mm)
    form.keep_with_next = look.with_next
    if words:
        _run(paragraph, words, look)


def _run(paragraph: Paragraph, words: str, look: Look) -> None:
    run = paragraph.add_run(words)
    run.font.size = Pt(look.size_pt)
    run.bold, run.italic = look.bold, look.italic


def _add_row(ruled: Table, widths_mm: Sequence[float], row: Row) -> None:
    added = ruled.add_row()  # type: ignore[no-untyped-call]  # python-docx lacks it
    added.height = Mm(row.height_mm)
    added.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    _flag(added, "cantSplit")
    if row.head:
        _flag(added, "tblHeader")
    first = 0
    for cell in row.cells:
        following = first + cell.span
        place = added.cells[first]
        if cell.span > 1:
            place = place.merge(added.cells[following - 1])
        place.width = Mm(sum(widths_mm[first:following]))
        _fill(place, cell, with_next=row.with_next)
        first = following


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:{name} {nsdecls('w')}/>"))


def _fill(place: _Cell, cell: Cell, *, with_next: bool) -> None:
    align = WD_CELL_VERTICAL_ALIGNMENT
    place.vertical_alignment = align.TOP if cell.top else align.CENTER
    paragraph = place.paragraphs[0]
    _write(paragraph, cell.text, cell.look)
    if with_next:
        paragraph.paragraph_format.keep_with_next = True
    if cell.zone:
        _add_call(paragraph, cell.zone, cell.only_if, cell.look)
    properties = place._tc.get_or_add_tcPr()
    if cell.ruled:
        properties.insert_element_before(_borders(), "w:vAlign")
    if cell.upward:
        turned = parse_xml(f'<w:textDirection {nsdecls("w")} w:val="btLr"/>')
        properties.insert_element_before(turned, "w:vAlign")


def _add_call(paragraph: Paragraph, call: str, only_if: str, look: Look) -> None:
    """The call stands alone in its run: docxtpl replaces the whole run."""
    if only_if:
        _run(paragraph, f"{{% if {only_if} %}}", look)
    _run(paragraph, f"{{{{r {call} }}}}", look)
    if only_if:
        _run(paragraph, "{% endif %}", look)


def _borders() -> object:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>")


def _set_cell_margins(ruled: Table) -> None:
    sides = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 15), ("left", 57), ("bottom", 15), ("right", 57))
    )
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    ruled._tbl.tblPr.append(margins)
