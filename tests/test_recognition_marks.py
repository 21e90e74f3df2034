"""Marks and choices: what is written is told from what came there otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.apart import Limits
from pipeline.model import INKED, Certainty, ZoneKind
from pipeline.recognition import (
    cells,
    codes,
    odds,
    pictures,
    registration,
    surroundings,
)
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Prints
from tests import coded_pages, paper
from tests.paper import hands, pens

LETTER, DOT, TICK, BELOW_TICK, EMPTY, STRAY, SCRIBBLE, RULED = range(1, 9)
CHOSEN, BESIDE_CHOSEN, TWICE, AND_AGAIN = range(9, 13)
CHOICES = {CHOSEN: "a", BESIDE_CHOSEN: "a", TWICE: "b", AND_AGAIN: "b"}
NEAR_THRESHOLD = 122
"""How dark a pen must be for some of it to pass the scanner of that seed."""

DARK = pens.Pen(pens.returns(pens.COLOURS["blue"], 190), 0.5)


def cell(row):
    """Where marks are written on the sample form."""
    x0, y0, _x1, y1 = coded_pages.cell(row, 2).box_mm
    return paper.Cell((x0, y0, x0 + 49.8, y1))


def zones():
    """Each row's grade read as a mark, some as two sets of choices."""
    for row, zone in enumerate(coded_pages.zones(), start=2):
        if zone.kind is not ZoneKind.GRADE:
            continue
        number = row // 2
        if number in CHOICES:
            yield replace(
                zone, kind=ZoneKind.CHOICE, subject=CHOICES[number], value=f"v{number}"
            )
        else:
            yield replace(zone, kind=ZoneKind.MARK)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    page = coded_pages.issue(tmp_path_factory.mktemp("issued"))[0]
    return replace(page, page=replace(page.page, zones=tuple(zones())))


@pytest.fixture(scope="module")
def printed(known):
    return paper.print_document(known.printed)[0]


@pytest.fixture
def pen(monkeypatch):
    """One pen in one hand."""
    monkeypatch.setattr(pens, "take", lambda _name, _rng: DARK)


def filled(printed, seed=3):
    """One of each on a page."""
    sheet, rng = printed.copy(), np.random.default_rng(seed)
    paper.mark(sheet, cell(LETTER), "н", rng)
    paper.mark(sheet, cell(DOT), ".", rng)
    paper.mark(sheet, cell(TICK), "v", rng)
    paper.stray_stroke(sheet, cell(STRAY), rng)
    paper.mark(sheet, cell(SCRIBBLE), "н", rng)
    paper.scribble(sheet, cell(SCRIBBLE), rng)
    x0, y0, x1, y1 = (round(edge * sheet.px_per_mm) for edge in cell(RULED).box_mm)
    sheet.picture[(y0 + y1) // 2 : (y0 + y1) // 2 + 3, x0 - 30 : x1 + 30] = 90
    for row in (CHOSEN, TWICE, AND_AGAIN):
        paper.mark(sheet, cell(row), "x", rng)
    return sheet


def read(sheet, known, condition="base", seed=1, *, in_colour=False):
    rng = np.random.default_rng(seed)
    scan = paper.scan(sheet, condition, rng, dpi=200, colour=in_colour)
    grey = scan.image
    if scan.jpeg:
        grey = pictures.grey_of(pictures.decoded(scan.jpeg, Limits()))
    colour = np.asarray(pictures.decoded(scan.jpeg, Limits())) if in_colour else None
    image = PageImage(grey, scan.dpi, lambda: colour)
    print_ = Prints().picture(known)
    registered = registration.register(image.work, codes.identify(image).codes, print_)
    seen = cells.see(Laid(image, registered.fit, print_), known.page)
    return {int(it.zone[1:]): it for it in seen.readings}


def certain(readings):
    """The value of each row that is certain."""
    return {
        row: it.value for row, it in readings.items() if it.status is Certainty.CERTAIN
    }


@pytest.fixture(scope="module")
def base(printed, known):
    return read(filled(printed), known)


@pytest.mark.usefixtures("pen")
@pytest.mark.parametrize("condition", ["lowdpi", "skew", "photo"])
def test_marks_are_read_however_the_page_was_taken(printed, known, condition):
    values = certain(read(filled(printed), known, condition))
    assert [values[row] for row in (LETTER, DOT, TICK)] == [INKED] * 3
    assert values[EMPTY] == values[BELOW_TICK] == ""


def test_a_letter_a_dot_and_a_tick_are_ink(base):
    values = certain(base)
    assert [values[row] for row in (LETTER, DOT, TICK)] == [INKED] * 3


def test_an_empty_cell_is_empty_beside_full_ones(base):
    assert certain(base)[EMPTY] == certain(base)[BELOW_TICK] == ""


def test_a_stroke_that_slipped_into_a_cell_is_no_mark(base):
    assert certain(base).get(STRAY, "") == ""


def test_a_letter_beside_its_neighbours_is_not_certainly_the_neighbours(printed, known):
    sheet, rng = printed.copy(), np.random.default_rng(4)
    x0, _y0, _x1, y1 = cell(EMPTY).box_mm
    for top, height in ((y1 - 3.0, 2.5), (y1 + 0.5, 6.0)):
        box = (x0 + 20, top, x0 + 20 + 1.2 * height, top + height)
        pens.draw(sheet, hands.figure("н", rng, box), DARK, rng)
    reading = read(sheet, known)[EMPTY]
    assert reading.value or reading.status is Certainty.UNSURE


def test_a_mark_scribbled_over_is_left_to_a_person(base):
    assert base[SCRIBBLE].status is Certainty.UNSURE


def test_a_line_through_a_cell_is_no_mark(base):
    assert certain(base).get(RULED, "") == ""


def test_a_choice_has_the_value_of_its_box(base):
    assert certain(base)[CHOSEN] == f"v{CHOSEN}"
    assert certain(base)[BESIDE_CHOSEN] == ""


def test_two_choices_of_one_set_are_left_to_a_person(base):
    assert {TWICE, AND_AGAIN}.isdisjoint(certain(base))


def test_confidence_is_a_share_and_low_where_unsure(base):
    assert all(0 <= it.confidence <= 1 for it in base.values())
    assert all(
        it.confidence < 0.97 for it in base.values() if it.status is Certainty.UNSURE
    )


@pytest.mark.slow
def test_dust_is_never_taken_for_a_mark(printed, known):
    for seed in range(4):
        values = certain(read(printed, known, "dirty", seed))
        assert set(values.values()) == {""}


@pytest.mark.usefixtures("pen")
def test_a_dot_on_a_dusty_page_is_left_to_a_person(printed, known):
    reading = read(filled(printed), known, "dirty", 5)
    assert reading[DOT].status is Certainty.UNSURE
    assert reading[LETTER].status is Certainty.CERTAIN


@pytest.mark.usefixtures("pen")
def test_a_blue_dot_on_a_dusty_page_is_ink_if_the_scan_is_in_colour(printed, known):
    values = certain(read(filled(printed), known, "dirty", 5, in_colour=True))
    assert values[DOT] == values[LETTER] == INKED
    assert values[EMPTY] == ""


def test_a_black_and_white_scan_without_ink_proves_nothing(printed, known):
    assert not certain(read(printed, known, "bw"))


def test_solid_ink_on_a_black_and_white_scan_proves_the_rest_empty(
    printed, known, monkeypatch
):
    heavy = pens.Pen((0.02, 0.02, 0.02), 0.6)
    monkeypatch.setattr(pens, "take", lambda _name, _rng: heavy)
    sheet, rng = printed.copy(), np.random.default_rng(7)
    for row in range(1, coded_pages.ROWS):
        if row not in {EMPTY, *CHOICES}:
            paper.mark(sheet, cell(row), "x", rng)
    assert certain(read(sheet, known, "bw"))[EMPTY] == ""


def test_ink_near_the_threshold_of_a_black_and_white_scan_proves_nothing(
    printed, known, monkeypatch
):
    rng = np.random.default_rng(7)
    near = pens.Pen(pens.returns(pens.COLOURS["black"], NEAR_THRESHOLD), 0.5)
    monkeypatch.setattr(pens, "take", lambda _name, _rng: near)
    sheet = printed.copy()
    for row in range(1, coded_pages.ROWS):
        if row not in {EMPTY, *CHOICES}:
            paper.mark(sheet, cell(row), "x", rng)
    readings = read(sheet, known, "bw")
    assert any(it.value for it in readings.values())
    assert EMPTY not in certain(readings)


def test_a_safer_wager_is_never_less_often_right():
    shares = [odds.share(step / 10) for step in range(100)]
    assert shares == sorted(shares)
    assert odds.share(-odds.SAFE) == odds.share(odds.SAFE) > 0.99


def test_ink_is_doubted_the_more_the_more_specks_are_about():
    sizes = [odds.of_size(1.2, specks) for specks in (1e-5, 1e-3, 1e-2, 1e-1)]
    assert sizes == sorted(sizes, reverse=True)
    assert odds.of_size(4.0, 1e-1) == odds.MOST
    assert odds.of_size(0.4, 1e-5) == -odds.MOST


def test_what_is_larger_than_all_specks_of_the_page_is_no_speck():
    page = surroundings.Surroundings(20_000.0, (0.9, 1.2, 1.3, 1.5), 0.0)
    dot, letter = (page.specks_in(100.0, length) for length in (1.2, 2.2))
    assert odds.of_size(1.2, dot) < odds.SAFE <= odds.of_size(2.2, letter)
