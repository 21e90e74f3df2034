"""Printed pages as pictures, rendered once and kept in a folder for all processes."""

import os
import pickle
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from bench.readers.forms import Form
from pipeline.model import Box, Zone
from tests import paper
from tests.paper import clerk
from tests.paper import sheet as sheets

MATCH_MM = 1.0
"""As far as an edge of a zone may lie from that of the printed cell it means."""


@dataclass(frozen=True)
class Blank:
    """A printed page before any ink.

    Attributes:
        sheet: Without its picture.
        cells: Zone → the printed cell that lies at its box.
        lost: Zones at whose box no printed cell lies.
    """

    sheet: paper.Sheet
    places: clerk.Places
    cells: dict[str, paper.Cell]
    lost: tuple[str, ...]


@dataclass
class Prints:
    """Blank pages by demand.

    Attributes:
        folder: Where their pictures are kept.
    """

    folder: Path
    _known: dict[str, Blank] = field(default_factory=dict)

    def blank(self, form: Form) -> Blank:
        """What is known of a printed page."""
        if form.name not in self._known:
            path = self.folder / f"{form.name}.pickle"
            if not path.exists():
                part = self._part(path)
                part.write_bytes(pickle.dumps(_blank(form)))
                part.replace(path)
            self._known[form.name] = pickle.loads(path.read_bytes())  # noqa: S301 - our own
        return self._known[form.name]

    def sheet(self, form: Form, dpi: int) -> paper.Sheet:
        """A fresh sheet that ink may be drawn on."""
        grey = np.load(self._picture(form, dpi), mmap_mode="r")
        picture = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
        return replace(self.blank(form).sheet, picture=picture, dpi=dpi)

    def grey(self, form: Form, dpi: int) -> sheets.Picture:
        """The blank picture."""
        grey: sheets.Picture = np.load(self._picture(form, dpi), mmap_mode="r")
        return grey

    def _picture(self, form: Form, dpi: int) -> Path:
        path = self.folder / f"{form.name}-{dpi}.npy"
        if not path.exists():
            part = self._part(path)
            np.save(part, sheets.picture_of(form.pdf, form.page.number, dpi))
            part.replace(path)
        return path

    @staticmethod
    def _part(path: Path) -> Path:
        """Where this process writes what no other one may see half written."""
        return path.with_name(f"{os.getpid()}-{path.name}")


def _blank(form: Form) -> Blank:
    printed = sheets.print_page(form.pdf, form.page.number)
    cells = {zone.id: _cell_at(zone, printed) for zone in form.page.zones}
    return Blank(
        replace(printed, picture=np.zeros((1, 1, 3), np.uint8)),
        clerk.places(printed),
        {zone: cell for zone, cell in cells.items() if cell is not None},
        tuple(zone for zone, cell in cells.items() if cell is None),
    )


def _cell_at(zone: Zone, printed: paper.Sheet) -> paper.Cell | None:
    """The cell of ruling lines that lies where the product says the zone is."""
    near = [it for it in printed.ruled if _apart_mm(it.box_mm, zone.box_mm) < MATCH_MM]
    return min(near, key=lambda it: _apart_mm(it.box_mm, zone.box_mm), default=None)


def _apart_mm(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
