"""What stands in the cells of a record: as measured, and as persons said."""

from collections.abc import Mapping
from typing import Any

from pipeline import archive, disk


def told(stored: archive.Stored) -> dict[str, list[dict[str, Any]]]:
    """Signatures and readings, each with its page and what was measured.

    What was measured is shown beside a person's word, never lost under it.
    """
    pages = pages_of(stored)
    record = stored.record
    signatures = zip(stored.signatures, record.signatures, strict=True)
    readings = zip(stored.readings, record.readings, strict=True)
    return {
        "signatures": [
            _cell(said, pages) | {"measured": measured.state.value}
            for said, measured in signatures
        ],
        "readings": [
            _cell(said, pages) | {"measured": measured.value}
            for said, measured in readings
        ],
    }


def pages_of(stored: archive.Stored) -> dict[str, int]:
    """Zone → number of its page in the document, from 1."""
    layout = archive.layout_of(stored.folder)
    pages = layout.pages if layout else ()
    return {zone.id: page.number for page in pages for zone in page.zones}


def _cell(cell: object, pages: Mapping[str, int]) -> dict[str, Any]:
    plain: dict[str, Any] = disk.to_builtins(cell)
    return plain | {"page": pages.get(plain["zone"])}
