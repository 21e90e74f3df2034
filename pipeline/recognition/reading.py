"""The words of pages; runs in the process apart.

Of a page that we printed the words are known. What was added is read from the
ink alone, with the print and the cells of marks and signatures painted over:
little is left, so it is quick, and stamps, numbers and remarks are found. Pages
that we did not print are read in `foreign`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from pipeline.model import KnownPage, PageSight, PageText, Word, ZoneKind
from pipeline.recognition import (
    blocks,
    darkness,
    foreign,
    geometry,
    registration,
    scanfile,
)
from pipeline.recognition.darkness import Mask
from pipeline.recognition.geometry import Fit
from pipeline.recognition.limits import Limits
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import MM_PER_INCH, Grey, as_grey
from pipeline.recognition.prints import PX_PER_MM, Print, Prints
from pipeline.recognition.tesseract import DONE, UNAVAILABLE, Reader, UnavailableError

_PRINT_REACH_MM: Final = 0.5
_SHARE_OF_TIME: Final = 0.2


def read_text(
    path: Path,
    pages: tuple[tuple[PageSight, KnownPage | None], ...],
    languages: str,
    *,
    limits: Limits,
) -> Iterator[PageText]:
    """Read those pages.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    reader = Reader(languages, limits.seconds * _SHARE_OF_TIME)
    prints = Prints()
    with scanfile.opened(path, limits) as opened:
        for sight, known in pages:
            image = opened.page(sight.source_page)
            if known is None:
                yield foreign.read(image, sight, reader)
            else:
                yield _known(image, sight, known, prints, reader)


def _known(
    image: PageImage, sight: PageSight, known: KnownPage, prints: Prints, reader: Reader
) -> PageText:
    """A page of ours: its own words, and those of the ink."""
    page = known.page
    words: tuple[Word, ...] = ()
    ocr = DONE
    if sight.registration is not None:
        printed = prints.picture(known)
        fit = registration.refine(image.work, sight.registration, printed)
        ink = _ink_only(image.work.grey, fit, printed, known)
        words, ocr = _read(reader, ink)
    return PageText(
        number=sight.source_page,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        printed=prints.words(known),
        recognised=words,
        ocr=ocr,
    )


def _read(reader: Reader, ink: Grey) -> tuple[tuple[Word, ...], str]:
    """The words of all blocks of ink, and what became of OCR."""
    found: list[Word] = []
    try:
        for block in blocks.find(ink, PX_PER_MM):
            dpi = block.px_per_mm * MM_PER_INCH
            words = reader.words(block.picture, dpi, one_block=True)
            boxed = (replace(it, box_px=block.on_page(it.box_px)) for it in words)
            found += [word.scaled(PX_PER_MM) for word in boxed]
    except UnavailableError:
        return (), UNAVAILABLE
    return tuple(found), DONE


def _ink_only(grey: Grey, fit: Fit, printed: Print, known: KnownPage) -> Grey:
    """The received page laid on its print, with all that was printed painted over."""
    height, width = printed.grey.shape
    whole = (0.0, 0.0, printed.width_mm, printed.height_mm)
    laid = fit.sample(grey, whole, (width, height))
    hidden = darkness.near_print(printed.grey, _PRINT_REACH_MM, PX_PER_MM)
    hidden |= _cells(known, printed)
    paper = darkness.paper_under(laid)
    even = 255 - np.maximum(paper - laid, 0)
    even[hidden] = 255
    return as_grey(even)


def _cells(known: KnownPage, printed: Print) -> Mask:
    """Cells whose ink is a mark or a signature and no word."""
    mask = np.zeros(printed.grey.shape, dtype=bool)
    for zone in known.page.zones:
        if zone.kind is not ZoneKind.TEXT:
            spots = geometry.project(printed.to_px, geometry.corners(zone.box_mm))
            x0, y0 = np.rint(spots[0]).astype(int).clip(0).tolist()
            x1, y1 = np.rint(spots[2]).astype(int).clip(0).tolist()
            mask[y0:y1, x0:x1] = True
    return mask
