"""Pages whose codes are hidden, known by their print."""

import functools

import numpy as np
import pytest

from pipeline import recognition
from pipeline.model import SignatureState
from tests import coded_pages, paper

SIGNED = 7


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return coded_pages.issue(tmp_path_factory.mktemp("issued"), pages=3)


@pytest.fixture(scope="module")
def sheets(known):
    printed = paper.print_document(known[0].printed, dpi=200)
    for sheet in printed:
        paper.sign(sheet, coded_pages.cell(SIGNED, 3), np.random.default_rng(2))
    return printed


def siblings(known, document_id):
    return tuple(page for page in known if page.document_id == document_id)


def look(sides, known, folder, condition="base", turn=0):
    rng = np.random.default_rng(6)
    scans = [paper.scan(side, condition, rng, turn=turn) for side in sides]
    return recognition.look(
        paper.save_pdf(scans, folder / "scan.pdf"),
        functools.partial(coded_pages.find_page, known),
        functools.partial(siblings, known),
    )


@pytest.mark.parametrize(("condition", "turn"), [("base", 180), ("bw", 0)])
def test_a_page_with_hidden_codes_is_known_by_its_print(
    condition, turn, known, sheets, tmp_path
):
    sides = [sheets[0], paper.torn(sheets[1])]
    first, second = look(sides, known, tmp_path, condition, turn)
    assert (first.matched, second.matched) == (False, True)
    assert second.page_code == known[1].page.page_code
    assert second.known
    assert second.rotation == turn
    assert second.registration.residual_mm < 0.5
    signed = {it.zone: it.state for it in second.signatures}[f"s{SIGNED}"]
    assert signed is SignatureState.SIGNED


def test_a_page_is_not_known_by_elimination(known, sheets, tmp_path):
    sides = [sheets[0], sheets[1], paper.torn(sheets[0])]
    *_others, last = look(sides, known, tmp_path)
    assert not last.matched
    assert last.page_code == ""


def test_a_page_with_next_to_nothing_on_it_stops_no_file(known, sheets, tmp_path):
    bare = sheets[0].copy()
    bare.picture[:] = 255
    for top in (60, 100, 140, 180):
        place = paper.Cell((30, top, 180, top + 30))
        paper.write(bare, place, "ПРИНЯТО", np.random.default_rng(1), height_mm=15)
    first, second = look([sheets[1], bare], known, tmp_path)
    assert (first.known, second.known, second.blank) == (True, False, False)


def test_a_page_with_hidden_codes_alone_is_not_known(known, sheets, tmp_path):
    (only,) = look([paper.torn(sheets[1])], known, tmp_path)
    assert not only.known
