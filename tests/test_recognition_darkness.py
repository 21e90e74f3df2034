"""The scale of darkness that the reference cells of a page give."""

import numpy as np

from pipeline.recognition import codes, darkness, registration
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Prints
from tests import coded_pages, paper

NOISY = 56
"""This seed draws noise of 7.9, near the most."""


def noise(grey, known):
    """As the reference cells of a page say."""
    image = PageImage(grey.astype(np.uint8), 200, lambda: None)
    print_ = Prints().picture(known)
    found = registration.register(image.work, codes.identify(image).codes, print_)
    return darkness.calibrated(image.work.grey, found.fit, print_).noise


def test_a_shadow_over_the_reference_cells_is_no_noise(tmp_path):
    known = coded_pages.issue(tmp_path)[0]
    sheet = paper.print_document(known.printed)[0]
    scan = paper.scan(sheet, "base", np.random.default_rng(NOISY), dpi=200)
    height = len(scan.image)
    shadow = np.interp(np.arange(height), (0.95 * height, height), (1.0, 0.5))
    shaded = noise(scan.image * shadow[:, None], known)
    assert shaded < 1.5 * noise(scan.image, known)
