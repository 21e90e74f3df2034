"""The file plan of another year, copied; what the machine has."""

import os

import pytest

from pipeline import roster, workspace
from pipeline.errors import DataError, UsageError
from pipeline.settings import file


@pytest.fixture
def places(tmp_path):
    return file.load(workspace.make(tmp_path / "ws", "migip", 2026)).places


def respell(path, former: str, now: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_bytes(text.replace(former, now).encode())


@pytest.mark.parametrize("spelt", ["\ufeffyear:", '"year":', "year :", "'year' :"])
def test_a_file_plan_is_copied_however_its_year_is_spelt(places, spelt):
    respell(places.file_plan(2026), "year:", spelt)
    made = workspace.copy_file_plan(places, 2027)
    assert roster.load_file_plan(made).year == 2027


@pytest.mark.parametrize(
    ("former", "now"), [("year: 2026", "{year: 2026}"), ("index:", "indexx:")]
)
def test_a_file_plan_that_cannot_be_copied_is_named_and_nothing_written(
    places, former, now
):
    respell(places.file_plan(2026), former, now)
    with pytest.raises(DataError, match=r"2026\.yaml"):
        workspace.copy_file_plan(places, 2027)
    assert not places.file_plan(2027).exists()


def test_only_file_plans_of_a_year_are_copied(places):
    folder = places.file_plan(2026).parent
    (folder / "2026_old.yaml").write_text("no file plan")
    assert workspace.copy_file_plan(places, 2030).exists()
    for path in folder.glob("20??.yaml"):
        path.unlink()
    with pytest.raises(UsageError):
        workspace.copy_file_plan(places, 2031)


def test_the_nearest_earlier_file_plan_is_copied_else_the_first_later_one(places):
    respell(places.file_plan(2025), "year: 2025", "year: 2025\n# the older")
    assert "# the older" not in workspace.copy_file_plan(places, 2028).read_text()
    assert "# the older" in workspace.copy_file_plan(places, 2014).read_text()


def an_office(folder, says: str, *files: str):
    """A LibreOffice as far as `doctor` looks at it."""
    folder.mkdir()
    for name in ("soffice.bin", *files):
        (folder / name).touch()
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("says", "files", "remedy"),
    [
        ("LibreOffice 7.4.7.2 40(Build:2)", ["libswlo.so"], ""),
        ("LibreOffice 24.2.1", ["swriter"], ""),
        ("LibreOffice 7.3.7.2", ["libswlo.so"], "7.4 or newer"),
        ("LibreOffice 7.4.7.2", ["libsclo.so"], "--no-remove libreoffice-writer, "),
    ],
)
def test_an_old_libreoffice_and_one_without_writer_are_told(
    tmp_path, monkeypatch, says, files, remedy
):
    an_office(tmp_path / "program", says, *files)
    monkeypatch.setenv("PATH", f"{tmp_path / 'program'}:{os.environ['PATH']}")
    office = workspace.examine("rus")[0]
    assert (office.good, office.found) == (not remedy, says)
    assert remedy in office.remedy


@pytest.mark.usefixtures("english")
def test_an_old_tesseract_is_told(tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho tesseract 4.1.1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tesseract = workspace.examine("rus")[1]
    assert "5.0 or newer" in tesseract.remedy
