"""Which column of a sheet is which: by the words of its heading, in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.messages import _
from pipeline.roster.workbook.choices import normal
from pipeline.roster.workbook.grid import Grid
from pipeline.roster.workbook.layout import Column, Kind
from pipeline.roster.workbook.scan import Cell
from pipeline.roster.workbook.spots import Gathered, Spot

_LAST_HEAD_ROW = 40
_ALIKE_PERCENT = 75


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of a sheet.

    Attributes:
        row: Where they stand, from 1.
        columns: Number of a column, from 1 → what it holds; only what is read.
        missing: Key of a needed column that is not there → where that was said.
        spread: Cell within a vertical merge → the cell that holds its value.
    """

    grid: Grid
    row: int
    columns: dict[int, Column]
    missing: dict[str, Spot]
    spread: dict[Cell, Cell]

    def spot(self, row: int, number: int) -> Spot:
        """The place of a cell under a heading, or of the one it is merged with."""
        row, number = self.spread.get((row, number), (row, number))
        heading = self.columns[number].heading
        return Spot(self.grid.number, row, number, self.grid.title, heading)

    def number(self, key: str) -> int:
        """The column that holds that key, 0 when there is none."""
        numbers = (it for it, column in self.columns.items() if column.key == key)
        return next(numbers, 0)

    def rows(self) -> range:
        """The rows below the headings."""
        return range(self.row + 1, self.grid.reach.rows + 1)


def heads(gathered: Gathered, grid: Grid, columns: Sequence[Column]) -> Heads | None:
    """The headings of the sheet; None where there are none, which is a fault.

    A needed column that is missing and a heading that stands twice are faults; a
    column with another heading is noted, unless it looks like a misspelt one.
    """
    row = _row(grid, columns)
    whole = Spot(grid.number, 0, 0, grid.title)
    if row == 0:
        says = _("The row of headings is missing; it has: {headings}.")
        wanted = ", ".join(column.heading for column in columns if _must(column))
        gathered.fault(whole, says.format(headings=wanted))
        return None
    known = {normal(column.heading): column for column in columns}
    here: dict[int, Column] = {}
    others: dict[int, str] = {}
    for number in range(1, grid.reach.columns + 1):
        heading = str(grid.cells.get((row, number), ""))
        column = known.get(normal(heading))
        if column is None:
            others[number] = heading
        elif column in here.values():
            says = _("This heading stands twice; keep one of the two columns.")
            gathered.fault(_at(grid, row, number, heading), says)
        else:
            here[number] = column
    left = [column for column in columns if column not in here.values()]
    told = dict(_misspelt(gathered, grid, row, others, left))
    read = {no: column for no, column in here.items() if column.kind is not Kind.SHOWN}
    return Heads(grid, row, read, told, dict(_spread(grid, row)))


def _row(grid: Grid, columns: Sequence[Column]) -> int:
    """The row with the most known headings, 0 where no row has two."""
    wanted = {normal(column.heading) for column in columns}
    rows = range(1, min(grid.reach.rows, _LAST_HEAD_ROW) + 1)
    counts = {
        row: len({normal(str(value)) for value in grid.row(row).values()} & wanted)
        for row in rows
    }
    best = max(counts, key=lambda row: counts[row], default=0)
    return best if best and counts[best] > 1 else 0


def _misspelt(
    gathered: Gathered,
    grid: Grid,
    row: int,
    others: dict[int, str],
    left: list[Column],
) -> Iterator[tuple[str, Spot]]:
    """Faults for what is missing, notes for what is not known.

    Yields:
        The keys of columns that are missing, and where that was said.
    """
    missing = {normal(column.heading): column for column in left}
    for number, heading in others.items():
        if not _has_content(grid, row, number):
            continue
        match = process.extractOne(
            normal(heading),
            list(missing),
            scorer=fuzz.ratio,
            score_cutoff=_ALIKE_PERCENT,
        )
        spot = _at(grid, row, number, heading)
        if match:
            says = _("Such a heading is not known. Did you mean “{heading}”?")
            column = missing.pop(match[0])
            gathered.fault(spot, says.format(heading=column.heading))
            yield column.key, spot
        else:
            gathered.note(spot, _("The column is not read."))
    for column in missing.values():
        if _must(column):
            says = _("The column “{heading}” is missing.")
            spot = Spot(grid.number, row, 0, grid.title)
            gathered.fault(spot, says.format(heading=column.heading))
            yield column.key, spot


def _must(column: Column) -> bool:
    return column.needed or column.key == "id"


def _has_content(grid: Grid, row: int, number: int) -> bool:
    rows = range(row + 1, grid.reach.rows + 1)
    return any((under, number) in grid.cells for under in rows)


def _at(grid: Grid, row: int, number: int, heading: str) -> Spot:
    return Spot(grid.number, row, number, grid.title, heading)


def _spread(grid: Grid, row: int) -> Iterator[tuple[Cell, Cell]]:
    """A value over several rows of one column holds for all of them."""
    for top, left, bottom, right in grid.reach.merged:
        if left == right and top > row:
            for under in range(top + 1, min(bottom, grid.reach.rows) + 1):
                yield (under, left), (top, left)


def merged_across(heads: Heads) -> Iterator[Spot]:
    """Cells below the headings that are merged over several columns."""
    for top, left, bottom, right in heads.grid.reach.merged:
        over = [number for number in heads.columns if left <= number <= right]
        if top > heads.row and len(over) > 1:
            yield heads.spot(top, over[0])
        elif top <= heads.row < bottom and over:
            yield heads.spot(bottom, over[0])
