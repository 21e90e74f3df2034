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
