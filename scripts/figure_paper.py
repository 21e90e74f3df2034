"""Simulated paper full of figures and of what is no figure, cut into pictures.

Every page is printed with its codes, written on, scanned under a condition of bad
scans, laid on its print and cut by `pipeline.recognition.strokes`: what comes out
is what the reader sees. A page's number is its seed.
"""

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pikepdf

from pipeline import pagecode
from pipeline.apart import Limits
from pipeline.forms import stamp
from pipeline.model import KnownPage, LayoutPage, Zone, ZoneKind
from pipeline.recognition import codes, pictures, registration, strokes
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.prints import Print, Prints
from pipeline.recognition.strokes import Strokes
from scripts import figure_fonts
from scripts.figure_fonts import Font
from tests import paper
from tests.paper import digits, hands, pens

POINTS = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
TABLE_MM = (28.0, 32.0, 184.0, 264.0)
SIGNED_MM = 26.0
SCANS = 3
TRACED = 0.08
"""Share of the digits that a pen writes as a font has them."""

FIGURES = ("2", "3", "4", "5")
OTHER, EMPTY = "other", "empty"
CONDITIONS = {
    "clean": 0.03, "base": 0.16, "lowdpi": 0.16, "bw": 0.10, "skew": 0.10,
    "scaled": 0.06, "clipped": 0.03, "dirty": 0.12, "struck": 0.02, "photo": 0.12,
    "mixed": 0.10,
}  # fmt: skip
ONE_BIT = 0.3
"""Share of the sheets that are scanned without grey. Of a pale pen such a scan shows
nothing to learn from, so that the pens of these sheets are darker."""

ONE_BIT_CONDITIONS = {"bw": 0.85, "mixed": 0.15}
DARKER = (115.0, 220.0)
"""How far, of 255, the ink of those pens lies under paper; of others, from 60 on."""

WORDS = (
    "зач", "зачет", "неуд", "хор", "отл", "уд", "н/я", "з/о", "осв", "бол", "удовл",
    "незач", "см", "нет", "да", "хорошо",
)  # fmt: skip
LETTERS = (
    "абвгдежзийклмнопрстуфхцчшщьыэюя"
    "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
    "нннзззчбуоэЗЧБ"
)  # fmt: skip
"""Those that stand in such cells or look like a figure come more than once."""

DRAWN = "нбуо"
"""Letters that `tests.paper.hands` can draw."""

SIGNS = ("-", "v", "/", "x", "+", ".", "✓")

Draw = Callable[[paper.Sheet, paper.Cell, np.random.Generator, "Hands"], str]


@dataclass(frozen=True)
class Sample:
    """One cell.

    Attributes:
        truth: One of `FIGURES`, `OTHER` or `EMPTY`.
        kind: What was drawn, by the name of the function that did it.
        image: Which image of the digit it was; -1 for invented hands.
        one_bit: The scan is black and white only.
    """

    truth: str
    kind: str
    condition: str
    image: int
    one_bit: bool
    strokes: Strokes


class Hands:
    """Digits out of some images and fonts, and pens to write with.

    Attributes:
        last: The image of a digit that was taken last; -1 for none.
        are_darker: All pens are `DARKER`.
    """

    def __init__(
        self, paths: Sequence[Sequence[digits.Path]], fonts: Sequence[Font]
    ) -> None:
        self._paths, self._fonts = paths, fonts
        self.last = -1
        self.are_darker = False

    def __call__(self, value: str, rng: np.random.Generator) -> digits.Path:
        """Write a digit as one of the images has it, now and then as a font has it."""
        if rng.random() < TRACED:
            self.last = -1
            return self.font(rng).path(value)
        paths = self._paths[int(value)]
        self.last = int(rng.integers(len(paths)))
        return paths[self.last]

    def font(self, rng: np.random.Generator, text: str = "") -> Font:
        """One that has the letters of the text."""
        fit = [it for it in self._fonts if text.isascii() or it.cyrillic]
        return fit[int(rng.integers(len(fit)))]

    def pen(self, rng: np.random.Generator) -> pens.Pen:
        """Any that may lie on the desk."""
        colour = pens.any_colour(rng)
        pen = pens.take(colour, rng)
        if not self.are_darker:
            return pen
        dark = pens.returns(pens.COLOURS[colour], float(rng.uniform(*DARKER)))
        return replace(pen, colour=dark)


def _figure(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    value = str(rng.choice(FIGURES))
    _write(sheet, cell, value, rng, hand)
    return value


def _write(
    sheet: paper.Sheet,
    cell: paper.Cell,
    value: str,
    rng: np.random.Generator,
    hand: Hands,
) -> paper.Box:
    return digits.put(sheet, cell, hand(value, rng), rng, hand.pen(rng))


def _set(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    """As a font has it, with the weight of its own strokes."""
    value = str(rng.choice(FIGURES))
    figure_fonts.write(sheet, cell, value, rng, (hand.font(rng), hand.pen(rng)))
    return value


def _invented(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    value = str(rng.choice(FIGURES))
    paper.write(sheet, cell, value, rng, font="pen", pen=hand.pen(rng))
    return value


def _other_digit(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    value, way = str(rng.choice(list("016789"))), rng.random()
    if way < 0.75:
        _write(sheet, cell, value, rng, hand)
    elif way < 0.9:
        figure_fonts.write(sheet, cell, value, rng, (hand.font(rng), hand.pen(rng)))
    else:
        paper.write(sheet, cell, value, rng, font="pen", pen=hand.pen(rng))
    return OTHER


def _rewritten(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    first, second = (str(it) for it in rng.choice(FIGURES, 2, replace=False))
    pen = hand.pen(rng)
    digits.rewritten(sheet, cell, (first, second), rng, hand=hand, pen=pen)
    return OTHER


def _crossed_out(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    """Struck out by any pen, as somebody does later with another one.

    What one pen wrote and struck out is not harder: `bench/reading.py` has that.
    """
    pen = hand.pen(rng)
    box = _write(sheet, cell, str(rng.choice(FIGURES)), rng, hand)
    paper.take_back(sheet, box, rng, pen=pen)
    return OTHER


def _two_digits(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    x0, y0, x1, y1 = cell.box_mm
    middle = (x0 + x1) / 2
    for half in ((x0, y0, middle, y1), (middle, y0, x1, y1)):
        _write(sheet, paper.Cell(half), str(rng.integers(10)), rng, hand)
    return OTHER


def _word(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    text = str(rng.choice(WORDS if rng.random() < 0.3 else list(LETTERS)))
    pen = hand.pen(rng)
    if text in DRAWN and rng.random() < 0.3:
        paper.write(sheet, cell, text, rng, font="pen", pen=pen)
    else:
        figure_fonts.write(sheet, cell, text, rng, (hand.font(rng, text), pen))
    return OTHER


def _sign(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    paper.mark(sheet, cell, str(rng.choice(SIGNS)), rng, pen=hand.pen(rng))
    return OTHER


def _scrawl(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    way = paper.scribble if rng.random() < 0.5 else paper.sign
    way(sheet, cell, rng, pen=hand.pen(rng))
    return OTHER


def _curve(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    """One or two strokes of no meaning."""
    x, y = cell.centre_mm
    size = rng.uniform(1.5, 4.0)
    strokes = [
        hands.smooth(np.array([x, y]) + rng.uniform(-size, size, (count, 2)) * (0.6, 1))
        for count in rng.integers(2, 6, int(rng.integers(1, 3)))
    ]
    pens.draw(sheet, strokes, hand.pen(rng), rng)
    return OTHER


def _nothing(
    sheet: paper.Sheet, cell: paper.Cell, rng: np.random.Generator, hand: Hands
) -> str:
    if rng.random() < 0.3:
        paper.stray_stroke(sheet, cell, rng, pen=hand.pen(rng))
    return EMPTY


KINDS: dict[str, tuple[Draw, float]] = {
    "figure": (_figure, 0.36),
    "font": (_set, 0.11),
    "invented": (_invented, 0.04),
    "other_digit": (_other_digit, 0.10),
    "rewritten": (_rewritten, 0.11),
    "crossed_out": (_crossed_out, 0.09),
    "two_digits": (_two_digits, 0.03),
    "word": (_word, 0.08),
    "sign": (_sign, 0.02),
    "scrawl": (_scrawl, 0.01),
    "curve": (_curve, 0.02),
    "nothing": (_nothing, 0.03),
}


def page(number: int, hand: Hands) -> list[Sample]:
    """The cells of one page as scanned three times, where it could be laid.

    Args:
        number: Its seed.
        hand: Whose digits.
    """
    rng = np.random.default_rng(number)
    with tempfile.TemporaryDirectory() as folder:
        known, signed = _issued(Path(folder), rng)
        hand.are_darker = bool(rng.random() < ONE_BIT)
        (sheet,) = paper.print_document(known.printed)
        drawn = list(_filled(sheet, known, rng, hand))
        for cell in signed:
            paper.sign(sheet, cell, rng, pen=hand.pen(rng))
        chosen = _conditions(rng, one_bit=hand.are_darker)
        printed = Prints().picture(known)
        return [
            Sample(truth, kind, condition, image, laid.image.one_bit, cell)
            for condition in chosen
            for laid in [_laid(sheet, condition, rng, known, printed)]
            if laid is not None
            for (truth, kind, image), cell in zip(drawn, _cut(laid, known), strict=True)
        ]


def _conditions(rng: np.random.Generator, *, one_bit: bool) -> list[str]:
    """Those of the scans of a sheet; without grey, one may come again."""
    among = ONE_BIT_CONDITIONS if one_bit else CONDITIONS
    odds = np.array(list(among.values()))
    shares = odds / odds.sum()
    return [str(it) for it in rng.choice(list(among), SCANS, p=shares, replace=one_bit)]


def _cut(laid: Laid, known: KnownPage) -> list[Strokes]:
    return strokes.of_cells(laid, [zone.box_mm for zone in known.page.zones])


def _filled(
    sheet: paper.Sheet, known: KnownPage, rng: np.random.Generator, hand: Hands
) -> Iterator[tuple[str, str, int]]:
    odds = np.array([share for _draw, share in KINDS.values()])
    kinds = rng.choice(list(KINDS), len(known.page.zones), p=odds / odds.sum())
    for zone, kind in zip(known.page.zones, kinds, strict=True):
        hand.last = -1
        truth = KINDS[kind][0](sheet, paper.Cell(zone.box_mm), rng, hand)
        yield truth, str(kind), hand.last


def _laid(
    sheet: paper.Sheet,
    condition: str,
    rng: np.random.Generator,
    known: KnownPage,
    printed: Print,
) -> Laid | None:
    """Scan the sheet and lay it on its print."""
    scan = paper.scan(sheet, condition, rng, dpi=None)
    grey = scan.image
    if scan.jpeg:
        grey = pictures.grey_of(pictures.decoded(scan.jpeg, Limits()))
    image = PageImage(grey, scan.dpi, lambda: None)
    identity = codes.identify(image)
    if identity.page_code != known.page.page_code:
        return None
    registered = registration.register(image.work, identity.codes, printed)
    return None if registered is None else Laid(image, registered.fit, printed)


def _issued(
    folder: Path, rng: np.random.Generator
) -> tuple[KnownPage, list[paper.Cell]]:
    """A page of a table of grade cells, with columns for signatures among them."""
    x, y, right, bottom = TABLE_MM
    high = float(rng.uniform(6.6, 9.2))
    downs = y + high * np.arange(int((bottom - y) / high) + 1)
    edges, columns = [x], []
    while edges[-1] + SIGNED_MM < right:
        signed = bool(rng.random() < 0.12)
        edges.append(edges[-1] + (SIGNED_MM if signed else float(rng.uniform(11, 20))))
        columns.append(signed)
    boxes = [
        (signed, (left, top, end, low))
        for signed, (left, end) in zip(columns, pairwise(edges), strict=True)
        for top, low in pairwise(downs)
    ]
    zones = tuple(
        Zone(f"g{number}", ZoneKind.GRADE, "T1", f"u{number}", _tuple(box))
        for number, (signed, box) in enumerate(boxes)
        if not signed
    )
    bits = _bits(rng)
    code = pagecode.new_page_code(pagecode.new_document_id(bits), 1, 1, bits)
    path = folder / "printed.pdf"
    lines = _ruling(edges, downs.tolist(), float(rng.uniform(0.4, 1.0)))
    path.write_bytes(stamp.stamp(_pdf(lines), [code], footer="Печатать из PDF"))
    layout = LayoutPage(1, code.text, WIDTH_MM, HEIGHT_MM, zones)
    known = KnownPage(code.document_id, layout, path)
    return known, [paper.Cell(_tuple(box)) for signed, box in boxes if signed]


def _tuple(box: Sequence[float]) -> paper.Box:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return x0, y0, x1, y1


def _bits(rng: np.random.Generator) -> Callable[[int], int]:
    return lambda count: int(rng.integers(1 << count))


def _ruling(
    edges: Sequence[float], downs: Sequence[float], wide: float
) -> Iterator[str]:
    yield f"{wide:.2f} w"
    for x in edges:
        yield _line(x, downs[0], x, downs[-1])
    for y in downs:
        yield _line(edges[0], y, edges[-1], y)


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    a, b, c, d = (edge * POINTS for edge in (x0, HEIGHT_MM - y0, x1, HEIGHT_MM - y1))
    return f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S"


def _pdf(content: Iterator[str]) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(WIDTH_MM * POINTS, HEIGHT_MM * POINTS))
    page.Contents = document.make_stream("\n".join(content).encode())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
