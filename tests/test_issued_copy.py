"""`issued copy`: the files of a paper that is out; nothing is printed for it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline import pagecode, register
from pipeline.model import IssuedDocument, Layout
from tests import institute

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FILES = {"pdf": b"pdf", "docx": b"docx", "xlsx": b"xlsx"}


def entered(office, name: bytes, **changes) -> str:
    """A document in the register, with those files; its id comes back."""
    identity = pagecode.derived_document_id(name)
    document = IssuedDocument(
        document_id=identity,
        kind="gradesheet",
        title="Ведомость промежуточной аттестации: Введение",
        number="1",
        date=date(2026, 3, 2),
        dated=True,
        group="ГТ-12",
        unit="D1",
        student="",
        students=("T01",),
        filled=False,
        pages=1,
        issued_at=NOW,
        counter=1,
    )
    layout = Layout(identity, "gradesheet", "0" * 64, ())
    files = {**FILES, **changes}
    entry = register.Entry(
        document, {}, layout, files["docx"], files["pdf"], files["xlsx"]
    )
    register.enter(office.root / "issued", entry)
    return identity


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("copy") / "ws")


@pytest.fixture(scope="module")
def identity(office):
    return entered(office, b"a gradesheet")


def test_the_files_of_a_paper_are_copied_and_nothing_is_issued(
    office, identity, tmp_path
):
    before = register.ids(office.root / "issued")
    told = office.ask("issued", "copy", identity, "--out", tmp_path / "new")
    assert told["document_id"] == identity
    assert set(told["files"]) == set(FILES)
    name = f"ГТ-12 Ведомость промежуточной аттестации D1 {identity}"
    for suffix, content in FILES.items():
        path = (tmp_path / "new" / f"{name}.{suffix}").resolve()
        assert told["files"][suffix] == str(path)
        assert path.read_bytes() == content
    assert register.ids(office.root / "issued") == before


def test_a_copy_that_somebody_may_have_filled_in_stays(office, identity, tmp_path):
    words = ("issued", "copy", identity, "--format", "xlsx", "--out", tmp_path)
    (path,) = office.ask(*words)["files"].values()
    Path(path).write_bytes(b"grades")
    said = office.run_for_error("issued", "copy", identity, "--out", tmp_path)
    assert "is there already and would be overwritten" in " ".join(said.split())
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == b"grades"


def test_a_paper_without_a_workbook_says_what_it_has(office, tmp_path):
    identity = entered(office, b"a protocol", xlsx=None)
    words = ("issued", "copy", identity, "--out", tmp_path)
    said = office.run_for_error(*words, "--format", "docx,xlsx")
    assert f"Document {identity} has no xlsx; it has: pdf, docx." in said
    assert not list(tmp_path.iterdir())
    assert set(office.ask(*words)["files"]) == {"pdf", "docx"}


def test_a_void_paper_is_not_copied(office, tmp_path):
    identity = entered(office, b"a trial print")
    issued = office.root / "issued"
    register.void(issued, identity, reason="trial", by="u1", at=NOW)
    said = office.run_for_error("issued", "copy", identity, "--out", tmp_path)
    assert f"Document {identity} is void: trial" in said
    assert not list(tmp_path.iterdir())
