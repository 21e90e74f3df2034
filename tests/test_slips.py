"""What a command answers to who mistyped something, in a workspace with one group."""

import pytest

from pipeline import messages
from pipeline.cli import app
from tests import institute


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A new workspace with the group ГТ-12."""
    root = tmp_path_factory.mktemp("slips") / "ws"
    app.run(["init", str(root), "--profile", "migip"])
    group = institute.EXAMPLES / "gt-12.yaml"
    app.run(["--workspace", str(root), "groups", "import", str(group)])
    return root


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")  # these two are set anew by each run
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = app.run(["--workspace", str(office), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize("typed", ["ГT-12", "гт–12", "ГТ 12"])
def test_a_groups_code_may_be_typed_with_signs_that_look_the_same(call, typed):
    code, out, _err = call("groups", "show", typed)
    assert code == 0
    assert "ГТ-12" in out


def test_a_kind_with_a_slip_is_told_with_what_is_meant_and_all_titles(call):
    making = ("forms", "generate", "--group", "ГТ-12", "--kind")
    code, _out, err = call(*making, "certficate")
    assert code == 1
    assert "Did you mean “certificate”? There are: certificate – Справка об" in err
    assert "; journal – Журнал" in err
    _code, _out, err = call(*making, "ведомость")
    assert "not found. There are: final-gradesheet – Ведомость" in err
    assert "Did you mean “gradesheet”?" in call(*making, "gradsheet")[2]
    assert "There are: certificate" in call(*making, "x")[2]
    assert "Did you mean “journal”?" in call("issued", "list", "--kind", "журнал")[2]
