"""Is a page black and white only, whatever its file made of it?

Saved as a JPEG, made smaller or rendered, a scan of one bit has greys: along its
edges, and nowhere else. Its paper is white without any noise.
"""

from typing import Final

import cv2
import numpy as np

from pipeline.recognition.pixels import Grey, as_grey

_BLACK, _LIGHT, _WHITE = 40, 216, 253
_EVERY_PX: Final = 4
_MOST_PAPER: Final = 0.5
"""The share of the light pixels that is white; at most 0.26 is on any scan in grey, at
least 0.84 on one of one bit."""

_BROAD: Final = np.ones((3, 3), np.uint8)
_BROADER: Final = np.ones((5, 5), np.uint8)
_GREYS: Final = ((_LIGHT - 1, _BROAD), (_WHITE - 3, _BROADER))
"""The palest grey, and how broad a spot of it lies along no edge. Of pale print or
a shade of the paper much is broader; of a pen the middle of its strokes is."""

_INNER_SHARE: Final = 0.003
"""Of what is not light. A page of one bit has at most a third of it, one with a
signature in grey three times as much."""

_STRIP_PX: Final = 32
"""Every other strip of so many rows is looked at. So few stay in the fast memory,
and no line of writing fits in between."""


def is_two_tone(grey: Grey) -> bool:
    """Whether nothing on it is grey but edges."""
    some = as_grey(grey[::_EVERY_PX, ::_EVERY_PX])
    white = _count(some, _WHITE, 255)
    if white <= _MOST_PAPER * _count(some, _LIGHT, 255):
        return False
    if white + _count(some, 0, _BLACK) == some.size:
        return True
    tops = range(0, len(grey), 2 * _STRIP_PX)
    strips = [grey[top : top + _STRIP_PX] for top in tops]
    inked = sum(_count(strip, 0, _LIGHT - 1) for strip in strips)
    return sum(map(_inner_greys, strips)) <= _INNER_SHARE * inked


def _inner_greys(strip: Grey) -> int:
    """How many pixels have nothing but greys around them."""
    found = 0
    for palest, spot in _GREYS:
        greys = cv2.inRange(strip, _BLACK + 1, palest)
        inner = cv2.erode(greys, spot, borderType=cv2.BORDER_CONSTANT, borderValue=0)
        found += cv2.countNonZero(inner)
    return found


def _count(grey: Grey, darkest: int, lightest: int) -> int:
    return cv2.countNonZero(cv2.inRange(grey, darkest, lightest))
