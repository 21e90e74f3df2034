"""The clerk who fills pages in for the reading bench, on tables drawn here."""

import cv2
import numpy as np
import pytest

from tests.paper import clerk, fonts
from tests.paper.clerk import Deed
from tests.paper.sheet import MM_PER_INCH, Cell, Sheet, Word

DPI = 150
SIZE_MM = (210.0, 297.0)
ROWS, ROW_MM = 20, 8.0


def sheet_with(*columns):
    """A table of columns (header, width in mm), its first column the names."""
    heads = (("Фамилия, имя, отчество", 40.0), *columns)
    picture = np.full((1754, 1240, 3), 255, np.uint8)
    ruled, words, x = [], [], 20.0
    for header, width in heads:
        for number in range(ROWS + 1):
            y = 40.0 + ROW_MM * number
            box = (x, y, x + width, y + ROW_MM)
            text = header if number == 0 else "Иванов" if x == 20.0 else ""
            words.append(Word(text, box))
            ruled.append(Cell(box, text))
            corners = [round(edge * DPI / MM_PER_INCH) for edge in box]
            cv2.rectangle(picture, corners[:2], corners[2:], (0, 0, 0), 1)
        x += width
    return Sheet(picture, *SIZE_MM, words=tuple(words), ruled=tuple(ruled), dpi=DPI)


@pytest.fixture(scope="module")
def gradesheet():
    return sheet_with(
        ("Оценка цифрой", 14.0),
        ("Оценка прописью", 33.0),
        ("не явился", 13.0),
        ("Подпись", 38.0),
    )


def rng(seed=3):
    return np.random.default_rng(seed)


def test_what_belongs_where_is_told_by_headers(gradesheet):
    where = clerk.places(gradesheet)
    assert len(where.signatures) == ROWS
    assert [len(one.boxes) for one in where.rows] == [1] * ROWS
    assert all(one.figure and one.words for one in where.rows)


def test_boxes_of_several_units_are_sets_of_their_own():
    where = clerk.places(
        sheet_with(*((f"{unit}. {it}", 11.0) for unit in (1, 2) for it in SCALE))
    )
    assert len(where.rows) == 2 * ROWS
    assert {len(one.boxes) for one in where.rows} == {len(SCALE)}


SCALE = ("зачтено", "не зачтено")


def test_days_and_tasks_are_marked_each_for_itself():
    where = clerk.places(sheet_with(("07.03.2026", 26.0), ("Задание 1", 12.0)))
    assert (len(where.marks), len(where.tasks), where.rows) == (ROWS, ROWS, ())


def test_a_figure_and_the_box_beside_it_are_never_both_filled(gradesheet):
    where = clerk.places(gradesheet)
    done = clerk.fill(gradesheet.copy(), where, rng())
    filled = {it.cell for it in done.traces if it.deed is not Deed.STRAYED}
    assert all(not {one.figure, *one.boxes} <= filled for one in where.rows)


def test_every_trace_has_ink_in_its_cell(gradesheet):
    sheet = gradesheet.copy()
    done = clerk.fill(sheet, clerk.places(sheet), rng())
    assert len(done.traces) > ROWS
    for trace in done.traces:
        x0, y0, x1, y1 = (round(it * sheet.px_per_mm) for it in trace.cell.box_mm)
        before = gradesheet.picture[y0:y1, x0:x1, 0].astype(int)
        assert (before - sheet.picture[y0:y1, x0:x1, 0] > 20).any(), trace


def test_a_figure_taken_back_is_struck_out_and_not_spelt_out(gradesheet, monkeypatch):
    for share, odds in (("TAKEN_BACK", 1), ("CROSSED_OUT", 0), ("BY_FONT", 0)):
        monkeypatch.setattr(clerk, share, odds)
    where = clerk.places(gradesheet)
    sheet = gradesheet.copy()
    done = clerk.fill(sheet, where, rng())
    taken = [it for it in done.traces if it.deed is Deed.TAKEN_BACK]
    rows = {one.figure: one for one in where.rows}
    assert len(taken) > ROWS / 2
    for trace in taken:
        assert trace.value in "2345"
        assert trace.box_mm[2] - trace.box_mm[0] > 2  # more than a figure
        assert not differs(gradesheet, sheet, rows[trace.cell].words)


def differs(one, other, cell):
    """Whether ink was put into the middle of a cell."""
    x0, y0, x1, y1 = (round(it * one.px_per_mm) for it in cell.box_mm)
    middle = np.s_[y0 + 8 : y1 - 8, (2 * x0 + x1) // 3 : x1 - 8]
    return bool((one.picture[middle] != other.picture[middle]).any())


def test_the_same_seed_fills_a_page_in_the_same_way(gradesheet):
    where = clerk.places(gradesheet)
    one, other = gradesheet.copy(), gradesheet.copy()
    assert clerk.fill(one, where, rng()) == clerk.fill(other, where, rng())
    assert (one.picture == other.picture).all()


def test_a_stray_stroke_comes_from_a_cell_that_is_not_empty(gradesheet):
    where = clerk.places(gradesheet)
    strays, empty = 0, 0
    for seed in range(12):
        done = clerk.fill(gradesheet.copy(), where, rng(seed))
        strays += sum(it.deed is Deed.STRAYED for it in done.traces)
        empty += len(list(where.cells)) - len({it.cell for it in done.traces})
    assert 0 < strays < 0.05 * empty


def test_letters_are_written_in_fonts_that_have_them():
    families = {fonts.any_family("н", rng(seed)) for seed in range(20)}
    assert families <= {name for name, it in fonts.FAMILIES.items() if it.cyrillic}


@pytest.mark.parametrize("family", fonts.FAMILIES)
def test_figures_stand_as_high_as_their_family_says(family):
    font = fonts.handwriting(family, 450)
    _, top, _, bottom = font.getbbox("5")
    assert bottom - top == pytest.approx(fonts.FAMILIES[family].capital_px, rel=0.3)
