"""How the standard forms of both profiles look, blank and filled."""

import io
import json
import re

import docx
import pytest

from pipeline.forms import convert
from pipeline.model import ZoneKind
from tests import rulings, standard_forms

pytestmark = pytest.mark.slow

FORMS = standard_forms.forms()
TOLERANCE_MM = 0.3
NAMES = [form.name for form in FORMS]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return standard_forms.make_all(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def known():
    return json.loads(standard_forms.KNOWN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_a_form_looks_as_it_is_known_to(form, made, known):
    if standard_forms.libreoffice() != known["libreoffice"]:
        pytest.skip(f"known for LibreOffice {known['libreoffice']}")
    was = known["forms"][form.name]
    now = standard_forms.description(made[form])
    assert [page["text"] for page in now] == [page["text"] for page in was]
    for page_was, page_now in zip(was, now, strict=True):
        assert len(page_now["zones"]) == len(page_was["zones"])
        for zone_was, zone_now in zip(
            page_was["zones"], page_now["zones"], strict=True
        ):
            assert split(zone_now)[0] == split(zone_was)[0]
            assert split(zone_now)[1] == pytest.approx(
                split(zone_was)[1], abs=TOLERANCE_MM
            )


def split(zone):
    name, _colon, box = zone.rpartition(": ")
    return name, [float(edge) for edge in box.split()]


def printed_zones(paper):
    for page in paper.layout.pages:
        image = rulings.picture(paper.pdf, page.number)
        for zone in page.zones:
            if zone.kind is not ZoneKind.REFERENCE:
                yield image, zone


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_every_box_lies_on_the_lines_of_the_picture(form, made):
    worst = max(
        rulings.distance_of_lines(image, zone.box_mm)
        for image, zone in printed_zones(made[form])
    )
    assert worst <= TOLERANCE_MM


@pytest.mark.parametrize(
    "form", [it for it in FORMS if not it.filled], ids=lambda form: form.name
)
def test_no_cell_of_a_blank_form_holds_ink(form, made):
    inked = [
        (zone.kind, zone.subject, zone.item)
        for image, zone in printed_zones(made[form])
        if rulings.has_ink(image, zone.box_mm)
    ]
    assert inked == []


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_no_page_is_empty_and_none_ends_with_a_heading(form, made):
    for text in standard_forms.texts(made[form].pdf):
        lines = [line for line in text.split("\n") if line.strip()]
        own = [line for line in lines if form.document_id not in line.replace(" ", "")]
        assert len(own) > 2
        assert not re.match(
            r"\d+\. .*(Посещаемость|занятий)$|Содержание|Список", own[-1]
        )


def test_the_contents_of_a_journal_name_the_pages(made):
    for form in FORMS:
        if form.kind != "journal":
            continue
        pages = standard_forms.texts(made[form].pdf)
        listed = re.findall(r"^(\d+) .* (\d+)$", pages[1], re.MULTILINE)
        for unit, page in listed:
            assert re.search(
                rf"^{unit}\. .*Посещаемость", pages[int(page) - 1], re.MULTILINE
            )
        assert len(listed) >= standard_forms.UNITS


def test_what_was_made_can_be_edited_and_keeps_its_pages(made, tmp_path):
    papers = {form: it for form, it in made.items() if not form.filled}
    paths = []
    for form, paper in papers.items():
        docx.Document(io.BytesIO(paper.docx))
        path = tmp_path / f"{form.document_id}.docx"
        path.write_bytes(paper.docx)
        paths.append(path)
    out = tmp_path / "again"
    out.mkdir()
    convert.to_pdf(paths, out, profile=tmp_path / "profile", seconds_each=20)
    for form, paper in papers.items():
        again = (out / f"{form.document_id}.pdf").read_bytes()
        assert len(standard_forms.texts(again)) == len(paper.layout.pages)
