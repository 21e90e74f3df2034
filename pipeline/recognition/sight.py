"""Looks at every page of a file; runs in the process apart."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from pipeline.model import KnownPage, LayoutPage, PageSight
from pipeline.recognition import arrangement, blank, gate, ink, registration, scanfile
from pipeline.recognition.arrangement import Found
from pipeline.recognition.codes import Identity
from pipeline.recognition.limits import Limits
from pipeline.recognition.page import PageImage
from pipeline.recognition.ports import FindPage
from pipeline.recognition.prints import Print, Prints


def look(path: Path, find_page: FindPage, *, limits: Limits) -> Iterator[PageSight]:
    """See every page; a spread gives one for each page of ours on it.

    Raises:
        ScanError: The file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    with scanfile.opened(path, limits) as pages:
        for number in range(1, pages.count + 1):
            yield from see(pages.page(number), number, find_page, prints)


def see(
    image: PageImage, number: int, find_page: FindPage, prints: Prints
) -> Iterator[PageSight]:
    """See one received page; `number` is its place in the file, from 1."""
    whole = PageSight(
        source_page=number,
        width_mm=round(image.width_mm, 2),
        height_mm=round(image.height_mm, 2),
        dpi=round(image.dpi),
        rotation=0,
        blank=False,
    )
    found = arrangement.on_page(image, find_page)
    if not found:
        yield replace(whole, blank=blank.is_blank(image.work))
    for part, it in enumerate(found, start=1 if len(found) > 1 else 0):
        sight = replace(whole, part=part, rotation=it.rotation)
        yield _see(sight, image, it, prints)


def _see(sight: PageSight, image: PageImage, found: Found, prints: Prints) -> PageSight:
    """One page of ours, or what lies beside it."""
    sight = replace(sight, page_code=found.identity.page_code)
    if isinstance(found.page, KnownPage):
        printed = prints.picture(found.page)
        return _known(sight, image, found.identity, printed, found.page.page)
    return replace(sight, refusal=found.page.reason if found.page else "")


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
    return replace(
        sight,
        known=True,
        registration=registered.as_noun(image.work),
        signatures=gate.signatures(
            ink.signatures(image, registered.fit, printed, page), registered, page
        ),
    )
