"""A photo of a page on a table: tilt, curl, light and all (the condition "photo")."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from tests.paper.conditions import Passage
from tests.paper.sheet import MM_PER_INCH, Picture, Sheet
from tests.paper.truth import View

Array = npt.NDArray[np.float64]

NODES = 80
"""Pixels between two exactly computed rays; between them it is interpolated."""


def photograph(
    paper: Picture, page: Sheet, passage: Passage, rng: np.random.Generator
) -> tuple[Picture, int, View]:
    """The photo, its resolution as far as it has one, and the camera's view.

    The resolution is pixels per page inch.

    8 to 12 megapixels, perspective 5–15°, curl of 0.5–2 mm, light falling by
    30–60 % across, on a table. At "lowdpi" it is made as small as that.
    """
    size = _frame(page, passage, rng)
    rays, view = _view(page, passage, size, rng)
    x, y, view = _hits(rays, view, rng)
    map_x, map_y = (
        cv2.resize(axis.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        for axis in (x * page.px_per_mm - 0.5, y * page.px_per_mm - 0.5)
    )
    image = _table(size, rng)
    if paper.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    sharpness = passage.blur_px * page.dpi / 200
    soft = cv2.GaussianBlur(paper, (0, 0), max(0.3, sharpness * 0.7))
    cv2.remap(
        soft,
        map_x,
        map_y,
        cv2.INTER_LINEAR,
        dst=image,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    lit = _lit(image, rng)
    dpi = round(size[0] / (page.width_mm / MM_PER_INCH))
    return _grainy(lit, passage.noise, rng), dpi, view


def _frame(page: Sheet, passage: Passage, rng: np.random.Generator) -> tuple[int, int]:
    """Width and height of the picture, 4 by 3, the long side along the page's."""
    pixels = rng.uniform(8e6, 12e6)
    short = round(float(np.sqrt(pixels * 3 / 4)))
    if passage.dpi <= 150:
        short = min(short, round(passage.dpi * min(page.width_mm, page.height_mm) / 23))
    long = round(short * 4 / 3)
    return (short, long) if page.height_mm >= page.width_mm else (long, short)


def _view(
    page: Sheet, passage: Passage, size: tuple[int, int], rng: np.random.Generator
) -> tuple[Array, View]:
    """Rays (rows × columns × 3), and the view of the page while it is flat.

    The page lies at z = 0, its middle at the origin; the camera is above it.
    """
    tilt, heading = np.radians(rng.uniform(5, 15)), rng.uniform(0, 2 * np.pi)
    axis = np.array([np.cos(heading), np.sin(heading), 0.0])
    rotation, _ = cv2.Rodrigues(axis * tilt)
    spin, _ = cv2.Rodrigues(np.array([0, 0, np.radians(passage.skew_deg)]))
    camera = np.asarray(rotation @ spin.T)
    place = camera @ [0.0, 0.0, -1.6 * max(page.width_mm, page.height_mm)]
    low, high = _span(page, camera, place, passage)
    room = 1 + float(rng.uniform(0.02, 0.1)) * (not any(passage.clip_mm))
    width, height = size
    per_px = float(max((high - low) * room / (width, height)))
    start = (low + high) / 2 - np.array(size) * per_px / 2
    columns, rows = width // NODES + 2, height // NODES + 2
    u = start[0] + (np.arange(columns) + 0.5) * per_px * width / columns
    v = start[1] + (np.arange(rows) + 0.5) * per_px * height / rows
    grid = np.stack([*np.meshgrid(u, v), np.ones((rows, columns))], axis=-1)
    half = (page.width_mm / 2, page.height_mm / 2)
    return grid @ camera.T, View(half, 0, 0.0, camera, place, start, per_px)


def _span(
    page: Sheet, camera: Array, place: Array, passage: Passage
) -> tuple[Array, Array]:
    """Where the page's corners (less what is clipped) fall at focal length 1."""
    left, top, right, bottom = passage.clip_mm
    half = np.array([page.width_mm, page.height_mm]) / 2
    x = (-half[0] + left, half[0] - right)
    y = (-half[1] + top, half[1] - bottom)
    corners = np.array([(a, b, 0.0) for a in x for b in y])
    seen = (corners - place) @ camera
    flat = seen[:, :2] / seen[:, 2:]
    return flat.min(axis=0), flat.max(axis=0)


def _hits(
    rays: Array, view: View, rng: np.random.Generator
) -> tuple[Array, Array, View]:
    """Where each ray meets the curled page, in mm from its upper left corner.

    Returns:
        x, y, and the view of the curled page.
    """
    sagitta = rng.uniform(0.5, 2.0)
    along = int(rng.integers(2))
    half, place = view.half_mm, view.place_mm
    slope_x, slope_y = rays[..., 0] / rays[..., 2], rays[..., 1] / rays[..., 2]
    x, y = place[0] - place[2] * slope_x, place[1] - place[2] * slope_y
    flat_x, flat_y = x, y
    for _ in range(3):
        across = (x / half[0], y / half[1])[along]
        lift = -sagitta * np.clip(1 - across**2, 0, 1)
        x, y = flat_x + lift * slope_x, flat_y + lift * slope_y
    curled = replace(view, along=along, sagitta_mm=float(sagitta))
    return x + half[0], y + half[1], curled


def _table(size: tuple[int, int], rng: np.random.Generator) -> Picture:
    """A wooden table: a tint with streaks along one direction."""
    width, height = size
    tint = np.array([[150, 112, 78], [105, 78, 58], [176, 160, 140], [92, 94, 98]])
    streaks = rng.normal(0, 9, (90, 4, 1)) + rng.normal(0, 3, (90, 4, 3))
    small = np.clip(tint[int(rng.integers(len(tint)))] + streaks, 0, 255)
    wood = cv2.resize(small.astype(np.uint8), (width, height))
    return np.asarray(wood, dtype=np.uint8)


def _lit(image: Picture, rng: np.random.Generator) -> Picture:
    """Light that falls by 30 to 60 % from one side to the other."""
    height, width = image.shape[:2]
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.6)
    y, x = np.mgrid[-1:1:24j, -1:1:24j]
    way = x * np.cos(angle) + y * np.sin(angle)
    way = (way - way.min()) / (way.max() - way.min())
    light = np.clip(255 * (1 - fall * way), 0, 255).astype(np.uint8)
    whole = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    if image.ndim == 3:
        whole = cv2.merge([whole, whole, whole])
    return np.asarray(cv2.multiply(image, whole, scale=1 / 255), dtype=np.uint8)


def _grainy(image: Picture, sigma: float, rng: np.random.Generator) -> Picture:
    """The sensor's noise, the same in all channels."""
    tile = rng.normal(0, sigma, (512, 512))
    height, width = image.shape[:2]
    repeats = (height // 512 + 1, width // 512 + 1)
    shift = np.clip(np.round(tile) + 128, 0, 255).astype(np.uint8)
    grain = np.ascontiguousarray(np.tile(shift, repeats)[:height, :width])
    if image.ndim == 3:
        grain = np.asarray(cv2.merge([grain, grain, grain]), dtype=np.uint8)
    return np.asarray(cv2.addWeighted(image, 1, grain, 1, -128), dtype=np.uint8)


def without_light(image: Picture) -> Picture:
    """The photo divided by its own light, so that paper is white everywhere."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    height, width = grey.shape
    whole = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, whole, scale=255), dtype=np.uint8)
