"""The pages as we printed them: their picture and their words.

One `Prints` lives as long as the work on one file; the PDF that was used last
stays open, since the pages of a document come one after the other.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import FixityError
from pipeline.model import KnownPage, Word
from pipeline.recognition.geometry import Homography, scaled_by, scaling
from pipeline.recognition.pixels import MM_PER_INCH, Grey, as_grey, halved

PX_PER_MM: Final = 6.0
COARSE_PX_PER_MM: Final = 3.0
POINTS_PER_INCH: Final = 72.0
_ROUNDED_UP: Final = 0.01
"""PDFium makes a picture no smaller than the page; so much is no pixel more."""

_DECIMALS: Final = 3
"""Of mm."""

_LINE_END_HYPHENS: Final = re.compile("[\x02\ufffe]")
"""What PDFium makes of a hyphen at the end of a line; no space follows it there."""

_WORD: Final = re.compile(r"[^\s\x02\ufffe]*[\x02\ufffe]|[^\s\x02\ufffe]+")


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
        """At about `COARSE_PX_PER_MM`, exactly half as fine."""
        return halved(self.grey)

    @cached_property
    def low(self) -> Grey:
        """Exactly half as fine as `coarse`."""
        return halved(self.coarse)

    @cached_property
    def to_px(self) -> Homography:
        """From mm to pixels of `grey`."""
        return scaling(self.grey, self.width_mm, self.height_mm)

    @cached_property
    def to_coarse_px(self) -> Homography:
        """From mm to pixels of `coarse`."""
        return scaled_by(COARSE_PX_PER_MM / PX_PER_MM) @ self.to_px


class Prints:
    """Printed pages by demand.

    They raise `FixityError` where the PDF that we made is damaged: that is no fault of
    the file which is looked at.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._document: pdfium.PdfDocument | None = None
        self._pages: dict[tuple[Path, int], Print] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._document is not None:
            self._document.close()

    def picture(self, known: KnownPage) -> Print:
        """The printed page's picture; that of a page seen last is kept."""
        key = (known.printed, known.page.number)
        if key not in self._pages:
            self._pages = {key: self._rendered(known)}
        return self._pages[key]

    def words(self, known: KnownPage) -> tuple[Word, ...]:
        """The words of the printed page."""
        return known.words or words_of(self._page(known))

    def _rendered(self, known: KnownPage) -> Print:
        page = self._page(known)
        width = round(known.page.width_mm * PX_PER_MM) - _ROUNDED_UP
        scale = width / page.get_width()
        pixels = page.render(scale=scale, grayscale=True).to_numpy()
        grey = as_grey(pixels.reshape(pixels.shape[:2]))
        return Print(grey, known.page.width_mm, known.page.height_mm)

    def _page(self, known: KnownPage) -> pdfium.PdfPage:
        try:
            if self._document is None or self._path != known.printed:
                # PDFium opens a path without telling why it cannot
                content = known.printed.read_bytes()
                self._path, self._document = known.printed, pdfium.PdfDocument(content)
            return self._document[known.page.number - 1]
        except (pdfium.PdfiumError, IndexError) as error:
            raise FixityError(known.printed) from error


def words_of(page: pdfium.PdfPage) -> tuple[Word, ...]:
    """Runs of characters between white space, with the box around each.

    PDFium is called without its wrapper, which takes four times as long.
    """
    text, height = page.get_textpage(), page.get_height()
    letters = _letters(text)
    found = list(_WORD.finditer(letters))
    if not found:
        return ()
    places = [index for word in found for index in range(*word.span())]
    boxes = (pdfium_c.FS_RECTF * len(places))()
    for box, index in zip(boxes, places, strict=True):
        pdfium_c.FPDFText_GetLooseCharBox(text.raw, index, box)
    edges = np.frombuffer(boxes, np.float32).astype(float).reshape(-1, 4)
    first = np.cumsum([0, *(len(word[0]) for word in found[:-1])])
    least, most = np.minimum.reduceat(edges, first), np.maximum.reduceat(edges, first)
    left, bottom, right, top = least[:, 0], least[:, 3], most[:, 2], most[:, 1]
    around = np.stack([left, height - top, right, height - bottom], axis=1)
    around_mm = np.round(around * MM_PER_INCH / POINTS_PER_INCH, _DECIMALS)
    boxes_mm: list[list[float]] = around_mm.tolist()
    return tuple(
        Word(_LINE_END_HYPHENS.sub("-", word[0]), (x0, y0, x1, y1))
        for word, (x0, y0, x1, y1) in zip(found, boxes_mm, strict=True)
    )


def _letters(page: pdfium.PdfTextPage) -> str:
    """Every character of the page, at its place.

    What the page's text leaves out is there when each is asked for by itself.
    """
    raw, read, count = page.raw, pdfium_c.FPDFText_GetUnicode, page.count_chars()
    text = page.get_text_range(0, count) if count else ""
    if len(text) == count:
        return text
    return "".join(chr(read(raw, index)) for index in range(count))
