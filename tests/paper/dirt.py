"""What spoils a page or a glass: specks, lines, shadows, hidden codes."""

from collections.abc import Callable

import cv2
import numpy as np

from tests.paper import ink, pens, stamps
from tests.paper.sheet import Box, Picture, Sheet


def strike(sheet: Sheet, rng: np.random.Generator) -> Sheet:
    """A copy of the sheet with one code hidden for at least half its extent.

    By a stamp's ring of 38 mm, a pen stroke of 0.5–1 mm, a staple or a torn
    corner. Codes stand 11 mm off the edges, so a tear of 15 mm would not reach
    half of one: it goes on until it does.
    """
    hurt = sheet.copy()
    ways: list[Callable[[Sheet, Box, np.random.Generator], None]] = [
        _ring,
        _pen,
        _staple,
        _tear,
    ]
    ways[int(rng.integers(len(ways)))](hurt, ink.any_code(hurt, rng), rng)
    return hurt


def _ring(sheet: Sheet, code: Box, rng: np.random.Generator) -> None:
    """The seal's written rim, 4 mm from its edge, lies on the code's middle."""
    x, y = (code[0] + code[2]) / 2, (code[1] + code[3]) / 2
    angle = rng.uniform(0, 2 * np.pi)
    reach = 19 - 4 + rng.uniform(-1.5, 1.5)
    stamps.round_stamp(sheet, x + reach * np.cos(angle), y + reach * np.sin(angle), rng)


def _pen(sheet: Sheet, code: Box, rng: np.random.Generator) -> None:
    ink.cross_out_code(sheet, rng, pen=pens.any_colour(rng), code=code)


def _staple(sheet: Sheet, code: Box, rng: np.random.Generator) -> None:
    """Steel of 12 × 0.6 mm with a shadow beside it."""
    middle = np.array([(code[0] + code[2]) / 2, (code[1] + code[3]) / 2])
    middle += rng.uniform(-3, 3, 2)
    angle = rng.uniform(0, np.pi)
    along = 6 * np.array([np.cos(angle), np.sin(angle)])
    for shift, level, width_mm in ((0.35, 90, 0.7), (0.0, 185, 0.6), (-0.12, 235, 0.2)):
        ends = np.round((middle + shift + np.outer((-1, 1), along)) * sheet.px_per_mm)
        start, end = ((int(x), int(y)) for x, y in ends)
        width = max(1, round(width_mm * sheet.px_per_mm))
        cv2.line(sheet.picture, start, end, (level,) * 3, width, cv2.LINE_AA)


def _tear(sheet: Sheet, code: Box, rng: np.random.Generator) -> None:
    """A ragged corner comes off; the scanner's lid shows instead."""
    x, y = (code[0] + code[2]) / 2, (code[1] + code[3]) / 2
    right, low = x > sheet.width_mm / 2, y > sheet.height_mm / 2
    reach_x = 2 * (sheet.width_mm - x if right else x) + rng.uniform(1, 4)
    reach_y = 2 * (sheet.height_mm - y if low else y) + rng.uniform(1, 4)
    share = np.linspace(0, 1, 24)
    rag = np.cumsum(rng.normal(0, 0.25, 24)) * np.sin(np.pi * share)
    edge = np.stack([reach_x * (1 - share) + rag, reach_y * share + rag], axis=1)
    outline = np.concatenate([[[-9, -9], [reach_x, -9]], edge, [[-9, reach_y]]])
    if right:
        outline[:, 0] = sheet.width_mm - outline[:, 0]
    if low:
        outline[:, 1] = sheet.height_mm - outline[:, 1]
    points = np.round(outline * sheet.px_per_mm).astype(np.int32)
    cv2.fillPoly(sheet.picture, [points], (246, 246, 247))
    torn = points[2:-1]
    cv2.polylines(sheet.picture, [torn], False, (205,) * 3, 3, cv2.LINE_AA)  # noqa: FBT003 - OpenCV takes it by place


def specks(picture: Picture, dpi: int, rng: np.random.Generator) -> None:
    """10 to 40 specks of 0.3 to 2 mm on the paper, in place."""
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(10, 41))):
        centre = rng.uniform((0, 0), (width, height))
        radius = rng.uniform(0.15, 1.0) * dpi / 25.4
        angles = np.linspace(0, 2 * np.pi, 9, endpoint=False)
        reach = radius * rng.uniform(0.35, 1, 9)
        outline = (
            centre + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None]
        )
        level = int(rng.integers(20, 190))
        points = np.round(outline * 16).astype(np.int32)
        cv2.fillPoly(picture, [points], (level,) * 3, cv2.LINE_AA, 4)


def lines(picture: Picture, rng: np.random.Generator) -> None:
    """1 to 3 lines down the whole picture, as dust on a feeder draws, in place."""
    width = picture.shape[1]
    for _ in range(int(rng.integers(1, 4))):
        x, thick = int(rng.integers(width)), int(rng.integers(1, 3))
        share = rng.uniform(0.3, 0.85)
        band = picture[:, x : x + thick]
        band[:] = (band * share).astype(np.uint8)


def shadow(picture: Picture, dpi: int, rng: np.random.Generator) -> None:
    """A shadow falling to 120 over 15 mm at one edge, in place."""
    depth = round(15 * dpi / 25.4)
    fall = np.linspace(120 / 255, 1, depth, dtype=np.float32)
    edge = int(rng.integers(4))
    turned = np.rot90(picture, edge)
    strip = turned[:depth]
    shape = (depth,) + (1,) * (strip.ndim - 1)
    strip[:] = (strip * fall.reshape(shape)).astype(np.uint8)
