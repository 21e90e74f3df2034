"""Entering issued documents and reading them back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pipeline import disk, ledger, pagecode
from pipeline.errors import FixityError, NotFoundError
from pipeline.messages import _
from pipeline.model import Event, IssuedDocument, Layout, PaperState, Word

Noun = TypeVar("Noun")

_STAGING = ".staging"
_EVENTS = "events.jsonl"
VOIDED = "void"
RESTORED = "restored"
REPRINTED = "reprinted"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document about to be entered.

    Attributes:
        data: All that it was rendered from, as JSON has it.
        xlsx: None where the kind has no workbook.
        words: What is printed on each page.
    """

    document: IssuedDocument
    data: dict[str, Any]
    layout: Layout
    docx: bytes
    pdf: bytes
    xlsx: bytes | None = None
    words: tuple[tuple[Word, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    """What `form.json` says first; its `data` is skipped unread."""

    document: IssuedDocument


@dataclass(frozen=True, slots=True)
class _Words:
    """The contents of `words.json`: those of each page of that PDF."""

    printed_sha256: str
    pages: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class _Form:
    document: IssuedDocument
    data: dict[str, Any]


def enter(issued: Path, entry: Entry) -> Path:
    """Write the document's folder, whole or not at all.

    Returns:
        The folder.

    Raises:
        FileExistsError: A document of that id is in the register.
    """
    document = entry.document
    target = issued / str(document.issued_at.year) / document.document_id
    staging = issued / _STAGING / document.document_id
    disk.make_folder(target.parent)
    with disk.workbench(staging.parent):
        disk.remove(staging)
        staging.mkdir()
        _write(entry, staging)
        disk.flush_tree(staging)
        disk.move(staging, target)
    return target


def _write(entry: Entry, folder: Path) -> None:
    (folder / "form.json").write_bytes(disk.to_json(_Form(entry.document, entry.data)))
    (folder / "form.docx").write_bytes(entry.docx)
    if entry.xlsx is not None:
        (folder / "form.xlsx").write_bytes(entry.xlsx)
    (folder / "printed.pdf").write_bytes(entry.pdf)
    (folder / "layout.json").write_bytes(disk.to_json(entry.layout))
    words = _Words(entry.layout.printed_sha256, entry.words)
    (folder / "words.json").write_bytes(disk.to_json_line(words))


def sweep(issued: Path) -> int:
    """Remove what was half entered when a process was stopped; how many documents."""
    return disk.sweep(issued / _STAGING)


def folder_of(issued: Path, document_id: str) -> Path:
    """The document's folder.

    Raises:
        NotFoundError: The register has no such document; so too where the text
            cannot be an id, but a path.
    """
    is_name = document_id.isalnum() and len(document_id) == pagecode.DOCUMENT_ID_LENGTH
    for year in years(issued) if is_name else ():
        folder = year / document_id
        if folder.is_dir():
            return folder
    raise NotFoundError(_("Document"), document_id)


def years(issued: Path) -> list[Path]:
    """The folders of the years, newest first."""
    if not issued.is_dir():
        return []
    found = [path for path in issued.iterdir() if path.name.isdigit()]
    return sorted(found, reverse=True)


def find(issued: Path, document_id: str) -> IssuedDocument:
    """The document as it stands today.

    Raises:
        NotFoundError: The register has no such document.
    """
    return read(folder_of(issued, document_id))


def ids(issued: Path) -> set[str]:
    """The ids of every document of the register, by the names of folders alone."""
    return {
        folder.name
        for year in years(issued)
        for folder in year.iterdir()
        if pagecode.is_document_id(folder.name)
    }


def documents(issued: Path) -> Iterator[IssuedDocument]:
    """Every document of the register, by year and id."""
    for year in reversed(years(issued)):
        for folder in sorted(year.iterdir()):
            if (folder / "form.json").exists():
                yield read(folder)


def layouts(issued: Path) -> Iterator[tuple[IssuedDocument, Layout]]:
    """Every document of the register with its layout, by year and id."""
    for document in documents(issued):
        yield document, layout(issued, document.document_id)


def layout(issued: Path, document_id: str) -> Layout:
    """Where things lie on the document's pages.

    Raises:
        NotFoundError: The register has no such document.
        FixityError: The file is damaged.
    """
    return read_layout(folder_of(issued, document_id) / "layout.json")


def read_layout(path: Path) -> Layout:
    """The layout in that file, which may be one that a reprint replaced.

    Raises:
        FixityError: It is damaged.
        OSError: It cannot be read.
    """
    return _whole(path, Layout)


def printed_words(issued: Path, layout: Layout) -> dict[int, tuple[Word, ...]]:
    """What is printed on each of a document's pages, by number, as kept at issue.

    Nothing, where that file is not to be had or is of another printing: the words
    stand in the PDF, too.

    Raises:
        NotFoundError: The register has no such document.
    """
    path = folder_of(issued, layout.document_id) / "words.json"
    try:
        kept = disk.read_json(path, _Words)
    except (ValueError, OSError):
        return {}
    if kept.printed_sha256 != layout.printed_sha256:
        return {}
    return dict(enumerate(kept.pages, start=1))


def form_data(issued: Path, document_id: str) -> dict[str, Any]:
    """All that the document was rendered from.

    Raises:
        NotFoundError: The register has no such document.
        FixityError: The file is damaged.
    """
    return _whole(folder_of(issued, document_id) / "form.json", _Form).data


def read(folder: Path) -> IssuedDocument:
    """The document in that folder, with what happened to it since.

    Raises:
        FixityError: Its file, or that of its events, is damaged.
    """
    document = _whole(folder / "form.json", _Head).document
    for event in ledger.read(folder / _EVENTS):
        if event.event == VOIDED:
            reason = event.details["reason"]
            document = replace(document, state=PaperState.VOID, void_reason=reason)
        elif event.event == RESTORED:
            document = replace(document, state=PaperState.ISSUED, void_reason="")
    return document


def events(issued: Path, document_id: str) -> tuple[Event, ...]:
    """What happened to the document since it was issued, oldest first."""
    return ledger.read(events_path(folder_of(issued, document_id)))


def events_path(folder: Path) -> Path:
    """The document's file of events."""
    return folder / _EVENTS


def _whole(path: Path, noun: type[Noun]) -> Noun:
    """The noun of a file of ours; one that holds none any more is named."""
    try:
        return disk.read_json(path, noun)
    except ValueError as error:
        raise FixityError(path) from error
