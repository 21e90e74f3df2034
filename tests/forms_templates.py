"""Small Word templates and their data, for the tests of forms."""

from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipeline.forms import kinds

DESCRIPTION = "title: {title}\nscope: group\ndate: group_end\n"


def new_document(*, landscape=False):
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(10)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = width, height
    section.top_margin = section.bottom_margin = Mm(27)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    return document


def but_the_footer(faults):
    """Those faults without the advice on the footer, which these templates lack."""
    return tuple(fault for fault in faults if "{{ document.id }}" not in fault.says)


def add_table(document, rows, widths_mm, *, row_mm=7.0):
    """A bordered table of fixed column widths with these texts."""
    table = document.add_table(len(rows), len(widths_mm))
    table.style = "Table Grid"
    table.autofit = False
    for row, texts in zip(table.rows, rows, strict=True):
        row.height, row.height_rule = Mm(row_mm), WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, text, width in zip(row.cells, texts, widths_mm, strict=True):
            cell.width, cell.text = Mm(width), text
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def repeat_header(row):
    properties = row._tr.get_or_add_trPr()
    flag = OxmlElement("w:tblHeader")
    flag.set(qn("w:val"), "true")
    properties.append(flag)


def set_borders(table, *, eighths):
    """Rule the table all around and inside with lines of eighths of a point."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        border.set(qn("w:val"), "single")
        border.set(qn("w:sz"), str(eighths))
        borders.append(border)
    table._tbl.tblPr.append(borders)


def turn_text(cell):
    """Write the cell's text from the bottom to the top."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().append(direction)


def save_kind(folder: Path, name: str, document, description="") -> kinds.FormKind:
    place = folder / name
    place.mkdir(parents=True)
    document.save(place / "template.docx")
    text = description or DESCRIPTION.format(title=name)
    (place / "form.yaml").write_text(text, "utf-8")
    return kinds.load([folder])[name]


def journal(folder: Path) -> kinds.FormKind:
    """Trainees × sessions with row and column loops, over several pages."""
    document = new_document(landscape=True)
    document.add_paragraph("Журнал {{ group.code }}, {{ group.starts | long_date }}")
    loop, end = "{%tc for s in sessions %}", "{%tc endfor %}"
    name, cell = "{{ t.name | short_name }}", "{{r mark(t.id, s.id) }}"
    table = add_table(
        document,
        [
            ["№", "ФИО", loop, "{{ s.date | day }}", end],
            ["{%tr for t in trainees %}", "", "", "", ""],
            ["{{ loop.index }}", name, loop, cell, end],
            ["{%tr endfor %}", "", "", "", ""],
        ],
        [10, 53, 68, 68, 68],
        row_mm=12,
    )
    repeat_header(table.rows[0])
    document.add_paragraph("Подписи")
    add_table(
        document,
        [["Преподаватель", "{{r sign('teacher', 'all') }}"]],
        [60, 60],
        row_mm=14,
    )
    return save_kind(folder, "journal", document)


def journal_data(trainees=25, sessions=12):
    return {
        "group": {"code": "ГТ-12", "starts": "2026-02-02"},
        "trainees": [
            {"id": f"T{n:02}", "name": f"Тестова Анна{'-Мария' * (n % 2)} Юрьевна"}
            for n in range(1, trainees + 1)
        ],
        "sessions": [
            {"id": f"S{n:02}", "date": f"2026-02-{n:02}"}
            for n in range(1, sessions + 1)
        ],
    }
