"""What else came in the same file as a record."""

from dataclasses import replace

import pytest

from pipeline import filemates
from tests.archived import PAGE, RECORD

FILE, OTHER = "1" * 64, "2" * 64


def waiting(record_id, *files, version=1):
    pages = tuple(replace(PAGE, source_sha256=it) for it in files)
    return replace(
        RECORD, record_id=record_id, document_id="", pages=pages, version=version
    )


VOID = waiting("A", FILE)


def test_all_of_a_file_is_one_record_when_log_and_review_know_no_other():
    assert filemates.of(VOID, {"A"}, [VOID, waiting("B", OTHER)]).none


@pytest.mark.parametrize(
    ("logged", "reviewed"),
    [({"A", "B"}, [VOID]), ({"A"}, [VOID, waiting("B", OTHER, FILE)])],
)
def test_others_are_those_of_the_log_and_those_in_review(logged, reviewed):
    mates = filemates.of(VOID, logged, reviewed)
    assert (mates.others, mates.none) == (("B",), False)


def test_a_file_of_which_no_log_tells_may_hold_more():
    assert not filemates.of(VOID, (), [VOID]).none


@pytest.mark.parametrize("files", [(FILE,), (FILE, OTHER)])
def test_the_former_version_of_a_record_is_no_other_but_more_may_be(files):
    rest = waiting("A-2", *files, version=2)
    mates = filemates.of(rest, {"A"}, [rest])
    assert (mates.others, mates.none) == ((), False)


def test_a_version_that_stands_anew_is_all_only_when_no_other_was_logged():
    anew = waiting("A-2", FILE, version=2)
    assert filemates.of(anew, {"A-2"}, [anew]).none
    assert not filemates.of(anew, {"A", "A-2"}, [anew]).none


def test_pages_of_two_files_are_not_all_of_one():
    assert not filemates.of(waiting("A", FILE, OTHER), {"A"}, ()).none
