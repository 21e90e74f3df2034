"""Group files as they lie on the disk: YAML text or a workbook.

Which of the two a file is, its first bytes tell, then its name. Workbooks are met
here only, and what reads them is loaded then.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import DataError, Fault
from pipeline.messages import _
from pipeline.model import Group, Organisation
from pipeline.roster import yamltext
from pipeline.roster.document import Document, refused

if TYPE_CHECKING:
    from pipeline.roster.workbook import Book

SUFFIXES = (".yaml", ".yml", ".xlsx", ".xlsm")

_MAX_BYTES = 16 << 20
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Of zip files and of old Office files."""

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Source:
    """A group file as read.

    Attributes:
        book: None for YAML.
    """

    path: Path
    content: bytes
    document: Document
    book: "Book | None" = None

    @property
    def suffix(self) -> str:
        """What the name of such a file ends with."""
        if self.book is None:
            return ".yaml"
        suffix = self.path.suffix.lower()
        return suffix if suffix in SUFFIXES[2:] else SUFFIXES[2]

    @property
    def unread(self) -> tuple[Fault, ...]:
        """What stands in the file and is not read."""
        return self.book.unread if self.book else ()

    def coded(self) -> bytes:
        """The content, with the codes that empty cells were given."""
        if self.book is None or not self.book.made:
            return self.content
        from pipeline.roster import workbook  # noqa: PLC0415 - see above

        return workbook.put(self.book.package, self.book.made)


def is_workbook(path: Path, content: bytes) -> bool:
    """The file is a spreadsheet, of whatever kind, or says so."""
    return content.startswith(_SIGNATURES) or path.suffix.lower() in _SPREADSHEETS


def load(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        DataError: It cannot be opened or is too large.
    """
    return yamltext.load(path, _MAX_BYTES)


def read(path: Path, organisation: Organisation, known: Group | None = None) -> Source:
    """The file's contents.

    Args:
        path: Of the file.
        organisation: Whose lists a workbook holds.
        known: The group as it was; rows of a workbook get their codes from it.

    Raises:
        DataError: It cannot be read as a group file at all.
    """
    return parsed(load(path), path, organisation, known)


def parsed(
    content: bytes,
    path: Path,
    organisation: Organisation,
    known: Group | None = None,
) -> Source:
    """The contents of those bytes; the path only names them.

    Raises:
        DataError: They cannot be read as a group file at all.
    """
    if not is_workbook(path, content):
        document = yamltext.parse(content, path)
        _refuse_prose(document)
        return Source(path, content, document)
    from pipeline.roster import workbook  # noqa: PLC0415 - see above

    book = workbook.read(content, path, organisation, known)
    return Source(path, content, book.document, book)


def _refuse_prose(document: Document) -> None:
    """A letter is one long text to a reader of YAML.

    Raises:
        DataError: The document is nothing but text.
    """
    if isinstance(document.data, str) and document.data.strip():
        says = _(
            "This is neither a group file in YAML nor a workbook (XLSX). A workbook to "
            "fill in is made by: podshivka groups template FILE"
        )
        raise refused(document.path, document.path.name, says)


def code(path: Path) -> str:
    """The group's code, read no further than needed; "" where there is none."""
    try:
        content = load(path)
        if not is_workbook(path, content):
            return yamltext.peek(content, path, "code")
        from pipeline.roster import workbook  # noqa: PLC0415 - see above

        return workbook.code(content, path)
    except DataError:
        return ""
