"""Faults of templates, each with its place and remedy."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from pipeline import messages
from pipeline.forms import lint, remedies, render
from tests.forms_templates import (
    add_table,
    but_the_footer,
    journal,
    journal_data,
    new_document,
    save_kind,
)

SAMPLE = {
    "head": {"name": "Тестов Иван Петрович", "position": "директор"},
    "trainees": [{"id": "T01", "name": "Тестова Анна Юрьевна"}],
}


pytestmark = pytest.mark.usefixtures("english")


def quick(form, sample):
    (found,) = lint.check([lint.Subject(form, (sample,))], None)
    return but_the_footer(found)


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
        ("{{ head.name.short }}", "“short” here. It has no fields"),
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
        ("{{ head.name | case }}", "Write case(case)"),
        ("{{ head.name | case('dativ') }}", "cannot work with “Тестов Иван Петрович"),
        ("{{ head.name | date }}", "cannot work with"),
        ("{{ head.name.upper() }}", "Take out its brackets"),
        ("{{ sing('chair') }}", "There is no “sing(…)”. Write “sign”"),
        ("{{ name(1) }}", "There is no “name(…)”"),
        ("{{ (head.name }}", "Correct the tag"),
        ("{{ head.name and }}", "missing at the end"),
        ("{{ «head }}", "Write straight ones"),
        ("{% include 'x' %}", "There is no statement “include”"),
        ("{% For t in trainees %}{% endfor %}", "Write “for”"),
        ("Слушатели: {%p for t in trainees %}", "paragraph of its own"),
        ("{%p if head.name == '100%' %}", "“%” cannot stand in a tag"),
        ("{%p\N{NO-BREAK SPACE}if head %}", "Write a plain space after “{%p”"),
        ("{ head.name }", "as it stands. Write {{ head.name }}"),
        ("{head.name|case('dative')}", "Write {{ head.name|case('dative') }}"),
        ("{{ trainee name|upper }}", "Write “trainee.name|upper”"),
        ("{{ head name }}", "Write “head.name”"),
        ("{% for t in trainees %}{{ t  name }}{% endfor %}", "Write “t.name”"),
        ("{{ head.name }} \U0001f642", "No font of the form has"),
    ],
)
def test_a_fault_is_told_with_its_place_and_remedy(tmp_path, text, says):
    found = faults(tmp_path, "Первый абзац", text)
    assert any(says in told for _place, told in found), found
    assert all(place.startswith("paragraph 2: “") for place, _told in found), found


def test_places_are_quoted_as_russians_do(tmp_path):
    messages.use_language("ru")
    place, says = one(tmp_path, "{{ head.name }} \U0001f642")
    assert place == "абзац 1: «{{ head.name }} \U0001f642»"
    assert "«\U0001f642» (U+1F642)" in says


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


@pytest.mark.parametrize("field", ["T.name", "T.n", "T.id.x"])
def test_the_word_of_a_loop_is_near_too(tmp_path, field):
    text = "{% for t in trainees %}{{ " + field + " }}{% endfor %}"
    assert one(tmp_path, text)[1] == "There is no field “T” here. Write “t”."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "{% for t in trainees %}{{ т.name }}{% endfor %}",
            "“т” here. Russian letters stand in it: т. Write “t” in Latin.",
        ),
        ("{{ т.name }}", "Names are in Latin letters. There are: head, trainees, "),
        ("{{ hеаd.name }}", "stand in it: е, а. Write “head” in Latin."),
        ("{{ head.nаme }}", "stand in it: а. Write “name” in Latin."),
        ("{{ head.name | саse('dative') }}", "Write “case” in Latin."),
    ],
)
def test_russian_letters_that_look_latin_are_told(tmp_path, text, says):
    assert says in one(tmp_path, text)[1]


def test_a_word_that_is_merely_a_part_of_another_is_not_meant():
    filters = ("case", "int", "join", "short_name")
    assert remedies.instead("inflect", filters).startswith("There are: case, int,")
    assert remedies.instead("nothing", ("form", "on")).startswith("There are: form")
    assert remedies.instead("shortname", filters) == "Write “short_name”."


def test_a_field_of_what_is_not_there_is_not_told_beside_it(tmp_path):
    assert "Write “head”" in one(tmp_path, "{{ heda.name.short }}")[1]


def test_a_date_without_a_filter_is_advice(tmp_path):
    document = new_document()
    document.add_paragraph("С {{ starts|date }}")
    document.add_paragraph("С {{ starts }}")
    form = save_kind(tmp_path, "letter", document)
    (told,) = quick(form, {"starts": "2026-09-01"})
    assert told.is_advice
    assert told.place.startswith("paragraph 2: ")
    assert "“|long_date”" in told.says


def test_a_zone_call_must_be_raw(tmp_path):
    _place, says = one(tmp_path, row=["Подпись", "{{ sign('chair', 'x') }}"])
    assert "{{r sign('chair', 'x') }}" in says


def test_the_prefix_of_a_raw_call_stands_at_the_braces(tmp_path):
    _place, says = one(tmp_path, row=["Подпись", "{{ r sign('chair', 'x') }}"])
    assert says.endswith("Write {{r sign('chair', 'x') }}.")


def test_braces_around_other_words_are_text(tmp_path):
    assert faults(tmp_path, "{см. выше} {1.5} { } {а}") == []


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


@pytest.mark.parametrize(
    "call",
    [
        *("sign()", "mark('T1')", "choice('T1', 'U1')", "sign('a', 'b', 'c', 'd')"),
        *("sign(who='a')", "sign('a', subject='b')"),
    ],
)
def test_a_zone_call_has_its_values(tmp_path, call):
    found = faults(tmp_path, row=["{{r " + call + " }}"])
    assert any("does not take these values. Write " in says for _place, says in found)


def test_a_row_that_is_taken_out_whole_takes_nothing_along(tmp_path):
    row = ["{%tr for t in trainees %}", "{{ t.name }}", "{%tr endfor %}"]
    found = faults(tmp_path, row=row)
    assert len(found) == 2
    assert all("Give the tag a row of its own" in says for _place, says in found)


def test_a_cell_that_is_taken_out_whole_takes_nothing_along(tmp_path):
    row = ["№ {%tc for t in trainees %}", "{{ t.name }}", "{%tc endfor %}"]
    _place, says = one(tmp_path, row=row)
    assert "Give the tag a cell of its own" in says


def test_a_block_ends_in_the_cell_that_it_began_in(tmp_path):
    row = ["{% if head %}", "{{ head.name }}{% endif %}"]
    _place, says = one(tmp_path, row=row)
    assert "opens in another cell than it closes in" in says


def test_places_are_told_apart_where_texts_are_alike(tmp_path):
    document = new_document()
    for _turn in (1, 2):
        add_table(document, [["{{ head.nam }}"]], [40])
        document.add_paragraph()
    found = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert [it.place[:7] for it in found] == ["table 1", "table 2"]


def test_a_gap_in_the_text_is_placed_though_there_is_a_header(tmp_path):
    document = new_document()
    document.sections[0].header.paragraphs[0].text = "{{ head.nam }} вверху"
    document.add_paragraph("{{ head.nane }} в тексте")
    found = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert [it.place for it in found] == [
        "paragraph 1: “{{ head.nane }} в тексте”",
        "paragraph 1 of the header or footer: “{{ head.nam }} вверху”",
    ]


def test_tags_in_a_text_box_are_read(tmp_path):
    document = new_document()
    document.add_paragraph("Рамка")._p.append(text_box("{{ head.nam }}"))
    (fault,) = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert fault.place.startswith("text box at paragraph 1")
    assert "Write “name”" in fault.says


def text_box(text):
    spaces = nsdecls("w", "wp", "a") + ' xmlns:v="urn:schemas-microsoft-com:vml"'
    return parse_xml(
        f"<w:r {spaces}><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>"
        f"{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def test_tracked_changes_are_told(tmp_path):
    document = new_document()
    run = "<w:r><w:t>правка</w:t></w:r>"
    change = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="А">{run}</w:ins>')
    document.add_paragraph("Текст ")._p.append(change)
    (fault,) = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert fault.place == "tracked change “правка”"


def test_tags_in_the_properties_of_the_file_are_read(tmp_path):
    document = new_document()
    document.core_properties.title = "{{ head.name"
    (fault,) = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert fault.place.startswith("property “title” of the file")


def test_narrow_margins_are_advice_and_no_fault(tmp_path):
    document = new_document()
    document.sections[0].left_margin = Mm(15)
    (told,) = quick(save_kind(tmp_path, "letter", document), SAMPLE)
    assert told.is_advice
    assert "left 20 mm" in told.says


@pytest.mark.parametrize("text", ["", "{{ document.id }} · Печатать из PDF"])
def test_the_id_in_the_footer_is_missed(tmp_path, text):
    document = new_document()
    document.add_paragraph("{{ document.id }}")
    document.sections[0].footer.paragraphs[0].text = text
    subject = lint.Subject(save_kind(tmp_path, "letter", document), (SAMPLE,))
    (found,) = lint.check([subject], None)
    assert [it.place for it in found if it.is_advice] == ["footer of the form"][
        : not text
    ]


def test_papers_kept_long_want_a_wide_margin(tmp_path):
    form = save_kind(tmp_path, "letter", new_document())
    (found,) = lint.check([lint.Subject(form, (SAMPLE,), kept_long=True)], None)
    (told,) = but_the_footer(found)
    assert "left 30 mm" in told.says


def test_a_tag_that_word_cut_into_pieces_is_filled(tmp_path):
    document = new_document()
    paragraph = document.add_paragraph()
    for number, piece in enumerate(("{", "{ he", "ad.na", "me }", "}")):
        run = paragraph.add_run(piece)
        run.bold = bool(number % 2)
        paragraph._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="gramEnd"/>'))
    form = save_kind(tmp_path, "letter", document)
    assert quick(form, SAMPLE) == ()
    made = render.render(form, SAMPLE, "7K3Q9ZC2M4").docx
    assert "Тестов" in docx.Document(io.BytesIO(made)).paragraphs[0].text
