"""Where points of the printed page lie on a received image.

A `Fit` leads from mm on the printed page to pixels of an image: a homography
for how the sheet lies before the scanner or the camera, and a cubic bend for
how the paper curls. The bend moves points on the printed page before the
homography takes them over.
"""

from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np

from pipeline.model import Bend, Box, Matrix
from pipeline.recognition.pixels import MM_PER_INCH, Floats, Grey, as_grey

Homography = Floats
"""3 × 3, the lower right element is 1."""

_WHITE: Final = 255
_KNOT_MM: Final = 4.0
_BEND_SCALE_MM: Final = 150.0
_BEND_DIGITS: Final = 4
"""Keeps the powers of coordinates near 1."""


@dataclass(frozen=True)
class Fit:
    """From printed mm to pixels of a received image.

    Attributes:
        homography: 3 × 3.
        bend: 10 × 2 coefficients of a cubic in mm, or None for a flat sheet.
    """

    homography: Homography
    bend: Floats | None = None

    @classmethod
    def of(cls, homography: Homography, bend: Bend) -> Self:
        """With a bend as the nouns carry it."""
        return cls(homography, np.reshape(bend, (-1, 2)) if bend else None)

    def bend_as_noun(self) -> Bend:
        """The bend to a thousandth of a millimetre, or () for a flat sheet."""
        if self.bend is None:
            return ()
        return tuple(np.round(self.bend, _BEND_DIGITS).ravel().tolist())

    def to_px(self, points_mm: Floats) -> Floats:
        """Points (n × 2) on the image."""
        if self.bend is not None:
            points_mm = points_mm + cubic_terms(points_mm) @ self.bend
        return project(self.homography, points_mm)

    def sample(self, grey: Grey, box_mm: Box, size_px: tuple[int, int]) -> Grey:
        """What lies in a box of the printed page, as an upright picture.

        What lies off the image comes out white.

        Args:
            grey: The received image.
            box_mm: On the printed page.
            size_px: Width and height of the picture wanted.
        """
        if self.bend is None:
            return self._flat(grey, box_mm, size_px)
        sampled = cv2.remap(  # type: ignore[call-overload]
            grey,
            self._spots(box_mm, size_px),
            None,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_WHITE,
        )
        return as_grey(sampled)

    def _flat(self, grey: Grey, box_mm: Box, size_px: tuple[int, int]) -> Grey:
        """As `sample`, through the homography alone, which is quicker."""
        x0, y0, x1, y1 = box_mm
        across, down = (x1 - x0) / size_px[0], (y1 - y0) / size_px[1]
        to_box = np.array(
            [[across, 0, x0 + across / 2], [0, down, y0 + down / 2], [0, 0, 1.0]]
        )
        sampled = cv2.warpPerspective(
            grey,
            self.homography @ to_box,
            size_px,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(_WHITE, _WHITE, _WHITE),
        )
        return as_grey(sampled)

    def off_image(self, grey: Grey, box_mm: Box) -> bool:
        """Whether a corner of the box was lost at the edge of the image."""
        spots = self.to_px(corners(box_mm))
        height, width = grey.shape
        return bool((spots < 0).any() or (spots > (width - 1, height - 1)).any())

    def _spots(self, box_mm: Box, size_px: tuple[int, int]) -> Floats:
        """Where each pixel of the picture lies: exact at knots, linear between."""
        x0, y0, x1, y1 = box_mm
        (width, height), (across, wide) = size_px, _knots(x0, x1, size_px[0])
        down, high = _knots(y0, y1, height)
        points = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
        knots = self.to_px(points).astype(np.float32).reshape(len(down), -1, 2)
        size = (wide * len(across), high * len(down))
        spots: Floats = np.asarray(
            cv2.resize(knots, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32
        )
        return spots[high : high + height, wide : wide + width]


def _knots(start_mm: float, end_mm: float, pixels: int) -> tuple[Floats, int]:
    """Knots over a side and one more beyond either end; pixels between two.

    A picture resized linearly has its knots in the middle of as many pixels as
    stand between two of them.
    """
    pixel_mm = (end_mm - start_mm) / pixels
    step = max(1, round(_KNOT_MM / pixel_mm))
    count = -(-pixels // step) + 2
    return start_mm + (np.arange(count) - 0.5) * step * pixel_mm, step


def grid(box_mm: Box, width: int, height: int) -> Floats:
    """The centres of so many pixels over a box, row by row (n × 2), in mm."""
    x0, y0, x1, y1 = box_mm
    across = x0 + (np.arange(width) + 0.5) * (x1 - x0) / width
    down = y0 + (np.arange(height) + 0.5) * (y1 - y0) / height
    return np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)


def cubic_terms(points_mm: Floats) -> Floats:
    """1, x, y, x², … y³ of each point (n × 10)."""
    x, y = (points_mm / _BEND_SCALE_MM).T
    terms = (x**0, x, y, x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3)
    return np.stack(terms, axis=-1)


def project(homography: Homography, points: Floats) -> Floats:
    """Points (n × 2) through a homography."""
    moved = points @ homography[:, :2].T + homography[:, 2]
    projected: Floats = moved[:, :2] / moved[:, 2:]
    return projected


def scaling(image: Grey, width_mm: float, height_mm: float) -> Homography:
    """From mm to pixels of a picture that shows the whole of a page."""
    height, width = image.shape[:2]
    across, down = width / width_mm, height / height_mm
    return np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1.0]])


def scaled_by(factor: float) -> Homography:
    """From pixels of an image to those of one so many times as large."""
    shift = (factor - 1) / 2
    return np.array([[factor, 0, shift], [0, factor, shift], [0, 0, 1.0]])


def to_mm(dpi: float) -> Homography:
    """From pixels of a received image to its mm."""
    step = MM_PER_INCH / dpi
    return np.array([[step, 0, step / 2], [0, step, step / 2], [0, 0, 1.0]])


def as_matrix(homography: Homography) -> Matrix:
    """As the nouns carry it."""
    a, b, c, d, e, f, g, h, i = (homography / homography[2, 2]).ravel().tolist()
    return (a, b, c, d, e, f, g, h, i)


def from_matrix(matrix: Matrix) -> Homography:
    """As we compute with it."""
    return np.array(matrix, dtype=np.float64).reshape(3, 3)


def homography_through(sources: Floats, targets: Floats) -> Homography | None:
    """The homography of least squares through at least four pairs of points."""
    found, _inliers = cv2.findHomography(sources, targets, 0)
    return None if found is None else np.asarray(found, dtype=np.float64)


def similarity_through(sources: Floats, targets: Floats) -> Homography:
    """Turn, one scale and shift of least squares; steadier from one mark alone."""
    x, y = sources.T
    one, none = np.ones_like(x), np.zeros_like(x)
    rows = np.concatenate(
        [np.stack([x, -y, one, none], axis=-1), np.stack([y, x, none, one], axis=-1)]
    )
    wanted = np.concatenate([targets[:, 0], targets[:, 1]])
    (a, b, c, d), *_rest = np.linalg.lstsq(rows, wanted, rcond=None)
    return np.array([[a, -b, c], [b, a, d], [0, 0, 1.0]])


def principal_lengths(points: Floats) -> tuple[float, float]:
    """Standard deviations along the longer and the shorter axis of a cloud."""
    if len(points) < 3:
        return 0.0, 0.0
    least, most = np.linalg.eigvalsh(np.cov(points.T))
    return float(max(most, 0) ** 0.5), float(max(least, 0) ** 0.5)


def corners(box: Box) -> Floats:
    """Top left, top right, bottom right, bottom left (4 × 2)."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)


def grown(box: Box, by: float) -> Box:
    """The box with that much more on every side."""
    x0, y0, x1, y1 = box
    return (x0 - by, y0 - by, x1 + by, y1 + by)
