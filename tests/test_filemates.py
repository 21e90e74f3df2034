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


def of(record, logged, *others, is_rearranged=False):
    """Its mates, where the record and those others are in review."""
    sharing = filemates.sharing(record, filemates.by_file([record, *others]))
    return filemates.of(record, logged, sharing, is_rearranged=is_rearranged)


def test_all_of_a_file_is_one_record_when_log_and_review_know_no_other():
    assert of(VOID, {"A"}, waiting("B", OTHER)).none


@pytest.mark.parametrize(
    ("logged", "others"),
    [({"A", "B"}, []), ({"A"}, [waiting("B", OTHER, FILE)])],
)
def test_others_are_those_of_the_log_and_those_in_review(logged, others):
    mates = of(VOID, logged, *others)
    assert (mates.others, mates.none) == (("B",), False)


def test_a_file_of_which_no_log_tells_may_hold_more():
    assert not of(VOID, ()).none


@pytest.mark.parametrize("files", [(FILE,), (FILE, OTHER)])
def test_the_former_version_of_a_record_is_no_other_but_more_may_be(files):
    rest = waiting("A-2", *files, version=2)
    mates = of(rest, {"A"})
    assert (mates.others, mates.none) == ((), False)


@pytest.mark.parametrize("logged", [{"A-2"}, {"A", "A-2"}])
def test_a_version_that_came_anew_is_all_unless_it_was_rearranged(logged):
    anew = waiting("A-2", FILE, version=2)
    assert of(anew, logged).none
    assert not of(anew, logged, is_rearranged=True).none


def test_pages_of_two_files_are_not_all_of_one():
    assert not of(waiting("A", FILE, OTHER), {"A"}).none


def test_records_of_one_file_share_the_set_of_them():
    records = [waiting(name, FILE) for name in "ABC"]
    found = filemates.by_file(records)
    first, *others = (filemates.sharing(it, found) for it in records)
    assert first == {"A", "B", "C"}
    assert all(it is first for it in others)
