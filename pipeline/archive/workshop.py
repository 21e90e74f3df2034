"""Where received files are taken apart and searchable PDFs are made: a process apart.

One `Workshop` is for what came in one file. To start one takes some hundredths of a
second, so who takes the pages of many records out of a file asks the same one for all.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pipeline import apart
from pipeline.apart import Limits
from pipeline.model import PageText, RecordPage

_EXTRACTED_PAGE_SECONDS: Final = 1.0
_MADE_PAGE_SECONDS: Final = 10.0
"""Of a page that must be rendered, and is then checked twice."""

_PIECES: Final = 64
"""So many answers a PDF may have (see `apart.answers`)."""

apart.preload("pipeline.archive.beforehand")


class Workshop:
    """A process that takes pages out and makes PDFs; a context manager.

    Args:
        limits: Of its work; pages come on top of the time.
    """

    def __init__(self, limits: Limits) -> None:
        self._process = apart.Process(limits)
        self._limits = limits

    def __enter__(self) -> Self:
        """Its process is started by the first work, or by `get_ready`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End its process."""
        self._process.__exit__(kind, error, trace)

    def get_ready(self) -> None:
        """Start its process now; it gets ready while we go on."""
        self._process.start()

    def extract(self, pages: Sequence[tuple[Path, int]]) -> bytes:
        """One PDF of pages taken out of received files; the same bytes every time.

        Args:
            pages: File and page number in it, from 1, in the order wanted.

        Raises:
            ScanError: "damaged" or "encrypted": a file cannot be read, or has no
                such page; "too_large", "too_long", "crashed".
        """
        task = "pipeline.archive.scans:extracted"
        seconds = _EXTRACTED_PAGE_SECONDS * len(pages)
        return self._made(task, (tuple(pages),), seconds)

    def document_pdf(
        self, scan: Path, pages: Sequence[RecordPage], texts: Sequence[PageText]
    ) -> bytes:
        """The searchable PDF/A-2b of a record.

        Args:
            scan: The record's `scan.pdf`.
            pages: In the order wanted.
            texts: Found by page number; pages without a number take the texts
                without a number, in their order.

        Raises:
            ScanError: As of `extract`.
        """
        task = "pipeline.archive.searchable:made"
        seconds = _MADE_PAGE_SECONDS * len(pages)
        return self._made(task, (scan, tuple(pages), tuple(texts)), seconds)

    def _made(
        self, task: str, arguments: tuple[object, ...], page_seconds: float
    ) -> bytes:
        limits = replace(self._limits, seconds=self._limits.seconds + page_seconds)
        pieces = self._process.ask(task, arguments, bytes, _PIECES, limits)
        return b"".join(pieces)
