"""What is on the pages of a received file.

`look` says of each page which page of ours it is, how it lies and which of its
signature cells are signed; `read_text` says which words stand on it. Both work
in a process of their own (`apart`) on a file that is only read.

    apart  limits                           the process, and what it may use
    scanfile  pdfpages  pictures            page images out of PDF, TIFF, JPEG, PNG
    page  pixels  streaks                   the picture of a page, cleaned
    sight  arrangement  spreads             which pages of ours are on it
    codes  mended  matching  candidates     by their codes, or else by their print
    registration  arucos  patches  bearing  where the points of a page lie
    geometry                                how that is computed with
    gate                                    what is too far off to be read
    prints  darkness  ink  seals  blank     what was written on it, and is it signed
    reading  foreign  skew  tesseract       words
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.model import KnownPage, PageSight, PageText
from pipeline.recognition import apart
from pipeline.recognition.limits import Limits
from pipeline.recognition.ports import FindPage, FindSiblings, no_siblings

__all__ = ["FindPage", "FindSiblings", "Limits", "look", "printed_text", "read_text"]

DEFAULT_LIMITS = Limits()
TEXT_LIMITS = Limits(seconds=180.0)


def look(
    path: Path,
    find_page: FindPage,
    siblings: FindSiblings = no_siblings,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[PageSight, ...]:
    """See every page of a PDF, TIFF, JPEG, PNG or HEIC, told by its content.

    A received page that holds several pages of ours gives one for each of them.

    Args:
        path: The file; it is not changed.
        find_page: Says whether the page of a code is ours. It is pickled and
            called in another process.
        siblings: Says which pages its document has; so is it. By it a page whose
            codes are hidden is matched to one that is missing among its neighbours.
        limits: What the work may use.

    Raises:
        ScanError: The file is refused: "not_a_scan", "empty", "damaged",
            "encrypted", "too_large", "too_long", "crashed".
    """
    task = "pipeline.recognition.sight:look"
    seen = apart.run(task, (path, find_page, siblings), PageSight, limits)
    return tuple(sorted(seen, key=lambda it: (it.source_page, it.part)))


def read_text(
    path: Path,
    pages: Sequence[tuple[PageSight, KnownPage | None]],
    *,
    languages: str = "rus+eng",
    limits: Limits = TEXT_LIMITS,
) -> tuple[PageText, ...]:
    """Read the words of those pages: what we printed, and what is there besides.

    Args:
        path: The file; it is not changed.
        pages: Of that file, each with what we know of it.
        languages: Tesseract's names of languages, joined by "+".
        limits: What the work may use.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.reading:read_text"
    return apart.run(task, (path, tuple(pages), languages), PageText, limits)


def printed_text(pages: Sequence[KnownPage]) -> tuple[PageText, ...]:
    """The words that we printed on pages of ours, at once and without OCR."""
    from pipeline.recognition.prints import Prints  # noqa: PLC0415 - loads OpenCV

    prints = Prints()
    return tuple(
        PageText(
            number=known.page.number,
            width_mm=known.page.width_mm,
            height_mm=known.page.height_mm,
            printed=prints.words(known),
        )
        for known in pages
    )
