"""`groups` with workbooks, from the command line."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from pipeline import messages
from pipeline.cli import app
from tests.workbooks import edited, typed

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("institute")
    for name in ("podshivka.toml", "organisation.yaml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def run(workspace, capsys, monkeypatch) -> Iterator[Callable[..., tuple]]:
    """Exit code, standard output and standard error of a command."""
    language = messages.language()
    monkeypatch.setenv("LANGUAGE", "")

    def call(*words: object) -> tuple[int, str, str]:
        code = app.run(["--workspace", str(workspace), *map(str, words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    yield call
    messages.use_language(language)


def test_a_group_goes_from_yaml_to_a_workbook_and_back(run, workspace, tmp_path):
    file = tmp_path / "новая группа.xlsx"
    assert run("groups", "import", ROOT / "examples" / "ps-03.yaml")[0] == 0
    before = json.loads(run("groups", "show", "ПС-03", "--json")[1])
    code, out, _err = run("groups", "template", file, "--group", "ПС-03")
    assert code == 0
    assert out.endswith(f"podshivka groups import '{file}'\n")
    assert run("groups", "check", file)[0] == 0
    code, out, _err = run("groups", "import", file, "--json")
    assert (code, Path(json.loads(out)[0]["path"]).suffix) == (0, ".xlsx")
    assert json.loads(run("groups", "show", "ПС-03", "--json")[1]) == before
    assert len(list((workspace / "groups" / ".history").iterdir())) == 1


def test_an_import_says_whether_the_group_is_new_or_other_than_before(
    run, workspace, tmp_path, monkeypatch
):
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    text = (ROOT / "examples" / "ps-03.yaml").read_text(encoding="utf-8")
    text = text.replace("ПС-03", "ПС-77")
    file = tmp_path / "g.yaml"

    def told(content: str) -> tuple[str, str]:
        file.write_text(content, encoding="utf-8")
        _code, out, _err = run("groups", "import", file)
        said = out.splitlines()[0].partition(" Trainees: ")
        return said[0], said[2]

    assert told(text)[0] == "Group ПС-77 is new."
    assert told(f"# the same\n{text}")[0] == "Group ПС-77 is as it was."
    changed = text.replace("АНО «Центр примеров»", "ООО «Пример»")
    said, counted = told(changed)
    assert said == "Group ПС-77 has changed."
    assert counted.endswith("The former file is kept in .history beside it.")
    (workspace / "groups" / "ПС-77.yaml").write_text("code: ПС-77\n", encoding="utf-8")
    assert told(text)[0] == "Group ПС-77 has changed."
    (again,) = json.loads(run("groups", "import", file, "--json")[1])
    assert again["change"] == "same"


def test_an_import_tells_of_results_that_it_loses(
    run, workspace, tmp_path, monkeypatch
):
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    whole = (ROOT / "examples" / "gt-12.yaml").read_text("utf-8")
    file = tmp_path / "g.yaml"
    head, _results, _rest = whole.partition("\nresults:")
    results = "\nresults:\n  grades: {T01: {D2: '%s'}, T02: {D2: '4'}}\n"
    for grade, lost in (("4", 0), ("5", 1), ("5", 0)):
        file.write_text(head + results % grade, "utf-8")
        (told,) = json.loads(run("groups", "import", file, "--json")[1])
        assert (told["results_lost"], bool(told["former_file"])) == (lost, lost > 0)
    file.write_text(head + "\n", "utf-8")
    out = run("groups", "import", file)[1]
    kept = max((workspace / "groups" / ".history").glob("ГТ-12-*"))
    assert "gone or others now: 2. They stand in " in out
    assert str(kept) in " ".join(out.split())
    assert "podshivka groups results ГТ-12 --apply" in " ".join(out.split())


def test_a_broken_group_file_hides_no_other_group(run, workspace, monkeypatch):
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    assert run("groups", "import", ROOT / "examples" / "ps-03.yaml")[0] == 0
    broken = workspace / "groups" / "А-01.yaml"
    broken.write_text("code: А-01\nwrong: 1\n", encoding="utf-8")
    try:
        code, out, err = run("groups", "list", "--json")
        assert (code, "ПС-03" in out) == (3, True)
        assert f"{broken} has faults" in err
        assert "wrong" in err
        assert "ПС-03" in run("groups", "list")[1]
    finally:
        broken.unlink()
    assert run("groups", "list", "--json")[0] == 0


def test_a_group_is_found_by_its_code_in_any_case(run):
    run("groups", "import", ROOT / "examples" / "ps-03.yaml")
    told = json.loads(run("groups", "show", "пС-03", "--json")[1])
    assert told == json.loads(run("groups", "show", "ПС-03", "--json")[1])
    assert run("outstanding", "--group", "пс-03", "--json")[:2] == (0, "[]\n")
    assert run("groups", "show", "пс-04")[0] == 1


def test_codes_that_differ_by_case_alone_are_both_named(run, workspace):
    run("groups", "import", ROOT / "examples" / "ps-03.yaml")
    text = (ROOT / "examples" / "ps-03.yaml").read_text("utf-8")
    other = workspace / "groups" / "other.yaml"
    other.write_text(text.replace("ПС-03", "пс-03"), "utf-8")
    code, _out, err = run("groups", "show", "Пс-03")
    assert (code, "ПС-03, пс-03" in err) == (2, True)
    assert run("groups", "show", "пс-03")[0] == 0
    other.unlink()


def test_a_workbook_is_never_written_over_a_file(run, tmp_path):
    file = tmp_path / "group.xlsx"
    assert run("groups", "template", file)[0] == 0
    before = file.read_bytes()
    code, _out, err = run("groups", "template", file)
    assert (code, str(file) in err) == (2, True)
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["group.xlsx"]


@pytest.mark.parametrize("name", ["group.xls", "nowhere/group.xlsx"])
def test_a_workbook_needs_a_name_that_excel_opens(name, run, tmp_path):
    code, _out, err = run("groups", "template", tmp_path / name)
    assert (code, bool(err)) == (2, True)


def test_the_faults_of_an_empty_workbook_are_told_in_russian(run, tmp_path):
    file = tmp_path / "group.xlsx"
    run("groups", "template", file)
    code, out, _err = run("groups", "check", file, "--json")
    first, *_more = json.loads(out)[str(file)]
    assert code == 1
    assert first["place"] == "лист «Группа», строка 5, столбец B «Код группы»"
    assert run("groups", "import", file)[0] == 3


def test_what_is_not_read_is_told_beside_the_answer(run, tmp_path):
    file = tmp_path / "group.xlsx"
    run("groups", "import", ROOT / "examples" / "ps-03.yaml")
    run("groups", "template", file, "--group", "ПС-03")
    note = edited(
        file.read_bytes(),
        typed("Слушатели", "R4", "Телефон"),
        typed("Слушатели", "R6", "900"),
    )
    file.write_bytes(note)
    code, out, err = run("groups", "import", file, "--json")
    assert (code, len(json.loads(out))) == (0, 1)
    assert "столбец R «Телефон»: Столбец не загружается." in err


def test_results_outside_the_time_of_a_trainee_are_told_and_no_fault(run, tmp_path):
    text = (ROOT / "examples" / "gt-12.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    first, unit = data["trainees"][0], data["units"][1]["id"]
    first["left"] = {"date": f"{data['starts']}"}
    grade = {"five-point": "4", "pass-fail": "зачтено"}[data["units"][1]["scale"]]
    data["results"] = {"grades": {first["id"]: {unit: grade}}}
    file = tmp_path / "group.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    for command in ("check", "import"):
        code, _out, err = run("groups", command, file)
        assert (code, f"{first['id']} {first['surname']} " in err) == (0, True), err
        assert err.rstrip().endswith(f": {unit}")
