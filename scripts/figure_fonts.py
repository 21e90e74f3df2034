"""Handwriting fonts to train on; the simulated paper writes with none of them.

They come with npm packages `@fontsource/…`: twenty-two under the Open Font License,
four under the Apache License 2.0. What is trained with them holds no part of them.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scripts.digits import SIDE_PX, Images
from tests.paper import digits, fonts, pens
from tests.paper.sheet import Box, Cell, Sheet

VERSION = "5.3.0"
TRAINED_ON = (
    "amatic-sc", "architects-daughter", "bad-script", "balsamiq-sans",
    "cedarville-cursive", "courgette", "covered-by-your-grace", "gloria-hallelujah",
    "great-vibes", "handlee", "homemade-apple", "kaushan-script", "nanum-pen-script",
    "neucha", "patrick-hand", "playpen-sans", "reenie-beanie", "rock-salt", "satisfy",
    "sriracha", "zen-kurenaido",
)  # fmt: skip
CALIBRATED_ON = (
    "damion", "gochi-hand", "marck-script", "schoolbell", "shantell-sans",
)  # fmt: skip

SIZE_PX = 96
_FIGURE_PX = 20
_LEAST_MM = 2.5


@dataclass(frozen=True)
class Font:
    """One handwriting.

    Attributes:
        cyrillic: With the Russian letters; None where it has none.
    """

    latin: ImageFont.FreeTypeFont
    cyrillic: ImageFont.FreeTypeFont | None = None
    _paths: dict[str, digits.Path] = field(default_factory=dict)

    def path(self, digit: str) -> digits.Path:
        """The way of a pen that writes the digit so."""
        if digit not in self._paths:
            self._paths[digit] = digits.traced(_small(self.set(digit)))
        return self._paths[digit]

    def set(self, text: str) -> Images:
        """The text as large as the font is set, cut close; 255 is ink."""
        page = Image.new("L", (SIZE_PX * (len(text) + 3), SIZE_PX * 4), 0)
        brush, x = ImageDraw.Draw(page), float(SIZE_PX)
        for letter in text:
            font = self.latin if letter.isascii() else self.cyrillic or self.latin
            brush.text((x, SIZE_PX), letter, 255, font=font)
            x += font.getlength(letter)
        return np.asarray(page.crop(page.getbbox()), dtype=np.uint8)


def fetch(folder: Path) -> None:
    """Put the packages there through the npm client, unless they are."""
    wanted = [it for it in (*TRAINED_ON, *CALIBRATED_ON) if not _files(folder, it)]
    if wanted:
        packages = [f"@fontsource/{name}@{VERSION}" for name in wanted]
        fetching = ["npm", "install", "--silent", "--no-save", "--ignore-scripts"]
        where = ["--prefix", str(folder)]
        subprocess.run([*fetching, *where, *packages], check=True, capture_output=True)


def fetched(folder: Path, names: Sequence[str]) -> list[Font]:
    """Fonts that were fetched to the folder."""
    found = [_files(folder, name) for name in names]
    return [
        Font(*(ImageFont.truetype(str(it), SIZE_PX) for it in one)) for one in found
    ]


def _files(folder: Path, name: str) -> list[Path]:
    """The Latin letters, and the Russian ones where there are any."""
    files = folder / "node_modules" / "@fontsource" / name / "files"
    paths = [files / f"{name}-{it}-400-normal.woff" for it in ("latin", "cyrillic")]
    return [path for path in paths if path.exists()]


def held_back() -> list[Font]:
    """The fonts of the simulated paper."""
    sizes = ((name, fonts.handwriting(name, 450)) for name in fonts.FAMILIES)
    pairs = [(name, it.font_variant(size=SIZE_PX)) for name, it in sizes]
    return [
        Font(it, it if fonts.FAMILIES[name].cyrillic else None) for name, it in pairs
    ]


def _small(letter: Images) -> Images:
    """As the images of `scripts.digits` are."""
    height, width = letter.shape
    scale = _FIGURE_PX / max(height, width)
    size = max(2, round(width * scale)), max(2, round(height * scale))
    small = cv2.resize(letter, size, interpolation=cv2.INTER_AREA)
    image = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    y, x = (SIDE_PX - size[1]) // 2, (SIDE_PX - size[0]) // 2
    image[y : y + size[1], x : x + size[0]] = small
    return image


def write(
    sheet: Sheet,
    cell: Cell,
    text: str,
    rng: np.random.Generator,
    hand: tuple[Font, pens.Pen],
) -> Box:
    """Write as the font is set, heavier or lighter, leaning and bent a little.

    The ink has the colour of the pen; how wide it is comes with the font.
    """
    font, pen = hand
    line = _bent(_weighted(font.set(text), rng), rng)
    height = max(_LEAST_MM, cell.height_mm * float(rng.uniform(0.35, 0.85)))
    scale = min(height / line.shape[0], (cell.width_mm - 0.6) / line.shape[1])
    room = np.array([cell.width_mm, cell.height_mm])
    size = np.array(line.shape[::-1]) * scale
    astray = np.clip(rng.normal(0, 0.2, 2), -0.5, 0.5) * np.maximum(0, room - size)
    x, y = np.array(cell.box_mm[:2]) + (room - size) / 2 + astray
    pixels = np.maximum(2, np.rint(size * sheet.px_per_mm)).astype(int)
    cover = pens.averaged(line, (int(pixels[0]), int(pixels[1])))
    origin = round(x * sheet.px_per_mm), round(y * sheet.px_per_mm)
    pens.stain(sheet, cover, origin, pen.colour, rng)
    return float(x), float(y), float(x + size[0]), float(y + size[1])


def _weighted(line: Images, rng: np.random.Generator) -> Images:
    """Its strokes made wider or thinner by up to some hundredths of its height."""
    line = np.pad(line, 8)
    wide = int(rng.integers(-3, 8)) * line.shape[0] // 160
    if not wide:
        return line
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(wide) + 1,) * 2)
    change = cv2.dilate if wide > 0 else cv2.erode
    changed = np.asarray(change(line, shape), dtype=np.uint8)
    return changed if (changed > 128).sum() > (line > 128).sum() / 3 else line


def _bent(line: Images, rng: np.random.Generator) -> Images:
    """Slanted, narrower or wider, and bent by a slow random field."""
    height, width = line.shape
    wide = round(width * float(rng.uniform(0.8, 1.25)))
    slant = float(rng.normal(0, 0.13))
    edge = round(abs(slant) * height / 2) + 6
    knots = rng.normal(0, 0.03 * height, (2, 4, 3 + width // height)).astype(np.float32)
    size = wide + 2 * edge, height + 12
    dx, dy = (cv2.resize(it, size, interpolation=cv2.INTER_CUBIC) for it in knots)
    x, y = np.meshgrid(*(np.arange(side, dtype=np.float32) for side in size))
    lean = (y - size[1] / 2) * np.float32(slant)
    across = (x - edge + lean) * np.float32(width / wide) + dx
    bent = cv2.remap(line, across, y - 6 + dy, cv2.INTER_LINEAR)
    rows, columns = np.nonzero(bent > 60)
    if not len(rows):
        return line
    part = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    return np.ascontiguousarray(bent[part], dtype=np.uint8)
