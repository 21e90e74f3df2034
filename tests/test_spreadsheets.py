"""Received workbooks: what is no workbook, or a dangerous one, is told as such."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from pipeline import spreadsheets
from pipeline.errors import DataError

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Один"
    sheet["B2"], sheet["C2"], sheet["B3"] = "н", 5, "=1+1"
    sheet["D4"] = datetime(2026, 6, 5)  # noqa: DTZ001 - a cell has no zone
    book.create_sheet("Второй").sheet_state = "veryHidden"
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def repacked(path, **parts):
    """The workbook with parts added or replaced, by name with `__` for slashes."""
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    kept |= {name.replace("__", "/"): content for name, content in parts.items()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in kept.items():
            package.writestr(name, part)
    path.write_bytes(content.getvalue())
    return path


def test_cells_are_told_with_their_places(path):
    first, second = spreadsheets.read(path)
    assert (first.title, second.title, second.cells) == ("Один", "Второй", {})
    assert first.cells == {
        (2, 2): spreadsheets.Cell("н"),
        (2, 3): spreadsheets.Cell(5),
        (3, 2): spreadsheets.Cell("=1+1", formula=True),
        (4, 4): spreadsheets.Cell(datetime(2026, 6, 5)),  # noqa: DTZ001
    }
    assert first.place(2, 28) == "Один!AB2"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "not a whole XLSX"),
        (b"\x89PNG\r\n", "not a whole XLSX"),
        (b"PK\x03\x04 and nothing", "not a whole XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path, content, word):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=word):
        spreadsheets.read(path)


def test_a_cut_off_workbook_is_told(path):
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="not a whole XLSX"):
        spreadsheets.read(path)


def test_another_zip_is_no_workbook(tmp_path):
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(DataError, match="not a whole XLSX"):
        spreadsheets.read(path)


def test_a_bomb_is_not_unpacked(path):
    bomb = bytes(spreadsheets.MAX_UNPACKED_BYTES)
    with pytest.raises(DataError, match="far too large"):
        spreadsheets.read(repacked(path, xl__media__zeros=bomb))


def test_a_file_that_is_too_large_is_not_opened(path):
    with path.open("ab") as stream:
        stream.truncate(spreadsheets.MAX_BYTES + 1)
    with pytest.raises(DataError, match="far too large"):
        spreadsheets.read(path)


def test_too_many_parts_are_not_opened(path):
    parts = {f"xl__media__{n}": b"" for n in range(spreadsheets.MAX_PARTS)}
    with pytest.raises(DataError, match="far too large"):
        spreadsheets.read(repacked(path, **parts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(path, encoding):
    lines = [
        '<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
    ]
    part = "".join(lines).encode(encoding)
    with pytest.raises(DataError, match="not a whole XLSX"):
        spreadsheets.read(repacked(path, **{"xl__sharedStrings.xml": part}))


@pytest.mark.parametrize("name", ["xl__odd.XML", "xl__media__image1.png"])
def test_entities_are_found_in_parts_of_any_name(path, name):
    part = b'\xef\xbb\xbf\n<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(DataError, match="not a whole XLSX"):
        spreadsheets.read(repacked(path, **{name: part}))


@pytest.mark.parametrize(
    ("cell", "place"), [("A1001", "Один!A1001"), ("OK7", "Один!OK7")]
)
def test_a_sheet_that_goes_on_beyond_what_is_read_is_told(path, cell, place):
    book = openpyxl.load_workbook(path)
    book["Один"][cell] = "н"
    book.save(path)
    with pytest.raises(DataError) as refused:
        spreadsheets.read(path)
    assert [it.place for it in refused.value.faults] == [place]


def test_too_many_sheets_are_told(path):
    book = openpyxl.load_workbook(path)
    for number in range(spreadsheets.MAX_SHEETS - 1):
        book.create_sheet(f"Лист {number}")
    book.save(path)
    with pytest.raises(DataError) as refused:
        spreadsheets.read(path)
    assert [it.place for it in refused.value.faults] == ["Лист 98"]


def test_macros_are_never_looked_at(path):
    with_macros = repacked(path, **{"xl__vbaProject.bin": b"macro"})
    assert spreadsheets.read(with_macros)


def test_a_cell_far_away_costs_nothing(path):
    far = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>3</v></c></row></sheetData></worksheet>'
    )
    sheets = spreadsheets.read(repacked(path, **{"xl__worksheets__sheet1.xml": far}))
    assert sheets[0].cells == {(1, 1): spreadsheets.Cell(1)}
