"""Is there nothing on a page but paper?"""

import cv2
import numpy as np
import pytest

from pipeline.recognition import blank
from pipeline.recognition.page import PageImage
from tests import paper
from tests.paper import dirt
from tests.paper.sheet import Sheet

PEN = "black"
PLACE = paper.Cell((80.0, 140.0, 130.0, 156.0))
CORNER = (11.0, 11.0, 25.0, 25.0)


def empty():
    return Sheet(np.full((3508, 2480, 3), 255, np.uint8), 210.0, 297.0)


def is_blank(sheet, rng, condition="base"):
    scan = paper.scan(sheet, condition, rng)
    return blank.is_blank(PageImage(scan.image, scan.dpi, lambda: None).work)


@pytest.mark.parametrize("seed", range(4))
def test_a_page_with_a_signature_alone_is_not_blank(seed):
    rng, sheet = np.random.default_rng(seed), empty()
    paper.sign(sheet, PLACE, rng, pen=PEN)
    assert not is_blank(sheet, rng)


@pytest.mark.parametrize("hurt", [dirt._staple, dirt._tear])
@pytest.mark.parametrize("condition", ["base", "dirty", "bw"])
def test_a_page_with_a_staple_or_a_torn_corner_is_blank(hurt, condition):
    rng, sheet = np.random.default_rng(6), empty()
    hurt(sheet, CORNER, rng)
    assert is_blank(sheet, rng, condition)


@pytest.mark.parametrize(
    ("end", "thick_mm"), [((60, 40), 0.8), ((52, 52), 0.8), ((42, 40), 1.5)]
)
def test_a_page_with_one_straight_mark_is_blank(end, thick_mm):
    sheet = empty()
    start, stop = ((round(x * 11.811), round(y * 11.811)) for x, y in ((40, 40), end))
    cv2.line(sheet.picture, start, stop, (30,) * 3, round(thick_mm * 11.811))
    assert is_blank(sheet, np.random.default_rng(7))


def test_a_page_with_punched_holes_or_one_stain_is_blank():
    holes, stain = empty(), empty()
    for y_mm in (108, 188):
        middle = (round(12 * 11.811), round(y_mm * 11.811))
        cv2.circle(holes.picture, middle, round(2.75 * 11.811), (20,) * 3, -1)
    cv2.ellipse(stain.picture, (1200, 1200), (35, 19), 30, 0, 360, (120,) * 3, -1)
    for sheet in (holes, stain):
        assert is_blank(sheet, np.random.default_rng(8))
