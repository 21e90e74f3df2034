"""Looks at every page of a file; runs in the process apart."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from pipeline.model import KnownPage, LayoutPage, PageSight
from pipeline.recognition import (
    blank,
    codes,
    ink,
    registration,
    remarks,
    scanfile,
)
from pipeline.recognition.codes import Identity
from pipeline.recognition.limits import Limits
from pipeline.recognition.page import PageImage
from pipeline.recognition.ports import FindPage
from pipeline.recognition.prints import Print, Prints


def look(
    path: Path,
    find_page: FindPage,
    part: tuple[int, int] = (0, 1),
    *,
    limits: Limits,
) -> Iterator[PageSight]:
    """See every page, or every so manieth.

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
            yield see(pages.page(number), number, find_page, prints)


def see(
    image: PageImage, number: int, find_page: FindPage, prints: Prints
) -> PageSight:
    """See one page; `number` is its place in the file, from 1."""
    identity = codes.identify(image)
    sight = PageSight(
        source_page=number,
        width_mm=round(image.width_mm, 2),
        height_mm=round(image.height_mm, 2),
        dpi=round(image.dpi),
        rotation=identity.rotation,
        blank=False,
        page_code=identity.page_code,
    )
    if not identity.codes:
        return replace(sight, blank=blank.is_blank(image.work))
    found = find_page(identity.page_code)
    if not isinstance(found, KnownPage):
        return replace(sight, refusal=found.reason)
    return _known(sight, image, identity, prints.picture(found), found.page)


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
        signatures=ink.signatures(image, registered.fit, printed, page),
        remarks=remarks.are_on(image.work.grey, registered.fit, printed, page),
    )
