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


def test_a_filed_paper_that_joined_another_one_is_filed_again():
    guest = replace(paper("RF1E03TZFJ", (1,)), kind="other", title="Приказ о зачёте")
    theirs = replace(PAGE, source_sha256="1" * 64)
    host = replace(RECORD, pages=(theirs,))
    joined = replace(host, record_id="7K3Q9ZC2M4-2", pages=(theirs, *guest.pages))
    (told,) = corrections.undo(Change("merge", (guest, host), (joined,)))
    words = shlex.split(told)
    assert words[3:6] == [joined.record_id, "--pages", "1"]
    said = ["--kind", "other", "--date", "2025-06-20", "--title", "Приказ о зачёте"]
    assert words[6:12] == said
    waiting = replace(guest, reason="no_code")
    (told,) = corrections.undo(Change("merge", (waiting, host), (joined,)))
    assert told.endswith("--pages 1 --reason …")


def test_a_title_with_quotation_marks_is_typed_as_it_is_told():
    old = replace(paper("7K3Q9ZC2M4", (1,)), title='Справка "Об обучении"', students=())
    changed = ("title", "students")
    new = replace(old, record_id="7K3Q9ZC2M4-2", title="Справка", students=("T05",))
    (told,) = corrections.undo(Change("refile", (old,), (new,), changed))
    words = shlex.split(told)
    assert words[3:8] == [new.record_id, "--title", old.title, "--student", ""]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("verb", ["place", "merge"])
def test_pages_that_joined_a_document_are_told_by_their_numbers_there(verb, capsys):
    guest = replace(paper("RF1E03TZFJ", (1,)), reason="no_code")
    (theirs,) = paper("7K3Q9ZC2M4", (3,)).pages
    joined = replace(RECORD, record_id="7K3Q9ZC2M4-2", pages=(theirs,))
    change = Change(verb, (guest, RECORD), (joined,))
    corrections.tell(change)
    assert "pages 3 of 7K3Q9ZC2M4-2" in capsys.readouterr().out
    (undo,) = corrections.undo(change)
    assert "--pages 1 " in undo
