"""Is there nothing on the page but paper?

Print of the other side that shines through, dust, shadows of the scanner's lid
and its lines do not count; one handwritten word does, and so does a picture, or a page
that is dark all over: there is no paper to be seen.
"""

from typing import Final

import cv2
import numpy as np

from pipeline.recognition import darkness
from pipeline.recognition.page import WorkImage
from pipeline.recognition.pixels import MM_PER_INCH, Grey, as_grey, components, resized

_PX_PER_MM: Final = 4.0
_EDGE_MM: Final = 7.0
_INK: Final = 48.0
"""Grey values under the paper; a page at 15 % shines through with 35 at most."""

_STROKE_MM: Final = 2.5
_WORD_MM: Final = (4.0, 2.0)
"""Length and breadth from which on a single stroke is writing; a staple is narrower."""

_BLOT: Final = 0.8
"""A stain fills so much of its hull; the strokes of a signature a third."""

_HOLE_MM: Final = (4.0, 8.0)
_ROUND: Final = (0.85, 0.7)
"""Of a punched hole: the shorter to the longer side, and what it fills of its box."""

_LINE_BREADTH_MM: Final = 1.2
_LINE_LENGTH_MM: Final = 60.0
_SPECK_PX: Final = 3

_PICTURE_MM2: Final = 100.0
"""A torn corner is smaller."""

_PICTURE_PAPER: Final = 0.35
"""So much darker than the page's paper is what its surroundings are, in a picture; the
shadow of a lid falls to one half, the light of a photograph to two fifths."""

_DARK_PAPER: Final = 60.0
_BRIGHT_PERCENTILE: Final = 95


def is_blank(image: WorkImage) -> bool:
    """Whether nobody wrote or printed anything on it.

    Args:
        image: `PageImage.work`.
    """
    small = resized(image.grey, _PX_PER_MM * MM_PER_INCH / image.dpi)
    edge = round(_EDGE_MM * _PX_PER_MM)
    inner = small[edge:-edge, edge:-edge]
    if not inner.size:
        return False
    smooth = as_grey(cv2.medianBlur(inner, _SPECK_PX))
    paper = darkness.paper_under(smooth)
    bright = float(np.percentile(paper, _BRIGHT_PERCENTILE))
    around = as_grey(paper < _PICTURE_PAPER * bright)
    if bright < _DARK_PAPER or _has_picture(around):
        return False
    dark = as_grey(paper - smooth > _INK)
    return not _has_writing(dark) and not _has_picture(dark)


def _has_writing(dark: Grey) -> bool:
    """Several things are too long for dust, and no holes or lines; or one is a word.

    A signature often holds together as a whole.
    """
    labels, stats = components(dark)
    sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / _PX_PER_MM
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    lines = (longer > _LINE_LENGTH_MM) & (shorter < _LINE_BREADTH_MM)
    filled = stats[1:, cv2.CC_STAT_AREA] / _PX_PER_MM**2 / (longer * shorter)
    least, most = _HOLE_MM
    holes = (longer >= least) & (longer <= most)
    holes &= (shorter >= _ROUND[0] * longer) & (filled >= _ROUND[1])
    strokes = np.flatnonzero((longer > _STROKE_MM) & ~lines & ~holes) + 1
    return len(strokes) > 1 or any(_is_word(as_grey(labels == it)) for it in strokes)


def _is_word(stroke: Grey) -> bool:
    """It reaches both ways, however it lies, and is no blot.

    That is more than a fold or a staple; a hair that lies curved is taken for one.
    """
    points = cv2.findNonZero(stroke)
    _middle, sides, _angle = cv2.minAreaRect(points)
    length, breadth = max(sides) / _PX_PER_MM, min(sides) / _PX_PER_MM
    if length < _WORD_MM[0] or breadth < _WORD_MM[1]:
        return False
    return len(points) < _BLOT * cv2.contourArea(cv2.convexHull(points))


def _has_picture(dark: Grey) -> bool:
    """Something on it is larger than any mishap of paper."""
    _labels, stats = components(dark)
    areas = stats[1:, cv2.CC_STAT_AREA] / _PX_PER_MM**2
    return bool((areas > _PICTURE_MM2).any())
