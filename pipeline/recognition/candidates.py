"""Which pages of which documents a page without a readable code may be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline import pagecode
from pipeline.model import KnownPage, PageSight
from pipeline.recognition.ports import FindSiblings


@dataclass(frozen=True, slots=True)
class Candidates:
    """One document that it may belong to.

    Attributes:
        pages: All of the document.
        missing: Those that no other page of the file is.
    """

    pages: tuple[KnownPage, ...]
    missing: tuple[KnownPage, ...]


def of(
    sight: PageSight, known: Sequence[PageSight], siblings: FindSiblings
) -> list[Candidates]:
    """The documents of its neighbours, the nearest known pages before and after it.

    Args:
        sight: The page, without a code.
        known: The other pages of the file that have one.
        siblings: Tells the pages of a document.
    """
    seen = {it.page_code for it in known if it.known}
    found: list[Candidates] = []
    for document_id in dict.fromkeys(_neighbours(sight, known)):
        pages = siblings(document_id)
        missing = tuple(it for it in pages if it.page.page_code not in seen)
        if missing:
            found.append(Candidates(pages, missing))
    return found


def _neighbours(sight: PageSight, known: Sequence[PageSight]) -> Iterator[str]:
    place = _place(sight)
    ours = sorted((it for it in known if it.known), key=_place)
    before = [it for it in ours if _place(it) < place]
    after = [it for it in ours if _place(it) > place]
    for neighbour in (*before[-1:], *after[:1]):
        read = pagecode.decode(neighbour.page_code + "A")
        if read is not None:
            yield read.code.document_id


def _place(sight: PageSight) -> tuple[int, int]:
    return (sight.source_page, sight.part)
