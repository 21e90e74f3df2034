"""Commands that undo a correction, as they are printed."""

import shlex
from dataclasses import replace

import pytest

from pipeline.cli import corrections
from pipeline.rearrange import Change
from tests.archived import PAGE, RECORD


def paper(record_id, numbers, reason=""):
    pages = tuple(
        replace(PAGE, number=n, scan_page=place, source_page=place)
        for place, n in enumerate(numbers, start=1)
    )
    return replace(RECORD, record_id=record_id, pages=pages, reason=reason)


@pytest.mark.parametrize(
    ("tied", "said"),
    [((2,), "2"), ((2, 3, 4), "2"), ((2, 5), "2,5"), ((3, 2), "3,2")],
)
def test_pages_that_were_untied_are_tied_as_the_same_ones(tied, said):
    old = paper("7K3Q9ZC2M4", tied)
    new = paper("RF1E03TZFJ", range(1, len(tied) + 1), "no_code")
    (told,) = corrections.undo(Change("untie", (old,), (new,)))
    document = old.document_id
    assert told.endswith(f"RF1E03TZFJ --document {document} --page {said}")


def test_pages_that_were_split_off_return_where_they_lay():
    whole = paper("7K3Q9ZC2M4", (1, 2, 3))
    off, rest = paper("RF1E03TZFJ", (1, 2)), paper("7K3Q9ZC2M4-2", (1,))
    (told,) = corrections.undo(Change("split", (whole,), (off, rest)))
    assert told == "podshivka records merge RF1E03TZFJ 7K3Q9ZC2M4-2 --reason …"


def test_a_title_with_quotation_marks_is_typed_as_it_is_told():
    old = replace(paper("7K3Q9ZC2M4", (1,)), title='Справка "Об обучении"', students=())
    changed = ("title", "students")
    new = replace(old, record_id="7K3Q9ZC2M4-2", title="Справка", students=("T05",))
    (told,) = corrections.undo(Change("refile", (old,), (new,), changed))
    words = shlex.split(told)
    assert words[3:8] == [new.record_id, "--title", old.title, "--student", ""]
