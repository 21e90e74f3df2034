"""One-bit scans lose pale ink: what looks empty is certain only with evidence."""

from dataclasses import replace

from pipeline.model import INKED, Certainty, Reading, ZoneKind
from pipeline.recognition import losses, odds
from pipeline.recognition.losses import Losses

LOST = Losses(odds.of_loss([], 0.0), 12)
KEPT = Losses(-odds.MOST, 12)


def reading(zone, kind, value, subject="T1", item="u1", confidence=0.9999):
    return Reading(zone, kind, subject, item, value, confidence, Certainty.CERTAIN)


MARKED = reading("m1", ZoneKind.MARK, INKED)
UNMARKED = reading("m2", ZoneKind.MARK, "")
CHOSEN = reading("c1", ZoneKind.CHOICE, "absent")
BESIDE = reading("c2", ZoneKind.CHOICE, "")
FIGURE = reading("g1", ZoneKind.GRADE, "")
ALONE = reading("g2", ZoneKind.GRADE, "", subject="T2")
PAGE = (MARKED, UNMARKED, CHOSEN, BESIDE, FIGURE, ALONE)


def unsure(read, lost):
    return {
        it.zone
        for it in losses.allowed_for(read, lost)
        if it.status is Certainty.UNSURE
    }


def test_where_ink_survives_empty_cells_are_certain():
    assert not unsure(PAGE, KEPT)


def test_where_it_may_not_a_filled_box_settles_its_set():
    assert unsure(PAGE, LOST) == {"m2", "g2"}


def test_a_figure_settles_the_boxes_beside_it():
    assert not unsure([reading("g1", ZoneKind.GRADE, "5"), BESIDE], LOST)


def test_where_most_sets_show_nothing_a_box_that_does_is_doubted():
    sets = [reading(f"g{n}", ZoneKind.GRADE, "", subject=f"S{n}") for n in range(9)]
    assert {"c1", "c2"} <= unsure([*PAGE, *sets], Losses(LOST.wager, 2))


def test_a_figure_that_was_read_stands_where_most_sets_show_nothing():
    figure = reading("g0", ZoneKind.GRADE, "5", subject="T3")
    doubtful = replace(figure, zone="g1", status=Certainty.UNSURE)
    found = unsure([figure, doubtful, UNMARKED, ALONE], Losses(LOST.wager, 1))
    assert found == {"g1", "m2", "g2"}


def test_a_small_mark_is_doubted_where_ink_is_lost():
    small = reading("m3", ZoneKind.MARK, INKED, confidence=0.998)
    assert unsure([*PAGE, small], LOST) == {"m2", "g2", "m3"}
    assert not unsure([small], KEPT)


def test_doubt_lowers_the_confidence():
    doubted = [it for it in losses.allowed_for(PAGE, LOST) if it.zone in {"m2", "g2"}]
    assert all(it.confidence < 0.97 for it in doubted)


def test_five_whole_marks_are_enough():
    assert odds.of_loss([0.96, 0.97, 0.98, 0.99, 0.96], 0.0) <= -odds.SAFE
    assert odds.of_loss([0.96] * 18 + [0.5] * 2, 0.02) <= -odds.SAFE


def test_few_marks_gappy_ones_and_crumbs_prove_nothing():
    for whole, crumbs in (
        ([1.0] * 4, 0.0),
        ([0.93] * 5, 0.0),
        ([0.97] * 7 + [0.85] * 3, 0.0),
        ([0.97] * 10, 0.05),
    ):
        assert odds.of_loss(whole, crumbs) > -odds.SAFE


def test_crumbs_in_a_cell_are_doubted_on_a_page_whose_ink_survives():
    crumbs = Losses(-odds.MOST, 12, frozenset({"m1", "m2"}))
    assert unsure(PAGE, crumbs) == {"m2"}
