"""Looking at a file: which processes see which of its pages.

A large file is shared out to the workers that are free, when no other file waits for
one. Pages whose codes are hidden are looked at once more when all the others are known,
since what they are depends on their neighbours.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pipeline import apart
from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.model import PageSight
from pipeline.recognition.hands import Hands
from pipeline.recognition.ports import FindPage, FindSiblings, no_siblings

DEFAULT_LIMITS: Final = Limits()
_PARTS: Final = 16
"""More of our pages than this do not lie on one received page."""

_WORTH_SHARING_BYTES: Final = 2 << 20
_hands: Final = Hands()


def look(
    path: Path,
    find_page: FindPage,
    siblings: FindSiblings = no_siblings,
    *,
    limits: Limits = DEFAULT_LIMITS,
    workers: int = 1,
) -> tuple[PageSight, ...]:
    """See every page of a PDF, TIFF, JPEG, PNG or HEIC, told by its content.

    A received page that holds several pages of ours gives one for each of them.

    Args:
        path: The file; it is not changed.
        find_page: Says whether the page of a code is ours. It is pickled and
            called in another process.
        siblings: Says which pages its document has; so is it. By it a page whose
            codes are hidden is matched to one that is missing among its neighbours.
        limits: What each process may use.
        workers: So many processes may look at once, at all files; others wait. A
            large file is shared out to those that are free.

    Raises:
        ScanError: The file is refused: "not_a_scan", "empty", "damaged",
            "encrypted", "too_large", "too_long", "crashed".
    """
    seen = _seen(path, find_page, limits, workers)
    known = tuple(it for it in seen if it.known)
    lost = tuple(it for it in seen if _is_lost(it))
    if known and lost:
        numbers = tuple(sorted({it.source_page for it in lost}))
        task = "pipeline.recognition.sight:match"
        arguments = (path, find_page, siblings, numbers, known)
        with _hands.held(workers):
            most = len(numbers) * _PARTS
            matched = apart.run(task, arguments, PageSight, limits, most)
        seen = (*(it for it in seen if not _is_lost(it)), *matched)
    return tuple(sorted(seen, key=lambda it: (it.source_page, it.part)))


def _is_lost(sight: PageSight) -> bool:
    """Something stands on the page, and no code."""
    return not sight.page_code and not sight.blank


def _seen(
    path: Path, find_page: FindPage, limits: Limits, workers: int
) -> tuple[PageSight, ...]:
    is_large = path.stat().st_size >= _WORTH_SHARING_BYTES
    with _hands.held(workers, most=workers if is_large else 1) as parts:
        if parts > 1:
            try:
                return _shared_out(path, find_page, limits, parts)
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
        return tuple(sight for part in seen for sight in part.result())


def _look(
    path: Path, find_page: FindPage, limits: Limits, part: tuple[int, int]
) -> tuple[PageSight, ...]:
    task = "pipeline.recognition.sight:look"
    most = limits.pages * _PARTS
    return apart.run(task, (path, find_page, part), PageSight, limits, most)
