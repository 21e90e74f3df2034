"""What a person typed is known again in whichever case, and never guessed."""

import shlex
from dataclasses import replace

import pytest

from pipeline import issue, spelling
from pipeline.composition import Facts
from pipeline.errors import NotFoundError
from pipeline.model import Guess
from pipeline.rearrange import Rules as Corrections
from pipeline.rearrange import faults as corrections
from pipeline.recognition import Limits
from pipeline.review import Decision, Rules, faults
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import invented
from tests.archived import RECORD

TRAINEES = {"ГТ-12": frozenset({"T04", "T05"})}.get


def test_a_word_is_known_in_any_case():
    assert spelling.as_written("t05", ["T04", "T05"]) == "T05"
    assert spelling.as_written("Н", ["н", "б"]) == "н"


def test_what_is_not_known_stays_as_it_was_typed():
    assert spelling.as_written("t5", ["T04", "T05"]) == "t5"


def test_where_several_differ_by_their_case_only_the_very_word_is_meant():
    assert spelling.as_written("t5", ["T5", "t5"]) == "t5"
    assert spelling.as_written("Ab", ["AB", "ab"]) == "Ab"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("ГT-12", "ГТ-12"),  # a Latin T
        ("гт – 12", "ГТ-12"),
        ("ГТ 12", "ГТ-12"),
        ("Т05", "T05"),  # a Cyrillic one
        ("TO5", "T05"),
        ("zо596", "Z0596"),
    ],
)
def test_a_word_that_looks_the_same_is_known(typed, known):
    assert spelling.as_written(typed, [known, "T04", "ПК-7"]) == known


def test_of_words_that_look_the_same_only_the_very_one_is_meant():
    both = ["ГТ-12", "ГT-12"]
    assert [spelling.as_written(it, both) for it in both] == both
    assert spelling.as_written("ГТ 12", both) == "ГТ 12"
    assert spelling.as_written("ПК-1-1", ["ПК-11"]) == "ПК-1-1"


@pytest.mark.parametrize("word", ["ГТ-12", "T05", "ГТ-12/2025-1", "2026-05-12"])
def test_a_plain_word_is_typed_as_it_is(word):
    assert spelling.quoted(word) == word


@pytest.mark.parametrize(
    "word", ["", "ГТ 12", 'Справка "Об обучении"', "it's", "$HOME", "№ 5"]
)
def test_what_a_shell_would_take_apart_is_quoted(word):
    assert spelling.quoted(word) != word
    assert shlex.split(spelling.quoted(word)) == [word]


def test_papers_are_made_for_trainees_named_in_any_case():
    group = invented.group(trainees=3)
    ids = [it.id for it in group.trainees]
    assert [it.id for it in issue.chosen(group, [ids[1].lower()])] == [ids[1]]
    assert [it.id for it in issue.chosen(group, [])] == ids
    thrice = [ids[1], ids[0], ids[1].lower(), ids[1]]
    assert [it.id for it in issue.chosen(group, thrice)] == [ids[1], ids[0]]
    with pytest.raises(NotFoundError, match="x9"):
        issue.chosen(group, ["x9"])


def test_a_groups_code_with_a_space_is_quoted_in_the_command_that_shows_it(tmp_path):
    (tmp_path / "podshivka.toml").write_text("")
    desk = Desk(file.load(tmp_path).places, None, "rus", Limits())
    group, shows = "ГТ 12", "groups show 'ГТ 12'"
    rules = Corrections({}, {group: frozenset()}.get)
    (told,) = corrections.fact_faults(Facts(group=group, students=("x9",)), rules)
    assert told.endswith(shows)
    said = Decision(group=group, students=("x9",))
    record = replace(RECORD, group=group, kind="")
    (told,) = faults.of(record, said, desk, Rules(rules.trainees, str), 2025)
    assert told.endswith(shows)
    with pytest.raises(NotFoundError, match=shows):
        issue.chosen(replace(invented.group(trainees=1), code=group), ["x9"])


@pytest.mark.parametrize(("group", "known"), [("ГТ-12", ""), ("", "ГТ-12")])
def test_who_is_said_of_a_paper_is_known_in_any_case(group, known):
    said = Decision(group=group, students=("t05", "x9", "T05"))
    found = faults.as_written(said, known, Rules(TRAINEES, str))
    assert found.students == ("T05", "x9")
    facts = Facts(group=group or None, students=("t04", "T04"))
    told = corrections.as_written(facts, Corrections({}, TRAINEES), known)
    assert told.students == ("T04",)


def test_whom_a_void_paper_was_printed_for_may_have_left_the_group():
    printed = Guess(group="ГТ-9", students=("T07",))
    said = Decision(students=("t07",), accepted=printed)
    found = faults.as_written(said, "", Rules(TRAINEES, str))
    assert found.students == ("T07",)
