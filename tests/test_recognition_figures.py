"""Handwritten grades on scanned pages, read as the house reads them."""

from dataclasses import replace
from functools import partial
from importlib.resources import files

import numpy as np
import pytest

from pipeline import recognition
from pipeline.model import Certainty, Zone, ZoneKind
from pipeline.recognition import network
from tests import coded_pages, paper
from tests.paper import digits, pens

ROWS = range(1, coded_pages.ROWS)
INK = pens.Pen(pens.returns(pens.COLOURS["blue"], 130), 0.5)
DARK = pens.Pen(pens.returns(pens.COLOURS["black"], 210), 0.6)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A page with a grade in each row, and one in a cell with a printed name."""
    (page,) = coded_pages.issue(tmp_path_factory.mktemp("issued"))
    box = coded_pages.cell(1, 1).box_mm
    zones = (*page.page.zones, Zone("printed", ZoneKind.GRADE, "T1", "u2", box))
    return replace(page, page=replace(page.page, zones=zones))


@pytest.fixture(scope="module")
def printed(known):
    return paper.print_document(known.printed)[0]


def figure(sheet, row, value, index=3, pen=INK):
    cell, drawn = coded_pages.cell(row, 2), digits.path(value, index)
    return digits.put(sheet, cell, drawn, np.random.default_rng(row), pen)


def read(sheet, known, tmp_path, condition="base"):
    """The readings of the grades on a scan of a sheet, by zone."""
    scan = paper.scan(sheet, condition, np.random.default_rng(1))
    path = paper.save_pdf([scan], tmp_path / "scan.pdf")
    (sight,) = recognition.look(path, partial(coded_pages.find_page, [known]))
    return {it.zone: it for it in sight.readings if it.kind is ZoneKind.GRADE}


def certain(readings):
    return {
        it.zone: it.value for it in readings.values() if it.status is Certainty.CERTAIN
    }


def test_figures_of_several_hands_are_read(printed, known, tmp_path):
    sheet = printed.copy()
    values = {f"g{row}": "2345"[row % 4] for row in ROWS}
    for row in ROWS:
        figure(sheet, row, values[f"g{row}"], index=10 + row)
    readings = read(sheet, known, tmp_path)
    found = certain(readings)
    assert len(found) >= 14
    assert found.items() <= (values | {"printed": ""}).items()
    assert min(readings[zone].confidence for zone in found) >= 0.85
    assert (readings["g3"].subject, readings["g3"].item) == ("T3", "u1")


@pytest.mark.parametrize(
    "condition", ["base", "dirty", pytest.param("photo", marks=pytest.mark.slow)]
)
def test_cells_without_ink_are_empty(printed, known, tmp_path, condition):
    found = read(printed, known, tmp_path, condition)
    assert {it.value for it in found.values()} == {""}
    assert len(certain(found)) >= 14


def test_a_black_and_white_scan_proves_no_cell_empty(printed, known, tmp_path):
    found = read(printed, known, tmp_path, "bw")
    assert certain(found) == {}


def test_figures_that_are_whole_are_read_on_a_black_and_white_scan(
    printed, known, tmp_path
):
    sheet = printed.copy()
    values = {f"g{row}": "2345"[row % 4] for row in range(1, 13)}
    for row in range(1, 13):
        figure(sheet, row, values[f"g{row}"], index=10 + row, pen=DARK)
    found = certain(read(sheet, known, tmp_path, "bw"))
    whole = {zone: value for zone, value in found.items() if value}
    assert len(whole) >= 10
    assert whole.items() <= values.items()


def doubtful(sheet):
    """Write what only a person can judge into rows 1 to 12."""
    rng = np.random.default_rng(8)
    cells = [coded_pages.cell(row, 2) for row in ROWS]
    for cell, way in zip(cells, ("beside", "above", "over") * 2, strict=False):
        paper.rewritten(sheet, cell, ("3", "5"), rng, way=way, pen="black")
    for cell, text in zip(cells[6:], ("н", "зач", "1", "7", "45", "-"), strict=False):
        paper.write(sheet, cell, text, rng, pen="blue")


def test_corrections_letters_and_other_figures_wait_for_a_person(
    printed, known, tmp_path
):
    sheet = printed.copy()
    doubtful(sheet)
    found = certain(read(sheet, known, tmp_path))
    assert set(found) == {"g13", "g14", "g15", "printed"}


def test_a_crossed_out_figure_waits_for_a_person(printed, known, tmp_path):
    sheet = printed.copy()
    rng = np.random.default_rng(3)
    for row in range(1, 5):
        written = figure(sheet, row, "2345"[row - 1])
        paper.cross_out(sheet, written, rng)
    found = certain(read(sheet, known, tmp_path))
    assert not {f"g{row}" for row in range(1, 5)} & set(found)


def test_ink_beside_a_printed_grade_waits_for_a_person(printed, known, tmp_path):
    sheet = printed.copy()
    _x0, y0, x1, y1 = coded_pages.cell(1, 1).box_mm
    right = paper.Cell((x1 - 15, y0, x1, y1))
    digits.put(sheet, right, digits.path("4", 1), np.random.default_rng(2), INK)
    found = read(sheet, known, tmp_path)
    assert found["printed"].status is Certainty.UNSURE
    assert found["printed"].value != ""


def test_a_figure_that_hangs_on_ink_from_beside_is_not_passed_over(
    printed, known, tmp_path
):
    sheet = printed.copy()
    figure(sheet, 5, "4")
    x, y = coded_pages.cell(5, 2).centre_mm
    line = np.array([(x, y), (x + 10, y + 12), (x - 8, y + 18), (x + 9, y + 24)])
    pens.draw(sheet, [line], INK, np.random.default_rng(1))
    assert read(sheet, known, tmp_path)["g5"].status is Certainty.UNSURE


def test_the_weights_are_small():
    weights = files("pipeline.recognition") / network.WEIGHTS
    assert len(weights.read_bytes()) < 1_000_000
