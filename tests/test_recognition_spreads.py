"""Two pages of a laced journal on one picture."""

import functools

import numpy as np
import pytest

from pipeline import recognition
from pipeline.model import SignatureState
from tests import coded_pages, paper
from tests.paper.sheet import Sheet

SIGNED = 4
"""The row that is signed on the second page."""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return coded_pages.issue(tmp_path_factory.mktemp("issued"), pages=2)


@pytest.fixture(scope="module")
def sheets(known):
    printed = paper.print_document(known[0].printed, dpi=200)
    rng = np.random.default_rng(2)
    paper.sign(printed[1], coded_pages.cell(SIGNED, 3), rng)
    return printed


def spread(left, right):
    """Two sheets side by side on one glass of A3."""
    picture = np.concatenate([left.picture, right.picture], axis=1)
    return Sheet(picture, 2 * left.width_mm, left.height_mm, dpi=left.dpi)


def seen(sheet, known, folder, condition="base", turn=0):
    scan = paper.scan(sheet, condition, np.random.default_rng(4), turn=turn)
    find_page = functools.partial(coded_pages.find_page, known)
    return scan, recognition.look(
        paper.save_pdf([scan], folder / "spread.pdf"), find_page
    )


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_spread_is_two_pages_whichever_way_it_lies(turn, known, sheets, tmp_path):
    scan, sights = seen(spread(*sheets), known, tmp_path, turn=turn)
    assert [it.page_code for it in sights] == [page.page.page_code for page in known]
    assert [(it.source_page, it.part) for it in sights] == [(1, 1), (1, 2)]
    assert {(it.rotation + turn) % 360 for it in sights} == {0}
    assert [it.registration.marks for it in sights] == [4, 4]
    signed = [
        [it.zone for it in sight.signatures if it.state is SignatureState.SIGNED]
        for sight in sights
    ]
    assert signed == [[], [f"s{SIGNED}"]]
    matrix = np.array(sights[1].registration.matrix).reshape(3, 3)
    x, y, scale = matrix @ (100.0, 150.0, 1.0)
    true = (scan.truth.to_px([(310.0, 150.0)])[0] + 0.5) * 25.4 / scan.dpi
    assert np.abs(np.array([x, y]) / scale - true).max() < 0.3


def test_a_page_beside_ours_without_a_readable_code_is_seen_too(
    known, sheets, tmp_path
):
    spread_out = spread(paper.torn(sheets[0]), sheets[1])
    _scan, (left, right) = seen(spread_out, known, tmp_path)
    assert (left.part, right.part) == (1, 2)
    assert left.page_code == ""
    assert right.page_code == known[1].page.page_code


def test_an_empty_glass_beside_a_page_is_no_page(known, sheets, tmp_path):
    blank = sheets[0].copy()
    blank.picture[:] = 255
    _scan, (only,) = seen(spread(sheets[0], blank), known, tmp_path)
    assert only.part == 0
    assert only.known
