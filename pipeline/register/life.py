"""The later life of an issued document: void, restored, reprinted.

A reprint changes several files. They are built in `.reprint/`, which appears in
one rename: from then on the reprint is in force, and whoever comes to the
document next finishes what an interruption left undone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk, ledger
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.model import Event, IssuedDocument, Layout, PaperState
from pipeline.register import entries

EARLIER = "earlier"
"""Folder of the layouts and prints that a reprint replaced: `earlier/001`, …"""

_PRINTED, _LAYOUT, _EVENT = "printed.pdf", "layout.json", "event.json"
_LOCK = ".lock"
_STAGED = ".reprint"


def void(
    issued: Path, document_id: str, *, reason: str, by: str, at: datetime
) -> IssuedDocument:
    """Declare the document void; its number stays used, its pages are refused.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already.
    """
    with _changing(entries.folder_of(issued, document_id)) as folder:
        path = entries.events_path(folder)
        _refuse_twice(entries.read(folder), path)
        ledger.append(path, entries.VOIDED, by=by, at=at, details={"reason": reason})
        return entries.read(folder)


def restore(
    issued: Path, document_id: str, *, reason: str, by: str, at: datetime
) -> IssuedDocument:
    """Take back that the document is void: its pages in force count again.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is not void.
    """
    with _changing(entries.folder_of(issued, document_id)) as folder:
        if entries.read(folder).state is not PaperState.VOID:
            told = _("Document {id} is not void; nothing is left to do.")
            raise UsageError(told.format(id=document_id))
        path = entries.events_path(folder)
        ledger.append(path, entries.RESTORED, by=by, at=at, details={"reason": reason})
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

    The former print goes to `earlier/<n>`.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It was made from a print that is not in force any more, or
            the document is void.
    """
    details = {"pages": ",".join(map(str, reprint.pages)), "reason": reason}
    event = Event(at=at, event=entries.REPRINTED, by=by, details=details)
    with _changing(entries.folder_of(issued, reprint.layout.document_id)) as folder:
        refuse_void(entries.read(folder))
        _refuse_outdated(folder, reprint)
        _stage(folder, reprint, event)
        _finish(folder)


def settle(folder: Path) -> None:
    """Finish a reprint of the document that was interrupted, if there is one."""
    if (folder / _STAGED).exists():
        with _changing(folder):
            pass


def earlier_layouts(folder: Path) -> list[Layout]:
    """The layouts that reprints replaced, oldest first."""
    kept = sorted((folder / EARLIER).glob("*/layout.json"))
    return [entries.read_layout(path) for path in kept]


def refuse_void(document: IssuedDocument) -> None:
    """Go on only with a document in force.

    Raises:
        UsageError: It is void.
    """
    if document.state is PaperState.VOID:
        raise UsageError(
            _(
                "Document {id} is void: {reason}. Issue a new one, or take that back: "
                "podshivka issued restore {id} --reason …"
            ).format(id=document.document_id, reason=document.void_reason)
        )


def refuse_void_already(issued: Path, document_id: str) -> None:
    """Only what is in force can be declared void.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already.
    """
    folder = entries.folder_of(issued, document_id)
    _refuse_twice(entries.read(folder), entries.events_path(folder))


def _refuse_twice(document: IssuedDocument, path: Path) -> None:
    if document.state is not PaperState.VOID:
        return
    voided = [one.at for one in ledger.read(path) if one.event == entries.VOIDED]
    told = _(
        "Document {id} has been void since {day}: {reason}. Nothing is left to do; if "
        "it is still needed, issue a new one, or take that back: podshivka issued "
        "restore {id} --reason …"
    )
    day = f"{voided[-1].astimezone():%d.%m.%Y}"
    raise UsageError(
        told.format(id=document.document_id, day=day, reason=document.void_reason)
    )


@contextmanager
def _changing(folder: Path) -> Iterator[Path]:
    """Change the document's folder, one process at a time."""
    with disk.locked(folder / _LOCK):
        _finish(folder)
        yield folder


def _refuse_outdated(folder: Path, reprint: Reprint) -> None:
    """The pages that were not printed anew must be those in force."""
    now = disk.read_json(folder / _LAYOUT, Layout)
    for page in reprint.layout.pages:
        if page.number not in reprint.pages and now.page(page.number) != page:
            raise UsageError(
                _("Document {id} was reprinted meanwhile. Try again.").format(
                    id=now.document_id
                )
            )


def _stage(folder: Path, reprint: Reprint, event: Event) -> None:
    """Build all that the reprint changes, and put it in force by one rename."""
    building = folder / f"{_STAGED}.new"
    disk.remove(building)
    (building / EARLIER).mkdir(parents=True)
    for name in (_PRINTED, _LAYOUT):
        disk.copy(folder / name, building / EARLIER / name)
    (building / _PRINTED).write_bytes(reprint.pdf)
    (building / _LAYOUT).write_bytes(disk.to_json(reprint.layout))
    (building / _EVENT).write_bytes(disk.to_json(event))
    disk.flush_tree(building)
    disk.move(building, folder / _STAGED)


def _finish(folder: Path) -> None:
    """Move what is staged to its place; an interrupted move is gone on with."""
    staged = folder / _STAGED
    if not staged.exists():
        return
    if (staged / EARLIER).exists():
        disk.make_folder(folder / EARLIER)
        disk.move(staged / EARLIER, folder / EARLIER / _next_number(folder))
    for name in (_PRINTED, _LAYOUT):
        if (staged / name).exists():
            (staged / name).replace(folder / name)
    disk.flush_folder(folder)
    _tell(folder, disk.read_json(staged / _EVENT, Event))
    disk.move(staged, folder / f"{_STAGED}.new")
    disk.remove(folder / f"{_STAGED}.new")


def _next_number(folder: Path) -> str:
    return f"{len(list((folder / EARLIER).glob('*/layout.json'))) + 1:03}"


def _tell(folder: Path, event: Event) -> None:
    """Add the event to the document's, once."""
    path = entries.events_path(folder)
    told = [(past.at, past.event, past.details) for past in ledger.read(path)]
    if (event.at, event.event, event.details) not in told:
        ledger.append(
            path, event.event, by=event.by, at=event.at, details=event.details
        )
