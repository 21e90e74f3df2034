"""Is the page whose code was read on a scan ours, and in force?"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import pagecode
from pipeline.errors import NotFoundError
from pipeline.model import Event, KnownPage, Layout, PaperState, RefusedPage
from pipeline.register import entries, life

UNKNOWN = "unknown"
VOID = "void"
REPRINTED = "reprinted"


def find_page(issued: Path, page_code: str) -> KnownPage | RefusedPage:
    """Look a page up by the text of its code less the corner symbol.

    A page is ours when all of the text equals what `layout.json` keeps.

    Raises:
        FixityError: A file of its document is damaged.
    """
    read = pagecode.decode(page_code + "A")
    if read is None:
        return RefusedPage(UNKNOWN)
    try:
        folder = entries.folder_of(issued, read.code.document_id)
    except NotFoundError:
        return RefusedPage(UNKNOWN)
    life.settle(folder)
    layout = entries.read_layout(folder / "layout.json")
    if not _has(layout, page_code):
        spoilt = any(_has(old, page_code) for old in life.earlier_layouts(folder))
        return RefusedPage(REPRINTED if spoilt else UNKNOWN)
    if entries.read(folder).state is PaperState.VOID:
        return RefusedPage(VOID)
    page = layout.page(read.code.page_number)
    return KnownPage(layout.document_id, page, folder / "printed.pdf")


def in_force(issued: Path, page_codes: Iterable[str]) -> str:
    """Id of the document of which all these pages are, in force; "" of others.

    Args:
        issued: The register.
        page_codes: The texts of their codes, less the corner symbols.
    """
    pages = [find_page(issued, it) for it in page_codes]
    found = {it.document_id if isinstance(it, KnownPage) else "" for it in pages}
    return found.pop() if len(found) == 1 else ""


def refusal(issued: Path, document_id: str, numbers: Sequence[int]) -> Event | None:
    """What happened to the document since which its pages of before are refused.

    That it was declared void, else the last reprint of one of those pages.

    Args:
        issued: The register.
        document_id: Of the document.
        numbers: Of the pages that are asked about, from 1.

    Raises:
        NotFoundError: The register has no such document.
    """
    past = entries.events(issued, document_id)
    named = {*map(str, numbers)}
    voided = _voided(past)
    spoilt = [
        it
        for it in past
        if it.event == entries.REPRINTED and named & {*it.details["pages"].split(",")}
    ]
    return next(reversed((*spoilt, *voided)), None)


def _voided(past: Sequence[Event]) -> list[Event]:
    """Since when the document is void: the last such event, if it still holds."""
    changes = [it for it in past if it.event in (entries.VOIDED, entries.RESTORED)]
    return [it for it in changes[-1:] if it.event == entries.VOIDED]


def siblings(issued: Path, document_id: str) -> tuple[KnownPage, ...]:
    """All pages of a document as they are in force; none of one that is not."""
    try:
        folder = entries.folder_of(issued, document_id)
    except NotFoundError:
        return ()
    life.settle(folder)
    if entries.read(folder).state is PaperState.VOID:
        return ()
    layout = entries.read_layout(folder / "layout.json")
    printed = folder / "printed.pdf"
    return tuple(KnownPage(document_id, page, printed) for page in layout.pages)


def covers(issued: Path, document_ids: Iterable[str]) -> set[str]:
    """Those of the documents that are cover sheets; ids may be unknown."""
    return {it for it in document_ids if _is_cover(issued, it)}


def _is_cover(issued: Path, document_id: str) -> bool:
    try:
        return entries.find(issued, document_id).cover is not None
    except NotFoundError:
        return False


def _has(layout: Layout, page_code: str) -> bool:
    return any(page.page_code == page_code for page in layout.pages)
