"""The scanner: a sheet goes in, a picture as a file holds it comes out."""

import struct
from dataclasses import dataclass

import cv2
import numpy as np

from tests.paper import camera, conditions, dirt, truth
from tests.paper.conditions import Passage
from tests.paper.sheet import MM_PER_INCH, PRINT_DPI, Picture, Sheet
from tests.paper.truth import Affine, Truth

LID = 251
"""What the scanner sees beside the paper."""

_QUANTILES = 256


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scanned side.

    Attributes:
        image: What a reader of the file gets: grey or RGB; a one-bit scan is
            0 and 255.
        dpi: As the file will say.
        jpeg: The compressed image, which `image` was read back from; None for
            a one-bit scan.
        truth: Where each point of the printed page lies on `image`.
        passage: What happened to the page on its way.
    """

    image: Picture
    dpi: int
    jpeg: bytes | None
    truth: Truth
    passage: Passage

    @property
    def one_bit(self) -> bool:
        """Black and white only."""
        return self.jpeg is None


def scan(
    sheet: Sheet | None,
    condition: str,
    rng: np.random.Generator,
    *,
    dpi: int | None = 200,
    colour: bool | None = False,
    turn: int = 0,
    back: Sheet | None = None,
) -> Scanned:
    """Scan one side of a paper under a condition of `conditions`.

    Args:
        sheet: None scans a blank side.
        dpi: None draws it; "lowdpi" has its own.
        colour: None draws it; photos are in colour, one-bit scans are not.
        turn: Degrees clockwise in which the paper lies, a multiple of 90.
        back: The other side, which shows through faintly where the condition
            or a blank side lets it; without one, a dirty page lets its own
            mirror image through.

    Raises:
        ValueError: No such condition, or not a quarter turn.
    """
    if turn % 90:
        raise ValueError(f"{turn}° is not a number of quarter turns.")
    passage = conditions.drawn(condition, rng, dpi, colour=colour)
    passage.quarters = (passage.quarters + turn // 90) % 4
    if sheet is None:
        passage.bleed = passage.bleed or float(rng.uniform(0.02, 0.06))
        passage.struck = False
    return _through(sheet, back, passage, rng)


def _through(
    sheet: Sheet | None, back: Sheet | None, passage: Passage, rng: np.random.Generator
) -> Scanned:
    page = sheet or _blank(back)
    if passage.struck:
        page = dirt.strike(page, rng)
    paper = _paper(page, back if sheet is None else back or sheet, passage, rng)
    if passage.photo:
        image, dpi, view = camera.photograph(paper, page, passage, rng)
        way = Truth((view,))
    else:
        image, way = _flatbed(paper, page, passage, rng)
        dpi = passage.dpi
    height, width = image.shape[:2]
    way = way.then(truth.turned(passage.quarters, width, height))
    image = _turned(image, passage.quarters)
    if passage.threshold is not None:
        return Scanned(_one_bit(image, passage, rng), dpi, None, way, passage)
    return _compressed(image, dpi, passage, way)


def _blank(back: Sheet | None) -> Sheet:
    size = (back.width_mm, back.height_mm) if back else conditions.A4_MM
    width, height = (round(side * PRINT_DPI / MM_PER_INCH) for side in size)
    return Sheet(np.full((height, width, 3), 255, np.uint8), *size)


def _paper(
    page: Sheet, back: Sheet | None, passage: Passage, rng: np.random.Generator
) -> Picture:
    """The page as paper: tinted, with its dirt, the back showing through."""
    picture = _channels(page.picture, colour=passage.colour)
    if passage.bleed and back is not None:
        mirrored = cv2.flip(_channels(back.picture, colour=passage.colour), 1)
        if mirrored.shape == picture.shape:
            share = passage.bleed
            picture = _u8(cv2.addWeighted(picture, 1, mirrored, share, -255 * share))
    if passage.dirty:
        picture = picture.copy()
        dirt.specks(picture, page.dpi, rng)
    return _tinted(picture, passage.paper, rng)


def _channels(picture: Picture, *, colour: bool) -> Picture:
    return picture if colour else _u8(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))


def _tinted(picture: Picture, paper: float, rng: np.random.Generator) -> Picture:
    """White becomes paper, black the toner's dark grey."""
    toner = float(rng.uniform(8, 40))
    levels = np.linspace(toner, paper, 256)
    if picture.ndim == 2:
        return _u8(cv2.LUT(picture, np.round(levels).astype(np.uint8)))
    tint = 1 + np.array([0.004, 0.0, -0.018]) * rng.uniform(0, 1.5)
    table = np.clip(np.round(np.outer(levels, tint)), 0, 255).astype(np.uint8)
    return _u8(cv2.LUT(picture, table.reshape(1, 256, 3)))


def _flatbed(
    paper: Picture, page: Sheet, passage: Passage, rng: np.random.Generator
) -> tuple[Picture, Truth]:
    size_mm = passage.canvas_mm or (page.width_mm, page.height_mm)
    if (page.width_mm > page.height_mm) != (size_mm[0] > size_mm[1]):
        size_mm = (size_mm[1], size_mm[0])
    per_mm = passage.dpi / MM_PER_INCH
    width, height = (round(side * per_mm) for side in size_mm)
    matrix = _laid(page, passage, size_mm, rng)
    soft = _blurred(paper, passage.blur_px, page.dpi, passage.dpi)
    canvas = np.full((height, width, *paper.shape[2:]), LID, np.uint8)
    cv2.warpAffine(
        soft,
        matrix,
        (width, height),
        dst=canvas,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    _outline(canvas, page, matrix)
    if passage.dirty:
        dirt.shadow(canvas, passage.dpi, rng)
        dirt.lines(canvas, rng)
    kept, moved = _clipped(canvas, passage, rng)
    way = Truth((truth.rastered(page.px_per_mm), Affine(matrix), moved))
    return noisy(kept, passage.noise, rng), way


def _laid(
    page: Sheet,
    passage: Passage,
    size_mm: tuple[float, float],
    rng: np.random.Generator,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The affine way from the print's pixels to the glass's."""
    angle = np.radians(passage.skew_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    per_mm = passage.dpi / MM_PER_INCH
    linear = turn @ np.diag(passage.scale) * per_mm / page.px_per_mm
    astray = rng.normal(0, 0.4, 2) if passage.noise > 1 else np.zeros(2)
    middle = np.array([page.width_mm, page.height_mm]) * page.px_per_mm / 2
    off = astray + _against(page, passage, size_mm, rng)
    target = (np.array(size_mm) / 2 + off) * per_mm
    # Pixel centres lie half a pixel in from the corner that mm count from.
    shift = target - linear @ middle + (linear @ [0.5, 0.5]) - 0.5
    return np.concatenate([linear, shift[:, None]], axis=1)


def _against(
    page: Sheet,
    passage: Passage,
    size_mm: tuple[float, float],
    rng: np.random.Generator,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How far off the middle a sheet lies that is too large for the glass.

    It is laid against one end, as people do, so all the loss is at the other.
    """
    laid = np.array([page.width_mm, page.height_mm]) * passage.scale
    over = np.maximum(0, laid - size_mm) if passage.canvas_mm else np.zeros(2)
    return np.asarray(over / 2 * rng.choice([1, -1]), dtype=np.float64)


def _blurred(paper: Picture, blur_px: float, from_dpi: int, to_dpi: int) -> Picture:
    """Blur as optics do, and enough for the coarser raster not to alias."""
    sampling = 0.3 * from_dpi / to_dpi
    sigma = float(np.hypot(blur_px * from_dpi / 200, sampling))
    return _u8(cv2.GaussianBlur(paper, (0, 0), sigma))


def _outline(
    canvas: Picture,
    page: Sheet,
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> None:
    """The thin grey shadow along the paper's edges, where they are in sight."""
    height, width = page.picture.shape[:2]
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]])
    points = np.round(corners @ matrix.T * 16).astype(np.int32)
    cv2.polylines(canvas, [points], True, (206,) * 3, 1, cv2.LINE_AA, 4)  # noqa: FBT003 - OpenCV takes it by place


def _clipped(
    canvas: Picture, passage: Passage, rng: np.random.Generator
) -> tuple[Picture, Affine]:
    """Lose the edges: either the picture is smaller, or they come out white.

    Returns:
        What is left, and how it moved.
    """
    if not any(passage.clip_mm):
        return canvas, truth.shifted(0, 0)
    left, top, right, bottom = (
        round(lost * passage.dpi / MM_PER_INCH) for lost in passage.clip_mm
    )
    height, width = canvas.shape[:2]
    kept = (slice(top, height - bottom), slice(left, width - right))
    if rng.random() < 0.5:
        return np.ascontiguousarray(canvas[kept]), truth.shifted(-left, -top)
    white = np.full_like(canvas, LID)
    white[kept] = canvas[kept]
    return white, truth.shifted(0, 0)


def noisy(picture: Picture, sigma: float, rng: np.random.Generator) -> Picture:
    """Normal noise; drawn as bytes through its quantiles, which is fast."""
    table = _normal_quantiles() * sigma
    signed = np.clip(np.round(table), -127, 127) + 128
    random = np.frombuffer(rng.bytes(picture.size), np.uint8).reshape(picture.shape)
    offset = cv2.LUT(random, signed.astype(np.uint8))
    return _u8(cv2.addWeighted(picture, 1, offset, 1, -128))


def _normal_quantiles() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    sample = np.random.default_rng(0).standard_normal(_QUANTILES * 400)
    means = np.sort(sample).reshape(_QUANTILES, -1).mean(axis=1)
    return np.asarray(means, dtype=np.float64)


def _turned(image: Picture, quarters: int) -> Picture:
    codes = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180}
    codes[3] = cv2.ROTATE_90_COUNTERCLOCKWISE
    return _u8(cv2.rotate(image, codes[quarters])) if quarters else image


def _one_bit(image: Picture, passage: Passage, rng: np.random.Generator) -> Picture:
    """Threshold and flip some pixels.

    A photo is first freed of its light, as the telephones' programs do.
    """
    share = passage.threshold or 0.5
    if passage.photo:
        image = camera.without_light(image)
    grey = image if image.ndim == 2 else _channels(image, colour=False)
    bits = cv2.threshold(grey, 255 * share, 255, cv2.THRESH_BINARY)[1]
    flips = int(bits.size * passage.pepper)
    places = rng.integers(0, bits.size, flips)
    flat = np.ascontiguousarray(bits).reshape(-1)
    flat[places] = 255 * rng.integers(0, 2, flips).astype(np.uint8)
    return _u8(flat.reshape(bits.shape))


def _compressed(image: Picture, dpi: int, passage: Passage, way: Truth) -> Scanned:
    ordered = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    settings = [cv2.IMWRITE_JPEG_QUALITY, passage.quality]
    _, packed = cv2.imencode(".jpg", ordered, settings)
    mode = cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR_RGB
    dense = _dense(packed.tobytes(), dpi)
    return Scanned(_u8(cv2.imdecode(packed, mode)), dpi, dense, way, passage)


def _dense(jpeg: bytes, dpi: int) -> bytes:
    """The JPEG saying its resolution: unit, x and y stand at byte 13 of JFIF."""
    return jpeg[:13] + struct.pack(">BHH", 1, dpi, dpi) + jpeg[18:]


def _u8(array: object) -> Picture:
    return np.asarray(array, dtype=np.uint8)
