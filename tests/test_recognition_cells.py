"""The rule over kinds of cells: of a set of boxes only one is filled."""

from dataclasses import replace

from pipeline.model import INKED, Certainty, Reading, ZoneKind
from pipeline.recognition import cells


def reading(zone, kind, value, subject="T1", item="u1"):
    return Reading(zone, kind, subject, item, value, 0.99, Certainty.CERTAIN)


def unsure(read):
    return {it.zone for it in cells.one_of_a_set(read) if it.status is Certainty.UNSURE}


def test_one_filled_box_of_a_set_stays_certain():
    read = [
        reading("c1", ZoneKind.CHOICE, "passed"),
        reading("c2", ZoneKind.CHOICE, ""),
        reading("c3", ZoneKind.CHOICE, "failed", subject="T2"),
    ]
    assert not unsure(read)


def test_two_filled_boxes_of_a_set_are_unsure_and_the_empty_one_is_not():
    read = [
        reading("c1", ZoneKind.CHOICE, "passed"),
        reading("c2", ZoneKind.CHOICE, "failed"),
        reading("c3", ZoneKind.CHOICE, ""),
    ]
    assert unsure(read) == {"c1", "c2"}
    assert max(it.confidence for it in cells.one_of_a_set(read)[:2]) <= 0.5


def test_a_stroke_out_of_the_next_box_takes_nothing_from_a_certain_one():
    doubted = reading("c2", ZoneKind.CHOICE, "failed")
    read = [
        reading("c1", ZoneKind.CHOICE, "passed"),
        replace(doubted, status=Certainty.UNSURE),
    ]
    assert unsure(read) == {"c2"}


def test_a_speck_in_the_next_box_is_no_second_choice():
    speck = reading("c2", ZoneKind.CHOICE, "")
    read = [
        reading("c1", ZoneKind.CHOICE, "passed"),
        replace(speck, status=Certainty.UNSURE, confidence=0.7),
    ]
    assert not unsure(read)
    assert cells.one_of_a_set(read)[1].confidence > 0.99


def test_a_figure_beside_a_ticked_box_is_unsure():
    read = [
        reading("g1", ZoneKind.GRADE, "5"),
        reading("c1", ZoneKind.CHOICE, "absent"),
    ]
    assert unsure(read) == {"g1", "c1"}


def test_a_mark_is_of_no_set():
    read = [
        reading("m1", ZoneKind.MARK, INKED),
        reading("c1", ZoneKind.CHOICE, "passed"),
    ]
    assert not unsure(read)
