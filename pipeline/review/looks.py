"""What a person looks at before deciding: cells, pages, words."""

import logging
from collections.abc import Collection, Sequence
from typing import Any

from pipeline import apart, archive, cells, pagedoubts
from pipeline.model import INKED, RecordPage
from pipeline.review.items import CELLS, Item
from pipeline.shelving import Desk

log = logging.getLogger(__name__)

PAGES_SHOWN = 12
"""So many pages of an item at most make one picture."""


def cells_of(
    item: Item, zones: Collection[str], form: cells.Form
) -> list[dict[str, Any]]:
    """Those cells of the item, as `cells.told` tells them."""
    told = cells.told(archive.load(item.folder), form)
    every = (it for of_kind in told.values() for it in of_kind)
    return [it for it in every if it["zone"] in zones]


def inked_zones(item: Item) -> tuple[str, ...]:
    """Cells of marks that hold ink, of which nobody said yet which mark it is."""
    stored = archive.load(item.folder)
    return tuple(it.zone for it in stored.readings if it.value == INKED)


def pages_of(item: Item) -> tuple[RecordPage, ...]:
    """The pages to look at: those that are doubtful, or all of a paper in review."""
    if item.reason in CELLS:
        return ()
    found = pagedoubts.pages(item.record, item.reason) or item.record.pages
    return found[:PAGES_SHOWN]


def picture(
    item: Item, lines: Sequence[cells.Line], heads: cells.Heads, desk: Desk
) -> tuple[bytes, ...]:
    """PNGs of cells of the item, each beside its printed original; none of no cells.

    Raises:
        ScanError: The scan cannot be read.
    """
    stored = archive.load(item.folder)
    return cells.sheet(stored, lines, heads, desk.limits)


def page_picture(
    item: Item, lines: Sequence[cells.PageLine], heads: cells.Heads, desk: Desk
) -> tuple[bytes, ...]:
    """PNGs of pages of the item, each beside its print, if it has one.

    None where the scan cannot be shown: what else is known of it is told all the same.
    """
    stored = archive.load(item.folder)
    try:
        return cells.page_sheet(stored, lines, heads, desk.limits)
    except apart.FAULTS as error:
        log.warning("%s: no picture of its pages, %s", item.record.record_id, error)
        return ()


def text_of(item: Item) -> str:
    """What OCR read on the item's pages, as far as it has been done."""
    texts = archive.load(item.folder).texts
    pages = [" ".join(word.text for word in text.recognised) for text in texts]
    return "\n".join(filter(None, pages))
