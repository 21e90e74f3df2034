"""The parts of a workbook that was looked at: which sheet is which part."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree

from pipeline import spreadsheets
from pipeline.messages import _
from pipeline.roster.document import refused
from pipeline.spreadsheets import BROKEN, damaged

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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
    spreadsheets.check(content, path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Package(path, content, _sheets(archive, path))
    except BROKEN as error:
        raise damaged(path) from error


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
