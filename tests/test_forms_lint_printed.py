"""Faults of templates that only paper shows; all are printed in one go."""

import pytest
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Mm

from pipeline import messages
from pipeline.forms import lint
from tests.forms_templates import (
    add_table,
    but_the_footer,
    journal,
    journal_data,
    new_document,
    save_kind,
    turn_text,
)

pytestmark = pytest.mark.slow

SAMPLE = {
    "title": "Гештальт-терапия и психодрама в практике консультирования",
    "trainees": [{"id": f"T{n}", "name": "Тестова Анна Юрьевна"} for n in range(3)],
    "sessions": [{"id": f"S{n}", "date": "2026-02-02"} for n in range(12)],
}
SIGN = "{{r sign('chair', 'x') }}"


def unbordered(document):
    add_table(document, [["Подпись", SIGN]], [40, 40]).style = None


def too_small(document):
    add_table(document, [["{{r mark('T1', 'S1') }}", ""]], [4, 40])


def doubled(document):
    add_table(document, [[SIGN, SIGN]], [40, 40])


def two_in_one_cell(document):
    call = "{{r sign('chair', 'x') }}{{r sign('secretary', 'x') }}"
    add_table(document, [[call]], [60])


def cut(document):
    add_table(document, [["{{ title }}", ""]], [30, 40], row_mm=7)


def cut_turned(document):
    table = add_table(document, [["{{ title }}", ""]], [6, 40], row_mm=40)
    turn_text(table.cell(0, 0))


def narrow_columns(document):
    loop, end = "{%tc for s in sessions %}", "{%tc endfor %}"
    row = ["ФИО", loop, "{{ s.date|date }}", end]
    add_table(document, [row], [60, 2, 100, 2], row_mm=30)


def wide(document):
    add_table(document, [["{{ title }}", "б"]], [150, 90])


def header_over_the_code(document):
    section = document.sections[0]
    section.header_distance = Mm(13)
    section.header.paragraphs[0].text = "Приложение № 1 к приказу"
    section.header.paragraphs[0].paragraph_format.left_indent = Mm(-8)


def header_over_the_number(document):
    section = document.sections[0]
    section.header_distance = Mm(10.5)
    section.header.paragraphs[0].text = "Институт"
    section.header.paragraphs[0].paragraph_format.left_indent = Mm(12)


def body_over_the_mark(document):
    document.sections[0].top_margin = Mm(10)
    document.sections[0].right_margin = Mm(10)
    paragraph = document.add_paragraph("Правее некуда")
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT


def footer_over_the_cells(document):
    section = document.sections[0]
    section.footer_distance = Mm(12)
    section.footer.paragraphs[0].text = "Исполнитель: {{ trainees[0].name }}"


def empty_end(document):
    document.add_paragraph("{{ title }}")
    document.add_page_break()
    document.add_paragraph()


def not_a4(document):
    document.sections[0].page_width = Mm(216)
    document.sections[0].page_height = Mm(279)


BROKEN = {
    unbordered: ("table 1, row 1, cell 2: “{{r sign", "Give it all its borders"),
    too_small: ("table 1, row 1, cell 1", "too small for a pen"),
    doubled: ("table 1, row 1, cell 2", "asked for here and in table 1, row 1, cell 1"),
    two_in_one_cell: ("table 1, row 1, cell 1", "Two zones stand in one cell"),
    cut: ("table 1, row 1, cell 1: “{{ title }}”", "is cut"),
    cut_turned: ("table 1, row 1, cell 1: “{{ title }}”", "is cut"),
    narrow_columns: ("table 1, row 1, cell 3", "too narrow for “02.02.2026”"),
    wide: ("table 1, row 1, cell 1", "240 mm wide and the text of the page 180 mm"),
    header_over_the_code: ("header or footer: “Прил", "the code at the top left"),
    header_over_the_number: ("header or footer: “Инст", "the number of the document"),
    body_over_the_mark: ("paragraph 1: “Правее некуда”", "the mark at the top right"),
    footer_over_the_cells: ("header or footer: “", "the cross at the bottom left"),
    empty_end: ("page 2 of the sample", "The last page is empty"),
    not_a4: ("page setup of section 1", "Choose A4"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The faults of all broken templates, and of sound ones, by name."""
    folder = tmp_path_factory.mktemp("kinds")
    subjects = [lint.Subject(journal(folder), (journal_data(8, 6),))]
    for build in BROKEN:
        document = new_document()
        build(document)
        name = build.__name__.replace("_", "-")
        subjects.append(lint.Subject(save_kind(folder, name, document), (SAMPLE,)))
    before = messages.language()
    messages.use_language("en")
    told = lint.check(subjects, tmp_path_factory.mktemp("scratch"))
    messages.use_language(before)
    told = map(but_the_footer, told)
    return {s.form.name: t for s, t in zip(subjects, told, strict=True)}


@pytest.mark.parametrize("build", BROKEN)
def test_a_fault_on_paper_is_told_with_its_place_and_remedy(found, build):
    place, says = BROKEN[build]
    told = found[build.__name__.replace("_", "-")]
    assert [it for it in told if it.place.startswith(place) and says in it.says], told


def test_a_sound_form_has_no_faults_on_paper(found):
    assert found["journal"] == ()
