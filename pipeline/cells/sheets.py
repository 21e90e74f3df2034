"""Cells or pages of a record, each beside its printed original, to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import archive, recognition
from pipeline.cells.places import cells_of, layout_of, roughly
from pipeline.model import KnownPage, LayoutPage, RecordPage

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


def sheet(
    stored: archive.Stored,
    lines: Sequence[Line],
    heads: recognition.Heads,
    limits: recognition.Limits,
) -> tuple[bytes, ...]:
    """PNGs of those cells, each beside its printed original; none of no cells.

    Raises:
        ScanError: The scan cannot be read.
    """
    words = {line.zone: line.words for line in lines}
    printed = stored.folder / "data" / "printed.pdf"
    pages = {page.number: page for page in layout_of(stored).pages}
    numbers = {page.scan_page: page.number for page in stored.record.pages}
    rows = [
        recognition.SheetRow(
            place=place,
            known=KnownPage(
                stored.record.document_id, pages[numbers[place.scan_page]], printed
            ),
            words=words[place.zone],
        )
        for place in cells_of(stored, _SHEET_AROUND_MM)
        if place.zone in words
    ]
    if not rows:
        return ()
    scan = archive.scan_of(stored.folder)
    return recognition.sheet(scan, rows, heads, limits=limits)


def page_sheet(
    stored: archive.Stored,
    lines: Sequence[PageLine],
    heads: recognition.Heads,
    limits: recognition.Limits,
) -> tuple[bytes, ...]:
    """PNGs of those pages, upright, each beside its printed original, if it has one.

    Raises:
        ScanError: The scan cannot be read.
    """
    words = {line.scan_page: line.words for line in lines}
    printed = {page.number: page for page in layout_of(stored).pages}
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
