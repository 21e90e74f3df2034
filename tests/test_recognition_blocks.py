import cv2
import numpy as np
import pytest

from pipeline.recognition import blocks, reading
from pipeline.recognition.pixels import as_grey
from pipeline.recognition.remarks import FINE_PX_PER_MM
from pipeline.recognition.tesseract import Reader
from tests import paper


def a_stamped_page(seed: int, lines=("ВХОДЯЩИЙ № 12-88", "КАНЦЕЛЯРИЯ")):
    """White paper, a framed stamp askew at (40, 190) mm, at the scale of the prints."""
    sheet = paper.paper_without_code(["Х"], np.random.default_rng(0))
    sheet.picture[:] = 255
    paper.stamp(sheet, 40, 190, list(lines), np.random.default_rng(seed))
    grey = as_grey(sheet.picture.mean(axis=2))
    size = (round(210 * FINE_PX_PER_MM), round(297 * FINE_PX_PER_MM))
    return as_grey(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))


def test_white_paper_and_dust_have_no_blocks():
    page = np.full((2376, 1680), 255, np.uint8)
    page[500:505, 300:306] = 0
    page[900:903, 300:500] = 0
    assert list(blocks.find(page, FINE_PX_PER_MM)) == []


def test_a_stamp_is_one_block_and_its_corners_lie_on_the_page():
    (block,) = blocks.find(a_stamped_page(3), FINE_PX_PER_MM)
    height, width = block.picture.shape
    x0, y0, x1, y1 = (
        edge / FINE_PX_PER_MM for edge in block.on_page((0, 0, width, height))
    )
    assert 25 < x0 < 40 < x1 < 100
    assert 175 < y0 < 190 < y1 < 215


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_words_of_a_framed_stamp_askew_are_read(seed):
    found = list(blocks.find(a_stamped_page(seed), FINE_PX_PER_MM))
    words = [it for of in reading._words(Reader("rus+eng", 60), found) for it in of]
    assert "КАНЦЕЛЯРИЯ" in {word.text for word in words}
    found = next(word for word in words if word.text == "КАНЦЕЛЯРИЯ")
    assert 40 < found.box_mm[0] < 75
    assert 188 < found.box_mm[1] < 206
