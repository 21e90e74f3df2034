"""Records of pages that were taken out or put in; pure."""

from dataclasses import replace

from pipeline import composition
from pipeline.model import LayoutPage
from tests.archived import AT, PAGE, RECORD

LAYOUT = tuple(LayoutPage(n, f"PS{n}", 210.0, 297.0, ()) for n in (1, 2, 3))


def spread():
    """A document of three pages, two of which lie on one received page."""
    first = replace(PAGE, of=3)
    pair = [
        replace(PAGE, number=n, of=3, scan_page=n, source_page=2, source_part=n - 1)
        for n in (2, 3)
    ]
    return replace(RECORD, pages=(first, *pair), signatures=())


def test_both_pages_of_a_spread_come_back_as_they_were():
    whole = spread()
    off, rest = composition.parted(whole, {2, 3}, LAYOUT, AT)
    assert rest.missing_pages == (2, 3)
    host = composition.Host(rest, LAYOUT, (whole,))
    joined = composition.joined(host, off, AT, None)
    assert [(it.number, it.source) for it in joined.pages] == [
        (it.number, it.source) for it in whole.pages
    ]
    assert joined.missing_pages == ()
