"""What taking papers in and deciding about them needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pipeline import archive, recognition
from pipeline.catalogue import Catalogue
from pipeline.model import Places


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking papers in and deciding about them needs.

    Attributes:
        languages: Of OCR, as Tesseract names them.
        limits: What looking at one file may cost.
        workers: Processes that may look at files at once.
        workshop: Where pages are taken out of files and PDFs are made; None for
            one that is opened each time.
    """

    places: Places
    catalogue: Catalogue
    languages: str
    limits: recognition.Limits
    workers: int = 1
    workshop: archive.Workshop | None = None

    @contextmanager
    def with_workshop(self, *, ready: bool = False) -> Iterator["Desk"]:
        """This desk with a workshop, for what came in one file.

        Args:
            ready: It is needed in a moment, surely.
        """
        with archive.Workshop(self.limits) as workshop:
            if ready:
                workshop.get_ready()
            yield replace(self, workshop=workshop)


@contextmanager
def workshop_of(desk: Desk) -> Iterator[archive.Workshop]:
    """The desk's workshop, or one for this time."""
    if desk.workshop is not None:
        yield desk.workshop
    else:
        with archive.Workshop(desk.limits) as workshop:
            yield workshop
