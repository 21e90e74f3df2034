"""The outside of a workbook: a zip of XML parts, sent by anybody.

Nothing is unpacked to the disk. A part is read no further than its limit, links to
other files are never followed, macros are bytes that nobody looks at, and XML that
declares a document type (the way to entities that grow) is refused.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from lxml import etree

from pipeline.errors import DataError
from pipeline.messages import _
from pipeline.roster.document import refused

MAX_PART_BYTES = 32 << 20
MAX_ALL_BYTES = 96 << 20
MAX_PARTS = 2000

_CHUNK_BYTES = 1 << 12

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    OSError,
)
"""What zipfile, XML parsers and openpyxl raise over a file that is damaged."""


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook whose outside was looked at.

    Attributes:
        sheets: Title of a worksheet → name of its part.
    """

    path: Path
    content: bytes
    sheets: dict[str, str]

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a part, to read from."""
        source = io.BytesIO(self.content)
        with zipfile.ZipFile(source) as archive, archive.open(name) as stream:
            yield stream


def opened(content: bytes, path: Path) -> Package:
    """The workbook in those bytes.

    Raises:
        DataError: They are no workbook that can be read, with what to do.
    """
    if content.startswith(_OLE):
        raise refused(path, path.name, _of_ole(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, path)
            _check_types(archive)
            return Package(path, content, _sheets(archive, path))
    except BROKEN as error:
        raise damaged(path) from error


def damaged(path: Path) -> DataError:
    """The error of a file that is no workbook, or no whole one."""
    says = _("This is not a whole XLSX workbook. Open it in Excel and save it anew.")
    return refused(path, path.name, says)


def _of_ole(content: bytes) -> str:
    if _ENCRYPTED in content:
        return _("The workbook has a password. Save it without one.")
    return _("This is an old Excel file (.xls). Save it as “Excel Workbook (.xlsx)”.")


def _check_size(archive: zipfile.ZipFile, path: Path) -> None:
    sizes = [part.file_size for part in archive.infolist()]
    if len(sizes) > MAX_PARTS or sum(sizes) > MAX_ALL_BYTES:
        raise refused(path, path.name, _too_large())
    if max(sizes, default=0) > MAX_PART_BYTES:
        raise refused(path, path.name, _too_large())


def _check_types(archive: zipfile.ZipFile) -> None:
    """No XML begins with a document type; that is told before anybody parses it.

    Raises:
        ValueError: One does, or is no XML.
    """
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as stream:
                _check_type(stream)


def _check_type(stream: IO[bytes]) -> None:
    begun: list[str] = []

    def refuse(*declared: object) -> None:
        raise ValueError(declared)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    try:
        while not begun and (chunk := stream.read(_CHUNK_BYTES)):
            parser.Parse(chunk)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _too_large() -> str:
    return _(
        "The workbook is far too large for a group. Copy what matters to a new one."
    )


def _sheets(archive: zipfile.ZipFile, path: Path) -> dict[str, str]:
    if "xl/workbook.xml" not in archive.namelist():
        says = _("This is not an XLSX workbook. Save it as “Excel Workbook (.xlsx)”.")
        raise refused(path, path.name, says)
    book = _tree(archive, "xl/workbook.xml")
    if book.tag != f"{{{MAIN}}}workbook":
        says = _("Save the file as “Excel Workbook (.xlsx)”, not as Strict Open XML.")
        raise refused(path, path.name, says)
    targets = _targets(archive)
    return {
        str(sheet.get("name")): targets[str(sheet.get(f"{{{_RELATION}}}id"))]
        for sheet in book.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        if sheet.get(f"{{{_RELATION}}}id") in targets
    }


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Id of a relation → name of the worksheet's part."""
    return {
        str(one.get("Id")): posixpath.normpath(
            posixpath.join("/xl", str(one.get("Target")))
        ).lstrip("/")
        for one in _tree(archive, "xl/_rels/workbook.xml.rels")
        if str(one.get("Type")).endswith("/worksheet")
    }


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return parsed(archive.read(name))


def parsed(content: bytes) -> etree._Element:
    """XML without a document type.

    Raises:
        ValueError: It has one.
        XMLSyntaxError: It is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError(content[:40])
    return root
