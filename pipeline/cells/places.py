"""Where the cells of a record lie on its scan."""

from collections.abc import Iterator

from pipeline import archive, recognition
from pipeline.model import Layout, LayoutPage, Matrix, RecordPage, Zone

_AROUND_LOST_MM = 10.0
"""Of a cell on a page that could not be registered: it lies thereabouts."""


def cells_of(
    stored: archive.Stored, around_mm: float
) -> Iterator[recognition.CellPlace]:
    """Every cell of the pages that are there, in the order of the layout."""
    there = {page.number: page for page in stored.record.pages if page.number}
    for printed in layout_of(stored).pages:
        page = there.get(printed.number)
        if page is not None:
            for zone in printed.zones:
                yield _place(zone, page, printed, around_mm)


def layout_of(stored: archive.Stored) -> Layout:
    """Of its printed pages; empty for a paper that we did not print."""
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
