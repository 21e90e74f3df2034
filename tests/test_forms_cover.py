import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from pipeline import forms, pagecode, resources
from pipeline.model import ZoneKind
from tests import invented

GROUP = invented.group(trainees=30)
DAY = date(2026, 6, 30)
LONG_TITLE = "Протоколы заседаний комиссии с приложениями и особыми мнениями; " * 4
COVERED = forms.Covered("Копия документа о квалификации", "Диплом", "03-11 Копии", 5)


def form():
    return forms.load([resources.folder("templates")])[forms.COVER_SHEET]


def facts(number="772400"):
    return forms.DocumentFacts(
        pagecode.new_document_id(), form().name, "Лист", number, DAY, "", draft=False
    )


def data(group=GROUP, trainees=(), document=None, covered=COVERED):
    organisation = invented.organisation()
    return forms.cover_data(organisation, group, trainees, document or facts(), covered)


def test_a_sheet_keeps_nobody_whom_it_does_not_name():
    (told,) = data(trainees=GROUP.trainees[2:3])["trainees"]
    assert (told["id"], told["name"]) == ("T03", GROUP.trainees[2].full_name)
    assert (told["birth_date"], told["snils"], told["grades"]) == ("", "", {})


def test_papers_of_no_group_have_the_same_tree():
    alone, of_group = data(group=None), data()
    assert alone.keys() == of_group.keys()
    assert alone["group"]["code"] == ""
    assert of_group["programme"]["title"] == GROUP.programme.title


def test_the_template_is_sound_whatever_is_known():
    bare = replace(COVERED, about="", case="", pages=None)
    few, many = GROUP.trainees[:1], GROUP.trainees
    trees = (
        forms.sample_data(form(), invented.organisation()),
        data(group=None, document=facts(number=""), covered=bare),
        data(trainees=few),
        data(trainees=many, covered=replace(COVERED, about=LONG_TITLE)),
    )
    assert forms.check([forms.Subject(form(), trees)], None) == [()]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The fullest sheet and the barest one."""
    full = replace(COVERED, about=LONG_TITLE[:250], pages=121)
    bare = forms.Covered("Прочий документ")
    trees = (
        data(trainees=GROUP.trainees, covered=full),
        data(group=None, document=facts(number=""), covered=bare),
    )
    jobs = [forms.Job(form(), it, it["document"]["id"]) for it in trees]
    made = list(forms.make(jobs, scratch=tmp_path_factory.mktemp("s"), workers=1))
    return dict(zip(("full", "bare"), made, strict=True))


def text_of(made):
    with pypdfium2.PdfDocument(io.BytesIO(made.pdf)) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["full", "bare"])
def test_a_sheet_is_one_page_without_cells_to_fill(printed, name):
    (page,) = printed[name].layout.pages
    assert {zone.kind for zone in page.zones} == {ZoneKind.REFERENCE}
    assert printed[name].layout.kind == forms.COVER_SHEET


@pytest.mark.slow
def test_a_sheet_says_all_that_is_known_of_its_papers(printed):
    text = text_of(printed["full"])
    for words in (
        "Копия документа о квалификации",
        LONG_TITLE[:250].strip(),
        "№ 772400",
        "30 июня 2026 г.",
        "121 сторона с текстом",
        "03-11 Копии",
    ):
        assert words in text
    assert all(it.surname in text for it in GROUP.trainees)


@pytest.mark.slow
def test_a_sheet_leaves_out_what_is_not_known(printed):
    text = text_of(printed["bare"])
    assert "Прочий документ" in text
    assert "ПРОЕКТ" not in text
    for label in ("Номер", "Группа", "Слушател", "Должно быть", "Дело"):
        assert label not in text
