"""Handwritten digits of real people on the simulated paper."""

import cv2
import numpy as np
import pytest

from scripts import digits as data
from tests import paper
from tests.paper import digits, pens
from tests.paper.sheet import sheet_of

CELL = paper.Cell((20.0, 20.0, 38.0, 29.0))


@pytest.fixture
def sheet():
    return sheet_of(np.full((700, 700, 3), 255, np.uint8), (), (59.0, 59.0))


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def ink_of(sheet):
    """Where there is ink: x and y in mm."""
    y, x = np.nonzero(sheet.picture.min(axis=2) < 215)
    return (x + 0.5) / sheet.px_per_mm, (y + 0.5) / sheet.px_per_mm


def test_no_image_is_both_trained_on_and_held_back():
    images = np.arange(863 * 784, dtype=np.uint32).reshape(-1, 28, 28)
    parts = data.training(images), data.held_back(images)
    assert [len(part) for part in parts] == [663, 200]
    assert np.array_equal(np.concatenate(parts), images)


def test_two_hundred_images_of_each_digit_are_held_back():
    images = digits.held_back()
    assert [part.shape for part in images] == [(200, 28, 28)] * 10
    assert len({image.tobytes() for part in images for image in part}) == 2000
    assert np.array_equal(data.cut(data.sprite(images))[7], images[7])


@pytest.mark.parametrize("value", ["2", "3", "4", "5"])
def test_a_digit_stands_in_its_cell_as_the_box_says(sheet, rng, value):
    x0, y0, x1, y1 = paper.digit(sheet, CELL, value, rng, pen="blue")
    x, y = ink_of(sheet)
    assert (x.min(), x.max()) == pytest.approx((x0, x1), abs=0.5)
    assert (y.min(), y.max()) == pytest.approx((y0, y1), abs=0.5)
    assert CELL.box_mm[1] - 1.5 < y0 < y1 < CELL.box_mm[3] + 1.5
    assert 2.9 < y1 - y0 < 10.5


def test_the_stroke_is_as_wide_as_the_pen(sheet, rng):
    wide = []
    for width in (0.3, 0.7):
        pen = pens.Pen(pens.returns(pens.COLOURS["black"], 200), width)
        own = sheet.copy()
        digits.put(own, CELL, digits.path("2", 3), rng, pen)
        solid = (own.picture[:, :, 0] < 140).astype(np.uint8)
        depth = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
        middle = digits.thinned(solid.astype(bool))
        wide.append(2 * np.median(depth[middle]) / own.px_per_mm)
    assert wide == pytest.approx([0.3, 0.7], abs=0.12)


def test_an_index_chooses_the_hand_and_a_seed_the_rest(sheet):
    def picture(index, seed):
        own = sheet.copy()
        paper.digit(own, CELL, "4", np.random.default_rng(seed), index=index)
        return own.picture

    assert np.array_equal(picture(1, 2), picture(1, 2))
    assert not np.array_equal(picture(1, 2), picture(7, 2))
    assert not np.array_equal(picture(1, 2), picture(1, 3))


@pytest.mark.parametrize("way", ["beside", "above", "over"])
def test_a_corrected_figure_is_more_ink_than_a_figure(sheet, way):
    alone = sheet.copy()
    paper.digit(alone, CELL, "5", np.random.default_rng(2), pen="black")
    paper.rewritten(
        sheet, CELL, ("2", "5"), np.random.default_rng(2), way=way, pen="black"
    )
    assert len(ink_of(sheet)[0]) > 1.2 * len(ink_of(alone)[0])


def test_a_thinned_stroke_is_one_pixel_wide():
    solid = np.zeros((40, 40), bool)
    solid[8:15, 4:36] = True
    thin = digits.thinned(solid)
    assert (thin.sum(axis=0) <= 1).all()
    assert 22 < thin.sum() < 33
