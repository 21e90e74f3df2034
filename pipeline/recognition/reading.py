"""The words of pages; runs in the process apart.

Of a page that we printed the words are known. What was added is read from the
ink alone (`remarks`): little is left, so it is quick, and stamps, numbers and remarks
are found. The blocks of many pages go to one call of Tesseract. Pages that we did not
print are read in `foreign`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Final

import cv2

from pipeline.apart import Limits
from pipeline.model import KnownPage, PageSight, PageText, Word
from pipeline.recognition import foreign, registration, remarks, scanfile
from pipeline.recognition.blocks import Block
from pipeline.recognition.laid import Laid
from pipeline.recognition.pixels import MM_PER_INCH
from pipeline.recognition.prints import Prints
from pipeline.recognition.scanfile import Pages
from pipeline.recognition.tesseract import DONE, UNAVAILABLE, Reader, UnavailableError

_SHARE_OF_TIME: Final = 0.2
_PAGES_AT_ONCE: Final = 16
"""So many pages of ours wait for one call of Tesseract, and for no page of others:
each answers within its time."""

Scan = tuple[Path, tuple[tuple[PageSight, KnownPage | None], ...]]
"""A file, and those pages of it that are wanted, each with what is known of it."""


@dataclass(frozen=True)
class _Draft:
    """A page whose ink is found and not read yet."""

    text: PageText
    blocks: tuple[Block, ...] = ()


def read_text(
    scans: tuple[Scan, ...], languages: str, *, limits: Limits
) -> Iterator[PageText]:
    """Read those pages.

    Raises:
        ScanError: A file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    reader = Reader(languages, limits.seconds * _SHARE_OF_TIME)
    prints, lot = Prints(), list[_Draft]()
    for path, pages in scans:
        with scanfile.opened(path, limits) as opened:
            for sight, known in pages:
                if known is not None:
                    lot.append(_known(opened, sight, known, prints))
                if known is None or len(lot) == _PAGES_AT_ONCE:
                    yield from _read(reader, lot)
                    lot = []
                if known is None:
                    yield foreign.read(opened.page(sight.source_page), sight, reader)
    yield from _read(reader, lot)


def _known(opened: Pages, sight: PageSight, known: KnownPage, prints: Prints) -> _Draft:
    """A page of ours: its own words, and the blocks of its ink."""
    page = known.page
    text = PageText(
        number=sight.source_page,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        printed=prints.words(known),
        ocr=DONE,
    )
    if sight.registration is None or not sight.remarks:
        return _Draft(text)
    image, printed = opened.page(sight.source_page), prints.picture(known)
    fit = registration.fit_of(image.work, sight.registration)
    return _Draft(text, tuple(remarks.find(Laid(image, fit, printed), page)))


def _read(reader: Reader, drafts: Sequence[_Draft]) -> list[PageText]:
    """The pages with the words of their ink; if need be, each by itself."""
    try:
        words = iter(_words(reader, [it for draft in drafts for it in draft.blocks]))
    except UnavailableError as error:
        if len(drafts) == 1:
            return [replace(drafts[0].text, ocr=f"{UNAVAILABLE}: {error}")]
        return [text for draft in drafts for text in _read(reader, [draft])]
    return [
        replace(draft.text, recognised=tuple(chain(*islice(words, len(draft.blocks)))))
        if draft.blocks
        else draft.text
        for draft in drafts
    ]


def _words(reader: Reader, found: Sequence[Block]) -> list[tuple[Word, ...]]:
    """The words of each block, at their places on the page."""
    if not found:
        return []
    dpi = found[0].px_per_mm * MM_PER_INCH
    read = reader.words_of([block.picture for block in found], dpi)
    return [
        tuple(
            replace(word, box_px=block.on_page(word.box_px)).scaled(
                remarks.FINE_PX_PER_MM
            )
            for word in words
        )
        for block, words in zip(found, read, strict=True)
    ]
