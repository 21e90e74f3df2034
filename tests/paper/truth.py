"""Where a point of the printed page truly lies on a scanned picture.

The scanner and the camera keep how they moved the paper, so that what the
product finds can be compared with what is so. Nothing is measured here.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""n × 2."""


class Step(Protocol):
    """One part of the way from the page to the picture."""

    def __call__(self, points: Points) -> Points:
        """Where those points come to lie."""


@dataclass(frozen=True, slots=True)
class Affine:
    """A linear step: the first two columns turn and scale, the third shifts."""

    matrix: Points

    def __call__(self, points: Points) -> Points:
        """Where those points come to lie."""
        moved: Points = points @ self.matrix[:, :2].T + self.matrix[:, 2]
        return moved


@dataclass(frozen=True, slots=True)
class View:
    """The camera's: from mm of a curled page to pixels of the photo.

    Attributes:
        half_mm: Half of the page's width and height.
        along: The axis across which the page curls.
        sagitta_mm: How far its middle is lifted.
        camera: 3 × 3, the columns are the camera's axes.
        place_mm: The camera's, from the middle of the page.
        start: Of the picture's upper left corner at focal length 1.
        per_px: Of one pixel at focal length 1.
    """

    half_mm: tuple[float, float]
    along: int
    sagitta_mm: float
    camera: Points
    place_mm: Points
    start: Points
    per_px: float

    def __call__(self, points: Points) -> Points:
        """Where those points come to lie."""
        centred = points - np.array(self.half_mm)
        across = centred[:, self.along] / self.half_mm[self.along]
        lift = -self.sagitta_mm * np.clip(1 - across**2, 0, 1)
        solid = np.concatenate([centred, lift[:, None]], axis=1)
        seen = (solid - self.place_mm) @ self.camera
        flat = seen[:, :2] / seen[:, 2:]
        spots: Points = (flat - self.start) / self.per_px - 0.5
        return spots


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole way of one page, step by step; it can be pickled."""

    steps: tuple[Step, ...]

    def to_px(self, points_mm: npt.ArrayLike) -> Points:
        """Pixels of `Scanned.image` for points (n × 2) in mm of the printed page.

        The centre of the first pixel is (0, 0). Points that were lost come out
        beyond the picture's edge, or where the picture is white.
        """
        points: Points = np.asarray(points_mm, dtype=np.float64).reshape(-1, 2)
        for step in self.steps:
            points = step(points)
        return points

    def then(self, step: Step) -> "Truth":
        """With one step more at the end."""
        return Truth((*self.steps, step))


def turned(quarters: int, width: int, height: int) -> Affine:
    """Quarter turns clockwise of a picture of that size before turning."""
    matrices = (
        ((1, 0, 0), (0, 1, 0)),
        ((0, -1, height - 1), (1, 0, 0)),
        ((-1, 0, width - 1), (0, -1, height - 1)),
        ((0, 1, 0), (-1, 0, width - 1)),
    )
    return Affine(np.array(matrices[quarters % 4], dtype=np.float64))


def shifted(across: float, down: float) -> Affine:
    """Everything moved by so many pixels."""
    return Affine(np.array([[1.0, 0.0, across], [0.0, 1.0, down]]))


def rastered(px_per_mm: float) -> Affine:
    """From mm to pixels of the print."""
    return Affine(np.array([[px_per_mm, 0.0, -0.5], [0.0, px_per_mm, -0.5]]))
