"""Group workbooks that are imported: their codes, and the folder of groups."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from pipeline import roster
from pipeline.model import Group, Results
from pipeline.roster import workbook
from tests import workbooks
from tests.workbooks import GROUP, edited, with_texts

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def book(organisation) -> bytes:
    return workbooks.bare(workbooks.drawn(organisation))


@pytest.fixture
def load(organisation) -> Callable[[bytes], Group]:
    return lambda content: workbooks.reread(content, organisation)


def test_rows_without_codes_get_the_next_ones_in_their_order(book, load):
    new = with_texts(book, ("Слушатели", "A6", ""), ("Расписание", "A7", ""))
    group = load(new)
    assert [one.id for one in group.trainees] == ["T01", "T02"]
    assert [one.id for one in group.sessions] == ["S01", "S02"]


def without_codes(book):
    for sheet in ("Слушатели", "Расписание", "Учебный план"):
        for row in range(6, 20):
            book[sheet].cell(row, 1).value = None


def test_codes_are_written_into_the_workbook_that_is_kept(book, tmp_path, organisation):
    bare = edited(book, without_codes)
    path = tmp_path / "new.xlsx"
    path.write_bytes(bare)
    kept = roster.import_group(path, tmp_path / "groups", organisation)
    page = load_workbook(kept)["Слушатели"]
    assert (page["A6"].value, page["A7"].value) == ("T01", "T02")
    assert roster.load_group(kept, organisation) == GROUP


def test_a_code_stays_with_its_person_when_rows_are_moved(book, tmp_path, organisation):
    def moved(book):
        without_codes(book)
        page = book["Слушатели"]
        page.insert_rows(6)
        page["B6"], page["C6"] = "Агеева", "Мария"
        page.move_range("A7:N7", rows=10)

    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    first.write_bytes(book)
    second.write_bytes(edited(book, moved))
    roster.import_group(first, tmp_path / "groups", organisation)
    kept = roster.import_group(second, tmp_path / "groups", organisation)
    group = roster.load_group(kept, organisation)
    assert [(one.id, one.surname) for one in group.trainees] == [
        ("T03", "Агеева"),
        ("T02", "Черняк"),
        ("T01", "Седых"),
    ]


def test_two_lessons_of_one_topic_on_one_day_keep_their_codes(tmp_path, organisation):
    codes = ("S01", "S02", "S03")
    alike = [replace(GROUP.sessions[0], id=code, hours=2) for code in codes]
    group = replace(GROUP, sessions=tuple(alike), results=Results())
    book = workbook.filled(group, organisation)
    path = tmp_path / "new.xlsx"
    for content in (book, edited(book, without_codes)):
        path.write_bytes(content)
        kept = roster.import_group(path, tmp_path / "groups", organisation)
    found = load_workbook(kept)["Расписание"]
    assert [found.cell(row, 1).value for row in (6, 7, 8)] == ["S01", "S02", "S03"]


def test_importing_a_workbook_without_codes_again_changes_nothing(
    book, tmp_path, organisation
):
    path = tmp_path / "new.xlsx"
    path.write_bytes(edited(book, without_codes))
    for _time in range(2):
        roster.import_group(path, tmp_path / "groups", organisation)
    assert not (tmp_path / "groups" / ".history").exists()


def test_a_workbook_takes_the_place_of_a_yaml_file(book, tmp_path, organisation):
    groups = tmp_path / "groups"
    groups.mkdir()
    (groups / "ПР-1.yaml").write_text("code: ПР-1\n", "utf-8")
    path = tmp_path / "new.xlsx"
    path.write_bytes(book)
    kept = roster.import_group(path, groups, organisation)
    assert kept.name == "ПР-1.xlsx"
    assert roster.groups_in(groups) == {"ПР-1": kept}
    (former,) = (groups / ".history").iterdir()
    assert former.read_text("utf-8") == "code: ПР-1\n"


def test_workbooks_in_the_folder_are_groups_and_excels_locks_are_not(
    book, tmp_path, organisation
):
    (tmp_path / "any name.XLSX").write_bytes(book)
    (tmp_path / "~$any name.xlsx").write_bytes(b"lock")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    found = roster.groups_in(tmp_path)
    assert sorted(found) == ["broken", "ПР-1"]
    assert roster.load_group(found["ПР-1"], organisation) == GROUP
