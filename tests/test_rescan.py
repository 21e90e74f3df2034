"""Which of two scans of a page is worth keeping; pure."""

from dataclasses import replace

from pipeline import rescan
from pipeline.model import (
    Certainty,
    LayoutPage,
    Reading,
    SignatureState,
    Zone,
    ZoneKind,
)
from tests.archived import PAGE, RECORD, SIGNATURE

FLAT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
CELL = Zone("s1", ZoneKind.SIGNATURE, "teacher", "L1", (1, 1, 9, 9))
LAYOUT = (LayoutPage(1, "PS1", 210.0, 297.0, (CELL,)),)


def scanned(source: str, *, dpi: int = 200, matrix=FLAT, **cell):
    page = replace(PAGE, source_sha256=source * 64, dpi=dpi, matrix=matrix)
    return replace(RECORD, pages=(page,), signatures=(replace(SIGNATURE, **cell),))


def better(before, now) -> bool:
    (pair,) = rescan.pairs(before, now)
    return rescan.Comparison(before, now, LAYOUT).is_better(pair)


def poorer(before, now) -> bool:
    (pair,) = rescan.pairs(before, now)
    return rescan.Comparison(before, now, LAYOUT).is_poorer(pair)


def says_the_same(before, now) -> bool:
    return rescan.Comparison(before, now, LAYOUT).says_the_same(1)


UNSURE = {"state": SignatureState.UNSURE, "status": Certainty.UNSURE}


def test_only_pages_that_lie_surely_on_their_print_are_compared():
    assert rescan.pairs(scanned("0"), scanned("1"))
    assert not rescan.pairs(scanned("0", matrix=None), scanned("1"))
    new = replace(scanned("1"), pages=(replace(scanned("1").pages[0], number=2),))
    assert not rescan.pairs(scanned("0"), new)
    assert not rescan.pairs(scanned("0"), scanned("0"))


def weaker(before, now) -> set[int]:
    return set(rescan.weaker(before, now))


def test_a_page_is_weaker_that_lies_nowhere_or_is_known_by_its_print_only():
    def matched(record):
        return replace(record, pages=(replace(record.pages[0], matched=True),))

    before, now = scanned("0"), scanned("1")
    assert not weaker(before, now)
    assert weaker(before, scanned("1", matrix=None)) == {1}
    assert not weaker(scanned("0", matrix=None), scanned("1", matrix=None))
    assert weaker(before, matched(now)) == {1}
    assert weaker(scanned("0", matrix=None), matched(now)) == {1}
    assert not weaker(matched(before), matched(now))
    assert not weaker(before, scanned("0", matrix=None))


def test_cells_that_surely_differ_are_not_the_same():
    gone = scanned("1", state=SignatureState.EMPTY)
    assert not says_the_same(scanned("0"), gone)
    assert says_the_same(scanned("0"), scanned("1", **UNSURE))
    assert says_the_same(scanned("0"), scanned("1"))


def test_a_finer_scan_and_one_that_settles_a_doubt_are_better():
    assert better(scanned("0"), scanned("1", dpi=300))
    assert better(scanned("0", **UNSURE), scanned("1"))
    assert not better(scanned("0"), scanned("1"))
    assert not better(scanned("0"), scanned("1", dpi=300, **UNSURE))
    assert not better(scanned("0", dpi=300, **UNSURE), scanned("1", dpi=150))


def test_a_cell_that_holds_a_conflict_is_not_settled_by_the_same_again():
    gone = {**UNSURE, "earlier": SignatureState.SIGNED}
    assert not better(scanned("0", **gone), scanned("1", state=SignatureState.EMPTY))
    assert better(scanned("0", **gone), scanned("1"))


def test_pages_left_out_take_their_cells_along():
    left = rescan.without(scanned("1"), {1}, LAYOUT)
    assert (left.pages, left.signatures) == ((), ())


def in_black_and_white(record):
    return replace(record, pages=(replace(record.pages[0], one_bit=True),))


def with_mark(record, value: str, status: Certainty):
    read = Reading("s1", ZoneKind.MARK, "T01", "L1", value, 0.6, status)
    return replace(record, signatures=(), readings=(read,))


def test_a_scan_that_shows_less_is_poorer():
    assert poorer(scanned("0"), in_black_and_white(scanned("1", dpi=300)))
    assert poorer(scanned("0", dpi=300), scanned("1", dpi=150))
    assert poorer(scanned("0"), scanned("1", **UNSURE))
    assert not poorer(scanned("0"), scanned("1", dpi=180))
    assert not poorer(in_black_and_white(scanned("0", dpi=300)), scanned("1"))


def test_black_and_white_is_never_better_than_grey_however_fine():
    assert not better(scanned("0"), in_black_and_white(scanned("1", dpi=600)))


def test_a_scan_with_ink_in_an_empty_cell_is_not_passed_over_as_poorer():
    empty = with_mark(scanned("0"), "", Certainty.CERTAIN)
    unknown = with_mark(scanned("0"), "", Certainty.UNSURE)
    inked = with_mark(in_black_and_white(scanned("1")), "н", Certainty.CERTAIN)
    assert not poorer(empty, inked)
    assert not poorer(unknown, inked)
    speck = with_mark(in_black_and_white(scanned("1")), "н", Certainty.UNSURE)
    assert poorer(empty, speck)
    assert rescan.Comparison(empty, speck, LAYOUT).may_be_inked(1)
    lost = with_mark(in_black_and_white(scanned("1")), "", Certainty.UNSURE)
    assert poorer(empty, lost)
    assert not rescan.Comparison(empty, lost, LAYOUT).may_be_inked(1)


def test_what_lay_under_a_cover_sheet_is_replaced_as_a_whole():
    under = replace(scanned("1").pages[0], coded=False)
    assert not rescan.pairs(scanned("0"), replace(scanned("1"), pages=(under,)))
