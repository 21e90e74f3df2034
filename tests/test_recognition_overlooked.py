"""Very pale ink: too little to read by, too much for an empty cell."""

import numpy as np
import pytest

from pipeline.apart import Limits
from pipeline.model import Certainty, SignatureState
from pipeline.recognition import cells, codes, pictures, registration
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Prints
from tests import coded_pages, paper
from tests.paper import hands, pens

PALE = pens.Pen(pens.returns(pens.COLOURS["black"], 30), 0.3)
NOISY = 56
"""This seed draws noise of 7.9, near the most."""

WRITTEN = range(1, 8)


def filled(printed):
    """Figures and signatures of a pale pen in some rows."""
    sheet, rng = printed.copy(), np.random.default_rng(5)
    for row in WRITTEN:
        x0, y0, _x1, y1 = coded_pages.cell(row, 2).box_mm
        box = (x0 + 20, y0 + 1.5, x0 + 24, y1 - 1.5)
        pens.draw(sheet, hands.figure("+", rng, box), PALE, rng)
        x0, y0, _x1, _y1 = coded_pages.cell(row, 3).box_mm
        strokes = hands.signature(rng, 28.0, 6.0)
        corner = np.array([x0 + 10, y0 + 1.5])
        pens.draw(sheet, [it + corner for it in strokes], PALE, rng)
    return sheet


def laid(image, known):
    """The page on its print."""
    print_ = Prints().picture(known)
    fit = registration.register(image.work, codes.identify(image).codes, print_).fit
    return Laid(image, fit, print_)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """The cells of that page, by zone."""
    known = coded_pages.issue(tmp_path_factory.mktemp("issued"))[0]
    sheet = filled(paper.print_document(known.printed)[0])
    scan = paper.scan(sheet, "base", np.random.default_rng(NOISY), dpi=200)
    assert scan.passage.noise > 7.5
    grey = pictures.grey_of(pictures.decoded(scan.jpeg, Limits()))
    image = PageImage(grey, scan.dpi, lambda: None)
    found = cells.see(laid(image, known), known.page)
    return {it.zone: it for it in (*found.signatures, *found.readings)}


def test_a_pale_figure_on_a_noisy_page_is_not_certainly_empty(seen):
    read = [seen[f"g{row}"] for row in WRITTEN]
    assert all(it.value or it.status is Certainty.UNSURE for it in read)
    assert all(it.confidence < 0.9 for it in read if not it.value)


def test_a_pale_signature_on_a_noisy_page_is_not_certainly_empty(seen):
    states = {seen[f"s{row}"].state for row in WRITTEN}
    assert SignatureState.EMPTY not in states


def test_an_empty_cell_of_a_noisy_page_is_certainly_empty(seen):
    for row in range(max(WRITTEN) + 2, coded_pages.ROWS):
        assert seen[f"g{row}"].value == ""
        assert seen[f"g{row}"].status is Certainty.CERTAIN
        assert seen[f"s{row}"].state is SignatureState.EMPTY
