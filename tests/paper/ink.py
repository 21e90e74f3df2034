"""What people do to a printed page with a pen.

Every function draws on the sheet in place and returns the box (mm) around the
ink, so that a test knows what it put where.
"""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.paper import fonts, hands, pens
from tests.paper.sheet import PRINT_DPI, Box, Cell, Picture, Sheet

OVERRUN_MM = 4.0
"""As far as a signature may run out of its cell."""

PAST_MM = 0.3, 2.0
"""So far beside ink a stroke begins and ends that strikes it out."""

SCRIBBLED = 0.35
"""Share of what is taken back that is scribbled over, and not struck out."""


def sign(
    sheet: Sheet, cell: Cell, rng: np.random.Generator, *, pen: pens.Choice = "blue"
) -> Box:
    """Put a signature into a cell: 6 mm initials to a 40 mm scrawl.

    Four in ten run out of the cell, by up to 4 mm.
    """
    over_x, over_y = (
        rng.uniform(0, OVERRUN_MM, 2) if rng.random() < 0.4 else np.zeros(2)
    )
    room_x, room_y = cell.width_mm + over_x - 1, cell.height_mm + over_y - 1
    width = min(room_x, 40.0, rng.uniform(6.0, max(8.0, min(40.0, 1.2 * room_x))))
    height = min(room_y, rng.uniform(0.55, 1.0) * room_y, width * 0.9, 16.0)
    x = cell.box_mm[0] + 0.5 + rng.uniform(0, room_x - width)
    top = cell.box_mm[1] + 0.5 - over_y * rng.uniform(0, 1)
    y = top + rng.uniform(0, room_y - height)
    strokes = hands.signature(rng, width, height)
    corner = np.array([x, y])
    return pens.draw(sheet, [s + corner for s in strokes], pens.take(pen, rng), rng)


def write(
    sheet: Sheet,
    cell: Cell,
    text: str,
    rng: np.random.Generator,
    *,
    font: str | None = None,
    pen: pens.Choice | None = None,
    height_mm: float | None = None,
) -> Box:
    """Write by hand into a cell, as large as fits.

    Args:
        font: "pen" for figures drawn by strokes, or a family of `fonts`; None
            takes strokes half the time where they know every symbol, else Caveat.
        pen: Colour; None takes any.
        height_mm: Of a capital; None: by the cell, 2.5 to 6 mm.
    """
    chosen = pens.take(pen or pens.any_colour(rng), rng)
    drawn = font == "pen" or (font is None and rng.random() < 0.5)
    if drawn and hands.known(text):
        return _write_by_strokes(sheet, cell, text, rng, chosen)
    return _write_by_font(
        sheet, cell, (text, font or fonts.CAVEAT), rng, (chosen, height_mm)
    )


def _write_by_strokes(
    sheet: Sheet, cell: Cell, text: str, rng: np.random.Generator, pen: pens.Pen
) -> Box:
    height = min(cell.height_mm * rng.uniform(0.5, 0.85), 8.0)
    width = min(height * rng.uniform(0.5, 0.75), (cell.width_mm - 0.6) / len(text))
    x, y = _corner(cell, width * len(text), height, rng)
    strokes = []
    for place, symbol in enumerate(text):
        left = x + place * width
        box = (left + 0.08 * width, y, left + 0.92 * width, y + height)
        strokes += hands.figure(symbol, rng, box)
    return pens.draw(sheet, strokes, pen, rng)


def _corner(
    cell: Cell, width: float, height: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Where a thing of that size goes: about the middle, by a normal draw."""
    x, y = cell.centre_mm
    free_x = max(0.0, cell.width_mm - width)
    free_y = max(0.0, cell.height_mm - height)
    astray_x, astray_y = np.clip(rng.normal(0, 0.2, 2), -0.5, 0.5)
    return x - width / 2 + astray_x * free_x, y - height / 2 + astray_y * free_y


def _write_by_font(
    sheet: Sheet,
    cell: Cell,
    line_of: tuple[str, str],
    rng: np.random.Generator,
    hand: tuple[pens.Pen, float | None],
) -> Box:
    """Text in a family, written with a pen at a height (None: by the cell)."""
    (text, family), (pen, capital_mm) = line_of, hand
    line = _warped(_set(text, family, rng), rng)
    wanted = capital_mm or min(6.0, max(2.5, cell.height_mm * rng.uniform(0.4, 0.6)))
    mm_per_px = wanted / fonts.FAMILIES[family].capital_px
    mm_per_px = min(mm_per_px, (cell.width_mm - 0.8) / line.shape[1])
    scale = mm_per_px * sheet.px_per_mm
    height, width = (max(2, round(side * scale)) for side in line.shape)
    x, y = _corner(cell, width / sheet.px_per_mm, height / sheet.px_per_mm, rng)
    origin = round(x * sheet.px_per_mm), round(y * sheet.px_per_mm)
    cover = pens.averaged(line, (width, height))
    pens.stain(sheet, cover, origin, pen.colour, rng)
    return x, y, x + width / sheet.px_per_mm, y + height / sheet.px_per_mm


def _set(text: str, family: str, rng: np.random.Generator) -> Image.Image:
    """The text in a handwriting font, each letter a little off its place."""
    font = fonts.handwriting(family, int(rng.choice([400, 450, 500, 560])))
    wide = int(font.getlength(text) * 1.15) + 2 * fonts.SIZE_PX
    page = Image.new("L", (wide, 2 * fonts.SIZE_PX), 0)
    brush = ImageDraw.Draw(page)
    x, slope = float(fonts.SIZE_PX) / 2, rng.uniform(-0.03, 0.02)
    for letter in text:
        y = fonts.SIZE_PX / 2 + slope * x + rng.normal(0, 0.02 * fonts.SIZE_PX)
        brush.text((x, y), letter, 255, font=font)
        x += font.getlength(letter) * rng.uniform(0.94, 1.08)
    return page.crop(page.getbbox() or (0, 0, 8, 8))


def _warped(image: Image.Image, rng: np.random.Generator) -> Picture:
    """The line bent by a slow random field, so that no letter repeats."""
    line = np.pad(np.asarray(image, dtype=np.uint8), 12)
    height, width = line.shape
    knots = (2 + width // 60, 4)
    bend = rng.normal(0, 0.022 * fonts.SIZE_PX, (2, knots[1], knots[0])).astype(
        np.float32
    )
    dx, dy = (
        cv2.resize(f, (width, height), interpolation=cv2.INTER_CUBIC) for f in bend
    )
    x, y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    lean = (height / 2 - y) * np.float32(rng.uniform(-0.1, 0.12))
    bent = cv2.remap(line, x + dx - lean, y + dy, cv2.INTER_LINEAR)
    return np.asarray(bent, dtype=np.uint8)


def mark(
    sheet: Sheet,
    cell: Cell,
    value: str,
    rng: np.random.Generator,
    *,
    pen: pens.Choice | None = None,
) -> Box:
    """Put an attendance mark into a cell: a dot of 0.8 mm up to a filling letter.

    Args:
        value: What is written («н», «б», «+»); "." makes a dot.
    """
    if value == ".":
        return _dot(sheet, cell, rng, pens.take(pen or pens.any_colour(rng), rng))
    if not hands.known(value):
        return write(sheet, cell, value, rng, pen=pen)
    side = min(cell.width_mm, cell.height_mm)
    height = max(1.6, min(side * rng.uniform(0.4, 0.95), 7.0))
    width = height * rng.uniform(0.7, 1.0)
    x, y = _corner(cell, width * len(value), height, rng)
    strokes = []
    for place, symbol in enumerate(value):
        left = x + place * width
        box = (left, y, left + width * 0.9, y + height)
        strokes += hands.figure(symbol, rng, box)
    return pens.draw(sheet, strokes, pens.take(pen or pens.any_colour(rng), rng), rng)


def _dot(sheet: Sheet, cell: Cell, rng: np.random.Generator, pen: pens.Pen) -> Box:
    size = rng.uniform(0.8, 1.4)
    x, y = _corner(cell, 3 * size, 3 * size, rng)
    around = rng.normal(0, max(0.02, (size - pen.width_mm) / 4), (7, 2))
    middle = np.array([x + 1.5 * size, y + 1.5 * size])
    return pens.draw(sheet, [hands.smooth(middle + around, 3)], pen, rng)


def cross_out(
    sheet: Sheet, box: Box, rng: np.random.Generator, *, pen: pens.Choice = "blue"
) -> Box:
    """Strike ink out by one to three strokes, which reach past it at both sides.

    Args:
        box: Around the ink, in millimetres; what comes back is around both.
    """
    x0, y0, x1, y1 = box
    rim = (y1 - y0) * 0.1
    strokes = []
    for _ in range(int(rng.integers(1, 4))):
        left, right = rng.uniform(y0 + rim, y1 - rim, 2)
        before, behind = rng.uniform(*PAST_MM, 2)
        strokes.append(hands.smooth([(x0 - before, left), (x1 + behind, right)]))
    return _around(box, pens.draw(sheet, strokes, pens.take(pen, rng), rng))


def scribble(
    sheet: Sheet, cell: Cell, rng: np.random.Generator, *, pen: pens.Choice = "blue"
) -> Box:
    """Make a cell's contents unreadable by scribbling over them."""
    box = _inset(cell.box_mm, 0.1)
    return pens.draw(sheet, hands.tangle(rng, box), pens.take(pen, rng), rng)


def take_back(
    sheet: Sheet, box: Box, rng: np.random.Generator, *, pen: pens.Choice = "blue"
) -> Box:
    """Strike ink out, or scribble over it.

    Args:
        box: Around the ink, in millimetres; what comes back is around both.
    """
    if rng.random() >= SCRIBBLED:
        return cross_out(sheet, box, rng, pen=pen)
    x0, y0, x1, y1 = box
    wider = Cell((x0 - 1.0, y0 - 0.5, x1 + 1.0, y1 + 0.5))
    return _around(box, scribble(sheet, wider, rng, pen=pen))


def _around(one: Box, other: Box) -> Box:
    left, top, right, bottom = zip(one, other, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _inset(box: Box, share: float) -> Box:
    x0, y0, x1, y1 = box
    dx, dy = (x1 - x0) * share, (y1 - y0) * share
    return x0 + dx, y0 + dy, x1 - dx, y1 - dy


def stray_stroke(
    sheet: Sheet,
    cell: Cell,
    rng: np.random.Generator,
    *,
    pen: pens.Choice = "blue",
    side: int = 0,
) -> Box:
    """Let a stroke from outside slip 1 to 3 mm into a cell.

    Args:
        side: It comes from the left (-1) or the right (1); 0 tosses a coin.
    """
    x0, y0, x1, y1 = cell.box_mm
    from_left = side < 0 if side else bool(rng.random() < 0.5)
    edge_x = x0 if from_left else x1
    inwards = 1 if edge_x == x0 else -1
    start = (edge_x - inwards * rng.uniform(2, 5), rng.uniform(y0 - 2, y1 + 2))
    end = (edge_x + inwards * rng.uniform(1, 3), rng.uniform(y0, y1))
    bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + rng.uniform(-1, 1))
    return pens.draw(
        sheet, [hands.smooth([start, bend, end])], pens.take(pen, rng), rng
    )


def cross_out_code(
    sheet: Sheet,
    rng: np.random.Generator,
    *,
    pen: pens.Choice = "blue",
    code: Box | None = None,
) -> Box:
    """Draw a pen stroke of 0.5 to 1 mm across one page code.

    Args:
        code: Which one; None takes any that is found in the picture, or the
            upper left corner of a page without codes.
    """
    box = code or any_code(sheet, rng)
    x0, y0, x1, y1 = _inset(box, -0.15)
    rising = rng.random() < 0.5
    low, high = rng.uniform(0.0, 0.35, 2) * (y1 - y0)
    ends = (
        [(x0, y1 - low), (x1, y0 + high)]
        if rising
        else [(x0, y0 + low), (x1, y1 - high)]
    )
    middle = np.mean(ends, axis=0) + rng.normal(0, 0.8, 2)
    line = hands.smooth([ends[0], (middle[0], middle[1]), ends[1]])
    colour = pens.take(pen, rng).colour
    return pens.draw(sheet, [line], pens.Pen(colour, float(rng.uniform(0.5, 1.0))), rng)


def any_code(sheet: Sheet, rng: np.random.Generator) -> Box:
    """One of the page's codes; without any, the place where one would be."""
    found = codes(sheet)
    if not found:
        return (11.0, 11.0, 24.5, 24.5)
    return found[int(rng.integers(len(found)))]


def torn(sheet: Sheet) -> Sheet:
    """The sheet with both codes torn off."""
    left = sheet.copy()
    for box in codes(left):
        x0, y0, x1, y1 = (round(edge * left.px_per_mm) for edge in box)
        left.picture[y0:y1, x0:x1] = 255
    return left


def codes(sheet: Sheet) -> list[Box]:
    """The square codes in the corners of a page, found in the picture.

    Dark modules run together when the picture is closed by 1.5 mm; a code is
    a filled square of 11 to 17 mm within 35 mm of two edges. (The smaller
    registration marks are not codes.)
    """
    scale = PRINT_DPI / 4 / 25.4
    size = (round(sheet.width_mm * scale), round(sheet.height_mm * scale))
    small = cv2.resize(sheet.picture, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    dark = cv2.threshold(grey, 150, 255, cv2.THRESH_BINARY_INV)[1]
    shape = np.ones((5, 5), np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, shape)
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    found = []
    for x, y, w, h, area in np.asarray(stats).tolist():
        box = (x / scale, y / scale, (x + w) / scale, (y + h) / scale)
        square = 11 < w / scale < 17 and 11 < h / scale < 17 and area > 0.75 * w * h
        if square and _in_a_corner(box, sheet):
            found.append(box)
    return found


def _in_a_corner(box: Box, sheet: Sheet) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return min(x, sheet.width_mm - x) < 35 and min(y, sheet.height_mm - y) < 35
