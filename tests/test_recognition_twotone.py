"""Is a page black and white only?"""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.recognition import twotone
from tests import coded_pages, paper

SIGNED_ROWS = (2, 7)
HIGH_PX, WIDE_PX = 3508, 2480


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    known = coded_pages.issue(tmp_path_factory.mktemp("issued"))
    (printed,) = paper.print_document(known[0].printed)
    rng = np.random.default_rng(3)
    for row in SIGNED_ROWS:
        paper.sign(printed, coded_pages.cell(row, 3), rng)
    return printed


@pytest.fixture(scope="module")
def bits(sheet):
    return paper.scan(sheet, "bw", np.random.default_rng(4), dpi=300).image


def as_jpeg(grey, quality):
    packed = io.BytesIO()
    Image.fromarray(grey).save(packed, "JPEG", quality=quality)
    return np.asarray(Image.open(packed))


def at_200_dpi(grey, way):
    return np.asarray(
        Image.fromarray(grey).resize((WIDE_PX * 2 // 3, HIGH_PX * 2 // 3), way)
    )


@pytest.mark.parametrize("quality", [60, 75, 95])
def test_a_scan_of_one_bit_is_one_as_a_jpeg_and_made_smaller(bits, quality):
    assert twotone.is_two_tone(bits)
    assert twotone.is_two_tone(as_jpeg(bits, quality))
    for way in (Image.Resampling.LANCZOS, Image.Resampling.BOX):
        assert twotone.is_two_tone(as_jpeg(at_200_dpi(bits, way), quality))


@pytest.mark.parametrize("condition", ["clean", "base", "lowdpi", "dirty", "photo"])
def test_a_grey_scan_is_none(sheet, condition):
    scan = paper.scan(sheet, condition, np.random.default_rng(5), colour=False)
    grey = scan.image
    if grey.ndim == 3:
        grey = cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY)
    assert not twotone.is_two_tone(grey)


def test_a_grey_scan_whose_paper_is_made_white_is_none(sheet):
    grey = paper.scan(sheet, "base", np.random.default_rng(6)).image
    white = np.clip((grey.astype(float) - 40) * 255 / 170, 0, 255).astype(np.uint8)
    assert (white == 255).mean() > 0.8
    assert not twotone.is_two_tone(as_jpeg(white, 80))


@pytest.mark.parametrize("level", [128, 230, 248])
def test_print_in_pale_grey_makes_a_page_a_grey_one(bits, level):
    page = bits.copy()
    page[1000:1060, 300:1500][page[1000:1060, 300:1500] == 255] = level
    assert not twotone.is_two_tone(page)


@pytest.mark.parametrize("level", [0, 255])
def test_paper_alone_is_two_tone_if_it_is_white(level):
    page = np.full((HIGH_PX, WIDE_PX), level, np.uint8)
    assert twotone.is_two_tone(page) == (level == 255)
