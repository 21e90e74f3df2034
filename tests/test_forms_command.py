"""`forms generate` as a clerk gives it: what is refused before anything is issued."""

import errno
import json
import os
import shutil
import sys
from types import SimpleNamespace

import pytest

from pipeline import forms, issue, messages, resources
from pipeline.cli import app, papers, unmade
from pipeline.cli import forms as forms_commands
from pipeline.forms import batches
from pipeline.model import Scope
from tests import forms_templates, institute, invented
from tests.institute import GROUP
from tests.test_forms_workbook import made


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("command") / "ws")


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")  # these two are set anew by each run
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments):
        code = app.run(["--workspace", str(office.root), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, " ".join(said.err.split())

    return run


@pytest.fixture
def refuse(call):
    """A `forms generate` that must fail, and issue nothing: code and words."""

    def run(*arguments):
        before = issued(call)
        code, _out, err = call("forms", "generate", "--group", GROUP, *arguments)
        assert issued(call) == before
        return code, err

    return run


@pytest.fixture
def failing(office, monkeypatch):
    """A kind for each trainee that fails at the fourth; lots are small."""
    document = forms_templates.new_document()
    document.add_paragraph("{{ trainee.name }}")
    document.add_paragraph("{% if trainee.n == 4 %}{{ trainee.nothing.at }}{% endif %}")
    folder = office.root / "templates"
    description = "title: Лист\nscope: trainee\napproved: null\n"
    kind = forms_templates.save_kind(folder, "x-failing", document, description)
    monkeypatch.setattr(sys.modules[forms.make.__module__], "LARGEST_BATCH", 1)
    monkeypatch.setattr(batches, "START_BYTES", 1)
    yield kind.name
    shutil.rmtree(kind.folder)


def issued(call):
    _code, out, _err = call("issued", "list", "--json")
    return {it["document_id"] for it in json.loads(out)}


@pytest.mark.parametrize("option", ["--out", "--join"])
def test_nothing_is_issued_for_a_folder_that_takes_no_file(refuse, tmp_path, option):
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "below" / "all.pdf"
    code, err = refuse("--kind", "protocol", option, target)
    assert code == 2
    assert "Nothing can be written to" in err


def test_a_file_that_is_there_is_not_overwritten_by_joining(refuse, tmp_path):
    target = tmp_path / "all.pdf"
    target.write_bytes(b"precious")
    code, err = refuse("--kind", "protocol", "--join", target)
    assert (code, target.read_bytes()) == (2, b"precious")
    assert f"{target} is there already" in err


@pytest.mark.slow
def test_papers_that_were_made_before_a_fault_are_told_and_copied(
    call, failing, tmp_path
):
    before = issued(call)
    words = ("--group", GROUP, "--kind", failing, "--filled", "--out", tmp_path / "a b")
    code, out, err = call("forms", "generate", *words)
    made = issued(call) - before
    assert (code, out, len(made)) == (3, "", 3)
    assert len(list((tmp_path / "a b").glob("*.pdf"))) == 3
    assert all(f"{one} Лист, № " in err for one in made)
    rest = "--student T04 --student T05"
    assert f"forms generate --group {GROUP} --kind {failing} {rest}" in err
    assert f"--filled --format pdf --out '{tmp_path / 'a b'}'" in err


@pytest.mark.parametrize(
    ("kinds", "count", "commands"),
    [
        (["protocol", "certificate"], 1, ["--kind certificate --blank"]),
        (
            ["certificate", "journal", "results-card"],
            24,
            [
                "--kind certificate --student T25 --blank",
                "--kind journal --kind results-card --blank",
            ],
        ),
        (["gradesheet"], 7, ["--kind gradesheet --blank", "void A A A A A A A"]),
        (["protocol"], 1, []),
    ],
)
@pytest.mark.usefixtures("english")
def test_only_what_was_not_made_is_advised(kinds, count, commands):
    known = forms.load([resources.folder("templates")])
    group = invented.group()
    planned = [
        issue.Planned(known[kind], unit=unit, trainee=trainee)
        for kind in kinds
        for unit in (group.units if known[kind].scope is Scope.UNIT else [None])
        for trainee in (
            group.trainees if known[kind].scope is Scope.TRAINEE else [None]
        )
    ]
    made = [
        SimpleNamespace(document_id="A", kind=it.form.name) for it in planned[:count]
    ]
    asked = {"code": "ГТ 12", "students": (), "blank": True}
    asked |= {"dated": None, "formats": "pdf", "out": None}
    advice = unmade.papers(planned, made, asked)
    assert len(advice) == len(commands)
    for line, words in zip(advice, commands, strict=True):
        assert words in line
        assert "--group 'ГТ 12'" in line or "void" in line


@pytest.mark.parametrize("copied", [0, 1, 2])
@pytest.mark.usefixtures("english")
def test_what_was_not_copied_is_told_where_it_lies(tmp_path, capsys, copied):
    shop = SimpleNamespace(places=SimpleNamespace(issued=tmp_path / "issued"))
    made = [
        SimpleNamespace(document_id=it, number="", title="Лист", student="")
        for it in ("AAAAAAAAAA", "BBBBBBBBBB")
    ]
    for it in made:
        (tmp_path / "issued" / "2026" / it.document_id).mkdir(parents=True)
    unmade.say(shop, made, tmp_path / "out", [], copied=copied)
    said = capsys.readouterr().err
    assert [f"{it.document_id}/printed.pdf" in said for it in made] == [
        copied < 1,
        copied < 2,
    ]
    assert (f"lie in {tmp_path / 'out'}" in said) == (copied > 0)
    assert ("of the others" in said) == (copied == 1)


@pytest.mark.slow
def test_a_joined_file_that_was_not_made_is_told_with_its_papers(
    call, failing, tmp_path
):
    before = issued(call)
    target = tmp_path / "all.pdf"
    words = ("--group", GROUP, "--kind", failing, "--filled", "--join", target)
    _code, _out, err = call("forms", "generate", *words)
    made = issued(call) - before
    assert (len(made), target.exists()) == (3, False)
    assert f"The joint PDF {target} was not made." in err
    assert all(f"{one}/printed.pdf" in err for one in made)


@pytest.mark.slow
def test_papers_are_told_though_they_could_not_be_joined(call, monkeypatch, tmp_path):
    def full(*_asked):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "all.pdf")

    monkeypatch.setattr(forms_commands, "_join", full)
    before = issued(call)
    words = ("--group", GROUP, "--kind", "protocol", "--join", tmp_path / "all.pdf")
    code, _out, err = call("forms", "generate", *words)
    (made,) = issued(call) - before
    assert code == 3
    assert f"{made}/printed.pdf" in err
    assert "pdfunite" in err
    assert "make only the rest" not in err


@pytest.mark.slow
def test_the_joined_file_is_named(call, tmp_path):
    target = tmp_path / "new" / "all.pdf"
    words = ("forms", "generate", "--group", GROUP, "--kind", "protocol")
    _code, out, _err = call(*words, "--join", target)
    assert target.exists()
    assert f"All of them in one PDF, to be printed: {target}" in out


def test_a_trainee_is_named_for_papers_of_trainees_only(refuse):
    code, err = refuse("--kind", "protocol", "--kind", "journal", "--student", "T01")
    assert code == 2
    assert "is made of protocol, journal. Leave --student out" in err
    assert "certificate, results-card" in err


@pytest.mark.parametrize(
    ("kind", "command"), [("cover-sheet", "cover"), ("registration-book", "book")]
)
def test_a_kind_that_no_group_makes_names_its_command(refuse, kind, command):
    code, err = refuse("--kind", kind)
    assert code == 2
    assert err.endswith(f"See: podshivka forms {command}")


def test_formats_may_be_written_in_capitals_with_a_comma_behind():
    assert papers.formats("PDF, Docx,") == ("pdf", "docx")


@pytest.mark.parametrize("text", ["", " , ", "pdf,doc"])
def test_what_is_no_format_is_refused(refuse, text):
    code, err = refuse("--kind", "protocol", "--format", text)
    assert code == 2
    assert "pdf, docx, xlsx" in err


@pytest.mark.slow
def test_what_is_in_force_is_told_in_one_paragraph(call):
    words = ("forms", "generate", "--group", GROUP, "--kind", "certificate")
    call(*words, "--student", "T01", "--student", "T02")
    _code, _out, err = call(*words, "--student", "T01")
    assert err.startswith("In force already; one more of each is being issued: ")
    assert err.count("(T01), blank") == 1
    assert err.count("podshivka issued void") == 1


@pytest.mark.slow
def test_a_form_with_results_that_is_in_force_is_told_and_one_more_issued(call):
    words = ("forms", "generate", "--group", GROUP, "--kind", "certificate")
    words = (*words, "--student", "T03", "--filled", "--json")
    _code, out, _err = call(*words)
    (first,) = json.loads(out)
    code, out, err = call(*words)
    assert (code, len(json.loads(out))) == (0, 1)
    assert f"{first['document_id']} {first['title']}, № {first['number']}" in err
    assert "(T03), with results" in err
    for command in ("void", "reprint", "supplement", "copy"):
        assert f"podshivka issued {command} ID" in err


@pytest.mark.slow
def test_a_paper_is_withdrawn_for_a_reason_and_declared_void_once(call):
    words = ("forms", "generate", "--group", GROUP, "--kind", "protocol", "--json")
    _code, out, _err = call(*words)
    identity = json.loads(out)[0]["document_id"]
    for command in ("void", "reprint"):
        code, _out, err = call("issued", command, identity, "--reason", " ")
        assert code == 2
        assert "The reason is empty" in err
    assert call("issued", "void", identity, "--reason", "trial")[0] == 0
    code, _out, err = call("issued", "void", identity, "--reason", "trial")
    assert code == 2
    assert "has been void since" in err
    assert "Nothing is left to do" in err


def test_a_list_of_what_nobody_knows_is_a_slip_of_the_pen(call):
    code, _out, err = call("issued", "list", "--kind", "jornal")
    assert code == 1
    assert "“jornal” was not found. Did you mean “journal”?" in err
    code, _out, err = call("issued", "list", "--group", "НЕТ")
    assert code == 1
    assert f"There are: {GROUP}." in err
    assert call("issued", "list", "--kind", "certificate", "--group", GROUP)[0] == 0
    assert call("issued", "list", "--kind", "qualification-copy")[0] == 0


def test_the_workbook_of_a_form_is_no_group(call, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(made(invented.group(2, 2, 2), "gradesheet"))
    for command in ("import", "check"):
        code, out, err = call("groups", command, path)
        told = out + err
        assert code == (3 if command == "import" else 1)
        assert "podshivka groups import --results form.xlsx" in told
        assert "missing" not in told


def test_the_workbook_of_a_group_is_taken_in_without_results(call, tmp_path):
    path = tmp_path / "group.xlsx"
    assert call("groups", "template", path, "--group", GROUP)[0] == 0
    code, _out, err = call("groups", "import", "--results", path)
    assert code == 3
    assert "is taken in without --results" in err
