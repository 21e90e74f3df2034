"""Templates filled with data."""

import io
import resource
import zipfile

import docx
import pytest

from pipeline.errors import TemplateError
from pipeline.forms import growth, language, render
from pipeline.forms.words import words
from pipeline.model import ZoneKind
from tests import forms_templates
from tests.forms_templates import add_table, new_document, save_kind

DOCUMENT_ID = "7K3Q9ZC2M4"
NBSP = "\N{NO-BREAK SPACE}"


def rendered(folder, text, data=None, *, row=()):
    document = new_document()
    document.add_paragraph(text)
    if row:
        add_table(document, [row], [40] * len(row))
    kind = save_kind(folder, "letter", document)
    return render.render(kind, data or {}, DOCUMENT_ID)


def opened(result):
    return docx.Document(io.BytesIO(result.docx))


def printed(folder, text, data=None):
    return opened(rendered(folder, text, data)).paragraphs[0].text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ d | date }}", "05.06.2025"),
        ("{{ d | day }}", "05.06"),
        ("{{ d | long_date }}", f"5{NBSP}июня 2025{NBSP}г."),
        ("{{ '' | date }}", ""),
        ("{{ n | short_name }}", f"Лубяницкая{NBSP}Н.Г."),
        ("{{ n | initials_first }}", f"Н.Г.{NBSP}Лубяницкая"),
        ("{{ n | case('dative') }}", "Лубяницкой Наталье Григорьевне"),
        ("{{ 256 | words }}", "двести пятьдесят шесть"),
        ("{{ 21 | plural('час', 'часа', 'часов') }}", "час"),
        ("{% for part in [1, 2, 3] | chunk(2) %}{{ part }}{% endfor %}", "[1, 2][3]"),
        ("{{ document.id }}", DOCUMENT_ID),
        ("{{ 16 | hours }}{{ '' | hours }}", f"16{NBSP}ч"),
        ("{{ '5-К' | numero }}{{ '' | numero }}", f"№{NBSP}5-К"),
        ("{{ 'г.' | nb('Москва') }}{{ '' | nb }}", f"г.{NBSP}Москва"),
        ("{{ 'г. Москва' | tied }}", f"г.{NBSP}Москва"),
    ],
)
def test_filters_write_as_an_office_does(tmp_path, text, words):
    data = {"d": "2025-06-05", "n": "Лубяницкая Наталья Григорьевна"}
    assert printed(tmp_path, text, data) == words


def test_text_of_the_data_is_never_markup(tmp_path):
    data = {"name": "<w:t>Иван & {{ 1 + 1 }}"}
    assert printed(tmp_path, "{{ name }}", data) == "<w:t>Иван & {{ 1 + 1 }}"


def test_a_field_is_not_hidden_by_a_method_of_its_name(tmp_path):
    assert printed(tmp_path, "{{ a.items }}", {"a": {"items": "три"}}) == "три"


def test_what_is_not_in_the_data_is_an_error_with_its_paragraph(tmp_path):
    with pytest.raises(TemplateError) as caught:
        rendered(tmp_path, "Директор {{ head.nam }}", {"head": {"name": "Тестов"}})
    (fault,) = caught.value.faults
    assert "Директор" in fault.place
    assert "nam" in fault.says


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ ''['format'] }}",
        "{{ name.center(999999999) }}",
        "{{ name | center(999999999) }}",
        "{{ range(999999999) | list }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_can_only_read_its_data(tmp_path, text):
    with pytest.raises(TemplateError):
        rendered(tmp_path, text, {"name": "Тестов"})


GROWING = "{% set it = namespace(x='aa') %}{% for i in range(99) %}STEP{% endfor %}"


@pytest.mark.parametrize(
    "step",
    [
        "{% set it.x = it.x ~ it.x %}",
        "{% set it.x = it.x + it.x %}",
        "{% set it.x = [it.x, it.x] | join %}",
        "{% set it.x = it.x | replace('a', 'aa') %}",
        "{% set y %}{{ it.x }}{{ it.x }}{% endset %}{% set it.x = y %}",
        "{% set it.x = (it.x | list) + (it.x | list) %}",
        "{% for j in range(999) %}{% set it.x = it.x ~ 'aa' %}{% endfor %}",
    ],
)
def test_a_text_that_grows_in_a_loop_is_told_before_it_takes_all_memory(tmp_path, step):
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TemplateError) as caught:
        rendered(tmp_path, GROWING.replace("STEP", step), {})
    (fault,) = caught.value.faults
    assert str(growth.LONGEST) in fault.says
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun < 200_000


def test_what_a_form_joins_and_prints_is_far_from_the_limits(tmp_path):
    text = "{% for i in range(999) %}{{ 'строка ' ~ i }}{% endfor %}"
    assert printed(tmp_path, text, {}).endswith("строка 998")


def test_a_file_that_word_cannot_open_is_a_template_error(tmp_path):
    kind = save_kind(tmp_path, "letter", new_document())
    kind.template.write_bytes(b"PK\x03\x04 not a document")
    with pytest.raises(TemplateError, match="Word"):
        render.render(kind, {}, DOCUMENT_ID)


def test_zone_calls_become_named_bookmarks(tmp_path):
    row = (
        "{{r sign('chair', 'final') }}",
        "{{r mark('T01', 'S02') }}",
        "{{r grade('T01', 'U1') }}",
        "{{r choice('T01', 'U1', 'зачтено') }}",
        "{{r text_zone('inspector', 'remark') }}",
    )
    result = rendered(tmp_path, "Зоны", row=row)
    assert [(z.kind, z.subject, z.item, z.value) for z in result.zones] == [
        (ZoneKind.SIGNATURE, "chair", "final", ""),
        (ZoneKind.MARK, "T01", "S02", ""),
        (ZoneKind.GRADE, "T01", "U1", ""),
        (ZoneKind.CHOICE, "T01", "U1", "зачтено"),
        (ZoneKind.TEXT, "inspector", "remark", ""),
    ]
    names = opened(result).element.body.xpath("//w:tc/w:p/w:bookmarkStart/@w:name")
    assert names == [zone.name for zone in result.zones]
    assert all(name.isascii() and name.isalnum() for name in names)


def test_a_column_loop_shares_its_width_among_its_columns(tmp_path):
    kind = forms_templates.journal(tmp_path)
    data = forms_templates.journal_data(trainees=2, sessions=12)
    table = opened(render.render(kind, data, DOCUMENT_ID)).tables[0]
    widths = [round(column.width.mm) for column in table.columns]
    assert widths == [10, 53, *[17] * 12]
    assert [round(cell.width.mm) for cell in table.rows[1].cells] == widths
    assert not table.autofit


def test_columns_that_are_chosen_keep_their_own_widths(tmp_path):
    document = new_document()
    choice = ["{%tc if wide %}", "а", "{%tc else %}", "б", "{%tc endif %}"]
    add_table(document, [["ФИО", *choice]], [30, 5, 70, 5, 20, 5])
    kind = save_kind(tmp_path, "letter", document)
    result = render.render(kind, {"wide": False}, DOCUMENT_ID)
    (table,) = opened(result).tables
    assert [round(column.width.mm) for column in table.columns] == [30, 20]


def test_no_note_of_ours_stays_in_the_document(tmp_path):
    kind = forms_templates.journal(tmp_path)
    result = render.render(kind, forms_templates.journal_data(2, 2), DOCUMENT_ID)
    with zipfile.ZipFile(io.BytesIO(result.docx)) as package:
        assert b"loop=" not in package.read("word/document.xml")


def test_every_zone_call_is_known_by_name():
    assert {"sign", "mark", "grade", "choice", "text_zone"} == language.ZONE_CALLS


def test_the_words_of_a_document_are_read_back_whole(tmp_path):
    made = rendered(
        tmp_path,
        "Выдана {{ name }} & «{{ more }}»",
        {"name": "Ким\nЛ.О.", "more": "a < b\tc"},
        row=("{{ name }}", "да"),
    )
    said = " ".join(words(made.docx).split())
    assert said.startswith("Выдана Ким Л.О. & «a < b c» Ким Л.О. да")


def test_a_template_counts_no_further_than_a_form_is_long(tmp_path):
    with pytest.raises(TemplateError, match="1000"):
        printed(tmp_path, "{% for n in range(99999) %}{{ n }}{% endfor %}")
