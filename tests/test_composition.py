"""Records of pages that were taken out or put in; pure."""

from dataclasses import replace

from pipeline import composition, pagedoubts
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


def strange(*numbers):
    """A paper of others: the pages at those places of one file."""
    pages = tuple(
        replace(PAGE, number=place, of=len(numbers), scan_page=place, source_page=n)
        for place, n in enumerate(numbers, start=1)
    )
    return replace(RECORD, document_id="", pages=pages, signatures=())


def order(record):
    return [page.source_page for page in record.pages]


def test_scattered_pages_of_a_strange_paper_come_back_where_they_lay():
    whole = strange(1, 2, 3, 4, 5, 6)
    off, rest = composition.parted(whole, {2, 5}, (), AT)
    host = composition.Host(rest, (), (whole,))
    assert order(composition.joined(host, off, AT, None)) == [1, 2, 3, 4, 5, 6]
    assert order(composition.joined(host, off, AT, 1)) == [2, 5, 1, 3, 4, 6]
    other = strange(8, 9)
    assert order(composition.joined(host, other, AT, None)) == [1, 3, 4, 6, 8, 9]


def test_pages_behind_the_printed_ones_come_back_where_they_lay():
    more = [
        replace(PAGE, number=n, of=6, scan_page=n, source_page=n) for n in range(1, 7)
    ]
    whole = replace(RECORD, pages=tuple(more), signatures=())
    off, rest = composition.parted(whole, {2, 4}, LAYOUT, AT)
    host = composition.Host(rest, LAYOUT, (whole,))
    assert order(composition.joined(host, off, AT, None)) == [1, 2, 3, 4, 5, 6]


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


def test_what_was_doubtful_of_a_page_of_ours_is_not_of_another_paper():
    pages = tuple(
        replace(PAGE, number=n, scan_page=n, source_page=n, matched=True, doubled=True)
        for n in (1, 2)
    )
    whole = replace(RECORD, pages=pages, signatures=())
    off, rest = composition.parted(whole, {2}, LAYOUT, AT)
    assert pagedoubts.waiting(off, ()) == ()
    assert pagedoubts.waiting(rest, ()) == ("matched", "doubled")
    host = composition.Host(rest, LAYOUT, (whole,))
    back = composition.joined(host, off, AT, None)
    assert [it.matched and it.doubled for it in back.pages] == [True, True]
