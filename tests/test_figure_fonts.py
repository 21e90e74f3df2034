"""The handwriting fonts that the network of figures is trained on."""

import numpy as np
import pytest

from scripts import figure_fonts
from tests import paper
from tests.paper import fonts, pens
from tests.paper.sheet import Sheet


@pytest.fixture(scope="module")
def known():
    return figure_fonts.held_back()


def test_no_font_of_the_simulated_paper_is_trained_on():
    trained = {it.replace("-", "_") for it in figure_fonts.TRAINED_ON}
    calibrated = {it.replace("-", "_") for it in figure_fonts.CALIBRATED_ON}
    assert not trained & set(fonts.FAMILIES)
    assert not calibrated & set(fonts.FAMILIES)
    assert not trained & calibrated


def test_what_a_font_writes_stays_in_its_cell(known):
    sheet = Sheet(np.full((600, 600, 3), 255, np.uint8), 60.0, 60.0)
    cell = paper.Cell((20.0, 25.0, 35.0, 33.0))
    rng = np.random.default_rng(1)
    for font in known:
        pen = pens.take(pens.any_colour(rng), rng)
        figure_fonts.write(sheet, cell, "5", rng, (font, pen))
    rows, columns = np.nonzero(sheet.picture.min(axis=2) < 200)
    assert len(rows) > 500
    assert 24.9 < rows.min() / sheet.px_per_mm < rows.max() / sheet.px_per_mm < 33.1
    assert columns.min() / sheet.px_per_mm > 19.9
    assert columns.max() / sheet.px_per_mm < 35.1


def test_the_way_of_the_pen_is_found_in_a_font(known):
    for font in known:
        way = font.path("4")
        assert len(way) > 20
        assert way[:, 1].min() == 0.0
        assert way[:, 1].max() == pytest.approx(1.0)
