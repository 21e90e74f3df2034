"""Looking at a file: which processes see which of its pages.

A large file is looked at in parts, so that workers which nobody else waits for can
help. Pages whose codes are hidden are looked at once more when all the others are
known, since what they are depends on their neighbours.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from pipeline import apart
from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.model import PageSight
from pipeline.recognition.hands import Hands
from pipeline.recognition.ports import FindPage, FindSiblings, no_siblings

DEFAULT_LIMITS: Final = Limits()
_PAGES_ON_ONE: Final = 16
"""More of our pages than this do not lie on one received page."""

_PART_BYTES: Final = 2 << 20
_MOST_PARTS: Final = 16
"""Of a file: a few pages, or more when it is so large that to open it takes a while."""

_OF_PAGES: Final = (b"%PDF", b"II*\0", b"MM\0*")
"""How files begin that may have several pages: PDF and TIFF."""

_hands: Final = Hands()

Part = tuple[int, int]
"""The first page of a part, from 0, and the step to its next."""

LookAt = Callable[[Iterable[Part]], Iterator[PageSight]]


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
        workers: So many processes may look at once, at all files; others wait.

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
            most = len(numbers) * _PAGES_ON_ONE
            matched = apart.run(task, arguments, PageSight, limits, most)
        seen = (*(it for it in seen if not _is_lost(it)), *matched)
    return tuple(sorted(seen, key=lambda it: (it.source_page, it.part)))


def _is_lost(sight: PageSight) -> bool:
    """Something stands on the page, and no code."""
    return not sight.page_code and not sight.blank


def _seen(
    path: Path, find_page: FindPage, limits: Limits, workers: int
) -> tuple[PageSight, ...]:
    look_at = partial(_look_at, path, find_page, limits)
    count = _count_of_parts(path)
    with _hands.held(workers):
        if count > 1 and workers > 1:
            with contextlib.suppress(ScanError):  # alone, its first bad page is named
                return tuple(_in_parts(look_at, count, workers))
        return tuple(look_at([(0, 1)]))


def _count_of_parts(path: Path) -> int:
    """One for a picture, which has one page, however large it is."""
    with path.open("rb") as stream:
        if not stream.read(4).startswith(_OF_PAGES):
            return 1
        return min(_MOST_PARTS, os.fstat(stream.fileno()).st_size // _PART_BYTES)


def _in_parts(look_at: LookAt, count: int, workers: int) -> Iterator[PageSight]:
    """Every part has each so manieth page, so that all take about as long.

    One process looks at one part after the other; others help it with the next ones,
    as long as there are workers for whom nobody waits.
    """
    left = iter([(part, count) for part in range(count)])  # of all threads
    helpers: list[Future[list[PageSight]]] = []

    def help_out() -> list[PageSight]:
        with _hands.spare(workers) as is_held:
            return list(look_at(_until_awaited(left))) if is_held else []

    def with_help() -> Iterator[Part]:
        for part in left:
            helpers.append(pool.submit(help_out))
            yield part

    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from look_at(with_help())
        finally:
            deque(left, maxlen=0)  # should it fail, nobody goes on
    for helper in helpers:
        yield from helper.result()


def _until_awaited(left: Iterator[Part]) -> Iterator[Part]:
    for part in left:
        yield part
        if _hands.are_awaited():
            return


def _look_at(
    path: Path, find_page: FindPage, limits: Limits, parts: Iterable[Part]
) -> Iterator[PageSight]:
    """In one process."""
    task = "pipeline.recognition.sight:look"
    most = limits.pages * _PAGES_ON_ONE
    with apart.Process(limits) as process:
        for part in parts:
            yield from process.ask(task, (path, find_page, part), PageSight, most)
