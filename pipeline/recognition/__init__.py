"""What is on the pages of a received file.

`look` says of each page which page of ours it is, how it lies and which of its
signature cells are signed; `read_text` says which words stand on it. Both work
in a process of their own (`apart`) on a file that is only read; `get_ready` starts
what such processes come from.

    apart  limits                           the process, and what it may use
    scanfile  pdfpages  pictures            page images out of PDF, TIFF, JPEG, PNG
    page  pixels  streaks                   the picture of a page, cleaned
    sight  codes  registration  geometry    which page, and where its points lie
    prints  darkness  ink  seals  blank     what was written on it, and is it signed
    reading  remarks  blocks  tesseract     words: those of the ink,
    foreign  skew                           those of pages that we did not print
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline.errors import ScanError
from pipeline.model import KnownPage, PageSight, PageText
from pipeline.recognition import apart
from pipeline.recognition.limits import Limits
from pipeline.recognition.ports import FindPage

__all__ = ["FindPage", "Limits", "get_ready", "look", "printed_text", "read_text"]

get_ready = apart.get_ready

DEFAULT_LIMITS = Limits()
_WORTH_SHARING_BYTES = 2 << 20
TEXT_LIMITS = Limits(seconds=180.0)


def look(
    path: Path,
    find_page: FindPage,
    *,
    limits: Limits = DEFAULT_LIMITS,
    workers: int = 1,
) -> tuple[PageSight, ...]:
    """See every page of a PDF, TIFF, JPEG or PNG, told by its content.

    Args:
        path: The file; it is not changed.
        find_page: Says whether the page of a code is ours. It is pickled and
            called in another process.
        limits: What each process may use.
        workers: So many processes may work at once on all files. A large file is
            shared out to those that are free.

    Raises:
        ScanError: The file is refused: "not_a_scan", "empty", "damaged",
            "encrypted", "too_large", "too_long", "crashed".
    """
    free = workers - apart.running()
    if free > 1 and path.stat().st_size >= _WORTH_SHARING_BYTES:
        try:
            return _shared_out(path, find_page, limits, free)
        except ScanError:
            pass  # alone, the refusal is that of its first bad page
    return _look(path, find_page, limits, (0, 1))


def _shared_out(
    path: Path, find_page: FindPage, limits: Limits, parts: int
) -> tuple[PageSight, ...]:
    """Every part has each so manieth page, so that all take about as long."""
    with ThreadPoolExecutor(parts) as pool:
        seen = [
            pool.submit(_look, path, find_page, limits, (part, parts))
            for part in range(parts)
        ]
        sights = [sight for part in seen for sight in part.result()]
    return tuple(sorted(sights, key=lambda sight: sight.source_page))


def _look(
    path: Path, find_page: FindPage, limits: Limits, part: tuple[int, int]
) -> tuple[PageSight, ...]:
    task = "pipeline.recognition.sight:look"
    return apart.run(task, (path, find_page, part), PageSight, limits)


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
    return apart.run(task, (wanted, languages), PageText, limits)


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
