"""Nouns of crops: which cells are asked for, and what comes back."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.model import Box, KnownPage, Matrix

CELL_PX_PER_MM: Final = 8.0
"""So large are cells shown."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell on a page of a scan.

    Attributes:
        scan_page: Its page's place in the file, from 1.
        matrix: Of that page: printed mm to received mm.
        box_mm: On the printed page.
        around_mm: How much of the surroundings is shown on each side.
    """

    zone: str
    scan_page: int
    matrix: Matrix
    box_mm: Box
    around_mm: float


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A cell to be shown as scanned and as printed, with words beside it.

    Attributes:
        known: None where nothing was printed by us.
        words: Lines; the first is what the row is about.
    """

    place: CellPlace
    known: KnownPage | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands over the sheet.

    Attributes:
        below: A quieter line under the title.
        columns: Over the words, the scans and the prints.
        font: A TrueType file; `bold` is its heavier cut.
    """

    title: str
    below: str
    columns: tuple[str, str, str]
    font: Path
    bold: Path

    def of(self, place: int, count: int) -> "Heads":
        """The same over one of several sheets; places count from 1."""
        below = " · ".join(filter(None, (self.below, f"{place} / {count}")))
        return replace(self, below=below)


@dataclass(frozen=True, slots=True)
class Crops:
    """Zone → PNG, of the cells of one page."""

    pictures: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A sheet as PNG."""

    png: bytes
