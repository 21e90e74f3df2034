"""Where points of a printed page lie on its scan, held against dots on the page."""

import cv2
import numpy as np
import pytest

from tests import paper
from tests.paper.sheet import MM_PER_INCH, PRINT_DPI, Sheet

DOTS_MM = np.array([(x, y) for x in (40.0, 105.0, 170.0) for y in (40.0, 150.0, 260.0)])
REACH_PX = 14
PAPER_TO_DOT = 90


def dotted():
    per_mm = PRINT_DPI / MM_PER_INCH
    picture = np.full((round(297 * per_mm), round(210 * per_mm), 3), 255, np.uint8)
    for spot in np.round((DOTS_MM * per_mm - 0.5) * 16).astype(int).tolist():
        cv2.circle(picture, spot, 8 * 16, (0, 0, 0), -1, cv2.LINE_AA, 4)
    return Sheet(picture, 210.0, 297.0)


def dark_middle(image, spot):
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    x, y = np.rint(spot).astype(int).tolist()
    around = grey[y - REACH_PX : y + REACH_PX + 1, x - REACH_PX : x + REACH_PX + 1]
    weights = np.maximum(np.median(around).astype(float) - around - PAPER_TO_DOT, 0)
    rows, columns = np.indices(around.shape)
    total = weights.sum()
    return (
        x - REACH_PX + (columns * weights).sum() / total,
        y - REACH_PX + (rows * weights).sum() / total,
    )


@pytest.mark.parametrize(
    ("condition", "turn"),
    [
        *(("clean", 0), ("clean", 90), ("base", 180), ("skew", 270), ("scaled", 90)),
        *(("clipped", 0), ("clipped", 270), ("photo", 0), ("photo", 90)),
    ],
)
def test_the_scan_tells_where_each_point_of_the_page_came_to_lie(condition, turn):
    rng = np.random.default_rng(5)
    scan = paper.scan(dotted(), condition, rng, turn=turn)
    spots = scan.truth.to_px(DOTS_MM)
    seen = np.array([dark_middle(scan.image, spot) for spot in spots])
    assert np.abs(seen - spots).max() < 0.8
