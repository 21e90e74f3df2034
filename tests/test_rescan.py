"""Which of two scans of a page is worth keeping; pure."""

from dataclasses import replace

from pipeline import rescan
from pipeline.model import Certainty, LayoutPage, SignatureState, Zone, ZoneKind
from tests.archived import PAGE, RECORD, SIGNATURE

FLAT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
CELL = Zone("s1", ZoneKind.SIGNATURE, "teacher", "L1", (1, 1, 9, 9))
LAYOUT = (LayoutPage(1, "PS1", 210.0, 297.0, (CELL,)),)


def scanned(source: str, *, dpi: int = 200, matrix=FLAT, **cell):
    page = replace(PAGE, source_sha256=source * 64, dpi=dpi, matrix=matrix)
    return replace(RECORD, pages=(page,), signatures=(replace(SIGNATURE, **cell),))


def better(before, now) -> frozenset[int]:
    return rescan.better(before, now, rescan.pairs(before, now), LAYOUT)


UNSURE = {"state": SignatureState.UNSURE, "status": Certainty.UNSURE}


def test_only_pages_that_lie_surely_on_their_print_are_compared():
    assert rescan.pairs(scanned("0"), scanned("1"))
    assert not rescan.pairs(scanned("0", matrix=None), scanned("1"))
    new = replace(scanned("1"), pages=(replace(scanned("1").pages[0], number=2),))
    assert not rescan.pairs(scanned("0"), new)
    assert not rescan.pairs(scanned("0"), scanned("0"))


def test_cells_that_surely_differ_are_not_the_same():
    gone = scanned("1", state=SignatureState.EMPTY)
    assert not rescan.says_the_same(scanned("0"), gone)
    assert rescan.says_the_same(scanned("0"), scanned("1", **UNSURE))
    assert rescan.says_the_same(scanned("0"), scanned("1"))


def test_a_finer_scan_and_one_that_settles_a_doubt_are_better():
    assert better(scanned("0"), scanned("1", dpi=300)) == {1}
    assert better(scanned("0", **UNSURE), scanned("1")) == {1}
    assert not better(scanned("0"), scanned("1"))
    assert not better(scanned("0"), scanned("1", dpi=300, **UNSURE))
    assert not better(scanned("0", dpi=300, **UNSURE), scanned("1", dpi=150))


def test_pages_left_out_take_their_cells_along():
    left = rescan.without(scanned("1"), {1}, LAYOUT)
    assert (left.pages, left.signatures) == ((), ())
