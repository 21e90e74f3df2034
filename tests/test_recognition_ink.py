"""Signature cells in the situations that fool whoever counts ink."""

import numpy as np
import pytest

from pipeline.apart import Limits
from pipeline.model import Certainty, SignatureState
from pipeline.recognition import codes, ink, pictures, registration
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Prints
from tests import coded_pages, paper
from tests.paper import hands, pens

ROW = 6
CELL = coded_pages.cell(ROW, 3)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return coded_pages.issue(tmp_path_factory.mktemp("issued"))[0]


@pytest.fixture(scope="module")
def printed(known):
    return paper.print_document(known.printed)[0]


@pytest.fixture
def sheet(printed):
    return printed.copy()


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def judged(sheet, known, rng, condition="base", row=ROW, **how):
    scan = paper.scan(sheet, condition, rng, **how)
    grey = scan.image
    if scan.jpeg:
        grey = pictures.grey_of(pictures.decoded(scan.jpeg, Limits()))
    image = PageImage(grey, scan.dpi, lambda: None)
    print_ = Prints().picture(known)
    identity = codes.identify(image)
    fit = registration.register(image.work, identity.codes, print_).fit
    readings = {
        it.zone: it for it in ink.signatures(Laid(image, fit, print_), known.page)
    }
    return readings[f"s{row}"]


def test_a_signature_is_certain(sheet, known, rng):
    paper.sign(sheet, CELL, rng)
    reading = judged(sheet, known, rng)
    assert reading.state is SignatureState.SIGNED
    assert reading.status is Certainty.CERTAIN
    assert reading.ink > 0.05
    assert (reading.subject, reading.item) == (f"T{ROW}", "u1")


@pytest.mark.parametrize("condition", ["base", "dirty", "photo", "skew", "lowdpi"])
def test_an_empty_cell_is_empty(sheet, known, rng, condition):
    assert judged(sheet, known, rng, condition).state is SignatureState.EMPTY


def test_a_line_from_edge_to_edge_signs_nothing(sheet, known, rng):
    x0, y0, x1, y1 = (round(edge * sheet.px_per_mm) for edge in CELL.box_mm)
    for x in range(x0 - 20, x1 + 20):
        y = y0 + (y1 - y0) * (x - x0) // (x1 - x0)
        sheet.picture[y : y + 4, x] = 60
    assert judged(sheet, known, rng).state is not SignatureState.SIGNED


def test_a_neighbours_flourish_signs_nothing(sheet, known, rng):
    x0, y0, x1, y1 = coded_pages.cell(ROW + 1, 3).box_mm
    paper.sign(sheet, paper.Cell((x0, y0 - 2.5, x1, y1)), rng)
    above = judged(sheet, known, rng)
    below = judged(sheet, known, rng, row=ROW + 1)
    assert above.state is not SignatureState.SIGNED
    assert below.state is SignatureState.SIGNED


@pytest.mark.parametrize("seed", range(4))
def test_a_seal_over_an_empty_cell_signs_nothing(sheet, known, seed):
    rng = np.random.default_rng(seed)
    x, y = CELL.centre_mm
    paper.round_stamp(sheet, x + rng.uniform(-8, 8), y + rng.uniform(-14, 14), rng)
    assert judged(sheet, known, rng).state is not SignatureState.SIGNED


@pytest.mark.parametrize("seed", [1, 2])
def test_ink_much_darker_than_the_seal_over_it_is_a_signature(sheet, known, seed):
    rng = np.random.default_rng(seed)
    x0, y0, _x1, _y1 = CELL.box_mm
    pen = pens.Pen(pens.returns(pens.COLOURS["black"], 215), 0.6)
    strokes = hands.signature(rng, 24.0, 6.5)
    pens.draw(sheet, [it + np.array([x0 + 12, y0 + 1.0]) for it in strokes], pen, rng)
    x, y = CELL.centre_mm
    paper.round_stamp(sheet, x, y, rng)
    assert judged(sheet, known, rng).state is SignatureState.SIGNED


def test_a_black_and_white_scan_proves_no_cell_empty(sheet, known, rng):
    reading = judged(sheet, known, rng, "bw")
    assert reading.state is SignatureState.UNSURE
    assert reading.status is Certainty.UNSURE


def test_a_strayed_stroke_signs_nothing(sheet, known, rng):
    paper.stray_stroke(sheet, CELL, rng)
    assert judged(sheet, known, rng).state is not SignatureState.SIGNED


def sign_over_the_upper_line(sheet, rng):
    x0, y0, _x1, _y1 = CELL.box_mm
    pen = pens.Pen(pens.returns(pens.COLOURS["blue"], 110), 0.5)
    strokes = hands.signature(rng, 11.0, 5.2)
    pens.draw(sheet, [it + np.array([x0 + 18, y0 - 1.9]) for it in strokes], pen, rng)


@pytest.mark.parametrize("seed", [0, 2])
def test_a_signature_over_the_line_is_its_cells_if_the_neighbour_has_one(
    sheet, known, seed
):
    rng = np.random.default_rng(seed)
    sign_over_the_upper_line(sheet, rng)
    alone = judged(sheet, known, rng)
    x0, y0, x1, y1 = coded_pages.cell(ROW - 1, 3).box_mm
    paper.sign(sheet, paper.Cell((x0, y0, x1, y1 - 3.0)), rng)
    beside_another = judged(sheet, known, rng)
    assert alone.state is SignatureState.UNSURE
    assert beside_another.state is SignatureState.SIGNED


PALE = pens.Pen(pens.returns(pens.COLOURS["blue"], 36), 0.4)


def sign_palely(sheet, rng):
    x0, y0, _x1, _y1 = CELL.box_mm
    strokes = hands.signature(rng, 28.0, 6.0)
    pens.draw(sheet, [it + np.array([x0 + 10, y0 + 1.5]) for it in strokes], PALE, rng)


def test_a_pale_signature_on_a_clean_page_is_certain(sheet, known, rng):
    sign_palely(sheet, rng)
    assert judged(sheet, known, rng).state is SignatureState.SIGNED


@pytest.mark.parametrize("seed", [0, 4, 12])
def test_pale_ink_is_doubted_where_the_back_shows_through(sheet, known, seed):
    rng = np.random.default_rng(seed)
    sign_palely(sheet, rng)
    remark = pens.Pen(PALE.colour, 0.6)
    for y in (210.0, 225.0, 240.0, 255.0):
        strokes = hands.signature(rng, 120.0, 9.0)
        pens.draw(sheet, [it + np.array([45.0, y]) for it in strokes], remark, rng)
    assert judged(sheet, known, rng).state is SignatureState.UNSURE


@pytest.mark.parametrize("seed", range(4))
def test_a_column_full_of_signatures_is_no_seal(sheet, known, seed):
    rng = np.random.default_rng(seed)
    for row in range(1, coded_pages.ROWS):
        paper.sign(sheet, coded_pages.cell(row, 3), rng)
    assert judged(sheet, known, rng).state is SignatureState.SIGNED
