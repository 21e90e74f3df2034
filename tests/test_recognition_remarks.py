import cv2
import numpy as np

from pipeline.model import LayoutPage, Zone, ZoneKind
from pipeline.recognition import remarks
from pipeline.recognition.geometry import Fit, scaling
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import MM_PER_INCH, as_grey
from pipeline.recognition.prints import PX_PER_MM, Print
from tests import paper

SIGNATURE = (120.0, 100.0, 160.0, 110.0)
TEXT = (60.0, 100.0, 90.0, 112.0)


def sheet():
    blank = paper.paper_without_code(["Х"], np.random.default_rng(0))
    blank.picture[:] = 255
    return blank


def layout():
    zones = (
        Zone("Z1", ZoneKind.SIGNATURE, "head", "", SIGNATURE),
        Zone("Z2", ZoneKind.TEXT, "T01", "topic", TEXT),
    )
    return LayoutPage(1, "", 210.0, 297.0, zones)


def found(inked):
    """The blocks on that sheet, of which nothing is printed."""
    size = (round(210 * PX_PER_MM), round(297 * PX_PER_MM))
    grey = as_grey(inked.picture.mean(axis=2))
    grey = as_grey(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
    printed = Print(np.full(grey.shape, 255, np.uint8), 210.0, 297.0)
    fit = Fit(scaling(grey, 210.0, 297.0))
    laid = Laid(PageImage(grey, PX_PER_MM * MM_PER_INCH, lambda: None), fit, printed)
    blocks = list(remarks.find(laid, layout()))
    assert bool(blocks) == remarks.are_on(laid, layout())
    return blocks


def line(inked, box_mm):
    """A stroke as thick as that box is high."""
    x0, y0, x1, y1 = (round(edge * inked.px_per_mm) for edge in box_mm)
    inked.picture[y0:y1, x0:x1] = (40, 40, 120)


def test_an_empty_page_has_no_remarks():
    assert found(sheet()) == []


def test_a_signature_that_runs_out_of_its_cell_is_no_remark():
    inked = sheet()
    line(inked, (122, 104, 164, 105))
    line(inked, (161, 104, 164, 107))
    assert found(inked) == []


def test_what_is_written_in_a_cell_for_text_is_no_remark():
    inked = sheet()
    for left in range(62, 96, 4):
        line(inked, (left, 103, left + 1, 109))
        line(inked, (left, 105, left + 3, 106))
    assert found(inked) == []


def test_a_stamp_is_found_where_it_lies_also_over_a_signature():
    inked = sheet()
    line(inked, (122, 104, 150, 105))
    paper.stamp(inked, 100, 190, ["ВХОДЯЩИЙ", "КАНЦЕЛЯРИЯ"], np.random.default_rng(1))
    paper.stamp(inked, 112, 108, ["ВХОДЯЩИЙ", "КАНЦЕЛЯРИЯ"], np.random.default_rng(1))
    upper, lower = found(inked)
    for block, top in ((upper, 108), (lower, 190)):
        height, width = block.picture.shape
        box = block.on_page((0, 0, width, height))
        _x0, y0, _x1, y1 = (edge / remarks.FINE_PX_PER_MM for edge in box)
        assert top - 10 < y0 < top + 6 < y1 < top + 30
