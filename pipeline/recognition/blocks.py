"""Blocks of ink that may hold words: found, straightened, freed of frames.

Stamps stand askew and have frames, both of which keep Tesseract from finding any
word on a whole page; cut out and laid straight they are read with certainty.
Pieces as small as dust, ticks and lone strokes are passed over.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.recognition.pixels import Floats, Grey, as_grey, components

_INK: Final = 0.2
_FAINT: Final = 0.1
"""Ink this faint counts where it goes on from darker ink: stamps are uneven."""
_PIECE_MM: Final = 1.2
_JOIN_MM: Final = (8.0, 5.0)
"""Pieces so near, along and across lines of text, are of one block."""
_LEAST_MM: Final = (6.0, 2.0)
_LEAST_INK_MM2: Final = 3.0
_FRAME: Final = 0.7
"""A piece as long as that share of its block is its frame, not a letter."""
_TALLEST_LETTER_MM: Final = 12.0
_MARGIN_MM: Final = 3.0
_LARGER: Final = 1.5
"""Small letters are read better when they are made larger."""

Pieces = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """A block laid straight.

    Attributes:
        picture: Dark words on white.
        px_per_mm: Of the picture.
        to_block: Affine, pixels of the page → pixels of the picture.
    """

    picture: Grey
    px_per_mm: float
    to_block: Floats

    def on_page(self, box_px: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The upright box on the page around a box on the picture."""
        x0, y0, x1, y1 = box_px
        corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
        back = cv2.transform(corners, cv2.invertAffineTransform(self.to_block))[0]
        left, top = np.floor(back.min(axis=0)).astype(int).tolist()
        right, bottom = np.ceil(back.max(axis=0)).astype(int).tolist()
        return left, top, right, bottom


@dataclass(frozen=True)
class Place:
    """Where a block lies.

    Attributes:
        left: Of its surroundings on the page, in pixels; so is top.
        mine: True where the surroundings belong to it.
        points: Pixels of its ink (n × 2), on the page.
    """

    left: int
    top: int
    mine: Pieces
    points: npt.NDArray[np.float32]


def find(ink: Grey, px_per_mm: float) -> Iterator[Block]:
    """Every block of the page, from top to bottom.

    Args:
        ink: The upright page with nothing but ink on white.
        px_per_mm: Of the page.
    """
    for place in places(ink, px_per_mm):
        block = _straightened(ink, place.points, px_per_mm)
        if block is not None:
            yield block


def places(ink: Grey, px_per_mm: float) -> Iterator[Place]:
    """Where the blocks of the page lie; half the resolution of `find` is enough."""
    faint = ink < below(_FAINT)
    if not are_likely(faint, px_per_mm):
        return
    pieces = _pieces(ink, faint, px_per_mm)
    if not are_likely(pieces, px_per_mm):
        return
    size = tuple(round(length * px_per_mm) | 1 for length in _JOIN_MM)
    joined = cv2.dilate(as_grey(pieces), np.ones(size[::-1], np.uint8))
    labels, stats = components(as_grey(joined))
    for number, (left, top, width, height, _area) in enumerate(stats.tolist()):
        if number:  # else the paper
            part = (slice(top, top + height), slice(left, left + width))
            mine = labels[part] == number
            points = np.argwhere(pieces[part] & mine)[:, ::-1] + (left, top)
            place = Place(left, top, mine, points.astype(np.float32))
            if _rectangle(place.points, px_per_mm) is not None:
                yield place


def below(darkness: float) -> int:
    """The grey value below which a pixel is darker than that (0 white, 1 black)."""
    return math.ceil(255 * (1 - darkness))


def are_likely(inked: Pieces, px_per_mm: float) -> bool:
    """There is enough ink for the smallest block."""
    return bool(np.count_nonzero(inked) >= _LEAST_INK_MM2 * px_per_mm**2)


def _pieces(ink: Grey, faint: Pieces, px_per_mm: float) -> Pieces:
    """Connected ink as large as letters."""
    labels, stats = components(as_grey(faint))
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    kept = sides > _PIECE_MM * px_per_mm
    spots = np.flatnonzero(faint)
    there = labels.reshape(-1)[spots]
    dark = np.zeros(len(stats), dtype=bool)
    dark[there[ink.reshape(-1)[spots] < below(_INK)]] = True
    pieces = np.zeros(ink.shape, dtype=np.bool_)
    pieces.reshape(-1)[spots] = (kept & dark)[there]
    return pieces


def _rectangle(
    points: npt.NDArray[np.float32], px_per_mm: float
) -> tuple[Sequence[float], float, float, float] | None:
    """Middle, length, breadth and lean in degrees of the ink's narrowest rectangle.

    None when it is too small to hold a word.
    """
    middle, (length, breadth), degrees = cv2.minAreaRect(points)
    if length < breadth:
        length, breadth, degrees = breadth, length, degrees - 90
    least_length, least_breadth = (side * px_per_mm for side in _LEAST_MM)
    is_small = length < least_length or breadth < least_breadth
    if is_small or len(points) < _LEAST_INK_MM2 * px_per_mm**2:
        return None
    return middle, length, breadth, (degrees + 90) % 180 - 90


def _straightened(
    ink: Grey, points: npt.NDArray[np.float32], px_per_mm: float
) -> Block | None:
    """The block of those pixels; None when it is too small to hold a word."""
    found = _rectangle(points, px_per_mm)
    if found is None:
        return None
    middle, length, breadth, degrees = found
    margin = 2 * _MARGIN_MM * px_per_mm
    size = (length + margin) * _LARGER, (breadth + margin) * _LARGER
    turn = np.asarray(cv2.getRotationMatrix2D(middle, degrees, _LARGER), np.float64)
    shift = np.array(size) / 2 - np.array(middle)
    to_block = np.column_stack([turn[:, :2], turn[:, 2] + shift])
    picture = cv2.warpAffine(
        ink,
        to_block,
        (round(size[0]), round(size[1])),
        flags=cv2.INTER_CUBIC,
        borderValue=255,
    )
    scale = px_per_mm * _LARGER
    longest = length * _LARGER, max(breadth * _LARGER, _TALLEST_LETTER_MM * scale)
    return Block(_unframed(as_grey(picture), longest), scale, to_block)


def _unframed(picture: Grey, longest: tuple[float, float]) -> Grey:
    """The picture without pieces nearly as long or as tall as the whole block."""
    dark = as_grey(picture < below(_FAINT))
    labels, stats = components(dark)
    frame = (stats[:, cv2.CC_STAT_WIDTH] > _FRAME * longest[0]) | (
        stats[:, cv2.CC_STAT_HEIGHT] > _FRAME * longest[1]
    )
    frame[0] = False  # the paper
    covered = cv2.dilate(as_grey(frame[labels]), np.ones((7, 7), np.uint8))
    cleared = picture.copy()
    cleared[covered > 0] = 255
    return cleared
