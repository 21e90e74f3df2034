import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipeline import resources, roster
from pipeline.model import Organisation, TermKind
from pipeline.settings import file

PROFILES = resources.folder("profiles")
ROOT = Path(__file__).parent.parent
KINDS = {
    "journal",
    "gradesheet",
    "final-gradesheet",
    "protocol",
    "certificate",
    "results-card",
    "cover-sheet",
    "registration-book",
    "inventory",
    "disposal-act",
    "file-plan",
    "qualification-copy",
    "duplicate-copy",
    "other",
}


def organisation(profile: str) -> Organisation:
    return roster.load_organisation(PROFILES / profile / "organisation.yaml")


def terms(profile: str, folder: Path):
    lines = (PROFILES / profile / "file-plan.yaml").read_text("utf-8")
    path = folder / "2026.yaml"
    path.write_text(roster.file_plan_text(lines, 2026), "utf-8")
    return roster.load_file_plan(path)


@pytest.fixture(params=["migip", "mni-kaes"])
def profile(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_kind_lies_in_exactly_one_case(profile, tmp_path):
    plan = terms(profile, tmp_path)
    assert Counter(kind for entry in plan.entries for kind in entry.kinds) == Counter(
        KINDS
    )


def test_every_kind_has_a_title(profile):
    assert set(organisation(profile).form_titles) == KINDS


def test_every_term_that_is_not_set_says_so(profile, tmp_path):
    for entry in terms(profile, tmp_path).entries:
        assert entry.term.basis
        if entry.term.kind is TermKind.NOT_SET:
            assert entry.term.years is None


def test_regulation_a_sets_two_terms_and_keeps_minutes_in_the_study_office(tmp_path):
    entries = terms("migip", tmp_path).entries
    set_terms = [entry for entry in entries if entry.term.kind is not TermKind.NOT_SET]
    assert {
        entry.kinds: (entry.term.years, entry.term.basis, entry.location)
        for entry in set_terms
    } == {
        ("protocol",): (5, "Положение, п. 3.1", "учебный отдел"),
        ("journal",): (5, "Положение, п. 3.1", "архив Института"),
    }


def test_regulation_b_sets_no_term(tmp_path):
    kinds = {entry.term.kind for entry in terms("mni-kaes", tmp_path).entries}
    assert kinds == {TermKind.NOT_SET}


def test_the_heads_are_named_as_in_the_regulations():
    assert organisation("migip").head.name == "Лубяницкая Н.Г."
    assert organisation("mni-kaes").head.name == "Кожеников А.В."


def test_nobody_else_is_named(profile):
    assert not [person.name for person in organisation(profile).people if person.name]


def test_the_replaced_order_is_not_cited_today_and_its_successor_not_by_default():
    acts = organisation("mni-kaes").legal_basis
    order = next(act for act in acts if "№ 499" in act.title)
    assert order.valid_until == date(2025, 8, 31)
    assert not [act for act in acts if "№ 266" in act.title]


def test_the_settings_validate_and_load(profile):
    path = PROFILES / profile / "podshivka.toml"
    schema = resources.folder("schemas") / "settings.schema.json"
    data = tomllib.loads(path.read_text("utf-8"))
    Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(data)
    assert file.load(path.parent).profile == profile


@pytest.mark.parametrize("name", ["organisation.yaml", "podshivka.toml"])
def test_the_source_tree_is_a_workspace_of_the_first_profile(name):
    assert (ROOT / name).read_text("utf-8") == (PROFILES / "migip" / name).read_text(
        "utf-8"
    )


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_source_tree_has_the_file_plan_of_the_first_profile(year):
    lines = (PROFILES / "migip" / "file-plan.yaml").read_text("utf-8")
    path = ROOT / "file-plan" / f"{year}.yaml"
    assert path.read_text("utf-8") == roster.file_plan_text(lines, year)
    assert roster.load_file_plan(path).year == year
