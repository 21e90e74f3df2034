"""How a received page lies on the printed one.

The marks in the four corners give the place to about a pixel. Then small pieces
of the print are looked for around where the marks put them, which finds scale,
skew and curl to a tenth of a millimetre. A table repeats itself, so a piece may
be found a row off; the marks have the last word: when they no longer fit, the
finer answer is dropped.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline import fiducials
from pipeline.model import Box, Registration
from pipeline.recognition import darkness, geometry
from pipeline.recognition.codes import SeenCode
from pipeline.recognition.geometry import Fit, Homography
from pipeline.recognition.page import WorkImage
from pipeline.recognition.pixels import MM_PER_INCH, Floats, Grey, as_grey, resized
from pipeline.recognition.prints import COARSE_PX_PER_MM, Print

PIECE_MM: Final = 12.0
COLUMNS: Final = 9
ROWS: Final = 13
SEARCH_MM: Final = 3.0
WIDE_SEARCH_MM: Final = 9.0
_LEAST_LIKENESS: Final = 0.5
_LEAST_PIECES: Final = 8
_LEAST_CONTRAST: Final = 12.0
"""Standard deviation of grey values below which a piece shows nothing."""

_OUTLIER_MM: Final = 1.2
_STRAY_MM: Final = 0.5
_MARK_MARGIN_MM: Final = 2.0
_MARKS_AGREE_MM: Final = 1.2
_WORST_RESIDUAL_MM: Final = 2.5
_LEAST_FOUND: Final = 0.75
_DARKER: Final = 25.0
_PRINTED_BELOW: Final = 128
_ARUCO_AROUND_MM: Final = 9.0
_BEND_PIECES: Final = 30
_BEND_ROUNDS: Final = 3
_BEND_DAMPING: Final = 0.05

_DETECTOR_SETTINGS = cv2.aruco.DetectorParameters()
_DETECTOR_SETTINGS.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
_DETECTOR = cv2.aruco.ArucoDetector(
    cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), _DETECTOR_SETTINGS
)


@dataclass(frozen=True)
class Pairs:
    """Points on the printed page (mm) and where they were found (pixels)."""

    printed_mm: Floats
    found_px: Floats

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(
            np.concatenate([self.printed_mm, other.printed_mm]),
            np.concatenate([self.found_px, other.found_px]),
        )

    def __len__(self) -> int:
        return len(self.printed_mm)


@dataclass(frozen=True)
class Registered:
    """A page laid on its print.

    Attributes:
        fit: Leads to pixels of `PageImage.work`.
    """

    fit: Fit
    residual_mm: float
    marks: int

    def as_noun(self, image: WorkImage) -> Registration:
        """Without the bend, in mm of the received page."""
        matrix = geometry.to_mm(image.dpi) @ self.fit.homography
        return Registration(
            geometry.as_matrix(matrix), round(self.residual_mm, 3), self.marks
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
    marks = _code_pairs(codes, printed)
    start = _start(marks)
    found = _aruco_pairs(image.grey, start, printed)
    marks += found
    start = _start(marks)
    count = len(marks) // 4
    if count < 3:
        start = _with_neighbours(image.grey, start, marks, printed)
    fit = _refined(image.grey, start, printed)
    if count < 4:
        fit = _refined(image.grey, fit.homography, printed)
    residual = _residual_mm(fit, marks, image.dpi)
    if residual > _MARKS_AGREE_MM and count >= 3:
        fit = Fit(start)
        residual = _residual_mm(fit, marks, image.dpi)
    if residual > _WORST_RESIDUAL_MM:
        return None
    if count < 3 and _print_found(image.grey, fit, printed) < _LEAST_FOUND:
        return None
    return Registered(fit, residual, count)


def refine(image: WorkImage, known: Registration, printed: Print) -> Fit:
    """The finer fit again, from a registration that was found before."""
    start = np.linalg.inv(geometry.to_mm(image.dpi)) @ geometry.from_matrix(
        known.matrix
    )
    return _refined(image.grey, start, printed)


def _code_pairs(codes: tuple[SeenCode, ...], printed: Print) -> Pairs:
    where = fiducials.of_page(printed.width_mm, printed.height_mm)
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
    where = fiducials.of_page(printed.width_mm, printed.height_mm)
    pairs = Pairs(np.empty((0, 2)), np.empty((0, 2)))
    for corner, box in (
        ("top-right", where.aruco_top_right),
        ("bottom-left", where.aruco_bottom_left),
    ):
        found = _aruco(grey, start, box, fiducials.ARUCO_IDS[corner])
        if found is not None:
            pairs += Pairs(geometry.corners(box), found)
    return pairs


def _aruco(grey: Grey, start: Homography, box: Box, mark_id: int) -> Floats | None:
    around = geometry.corners(geometry.grown(box, _ARUCO_AROUND_MM))
    spots = geometry.project(start, around)
    height, width = grey.shape
    left, top = np.clip(spots.min(axis=0), 0, (width, height)).astype(int).tolist()
    right, bottom = np.clip(spots.max(axis=0), 0, (width, height)).astype(int).tolist()
    if right - left < 10 or bottom - top < 10:
        return None
    crop = as_grey(grey[top:bottom, left:right])
    quads, ids, _rejected = _DETECTOR.detectMarkers(crop)
    for quad, found_id in zip(quads, [] if ids is None else ids.ravel(), strict=True):
        if found_id == mark_id:
            points: Floats = quad.reshape(4, 2).astype(np.float64) + np.array(
                [left, top]
            )
            return points
    return None


def _with_neighbours(
    grey: Grey, start: Homography, marks: Pairs, printed: Print
) -> Homography:
    """Find, by their looks, the marks that were not read, and fit them too."""
    where = fiducials.of_page(printed.width_mm, printed.height_mm)
    boxes = (where.qr_a, where.qr_b, where.aruco_top_right, where.aruco_bottom_left)
    pieces = [geometry.grown(box, _MARK_MARGIN_MM) for box in boxes]
    for search_mm in (WIDE_SEARCH_MM, SEARCH_MM):
        more = _match(grey, start, printed, pieces, search_mm)
        if len(more) < 2:
            return start
        start = _start(marks + more if len(more) < 4 else more)
    return start


def _refined(grey: Grey, start: Homography, printed: Print) -> Fit:
    pieces = _match(grey, start, printed, _pieces(printed), SEARCH_MM)
    if len(pieces) < _LEAST_PIECES:
        return Fit(start)
    scale = _px_per_mm(start, printed)
    found, inliers = cv2.findHomography(
        pieces.printed_mm, pieces.found_px, cv2.RANSAC, _OUTLIER_MM * scale
    )
    kept = inliers.ravel().astype(bool)
    homography = np.asarray(found, dtype=np.float64)
    inside = Pairs(pieces.printed_mm[kept], pieces.found_px[kept])
    return Fit(homography, _bend(homography, inside))


def _bend(homography: Homography, pairs: Pairs) -> Floats | None:
    """What the homography leaves over, as a cubic; stray pieces weigh little."""
    if len(pairs) < _BEND_PIECES:
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


def _pieces(printed: Print) -> list[Box]:
    """The grid of pieces, over the page less its edge."""
    half = PIECE_MM / 2
    margin = half + SEARCH_MM
    across = np.linspace(margin, printed.width_mm - margin, COLUMNS)
    down = np.linspace(margin, printed.height_mm - margin, ROWS)
    if printed.width_mm > printed.height_mm:
        across = np.linspace(margin, printed.width_mm - margin, ROWS)
        down = np.linspace(margin, printed.height_mm - margin, COLUMNS)
    return [
        (float(x - half), float(y - half), float(x + half), float(y + half))
        for y in down
        for x in across
    ]


def _match(
    grey: Grey, start: Homography, printed: Print, pieces: list[Box], search_mm: float
) -> Pairs:
    """Look for pieces of the print on the received page.

    Returns:
        The middle of each piece that was found, and where.
    """
    to_coarse = printed.to_coarse_px
    lying = _laid_on(grey, start, printed)
    reach = round(search_mm * COARSE_PX_PER_MM)
    middles, moved = [], []
    for piece in pieces:
        shift = _shift(lying, printed.coarse, _pixels(to_coarse, piece), reach)
        if shift is not None:
            x0, y0, x1, y1 = piece
            middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
            middles.append(middle)
            moved.append(middle + shift / np.diag(to_coarse)[:2])
    printed_mm = np.array(middles).reshape(-1, 2)
    found_px = geometry.project(start, np.array(moved).reshape(-1, 2))
    return Pairs(printed_mm, found_px)


def _laid_on(grey: Grey, start: Homography, printed: Print) -> Grey:
    """The received page in the frame of the coarse print."""
    factor = min(1.0, COARSE_PX_PER_MM / _px_per_mm(start, printed))
    small = resized(grey, factor) if factor < 1 else grey
    to_small = geometry.rescaling(grey, small)
    height, width = printed.coarse.shape
    return as_grey(
        cv2.warpPerspective(
            small,
            to_small @ start @ np.linalg.inv(printed.to_coarse_px),
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def _pixels(to_px: Homography, box_mm: Box) -> tuple[int, int, int, int]:
    corners = geometry.project(to_px, geometry.corners(box_mm))
    x0, y0 = np.rint(corners[0] + 0.5).astype(int).tolist()
    x1, y1 = np.rint(corners[2] + 0.5).astype(int).tolist()
    return x0, y0, x1, y1


def _shift(
    lying: Grey, printed: Grey, box: tuple[int, int, int, int], reach: int
) -> Floats | None:
    """How far a piece lies from its place, in pixels; None when it is not found."""
    x0, y0, x1, y1 = box
    height, width = printed.shape
    left, top = max(0, x0 - reach), max(0, y0 - reach)
    right, bottom = min(width, x1 + reach), min(height, y1 + reach)
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return None
    piece = printed[y0:y1, x0:x1]
    if not _tells_its_place(piece):
        return None
    likeness = cv2.matchTemplate(
        lying[top:bottom, left:right], piece, cv2.TM_CCOEFF_NORMED
    )
    _least, best, _where, (x, y) = cv2.minMaxLoc(likeness)
    rows, columns = likeness.shape
    if best < _LEAST_LIKENESS or not (0 < x < columns - 1 and 0 < y < rows - 1):
        return None
    peak = likeness[y - 1 : y + 2, x - 1 : x + 2].astype(np.float64)
    fine_x, fine_y = x + _peak(peak[1]), y + _peak(peak[:, 1])
    return np.array([fine_x - (x0 - left), fine_y - (y0 - top)])


def _tells_its_place(piece: Grey) -> bool:
    """It has edges both ways; along a single line it could lie anywhere."""
    if piece.std() < _LEAST_CONTRAST:
        return False
    values = piece.astype(np.float32)
    across = float(np.abs(np.diff(values.mean(axis=0))).max())
    down = float(np.abs(np.diff(values.mean(axis=1))).max())
    return min(across, down) > _LEAST_CONTRAST / 2


def _peak(three: Floats) -> float:
    """The top of the parabola through three values, from the middle one."""
    before, here, after = (float(value) for value in three)
    curve = before - 2 * here + after
    return 0.0 if curve >= 0 else 0.5 * (before - after) / curve


def _px_per_mm(homography: Homography, printed: Print) -> float:
    """The scale in the middle of the page."""
    middle = np.array([printed.width_mm / 2, printed.height_mm / 2])
    points = geometry.project(
        homography, np.stack([middle, middle + np.array([10.0, 0.0])])
    )
    return float(np.linalg.norm(points[1] - points[0]) / 10.0)


def _print_found(grey: Grey, fit: Fit, printed: Print) -> float:
    """The share of the print that is dark on the received page too.

    Where few marks are left, a table may have been laid a row off: its lines
    agree then, its words do not. What was lost at the image's edge says nothing.
    """
    height, width = printed.coarse.shape
    whole = (0.0, 0.0, printed.width_mm, printed.height_mm)
    laid = fit.sample(grey, whole, (width, height))
    lost = fit.sample(np.zeros_like(grey), whole, (width, height)) > 0
    dark = as_grey(darkness.paper_under(laid) - laid > _DARKER)
    near = cv2.dilate(dark, np.ones((3, 3), np.uint8)).astype(bool)
    print_left = (printed.coarse < _PRINTED_BELOW) & ~lost
    return float(near[print_left].mean()) if print_left.any() else 0.0


def _residual_mm(fit: Fit, marks: Pairs, dpi: float) -> float:
    missed_px = fit.to_px(marks.printed_mm) - marks.found_px
    square = float((missed_px**2).sum(axis=1).mean())
    return float(square**0.5) * MM_PER_INCH / dpi
