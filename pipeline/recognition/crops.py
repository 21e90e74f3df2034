"""Pictures of cells of a scan; runs in the process apart.

A page is decoded once for all its cells. It is laid by its matrix alone: the bend of
the paper, which reading a cell needs, is less than the surroundings that are shown.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.model import Box
from pipeline.recognition import geometry, scanfile, sheets
from pipeline.recognition.cutting import (
    CELL_PX_PER_MM,
    CellPlace,
    Crops,
    Heads,
    SheetPicture,
    SheetRow,
)
from pipeline.recognition.geometry import Homography
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import Colour, as_grey, resized
from pipeline.recognition.prints import Prints

_SHARPEST: Final = 1.5
"""A page of more pixels than so many times those of its crops is reduced first."""

_PAPER: Final = (255, 255, 255)
_FAST: Final = (cv2.IMWRITE_PNG_COMPRESSION, 1)


def crops(
    path: Path, places: Sequence[CellPlace], *, limits: Limits
) -> Iterator[Crops]:
    """The cells, upright, a page at a time.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    ordered = sorted(places, key=lambda place: place.scan_page)
    with scanfile.opened(path, limits) as pages:
        for number, on_page in groupby(ordered, key=lambda place: place.scan_page):
            page = Sheet(pages.page(number))
            yield Crops({it.zone: png(page.cut(it)) for it in on_page})


def sheet(
    path: Path,
    rows: Sequence[SheetRow],
    heads: Heads,
    px_per_mm: float,
    *,
    limits: Limits,
) -> Iterator[SheetPicture]:
    """The cells one below the other, each beside its printed original.

    As many as there is room for make a sheet.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    strips = []
    ordered = sorted(rows, key=lambda row: row.place.scan_page)
    with scanfile.opened(path, limits) as pages:
        for number, on_page in groupby(ordered, key=lambda row: row.place.scan_page):
            page = Sheet(pages.page(number), px_per_mm)
            for row in on_page:
                original = _original(row, prints, px_per_mm)
                seen = page.cut(row.place)
                strips.append(sheets.Strip(row.words, seen, original, row.place))
    parts = sheets.parted(strips)
    for place, part in enumerate(parts, start=1):
        numbered = heads if len(parts) == 1 else heads.of(place, len(parts))
        yield SheetPicture(png(sheets.drawn(part, numbered, px_per_mm)))


def _original(row: SheetRow, prints: Prints, px_per_mm: float) -> Colour | None:
    if row.known is None:
        return None
    printed = prints.picture(row.known)
    return cut(printed.grey, printed.to_px, row.place, px_per_mm)


class Sheet:
    """A received page, to be cut up."""

    def __init__(self, image: PageImage, px_per_mm: float = CELL_PX_PER_MM) -> None:
        """Take it in colour, if it has any, and no finer than is shown."""
        colour = image.colour()
        picture = image.grey if colour is None else colour
        width_mm = image.width_mm
        most = width_mm * px_per_mm * _SHARPEST
        if picture.shape[1] > most:
            picture = resized(picture, width_mm * px_per_mm / picture.shape[1])
        self._px_per_mm = px_per_mm
        self._picture: Colour = picture
        self._to_px = geometry.scaling(picture, width_mm, image.height_mm)

    def cut(self, place: CellPlace) -> Colour:
        """The cell with its surroundings, upright, as large as shown."""
        to_px = self._to_px @ geometry.from_matrix(place.matrix)
        return cut(self._picture, to_px, place, self._px_per_mm)


def cut(
    picture: Colour, to_px: Homography, place: CellPlace, px_per_mm: float
) -> Colour:
    """What lies around a cell's box.

    Args:
        picture: Of the page.
        to_px: From printed mm to its pixels.
        place: The cell.
        px_per_mm: Of what is returned.
    """
    box = geometry.grown(place.box_mm, place.around_mm)
    size = size_px(box, px_per_mm)
    back = to_px @ _from_px(box, px_per_mm)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(picture, back, size, flags=how, borderValue=_PAPER)
    return as_grey(laid)


def size_px(box_mm: Box, px_per_mm: float) -> tuple[int, int]:
    """Width and height of the picture of a box."""
    x0, y0, x1, y1 = box_mm
    return max(1, round((x1 - x0) * px_per_mm)), max(1, round((y1 - y0) * px_per_mm))


def png(picture: Colour) -> bytes:
    """The picture as PNG, in grey if it is."""
    stored = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim > 2 else picture
    done, content = cv2.imencode(".png", stored, _FAST)
    if not done:
        raise ScanError("damaged", "png")
    return content.tobytes()


def _from_px(box_mm: Box, px_per_mm: float) -> Homography:
    step = 1 / px_per_mm
    x0, y0, _x1, _y1 = box_mm
    return np.array([[step, 0, x0 + step / 2], [0, step, y0 + step / 2], [0, 0, 1.0]])
