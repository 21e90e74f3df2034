import threading
from dataclasses import replace
from datetime import date

import pytest

from pipeline import cases, filing
from pipeline.archive import casefiles, fixity, tree
from pipeline.archive.fixity import Finding, Problem
from pipeline.errors import FixityError
from tests import archived

DAY = date(2025, 6, 20)


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def test_a_case_is_opened_once_and_keeps_its_title_and_term(archive):
    first = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    renamed = replace(archived.ENTRY, title="Журналы")
    assert casefiles.ensure_case(archive, renamed, 2025, date(2025, 7, 1)) == first
    assert list(tree.all_cases(archive)) == [first]
    next_year = casefiles.ensure_case(archive, archived.ENTRY, 2026, date(2026, 2, 1))
    assert list(tree.all_cases(archive)) == [first, next_year]


def test_many_who_need_a_case_open_it_once(archive):
    found = []
    threads = [
        threading.Thread(
            target=lambda day: found.append(
                casefiles.ensure_case(archive, archived.ENTRY, 2025, day)
            ),
            args=[date(2025, 6, day)],
        )
        for day in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    (case,) = tree.all_cases(archive)
    assert case.opened == date(2025, 6, 1)


def test_an_earlier_document_moves_the_opening_of_its_case(archive):
    casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    earlier = date(2025, 2, 3)
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, earlier)
    assert case.opened == earlier
    assert casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY) == case
    assert list(tree.all_cases(archive)) == [case]


def test_a_case_is_where_the_plan_of_filing_says(archive):
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    folder = casefiles.case_folder(archive, case)
    assert folder == archive / filing.case_folder(2025, case.index, case.title)
    assert casefiles.read_case(folder) == case


def test_a_case_is_changed_by_a_rule(archive):
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    closed = casefiles.change_case(
        archive, case, lambda now: cases.close(now, DAY, today=DAY)
    )
    assert closed.closed == DAY
    assert casefiles.read_case(casefiles.case_folder(archive, case)) == closed


@pytest.mark.parametrize("damage", [(b"2025-06", b"2015-06"), (b"{", b"")])
def test_a_changed_case_is_not_believed(archive, damage):
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    path = casefiles.case_folder(archive, case) / "case.json"
    path.write_bytes(path.read_bytes().replace(*damage))
    with pytest.raises(FixityError):
        casefiles.read_case(path.parent)


def test_a_case_written_by_hand_is_read(archive):
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    path = casefiles.case_folder(archive, case) / "case.json"
    head, _comma, _seal = path.read_bytes().rpartition(b",")
    path.write_bytes(head + b"}")
    assert casefiles.read_case(path.parent) == case


def test_a_case_s_file_is_found_from_any_of_its_records(archive):
    folder = archived.small_archive(archive)
    assert casefiles.case_of(folder) == casefiles.read_case(folder.parent)


def test_damage_of_one_case_is_no_business_of_another(archive):
    other = replace(archived.ENTRY, index="03-99")
    for year, entry in ((2024, archived.ENTRY), (2025, other), (2025, archived.ENTRY)):
        casefiles.ensure_case(archive, entry, year, DAY)
    rotten = [*archive.glob("2024/*/case.json"), *archive.glob("2025/03-99*/case.json")]
    for path in rotten:
        path.write_bytes(b"{")
    found = casefiles.case_at(archive, 2025, archived.ENTRY.index)
    assert found == casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    assert casefiles.case_at(archive, 2025, "03-98") is None
    for year, entry in ((2024, archived.ENTRY), (2025, other)):
        with pytest.raises(FixityError):
            casefiles.case_at(archive, year, entry.index)
        with pytest.raises(FixityError):
            casefiles.ensure_case(archive, entry, year, DAY)


def test_a_case_whose_file_is_gone_from_its_records_is_not_opened_anew(archive):
    folder = archived.small_archive(archive)
    path = folder.parent / casefiles.CASE
    path.unlink()
    for ask in (
        lambda: casefiles.case_at(archive, 2025, archived.ENTRY.index),
        lambda: casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY),
    ):
        with pytest.raises(FixityError, match=path.name):
            ask()
    assert list(fixity.verify(archive)) == [Finding(path, Problem.NO_CASE)]
    other = replace(archived.ENTRY, index="03-08")
    assert casefiles.ensure_case(archive, other, 2025, DAY).index == "03-08"


def test_a_folder_that_a_stop_left_without_a_case_s_file_takes_the_case(archive):
    case = casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY)
    folder = casefiles.case_folder(archive, case)
    (folder / casefiles.CASE).unlink()
    assert casefiles.case_at(archive, 2025, case.index) is None
    assert casefiles.ensure_case(archive, archived.ENTRY, 2025, DAY) == case
    assert casefiles.read_case(folder) == case
