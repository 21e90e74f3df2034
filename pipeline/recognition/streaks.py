"""Lines that the scanner drew: dust on its glass, from edge to edge.

Such a line runs exactly along the pixels of the received image over the whole
of it; no pen and no ruling does. It is painted over with what lies beside it.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.recognition.pixels import Floats, Grey, as_grey

_ROWS: Final = 150
"""So many places along a line are looked at, or up to twice as many."""

_AVERAGED: Final = 8
"""Neighbours of which each is the mean, which takes away noise."""

_BESIDE_PX: Final = 4
_EACH: Final = 32
_DARKER: Final = 10
_SHARE: Final = 0.9
_PAPER_PERCENTILE: Final = 60
_NEAR_PAPER: Final = 0.88
_LEAST_PAPER: Final = 0.3
_WIDEST_PX: Final = 5


def without(grey: Grey) -> Grey:
    """The image without such lines, down or across."""
    upright = _without_down(grey)
    lying = as_grey(cv2.transpose(upright))
    cleaned = _without_down(lying)
    return upright if cleaned is lying else as_grey(cv2.transpose(cleaned))


def _without_down(grey: Grey) -> Grey:
    streaks = _streaks(grey)
    if not streaks.any():
        return grey
    cleaned = grey.copy()
    for left, right in _runs(streaks):
        before, after = max(0, left - 2), min(grey.shape[1] - 1, right + 1)
        share = np.linspace(0, 1, right - left + 2)[1:-1]
        beside = grey[:, [before, after]].astype(np.float32)
        filled = beside[:, :1] * (1 - share) + beside[:, 1:] * share
        cleaned[:, left:right] = as_grey(np.rint(filled))
    return cleaned


def _streaks(grey: Grey) -> npt.NDArray[np.bool_]:
    """Which columns are darker than both sides wherever those are paper."""
    height, width = grey.shape
    if width < 10 * _BESIDE_PX or height < _ROWS:
        return np.zeros(width, dtype=bool)
    rows = _averaged(grey)
    paper = np.percentile(rows[:, ::_EACH], _PAPER_PERCENTILE, axis=1)[:, None]
    beside = np.full_like(rows, 0)
    middle = slice(_BESIDE_PX, -_BESIDE_PX)
    beside[:, middle] = cv2.min(rows[:, : -2 * _BESIDE_PX], rows[:, 2 * _BESIDE_PX :])
    on_paper = beside > (_NEAR_PAPER * paper).astype(np.uint8)
    darker = on_paper & (cv2.subtract(beside, rows) > _DARKER)
    counted = _column_sums(on_paper)
    return np.asarray(
        (counted > _LEAST_PAPER * len(rows))
        & (_column_sums(darker) > _SHARE * counted),
        dtype=bool,
    )


def _averaged(grey: Grey) -> Grey:
    """About so many rows, each the mean of some of its share of the image's."""
    each = len(grey) // _ROWS
    some = min(each, _AVERAGED)
    count = len(grey) // each
    shares = grey[: count * each].reshape(count, each, -1)[:, :some]
    return as_grey(shares.sum(axis=1, dtype=np.uint16) // some)


def _column_sums(mask: npt.NDArray[np.bool_]) -> Floats:
    summed = cv2.reduce(mask.view(np.uint8), 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return np.asarray(summed[0], dtype=np.float32)


def _runs(streaks: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each narrow streak, with a pixel more on either side."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], streaks.astype(int), [0]])))
    pairs = edges.reshape(-1, 2).tolist()
    return [(a - 1, b + 1) for a, b in pairs if b - a <= _WIDEST_PX]
