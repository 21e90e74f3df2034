"""Which pages of ours are on one received page, and how they lie beside each other.

Mostly it is one, or none. A spread of a laced journal has two; where the codes of
one of them are hidden, it is told by what stands beside the other.
"""

from dataclasses import dataclass, replace
from typing import Final

from pipeline.model import KnownPage, RefusedPage
from pipeline.recognition import blank, codes, spreads
from pipeline.recognition.codes import Identity
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import Floats
from pipeline.recognition.ports import FindPage
from pipeline.recognition.spreads import Lying, Region

_A4_MM: Final = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ours on a received page.

    Attributes:
        identity: Without a code where none could be read.
        page: What is known of it; None where no code could be read.
        rotation: Degrees clockwise, in quarter turns, that bring it upright.
        region: The part of the received page that it must lie in; None where its
            codes tell its place.
    """

    identity: Identity
    page: KnownPage | RefusedPage | None
    rotation: int
    region: Region | None = None


def on_page(image: PageImage, find_page: FindPage) -> tuple[Found, ...]:
    """The pages of ours, in their reading order; none where no code tells of one."""
    read = _read(image, find_page)
    if not read:
        return ()
    lying = [_laid(it) for it in read]
    if not spreads.are_apart(lying):
        return ()
    if len(read) == 1:
        read, lying = _with_other(image, read[0], lying[0], find_page)
    middles = [_middle(it, place, image) for it, place in zip(read, lying, strict=True)]
    order = spreads.reading_order(middles, read[0].rotation)
    return tuple(read[number] for number in order)


def _read(image: PageImage, find_page: FindPage) -> list[Found]:
    return [
        Found(identity, find_page(identity.page_code), identity.rotation)
        for identity in codes.identities(image)
    ]


def _laid(found: Found) -> Lying:
    """Where it lies; pages that are not ours are taken for A4."""
    page = found.page.page if isinstance(found.page, KnownPage) else None
    size = (page.width_mm, page.height_mm) if page else _A4_MM
    return spreads.laid(found.identity, *size)


def _with_other(
    image: PageImage, one: Found, lying: Lying, find_page: FindPage
) -> tuple[list[Found], list[Lying]]:
    """The page, and what lies beside it where that may be another of ours."""
    region = spreads.beside(lying, image.work)
    if region is None:
        return [one], [lying]
    rest = spreads.only(image, region)
    if blank.is_blank(rest.work):
        return [one], [lying]
    others = _read(rest, find_page)
    if len(others) == 1:
        both = [lying, _laid(others[0])]
        if spreads.are_apart(both):
            return [one, others[0]], both
    other = Found(Identity(), None, one.rotation, region)
    return [one, other], [lying, replace(lying, identity=Identity())]


def _middle(found: Found, lying: Lying, image: PageImage) -> Floats:
    if found.region is not None:
        return spreads.middle_px(found.region, image.work)
    middle: Floats = lying.outline_px.mean(axis=0)
    return middle
