"""Quotation marks that Word puts into tags."""

import pytest

from pipeline.forms import language, lint, quotes
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


def test_a_template_typed_with_words_quotation_marks_is_sound(tmp_path):
    document = forms_templates.new_document()
    forms_templates.add_table(
        document, [["Преподаватель", "{{r sign(«teacher», “all”) }}"]], [60, 60]
    )
    document.add_paragraph("")
    form = forms_templates.save_kind(tmp_path, "sheet", document)
    assert lint.check(form, {}) == ()
