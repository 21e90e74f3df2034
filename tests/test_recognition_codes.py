"""Identity and place of a page, without files or processes."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp

from pipeline import pagecode
from pipeline.model import (
    Certainty,
    Reading,
    SignatureReading,
    SignatureState,
    ZoneKind,
)
from pipeline.recognition import blank, codes, gate, geometry, registration
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Prints
from tests import coded_pages, paper


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return coded_pages.issue(tmp_path_factory.mktemp("issued"), pages=2)


@pytest.fixture(scope="module")
def sheets(known):
    return paper.print_document(known[0].printed)


@pytest.fixture
def rng():
    return np.random.default_rng(21)


def received(scan):
    image = scan.image
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return PageImage(grey, scan.dpi, lambda: image if image.ndim == 3 else None)


@pytest.mark.parametrize("condition", [c for c in paper.CONDITIONS if c != "mixed"])
def test_a_page_is_known_under_every_condition(condition, known, sheets, rng):
    image = received(paper.scan(sheets[1], condition, rng, colour=None))
    assert codes.identify(image).page_code == known[1].page.page_code


def test_codes_that_disagree_give_no_identity(sheets, rng):
    spread = sheets[0].copy()
    half = spread.picture.shape[0] // 2
    spread.picture[half:] = sheets[1].picture[half:]
    identity = codes.identify(received(paper.scan(spread, "clean", rng)))
    assert identity.page_code == ""
    assert identity.codes == ()


@pytest.mark.parametrize("which", [0, 1])
def test_one_code_is_enough_to_know_and_place_a_page(which, known, sheets, rng):
    sheet = sheets[0].copy()
    x0, y0, x1, y1 = (
        round(edge * sheet.px_per_mm) for edge in paper.codes(sheet)[which]
    )
    sheet.picture[y0:y1, x0:x1] = 255
    image = received(paper.scan(sheet, "base", rng))
    identity = codes.identify(image)
    assert len(identity.codes) == 1
    printed = Prints().picture(known[0])
    placed = registration.register(image.work, identity.codes, printed)
    assert placed.marks == 3
    assert placed.residual_mm < 0.4


def test_a_page_is_placed_by_one_mark_where_all_the_others_are_lost(known, sheets, rng):
    sheet = sheets[0].copy()
    fold = round(250 * sheet.px_per_mm)
    sheet.picture[:fold, :] = np.where(
        np.arange(fold)[:, None, None] < 30 * sheet.px_per_mm, 255, sheet.picture[:fold]
    )
    sheet.picture[fold:, : round(60 * sheet.px_per_mm)] = 255
    scan = paper.scan(sheet, "base", rng)
    image = received(scan)
    identity = codes.identify(image)
    assert [code.corner for code in identity.codes] == ["B"]
    printed = Prints().picture(known[0])
    placed = registration.register(image.work, identity.codes, printed)
    assert placed.marks == 1
    points = geometry.grid((20, 45, 190, 189), 4, 4)
    missed = placed.fit.to_px(points) - scan.truth.to_px(points)
    assert np.linalg.norm(missed, axis=1).max() < 0.3 * scan.dpi / 25.4


def test_every_place_of_a_page_has_an_honest_error(known, sheets, rng):
    scan = paper.scan(sheets[0], "photo", rng)
    image = received(scan)
    printed = Prints().picture(known[0])
    placed = registration.register(image.work, codes.identify(image).codes, printed)
    boxes = [zone.box_mm for zone in known[0].page.zones]
    assert max(map(placed.residual_at, boxes)) < gate.MOST_MM
    torn = replace(placed, found=registration.NO_PAIRS)
    assert torn.residual_at(boxes[0]) > gate.MOST_MM
    shifted = replace(
        placed, found=replace(placed.found, found_px=placed.found.found_px + 15)
    )
    assert shifted.residual_at(boxes[0]) > gate.MOST_MM


def test_a_cell_whose_place_is_doubtful_is_unsure(known):
    page = known[0].page
    read = SignatureReading(
        "s1", "T1", "u1", SignatureState.EMPTY, Certainty.CERTAIN, 0.0
    )
    mark = Reading("g1", ZoneKind.GRADE, "T1", "u1", "5", 0.99, Certainty.CERTAIN)
    astray = registration.Registered(geometry.Fit(np.eye(3)), 0.1, 4)
    (signature,) = gate.signatures([read], astray, page)
    (grade,) = gate.readings([mark], astray, page)
    assert signature.state is SignatureState.UNSURE
    assert {signature.status, grade.status} == {Certainty.UNSURE}
    assert signature.residual_mm == grade.residual_mm > gate.MOST_MM
    assert grade.value == "5"


@pytest.mark.parametrize("condition", ["base", "lowdpi", "bw", "skew"])
def test_codes_whose_finder_patterns_are_hidden_are_mended(
    condition, known, sheets, rng
):
    sheet = sheets[0].copy()
    for x0, y0, x1, _y1 in paper.codes(sheet):
        third = (x1 - x0) / 3
        for left, top in ((x0 - 1, y0 - 1), (x1 - third, y0 - 1)):
            cover(sheet, (left, top, left + third + 1, top + third + 1))
    image = received(paper.scan(sheet, condition, rng))
    assert not codes._read(image.work.grey)
    identity = codes.identify(image)
    assert identity.page_code == known[0].page.page_code
    assert {code.corner for code in identity.codes} == {"A", "B"}


def cover(sheet, box):
    x0, y0, x1, y1 = (round(edge * sheet.px_per_mm) for edge in box)
    sheet.picture[y0:y1, x0:x1] = 255


def test_a_code_of_another_version_is_seen_and_not_taken_for_ours(known):
    text = known[0].page.page_code
    foreign = "PS9" + text.removeprefix(pagecode.PREFIX)
    code = codes.SeenCode(foreign, "A", np.array([[0, 0], [9, 0], [9, 9], [0, 9]]))
    (found,) = codes.named((code,))
    assert found.page_code == foreign
    assert pagecode.decode(foreign + "A") is None


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("PS27K3Q9ZC2M4C7", "PS27K3Q9ZC2M4C7"),
        ("PS17K3Q9ZC2M4B", "PS17K3Q9ZC2M4"),
        ("PS2ABC7", ""),
    ],
)
def test_a_code_of_another_length_is_seen_too(text, seen):
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    sheet = np.full((1400, 1000), 255, np.uint8)
    printed = np.array(barcode.to_image(scale=6, add_quiet_zones=False))
    sheet[80 : 80 + printed.shape[0], 80 : 80 + printed.shape[1]] = printed
    assert codes.identify(PageImage(sheet, 120, lambda: None)).page_code == seen


@pytest.mark.parametrize("ground", [255, 90, 0])
def test_a_page_that_is_one_picture_is_not_blank(ground):
    page = np.full((2200, 1700), ground, np.uint8)
    page[600:1600, 300:1400] = 40
    assert not blank.is_blank(PageImage(page, 200.0, lambda: None).work)


def test_a_torn_corner_is_no_picture():
    page = np.full((2200, 1700), 235, np.uint8)
    cv2.fillPoly(page, [np.array([[1700, 0], [1580, 0], [1700, 120]])], 20)
    assert blank.is_blank(PageImage(page, 200.0, lambda: None).work)


def test_a_blank_side_is_blank_and_a_word_is_not(sheets, rng):
    for condition in ("base", "dirty", "lowdpi", "bw"):
        back = received(paper.scan(None, condition, rng, back=sheets[0]))
        assert blank.is_blank(back.work), condition
    sheet = sheets[0].copy()
    sheet.picture[:] = 255
    paper.write(sheet, paper.Cell((60, 100, 110, 110)), "Принято", rng, font="caveat")
    assert not blank.is_blank(received(paper.scan(sheet, "base", rng)).work)


def test_a_fit_and_its_noun_lead_to_the_same_place(known, sheets, rng):
    image = received(paper.scan(sheets[0], "base", rng, dpi=300))
    identity = codes.identify(image)
    printed = Prints().picture(known[0])
    placed = registration.register(image.work, identity.codes, printed)
    points = geometry.grid((20, 20, 190, 270), 4, 4)
    by_noun = geometry.project(
        geometry.from_matrix(placed.as_noun(image.work).matrix), points
    )
    by_fit = geometry.project(geometry.to_mm(image.work.dpi), placed.fit.to_px(points))
    assert np.abs(by_noun - by_fit).max() < 0.3
    again = registration.fit_of(image.work, placed.as_noun(image.work))
    assert np.abs(again.to_px(points) - placed.fit.to_px(points)).max() < 0.05
