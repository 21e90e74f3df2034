"""The schema of `records show --json` tells a wrong answer from a right one."""

import json
from datetime import date

import pytest
from jsonschema import ValidationError

from pipeline import resources
from tests import answers

SHOW = ("records", "show", "7K3Q9ZC2M4")


@pytest.fixture
def told():
    path = resources.folder("schemas") / "shown-record.schema.json"
    (example,) = json.loads(path.read_text("utf-8"))["examples"]
    return example


def test_the_example_is_an_answer(told):
    answers.check(SHOW, told)


@pytest.mark.parametrize(
    "part", ["pages", "signatures", "readings", "events", "doubts"]
)
def test_a_key_that_is_not_described_is_seen_at_any_depth(told, part):
    told[part][0]["odd"] = 1
    with pytest.raises(ValidationError, match="odd"):
        answers.check(SHOW, told)


@pytest.mark.parametrize("part", ["retention", "files"])
def test_so_is_one_in_a_part_of_which_there_is_one(told, part):
    told[part]["odd"] = 1
    with pytest.raises(ValidationError):
        answers.check(SHOW, told)


@pytest.mark.parametrize("wrong", ["yesterday", date(2026, 6, 20).isoformat()])
def test_what_is_no_moment_with_its_zone_is_seen(told, wrong):
    told["filed_at"] = wrong
    with pytest.raises(ValidationError, match="date-time"):
        answers.check(SHOW, told)
