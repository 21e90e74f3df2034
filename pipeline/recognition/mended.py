"""Reads a code that no reader finds, since a finder pattern of it is hidden.

The error correction of a QR code bears more than its finder patterns do. So its
modules are read where the ArUco marks say that they lie, and what every code of
ours has in common (the finder patterns, the timing, the format) is put in anew.
A pen across the code or an edge of it that was cut off then costs but the modules
that it hides. What comes out is still checked by the code's own correction, and by
the random bits that the register keeps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np

from pipeline import fiducials
from pipeline.model import Box
from pipeline.recognition import arucos, geometry
from pipeline.recognition.geometry import Homography
from pipeline.recognition.pixels import Floats, Grey, as_grey

MODULES: Final = fiducials.QR_MODULES
_SIZES_MM: Final = ((210.0, 297.0), (297.0, 210.0))
_MARKS_MISS_MM: Final = 20.0
_FLAT_MISS_MM: Final = 1.0
_MODULE_PX: Final = 6
_AROUND: Final = 7
"""Modules around a code within which its patterns are looked for."""

_FINDER: Final = 7
_FINDERS: Final = ((0, 0), (MODULES - _FINDER, 0), (0, MODULES - _FINDER))
_ALIGNMENT: Final = (MODULES - 9, MODULES - 9)
_LEAST_LIKENESS: Final = 0.55
_FORMATS: Final = (*(0x355F, 0x3068, 0x3F31, 0x3A06, 0x24B4, 0x2183, 0x2EDA, 0x2BED),)
"""The fifteen bits of level Q and each of the eight masks."""

_WHITE: Final = 255


@dataclass(frozen=True)
class Mended:
    """A code with its common patterns put in anew.

    Attributes:
        pictures: One for each mask that it may have; a reader takes but one.
        corners_px: On the image, as of `codes.SeenCode`.
    """

    pictures: tuple[Grey, ...]
    corners_px: Floats


def find(grey: Grey) -> Iterator[Mended]:
    """Every code that may lie where the ArUco marks of a page tell.

    Args:
        grey: The received page.
    """
    marks = arucos.all_on(grey)
    for width_mm, height_mm in _SIZES_MM:
        start = _start(marks, width_mm, height_mm)
        if start is not None:
            where = fiducials.of_page(width_mm, height_mm)
            yield from (_mended(grey, start, box) for box in (where.qr_a, where.qr_b))


def _start(
    marks: dict[int, Floats], width_mm: float, height_mm: float
) -> Homography | None:
    """How a page of that size lies by its ArUco marks; None where it does not fit."""
    boxes = arucos.boxes(width_mm, height_mm)
    known = [number for number in boxes if number in marks]
    if not known:
        return None
    sources = np.concatenate([geometry.corners(boxes[number]) for number in known])
    targets = np.concatenate([marks[number] for number in known])
    fit = geometry.similarity_through(sources, targets)
    missed = np.linalg.norm(geometry.project(fit, sources) - targets, axis=1).max()
    scale = float(np.hypot(fit[0, 0], fit[1, 0]))
    if missed > _MARKS_MISS_MM * scale:
        return None
    if missed < _FLAT_MISS_MM * scale:
        return fit
    return geometry.homography_through(sources, targets)


def _mended(grey: Grey, start: Homography, box: Box) -> Mended:
    to_box = _module_grid(box)
    around = _MODULE_PX * (MODULES + 2 * _AROUND)
    to_image = start @ to_box @ _view()
    view = _warped(grey, to_image, around)
    exact = to_image @ np.linalg.inv(_view()) @ _corrected(view)
    modules = _read(_warped(grey, exact @ _view(), around))
    pictures = tuple(_picture(modules, number) for number in range(len(_FORMATS)))
    ends = geometry.corners((0.0, 0.0, MODULES, MODULES))
    return Mended(pictures, geometry.project(exact, ends))


def _module_grid(box: Box) -> Homography:
    """From modules of a code, counted from its corner, to mm on the page."""
    side = (box[2] - box[0]) / MODULES
    return np.array([[side, 0, box[0]], [0, side, box[1]], [0, 0, 1.0]])


def _view() -> Homography:
    """From pixels of the picture of a code and what is around it to its modules."""
    step = 1 / _MODULE_PX
    shift = step / 2 - _AROUND
    return np.array([[step, 0, shift], [0, step, shift], [0, 0, 1.0]])


def _warped(grey: Grey, to_image: Homography, side: int) -> Grey:
    return as_grey(
        cv2.warpPerspective(
            grey,
            to_image,
            (side, side),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_WHITE,
        )
    )


def _corrected(view: Grey) -> Homography:
    """From modules to where the patterns that can be seen say that they lie."""
    sources, targets = [], []
    for (left, top), pattern in _patterns():
        side = len(pattern) // _MODULE_PX
        likeness = cv2.matchTemplate(view, pattern, cv2.TM_CCOEFF_NORMED)
        near, begins = _near(likeness, left, top)
        _least, best, _where, spot = cv2.minMaxLoc(near)
        if best < _LEAST_LIKENESS:
            continue
        found = np.array(spot) + begins
        middle = np.array([left, top]) + side / 2
        sources.append(middle)
        targets.append(found / _MODULE_PX - _AROUND + side / 2)
    return _through(np.array(sources).reshape(-1, 2), np.array(targets).reshape(-1, 2))


def _near(
    likeness: cv2.typing.MatLike, left: int, top: int
) -> tuple[cv2.typing.MatLike, Floats]:
    """The likeness within reach of where a pattern should lie, and its beginning."""
    x, y = (_MODULE_PX * (place + _AROUND) for place in (left, top))
    reach = _MODULE_PX * (_AROUND - 2)
    x0, y0 = max(0, x - reach), max(0, y - reach)
    return likeness[y0 : y + reach + 1, x0 : x + reach + 1], np.array([x0, y0])


def _through(sources: Floats, targets: Floats) -> Homography:
    if not len(sources):
        return np.eye(3)
    if len(sources) == 1:
        shift = targets[0] - sources[0]
        return np.array([[1.0, 0, shift[0]], [0, 1.0, shift[1]], [0, 0, 1.0]])
    if len(sources) == 2:
        return geometry.similarity_through(sources, targets)
    ones = np.ones((len(sources), 1))
    affine, *_rest = np.linalg.lstsq(np.hstack([sources, ones]), targets, rcond=None)
    return np.concatenate([affine.T, [[0.0, 0.0, 1.0]]])


def _read(view: Grey) -> Grey:
    """The modules as they look: 0 is black, 255 white."""
    inner = slice(_AROUND * _MODULE_PX, (_AROUND + MODULES) * _MODULE_PX)
    blocks = view[inner, inner].reshape(MODULES, _MODULE_PX, MODULES, _MODULE_PX)
    means = as_grey(blocks[:, 1:-1, :, 1:-1].mean(axis=(1, 3)))
    _used, black = cv2.threshold(means, 0, _WHITE, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return as_grey(black)


def _picture(modules: Grey, mask: int) -> Grey:
    """The code with all that does not depend on its text put in, for a reader."""
    whole = modules.copy()
    fixed = _fixed()
    whole[fixed >= 0] = _WHITE * fixed[fixed >= 0].astype(np.uint8)
    bits = [_FORMATS[mask] >> shift & 1 for shift in range(15)]
    for (row, column), bit in zip(_format_places(), bits + bits, strict=True):
        whole[row, column] = 0 if bit else _WHITE
    framed = np.pad(whole, 4, constant_values=_WHITE)
    return as_grey(np.kron(framed, np.ones((4, 4), np.uint8)))


def _format_places() -> list[tuple[int, int]]:
    """Row and column of each bit of the format, the least first, both times."""
    last = MODULES - 1
    upright = [*range(6), 7, 8, *range(MODULES - 7, MODULES)]
    first = [(row, 8) for row in upright[:8]]
    first += [(8, 7), *((8, column) for column in range(5, -1, -1))]
    second = [(8, last - number) for number in range(8)]
    second += [(MODULES - 7 + number, 8) for number in range(7)]
    return first + second


@cache
def _fixed() -> Floats:
    """What every code has: 0 black, 1 white, -1 depends on its text."""
    fixed = np.full((MODULES, MODULES), -1)
    for left, top in _FINDERS:
        fixed[max(0, top - 1) : top + 8, max(0, left - 1) : left + 8] = 1
        fixed[top : top + 7, left : left + 7] = 1 - _rings(_FINDER)
    left, top = _ALIGNMENT
    fixed[top : top + 5, left : left + 5] = 1 - _rings(5)
    between = np.arange(8, MODULES - 8)
    fixed[6, between] = fixed[between, 6] = between % 2
    fixed[MODULES - 8, 8] = 0
    return fixed


def _rings(side: int) -> Floats:
    """A square, white in it, and a square in the middle; 1 is black."""
    ring = np.zeros((side, side), dtype=int)
    ring[[0, -1]] = ring[:, [0, -1]] = 1
    ring[2:-2, 2:-2] = 1
    return ring


def _patterns() -> Iterator[tuple[tuple[int, int], Grey]]:
    """The patterns that a code is placed by: their corner in modules, and picture."""
    for left, top in _FINDERS:
        ring = np.pad(1 - _rings(_FINDER), 1, constant_values=1)
        yield (left - 1, top - 1), _enlarged(ring)
    yield _ALIGNMENT, _enlarged(1 - _rings(5))


def _enlarged(pattern: Floats) -> Grey:
    return as_grey(np.kron(pattern * _WHITE, np.ones((_MODULE_PX, _MODULE_PX))))
