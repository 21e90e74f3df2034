"""The two ArUco marks of a page."""

from typing import Final

import cv2
import numpy as np

from pipeline import fiducials
from pipeline.model import Box
from pipeline.recognition import geometry
from pipeline.recognition.geometry import Homography
from pipeline.recognition.pixels import Floats, Grey, as_grey

_NEAR_MM: Final = 4.0
_AROUND_MM: Final = 9.0
_LEAST_PX: Final = 10


def _detector(least_window_px: int) -> cv2.aruco.ArucoDetector:
    """One that thresholds by windows from that size to 23 pixels."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.adaptiveThreshWinSizeMin = least_window_px
    marks = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.ArucoDetector(marks, settings)


_QUICK, _THOROUGH = _detector(23), _detector(3)


def boxes(width_mm: float, height_mm: float) -> dict[int, Box]:
    """Number of each mark → where it stands on a page of that size."""
    where = fiducials.of_page(width_mm, height_mm)
    return {
        fiducials.ARUCO_IDS["top-right"]: where.aruco_top_right,
        fiducials.ARUCO_IDS["bottom-left"]: where.aruco_bottom_left,
    }


def near(grey: Grey, start: Homography, box: Box, mark_id: int) -> Floats | None:
    """The four corners of a mark; a quick look is enough where it lies in its place.

    Args:
        grey: The received page.
        start: From printed mm to its pixels, to some millimetres.
        box: Where the mark stands on the printed page.
        mark_id: Its number.
    """
    quickly = _within(grey, start, geometry.grown(box, _NEAR_MM), mark_id, _QUICK)
    if quickly is not None:
        return quickly
    return _within(grey, start, geometry.grown(box, _AROUND_MM), mark_id, _THOROUGH)


def all_on(grey: Grey) -> dict[int, Floats]:
    """The four corners of each mark that is seen anywhere, by its number."""
    found = _detected(grey, _THOROUGH)
    return {number: quad for number, quad in found if number in boxes(1, 1)}


def _within(
    grey: Grey,
    start: Homography,
    around_mm: Box,
    mark_id: int,
    detector: cv2.aruco.ArucoDetector,
) -> Floats | None:
    spots = geometry.project(start, geometry.corners(around_mm))
    height, width = grey.shape
    left, top = np.clip(spots.min(axis=0), 0, (width, height)).astype(int).tolist()
    right, bottom = np.clip(spots.max(axis=0), 0, (width, height)).astype(int).tolist()
    if right - left < _LEAST_PX or bottom - top < _LEAST_PX:
        return None
    crop = as_grey(grey[top:bottom, left:right])
    for number, quad in _detected(crop, detector):
        if number == mark_id:
            corners: Floats = quad + np.array([left, top])
            return corners
    return None


def _detected(
    grey: Grey, detector: cv2.aruco.ArucoDetector
) -> list[tuple[int, Floats]]:
    quads, ids, _rejected = detector.detectMarkers(grey)
    numbers = [] if ids is None else [int(number) for number in ids.ravel()]
    corners = [np.asarray(quad, dtype=np.float64).reshape(4, 2) for quad in quads]
    return list(zip(numbers, corners, strict=True))
