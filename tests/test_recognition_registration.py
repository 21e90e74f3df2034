"""How a page is laid on its print, where the print tells little."""

import numpy as np

from pipeline.recognition import registration
from pipeline.recognition.prints import Print


def row_of_boxes() -> Print:
    """A page with nothing on it but one row of boxes."""
    rng = np.random.default_rng(1)
    grey = np.full((1782, 1260), 255, np.uint8)
    x = 60
    while x < 1180:
        width = int(rng.integers(6, 40))
        grey[600:636, x : x + width] = 0
        x += width + int(rng.integers(6, 30))
    return Print(grey, 210.0, 297.0)


def test_patches_that_lie_in_one_row_leave_the_first_fit_as_it_is():
    printed = row_of_boxes()
    fit, found = registration.refined(printed.grey, printed.to_px, printed)
    assert len(found) > 8
    assert np.array_equal(fit.homography, printed.to_px)
    assert fit.bend is None
