"""The later life of an issued document: void, reprinted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk, ledger
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.model import IssuedDocument, Layout, PaperState
from pipeline.register import entries

EARLIER = "earlier"
"""Folder of the layouts and prints that a reprint replaced: `earlier/1`, …"""


def void(
    issued: Path, document_id: str, *, reason: str, by: str, at: datetime
) -> IssuedDocument:
    """Declare the document void; its number stays used, its pages are refused.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already.
    """
    folder = entries.folder_of(issued, document_id)
    refuse_void(entries.read(folder))
    path = entries.events_path(folder)
    ledger.append(path, entries.VOIDED, by=by, at=at, details={"reason": reason})
    return entries.read(folder)


@dataclass(frozen=True, slots=True)
class Reprint:
    """A document with new codes on some of its pages.

    Attributes:
        pages: Numbers of the pages that were printed anew.
    """

    layout: Layout
    pdf: bytes
    pages: tuple[int, ...]


def replace_pages(
    issued: Path, reprint: Reprint, *, reason: str, by: str, at: datetime
) -> None:
    """Put a reprint in force; what it replaces is kept, its pages are refused.

    The former print goes to `earlier/<n>` first; until the new layout stands,
    the old codes are accepted, so an interruption loses nothing.

    Raises:
        NotFoundError: The register has no such document.
    """
    folder = entries.folder_of(issued, reprint.layout.document_id)
    _keep_former(folder)
    disk.write(folder / "printed.pdf", reprint.pdf)
    disk.write(folder / "layout.json", disk.to_json(reprint.layout))
    numbers = ",".join(map(str, reprint.pages))
    ledger.append(
        entries.events_path(folder),
        entries.REPRINTED,
        by=by,
        at=at,
        details={"pages": numbers, "reason": reason},
    )


def earlier_layouts(folder: Path) -> list[Layout]:
    """The layouts that reprints replaced, oldest first."""
    kept = sorted((folder / EARLIER).glob("*/layout.json"))
    return [disk.read_json(path, Layout) for path in kept]


def refuse_void(document: IssuedDocument) -> None:
    """Go on only with a document in force.

    Raises:
        UsageError: It is void.
    """
    if document.state is PaperState.VOID:
        raise UsageError(
            _("Document {id} is void: {reason}. Issue a new one.").format(
                id=document.document_id, reason=document.void_reason
            )
        )


def _keep_former(folder: Path) -> None:
    number = len(list((folder / EARLIER).glob("*/layout.json"))) + 1
    kept = folder / EARLIER / f"{number:03}"
    staging = folder / f".{EARLIER}"
    disk.make_folder(kept.parent)
    disk.remove(staging)
    staging.mkdir()
    for name in ("printed.pdf", "layout.json"):
        disk.copy(folder / name, staging / name)
    disk.move(staging, kept)
