"""Where the cells that a template asked for lie on the printed pages.

LibreOffice exports every bookmark as a named destination: a page and a point
just inside the cell's top. The cell around the point is made of ruling lines
(`pipeline.forms.ruling`). Every page also has its two reference cells.
"""

import ctypes
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from pypdfium2 import raw as pdfium

from pipeline import fiducials
from pipeline.errors import Fault, TemplateError
from pipeline.forms.language import PendingZone
from pipeline.forms.ruling import MM_PER_POINT, Rulings
from pipeline.messages import _
from pipeline.model import Box, LayoutPage, Zone, ZoneKind
from pipeline.pagecode import PageCode

Spot = tuple[int, float, float]
"""Page number from 1, and the point in mm."""


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
    document = pypdfium2.PdfDocument(pdf)
    try:
        sizes = [page.get_size() for page in document]
        spots = _spots(document, pending, sizes)
        rulings = {
            number: Rulings(document[number - 1])
            for number in sorted({spot[0] for spot in spots.values()})
        }
    finally:
        document.close()
    for zone in pending:
        spot = spots.get(zone.name)
        box = rulings[spot[0]].cell(spot[1], spot[2]) if spot else None
        if spot is None or box is None:
            faults.append(_fault(zone, spot))
        else:
            found[spot[0]].append(_zone(zone, box))
    if faults:
        raise TemplateError(template, tuple(faults))
    return tuple(
        _page(code, size, found[number])
        for number, (code, size) in enumerate(zip(codes, sizes, strict=True), 1)
    )


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


def _fault(zone: PendingZone, spot: Spot | None) -> Fault:
    place = _("zone {kind} of {subject}, {item}").format(
        kind=zone.kind.value, subject=zone.subject or "–", item=zone.item or "–"
    )
    if spot is None:
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
    return Fault(place, says.format(page=spot[0]))


def _spots(
    document: pypdfium2.PdfDocument,
    pending: Sequence[PendingZone],
    sizes: Sequence[tuple[float, float]],
) -> dict[str, Spot]:
    """The point of the named destination of each zone that has one."""
    found = {}
    for zone in pending:
        place = pdfium.FPDF_GetNamedDestByName(document, zone.name.encode("ascii"))
        if place:
            index = pdfium.FPDFDest_GetDestPageIndex(document, place)
            x, y = _point(place)
            from_top = sizes[index][1] - y
            found[zone.name] = (index + 1, x * MM_PER_POINT, from_top * MM_PER_POINT)
    return found


def _point(place: pdfium.FPDF_DEST) -> tuple[float, float]:
    """Where it lies on its page, in points from the lower left corner."""
    x, y, zoom = (ctypes.c_float() for _number in range(3))
    known = [ctypes.c_int() for _number in range(3)]
    pdfium.FPDFDest_GetLocationInPage(place, *known, x, y, zoom)
    return x.value, y.value
