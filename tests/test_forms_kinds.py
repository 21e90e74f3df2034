"""Kinds of form: their folders and descriptions."""

import zipfile
from datetime import date

import pytest

from pipeline import disk
from pipeline.errors import TemplateError
from pipeline.forms import kinds
from pipeline.model import Scope
from tests import forms_templates

APPROVED = """\
title: Ведомость промежуточной аттестации
scope: unit
date: unit_end
standard: true
zones: {grade: оценка цифрой, signature: подпись преподавателя}
approved: {order: 12-К, date: 2025-09-01, until: 2026-08-31}
"""


pytestmark = pytest.mark.usefixtures("english")


def make_kind(folder, name, description):
    document = forms_templates.new_document()
    return forms_templates.save_kind(folder, name, document, description)


def faults_of(folder, description):
    with pytest.raises(TemplateError) as caught:
        make_kind(folder, "gradesheet", description)
    return {fault.place: fault.says for fault in caught.value.faults}


def test_a_description_becomes_a_kind(tmp_path):
    kind = make_kind(tmp_path, "gradesheet", APPROVED)
    assert kind.title == "Ведомость промежуточной аттестации"
    assert kind.scope is Scope.UNIT
    assert kind.date is kinds.DateRule.UNIT_END
    assert kind.standard
    assert kind.zones["grade"] == "оценка цифрой"
    assert kind.template_sha256 == disk.sha256(kind.template)


def test_an_approved_form_is_a_draft_outside_its_days(tmp_path):
    kind = make_kind(tmp_path, "gradesheet", APPROVED)
    assert not kind.draft
    assert kind.is_draft_on(date(2025, 8, 31))
    assert not kind.is_draft_on(date(2025, 9, 1))
    assert not kind.is_draft_on(date(2026, 8, 31))
    assert kind.is_draft_on(date(2026, 9, 1))


def test_a_form_that_nobody_approved_is_a_draft(tmp_path):
    kind = make_kind(
        tmp_path, "gradesheet", "title: Ведомость\nscope: group\napproved: null\n"
    )
    assert kind.draft
    assert kind.is_draft_on(date(2026, 1, 1))


def test_a_form_that_no_group_makes_has_no_scope(tmp_path):
    assert make_kind(tmp_path, "cover-sheet", "title: Титульный лист\n").scope is None


def test_a_workspace_folder_wins_over_the_built_in_one(tmp_path):
    make_kind(tmp_path / "built-in", "gradesheet", "title: Их\nscope: group\n")
    make_kind(tmp_path / "built-in", "protocol", "title: Протокол\nscope: group\n")
    make_kind(tmp_path / "own", "gradesheet", "title: Наша\nscope: group\n")
    found = kinds.load([tmp_path / "own", tmp_path / "built-in"])
    assert [kind.title for kind in found.values()] == ["Наша", "Протокол"]


def test_all_faults_of_a_description_are_named_at_once(tmp_path):
    faults = faults_of(tmp_path, "title: 5\nscope: pupil\ndate: unit_end\n")
    assert {"title", "scope"} <= set(faults)


def test_an_approval_needs_its_date(tmp_path):
    faults = faults_of(tmp_path, "title: Ведомость\napproved: {order: 12-К}\n")
    assert any(place.startswith("approved") for place in faults)


def test_a_line_that_is_not_yaml_is_named(tmp_path):
    faults = faults_of(tmp_path, "title: Ведомость\nscope: [unit\n")
    assert faults["line 3"].startswith("The text is not YAML; look at the indents")


def test_a_missing_template_is_named(tmp_path):
    folder = tmp_path / "gradesheet"
    folder.mkdir()
    (folder / "form.yaml").write_text("title: Ведомость\nscope: group\n", "utf-8")
    with pytest.raises(TemplateError, match=r"template\.docx"):
        kinds.load([tmp_path])


@pytest.mark.parametrize(
    "name",
    ["Лист ознакомления", "Лист", "my form", "My-Form", "1-form", "journal — копия"],
)
def test_a_folder_that_cannot_name_a_kind_is_told(tmp_path, name):
    with pytest.raises(TemplateError) as caught:
        make_kind(tmp_path, name, "title: Лист\nscope: group\n")
    (fault,) = caught.value.faults
    assert fault.place == name
    assert "Rename the folder, say to “my-form”" in fault.says


def test_a_hidden_folder_is_passed_over(tmp_path):
    make_kind(tmp_path, "journal", "title: Журнал\nscope: group\n")
    (tmp_path / ".journal").mkdir()
    (tmp_path / ".journal" / "form.yaml").write_text("?", "utf-8")
    assert set(kinds.load([tmp_path])) == {"journal"}


def test_a_template_without_a_description_is_told(tmp_path):
    make_kind(tmp_path, "my-form", "title: Лист\nscope: group\n")
    (tmp_path / "my-form" / "form.yaml").rename(tmp_path / "my-form" / "form.yaml.txt")
    with pytest.raises(TemplateError, match=r"Put form\.yaml beside the template"):
        kinds.load([tmp_path])


def test_a_description_in_another_encoding_is_told(tmp_path):
    make_kind(tmp_path, "my-form", "title: Лист\nscope: group\n")
    (tmp_path / "my-form" / "form.yaml").write_bytes("title: Лист\n".encode("cp1251"))
    with pytest.raises(TemplateError, match="in the encoding UTF-8"):
        kinds.load([tmp_path])


def test_a_description_saved_by_notepad_is_read(tmp_path):
    make_kind(tmp_path, "my-form", "\ufefftitle: Лист\r\nscope: group\r\n")
    assert kinds.load([tmp_path])["my-form"].title == "Лист"


def test_faults_of_a_description_say_what_to_write(tmp_path):
    faults = faults_of(
        tmp_path,
        "scope: слушатель\nstandard: может быть\nzones: {sign: x}\n"
        "approved: {order: '', date: 12.01.2026}\n",
    )
    assert faults == {
        "form.yaml": "“title” is missing.",
        "scope": "“слушатель” is not one of the possible values. "
        "Known are: group, unit, trainee.",
        "standard": "Expected true or false, found “может быть”.",
        "zones": "“sign” is not one of the possible values. Did you mean “signature”?",
        "approved.order": "It is empty.",
        "approved.date": "“12.01.2026” is not a date. "
        "Write year-month-day, as in 2026-02-28.",
    }


def test_a_misspelt_key_is_told_with_the_right_one(tmp_path):
    faults = faults_of(tmp_path, "title: Лист\nscop: group\n")
    assert faults["form.yaml"] == "“scop” is not known here. Did you mean “scope”?"


def test_a_kind_says_how_its_workbook_is_laid_out(tmp_path):
    kind = make_kind(
        tmp_path, "list", "title: Лист\nscope: unit\nworkbook: gradesheet\n"
    )
    assert kind.workbook is kinds.Workbook.GRADESHEET
    assert (
        make_kind(
            tmp_path, "other", "title: Иной\nscope: group\nworkbook: null\n"
        ).workbook
        is None
    )


def test_a_workbook_needs_the_data_of_its_scope(tmp_path):
    description = "title: Лист\nscope: unit\nworkbook: journal\n"
    assert "scope: group" in faults_of(tmp_path, description)["workbook"]


@pytest.mark.parametrize(
    ("description", "says"),
    [
        (
            "title: Т\napproved: {order: 1-К, date: 2025-09-01, from: 5}\n",
            "Expected",
        ),
        (
            "title: Т\nscope: group\napproved: {order: 1-К, date: 2026-02-31}\n",
            "“2026-02-31” is not a date",
        ),
        ("title: &a Т\nzones: {mark: *a}\n", "aliases"),
        ("title: !!python/name:os.system Т\n", "Tags (!)"),
        ("title: " + 1000 * "[" + "\n", "nested too deeply"),
    ],
)
def test_a_value_that_cannot_be_meant_is_told(tmp_path, description, says):
    assert says in " ".join(faults_of(tmp_path, description).values())


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        ("date: 2026-01-12, until: 2026-01-11", "“date”, 2026-01-12"),
        ("date: 2025-01-12, from: 2026-02-01, until: 2026-01-31", "“from”, 2026-02-01"),
    ],
)
def test_an_approval_that_ends_before_it_begins_is_told(tmp_path, days, begins):
    faults = faults_of(tmp_path, f"title: Т\napproved: {{order: 1-К, {days}}}\n")
    assert begins in faults["approved.until"]


def test_a_template_that_grows_is_not_opened(tmp_path):
    kind = make_kind(tmp_path, "gradesheet", APPROVED)
    with zipfile.ZipFile(kind.template, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image9.png", bytes(kinds.MAX_UNPACKED_BYTES))
    with pytest.raises(TemplateError, match="far too large"):
        kinds.read(kind.folder)


@pytest.mark.parametrize("written", ["", "scope: null\n"])
def test_a_kind_that_no_command_would_make_is_a_fault(tmp_path, written):
    faults = faults_of(tmp_path, f"title: Лист\n{written}")
    assert faults == {
        "scope": "“scope” is missing: what there is one paper for. Write one of these: "
        "group, unit, trainee."
    }


@pytest.mark.parametrize("name", ["cover-sheet", "registration-book"])
def test_a_kind_with_a_command_of_its_own_needs_no_scope(tmp_path, name):
    assert make_kind(tmp_path, name, "title: Лист\n").scope is None
