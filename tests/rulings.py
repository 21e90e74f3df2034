"""Ruling lines of a page, found in its picture alone."""

import io

import numpy as np
import pypdfium2

DPI = 200
PIXELS_PER_MM = DPI / 25.4
_DARK = 160


def picture(pdf, number):
    """A page, from 1, in grey."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        page = document[number - 1].render(scale=DPI / 72, grayscale=True)
        return page.to_numpy().squeeze().copy()
    finally:
        document.close()


def distance_of_lines(image, box_mm):
    """How far, in mm, the farthest edge of the box is from a ruled line."""
    dark = image < _DARK
    x0, y0, x1, y1 = box_mm
    return max(
        *(_nearest_line(dark, x, (y0, y1)) for x in (x0, x1)),
        *(_nearest_line(dark.T, y, (x0, x1)) for y in (y0, y1)),
    )


def has_ink(image, box_mm, *, inside_mm=0.5):
    """Something is printed within the box, its borders left out."""
    x0, y0, x1, y1 = box_mm
    across = slice(*_pixels(x0 + inside_mm, x1 - inside_mm))
    down = slice(*_pixels(y0 + inside_mm, y1 - inside_mm))
    return bool((image[down, across] < _DARK).any())


def _pixels(start_mm, end_mm):
    return round(start_mm * PIXELS_PER_MM), round(end_mm * PIXELS_PER_MM)


def _nearest_line(dark, position_mm, along_mm):
    """Distance in mm to the nearest column that is dark all along the edge."""
    start, end = _pixels(*along_mm)
    near = round(position_mm * PIXELS_PER_MM)
    first = max(near - 16, 0)
    ruled = np.flatnonzero(
        dark[start + 2 : end - 2, first : near + 16].mean(axis=0) > 0.95
    )
    if not len(ruled):
        return float("inf")
    places = (first + ruled + 0.5) / PIXELS_PER_MM
    return float(np.min(np.abs(places - position_mm)))
