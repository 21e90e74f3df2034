"""Several pages of ours on one received page: a laced journal laid open.

Pages side by side share no paper. Codes that disagree are those of a spread when
the pages that they name lie beside each other; when these would lie over one
another, somebody cut codes out or the feeder took two sheets, and nothing is
known of the page. Where a page of ours takes up but a part of what was received,
there may be another beside it, whose codes are hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.recognition import geometry, registration
from pipeline.recognition.codes import Identity
from pipeline.recognition.page import PageImage, WorkImage
from pipeline.recognition.pixels import Colour, Floats, Grey, as_grey

_MOST_SHARED: Final = 0.2
"""Of the smaller page; the edges of two that touch are not found to the millimetre."""

_LEAST_SIDE: Final = 0.8
"""What is left beside a page may hold another when its sides are so large a share."""

_WHITE: Final = 255

Region = tuple[float, float, float, float]
"""x0, y0, x1, y1 as shares of the received page's width and height."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A page of ours on a received page.

    Attributes:
        outline_px: Its corners on `PageImage.work` (4 × 2).
    """

    identity: Identity
    outline_px: Floats


def laid(identity: Identity, width_mm: float, height_mm: float) -> Lying:
    """Where a page of that size lies by its codes."""
    fit = registration.by_codes(identity.codes, width_mm, height_mm)
    box = (0.0, 0.0, width_mm, height_mm)
    return Lying(identity, geometry.project(fit, geometry.corners(box)))


def are_apart(pages: Sequence[Lying]) -> bool:
    """No two of the pages lie over one another."""
    outlines = [page.outline_px.astype(np.float32) for page in pages]
    return all(
        _shared(one, other) < _MOST_SHARED
        for number, one in enumerate(outlines)
        for other in outlines[:number]
    )


def reading_order(middles_px: Sequence[Floats], rotation: int) -> list[int]:
    """Which comes first, which second … of pages with those middles.

    Left to right, seen upright; what lies one above the other, from the top.

    Args:
        middles_px: On one image.
        rotation: Degrees clockwise that bring the image upright.
    """
    cosine, sine = np.cos(np.radians(rotation)), np.sin(np.radians(rotation))
    upright = np.array(middles_px) @ np.array([[cosine, sine], [-sine, cosine]])
    axis = int(np.argmax(np.ptp(upright, axis=0)))
    order: list[int] = np.argsort(upright[:, axis]).tolist()
    return order


def beside(page: Lying, work: WorkImage) -> Region | None:
    """The part of a received page beside a page of ours that could hold another."""
    height, width = work.grey.shape
    outline = np.clip(page.outline_px / (width, height), 0, 1)
    (x0, y0), (x1, y1) = outline.min(axis=0).tolist(), outline.max(axis=0).tolist()
    wide, high = _LEAST_SIDE * (x1 - x0), _LEAST_SIDE * (y1 - y0)
    for left, top, right, bottom in (
        (0.0, 0.0, x0, 1.0),
        (x1, 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0, y0),
        (0.0, y1, 1.0, 1.0),
    ):
        if right - left >= wide and bottom - top >= high:
            return left, top, right, bottom
    return None


def middle_px(region: Region, work: WorkImage) -> Floats:
    """The middle of a part, on `PageImage.work`."""
    height, width = work.grey.shape
    x0, y0, x1, y1 = region
    return np.array([(x0 + x1) / 2 * width, (y0 + y1) / 2 * height])


def only(image: PageImage, region: Region) -> PageImage:
    """The page with all but that part painted white."""

    def colour() -> Colour | None:
        whole = image.colour()
        return None if whole is None else _only(whole, region)

    return PageImage(_only(image.grey, region), image.dpi, colour, image.one_bit)


def _only(pixels: Grey, region: Region) -> Grey:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = region
    rows = slice(round(y0 * height), round(y1 * height))
    columns = slice(round(x0 * width), round(x1 * width))
    kept = np.full_like(pixels, _WHITE)
    kept[rows, columns] = pixels[rows, columns]
    return as_grey(kept)


def _shared(one: Floats, other: Floats) -> float:
    """What two outlines share, of the smaller one."""
    area, _outline = cv2.intersectConvexConvex(one, other)
    least = min(cv2.contourArea(one), cv2.contourArea(other))
    return float(area / least) if least > 0 else 1.0
