"""Pictures of a record's cells, made when somebody asks for them.

The crops of a record lie in `.podshivka/crops/<record id>/`, a cache that may be
lost: a journal has thousands of cells, and as files of its bag they would be what
verifying and copying the archive spends its time on.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import archive, recognition
from pipeline.errors import ScanError
from pipeline.model import (
    KnownPage,
    Layout,
    LayoutPage,
    Matrix,
    Places,
    RecordPage,
    Zone,
)

log = logging.getLogger(__name__)

FOLDER = "crops"

_AROUND_MM = 2.0
_AROUND_LOST_MM = 10.0
"""Of a cell on a page that could not be registered: it lies thereabouts."""

_SHEET_AROUND_MM = 4.0
_PAGE_PX_PER_MM = 3.0
"""Of a whole page: its words can be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that a sheet shows, and the words beside it."""

    zone: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page that a sheet shows, and the words beside it.

    Attributes:
        scan_page: Its place in the record's scan, from 1.
    """

    scan_page: int
    words: tuple[str, ...]


def crops(
    stored: archive.Stored,
    zones: Iterable[str],
    places: Places,
    limits: recognition.Limits,
) -> dict[str, Path]:
    """Zone → picture of the cell; what is not there yet is made.

    A cell whose page cannot be shown has none.

    Args:
        stored: The record.
        zones: Of its cells.
        places: Where the cache lies.
        limits: What looking into the scan may cost.
    """
    folder = places.private / FOLDER / stored.record.record_id
    there = _there(folder)
    wanted = set(zones)
    asked = [it for it in _cells(stored, _AROUND_MM) if it.zone in wanted - there]
    if asked:
        there |= _made(archive.scan_of(stored.folder), asked, folder, limits)
    return {zone: folder / _name(zone) for zone in wanted & there}


def sheet(
    stored: archive.Stored,
    lines: Sequence[Line],
    heads: recognition.Heads,
    limits: recognition.Limits,
) -> bytes:
    """A PNG of those cells, each beside its printed original; b"" for none.

    Raises:
        ScanError: The scan cannot be read.
    """
    words = {line.zone: line.words for line in lines}
    printed = stored.folder / "data" / "printed.pdf"
    pages = {page.number: page for page in _layout(stored).pages}
    numbers = {page.scan_page: page.number for page in stored.record.pages}
    rows = [
        recognition.SheetRow(
            place=place,
            known=KnownPage(
                stored.record.document_id, pages[numbers[place.scan_page]], printed
            ),
            words=words[place.zone],
        )
        for place in _cells(stored, _SHEET_AROUND_MM)
        if place.zone in words
    ]
    if not rows:
        return b""
    scan = archive.scan_of(stored.folder)
    return recognition.sheet(scan, rows, heads, limits=limits)


def page_sheet(
    stored: archive.Stored,
    lines: Sequence[PageLine],
    heads: recognition.Heads,
    limits: recognition.Limits,
) -> bytes:
    """A PNG of those pages, upright, each beside its printed original, if it has one.

    Raises:
        ScanError: The scan cannot be read.
    """
    words = {line.scan_page: line.words for line in lines}
    printed = {page.number: page for page in _layout(stored).pages}
    turns = {text.number: text.rotation for text in stored.texts}
    rows = []
    for page in stored.record.pages:
        if page.scan_page in words:
            turned = page if page.number in printed else _turned(page, turns)
            row = _page_row(stored, turned, printed.get(page.number))
            rows.append(replace(row, words=words[page.scan_page]))
    scan = archive.scan_of(stored.folder)
    return recognition.sheet(
        scan, rows, heads, px_per_mm=_PAGE_PX_PER_MM, limits=limits
    )


def _turned(page: RecordPage, turns: Mapping[int, int]) -> RecordPage:
    """The page with the turn that OCR found."""
    return replace(page, rotation=turns.get(page.number, page.rotation))


def _page_row(
    stored: archive.Stored, page: RecordPage, printed: LayoutPage | None
) -> recognition.SheetRow:
    width, height = page.width_mm, page.height_mm
    if page.rotation % 180:
        width, height = height, width
    like = printed or LayoutPage(0, "", width, height, ())
    place = recognition.CellPlace(
        zone="",
        scan_page=page.scan_page,
        matrix=page.matrix or roughly(page, like),
        box_mm=(0.0, 0.0, like.width_mm, like.height_mm),
        around_mm=0.0,
    )
    known = None
    if printed:
        path = stored.folder / "data" / "printed.pdf"
        known = KnownPage(stored.record.document_id, printed, path)
    return recognition.SheetRow(place=place, known=known, words=())


def _cells(stored: archive.Stored, around_mm: float) -> Iterator[recognition.CellPlace]:
    """Every cell of the pages that are there, in the order of the layout."""
    there = {page.number: page for page in stored.record.pages if page.number}
    for printed in _layout(stored).pages:
        page = there.get(printed.number)
        if page is not None:
            for zone in printed.zones:
                yield _place(zone, page, printed, around_mm)


def _layout(stored: archive.Stored) -> Layout:
    return archive.layout_of(stored.folder) or Layout("", "", "", ())


def _place(
    zone: Zone, page: RecordPage, printed: LayoutPage, around_mm: float
) -> recognition.CellPlace:
    return recognition.CellPlace(
        zone=zone.id,
        scan_page=page.scan_page,
        matrix=page.matrix or roughly(page, printed),
        box_mm=zone.box_mm,
        around_mm=around_mm if page.matrix else _AROUND_LOST_MM,
    )


def roughly(page: RecordPage, printed: LayoutPage) -> Matrix:
    """Printed mm to received mm, were the sheet to fill the page."""
    width, height = page.width_mm, page.height_mm
    if page.rotation % 180:
        width, height = height, width
    across, down = width / printed.width_mm, height / printed.height_mm
    turned: dict[int, Matrix] = {
        0: (across, 0, 0, 0, down, 0, 0, 0, 1),
        90: (0, down, 0, -across, 0, width, 0, 0, 1),
        180: (-across, 0, width, 0, -down, height, 0, 0, 1),
        270: (0, -down, height, across, 0, 0, 0, 0, 1),
    }
    return turned[page.rotation]


def _there(folder: Path) -> set[str]:
    """Zones whose picture is there; one that a power cut left empty is not."""
    if not folder.is_dir():
        return set()
    with os.scandir(folder) as entries:
        return {
            entry.name.removesuffix(".png")
            for entry in entries
            if entry.name.endswith(".png") and entry.stat().st_size
        }


def _made(
    scan: Path,
    asked: Sequence[recognition.CellPlace],
    folder: Path,
    limits: recognition.Limits,
) -> set[str]:
    try:
        pictures = recognition.crops(scan, asked, limits=limits)
    except ScanError as error:
        log.warning("%s: no pictures of cells, %s", folder.name, error)
        return set()
    folder.mkdir(parents=True, exist_ok=True)
    for zone, content in pictures.items():
        _write(folder / _name(zone), content)
    return set(pictures)


def _write(path: Path, content: bytes) -> None:
    """Write a picture that may be lost: whole, but without waiting for the disk."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.write_bytes(content)
    beside.replace(path)


def _name(zone: str) -> str:
    return f"{zone}.png"
