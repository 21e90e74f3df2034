"""Templates without what they do not use."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from pipeline.forms import lean
from tests.forms_templates import add_table, new_document


def content_of(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def full():
    document = new_document()
    document.add_paragraph("Ведомость", style="Heading 1")
    add_table(document, [["а", "б"]], [30, 30]).style = "Light Grid Accent 1"
    ours = document.styles.add_style("Наша", WD_STYLE_TYPE.TABLE)
    ours.base_style = document.styles["Medium List 2"]
    add_table(document, [["в"]], [30]).style = ours
    return content_of(document)


def styles_of(content):
    return {style.name for style in docx.Document(io.BytesIO(content)).styles}


def test_table_styles_in_use_and_what_they_are_based_on_stay(full):
    kept = styles_of(lean.without_ballast(full))
    assert {"Light Grid Accent 1", "Наша", "Medium List 2", "Normal Table"} <= kept


def test_table_styles_that_nothing_uses_go_and_no_others(full):
    gone = styles_of(full) - styles_of(lean.without_ballast(full))
    styles = docx.Document(io.BytesIO(full)).styles
    assert len(gone) > 50
    assert {styles[name].type for name in gone} == {WD_STYLE_TYPE.TABLE}


def test_the_text_stays_as_it_was(full):
    bodies = [
        docx.Document(io.BytesIO(content)).element.body.xml
        for content in (full, lean.without_ballast(full))
    ]
    assert bodies[0] == bodies[1]


def test_the_parts_that_no_page_shows_go():
    parts = docx.Document(io.BytesIO(lean.without_ballast(content_of(new_document()))))
    names = {str(part.partname) for part in parts.part.package.iter_parts()}
    assert "/word/styles.xml" in names
    assert not {name for name in names if "Effects" in name or "thumbnail" in name}
