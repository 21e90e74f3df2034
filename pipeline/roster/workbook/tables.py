"""Sheets with one thing on each row, and sheets of fields, to texts by key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from pipeline.messages import _
from pipeline.roster.document import Steps, Tree
from pipeline.roster.workbook.choices import normal
from pipeline.roster.workbook.grid import Grid
from pipeline.roster.workbook.heads import Heads, heads, merged_across
from pipeline.roster.workbook.layout import EXAMPLE, Column, Fields, Kind, Table
from pipeline.roster.workbook.spots import Gathered, Spot

_ALIKE_PERCENT = 75
_COUNTED = re.compile(r"[ №]*[0-9]+$")
_FIELD_HEADS = (
    Column("name", "Поле", "", needed=True),
    Column("value", "Значение", "", needed=True),
    Column("", "Пояснение", "", kind=Kind.SHOWN),
    Column("", "Пример", "", kind=Kind.SHOWN),
)


@dataclass(slots=True)
class Row:
    """One row of a table.

    Attributes:
        texts: Key of a column → what the cell says; no empty ones.
        spots: Key of a column → its place, of empty ones too.
    """

    place: Spot
    texts: dict[str, str] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)

    def register(self, gathered: Gathered, steps: Steps) -> None:
        """Say which value of the tree the row is."""
        gathered.spots[steps] = self.place
        for key, spot in self.spots.items():
            gathered.spots[*steps, *key.split(".")] = spot


def rows(gathered: Gathered, grid: Grid, table: Table) -> list[Row]:
    """The rows that say something, in their order; examples are none."""
    found = heads(gathered, grid, table.columns)
    if found is None:
        return []
    for spot in merged_across(found):
        says = _("Cells are merged here. Unmerge them and fill in each.")
        gathered.fault(spot, says)
    return [
        _row(gathered, found, number)
        for number in found.rows()
        if _counts(found, number, table)
    ]


def _counts(found: Heads, row: int, table: Table) -> bool:
    """The row holds more than a code, and is no example."""
    first = str(found.grid.cells.get((row, found.number(table.known_by.key)), ""))
    if normal(first) == normal(EXAMPLE):
        return False
    return any(
        (column.key != "id" and str(found.grid.cells.get((row, number), "")).strip())
        or (row, number) in found.grid.reach.uncomputed
        for number, column in found.columns.items()
    )


def _row(gathered: Gathered, found: Heads, number: int) -> Row:
    grid = found.grid
    row = Row(Spot(grid.number, number, 0, grid.title), spots={**found.missing})
    for at, column in found.columns.items():
        spot = found.spot(number, at)
        row.spots[column.key] = spot
        if text := gathered.text(grid, spot, column):
            row.texts[column.key] = text
    return row


def fields(gathered: Gathered, grid: Grid, sheet: Fields) -> dict[str, Tree]:
    """The values of a sheet of fields, as a mapping."""
    base: Steps = (sheet.key,) if sheet.key else ()
    _everywhere(gathered, grid.number, sheet)
    found = heads(gathered, grid, _FIELD_HEADS)
    tree: dict[str, Tree] = {}
    if found is None or not (found.number("name") and found.number("value")):
        return tree
    for column, spot in _lines(gathered, found, sheet):
        steps = (*base, *column.key.split("."))
        text = gathered.text(grid, spot, column)
        if column.listed:
            _append(gathered, tree, steps, spot, text, depth=len(base))
        elif text and _at(tree, steps[len(base) :]) is not None:
            says = _("The field stands here a second time; fill in one of the two.")
            gathered.fault(spot, says)
        else:
            if text or gathered.spots[steps].column == 0:
                gathered.spots[steps] = spot
            put(tree, column.key, text)
    return tree


def _everywhere(gathered: Gathered, number: int, sheet: Fields) -> None:
    """Until its line is found, a field stands somewhere on its sheet."""
    for column in sheet.columns:
        steps: Steps = (sheet.key,) if sheet.key else ()
        spot = Spot(number, 0, 0, sheet.title)
        gathered.spots.setdefault(steps, spot)
        gathered.spots[*steps, *column.key.split(".")] = spot._replace(
            heading=column.heading
        )


def _lines(
    gathered: Gathered, found: Heads, sheet: Fields
) -> Iterator[tuple[Column, Spot]]:
    """Each line's field, and the place of its value."""
    known = {normal(column.heading): column for column in sheet.columns}
    names, values = found.number("name"), found.number("value")
    latest: Column | None = None
    for row in found.rows():
        name = str(found.grid.cells.get(found.spot(row, names)[1:3], ""))
        column = known.get(normal(name)) or known.get(_COUNTED.sub("", normal(name)))
        if not name.strip() and latest is not None and latest.listed:
            column = latest
        spot = Spot(found.grid.number, row, values, found.grid.title, name)
        if column is not None:
            yield column, spot._replace(heading=column.heading)
        elif (row, values) in found.grid.cells:
            _unknown(gathered, spot, list(known.values()))
        latest = column


def _unknown(gathered: Gathered, spot: Spot, known: list[Column]) -> None:
    match = process.extractOne(
        normal(spot.heading),
        [normal(column.heading) for column in known],
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE_PERCENT,
    )
    if match:
        says = _("Such a field is not known. Did you mean “{heading}”?")
        gathered.fault(spot, says.format(heading=known[match[2]].heading))
    else:
        gathered.note(spot, _("The line is not read."))


def _append(
    gathered: Gathered,
    tree: dict[str, Tree],
    steps: Steps,
    spot: Spot,
    text: str,
    *,
    depth: int,
) -> None:
    members = tree.setdefault(str(steps[depth]), [])
    if gathered.spots[steps].column == 0:
        gathered.spots[steps] = spot
    if text and isinstance(members, list):
        gathered.spots[*steps, len(members)] = spot
        members.append(text)


def put(tree: dict[str, Tree], key: str, text: str) -> None:
    """Set what stands under that key («order.date»); empty text is not set."""
    *outer, last = key.split(".")
    if not text:
        return
    for name in outer:
        inner = tree.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[last] = text


def _at(tree: Tree, steps: Steps) -> Tree:
    for step in steps:
        tree = tree.get(str(step)) if isinstance(tree, dict) else None
    return tree


def tree_of(row: Row, columns: tuple[Column, ...]) -> dict[str, Tree]:
    """The row as a mapping, by the keys of the columns."""
    tree: dict[str, Tree] = {}
    for column in columns:
        put(tree, column.key, row.texts.get(column.key, ""))
    return tree
