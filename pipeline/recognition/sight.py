"""Looks at every page of a file; runs in the process apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from pipeline.apart import Limits
from pipeline.model import KnownPage, LayoutPage, PageSight
from pipeline.recognition import (
    arrangement,
    blank,
    candidates,
    cells,
    gate,
    matching,
    registration,
    remarks,
    scanfile,
    spreads,
)
from pipeline.recognition.arrangement import Found
from pipeline.recognition.candidates import Candidates
from pipeline.recognition.codes import Identity
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.ports import FindPage, FindSiblings
from pipeline.recognition.prints import Print, Prints
from pipeline.recognition.registration import Registered
from pipeline.recognition.spreads import Region


def look(
    path: Path,
    find_page: FindPage,
    part: tuple[int, int] = (0, 1),
    *,
    limits: Limits,
) -> Iterator[PageSight]:
    """See every page, or every so manieth; a spread gives one for each page on it.

    Args:
        path: The file.
        find_page: Says whether the page of a code is ours.
        part: The first page, from 0, and the step to the next.
        limits: What the work may use.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    with scanfile.opened(path, limits) as pages:
        first, step = part
        for number in range(first + 1, pages.count + 1, step):
            for it in see(pages.page(number), number, find_page, prints):
                yield it.sight


def match(
    path: Path,
    find_page: FindPage,
    siblings: FindSiblings,
    numbers: Sequence[int],
    known: Sequence[PageSight],
    *,
    limits: Limits,
) -> Iterator[PageSight]:
    """See those pages once more, and know by its print what has no code on them.

    Args:
        path: The file.
        find_page: Says whether the page of a code is ours.
        siblings: Says which pages a document has.
        numbers: Places in the file, from 1.
        known: The pages of the file that are known by their codes.
        limits: What the work may use.

    Yields:
        What has no code on those pages, matched or as it was.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    with scanfile.opened(path, limits) as pages:
        for number in numbers:
            image = pages.page(number)
            for it in see(image, number, find_page, prints):
                if not it.sight.page_code and not it.sight.blank:
                    documents = candidates.of(it.sight, known, siblings)
                    yield _matched(it, image, documents, prints)


def lay(
    path: Path, wanted: Sequence[tuple[int, Candidates]], *, limits: Limits
) -> Iterator[PageSight]:
    """See pages by their print alone, each as the one of those that it may be.

    Args:
        path: The file.
        wanted: A page of it, from 1, and the pages that it may be.
        limits: What the work may use.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    with scanfile.opened(path, limits) as pages:
        for number, of in wanted:
            image = pages.page(number)
            yield _matched(Seen(_whole(image, number)), image, [of], prints)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, and the part of the received page that it must lie in, if not all."""

    sight: PageSight
    region: Region | None = None


def see(
    image: PageImage, number: int, find_page: FindPage, prints: Prints
) -> Iterator[Seen]:
    """See one received page; `number` is its place in the file, from 1."""
    whole = _whole(image, number)
    found = arrangement.on_page(image, find_page)
    if not found:
        yield Seen(replace(whole, blank=blank.is_blank(image.work)))
    for part, it in enumerate(found, start=1 if len(found) > 1 else 0):
        sight = replace(whole, part=part, rotation=it.rotation)
        yield Seen(_see(sight, image, it, prints), it.region)


def _whole(image: PageImage, number: int) -> PageSight:
    """A received page of which nothing is known yet."""
    return PageSight(
        source_page=number,
        width_mm=round(image.width_mm, 2),
        height_mm=round(image.height_mm, 2),
        dpi=round(image.dpi),
        rotation=0,
        blank=False,
        one_bit=image.one_bit,
    )


def _see(sight: PageSight, image: PageImage, found: Found, prints: Prints) -> PageSight:
    """One page of ours, or what lies beside it."""
    sight = replace(sight, page_code=found.identity.page_code)
    if isinstance(found.page, KnownPage):
        printed = prints.picture(found.page)
        return _known(sight, image, found.identity, printed, found.page.page)
    return replace(sight, refusal=found.page.reason if found.page else "")


def _matched(
    seen: Seen,
    image: PageImage,
    documents: Sequence[Candidates],
    prints: Prints,
) -> PageSight:
    """The page of ours that a page without a code is by its print, or as it was."""
    if not documents:
        return seen.sight
    part = image if seen.region is None else spreads.only(image, seen.region)
    fitting = [
        matched
        for it in documents
        if (matched := matching.match(part.work, it.missing, it.pages, prints))
    ]
    if len(fitting) != 1:
        return seen.sight
    page, registered = fitting[0].page, fitting[0].registered
    sight = replace(
        seen.sight,
        page_code=page.page.page_code,
        rotation=registered.rotation,
        matched=True,
    )
    return _laid(sight, part, registered, prints.picture(page), page.page)


def _known(
    sight: PageSight,
    image: PageImage,
    identity: Identity,
    printed: Print,
    page: LayoutPage,
) -> PageSight:
    """The rest of what there is to see on a page of ours."""
    registered = registration.register(image.work, identity.codes, printed)
    if registered is None:
        return replace(sight, known=True)
    return _laid(sight, image, registered, printed, page)


def _laid(
    sight: PageSight,
    image: PageImage,
    registered: Registered,
    printed: Print,
    page: LayoutPage,
) -> PageSight:
    """What stands in the cells of a page that was laid on its print."""
    laid = Laid(image, registered.fit, printed)
    seen = cells.see(laid, page)
    return replace(
        sight,
        known=True,
        registration=registered.as_noun(image.work),
        signatures=gate.signatures(seen.signatures, registered, page),
        readings=gate.readings(seen.readings, registered, page),
        remarks=remarks.are_on(laid, page),
    )
