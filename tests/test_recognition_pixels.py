"""Images as arrays."""

import cv2
import numpy as np

from pipeline.recognition import pixels


def test_parts_of_a_large_page_are_counted_as_opencv_counts_them() -> None:
    mask = (np.random.default_rng(5).random((600, 401)) < 0.04).astype(np.uint8)
    mask[100:140, 50:300:2] = 1

    labels, stats = pixels.components(mask)

    _count, expected, counted, _middles = cv2.connectedComponentsWithStats(mask)
    assert np.array_equal(labels, expected)
    assert np.array_equal(stats[1:], counted[1:])


def test_a_large_page_without_a_spot_has_no_parts() -> None:
    labels, stats = pixels.components(np.zeros((600, 400), np.uint8))

    assert not labels.any()
    assert len(stats) == 1
