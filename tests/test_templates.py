import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pytest

from pipeline import pagecode, resources
from pipeline.forms import context, kinds, lint, render, words
from pipeline.forms.make import Job, make
from pipeline.model import Movement, Results, Scope, Task, ZoneKind
from scripts import make_templates
from tests import invented

TEMPLATES = resources.folder("templates")
KINDS = sorted(make_templates.KINDS)
COMMISSION = {"chair", "member-1", "member-2", "member-3", "secretary"}
PAGES = {
    "journal": 15,
    "gradesheet U1": 2,
    "gradesheet U2": 2,
    "final-gradesheet": 2,
    "protocol": 2,
    "certificate T01": 1,
    "results-card T01": 1,
}
"""Of the invented group; a template that spills over shows here first."""

UPRIGHT_MM = (210.0, 297.0)
MARGIN_MM = 0.6


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_template_is_what_the_script_makes(kind, tmp_path):
    make_templates.write_all(tmp_path)
    made = parts_of(tmp_path / kind / "template.docx")
    assert made == parts_of(TEMPLATES / kind / "template.docx")


def test_every_kind_of_the_script_has_a_description():
    assert set(KINDS) <= set(kinds.load([TEMPLATES]))


def names_of(group, form):
    if form.scope is Scope.UNIT:
        return [f"{form.name} {unit.id}" for unit in group.units[:2]]
    if form.scope is Scope.TRAINEE:
        return [f"{form.name} {group.trainees[0].id}"]
    return [form.name]


def job_of(name, *, filled):
    kind, _, about = name.partition(" ")
    group = invented.group()
    document_id = pagecode.new_document_id()
    facts = context.DocumentFacts(
        document_id,
        kind,
        "Форма примера",
        "ГТ-12/2026-3",
        date(2026, 6, 25) if filled else None,
        "",
        draft=not filled,
    )
    data = context.build(
        invented.organisation(),
        group,
        unit=next((one for one in group.units if one.id == about), None),
        trainee=next((one for one in group.trainees if one.id == about), None),
        document=facts,
        filled=filled,
    )
    return Job(kinds.load([TEMPLATES])[kind], data, document_id)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Everything that is printed for the group, by name and blank or filled."""
    forms = kinds.load([TEMPLATES])
    wanted = [
        (name, filled)
        for kind in KINDS
        if forms[kind].scope
        for name in names_of(invented.group(), forms[kind])
        for filled in (False, True)
    ]
    jobs = [job_of(name, filled=filled) for name, filled in wanted]
    made = make(jobs, scratch=tmp_path_factory.mktemp("scratch"))
    return dict(zip(wanted, made, strict=True))


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_a_template_is_sound(name, filled):
    job = job_of(name, filled=filled)
    assert lint.check([lint.Subject(job.form, (job.data,))], None) == [()]


def text_of(paper):
    document = pypdfium2.PdfDocument(io.BytesIO(paper.pdf))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def zones_of(paper, kind):
    return [
        (zone.subject, zone.item, zone.value)
        for page in paper.layout.pages
        for zone in page.zones
        if zone.kind is kind
    ]


def signers(paper):
    return sorted(subject for subject, _, _ in zones_of(paper, ZoneKind.SIGNATURE))


def said(job, **parts):
    """What a form says when parts of its data are others, without printing it."""
    rendered = render.render(job.form, {**job.data, **parts}, job.document_id)
    return words(rendered.docx)


def test_the_minutes_call_nobody_failed_whose_grade_is_not_known():
    job = job_of("protocol", filled=True)
    assert "Признать прошедшими итоговую аттестацию: " in said(job)
    first, *others = job.data["trainees"]
    nothing = {**first["final"], "grade": "", "outcome": ""}
    text = said(job, trainees=[{**first, "final": nothing}, *others])
    assert "аттестацию: " not in text
    assert "слушателей, получивших положительную оценку" in text


def test_a_certificate_leaves_out_what_was_graded_after_its_day():
    job = job_of("certificate T01", filled=True)
    first = {**job.data["study"]["units"][0], "assessed_on": "2026-06-25"}
    later = {**first, "assessed_on": "2026-06-27"}
    grade = job.data["trainee"]["grades"][first["id"]]
    assert grade in said(job, study={**job.data["study"], "units": [first]})
    assert grade not in said(job, study={**job.data["study"], "units": [later]})


def test_a_certificate_without_a_legal_basis_gives_none():
    job = job_of("certificate T01", filled=True)
    nothing = {**job.data["organisation"], "legal_basis": []}
    assert "Основание" not in said(job, organisation=nothing)


@pytest.mark.slow
@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_a_form_takes_the_pages_it_should(papers, name, filled):
    assert len(papers[name, filled].layout.pages) == PAGES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_a4_upright(papers, name):
    for page in papers[name, False].layout.pages:
        size = (page.width_mm, page.height_mm)
        assert size == pytest.approx(UPRIGHT_MM, abs=MARGIN_MM)


@pytest.mark.slow
@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", [name for name in PAGES if not name.endswith(" T01")])
def test_a_form_names_every_trainee(papers, name, filled):
    text = text_of(papers[name, filled])
    assert [
        one.id for one in invented.group().trainees if one.full_name not in text
    ] == []


@pytest.mark.slow
def test_a_certificate_names_its_trainee_in_the_dative(papers):
    text = text_of(papers["certificate T01", True])
    assert "Авдеевой Марии Львовне" in text
    assert "двести пятьдесят шесть" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_form_that_nobody_approved_says_so(papers, name):
    assert "ПРОЕКТ" in text_of(papers[name, False])
    assert "ПРОЕКТ" not in text_of(papers[name, True])


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_blank_and_filled_ask_for_the_same_signatures(papers, name):
    assert signers(papers[name, False]) == signers(papers[name, True])


@pytest.mark.slow
def test_a_gradesheet_is_signed_by_every_trainee_and_the_teacher(papers):
    everyone = [one.id for one in invented.group().trainees]
    assert signers(papers["gradesheet U1", False]) == [*everyone, "teacher"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["protocol", "final-gradesheet"])
def test_the_final_assessment_is_signed_by_the_commission(papers, name):
    assert signers(papers[name, False]) == sorted(COMMISSION)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["protocol", "final-gradesheet"])
def test_the_commission_signs_on_one_page(papers, name):
    pages = [
        page.number
        for page in papers[name, False].layout.pages
        for zone in page.zones
        if zone.kind is ZoneKind.SIGNATURE
    ]
    assert len(set(pages)) == 1


@pytest.mark.slow
def test_the_teacher_signs_every_lesson_in_the_journal(papers):
    signed = zones_of(papers["journal", False], ZoneKind.SIGNATURE)
    assert signed == [("teacher", one.id, "") for one in invented.group().sessions]


@pytest.mark.slow
def test_the_journal_has_a_mark_for_each_trainee_and_lesson(papers):
    group = invented.group()
    marks = zones_of(papers["journal", False], ZoneKind.MARK)
    assert sorted(marks) == sorted(
        (trainee.id, session.id, "")
        for trainee in group.trainees
        for session in group.sessions
    )


@pytest.mark.slow
def test_a_short_scale_is_printed_as_boxes(papers):
    boxes = zones_of(papers["gradesheet U1", False], ZoneKind.CHOICE)
    values = [value.value for value in invented.CHOICES.values]
    assert [value for subject, _, value in boxes if subject == "T01"] == values
    assert zones_of(papers["gradesheet U1", False], ZoneKind.GRADE) == []


@pytest.mark.slow
def test_a_figure_scale_is_printed_as_one_cell(papers):
    paper = papers["gradesheet U2", False]
    everyone = [(one.id, "U2", "") for one in invented.group().trainees]
    assert zones_of(paper, ZoneKind.GRADE) == everyone
    assert zones_of(paper, ZoneKind.CHOICE) == []


LEAST_MM = {
    ZoneKind.SIGNATURE: (25, 7),
    ZoneKind.MARK: (7, 6),
    ZoneKind.GRADE: (14, 7),
    ZoneKind.CHOICE: (5, 5),
    ZoneKind.TEXT: (15, 5),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_cell_has_room_for_a_pen(papers, name):
    for page in papers[name, False].layout.pages:
        for zone in page.zones:
            if zone.kind is ZoneKind.REFERENCE:
                continue
            x0, y0, x1, y1 = zone.box_mm
            width, height = LEAST_MM[zone.kind]
            assert x1 - x0 >= width - 0.5, zone
            assert y1 - y0 >= height - 0.5, zone


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_body_keeps_off_the_codes(papers, name):
    for page in papers[name, False].layout.pages:
        for zone in page.zones:
            if zone.kind is not ZoneKind.REFERENCE:
                assert zone.box_mm[1] >= 26.5
                assert zone.box_mm[3] <= page.height_mm - 26.5


def test_a_certificate_of_before_leaving_tells_of_no_leaving():
    group = invented.group(3, 2, 4)
    left = replace(group.trainees[0], left=Movement(date(2026, 5, 1), "№ 5"))
    for day, is_told in ((date(2026, 4, 1), False), (date(2026, 5, 1), True)):
        facts = context.DocumentFacts("", "certificate", "С", "1", day, "", draft=False)
        data = context.build(
            invented.organisation(),
            replace(group, trainees=(left, *group.trainees[1:])),
            unit=None,
            trainee=left,
            document=facts,
            filled=True,
        )
        form = kinds.load([TEMPLATES])["certificate"]
        rendered = render.render(form, data, pagecode.new_document_id())
        text = " ".join(words(rendered.docx).split())
        assert ("Отчислена" in text, "по настоящее время" in text) == (
            is_told,
            not is_told,
        )


def test_no_two_cells_of_a_journal_are_of_the_same_thing():
    group = invented.group(3, 2, 4)
    units = [replace(one, tasks=(Task("W1", "эссе"),)) for one in group.units]
    facts = context.DocumentFacts("", "journal", "Журнал", "1", None, "", draft=True)
    data = context.build(
        invented.organisation(),
        replace(group, units=tuple(units), results=Results()),
        unit=None,
        trainee=None,
        document=facts,
        filled=False,
    )
    form = kinds.load([TEMPLATES])["journal"]
    asked = [
        (zone.kind, zone.subject, zone.item, zone.value)
        for zone in render.render(form, data, pagecode.new_document_id()).zones
    ]
    assert len(asked) == len(set(asked))


def minutes(group, *, without=()):
    """The paragraphs of filled minutes; older papers are without some of the data."""
    facts = context.DocumentFacts(
        "7K3Q9ZC2M4", "protocol", "Протокол", "1", date(2026, 6, 26), "", draft=True
    )
    data = context.build(
        invented.organisation(),
        group,
        unit=None,
        trainee=None,
        document=facts,
        filled=True,
    )
    for trainee in data["trainees"]:
        for key in without:
            del trainee[key]
    form = kinds.load([TEMPLATES])["protocol"]
    filled = render.render(form, data, facts.document_id).docx
    return [it.text for it in docx.Document(io.BytesIO(filled)).paragraphs]


@pytest.mark.parametrize(
    ("without", "named"),
    [((), "Де Ла Крус\N{NO-BREAK SPACE}М.Л., Бело"), (["short_cases"], "М.Л., Бело")],
)
def test_the_minutes_name_a_surname_of_several_words_whole(without, named):
    group = invented.group(3, 2, 4)
    first, *others = group.trainees
    group = replace(group, trainees=(replace(first, surname="Де Ла Крус"), *others))
    assert any(named in it for it in minutes(group, without=without))


@pytest.mark.parametrize(
    ("given_name", "without", "named"),
    [
        ("Мария", [], "Авдееву Марию Львовну, 07.04.1980, Авдееву Марию Львовну, 13."),
        ("Марта", [], "Авдееву Марию Львовну, Авдееву Марту Львовну, Вавилову"),
        ("Марта", ["listed_cases"], "Авдеева Мария Львовна, Авдеева Марта Львовна, "),
    ],
)
def test_the_minutes_name_people_of_one_short_name(given_name, without, named):
    group = invented.group(3, 2, 4)
    first, second, *others = group.trainees
    second = replace(
        second,
        surname=first.surname,
        given_name=given_name,
        patronymic=first.patronymic,
    )
    group = replace(group, trainees=(first, second, *others))
    assert any(named in it for it in minutes(group, without=without))
