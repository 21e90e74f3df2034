"""Rows with cells to be read."""

import docx
from docx.oxml.ns import qn

from pipeline.forms import rows
from tests import forms_templates


def whole(row):
    properties = row._tr.trPr
    return properties is not None and len(properties.findall(qn("w:cantSplit")))


def test_a_row_with_a_zone_is_kept_whole_and_others_are_not():
    document = forms_templates.new_document()
    table = forms_templates.add_table(
        document,
        [["Имя", "Подпись"], ["{{ t.name }}", "{{r sign(t.id) }}"], ["", "sign(t.id)"]],
        [60, 60],
    )
    rows.keep_whole(document.element.body)
    rows.keep_whole(document.element.body)
    assert [whole(row) for row in table.rows] == [0, 1, 0]


def test_a_table_inside_a_table_may_still_go_over_pages():
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(1, 1)
    inner.cell(0, 0).text = "{% if t.here %}{{r sign(t.id) }}{% endif %}"
    rows.keep_whole(document.element.body)
    assert whole(inner.rows[0])
    assert not whole(outer.rows[0])
