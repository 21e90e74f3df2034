"""Figures that real people wrote, put into cells with the pens of this desk.

The images are the held-back ones of `scripts.digits`, 200 of each digit; nothing
is trained on them. An image is thinned to the path of the pen, and the path is
drawn again as wide as this pen is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from scripts.digits import HELD_BACK, SPRITE, Images, cut
from tests.paper import ink, pens
from tests.paper.sheet import Box, Cell, Picture, Sheet

FINER = 4
"""The small images are traced at so many times their size."""

HIGHEST_MM = 8.0
LOWEST_MM = 3.0
OVERRUN = 0.15
"""Share of the figures that may touch or cross the border of their cell."""

OVERRUN_MM = 1.0

Path = npt.NDArray[np.float64]
"""Places of a pen (n × 3): x and y in heights of the figure from its upper left
corner, and how wide the stroke is there against its mean."""

Hand = Callable[[str, np.random.Generator], Path]
"""How somebody writes a digit."""


def digit(
    sheet: Sheet,
    cell: Cell,
    value: str,
    rng: np.random.Generator,
    *,
    index: int | None = None,
    pen: pens.Choice | None = None,
) -> Box:
    """Write a held-back digit into a cell, 3 to 8 mm high, about its middle.

    Args:
        value: "0" to "9".
        index: Which of the 200 images; None takes any.
        pen: Colour; None takes any.
    """
    drawn = any_hand(value, rng) if index is None else path(value, index)
    taken = pens.take(pen or pens.any_colour(rng), rng)
    return put(sheet, cell, drawn, rng, taken)


def any_hand(value: str, rng: np.random.Generator) -> Path:
    """A digit as one of the held-back images has it."""
    return path(value, int(rng.integers(HELD_BACK)))


def rewritten(
    sheet: Sheet,
    cell: Cell,
    values: tuple[str, str],
    rng: np.random.Generator,
    *,
    way: str | None = None,
    pen: pens.Choice | None = None,
    hand: Hand = any_hand,
) -> Box:
    """Write a digit, and correct it by another.

    Args:
        values: The wrong one and the right one.
        way: "beside" or "above": the wrong one is crossed out or scribbled over
            and the right one stands there; "over": it is written over the wrong
            one. None takes any.
        pen: Colour; None takes any.
        hand: Whose digits.
    """
    ways = {"beside": _beside, "above": _above, "over": _over}
    chosen = way or str(rng.choice(list(ways)))
    desk = _Desk(sheet, rng, pen or pens.any_colour(rng), hand)
    return ways[chosen](desk, cell, *values)


@dataclass(frozen=True)
class _Desk:
    """Somebody at a sheet with a pen."""

    sheet: Sheet
    rng: np.random.Generator
    pen: pens.Choice
    hand: Hand

    def write(self, cell: Cell, value: str, pressed: float = 1.0) -> Box:
        pen = pens.take(self.pen, self.rng)
        pen = pens.Pen(pen.colour, min(0.7, pen.width_mm * pressed))
        return put(self.sheet, cell, self.hand(value, self.rng), self.rng, pen)

    def take_back(self, box: Box) -> None:
        ink.take_back(self.sheet, box, self.rng, pen=self.pen)


def _beside(desk: _Desk, cell: Cell, wrong: str, right: str) -> Box:
    x0, y0, x1, y1 = cell.box_mm
    middle = x0 + (x1 - x0) * desk.rng.uniform(0.4, 0.6)
    cells = Cell((x0, y0, middle, y1)), Cell((middle, y0, x1, y1))
    first, second = cells if desk.rng.random() < 0.8 else cells[::-1]
    desk.take_back(desk.write(first, wrong))
    return desk.write(second, right)


def _above(desk: _Desk, cell: Cell, wrong: str, right: str) -> Box:
    """The right one, small, before or behind the upper end of the wrong one."""
    desk.take_back(desk.write(cell, wrong))
    x0, y0, x1, _y1 = cell.box_mm
    height = float(desk.rng.uniform(LOWEST_MM, 4.0))
    x = (x0 + x1) / 2 + desk.rng.choice([-1, 1]) * desk.rng.uniform(1.5, 3.0)
    top = y0 - desk.rng.uniform(0, 0.5) * height
    corner = Cell((x - height / 2, top, x + height / 2, top + height))
    return desk.write(corner, right)


def _over(desk: _Desk, cell: Cell, wrong: str, right: str) -> Box:
    """On the same spot; the second time people press harder."""
    x0, y0, x1, y1 = desk.write(cell, wrong)
    return desk.write(
        Cell((x0 - 0.3, y0 - 0.3, x1 + 0.3, y1 + 0.3)), right, pressed=1.3
    )


def put(
    sheet: Sheet, cell: Cell, drawn: Path, rng: np.random.Generator, pen: pens.Pen
) -> Box:
    """Draw a figure's path into a cell, turned and slanted a little."""
    room = cell.height_mm + (OVERRUN_MM if rng.random() < OVERRUN else -0.4)
    height = float(rng.uniform(LOWEST_MM, max(LOWEST_MM + 0.1, min(HIGHEST_MM, room))))
    places = drawn.copy()
    places[:, :2] = _turned(drawn[:, :2], rng) * height
    low, high = places[:, :2].min(axis=0), places[:, :2].max(axis=0)
    places[:, :2] += _corner(cell, high - low, rng) - low
    return _ink(sheet, places, pen, rng)


def _turned(points: Path, rng: np.random.Generator) -> Path:
    """Up to 8° this way or that, and a slant; as high as before."""
    angle, slant = rng.normal(0, np.radians(3)), rng.normal(0.05, 0.1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    wide = np.diag([rng.uniform(0.85, 1.15), 1.0])
    moved = points @ wide @ np.array([[1.0, 0.0], [-slant, 1.0]]) @ turn.T
    return np.asarray(moved / np.ptp(moved[:, 1]))


def _corner(
    cell: Cell, size: npt.NDArray[np.float64], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    room = np.array([cell.width_mm, cell.height_mm]) - size
    astray = np.clip(rng.normal(0, 0.25, 2), -0.5, 0.5)
    start = np.array(cell.box_mm[:2]) + room / 2 + astray * np.abs(room)
    return np.asarray(start)


def _ink(sheet: Sheet, places: Path, pen: pens.Pen, rng: np.random.Generator) -> Box:
    """The path as ink: discs as wide as the pen, their outline smoothed."""
    reach = pen.width_mm
    low, high = places[:, :2].min(axis=0) - reach, places[:, :2].max(axis=0) + reach
    scale = sheet.px_per_mm
    origin = np.floor(low * scale).astype(int)
    width, height = (np.ceil(high * scale).astype(int) - origin + 1).tolist()
    fine = np.zeros((height * pens.FINENESS, width * pens.FINENESS), np.uint8)
    wide = pen.width_mm * scale * pens.FINENESS * (0.7 + 0.3 * places[:, 2])
    points = np.round((places[:, :2] * scale - origin) * pens.FINENESS * 16)
    for (x, y), radius in zip(points.astype(int), np.round(wide * 8), strict=True):
        cv2.circle(fine, (int(x), int(y)), int(radius), 255, -1, cv2.LINE_8, 4)
    even = cv2.GaussianBlur(fine, (0, 0), 2.5)
    solid = np.asarray((even > 110) * _pressed(fine.shape, rng), dtype=np.uint8)
    cover = pens.averaged(solid, (width, height))
    pens.stain(sheet, cover, (int(origin[0]), int(origin[1])), pen.colour, rng)
    x0, y0 = low + reach / 2
    x1, y1 = high - reach / 2
    return float(x0), float(y0), float(x1), float(y1)


def _pressed(shape: tuple[int, ...], rng: np.random.Generator) -> Picture:
    """How dark the pen writes from place to place: 190 to 255."""
    knots = rng.uniform(190, 255, (4, 4)).astype(np.float32)
    field = cv2.resize(knots, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(field, dtype=np.uint8)


@lru_cache(maxsize=4096)
def path(value: str, index: int) -> Path:
    """The pen's path of a held-back image."""
    return traced(held_back()[int(value)][index])


@lru_cache(maxsize=1)
def held_back() -> list[Images]:
    """The held-back images of each digit."""
    picture = cv2.imread(str(SPRITE), cv2.IMREAD_GRAYSCALE)
    return cut(np.asarray(picture, dtype=np.uint8))


def traced(image: Images) -> Path:
    """The path of the pen that wrote an image of 28 × 28 pixels."""
    fine = cv2.resize(
        np.pad(image, 2), None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC
    )
    solid = cv2.GaussianBlur(fine, (0, 0), FINER / 2) > 100
    depth = cv2.distanceTransform(solid.astype(np.uint8), cv2.DIST_L2, 5)
    rows, columns = np.nonzero(thinned(solid))
    wide = depth[rows, columns] / depth[rows, columns].mean()
    points = _evened(np.stack([columns, rows], axis=1).astype(np.float64))
    low, high = points.min(axis=0), points.max(axis=0)
    places = (points - low) / max(1.0, high[1] - low[1])
    return np.concatenate([places, wide[:, None]], axis=1)


def _evened(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each point at the mean of those near it, less the steps of the pixels."""
    apart = np.linalg.norm(points[:, None] - points, axis=2)
    near = (apart < FINER).astype(np.float64)
    return np.asarray(near @ points / near.sum(axis=1, keepdims=True))


def thinned(solid: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Lines one pixel wide in the middle of strokes (Zhang and Suen, 1984)."""
    left = solid.copy()
    while True:
        before = int(left.sum())
        for turned in (False, True):
            left &= ~_removable(left, turned=turned)
        if int(left.sum()) == before:
            return left


def _removable(solid: npt.NDArray[np.bool_], *, turned: bool) -> npt.NDArray[np.bool_]:
    """The pixels at the south-east of a line, or turned at its north-west."""
    padded = np.pad(solid, 1)
    height, width = solid.shape
    steps = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    around = np.stack([padded[y : y + height, x : x + width] for y, x in steps])
    count = around.sum(axis=0)
    starts = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
    sides = np.roll(around[::2], 2 if turned else 0, axis=0)
    inner = sides[:3].all(axis=0) | sides[1:].all(axis=0)
    return np.asarray(solid & (count >= 2) & (count <= 6) & (starts == 1) & ~inner)
