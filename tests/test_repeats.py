"""Which pages that came again bring no news, when their ink was compared."""

from pipeline import repeats, rescan
from pipeline.model import KnownPage, Registration
from pipeline.recognition import Difference, Limits, Pair
from pipeline.shelving import Desk
from tests.test_rescan import FLAT, LAYOUT, UNSURE, scanned

WRITTEN_OVER = Difference(cells=("m1",))
"""A letter over another: too near it to be told, but for the finer look at cells."""


def without_news(now, ink: Difference, asked=frozenset()):
    before = scanned("0")
    by_cells = rescan.Comparison(before, now, LAYOUT)
    return repeats._without_news(rescan.pairs(before, now), by_cells, [ink], asked)


def test_a_page_is_the_same_unless_other_ink_may_be_in_a_cell_that_is_asked_about():
    assert without_news(scanned("1"), Difference()) == ({1}, set())
    assert without_news(scanned("1"), Difference(added_mm2=2.0)) == (set(), set())
    assert without_news(scanned("1"), WRITTEN_OVER) == ({1}, set())
    assert without_news(scanned("1"), WRITTEN_OVER, {"m1"}) == (set(), set())


def test_a_poorer_scan_is_no_less_asked_about():
    poor = scanned("1", **UNSURE)
    assert without_news(poor, WRITTEN_OVER) == ({1}, {1})
    assert without_news(poor, WRITTEN_OVER, {"m1"}) == (set(), set())


def test_what_the_system_fails_is_not_compared_and_stops_nothing(tmp_path):
    known = KnownPage("7K3Q9ZC2M4", LAYOUT[0], tmp_path / "printed.pdf", ())
    flat = Registration(FLAT, 0.1, 4)
    desk = Desk(None, None, "rus", Limits())
    pair = Pair(known, before_page=1, before=flat, now_page=1, now=flat)
    gone = tmp_path / "gone" / "scan.pdf"
    assert repeats._compared(gone, gone, [pair], desk) == ()
