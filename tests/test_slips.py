"""What a command answers to who mistyped something, in a workspace with one group."""

import click
import pytest

from pipeline import messages
from pipeline.cli import app, unfound
from pipeline.cli.commands import DAY
from pipeline.cli.search import search
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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--group", "GT-12"), "Group “GT-12” was not found. Did you mean “ГТ-12”?"),
        (("--kind", "gradsheet"), "“gradsheet” was not found. Did you mean “grade"),
        (("--kind", "ведомость"), "There are: final-gradesheet – Ведомость"),
        (("--student", "Гонча"), "Trainee “Гонча” was not found. Did you mean “Гон"),
        (("--student", "Т05"), "Did you mean “T05”?"),
        (("--student", "Зю", "--group", "ГТ-12"), "podshivka groups show ГТ-12"),
        (("--case", "99-99"), "Case “99-99” was not found. Known are: 03-"),
    ],
)
def test_a_search_that_found_nothing_names_filters_that_nobody_knows(call, typed, said):
    code, out, err = call("search", "Гончар", *typed)
    assert (code, out) == (1, "Nothing was found.\n")
    assert said in err
    code, out, err = call("search", "Гончар", *typed, "--json")
    assert (code, out) == (1, "[]\n")
    assert said in err


@pytest.mark.parametrize(
    "typed",
    [
        ("--group", "ГТ-12"),
        ("--kind", "journal"),
        ("--student", "t05"),
        ("--student", "Гончару П."),
        ("--case", "03-07"),
    ],
)
def test_a_filter_that_is_known_is_not_blamed_where_nothing_is_found(call, typed):
    assert call("search", *typed) == (1, "Nothing was found.\n", "")


def test_of_very_many_groups_none_is_read_for_a_name(call, monkeypatch):
    monkeypatch.setattr(unfound, "_MOST_GROUPS", 0)
    assert call("search", "--student", "Зю")[2] == ""
    assert "was not found" in call("search", "--student", "Зю", "--group", "ГТ-12")[2]


def test_a_search_of_days_the_wrong_way_round_is_refused(call):
    code, out, err = call("search", "--from", "30.06.2026", "--to", "2026-01-01")
    assert (code, out) == (2, "")
    assert "--from 2026-06-30 is later than --to 2026-01-01" in err


@pytest.mark.parametrize("typed", ["30.06.26", "23 мая 2018", "2026-31-12"])
def test_how_a_date_is_written_is_told_with_both_ways(call, typed):
    code, _out, err = call("search", "--from", typed)
    assert code == 2
    assert f"“{typed}” is not a date. Write day.month.year, as in 28.02.2026, or" in err
    assert "year-month-day, as in 2026-02-28." in err
    assert DAY.get_metavar(click.Option(["--from"]), click.Context(search)) == (
        "YYYY-MM-DD|DD.MM.YYYY"
    )


def test_a_path_that_is_not_there_is_told_as_it_was_typed(call, monkeypatch):
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "ru")
    code, _out, err = call("ingest", r"C:\Users\Анна\скан.pdf")
    assert code == 2
    assert r"Файл «C:\Users\Анна\скан.pdf» не существует" in err


def test_a_letter_is_told_to_be_no_group_file(call, tmp_path):
    letter = tmp_path / "письмо.txt"
    letter.write_text("Уважаемая Анна!\nПосылаю данные группы.\n", encoding="utf-8")
    code, _out, err = call("groups", "import", letter)
    assert code == 3
    assert "neither a group file in YAML nor a workbook (XLSX)" in err
    letter.write_text("", encoding="utf-8")
    assert "neither" not in call("groups", "import", letter)[2]
