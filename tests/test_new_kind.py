"""A kind of form that no code knows: a Word file and a form.yaml, end to end."""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import acquaintance
from tests import institute, paper
from tests.institute import Institute, Paper

KIND = "acquaintance-sheet"
FOLDER = institute.EXAMPLES / KIND
TITLE = "Лист ознакомления с документами"
LEFT_EMPTY = 4


def parts_of(docx: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(docx) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_committed_example_is_what_the_script_makes(tmp_path, monkeypatch):
    monkeypatch.setattr(acquaintance, "FOLDER", tmp_path)
    acquaintance.main()
    made = parts_of(tmp_path / "template.docx")
    assert made == parts_of(FOLDER / "template.docx")


def test_no_code_knows_the_kind():
    sources = (institute.EXAMPLES.parent / "pipeline").rglob("*.py")
    assert [path for path in sources if KIND in path.read_text("utf-8")] == []


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


@dataclass
class Signed:
    """The sheet on its way: put in, printed, signed but for one, scanned, taken in."""

    office: Institute
    paper: Paper
    record: dict
    trainees: list[dict]


@pytest.fixture(scope="module")
def signed(tmp_path_factory) -> Signed:
    office = institute.make(tmp_path_factory.mktemp("office") / "ws")
    shutil.copytree(FOLDER, office.root / "templates" / KIND)
    replace(
        office.root / "organisation.yaml",
        "form_titles:\n",
        f"form_titles:\n  {KIND}: {TITLE}\n",
    )
    for plan in (office.root / "file-plan").iterdir():
        replace(plan, "[cover-sheet, other]", f"[cover-sheet, other, {KIND}]")
    (issued,) = office.generate("--kind", KIND)
    filled = institute.fill_in(issued, 3, leave_empty={LEFT_EMPTY}, stray=0)
    rng = institute.rng(4)
    for sheet in filled.sheets:
        for cell in paper.column(sheet, "дата"):
            paper.write(sheet, cell, "02.02", rng)
    scans = [institute.scan(side, 10 + n) for n, side in enumerate(filled.sheets)]
    paper.save_pdf(scans[::-1], office.inbox("лист.pdf"))
    office.run("watch", "--once")
    record = office.ask("records", "show", filled.document_id)
    return Signed(
        office, filled, record, office.ask("groups", "show", "ГТ-12")["trainees"]
    )


@pytest.mark.slow
def test_the_kind_is_listed_and_sound(signed):
    (row,) = [it for it in signed.office.ask("forms", "list") if it["kind"] == KIND]
    assert row["title"] == TITLE
    assert row["scope"] == "group"
    assert signed.office.ask("forms", "check", KIND) == {KIND: []}


@pytest.mark.slow
def test_its_scan_is_filed_by_the_file_plan(signed):
    record = signed.record
    assert (record["kind"], record["title"]) == (KIND, TITLE)
    assert record["missing_pages"] == []
    assert record["retention"]["case"] == "03-17"
    assert signed.office.ask("review", "list") == []
    hits = signed.office.ask("search", "Юсуповой", "--kind", KIND)
    assert [hit["record_id"] for hit in hits] == [signed.paper.document_id]


@pytest.mark.slow
def test_every_signature_is_read(signed):
    states = {it["subject"]: it["state"] for it in signed.record["signatures"]}
    expected = {it["id"]: "signed" for it in signed.trainees} | {"куратор": "signed"}
    expected[signed.trainees[LEFT_EMPTY]["id"]] = "empty"
    assert states == expected


@pytest.mark.slow
def test_who_has_not_signed_is_named(signed):
    (lacking,) = signed.office.ask("outstanding")
    (cell,) = lacking["empty_signatures"]
    it = signed.trainees[LEFT_EMPTY]
    assert cell["name"] == f"{it['surname']} {it['given_name']} {it['patronymic']}"
    assert cell["item"] == "ознакомление"
    assert cell["name"] in signed.office.run("outstanding")
