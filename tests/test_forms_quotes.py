"""What Word does to tags while one types: quotation marks, pieces of text."""

import pytest

from pipeline.forms import language, lint, quotes, render
from tests import forms_templates

NAMES = {"t": {"id": "T01"}, "title": "Основы «гештальта»"}


@pytest.mark.parametrize(
    "typed",
    [
        '{{ "a" ~ "b" }}',
        "{{ «a» ~ «b» }}",
        "{{ “a” ~ “b” }}",
        "{{ „a“ ~ „b“ }}",
        "{{ ‘a’ ~ ‚b‘ }}",
        "{{ «a» ~ 'b' }}",
    ],
)
def test_words_own_quotation_marks_are_straight_in_a_tag(typed):
    assert language.Sandbox().from_string(typed).render() == "ab"


def test_quotation_marks_of_the_text_stay():
    typed = "«{{ title }}» {% if t.id == «T01» %}{{ \"«ё»\" }} „{{ 'x' }}“{% endif %}"
    printed = language.Sandbox().from_string(typed).render(NAMES)
    assert printed == "«Основы «гештальта»» «ё» „x“"


def test_a_text_without_tags_is_left_alone():
    assert quotes.straight("«Слушатель» “t” ‘s’") == "«Слушатель» “t” ‘s’"


def test_a_call_that_word_broke_to_pieces_may_have_a_condition(tmp_path):
    document = forms_templates.new_document()
    table = forms_templates.add_table(document, [["{{ t.name }}", ""]], [60, 60])
    typed = ("{", "% if t.name %}{{", "r si", "gn(«T01», ", "“x”) }}{% else %}", "нет")
    for piece in (*typed, "{% endif %}"):
        table.cell(0, 1).paragraphs[0].add_run(piece)
    document.add_paragraph("")
    form = forms_templates.save_kind(tmp_path, "sheet", document)
    asked = [
        [
            (zone.subject, zone.item)
            for zone in render.render(form, data, "0" * 10).zones
        ]
        for data in ({"t": {"name": "Авдеева"}}, {"t": {"name": ""}})
    ]
    assert asked == [[("T01", "x")], []]


def test_a_template_typed_with_words_quotation_marks_is_sound(tmp_path):
    document = forms_templates.new_document()
    forms_templates.add_table(
        document, [["Преподаватель", "{{r sign(«teacher», “all”) }}"]], [60, 60]
    )
    document.add_paragraph("")
    form = forms_templates.save_kind(tmp_path, "sheet", document)
    (found,) = lint.check([lint.Subject(form, ({},))], None)
    assert forms_templates.but_the_footer(found) == ()
