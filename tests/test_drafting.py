"""Templates checked and previewed, before anybody issues a paper by them."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from pipeline import drafting, pagecode, register, resources, roster
from pipeline.errors import NotFoundError, TemplateError
from pipeline.model import FilePlan, FilePlanEntry, RefusedPage, Term, TermKind
from tests import invented
from tests.forms_templates import add_table, new_document, save_kind

PERMANENT = FilePlan(
    2026, (FilePlanEntry("01-01", "Письма", ("letter",), Term(TermKind.PERMANENT)),)
)


@pytest.fixture
def studio(tmp_path):
    """A workspace's templates: a letter that is sound, and nothing else."""
    document = new_document()
    document.add_paragraph("Группа {{ group.code }}, {{ trainees[0].name }}")
    add_table(document, [["Подпись", "{{r sign('head', 'letter') }}"]], [40, 40])
    document.sections[0].footer.paragraphs[0].text = "{{ document.id }}"
    save_kind(tmp_path / "templates", "letter", document)
    folders = (tmp_path / "templates",)
    return drafting.Studio(folders, invented.organisation(), None, tmp_path / "scratch")


def checked(studio, *names):
    return drafting.check(names, studio, printing=False)


def test_a_sound_kind_has_no_faults(studio):
    assert checked(studio) == {"letter": ()}


def test_a_broken_description_does_not_hide_the_other_kinds(studio):
    (folder,) = studio.folders
    (folder / "broken").mkdir()
    (folder / "broken" / "form.yaml").write_text("scope: pupil\n", "utf-8")
    found = checked(studio)
    assert found["letter"] == ()
    assert {"title", "scope", "template.docx"} & {it.place for it in found["broken"]}


def test_a_kind_that_is_not_there_is_told_with_those_that_are(studio):
    with pytest.raises(NotFoundError, match="letter"):
        checked(studio, "leter")


def test_the_file_plan_says_which_papers_want_a_wide_margin(studio):
    long = drafting.Studio(
        studio.folders, studio.organisation, PERMANENT, studio.scratch
    )
    (told,) = checked(long)["letter"]
    assert told.is_advice
    assert "30" in told.says


@pytest.mark.slow
def test_a_preview_is_foreign_and_enters_nothing(studio, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter-09.png").write_bytes(b"of an earlier preview")
    own = out / "letter-2025.png"
    own.write_bytes(b"of somebody")
    made = drafting.preview("letter", studio, filled=True, group=None, out=out)
    assert sorted(out.iterdir()) == [*made.pages, own, made.pdf]
    (page,) = pypdfium2.PdfDocument(made.pdf)
    assert "ОБРАЗЕЦ" in page.get_textpage().get_text_range()
    image = Image.open(io.BytesIO(made.pages[0].read_bytes()))
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    texts = {code.text[:-1] for code in codes}
    assert len(texts) == 1
    (tmp_path / "issued").mkdir()
    found = register.find_page(tmp_path / "issued", texts.pop())
    assert found == RefusedPage("unknown")


@pytest.mark.slow
def test_a_preview_shows_the_data_of_a_group(studio, tmp_path):
    group = invented.group()
    made = drafting.preview("letter", studio, filled=False, group=group, out=tmp_path)
    (page,) = pypdfium2.PdfDocument(made.pdf)
    assert group.trainees[0].full_name in page.get_textpage().get_text_range()


def test_a_preview_of_a_broken_template_tells_all_its_faults(studio, tmp_path):
    document = new_document()
    for text in ("{{ group.cod }}", "{{ nobody }}"):
        document.add_paragraph(text)
    save_kind(studio.folders[0], "broken", document)
    with pytest.raises(TemplateError) as caught:
        drafting.preview("broken", studio, filled=True, group=None, out=tmp_path)
    assert len(caught.value.faults) == 2


def test_no_paper_is_ever_issued_under_the_id_of_samples():
    assert pagecode.new_document_id(lambda _bits: 0) != pagecode.SAMPLE_ID
    assert pagecode.derived_document_id(bytes(32)) != pagecode.SAMPLE_ID


@pytest.mark.slow
def test_the_built_in_forms_hold_on_paper(tmp_path):
    organisation = roster.load_organisation(
        resources.folder("profiles") / "migip" / "organisation.yaml"
    )
    folders = (resources.folder("templates"),)
    studio = drafting.Studio(folders, organisation, None, tmp_path)
    names = ("certificate", "protocol")
    found = drafting.check(names, studio, printing=True)
    assert found == dict.fromkeys(names, ())
