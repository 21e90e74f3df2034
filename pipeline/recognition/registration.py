"""How a received page lies on the printed one.

The marks in the four corners give the place to about a pixel. Then small patches
of the print are looked for around where the marks put them, which finds scale,
skew and curl to a tenth of a millimetre. A table repeats itself, so a patch may
be found a row off; the marks have the last word: when they no longer fit, the
finer answer is dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from pipeline import fiducials
from pipeline.model import Box, Registration
from pipeline.recognition import arucos, bearing, geometry, patches
from pipeline.recognition.codes import SeenCode
from pipeline.recognition.geometry import Fit, Homography
from pipeline.recognition.page import WorkImage
from pipeline.recognition.patches import NO_PAIRS, Pairs
from pipeline.recognition.pixels import MM_PER_INCH, Floats, Grey
from pipeline.recognition.prints import Print

_LEAST_PATCHES: Final = 8
_OUTLIER_MM: Final = 1.2
_STRAY_MM: Final = 0.5
_REACHES_MM: Final = (70.0, 110.0, 170.0, 400.0)
_FEWEST_FOR_A_FIT: Final = 3
"""An affine map needs so many points; asked with one, OpenCV raises an error."""

_ENOUGH_FOR_TILT: Final = 30
_MARKS_AGREE_MM: Final = 1.2
_WORST_RESIDUAL_MM: Final = 2.5
_BEND_PATCHES: Final = 30
_CORNERS: Final = 4
_MARKS: Final = 4
_ENOUGH: Final = 3
"""So many of the four marks leave no doubt of where the page lies."""

_NEIGHBOURS: Final = 5
_PER_MM_AWAY: Final = 0.006
_UNKNOWN_MM: Final = 9.9
_BEND_ROUNDS: Final = 3
_BEND_DAMPING: Final = 0.05


@dataclass(frozen=True)
class Registered:
    """A page laid on its print.

    Attributes:
        fit: Leads to pixels of `PageImage.work`.
        residual_mm: Root mean square error of the marks.
        found: Marks, and pieces of the print, and where they were found.
        px_per_mm: Of `PageImage.work`, in the middle of the page.
    """

    fit: Fit
    residual_mm: float
    marks: int
    found: Pairs = NO_PAIRS
    px_per_mm: float = 1.0

    def residual_at(self, box_mm: Box) -> float:
        """How far from its true place a box of the printed page may be taken."""
        (residual_mm,) = self.residuals_at([box_mm])
        return residual_mm

    def residuals_at(self, boxes_mm: Sequence[Box]) -> list[float]:
        """How far from its true place each box of the printed page may be taken.

        What was found near it tells how well the page lies there. The farther
        off that is, the less it says of this place.
        """
        if not len(self.found) or not boxes_mm:
            return [_UNKNOWN_MM] * len(boxes_mm)
        middles = np.array(boxes_mm).reshape(-1, 2, 2).mean(axis=1)
        away = np.linalg.norm(self.found.printed_mm - middles[:, None], axis=2)
        nearest = np.argsort(away, axis=1)[:, :_NEIGHBOURS]
        missed = np.median(self._misses_mm[nearest], axis=1)
        distance = np.take_along_axis(away, nearest, axis=1).mean(axis=1)
        least = self.residual_mm if self.marks < _MARKS else 0.0
        local: list[float] = (missed + _PER_MM_AWAY * distance).clip(least).tolist()
        return local

    @property
    def rotation(self) -> int:
        """Degrees clockwise, in quarter turns, that bring the page upright."""
        across = self.fit.to_px(np.array([[50.0, 50.0], [60.0, 50.0]]))
        x, y = (across[1] - across[0]).tolist()
        return int(-round(float(np.degrees(np.arctan2(y, x))) / 90) * 90 % 360)

    @cached_property
    def _misses_mm(self) -> Floats:
        """How far each of what was found lies from where the fit puts it."""
        missed = self.fit.to_px(self.found.printed_mm) - self.found.found_px
        misses: Floats = np.linalg.norm(missed, axis=1) / self.px_per_mm
        return misses

    def as_noun(self, image: WorkImage) -> Registration:
        """In mm of the received page; `fit_of` leads back."""
        matrix = geometry.to_mm(image.dpi) @ self.fit.homography
        return Registration(
            geometry.as_matrix(matrix),
            round(self.residual_mm, 3),
            self.marks,
            self.fit.bend_as_noun(),
        )


def register(
    image: WorkImage, codes: tuple[SeenCode, ...], printed: Print
) -> Registered | None:
    """Lay a page on its print.

    Args:
        image: `PageImage.work`.
        codes: Found on it, at least one.
        printed: The page as printed.

    Returns:
        None when the marks do not fit the printed page at all.
    """
    marks = _code_pairs(codes, printed.width_mm, printed.height_mm)
    marks += _aruco_pairs(image.grey, _start(marks), printed)
    return _settled(image, _start(marks), marks, printed)


def register_without_codes(
    image: WorkImage, seen: Mapping[int, Floats], printed: Print
) -> Registered | None:
    """Lay a page on a print that it may be of, by all but its codes.

    Args:
        image: `PageImage.work`.
        seen: What `arucos.all_on` saw on it.
        printed: A page as printed.

    Returns:
        None when that print is not found on it.
    """
    marks = NO_PAIRS
    for mark_id, box in arucos.boxes(printed.width_mm, printed.height_mm).items():
        if mark_id in seen:
            marks += Pairs(geometry.corners(box), seen[mark_id])
    if len(marks):
        return _settled(image, _start(marks), marks, printed)
    tried = (
        _settled(image, it, marks, printed) for it in _edge_to_edge(image, printed)
    )
    return next((found for found in tried if found is not None), None)


def _edge_to_edge(image: WorkImage, printed: Print) -> Iterator[Homography]:
    """How a page lies that fills the image, by each quarter turn."""
    height, width = image.grey.shape
    ends = geometry.corners((-0.5, -0.5, width - 0.5, height - 0.5))
    sources = geometry.corners((0.0, 0.0, printed.width_mm, printed.height_mm))
    wide = printed.width_mm > printed.height_mm
    for quarters in (0, 2) if wide == (width > height) else (1, 3):
        yield geometry.similarity_through(sources, np.roll(ends, -quarters, axis=0))


def _settled(
    image: WorkImage, start: Homography, marks: Pairs, printed: Print
) -> Registered | None:
    """The finer fit from a first one; None when print and marks do not bear it out."""
    settled = _fitted(image, start, marks, printed)
    if settled is None and len(marks) // _CORNERS < _ENOUGH:
        grown = _grown(image.grey, start, marks, printed)
        settled = _fitted(image, grown, marks, printed)
    return settled


def _fitted(
    image: WorkImage, start: Homography, marks: Pairs, printed: Print
) -> Registered | None:
    count = len(marks) // _CORNERS
    fit, found = refined(image.grey, start, printed)
    if count < _MARKS:
        fit, found = refined(image.grey, fit.homography, printed)
    residual = _residual_mm(fit, marks or found, image.dpi)
    if residual > _MARKS_AGREE_MM and count >= _ENOUGH:
        fit = Fit(start)
        residual = _residual_mm(fit, marks, image.dpi)
    if residual > _WORST_RESIDUAL_MM:
        return None
    if count < _ENOUGH and not bearing.is_borne_out(image.grey, fit, printed):
        return None
    scale = patches.px_per_mm(start, printed)
    return Registered(fit, residual, count, marks + found, scale)


def fit_of(image: WorkImage, known: Registration) -> Fit:
    """The fit of a page that was laid on its print before."""
    to_px = np.linalg.inv(geometry.to_mm(image.dpi))
    return Fit.of(to_px @ geometry.from_matrix(known.matrix), known.bend)


def by_codes(
    codes: tuple[SeenCode, ...], width_mm: float, height_mm: float
) -> Homography:
    """Where a page of that size lies by its codes alone, to some millimetres.

    Args:
        codes: At least one.
        width_mm: Of the printed page.
        height_mm: Of the printed page.

    Returns:
        From mm on the page to pixels.
    """
    return _start(_code_pairs(codes, width_mm, height_mm))


def _code_pairs(
    codes: tuple[SeenCode, ...], width_mm: float, height_mm: float
) -> Pairs:
    where = fiducials.of_page(width_mm, height_mm)
    boxes = {fiducials.CORNER_A: where.qr_a, fiducials.CORNER_B: where.qr_b}
    known = [code for code in codes if code.corner in boxes]
    return Pairs(
        np.concatenate([geometry.corners(boxes[code.corner]) for code in known]),
        np.concatenate([code.corners_px for code in known]),
    )


def _start(marks: Pairs) -> Homography:
    """A first fit; from one mark alone nothing but a similarity is steady."""
    if len(marks) > 4:
        found = geometry.homography_through(marks.printed_mm, marks.found_px)
        if found is not None:
            return found
    return geometry.similarity_through(marks.printed_mm, marks.found_px)


def _aruco_pairs(grey: Grey, start: Homography, printed: Print) -> Pairs:
    """The corners of the ArUco marks, looked for around where they should be."""
    boxes = arucos.boxes(printed.width_mm, printed.height_mm)
    pairs = NO_PAIRS
    for mark_id, box in boxes.items():
        found = arucos.near(grey, start, box, mark_id)
        if found is not None:
            pairs += Pairs(geometry.corners(box), found)
    return pairs


def _grown(grey: Grey, start: Homography, marks: Pairs, printed: Print) -> Homography:
    """From a few marks over the page: patches near them first, then all the others.

    What the marks tell is exact near them and the less so the farther off.
    """
    middle = np.array([printed.width_mm / 2, printed.height_mm / 2])
    if len(marks):
        middle = marks.printed_mm.mean(axis=0)
    for reach_mm in _REACHES_MM:
        near = [
            patch
            for patch in patches.over(printed)
            if np.linalg.norm(geometry.corners(patch).mean(axis=0) - middle) < reach_mm
        ]
        found = patches.match(grey, start, printed, near, patches.SEARCH_MM)
        outlier_px = _OUTLIER_MM * patches.px_per_mm(start, printed)
        start = _agreeing(marks + found, outlier_px, start)
    return start


def _agreeing(pairs: Pairs, outlier_px: float, start: Homography) -> Homography:
    """What most pairs agree on; of few of them nothing but an affine map is steady."""
    sources, targets = pairs.printed_mm, pairs.found_px
    if len(pairs) >= _ENOUGH_FOR_TILT:
        tilted, _inliers = cv2.findHomography(sources, targets, cv2.RANSAC, outlier_px)
        return start if tilted is None else np.asarray(tilted, dtype=np.float64)
    if len(pairs) < _FEWEST_FOR_A_FIT:
        return start
    flat, _inliers = cv2.estimateAffine2D(
        sources, targets, method=cv2.RANSAC, ransacReprojThreshold=outlier_px
    )
    return start if flat is None else np.concatenate([flat, [[0.0, 0.0, 1.0]]])


def refined(grey: Grey, start: Homography, printed: Print) -> tuple[Fit, Pairs]:
    """A finer fit by patches of the print, and where all of those were found.

    Patches in one row tell nothing of the rest of the page: the first fit stays then.
    """
    matched = patches.match(
        grey, start, printed, patches.over(printed), patches.SEARCH_MM
    )
    if len(matched) < _LEAST_PATCHES:
        return Fit(start), matched
    scale = patches.px_per_mm(start, printed)
    found, inliers = cv2.findHomography(
        matched.printed_mm, matched.found_px, cv2.RANSAC, _OUTLIER_MM * scale
    )
    kept = inliers.ravel().astype(bool)
    homography = start if found is None else np.asarray(found, dtype=np.float64)
    inside = Pairs(matched.printed_mm[kept], matched.found_px[kept])
    return Fit(homography, _bend(homography, inside)), matched


def _bend(homography: Homography, pairs: Pairs) -> Floats | None:
    """What the homography leaves over, as a cubic; stray patches weigh little."""
    if len(pairs) < _BEND_PATCHES:
        return None
    back = geometry.project(np.linalg.inv(homography), pairs.found_px)
    left_over = back - pairs.printed_mm
    terms = geometry.cubic_terms(pairs.printed_mm)
    damping = _BEND_DAMPING * np.eye(terms.shape[1])
    weights: Floats = np.ones(len(pairs))
    bend: Floats = np.zeros((terms.shape[1], 2))
    for _round in range(_BEND_ROUNDS):
        weighted = terms * weights[:, None]
        bend = np.linalg.solve(weighted.T @ terms + damping, weighted.T @ left_over)
        misses = np.linalg.norm(left_over - terms @ bend, axis=1)
        weights = 1 / (1 + (misses / (_STRAY_MM / 2)) ** 2)
    return bend


def _residual_mm(fit: Fit, marks: Pairs, dpi: float) -> float:
    if not len(marks):
        return _UNKNOWN_MM
    missed_px = fit.to_px(marks.printed_mm) - marks.found_px
    square = float((missed_px**2).sum(axis=1).mean())
    return float(square**0.5) * MM_PER_INCH / dpi
