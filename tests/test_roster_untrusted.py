"""Workbooks that nobody should have sent: a sentence each, never a traceback."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import roster, spreadsheets
from pipeline.errors import DataError
from pipeline.roster import sources
from tests import workbooks

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = "xl/worksheets/sheet5.xml"
HEAD = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def book(organisation) -> bytes:
    return workbooks.bare(workbooks.drawn(organisation))


@pytest.fixture
def refused(tmp_path, organisation) -> Callable[..., str]:
    """The one fault of a file that is refused as a whole."""

    def fault(content: bytes, name: str = "group.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        (found,) = roster.check_group(path, organisation)
        return found.says

    return fault


def rezipped(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The workbook with some parts put in, replaced or (None) taken out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, body in parts.items():
            if body is not None:
                new.writestr(name, body)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (OLE, "group.xls", "old Excel file"),
        (OLE, "group.xlsx", "old Excel file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "group.xlsx", "password"),
        (b"code: 1", "group.xlsx", "not a whole XLSX"),
        (b"", "group.xlsx", "not a whole XLSX"),
        (b"PK\x03\x04" + bytes(100), "group.yaml", "not a whole XLSX"),
        (b"x;y\n1;2\n", "group.ods", "not a whole XLSX"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(content, name, says, refused):
    assert says in refused(content, name)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/workbook.xml": None}, "not an XLSX workbook"),
        ({"xl/workbook.xml": b"<a/>"}, "Strict Open XML"),
        ({"xl/workbook.xml": b"<a"}, "not a whole XLSX"),
        ({"xl/_rels/workbook.xml.rels": None}, "not a whole XLSX"),
        ({SHEET: None}, "not a whole XLSX"),
        ({SHEET: b"<worksheet"}, "not a whole XLSX"),
        ({SHEET: (HEAD + '<row r="x"/>' + TAIL).encode()}, "not a whole XLSX"),
        ({SHEET: (HEAD + '<row><c r="??"/></row>' + TAIL).encode()}, "not a whole"),
        ({"xl/styles.xml": b"<styleSheet"}, "not a whole XLSX"),
        ({"xl/sharedStrings.xml": b"\x00\x01"}, "not a whole XLSX"),
    ],
)
def test_a_damaged_workbook_is_refused(parts, says, book, refused):
    assert says in refused(rezipped(book, parts))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_xml_with_entities_is_refused_before_it_grows(part, book, refused):
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9)
    ).join(['<!DOCTYPE x [<!ENTITY l0 "ha">', "]>"])
    body = f'<?xml version="1.0"?>{laughs}<x>&l8;</x>'.encode()
    assert "not a whole XLSX" in refused(rezipped(book, {part: body}))


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(book, refused):
    big = bytes(spreadsheets.MAX_PART_BYTES + 1)
    assert "far too large" in refused(rezipped(book, {"xl/media/a.bin": big}))


def test_a_workbook_of_thousands_of_parts_is_refused(book, refused):
    parts = {f"xl/media/{n}": b"" for n in range(spreadsheets.MAX_PARTS)}
    assert "far too large" in refused(rezipped(book, parts))


def test_a_file_that_is_too_large_is_not_read(refused):
    assert "larger than 16 MB" in refused(b"PK\x03\x04" + bytes(17 << 20))


@pytest.mark.parametrize(
    "cell", ['<row r="1048576"><c r="B1048576"><v>1</v></c></row>',
             '<row r="7"><c r="XFD7"><v>1</v></c></row>']
)  # fmt: skip
def test_a_sheet_that_reaches_to_the_end_of_excel_is_told(cell, book, refused):
    body = (HEAD + cell + TAIL).encode()
    assert "no group is that large" in refused(rezipped(book, {SHEET: body}))


def test_thousands_of_empty_formatted_rows_are_no_matter(book, organisation):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read(SHEET)
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(99, 30_000))
    content = rezipped(
        book, {SHEET: sheet.replace(b"</sheetData>", f"{rows}</sheetData>".encode())}
    )
    assert workbooks.reread(content, organisation) == workbooks.GROUP


def test_macros_are_kept_and_never_looked_at(book, tmp_path, organisation):
    path = tmp_path / "group.xlsm"
    path.write_bytes(rezipped(book, {"xl/vbaProject.bin": OLE}))
    kept = roster.import_group(path, tmp_path / "groups", organisation)
    assert kept.name == "ПР-1.xlsm"
    assert roster.load_group(kept, organisation) == workbooks.GROUP


def test_a_link_to_another_workbook_is_not_followed(book, organisation):
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
    content = rezipped(book, {"xl/externalLinks/externalLink1.xml": link})
    assert workbooks.reread(content, organisation) == workbooks.GROUP


@given(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=40))
@settings(deadline=None, max_examples=30)
def test_no_damage_makes_the_reader_stumble(organisation, book, place, noise):
    at = place % len(book)
    content = book[:at] + noise + book[at + len(noise) :]
    with suppress(DataError):
        sources.parsed(content, Path("group.xlsx"), organisation)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=20)
def test_no_xml_in_a_sheet_makes_the_reader_stumble(organisation, book, noise):
    body = HEAD.encode() + b"<row><c t='s'><v>" + noise + b"</v></c></row>"
    content = rezipped(book, {SHEET: body + TAIL.encode()})
    with suppress(DataError):
        sources.parsed(content, Path("group.xlsx"), organisation)
