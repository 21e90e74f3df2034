"""Where the cells that a template asked for lie on the printed pages.

LibreOffice exports every bookmark as a named destination: a page and a point
just inside the cell's top. The cell around the point is made of ruling lines
(`pipeline.forms.ruling`). Every page also has its two reference cells.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw as pdfium_c

from pipeline import fiducials, pdfium
from pipeline.errors import Fault, TemplateError
from pipeline.forms.language import PendingZone
from pipeline.forms.ruling import MM_PER_POINT, Rulings
from pipeline.messages import _
from pipeline.model import Box, LayoutPage, Zone, ZoneKind
from pipeline.pagecode import PageCode

Spot = tuple[int, float, float]
"""Page number from 1, and the point in mm."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a bookmark came to lie.

    Attributes:
        page: From 1.
        box: The cell around it; None where no four lines meet.
    """

    page: int
    box: Box | None


def locate(
    pdf: bytes,
    pending: Sequence[PendingZone],
    codes: Sequence[PageCode],
    *,
    template: Path = Path("template.docx"),
) -> tuple[LayoutPage, ...]:
    """The pages with the cells on them, each cell under its bookmark's name.

    Args:
        pdf: As LibreOffice made it, before the stamp drops its destinations.
        pending: What the template asked for.
        codes: One for each page, in their order.
        template: For the words of an error.

    Raises:
        TemplateError: A zone is not on the paper, or not within a bordered
            cell; all such zones are named, each place in the form once.
    """
    found: dict[int, list[Zone]] = defaultdict(list)
    faults: list[Fault] = []
    with pdfium.opened(pdf) as document:
        sizes = [page.get_size() for page in document]
        cells = find(document, [zone.name for zone in pending])
    for zone in pending:
        cell = cells.get(zone.name)
        if cell is None or cell.box is None:
            faults.append(_fault(zone, cell))
        else:
            found[cell.page].append(_zone(zone, cell.box))
    if faults:
        raise TemplateError(template, tuple(faults))
    return tuple(
        _page(code, size, found[number])
        for number, (code, size) in enumerate(zip(codes, sizes, strict=True), 1)
    )


def find(document: pypdfium2.PdfDocument, names: Iterable[str]) -> dict[str, Cell]:
    """The named places of a PDF, each with the cell around it.

    Args:
        document: As LibreOffice made it.
        names: Those that are not in it are left out.
    """
    spots = _spots(document, names)
    rulings = {
        number: Rulings(document[number - 1])
        for number in sorted({spot[0] for spot in spots.values()})
    }
    return {
        name: Cell(number, rulings[number].cell(x, y))
        for name, (number, x, y) in spots.items()
    }


def _page(
    code: PageCode, size_points: tuple[float, float], zones: Sequence[Zone]
) -> LayoutPage:
    width_mm, height_mm = (side * MM_PER_POINT for side in size_points)
    where = fiducials.of_page(width_mm, height_mm)
    number = code.page_number
    return LayoutPage(
        number=number,
        page_code=code.text,
        width_mm=round(width_mm, 2),
        height_mm=round(height_mm, 2),
        zones=(
            *zones,
            _reference(f"R{number}X", where.reference_cross, "cross"),
            _reference(f"R{number}E", where.reference_empty, "empty"),
        ),
    )


def _zone(zone: PendingZone, box: Box) -> Zone:
    return Zone(
        zone.name, zone.kind, zone.subject, zone.item, _rounded(box), zone.value
    )


def _reference(zone_id: str, box: Box, value: str) -> Zone:
    return Zone(zone_id, ZoneKind.REFERENCE, "", "", _rounded(box), value)


def _rounded(box: Box) -> Box:
    x0, y0, x1, y1 = (round(edge, 3) for edge in box)
    return (x0, y0, x1, y1)


def _fault(zone: PendingZone, cell: Cell | None) -> Fault:
    place = _("zone {kind} of {subject}, {item}").format(
        kind=zone.kind.value, subject=zone.subject or "–", item=zone.item or "–"
    )
    if cell is None:
        return Fault(
            place,
            _(
                "It did not reach the paper. Move the call out of the header, "
                "the footer or the repeated heading of the table."
            ),
        )
    says = _(
        "On page {page} it does not stand in a cell with borders on all four sides. "
        "Give the cell all its borders."
    )
    return Fault(place, says.format(page=cell.page))


def _spots(document: pypdfium2.PdfDocument, names: Iterable[str]) -> dict[str, Spot]:
    """The point of the named destination of each name that has one."""
    heights = [page.get_height() for page in document]
    found = {}
    for name in names:
        place = pdfium_c.FPDF_GetNamedDestByName(document, name.encode("ascii"))
        if place:
            index = pdfium_c.FPDFDest_GetDestPageIndex(document, place)
            x, y = _point(place)
            from_top = heights[index] - y
            found[name] = (index + 1, x * MM_PER_POINT, from_top * MM_PER_POINT)
    return found


def _point(place: pdfium_c.FPDF_DEST) -> tuple[float, float]:
    """Where it lies on its page, in points from the lower left corner."""
    x, y, zoom = (ctypes.c_float() for _number in range(3))
    known = [ctypes.c_int() for _number in range(3)]
    pdfium_c.FPDFDest_GetLocationInPage(place, *known, x, y, zoom)
    return x.value, y.value
