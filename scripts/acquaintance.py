"""Writes the example of a new kind: `python -m scripts.acquaintance`.

`examples/acquaintance-sheet/` holds a kind of form that the program does not know,
made as a clerk makes it in Word: styles of Word, a table with all borders, tags in
its cells. Nothing of ours helps here but the last step, which writes the same file
for the same document; a test compares.
"""

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table

from scripts import word

FOLDER = Path(__file__).parent.parent / "examples" / "acquaintance-sheet"
FONT = "Times New Roman"

READ = (
    "устав {{ organisation.short_name }} и лицензия на осуществление "
    "образовательной деятельности;",
    "дополнительная профессиональная программа «{{ programme.title }}»;",
    "правила внутреннего распорядка;",
    "положение об индивидуальном учете результатов освоения программ.",
)
"""What the trainees were acquainted with; each institute writes its own."""

HEADS = ("№", "Фамилия, имя, отчество", "Дата", "Подпись")
WIDTHS_MM = (12, 88, 30, 50)
SIGNER_MM = (60, 50, 70)


def sheet() -> Document:
    """The whole form."""
    document = docx.Document()
    document.core_properties.author = document.core_properties.comments = ""
    _set_page(document)
    _paragraph(document, "{%p if form.draft %}")
    _paragraph(document, "ПРОЕКТ", WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{{ organisation.full_name }}", WD_ALIGN_PARAGRAPH.CENTER)
    title = _paragraph(document, "{{ form.title|upper }}", WD_ALIGN_PARAGRAPH.CENTER)
    title.runs[0].bold = True
    _paragraph(
        document,
        "№ {{ document.number }} от {{ document.date|long_date }}",
        WD_ALIGN_PARAGRAPH.CENTER,
    )
    _paragraph(
        document,
        "Группа {{ group.code }}, {{ group.starts|date }} – {{ group.ends|date }}. "
        "Слушатели ознакомлены под подпись со следующими документами:",
    )
    for number, words in enumerate(READ, start=1):
        _paragraph(document, f"{number}) {words}")
    _people(document)
    _paragraph(document, "")
    _signer(document)
    _paragraph(document, "")
    return document


def _set_page(document: Document) -> None:
    """A4, room for the codes above and below, Times New Roman, the document's id."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(27)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.header_distance = section.footer_distance = Mm(12)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(30)
    line.add_run("{{ document.id }} · Печатать из PDF").font.size = Pt(8)


def _paragraph(
    document: Document, words: str, align: WD_ALIGN_PARAGRAPH | None = None
) -> docx.text.paragraph.Paragraph:
    paragraph = document.add_paragraph(words)
    paragraph.alignment = align
    return paragraph


def _people(document: Document) -> None:
    """A row for each trainee: the loop opens in a row of its own, and closes so."""
    rows = (
        HEADS,
        ("{%tr for t in trainees %}", "", "", ""),
        (
            "{{ t.n }}",
            "{{ t.name }}",
            '{{r text_zone(t.id, "дата") }}',
            '{{r sign(t.id, "ознакомление") }}',
        ),
        ("{%tr endfor %}", "", "", ""),
    )
    head = _table(document, WIDTHS_MM, rows).rows[0]
    for cell in head.cells:
        cell.paragraphs[0].runs[0].bold = True
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    # «Повторять как заголовок на каждой странице»
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _signer(document: Document) -> None:
    """Who is responsible, a cell to sign in, the name."""
    row = (
        "Ознакомление провел(а) куратор группы",
        '{{r sign("куратор", "ознакомление") }}',
        "{{ group.curator|initials_first }}",
    )
    _table(document, SIGNER_MM, (row,))


def _table(
    document: Document, widths_mm: tuple[int, ...], rows: tuple[tuple[str, ...], ...]
) -> Table:
    table = document.add_table(len(rows), len(widths_mm), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        row.height = Mm(9)
        for cell, text, width in zip(row.cells, texts, widths_mm, strict=True):
            cell.width, cell.text = Mm(width), text
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    return table


def main() -> None:
    """Write the template beside its description."""
    word.save(sheet(), FOLDER / "template.docx")


if __name__ == "__main__":
    main()
