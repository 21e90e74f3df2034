"""A printed page as a person sees it: its picture, its words, its ruled cells.

Everything here is found in the picture and in the text of the PDF. What the
product itself believes about the page (its layout) is never read, so that ink
put by this module shows where such a belief is wrong.

Lengths are mm, the origin is the top left corner of the page, y goes down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in mm."""

Picture = npt.NDArray[np.uint8]
"""Grey (height × width) or RGB (height × width × 3), 0 is black."""

MM_PER_INCH = 25.4
PRINT_DPI = 300
SHORTEST_RULE_MM = 2.5
"""Shorter straight strokes are letters, not ruling."""

SMALLEST_CELL_MM = 3.2
"""The corner squares of a page code are smaller."""

RULE_DARKER_THAN = 190
FILL_OF_A_CELL = 0.9
"""Share of its bounding box that the white of a cell takes."""

SAME_COLUMN_MM = 0.8
ROW_GAP_MM = 1.0

TOUCHING_EM = 0.25
"""Letters of one word are nearer than this share of the size of type."""


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word and the box around its ink."""

    text: str
    box_mm: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of ruling lines, the lines not included.

    Attributes:
        text: The words printed inside, in the order of the PDF.
        page: Number of the page, from 1.
    """

    box_mm: Box
    text: str = ""
    page: int = 1

    @property
    def width_mm(self) -> float:
        """Inner width."""
        return self.box_mm[2] - self.box_mm[0]

    @property
    def height_mm(self) -> float:
        """Inner height."""
        return self.box_mm[3] - self.box_mm[1]

    @property
    def centre_mm(self) -> tuple[float, float]:
        """x and y of the middle."""
        x0, y0, x1, y1 = self.box_mm
        return (x0 + x1) / 2, (y0 + y1) / 2


@dataclass(slots=True)
class Sheet:
    """One side of paper; ink is drawn into `picture` in place.

    Attributes:
        picture: RGB, `dpi` dots an inch.
        words: What was printed on it.
        ruled: Its table cells, found before any ink came.
        number: Page number, from 1.
    """

    picture: Picture
    width_mm: float
    height_mm: float
    words: tuple[Word, ...] = ()
    ruled: tuple[Cell, ...] = ()
    number: int = 1
    dpi: int = PRINT_DPI

    @property
    def px_per_mm(self) -> float:
        """Dots in a millimetre."""
        return self.dpi / MM_PER_INCH

    def copy(self) -> "Sheet":
        """Another sheet from the same print, with the ink so far."""
        return replace(self, picture=self.picture.copy())


def print_document(pdf: Path | bytes, dpi: int = PRINT_DPI) -> list[Sheet]:
    """The pages of a PDF as a printer puts them on white paper."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [
            _print_page(document[index], index + 1, dpi)
            for index in range(len(document))
        ]
    finally:
        document.close()


def print_page(pdf: Path, number: int, dpi: int = PRINT_DPI) -> Sheet:
    """One page of a PDF, counted from 1."""
    document = pdfium.PdfDocument(pdf)
    try:
        return _print_page(document[number - 1], number, dpi)
    finally:
        document.close()


def picture_of(pdf: Path, number: int, dpi: int) -> Picture:
    """One page of a PDF, counted from 1, as a grey picture only: sooner made."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[number - 1].render(scale=dpi / 72, grayscale=True)
        pixels = np.array(bitmap.to_numpy(), dtype=np.uint8)
        return np.ascontiguousarray(pixels.reshape(pixels.shape[:2]))
    finally:
        document.close()


def _print_page(page: pdfium.PdfPage, number: int, dpi: int) -> Sheet:
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
    picture = as_rgb(np.array(bitmap.to_numpy(), dtype=np.uint8))
    bitmap.close()
    width, height = (points * MM_PER_INCH / 72 for points in page.get_size())
    words = tuple(_words(page.get_textpage(), height))
    page.close()
    return sheet_of(picture, words, (width, height), number, dpi)


def sheet_of(
    picture: Picture,
    words: tuple[Word, ...],
    size_mm: tuple[float, float],
    number: int = 1,
    dpi: int = PRINT_DPI,
) -> Sheet:
    """A sheet from its picture; its cells are found here."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    ruled = tuple(
        Cell(box, _text_inside(words, box), number) for box in ruled_boxes(grey, dpi)
    )
    return Sheet(picture, *size_mm, words=words, ruled=ruled, number=number, dpi=dpi)


def as_rgb(picture: Picture) -> Picture:
    """The picture with three channels."""
    if picture.ndim == 2 or picture.shape[2] == 1:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    return np.ascontiguousarray(picture[:, :, :3])


def _words(text: pdfium.PdfTextPage, page_height_mm: float) -> Iterator[Word]:
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for index, letter in enumerate(_letters(text)):
        if letter.isspace():
            if letters and not _runs_on(text, index):
                yield _word(letters, boxes, page_height_mm)
                letters, boxes = [], []
            continue
        letters.append(letter)
        boxes.append(text.get_charbox(index))
    if letters:
        yield _word(letters, boxes, page_height_mm)


def _letters(text: pdfium.PdfTextPage) -> Iterator[str]:
    """One symbol for each character index; Cyrillic and Latin need no pairs."""
    for index in range(text.count_chars()):
        code = int(pdfium.raw.FPDFText_GetUnicode(text.raw, index))
        letter = chr(code)
        yield letter if letter.isprintable() else " "


def _runs_on(text: pdfium.PdfTextPage, index: int) -> bool:
    """Whether a space that PDFium made up stands between touching letters.

    It makes up such spaces in text that runs upwards.
    """
    first, last = index, index
    while _made_up(text, first - 1):
        first -= 1
    while _made_up(text, last + 1):
        last += 1
    if not _made_up(text, index) or first == 0 or last + 1 >= text.count_chars():
        return False
    one, other = text.get_charbox(first - 1), text.get_charbox(last + 1)
    gaps = [
        max(one[low] - other[high], other[low] - one[high])
        for low, high in ((0, 2), (1, 3))
    ]
    size = float(pdfium.raw.FPDFText_GetFontSize(text.raw, first - 1))
    return bool(max(gaps) < TOUCHING_EM * size)


def _made_up(text: pdfium.PdfTextPage, index: int) -> bool:
    return bool(pdfium.raw.FPDFText_IsGenerated(text.raw, index) == 1)


def _word(
    letters: list[str],
    boxes: Sequence[tuple[float, float, float, float]],
    page_height_mm: float,
) -> Word:
    left, bottom, right, top = np.array(boxes).T * MM_PER_INCH / 72
    height = page_height_mm
    box = (left.min(), height - top.max(), right.max(), height - bottom.min())
    return Word("".join(letters), tuple_of(box))


def tuple_of(values: Sequence[Any]) -> Box:
    """Four numbers of any kind as a box of plain floats."""
    x0, y0, x1, y1 = (float(value) for value in values)
    return x0, y0, x1, y1


def ruled_boxes(grey: Picture, dpi: int) -> list[Box]:
    """The insides of boxes drawn by straight lines, top to bottom, in mm.

    Solid squares (page codes) and letters leave no white rectangle of cell
    size and are passed over.
    """
    px_per_mm = dpi / MM_PER_INCH
    white = cv2.bitwise_not(_ruling(grey, round(SHORTEST_RULE_MM * px_per_mm)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    height, width = grey.shape
    x, y, w, h, area = np.asarray(stats).T
    smallest = SMALLEST_CELL_MM * px_per_mm
    inner = (x > 0) & (y > 0) & (x + w < width) & (y + h < height)
    cells = inner & (np.minimum(w, h) > smallest) & (area > FILL_OF_A_CELL * w * h)
    edges = np.stack([x - 1, y - 1, x + w + 1, y + h + 1], axis=1)[cells]
    found = [tuple_of(edge / px_per_mm) for edge in edges]
    return sorted(found, key=lambda box: (round(box[1]), box[0]))


def _ruling(grey: Picture, shortest_px: int) -> Picture:
    """Long straight strokes, made one pixel thicker so that corners close."""
    dark = cv2.threshold(grey, RULE_DARKER_THAN, 255, cv2.THRESH_BINARY_INV)[1]
    lines = [
        cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        for shape in ((1, shortest_px), (shortest_px, 1))
    ]
    both = cv2.bitwise_or(lines[0], lines[1])
    return np.asarray(cv2.dilate(both, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _text_inside(words: tuple[Word, ...], box: Box) -> str:
    return " ".join(word.text for word in words if _inside(word.box_mm, box))


def _inside(word: Box, box: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def cells(sheet: Sheet) -> list[Cell]:
    """The table cells of a page, row by row, as they were printed."""
    return list(sheet.ruled)


def column(sheet: Sheet, header: str) -> list[Cell]:
    """The empty cells under each header that contains the text, downwards.

    Case, spaces and hyphens of the header do not count. A header over several
    columns gives the cells of all of them. The column ends where the table
    does, or at the next header of that text.
    """
    under: list[Cell] = []
    for head in headers(sheet, header):
        under += [cell for cell in below(sheet, head) if not cell.text]
    return sorted(set(under), key=lambda cell: (cell.box_mm[1], cell.box_mm[0]))


def headers(sheet: Sheet, text: str) -> list[Cell]:
    """The cells whose text contains the given one."""
    wanted = plain(text)
    return [cell for cell in sheet.ruled if wanted in plain(cell.text)]


def plain(text: str) -> str:
    """Letters only, in lower case: as one compares broken header words."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def below(sheet: Sheet, head: Cell) -> list[Cell]:
    """The cells that hang under this one without a gap, printed or not."""
    left, _, right, floor = head.box_mm
    hanging: list[Cell] = []
    column_cells = [
        cell
        for cell in sheet.ruled
        if left - SAME_COLUMN_MM < cell.box_mm[0]
        and cell.box_mm[2] < right + SAME_COLUMN_MM
        and cell.box_mm[1] >= floor
    ]
    for cell in sorted(column_cells, key=lambda cell: cell.box_mm[1]):
        if cell.box_mm[1] > floor + ROW_GAP_MM:
            break
        hanging.append(cell)
        floor = max(floor, cell.box_mm[3])
    return hanging


def row(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The cells of the same table row, left to right, with this one."""
    _, middle = cell.centre_mm
    return sorted(
        (c for c in sheet.ruled if c.box_mm[1] < middle < c.box_mm[3]),
        key=lambda cell: cell.box_mm[0],
    )
