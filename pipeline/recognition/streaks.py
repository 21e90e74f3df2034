"""Lines that the scanner drew: dust on its glass, from edge to edge.

Such a line runs exactly along the pixels of the received image over the whole
of it; no pen and no ruling does. It is painted over with what lies beside it.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.recognition.pixels import Grey, as_grey

_ROWS: Final = 300
"""Rows are averaged down to so many, which takes away noise."""

_BESIDE_PX: Final = 4
_DARKER: Final = 10.0
_SHARE: Final = 0.9
_PAPER_PERCENTILE: Final = 60
_NEAR_PAPER: Final = 0.88
_LEAST_PAPER: Final = 0.3
_WIDEST_PX: Final = 5


def without(grey: Grey) -> Grey:
    """The image without such lines, down or across."""
    return as_grey(_without_down(_without_down(grey).T).T)


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
    rows = cv2.resize(grey, (width, _ROWS), interpolation=cv2.INTER_AREA)
    rows = rows.astype(np.float32)
    paper = np.percentile(rows[:, ::8], _PAPER_PERCENTILE, axis=1)[:, None]
    beside = np.minimum(
        np.roll(rows, _BESIDE_PX, axis=1), np.roll(rows, -_BESIDE_PX, axis=1)
    )
    on_paper = beside > _NEAR_PAPER * paper
    darker = on_paper & (rows < beside - _DARKER)
    counted = on_paper.sum(axis=0)
    found = (counted > _LEAST_PAPER * _ROWS) & (darker.sum(axis=0) > _SHARE * counted)
    found[:_BESIDE_PX] = found[-_BESIDE_PX:] = False
    return np.asarray(found, dtype=bool)


def _runs(streaks: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each narrow streak, with a pixel more on either side."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], streaks.astype(int), [0]])))
    pairs = edges.reshape(-1, 2).tolist()
    return [(a - 1, b + 1) for a, b in pairs if b - a <= _WIDEST_PX]
