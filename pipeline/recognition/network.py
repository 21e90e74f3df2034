"""The small network that tells figures from each other and from all else.

`scripts.train_figures` makes `figures.onnx`: four convolutions and two dense layers.
What it answers is calibrated: of the answers given with some probability that share
is right.
"""

from functools import cache
from importlib.resources import files
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

FIGURES: Final = ("2", "3", "4", "5")
OTHER, EMPTY = "other", "empty"
CLASSES: Final = (*FIGURES, OTHER, EMPTY)
WEIGHTS: Final = "figures.onnx"
_AT_ONCE: Final = 128

Array = npt.NDArray[np.float32]


def probabilities(pictures: Array) -> Array:
    """Of each class (n × `CLASSES`), for pictures (n × 2 × side × side)."""
    network, answers = _trained(), []
    for start in range(0, len(pictures), _AT_ONCE):
        network.setInput(pictures[start : start + _AT_ONCE])
        answers.append(np.array(network.forward(), dtype=np.float32))
    return np.concatenate(answers or [np.empty((0, len(CLASSES)), np.float32)])


@cache
def _trained() -> cv2.dnn.Net:
    weights = (files("pipeline.recognition") / WEIGHTS).read_bytes()
    return cv2.dnn.readNetFromONNX(np.frombuffer(weights, dtype=np.uint8))
