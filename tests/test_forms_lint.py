"""Faults of templates, each with its place and remedy."""

import docx
import pytest

from pipeline import messages
from pipeline.forms import lint
from tests.forms_templates import (
    add_table,
    journal,
    journal_data,
    new_document,
    save_kind,
)

SAMPLE = {
    "head": {"name": "Тестов Иван Петрович", "position": "директор"},
    "trainees": [{"id": "T01", "name": "Тестова Анна Юрьевна"}],
}


@pytest.fixture(autouse=True)
def _in_english():
    before = messages.language()
    messages.use_language("en")
    yield
    messages.use_language(before)


def quick(form, sample):
    (found,) = lint.check([lint.Subject(form, (sample,))], None)
    return found


def faults(folder, *texts, row=(), font=""):
    document = new_document()
    for text in texts:
        document.add_paragraph(text)
    if row:
        add_table(document, [row], [40] * len(row))
    if font:
        document.styles["Normal"].font.name = font
    found = quick(save_kind(folder, "letter", document), SAMPLE)
    return [
        (fault.place, fault.says) for fault in found if "Courier" not in fault.place
    ]


def one(folder, *texts, **more):
    (fault,) = faults(folder, *texts, **more)
    return fault


def test_a_sound_template_has_no_faults(tmp_path):
    form = journal(tmp_path)
    assert quick(form, journal_data(2, 3)) == ()


def test_a_file_that_word_cannot_open_is_named(tmp_path):
    form = save_kind(tmp_path, "letter", new_document())
    form.template.write_bytes(b"not a zip")
    (fault,) = quick(form, SAMPLE)
    assert fault.place == "template.docx"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ head.nam }}", "“nam” here. Write “name”"),
        ("{{ heda.name }}", "“heda” here. Write “head”"),
        ("{{ head.name | shortname }}", "“shortname”. Write “short_name”"),
        ("{{ head.name ", "“{{” has no partner"),
        ("{{ head..name }}", "Correct the tag"),
        ("{% for t in trainees %}{{ t.name }}", "Write {% endfor %} after it"),
        ("{{ head.name }}{% endfor %}", "closes nothing"),
        ("{% if head %}а{% endfor %}", "closes nothing"),
        ("{% fro t in trainees %}{% endfor %}", "Write “for”"),
        ("{% else %}", "closes nothing"),
        ("{{r sign('chair', 'x') }}", "outside a table"),
        ("{%tr for t in trainees %}", "works in a table only"),
        ("{{ head.name * 5 }}", "for numbers only"),
    ],
)
def test_a_fault_is_told_with_its_place_and_remedy(tmp_path, text, says):
    found = faults(tmp_path, "Первый абзац", text)
    assert any(says in told for _place, told in found), found
    assert all(place.startswith("paragraph 2: “") for place, _told in found), found


def test_all_unknown_fields_are_told_at_once(tmp_path):
    found = faults(tmp_path, "{{ head.nam }}", "{{ nobody }}", "{{ head.positon }}")
    assert [place[:11] for place, _says in found] == [
        "paragraph 1",
        "paragraph 2",
        "paragraph 3",
    ]


def test_a_field_that_may_be_missing_is_no_fault(tmp_path):
    text = "{{ head.phone | default('') }}{% if fax is defined %}{{ fax }}{% endif %}"
    assert faults(tmp_path, text) == []


def test_a_fault_in_a_table_names_row_and_cell(tmp_path):
    place, _says = one(tmp_path, row=["ФИО", "{{ head.nam }}"])
    assert place.startswith("table 1, row 1, cell 2: ")


def test_a_field_of_a_loop_is_checked(tmp_path):
    text = "{% for t in trainees %}{{ t.nmae }}{% endfor %}"
    assert "Write “name”" in one(tmp_path, text)[1]


def test_a_zone_call_must_be_raw(tmp_path):
    _place, says = one(tmp_path, row=["Подпись", "{{ sign('chair', 'x') }}"])
    assert "{{r sign('chair', 'x') }}" in says


def test_a_zone_in_the_header_is_told(tmp_path):
    document = new_document()
    document.sections[0].header.paragraphs[0].text = "{{r sign('chair', 'x') }}"
    found = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert any("header or footer" in fault.place for fault in found)


def test_a_loop_is_closed_the_way_it_was_opened(tmp_path):
    row = ["{%tc for t in trainees %}", "{{ t.name }}", "{%tr endfor %}"]
    found = faults(tmp_path, row=row)
    assert any("Write {%tc endfor %}" in says for _place, says in found)


def test_a_font_that_is_not_installed_is_told(tmp_path):
    place, says = one(tmp_path, "Текст", font="Неведомый Гротеск")
    assert "Неведомый Гротеск" in place
    assert "Install it" in says


def test_a_font_with_a_stand_in_of_the_same_widths_is_fine(tmp_path):
    assert faults(tmp_path, "Текст", font="Times New Roman") == []


def test_text_written_in_pieces_is_read_as_one(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ head", ".nam", " }", "}"):
        paragraph.add_run(piece)
    found = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert any("Write “name”" in fault.says for fault in found)
