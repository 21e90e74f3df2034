"""How far lines of text or ruling lean, for pages that carry no marks of ours."""

from typing import Final

import cv2
import numpy as np

from pipeline.recognition.pixels import Grey, as_grey, resized

_WIDTH_PX: Final = 700
_MOST_DEG: Final = 7.0
_COARSE_DEG: Final = 0.5
_FINE_DEG: Final = 0.1
_WHITE: Final = 255


def lean_deg(grey: Grey) -> float:
    """Degrees clockwise by which the lines fall to the right.

    The lean is the turn at which rows of the page are most unlike each other:
    lines of text apart from the white between them.
    """
    small = resized(grey, min(1.0, _WIDTH_PX / grey.shape[1]))
    dark = cv2.adaptiveThreshold(
        small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20
    )
    coarse = _best(as_grey(dark), 0.0, _MOST_DEG, _COARSE_DEG)
    return _best(as_grey(dark), coarse, _COARSE_DEG, _FINE_DEG)


def straightened(grey: Grey, degrees: float) -> Grey:
    """The page turned back about its middle, on a canvas of the same size."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D(_middle(grey), degrees, 1.0)
    return as_grey(
        cv2.warpAffine(
            grey,
            turn,
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_WHITE,
        )
    )


def _best(dark: Grey, around: float, reach: float, step: float) -> float:
    count = round(reach / step)
    candidates = [around + step * number for number in range(-count, count + 1)]
    return max(candidates, key=lambda degrees: _contrast(dark, degrees))


def _contrast(dark: Grey, degrees: float) -> float:
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D(_middle(dark), degrees, 1.0)
    rows = cv2.warpAffine(dark, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float((np.diff(rows) ** 2).sum())


def _middle(grey: Grey) -> tuple[float, float]:
    height, width = grey.shape
    return ((width - 1) / 2, (height - 1) / 2)
