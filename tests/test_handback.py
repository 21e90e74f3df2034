"""A form's workbook handed back: from the file to the results of its group."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline import forms, handback, pagecode, register, resources
from pipeline.errors import DataError, NotFoundError, UsageError
from pipeline.forms import workbook
from pipeline.model import IssuedDocument, Layout, Results
from tests import desk, invented
from tests import institute as desk_institute

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DOCUMENT_ID = pagecode.derived_document_id(b"a gradesheet")
GROUP = invented.group(3, 2, 4)


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def issued(tmp_path):
    """A register with one blank gradesheet; its workbook lies in its folder."""
    return entered(tmp_path, filled=False)


def entered(tmp_path, *, filled):
    """A register with one gradesheet."""
    unit = GROUP.units[1]
    data = forms.build(
        invented.organisation(),
        GROUP,
        unit=unit,
        trainee=None,
        document=forms.DocumentFacts(
            DOCUMENT_ID,
            "gradesheet",
            "Ведомость",
            "1",
            date(2026, 6, 1),
            "",
            draft=True,
        ),
        filled=filled,
    )
    document = IssuedDocument(
        document_id=DOCUMENT_ID,
        kind="gradesheet",
        title="Ведомость",
        number="1",
        date=date(2026, 6, 1),
        dated=True,
        group=GROUP.code,
        unit=unit.id,
        student="",
        students=("T01",),
        filled=filled,
        pages=1,
        issued_at=NOW,
        counter=1,
    )
    layout = Layout(DOCUMENT_ID, "gradesheet", "0" * 64, ())
    xlsx = workbook.make("gradesheet", data, DOCUMENT_ID)
    entry = register.Entry(document, data, layout, b"docx", b"pdf", xlsx)
    register.enter(tmp_path / "issued", entry)
    return tmp_path / "issued"


def filled(issued: Path, value: object) -> Path:
    content = (register.folder_of(issued, DOCUMENT_ID) / "form.xlsx").read_bytes()
    book = desk.opened(content)
    desk.inputs(book)["trainee T02 grade U2"].value = value
    return desk.save(book, issued.parent)


def load(code: str):
    if code != GROUP.code:
        raise NotFoundError("Group", code)
    return GROUP


def read(path, issued):
    return handback.read(
        path,
        issued=issued,
        load_group=load,
        organisation=invented.organisation(),
        kinds=forms.load([resources.folder("templates")]),
    )


def test_grades_come_back_for_the_group_of_the_document(issued):
    found = read(filled(issued, 4), issued)
    assert (found.group, found.document_id) == (GROUP.code, DOCUMENT_ID)
    assert found.results.grades == {"T02": {"U2": "4"}}


def test_a_grade_that_stands_as_it_was_printed_is_not_taken(tmp_path):
    issued = entered(tmp_path, filled=True)
    known = {who: units["U2"] for who, units in GROUP.results.grades.items()}
    assert known["T02"] != "2"
    found = read(filled(issued, 2), issued)
    assert (found.results.grades, found.count) == ({"T02": {"U2": "2"}}, 1)
    again = read(filled(issued, int(known["T02"])), issued)
    assert (again.results, again.count) == (Results(), 0)


def test_a_workbook_of_which_a_row_is_gone_is_not_taken(issued):
    path = filled(issued, 4)
    book = desk.opened(path.read_bytes())
    book.worksheets[0].delete_rows(desk.rows_of(book.worksheets[0])[0])
    with pytest.raises(DataError, match=r"The row “.+” is not there any more"):
        read(desk.save(book, path.parent), issued)


def test_a_workbook_with_a_fault_is_not_taken(issued):
    with pytest.raises(DataError, match=r"Ведомость!D\d+: “6” is not used here"):
        read(filled(issued, 6), issued)


def test_a_workbook_of_a_void_document_is_not_taken(issued):
    register.void(issued, DOCUMENT_ID, reason="пробная", by="me", at=NOW)
    with pytest.raises(UsageError, match="void"):
        read(filled(issued, 4), issued)


@pytest.mark.parametrize(
    ("row", "value"),
    [(2, pagecode.derived_document_id(b"another")), (2, "../../secret"), (4, "ГТ-13")],
)
def test_a_workbook_that_was_not_issued_here_is_not_taken(issued, row, value):
    path = filled(issued, 4)
    book = desk.opened(path.read_bytes())
    book["podshivka"].cell(row, 2).value = value
    with pytest.raises(DataError, match="was not issued here"):
        read(desk.save(book, path.parent), issued)


def test_documents_entered_without_a_workbook_are_read_as_before(issued):
    document = register.find(issued, DOCUMENT_ID)
    other = replace(document, document_id=pagecode.derived_document_id(b"other"))
    layout = Layout(other.document_id, "gradesheet", "0" * 64, ())
    folder = register.enter(issued, register.Entry(other, {}, layout, b"docx", b"pdf"))
    assert not (folder / "form.xlsx").exists()
    assert register.find(issued, other.document_id) == other


@pytest.fixture(scope="module")
def institute(tmp_path_factory):
    """A workspace with the sample group and a journal and gradesheets of it."""
    made = desk_institute.make(tmp_path_factory.mktemp("institute"))
    made.generate("--kind", "gradesheet", "--blank")
    return made


@pytest.mark.slow
def test_a_teachers_workbook_goes_into_the_groups_file(institute, tmp_path):
    of_unit = {it["unit"]: it["document_id"] for it in institute.ask("issued", "list")}
    words = ("issued", "copy", of_unit["D2"], "--format", "xlsx", "--out", tmp_path)
    copy = Path(institute.ask(*words)["files"]["xlsx"])
    book = desk.opened(copy.read_bytes())
    desk.inputs(book)["trainee T02 grade D2"].value = 3
    path = desk.save(book, tmp_path)
    (taken,) = institute.ask("groups", "import", "--results", path)
    assert taken["group"] == "ГТ-12"
    (change,) = taken["changes"]
    assert (change["trainee"], change["item"], change["now"]) == ("T02", "D2", "3")
    group = institute.ask("groups", "show", "ГТ-12")
    assert group["results"]["grades"]["T02"]["D2"] == "3"
    again = institute.run("groups", "import", "--results", path)
    assert "results read: 1, new or changed: 0" in again
    desk.inputs(book)["trainee T02 grade D2"].value = 4
    told = institute.run("groups", "import", "--results", desk.save(book, tmp_path))
    (of,) = [it["surname"] for it in group["trainees"] if it["id"] == "T02"]
    (row,) = [" ".join(it.split()) for it in told.splitlines() if "T02" in it]
    assert row.startswith(f"T02 {of} ")
    assert row.endswith(". grade, D2 3 4")


@pytest.mark.slow
def test_of_two_workbooks_with_one_at_fault_none_is_taken(institute, tmp_path):
    before = (institute.root / "groups" / "ГТ-12.yaml").read_bytes()
    issued = [it["document_id"] for it in institute.ask("issued", "list")][:2]
    paths = []
    for document_id, value in zip(issued, ("5", "?"), strict=True):
        folder = next((institute.root / "issued").glob(f"*/{document_id}"))
        book = desk.opened((folder / "form.xlsx").read_bytes())
        name = next(
            it for it in desk.inputs(book) if it.startswith("trainee T01 grade")
        )
        desk.inputs(book)[name].value = value
        (tmp_path / document_id).mkdir()
        paths.append(desk.save(book, tmp_path / document_id))
    institute.run("groups", "import", "--results", *paths, expect=3)
    assert (institute.root / "groups" / "ГТ-12.yaml").read_bytes() == before


@pytest.mark.slow
@pytest.mark.long
def test_tasks_from_two_workbooks_come_together(institute, tmp_path):
    data = institute.root / "groups" / "ГТ-12.yaml"
    row = "    T05: {D1: [W1], D3: [W1], D6: [W1, W2], D8: [W1]}\n"
    data.write_text(data.read_text("utf-8").replace(row, ""), "utf-8")
    institute.generate("--kind", "journal", "--blank")
    (journal,) = institute.ask("issued", "list", "--kind", "journal")
    folder = next((institute.root / "issued").glob(f"*/{journal['document_id']}"))
    content = (folder / "form.xlsx").read_bytes()
    names = [it for it in desk.inputs(desk.opened(content)) if "T05 task D6" in it]
    paths = []
    for name in names:
        book = desk.opened(content)
        desk.inputs(book)[name].value = "сдано"
        paths.append(desk.save(book, tmp_path, f"{len(paths)}.xlsx"))
    institute.run("groups", "import", "--results", *paths)
    group = institute.ask("groups", "show", "ГТ-12")
    done = group["results"]["tasks"]["T05"]
    assert len(names) == 2
    assert done == {"D6": ["W1", "W2"]}
