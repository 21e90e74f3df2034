"""`forms copy`: a built-in form becomes the workspace's own."""

import json

import pytest

from pipeline import messages, resources, workspace
from pipeline.cli import app

BUILT_IN = resources.folder("templates")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return workspace.make(tmp_path_factory.mktemp("copy") / "ws", "migip", 2026)


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments):
        code = app.run(["--workspace", str(office), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_copied_form_is_the_built_in_one_and_comes_before_it(office, call):
    code, out, _err = call("forms", "copy", "gradesheet")
    own = office / "templates" / "gradesheet"
    assert code == 0
    assert contents(own) == contents(BUILT_IN / "gradesheet")
    assert f"Open {own}/template.docx in Word and change it." in out
    assert "Then: podshivka forms check gradesheet" in out
    description = own / "form.yaml"
    description.write_text("title: Наша ведомость\nscope: unit\n", "utf-8")
    listed = json.loads(call("forms", "list", "--json")[1])
    (row,) = [row for row in listed if row["kind"] == "gradesheet"]
    assert row["standard"]
    assert sorted(it.name for it in own.parent.iterdir()) == ["gradesheet"]


def test_an_own_form_is_never_copied_over(office, call):
    _code, out, _err = call("forms", "copy", "protocol", "--json")
    own = office / "templates" / "protocol"
    assert json.loads(out) == {"kind": "protocol", "folder": str(own)}
    (own / "template.docx").write_bytes(b"changed in Word")
    code, _out, err = call("forms", "copy", "protocol")
    assert code == 2
    assert f"{own} is there already: change the form there. Nothing was copied." in err
    assert (own / "template.docx").read_bytes() == b"changed in Word"
    (own / "template.docx").write_bytes(
        (BUILT_IN / "protocol/template.docx").read_bytes()
    )


@pytest.mark.parametrize("name", ["gradesheets", "../groups", "", ".", "/etc"])
def test_a_form_that_is_not_built_in_is_told_with_those_that_are(office, call, name):
    before = sorted(office.rglob("*"))
    code, _out, err = call("forms", "copy", name)
    assert code == 1
    assert f"Kind of form “{name}” was not found. There are: certificate, " in err
    assert sorted(office.rglob("*")) == before
