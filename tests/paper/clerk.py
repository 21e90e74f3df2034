"""A page filled in with every kind of ink that offices leave, each stroke noted.

Beside what ought to be there: marks from a dot to a letter that fills its cell,
figures that were corrected, marks that were taken back, strokes that slip into a
neighbour, stamps over signatures, cells left empty. What is where is guessed from
the page's picture (see `desk`); how the form was made is not known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from scripts.digits import HELD_BACK
from tests.paper import desk, digits, fonts, ink, pens, stamps
from tests.paper.sheet import Box, Cell, Sheet, below, plain, row

SIGNED = 0.85
"""Share of the signature cells that are signed."""

ABSENT = 0.2
GRADED, CHOSEN_INSTEAD = 0.88, 0.06
"""Shares of the rows with a figure, and with a tick beside it; the others are empty."""

TICKED = 0.9
"""Share of the sets of boxes of which one is ticked."""

TASK_DONE = 0.6
CROSSED_OUT = 0.02
BY_FONT = 0.08
TAKEN_BACK = 0.01
STRAY = 0.01
STAMPED = 0.7
IN_WORDS = 0.6
"""Share of the grades that are written out as well where there is a cell for it."""

TASK = re.compile(r"задание\d", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d*)(\D+)$")


class Deed(StrEnum):
    """What somebody did to a cell."""

    SIGNED = "signed"
    MARKED = "marked"
    GRADED = "graded"
    REWRITTEN = "rewritten"
    TAKEN_BACK = "taken back"
    STRAYED = "strayed"


@dataclass(frozen=True, slots=True)
class Trace:
    """What somebody did to a cell, and how.

    Attributes:
        value: The figure or mark that holds in the end, or that was taken back; ""
            where there is none.
        how: For those who ask why it was misread: "dot", "fills", "font" …
        image: Which image of a figure, so that repeats can be told; or "".
        box_mm: Around the ink.
    """

    cell: Cell
    deed: Deed
    box_mm: Box
    value: str = ""
    how: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of which one is filled: a figure's, and boxes beside it or alone."""

    figure: Cell | None
    boxes: tuple[Cell, ...]
    words: Cell | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """What belongs where on a page.

    Attributes:
        tasks: Boxes that are ticked by themselves.
    """

    signatures: tuple[Cell, ...]
    marks: tuple[Cell, ...]
    tasks: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells that ink may be meant for."""
        yield from (*self.signatures, *self.marks, *self.tasks)
        for one in self.rows:
            yield from (*one.boxes, *((one.figure,) if one.figure else ()))


def places(sheet: Sheet) -> Places:
    """What belongs where, by headers and labels."""
    marks = tuple(desk.attendance_cells(sheet))
    tasks = tuple(
        cell
        for head in sheet.ruled
        if TASK.fullmatch(plain(head.text))
        for cell in below(sheet, head)
        if not cell.text
    )
    signatures = tuple(desk.signature_cells(sheet))
    taken = {*marks, *tasks, *signatures}
    return Places(signatures, marks, tasks, tuple(_rows(sheet, taken)))


def _rows(sheet: Sheet, taken: set[Cell]) -> Iterator[Row]:
    """Sets of boxes and figures, by unit (the number in the header) and row."""
    figures: dict[tuple[str, int], Cell] = {}
    boxes: dict[tuple[str, int], list[Cell]] = {}
    for head in sheet.ruled:
        number, word = _numbered(head.text)
        for cell in below(sheet, head) if word else ():
            key = (number, round(cell.box_mm[1]))
            if cell.text or cell in taken or _totals(sheet, cell):
                continue
            if word in desk.CHOICES:
                boxes.setdefault(key, []).append(cell)
            elif word in _FIGURES:
                figures[key] = cell
    in_words = desk.words_cells(sheet)
    for key in sorted({*figures, *boxes}, key=lambda key: (key[1], key[0])):
        figure = figures.get(key)
        words = in_words.get(figure) if figure else None
        yield Row(figure, tuple(boxes.get(key, ())), words)


_FIGURES = frozenset({"оценка", "оценкацифрой"})


def _totals(sheet: Sheet, cell: Cell) -> bool:
    """The row counts people."""
    return plain(row(sheet, cell)[0].text) == "человек"


def _numbered(header: str) -> tuple[str, str]:
    found = _NUMBERED.match(plain(header))
    return (found[1], found[2]) if found else ("", "")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to a page, in the order of the deeds.

    Attributes:
        seal: The box around the stamp; None where there is none.
    """

    traces: tuple[Trace, ...]
    seal: Box | None = None


def fill(
    sheet: Sheet, where: Places, rng: np.random.Generator, *, seal: bool = False
) -> Done:
    """Fill a page in, in place.

    Args:
        where: `places` of the same print.
        seal: A round stamp goes near, often over a signature.
    """
    pen = pens.take(pens.any_colour(rng), rng)
    done = [
        *_marked(sheet, where.marks, rng, pen),
        *_tasks(sheet, where.tasks, rng, pen),
        *(trace for one in where.rows for trace in _row(sheet, one, rng, pen)),
        *_signed(sheet, where.signatures, rng),
    ]
    done += _strayed(sheet, where, {it.cell for it in done}, rng)
    stamped = seal and where.signatures and rng.random() < STAMPED
    box = _seal(sheet, where.signatures, rng) if stamped else None
    return Done(tuple(done), box)


def _signed(
    sheet: Sheet, cells: Sequence[Cell], rng: np.random.Generator
) -> Iterator[Trace]:
    for cell in cells:
        if rng.random() < SIGNED:
            box = ink.sign(sheet, cell, rng, pen=pens.any_colour(rng))
            how = "initials" if box[2] - box[0] < 10 else "signature"
            yield Trace(cell, Deed.SIGNED, box, how=how)


def _marked(
    sheet: Sheet, cells: Sequence[Cell], rng: np.random.Generator, pen: pens.Choice
) -> Iterator[Trace]:
    for cell in cells:
        if rng.random() < ABSENT:
            yield _mark(sheet, cell, rng, pen)


def _mark(
    sheet: Sheet, cell: Cell, rng: np.random.Generator, pen: pens.Choice
) -> Trace:
    """A letter, a sign, a dot; now and then one that is scribbled over."""
    value = desk.drawn(_MARKS, rng)
    way = "mark"
    if value == ".":
        way = "dot"
    elif value.isalpha():
        way = str(rng.choice(["mark", "of a font", "fills"], p=[0.6, 0.3, 0.1]))
    if way in _HEIGHTS:
        low, high = _HEIGHTS[way]
        height = cell.height_mm * rng.uniform(low, high)
        box = _lettered(sheet, cell, value, rng, (pen, height))
    else:
        box = ink.mark(sheet, cell, value, rng, pen=pen)
    if rng.random() < TAKEN_BACK:
        box = ink.scribble(sheet, cell, rng, pen=pen)
        return Trace(cell, Deed.TAKEN_BACK, box, value, "scribbled")
    return Trace(cell, Deed.MARKED, box, value, way)


_HEIGHTS = {"of a font": (0.4, 0.7), "fills": (0.9, 1.2)}
_MARKS = {"н": 0.5, "б": 0.14, "у": 0.1, "о": 0.06, ".": 0.08, "+": 0.06, "-": 0.06}


def _lettered(
    sheet: Sheet,
    cell: Cell,
    value: str,
    rng: np.random.Generator,
    hand: tuple[str, float],
) -> Box:
    """A letter of a font, so high in mm that a capital would have that height."""
    pen, height = hand
    family = fonts.any_family(value, rng)
    return ink.write(sheet, cell, value, rng, pen=pen, font=family, height_mm=height)


def _tasks(
    sheet: Sheet, cells: Sequence[Cell], rng: np.random.Generator, pen: pens.Choice
) -> Iterator[Trace]:
    for cell in cells:
        if rng.random() < TASK_DONE:
            yield _ticked(sheet, cell, rng, pen)


def _ticked(
    sheet: Sheet, cell: Cell, rng: np.random.Generator, pen: pens.Choice
) -> Trace:
    sign = str(rng.choice(["v", "x", "+"]))
    box = ink.mark(sheet, cell, sign, rng, pen=pen)
    return Trace(cell, Deed.MARKED, box, sign, "tick")


def _row(
    sheet: Sheet, one: Row, rng: np.random.Generator, pen: pens.Choice
) -> Iterator[Trace]:
    draw = rng.random()
    if one.figure is not None and draw < GRADED:
        graded = _graded(sheet, one.figure, rng, pen)
        holds = graded.deed is not Deed.TAKEN_BACK
        if holds and one.words is not None and rng.random() < IN_WORDS:
            ink.write(sheet, one.words, desk.WORDS[graded.value], rng, pen=pen)
        yield graded
        return
    share = GRADED + CHOSEN_INSTEAD if one.figure else TICKED
    if one.boxes and draw < share:
        # The first box of a set alone is the pass, which most people get.
        often = one.figure is None and rng.random() < 0.75
        chosen = 0 if often else int(rng.integers(len(one.boxes)))
        yield from _chosen(sheet, one.boxes, chosen, rng, pen)


def _chosen(
    sheet: Sheet,
    boxes: Sequence[Cell],
    chosen: int,
    rng: np.random.Generator,
    pen: pens.Choice,
) -> Iterator[Trace]:
    """Tick a box; now and then after another, which is scribbled over."""
    yield _ticked(sheet, boxes[chosen], rng, pen)
    if len(boxes) > 1 and rng.random() < TAKEN_BACK:
        other = boxes[(chosen + 1) % len(boxes)]
        first = _ticked(sheet, other, rng, pen)
        box = ink.scribble(sheet, other, rng, pen=pen)
        yield replace(first, deed=Deed.TAKEN_BACK, box_mm=box, how="scribbled")


def _graded(
    sheet: Sheet, cell: Cell, rng: np.random.Generator, pen: pens.Choice
) -> Trace:
    """A figure by a real hand; now and then of a font, corrected, or taken back."""
    value = desk.drawn(desk.GRADE_ODDS, rng)
    if rng.random() < CROSSED_OUT:
        wrong = str(rng.choice([it for it in desk.GRADE_ODDS if it != value]))
        box = digits.rewritten(sheet, cell, (wrong, value), rng, pen=pen)
        return Trace(cell, Deed.REWRITTEN, box, value, "crossed out")
    if rng.random() < BY_FONT:
        family = fonts.any_family(value, rng)
        box = ink.write(sheet, cell, value, rng, pen=pen, font=family)
        return Trace(cell, Deed.GRADED, box, value, "of a font", f"{family}-{value}")
    index = int(rng.integers(HELD_BACK))
    box = digits.digit(sheet, cell, value, rng, index=index, pen=pen)
    if rng.random() < TAKEN_BACK:
        box = ink.take_back(sheet, box, rng, pen=pen)
        return Trace(cell, Deed.TAKEN_BACK, box, value, "taken back")
    return Trace(cell, Deed.GRADED, box, value, "figure", f"{value}-{index}")


def _strayed(
    sheet: Sheet, where: Places, filled: set[Cell], rng: np.random.Generator
) -> Iterator[Trace]:
    """Strokes that slip into empty cells from a neighbour that is not empty."""
    empty = {cell for cell in where.cells if cell not in filled}
    for cell in sorted(empty, key=lambda cell: cell.box_mm):
        if rng.random() < STRAY:
            around = [it for it in row(sheet, cell) if it not in empty]
            sides = [side for side in (-1, 1) if _beside(cell, around, side)]
            if sides:
                side = sides[int(rng.integers(len(sides)))]
                box = ink.stray_stroke(sheet, cell, rng, side=side)
                yield Trace(cell, Deed.STRAYED, box, how="stray")


def _beside(cell: Cell, others: Sequence[Cell], side: int) -> bool:
    """One of the others touches the cell at that side: -1 left, 1 right."""
    left, _, right, _ = cell.box_mm
    gaps = [it.box_mm[0] - right if side > 0 else left - it.box_mm[2] for it in others]
    return any(0 <= gap < 1 for gap in gaps)


def _seal(sheet: Sheet, cells: Sequence[Cell], rng: np.random.Generator) -> Box:
    """The institute's seal on or beside a signature; the cells stay as they were."""
    x, y = cells[int(rng.integers(len(cells)))].centre_mm
    place = x + rng.uniform(-30, 15), y + rng.uniform(-8, 14)
    return stamps.round_stamp(sheet, *place, rng)
