"""A whole document filled in as people do, with one call.

What belongs where is guessed as a person guesses it: by the headers of columns
and the labels at the left of rows. Nothing is known of how the form was made.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.paper import ink, pens
from tests.paper.sheet import Box, Cell, Sheet, below, column, plain, row

SIGNERS = re.compile(
    r"\b(преподавател|председател|член\w*\b|секретар|завед|зав\.|ректор|проректор"
    r"|директор|руководител|специалист|методист|куратор|слушател|ознакомл|подпис"
    r"|экзаменатор|провер)",
    re.IGNORECASE,
)
"""A label of somebody who signs in the empty cell to its right."""

MIN_SIGNATURE_WIDTH_MM = 20
DAY = re.compile(r"(?<!\d)\d{1,2}\s*\.\s*\d{2}(?!\d)")
GRADE_HEADERS = ("оценка", "оценки", "цифрой")
CHOICES = frozenset(
    plain(word)
    for word in (
        "зачтено",
        "не зачтено",
        "зачет",
        "незачет",
        "аттестован",
        "не аттестован",
        "не явился",
        "не явился(ась)",
        "не допущен",
        "не допущен(а)",
        "перезачтено",
    )
)
MARK_CELL_MM = 40.0
"""Columns of an attendance grid are narrower."""

IN_WORDS = "прописью"
"""Header of the cells in which the figure beside them is written out."""

WORDS = {"5": "отлично", "4": "хорошо", "3": "удовл.", "2": "неудовл."}

GRADE_ODDS = {"5": 0.45, "4": 0.33, "3": 0.17, "2": 0.05}
MARK_ODDS = {"н": 0.5, "б": 0.25, "у": 0.15, "о": 0.1}

CROSSED_OUT = 0.02
"""Grades crossed out and rewritten."""

STRAY = 0.01
"""Strokes into a neighbouring cell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written into a cell.

    Attributes:
        crossed_out: Another value stands struck out beside it.
    """

    cell: Cell
    value: str
    crossed_out: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person did to a document; cells carry their page number.

    Attributes:
        left_empty: Cells for signatures that were passed over.
        marks: Attendance, the marked cells only.
        unmarked: Attendance cells that stayed empty (present).
        choices: Ticked boxes, by the word they stand for.
        strayed: Cells that a stroke slipped into from outside.
    """

    signed: tuple[Cell, ...]
    left_empty: tuple[Cell, ...]
    marks: tuple[Entry, ...]
    unmarked: tuple[Cell, ...]
    grades: tuple[Entry, ...]
    choices: tuple[Entry, ...]
    strayed: tuple[Cell, ...]


def fill(
    sheets: Sequence[Sheet],
    rng: np.random.Generator,
    *,
    leave_empty: Collection[int] = (),
    absent: float = 0.12,
    stray: float = STRAY,
) -> Filled:
    """Sign, mark and grade a document in place.

    Args:
        leave_empty: Which signature cells nobody signs, counted from 0 in the
            order of `signature_cells` over all sheets.
        absent: Share of the attendance cells that get a mark.
        stray: Share of cells that a stroke slips into; 0 for clean papers.
    """
    everywhere = [cell for sheet in sheets for cell in signature_cells(sheet)]
    skipped = {everywhere[number] for number in leave_empty}
    pages = [_fill_sheet(sheet, rng, skipped, (absent, stray)) for sheet in sheets]
    return Filled(
        signed=tuple(cell for page in pages for cell in page.signed),
        left_empty=tuple(cell for page in pages for cell in page.left_empty),
        marks=tuple(entry for page in pages for entry in page.marks),
        unmarked=tuple(cell for page in pages for cell in page.unmarked),
        grades=tuple(entry for page in pages for entry in page.grades),
        choices=tuple(entry for page in pages for entry in page.choices),
        strayed=tuple(cell for page in pages for cell in page.strayed),
    )


def _fill_sheet(
    sheet: Sheet,
    rng: np.random.Generator,
    skipped: Collection[Cell],
    shares: tuple[float, float],
) -> Filled:
    absent, stray = shares
    signatures = signature_cells(sheet)
    left = tuple(cell for cell in signatures if cell in skipped)
    signed = tuple(cell for cell in signatures if cell not in skipped)
    for cell in signed:
        ink.sign(sheet, cell, rng, pen=pens.any_colour(rng))
    attended = attendance_cells(sheet)
    away = [cell for cell in attended if rng.random() < absent]
    unmarked = tuple(cell for cell in attended if cell not in away)
    graded, words = grade_cells(sheet), words_cells(sheet)
    return Filled(
        signed=signed,
        left_empty=left,
        marks=tuple(_marked(sheet, cell, rng) for cell in away),
        unmarked=unmarked,
        grades=tuple(_graded(sheet, it, words.get(it), rng) for it in graded),
        choices=tuple(
            _chosen(sheet, boxes, rng)
            for boxes in choice_rows(sheet)
            if not _has_figure(boxes, graded)
        ),
        strayed=tuple(_strayed(sheet, (*left, *unmarked), rng, stray)),
    )


def signature_cells(sheet: Sheet) -> list[Cell]:
    """Where somebody must sign, row by row.

    The empty cells under headers with «подпись», and the first cell to the
    right of a signer's label when it is empty.
    """
    labelled = [
        right
        for label in sheet.ruled
        if SIGNERS.search(label.text) and (right := _right_of(sheet, label)) is not None
    ]
    under_header = column(sheet, "подпис")
    return _in_order([*under_header, *labelled, *_beside_words(sheet)])


def _beside_words(sheet: Sheet) -> list[Cell]:
    """Ruled boxes that stand alone, right of a signer's label that has no box."""
    labels = [word for word in sheet.words if SIGNERS.match(word.text)]
    return [
        box
        for box in sheet.ruled
        if not box.text
        and box.width_mm > MIN_SIGNATURE_WIDTH_MM
        and any(_is_left_of(label.box_mm, box.box_mm) for label in labels)
        and not any(_is_left_of(other.box_mm, box.box_mm) for other in row(sheet, box))
    ]


def _is_left_of(label: Box, box: Box) -> bool:
    """On the same line, before the box."""
    middle = (label[1] + label[3]) / 2
    return label[2] <= box[0] and box[1] <= middle <= box[3]


def _right_of(sheet: Sheet, label: Cell) -> Cell | None:
    """The neighbour at the right, if it is empty and wide enough to sign."""
    for cell in row(sheet, label):
        gap = cell.box_mm[0] - label.box_mm[2]
        if 0 <= gap < 1:
            return cell if not cell.text and cell.width_mm > 10 else None
    return None


def attendance_cells(sheet: Sheet) -> list[Cell]:
    """The narrow empty cells under headers that are a day («14.03»)."""
    days = [
        head
        for head in sheet.ruled
        if head.width_mm < MARK_CELL_MM and DAY.search(head.text.replace(" ", ""))
    ]
    return _in_order([cell for day in days for cell in _empty_below(sheet, day)])


def grade_cells(sheet: Sheet) -> list[Cell]:
    """The empty cells under «Оценка» for figures, not under a choice as well."""
    under = [cell for name in GRADE_HEADERS for cell in column(sheet, name)]
    taken = {cell for boxes in choice_rows(sheet) for cell, _ in boxes}
    taken |= set(column(sheet, IN_WORDS))
    taken |= set(signature_cells(sheet)) | set(attendance_cells(sheet))
    return [cell for cell in _in_order(under) if cell not in taken]


def words_cells(sheet: Sheet) -> dict[Cell, Cell]:
    """The cell of a figure → the one at its right for the same in words."""
    beside = {}
    for words in column(sheet, IN_WORDS):
        for cell in row(sheet, words):
            if 0 <= words.box_mm[0] - cell.box_mm[2] < 1:
                beside[cell] = words
    return beside


def choice_rows(sheet: Sheet) -> list[list[tuple[Cell, str]]]:
    """The sets of boxes of which one is ticked, each box with its word.

    The words stand in the boxes themselves, in their neighbours (the box is
    then a small empty cell before the word) or in a header over them.
    """
    words = [cell for cell in sheet.ruled if plain(cell.text) in CHOICES]
    heads = [cell for cell in words if _empty_below(sheet, cell)]
    rows: dict[tuple[int, int], list[tuple[Cell, str]]] = {}
    for head in heads:
        for cell in _empty_below(sheet, head):
            rows.setdefault((0, round(cell.box_mm[1])), []).append((cell, head.text))
    for word in words:
        if word not in heads:
            box = _box_before(sheet, word) or word
            rows.setdefault((1, round(word.box_mm[1])), []).append((box, word.text))
    return list(rows.values())


def _has_figure(boxes: Sequence[tuple[Cell, str]], graded: Sequence[Cell]) -> bool:
    """The row has a cell for a figure, which says that nobody stayed away."""
    return any(
        cell.box_mm[1] < box.centre_mm[1] < cell.box_mm[3]
        for box, _word in boxes
        for cell in graded
    )


def _box_before(sheet: Sheet, word: Cell) -> Cell | None:
    for cell in row(sheet, word):
        near = 0 <= word.box_mm[0] - cell.box_mm[2] < 1.5
        if near and not cell.text and cell.width_mm < 9:
            return cell
    return None


def _empty_below(sheet: Sheet, head: Cell) -> list[Cell]:
    return [cell for cell in below(sheet, head) if not cell.text]


def _in_order(cells: Sequence[Cell]) -> list[Cell]:
    return sorted(set(cells), key=lambda c: (round(c.box_mm[1]), c.box_mm[0]))


def drawn(odds: dict[str, float], rng: np.random.Generator) -> str:
    """One of the keys, as often as its share says."""
    return str(rng.choice(list(odds), p=list(odds.values())))


def _marked(sheet: Sheet, cell: Cell, rng: np.random.Generator) -> Entry:
    value = drawn(MARK_ODDS, rng)
    ink.mark(sheet, cell, value, rng)
    return Entry(cell, value)


def _graded(
    sheet: Sheet, cell: Cell, words: Cell | None, rng: np.random.Generator
) -> Entry:
    """A figure, sometimes after another one, which is struck out; and its word."""
    value = drawn(GRADE_ODDS, rng)
    again = cell.width_mm > 12 and rng.random() < CROSSED_OUT
    pen = pens.take(pens.any_colour(rng), rng)
    if again:
        x0, y0, x1, y1 = cell.box_mm
        middle = (x0 + x1) / 2
        first = Cell((x0, y0, middle, y1), page=cell.page)
        wrong = ink.write(sheet, first, drawn(GRADE_ODDS, rng), rng, pen=pen)
        ink.cross_out(sheet, wrong, rng, pen=pen)
        second = Cell((middle, y0, x1, y1), page=cell.page)
        ink.write(sheet, second, value, rng, pen=pen)
    else:
        ink.write(sheet, cell, value, rng, pen=pen)
    if words is not None:
        ink.write(sheet, words, WORDS[value], rng, pen=pen)
    return Entry(cell, value, crossed_out=again)


def _chosen(
    sheet: Sheet, boxes: Sequence[tuple[Cell, str]], rng: np.random.Generator
) -> Entry:
    """Tick one; the first, which is the pass, most of the time."""
    number = 0 if rng.random() < 0.8 else int(rng.integers(len(boxes)))
    cell, word = boxes[number]
    ink.mark(sheet, cell, str(rng.choice(["v", "x", "+"])), rng)
    return Entry(cell, word)


def _strayed(
    sheet: Sheet, cells: Sequence[Cell], rng: np.random.Generator, share: float
) -> Iterator[Cell]:
    """Strokes into some of the cells of this sheet that should be empty."""
    for cell in cells:
        if rng.random() < share:
            ink.stray_stroke(sheet, cell, rng)
            yield cell
