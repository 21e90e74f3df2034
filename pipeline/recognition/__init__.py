"""What is on the pages of a received file.

`look` says of each page which page of ours it is, how it lies, which of its
signature cells are signed, what was marked and chosen on it and which figures stand
there; `read_text` says which words stand on it. Both work in a process of their own
(`apart`) on a file that is only read; `get_ready` starts what such processes come from.

    looking  hands                          which processes look at what
    beforehand  warm                          and what they find ready
    scanfile  pdfpages  pictures            page images out of PDF, TIFF, JPEG, PNG
    page  pixels  streaks  twotone          the picture of a page, cleaned
    sight  arrangement  spreads             which pages of ours are on it
    codes  mended  matching  candidates     by their codes, or else by their print
    registration  arucos  patches  bearing  where the points of a page lie
    geometry                                how that is computed with
    prints  darkness  laid  blank           what lies on the print
    cells  gate                             what the ink in its cells says:
    ink  signcells  verdicts  seals  bleed    is it signed
    losses  gaps  overlooked  tints           and what proves that nothing was missed
    marks  blots  pieces  surroundings  odds  what was marked and chosen
    figures  network  strokes  overruns       which figure stands there
    reading  remarks  blocks  tesseract     words: those of the ink,
    foreign  skew  unruled                  those of pages that we did not print
    obstacles                               what must be installed before
    pairs  rescans                          the same paper, scanned again
    cutting  crops  sheets                  pictures of cells, for people
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline import apart
from pipeline.apart import Limits
from pipeline.model import KnownPage, PageSight, PageText, Word
from pipeline.recognition.candidates import Candidates
from pipeline.recognition.cutting import (
    CELL_PX_PER_MM,
    CellPlace,
    Crops,
    Heads,
    SheetPicture,
    SheetRow,
)
from pipeline.recognition.looking import DEFAULT_LIMITS, look
from pipeline.recognition.obstacles import Obstacle, of_ocr
from pipeline.recognition.pairs import Difference, Pair
from pipeline.recognition.ports import FindPage, FindSiblings

__all__ = [
    "Candidates",
    "CellPlace",
    "Difference",
    "FindPage",
    "FindSiblings",
    "Heads",
    "Limits",
    "Obstacle",
    "Pair",
    "SheetRow",
    "compare",
    "crops",
    "get_ready",
    "lay",
    "look",
    "of_ocr",
    "printed_text",
    "printed_words",
    "read_text",
    "sheet",
]

TEXT_LIMITS = Limits(seconds=180.0)

apart.preload("pipeline.recognition.beforehand")


def get_ready() -> None:
    """Before much work: start what processes come from, and load what we use ourselves.

    The former goes on in the background.
    """
    apart.get_ready()
    from pipeline.recognition import prints  # noqa: F401, PLC0415 - loads OpenCV


def read_text(
    scans: Sequence[tuple[Path, Sequence[tuple[PageSight, KnownPage | None]]]],
    *,
    languages: str = "rus+eng",
    limits: Limits = TEXT_LIMITS,
) -> tuple[PageText, ...]:
    """Read the words of those pages: what we printed, and what is there besides.

    Args:
        scans: Files that came in one dropped file, since they share a process; they
            are not changed. Of each, the pages wanted, with what we know of them.
        languages: Tesseract's names of languages, joined by "+".
        limits: What the work may use.

    Returns:
        The pages of all files, in the order given.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.reading:read_text"
    wanted = tuple((path, tuple(pages)) for path, pages in scans)
    count = sum(len(pages) for _path, pages in wanted)
    return apart.run(task, (wanted, languages), PageText, limits, count)


def lay(
    path: Path,
    wanted: Sequence[tuple[int, Candidates]],
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[PageSight, ...]:
    """See pages without a readable code as the pages that they may be.

    Args:
        path: The file; it is not changed.
        wanted: A page of it, from 1, and the pages that it may be.
        limits: What the work may use.

    Returns:
        Each page; one that does not lie on the print of exactly one of those has no
        code and is not registered.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.sight:lay"
    return apart.run(task, (path, tuple(wanted)), PageSight, limits, len(wanted))


def crops(
    path: Path, places: Sequence[CellPlace], *, limits: Limits = DEFAULT_LIMITS
) -> dict[str, bytes]:
    """Zone → upright PNG of the cell and a little around it.

    Args:
        path: The file; it is not changed.
        places: The cells, of any of its pages.
        limits: What the work may use.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.crops:crops"
    arguments = (path, tuple(places))
    found = apart.run(task, arguments, Crops, limits, len(places))
    return {zone: png for page in found for zone, png in page.pictures.items()}


def sheet(
    path: Path,
    rows: Sequence[SheetRow],
    heads: Heads,
    *,
    px_per_mm: float = CELL_PX_PER_MM,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[bytes, ...]:
    """PNGs that show those cells one below the other, each beside its print.

    A row may be of a whole page, and one without a print. So many rows that they
    would make too high a picture make several.

    Args:
        path: The file; it is not changed.
        rows: At least one.
        heads: What stands over them.
        px_per_mm: How large they are shown.
        limits: What the work may use.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.crops:sheet"
    arguments = (path, tuple(rows), heads, px_per_mm)
    found = apart.run(task, arguments, SheetPicture, limits, len(rows))
    return tuple(it.png for it in found)


def compare(
    before: Path,
    now: Path,
    pairs: Sequence[Pair],
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Difference, ...]:
    """The ink that only one of two scans of each page shows.

    Args:
        before: The file of the former scans; neither file is changed.
        now: The file of the newer ones.
        pairs: The pages.
        limits: What the work may use.

    Raises:
        ScanError: As of `look`.
    """
    task = "pipeline.recognition.rescans:compare"
    arguments = (before, now, tuple(pairs))
    return apart.run(task, arguments, Difference, limits, len(pairs))


def printed_words(pdf: bytes) -> tuple[tuple[Word, ...], ...]:
    """The words of each page of a PDF of ours."""
    from pipeline import pdfium  # noqa: PLC0415 - loads PDFium
    from pipeline.recognition import prints  # noqa: PLC0415 - loads OpenCV

    with pdfium.alone(), pdfium.opened(pdf) as document:
        return tuple(prints.words_of(page) for page in document)


def printed_text(pages: Sequence[KnownPage]) -> tuple[PageText, ...]:
    """The words that we printed on pages of ours, at once and without OCR."""
    from pipeline import pdfium  # noqa: PLC0415 - loads PDFium
    from pipeline.recognition.prints import Prints  # noqa: PLC0415 - loads OpenCV

    with pdfium.alone(), Prints() as prints:
        return tuple(
            PageText(
                number=known.page.number,
                width_mm=known.page.width_mm,
                height_mm=known.page.height_mm,
                printed=prints.words(known),
            )
            for known in pages
        )
