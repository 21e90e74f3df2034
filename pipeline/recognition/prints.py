"""The pages as we printed them: their picture and their words.

One `Prints` lives as long as the work on one file; the PDF that was used last
stays open, since the pages of a document come one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pypdfium2 as pdfium

from pipeline.model import Box, KnownPage, Word
from pipeline.recognition.geometry import Homography, scaling
from pipeline.recognition.pixels import MM_PER_INCH, Grey, as_grey, resized

PX_PER_MM: Final = 8.0
COARSE_PX_PER_MM: Final = 4.0
POINTS_PER_INCH: Final = 72.0
_LINE_END_HYPHENS: Final = ("\x02", "\ufffe")
"""What PDFium makes of a hyphen at the end of a line; no space follows it there."""


@dataclass(frozen=True)
class Print:
    """The picture of one printed page.

    Attributes:
        grey: At about `PX_PER_MM`.
    """

    grey: Grey
    width_mm: float
    height_mm: float

    @cached_property
    def coarse(self) -> Grey:
        """At about `COARSE_PX_PER_MM`."""
        return resized(self.grey, COARSE_PX_PER_MM / PX_PER_MM)

    @cached_property
    def to_px(self) -> Homography:
        """From mm to pixels of `grey`."""
        return scaling(self.grey, self.width_mm, self.height_mm)

    @cached_property
    def to_coarse_px(self) -> Homography:
        """From mm to pixels of `coarse`."""
        return scaling(self.coarse, self.width_mm, self.height_mm)


class Prints:
    """Printed pages by demand."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._document: pdfium.PdfDocument | None = None
        self._pages: dict[tuple[Path, int], Print] = {}

    def picture(self, known: KnownPage) -> Print:
        """The printed page's picture; that of a page seen last is kept."""
        key = (known.printed, known.page.number)
        if key not in self._pages:
            self._pages = {key: self._rendered(known)}
        return self._pages[key]

    def words(self, known: KnownPage) -> tuple[Word, ...]:
        """The words of the printed page."""
        page = self._page(known)
        text_page = page.get_textpage()
        return tuple(_words(text_page, page.get_height()))

    def _rendered(self, known: KnownPage) -> Print:
        scale = PX_PER_MM * MM_PER_INCH / POINTS_PER_INCH
        pixels = self._page(known).render(scale=scale, grayscale=True).to_numpy()
        grey = as_grey(pixels.reshape(pixels.shape[:2]))
        return Print(grey, known.page.width_mm, known.page.height_mm)

    def _page(self, known: KnownPage) -> pdfium.PdfPage:
        if self._document is None or self._path != known.printed:
            self._path, self._document = (
                known.printed,
                pdfium.PdfDocument(known.printed),
            )
        return self._document[known.page.number - 1]


def _words(page: pdfium.PdfTextPage, height: float) -> Iterator[Word]:
    """Runs of characters between white space, with the box around each."""
    letters: list[str] = []
    boxes: list[Box] = []
    for index in range(page.count_chars()):
        letter = page.get_text_range(index, 1)
        broken = letter in _LINE_END_HYPHENS
        if letter.strip():
            letters.append("-" if broken else letter)
            boxes.append(page.get_charbox(index, loose=True))
        if letters and (broken or not letter.strip()):
            yield Word("".join(letters), _around(boxes, height))
            letters, boxes = [], []
    if letters:
        yield Word("".join(letters), _around(boxes, height))


def _around(boxes: list[Box], height: float) -> Box:
    left, bottom, right, top = np.array(boxes).T
    edges = (left.min(), height - top.max(), right.max(), height - bottom.min())
    x0, y0, x1, y1 = (float(edge) * MM_PER_INCH / POINTS_PER_INCH for edge in edges)
    return (x0, y0, x1, y1)
