"""What is known of one record, in the form that other programs rely on."""

from datetime import date
from pathlib import Path
from typing import Any

from pipeline import (
    archive,
    cells,
    disk,
    filing,
    pagedoubts,
    recognition,
    register,
    retention,
)
from pipeline.catalogue import Catalogue
from pipeline.errors import NotFoundError
from pipeline.model import Case, Places, Record, RecordPage, RecordState


def describe(
    folder: Path,
    places: Places,
    catalogue: Catalogue,
    today: date,
    limits: recognition.Limits | None = None,
) -> dict[str, Any]:
    """Everything about the record in that folder, ready for JSON.

    Args:
        folder: The record's.
        places: The workspace.
        catalogue: Knows the versions.
        today: Retention is told as of that day.
        limits: What cutting cells out of the scan may cost; None: they are not
            shown.
    """
    stored = archive.load(folder, in_review=folder.is_relative_to(places.review))
    record = stored.record
    case = archive.case_of(folder) if record.plan_year else None
    return {
        "record_id": record.record_id,
        "document_id": record.document_id,
        "kind": record.kind,
        "title": record.title,
        "number": record.number,
        "group": record.group,
        "students": record.students,
        "date": record.date.isoformat() if record.date else None,
        "state": stored.state.value,
        "gave_way_to": stored.gave_way_to,
        "reason": record.reason,
        "pages": [_page(page) for page in sorted(record.pages, key=_place)],
        "missing_pages": record.missing_pages,
        "doubts": _doubts(stored),
        **_cells(stored, places, limits),
        "retention": _retention(case, today),
        "version": record.version,
        "versions": catalogue.versions(record.family),
        "void_reason": _void_reason(record, places),
        "renewed": renewed(stored, _former(record, places, catalogue)),
        "files": _files(folder),
        "path": str(folder),
        "filed_at": record.filed_at.isoformat(),
        "source_name": record.source_name,
        "events": [disk.to_builtins(event) for event in stored.events],
    }


def renewed(stored: archive.Stored, former: Record | None) -> tuple[int, ...]:
    """Numbers of the pages of which the version before it has another scan.

    A person who joined, parted or tied pages brought none; there pages are numbered
    anew.
    """
    if former is None or _is_made_by_hand(stored):
        return ()
    had = {page.number: page.source for page in former.pages if page.number}
    sources = {page.source for page in former.pages}
    return tuple(
        page.number
        for page in stored.record.pages
        if page.number in had and page.source not in sources
    )


def _is_made_by_hand(stored: archive.Stored) -> bool:
    """The version came about since pages were taken out or put in."""
    made = {archive.SPLIT, archive.MERGED, archive.PLACED}
    identity = stored.record.record_id
    return any(
        it.event in made and it.details.get("to") == identity for it in stored.events
    )


def _doubts(stored: archive.Stored) -> list[dict[str, Any]]:
    """Why a person must look at pages of a filed record, and at which.

    Numbers of pages count from 1, a page without one is told by its place in the scan
    alone.
    """
    if stored.state not in {RecordState.FILED, RecordState.INCOMPLETE}:
        return []
    record = stored.record
    found = [
        (reason, pagedoubts.pages(record, reason))
        for reason in pagedoubts.waiting(record, stored.events)
    ]
    return [
        {
            "reason": reason,
            "pages": [page.number for page in pages if page.number],
            "scan_pages": [page.scan_page for page in pages],
        }
        for reason, pages in found
    ]


def _void_reason(record: Record, places: Places) -> str:
    """Why the document was declared void; "" while it is in force, or not ours."""
    if not record.document_id:
        return ""
    try:
        return register.find(places.issued, record.document_id).void_reason
    except NotFoundError:
        return ""


def _former(record: Record, places: Places, catalogue: Catalogue) -> Record | None:
    """The version that gave way to the record, as far as it is there."""
    if record.version == 1:
        return None
    path = catalogue.record_path(filing.record_id(record.family, record.version - 1))
    if path is None or not (places.root / path).is_dir():
        return None
    stored = archive.load(places.root / path)
    return stored.record if stored.gave_way_to == record.record_id else None


def _cells(
    stored: archive.Stored, places: Places, limits: recognition.Limits | None
) -> dict[str, list[dict[str, Any]]]:
    """Signatures, readings, and cells for text; with the path of each one's picture."""
    told = cells.told(stored, cells.form_of(stored.record.document_id, places))
    told["texts"] = cells.texts(stored)
    every = [it for of_kind in told.values() for it in of_kind]
    zones = [it["zone"] for it in every] if limits else []
    crops = cells.crops(stored, zones, places, limits) if limits else {}
    for it in every:
        it["crop"] = str(crops[it["zone"]]) if it["zone"] in crops else None
    return told


def _place(page: RecordPage) -> tuple[bool, int, int]:
    """By its number in the document; what has none comes last, as it was scanned."""
    return page.number == 0, page.number, page.scan_page


def _page(page: RecordPage) -> dict[str, Any]:
    return {
        "number": page.number,
        "of": page.of,
        "scan_page": page.scan_page,
        "rotation": page.rotation,
        "dpi": page.dpi,
        "source_sha256": page.source_sha256,
        "source_page": page.source_page,
        "source_part": page.source_part,
        "coded": page.coded,
        "matched": page.matched,
        "doubled": page.doubled,
        "tied": page.tied,
        "residual_mm": page.residual_mm,
    }


def _retention(case: Case | None, today: date) -> dict[str, Any] | None:
    if case is None:
        return None
    told: dict[str, Any] = disk.to_builtins(retention.compute(case, today))
    return told


def _files(folder: Path) -> dict[str, str | None]:
    """Where its files are; the scan and the searchable PDF are named always."""
    names = {
        "scan": folder / "data" / "scan.pdf",
        "printed": folder / "data" / "printed.pdf",
        "document": folder / "renditions" / "document.pdf",
        "text": folder / "renditions" / "text.json",
    }
    always = dict.fromkeys(("scan", "document"))
    return always | {it: str(path) for it, path in names.items() if path.exists()}
