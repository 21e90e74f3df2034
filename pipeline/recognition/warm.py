"""Goes once through what every page takes.

Libraries prepare themselves when they are first called, and the network of figures is
read then: some 30 ms that each process would spend anew, were it not done in the
server that they are forked from (`beforehand`). The page is made up here; the server
sees nothing of any file.
"""

from typing import Final

import cv2
import numpy as np

from pipeline.apart import Limits
from pipeline.model import Box, LayoutPage, Zone, ZoneKind
from pipeline.recognition import cells, geometry, pictures, registration, remarks
from pipeline.recognition.cells import SeenCells
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import WORK_DPI, PageImage
from pipeline.recognition.pixels import MM_PER_INCH, Grey, as_grey, resized
from pipeline.recognition.prints import PX_PER_MM, Print

_SIDE_MM: Final = 120.0
_PRINTED_MM: Final = 3
_CELLS: Final[dict[ZoneKind, Box]] = {
    ZoneKind.SIGNATURE: (10.0, 90.0, 50.0, 105.0),
    ZoneKind.MARK: (55.0, 90.0, 65.0, 100.0),
    ZoneKind.GRADE: (70.0, 90.0, 80.0, 100.0),
    ZoneKind.TEXT: (85.0, 90.0, 115.0, 100.0),
}


def up() -> SeenCells:
    """Look at a page of no document, with ink in each kind of cell; what is seen."""
    cv2.setNumThreads(1)
    printed = Print(_printed(), _SIDE_MM, _SIDE_MM)
    image = PageImage(_scanned(printed), WORK_DPI, lambda: None)
    lies = geometry.scaling(image.work.grey, _SIDE_MM, _SIDE_MM)
    fit, _found = registration.refined(image.work.grey, lies, printed)
    laid = Laid(image, fit, printed)
    page = _layout()
    remarks.are_on(laid, page)
    return cells.see(laid, page)


def _printed() -> Grey:
    """Black and white squares in no order, and room below for the cells."""
    side = round(_SIDE_MM / _PRINTED_MM)
    squares = np.random.default_rng(0).random((side, side)) < 1 / 2
    squares[round(0.7 * side) :] = False
    size = round(_SIDE_MM * PX_PER_MM)
    white = as_grey(~squares) * np.uint8(255)
    return as_grey(cv2.resize(white, (size, size), interpolation=cv2.INTER_NEAREST))


def _scanned(printed: Print) -> Grey:
    """The same with a stroke in each cell, out of a JPEG."""
    grey = resized(printed.grey, WORK_DPI / MM_PER_INCH / PX_PER_MM)
    per_mm = WORK_DPI / MM_PER_INCH
    for box in _CELLS.values():
        x0, y0, x1, y1 = (round(edge * per_mm) for edge in geometry.grown(box, 1.0))
        cv2.line(grey, (x0, y1), (x1, y0), 60, 3)
        cv2.circle(grey, ((x0 + x1) // 2, (y0 + y1) // 2), (y1 - y0) // 4, 60, 3)
    _done, content = cv2.imencode(".jpg", grey)
    return pictures.grey_decoded(content.tobytes(), Limits())


def _layout() -> LayoutPage:
    zones = tuple(
        Zone(id=kind.value, kind=kind, subject="", item="", box_mm=box)
        for kind, box in _CELLS.items()
    )
    return LayoutPage(
        number=1, page_code="", width_mm=_SIDE_MM, height_mm=_SIDE_MM, zones=zones
    )
