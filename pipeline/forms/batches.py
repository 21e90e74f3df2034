"""Several LibreOffices at work, and which of their documents are whole.

A start of LibreOffice costs as much as fifteen small papers, so documents are shared
out in batches of about the same work: the next document goes to whoever has least to
do. They then come out of all of them in nearly their own order.

LibreOffice writes one document after the other, so one is whole when the next has
begun or LibreOffice has ended; nothing else tells it from a file half written.
"""

import time
import zipfile
from collections.abc import Container, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from pipeline import programs
from pipeline.forms import convert

START_BYTES: Final = 1 << 20
"""A start of LibreOffice takes as long as a document with so much XML."""

OPENING_BYTES: Final = 50 << 10
"""So does what any document takes, however short."""

_STORY = "word/document.xml"
_LOOK_AGAIN_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document stands in its batch.

    Attributes:
        later: The documents behind it.
    """

    document: Path
    later: Sequence[Path]
    running: "Future[None]"

    def is_whole(self, written: Container[Path]) -> bool:
        """It is written, and another has begun or LibreOffice has done its work.

        Args:
            written: The PDFs that are there, whole or not.
        """
        if pdf_of(self.document) not in written:
            return False
        if any(pdf_of(document) in written for document in self.later):
            return True
        return self.running.done() and self.running.exception() is None


class Offices:
    """LibreOffice processes that turn documents into PDFs beside them."""

    def __init__(self, scratch: Path, workers: int, seconds_each: float) -> None:
        """Nothing is started yet.

        Args:
            scratch: Where the documents are, and the profiles of LibreOffice.
            workers: Processes at once.
            seconds_each: The time for one document.
        """
        self._scratch = scratch
        self._seconds_each = seconds_each
        self._pool = ThreadPoolExecutor(workers)
        self._profiles: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            self._profiles.put(scratch / f"profile-{number}")
        self._places: dict[Path, _Place] = {}
        self._running: list[Future[None]] = []

    def __enter__(self) -> Self:
        """Ready."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for what is running; what waits is given up.

        When we are to end, as by Ctrl+C, what is running is ended, too.
        """
        self._pool.shutdown(wait=False, cancel_futures=True)
        if kind is not None and not issubclass(kind, Exception):
            self._end()
        self._pool.shutdown()

    def _end(self) -> None:
        """End them all; one that was just about to start is met a little later."""
        while any(not it.done() for it in self._running):
            programs.end_all()
            time.sleep(_LOOK_AGAIN_SECONDS)

    def send(self, documents: Sequence[Path], most: int) -> None:
        """Have them converted by so many at most, behind those sent before."""
        for batch in shared_out(documents, most):
            running = self._pool.submit(self._convert, batch)
            self._running.append(running)
            for number, document in enumerate(batch, 1):
                self._places[document] = _Place(document, batch[number:], running)

    def next_whole(self, waiting: Sequence[Path]) -> Path:
        """Wait until the PDF of a document is whole; of several, of the first.

        Args:
            waiting: Documents that were sent, at least one.

        Raises:
            MissingProgramError: LibreOffice is not installed.
            ProgramError: Some were not converted, and no other is whole by now.
        """
        places = [self._places[document] for document in waiting]
        while True:
            ended = [place for place in places if place.running.done()]
            written = set(self._scratch.glob("*.pdf"))
            for place in places:
                if place.is_whole(written):
                    del self._places[place.document]
                    return place.document
            for place in ended:
                place.running.result()
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _convert(self, batch: Sequence[Path]) -> None:
        profile = self._profiles.get()
        try:
            convert.to_pdf(
                batch, self._scratch, profile=profile, seconds_each=self._seconds_each
            )
        finally:
            self._profiles.put(profile)


def shared_out(documents: Sequence[Path], workers: int) -> list[list[Path]]:
    """Batches of about the same work, no more of them than pay off."""
    work = {document: work_of(document) for document in documents}
    count = min(workers, 1 + sum(work.values()) // START_BYTES)
    batches: list[list[Path]] = [[] for _number in range(count)]
    given = [0] * count
    for document in documents:
        least = given.index(min(given))
        batches[least].append(document)
        given[least] += work[document]
    return [batch for batch in batches if batch]


def work_of(document: Path) -> int:
    """What it costs LibreOffice, in bytes of XML."""
    with zipfile.ZipFile(document) as package:
        return OPENING_BYTES + package.getinfo(_STORY).file_size


def pdf_of(document: Path) -> Path:
    """Where LibreOffice writes it."""
    return document.with_suffix(".pdf")
