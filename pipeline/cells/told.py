"""What stands in the cells of a record: as measured, and as persons said."""

from collections.abc import Mapping
from typing import Any

from pipeline import archive, disk
from pipeline.cells.form import Form
from pipeline.model import ZoneKind


def told(stored: archive.Stored, form: Form) -> dict[str, list[dict[str, Any]]]:
    """Signatures and readings, each with its page and what was measured.

    They stand in the order of the form, whichever page came first. What was measured
    is shown beside a person's word, never lost under it. `box` is what a box of a set
    stands for, whether it holds ink or not; `printed` what the form was printed with,
    which ink in the cell corrects.
    """
    pages = pages_of(stored)
    boxes = _boxes(stored)
    record = stored.record
    signatures = zip(stored.signatures, record.signatures, strict=True)
    readings = zip(stored.readings, record.readings, strict=True)
    found = {
        "signatures": [
            _cell(said, pages) | {"measured": measured.state.value}
            for said, measured in signatures
        ],
        "readings": [
            _cell(said, pages)
            | {
                "measured": measured.value,
                "box": boxes.get(said.zone, ""),
                "printed": form.printed(said, boxes.get(said.zone, "")),
            }
            for said, measured in readings
        ],
    }
    places = {zone: place for place, zone in enumerate(pages)}
    return {
        name: sorted(of_kind, key=lambda it: places.get(it["zone"], len(places)))
        for name, of_kind in found.items()
    }


def texts(stored: archive.Stored) -> list[dict[str, Any]]:
    """Cells for text on the pages that are there; nobody reads what stands in them."""
    layout = archive.layout_of(stored.folder)
    there = {page.number for page in stored.record.pages}
    return [
        {"zone": it.id, "subject": it.subject, "item": it.item, "page": page.number}
        for page in (layout.pages if layout else ())
        if page.number in there
        for it in page.zones
        if it.kind is ZoneKind.TEXT
    ]


def pages_of(stored: archive.Stored) -> dict[str, int]:
    """Zone → number of its page in the document, from 1, in the order of the form."""
    layout = archive.layout_of(stored.folder)
    pages = layout.pages if layout else ()
    return {zone.id: page.number for page in pages for zone in page.zones}


def _boxes(stored: archive.Stored) -> dict[str, str]:
    layout = archive.layout_of(stored.folder)
    zones = (zone for page in (layout.pages if layout else ()) for zone in page.zones)
    return {zone.id: zone.value for zone in zones if zone.kind is ZoneKind.CHOICE}


def _cell(cell: object, pages: Mapping[str, int]) -> dict[str, Any]:
    plain: dict[str, Any] = disk.to_builtins(cell)
    return plain | {"page": pages.get(plain["zone"])}
