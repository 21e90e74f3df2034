"""Widths of the columns that a template repeats or chooses.

In the template a loop takes the width of its own cells: `{%tc for … %}`, what
is repeated, and `{%tc endfor %}`. The printed columns share that width in the
proportion of their own, and the rest of the table keeps what it has. docxtpl by
itself narrows all columns alike, and LibreOffice wants the grid and the cells to
say the same. Tables without `{%tc … %}` are left as they are. Widths are twips.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

Element = Any
"""An lxml element; lxml has no types."""

_NOTE: Final = "loop"
"""An attribute from `note` to `share`: on a table, that its columns vary; on a
cell, its loop, the loop's room and the cell's own width."""

_AFTER_LAYOUT = [qn("w:tblCellMar"), qn("w:tblLook")]
"""What follows `w:tblLayout` in a table's properties; their order is fixed."""

_TAG = re.compile(r"{%-?tc\s")
_OPENS = re.compile(r"{%-?tc\s+for\b")
_CLOSES = re.compile(r"{%-?tc\s+endfor\b")


def note(body: Element) -> None:
    """Write down, in a template, which tables vary, and the room of each loop."""
    for table in body.iter(qn("w:tbl")):
        if _TAG.search("".join(table.itertext(qn("w:t")))):
            table.set(_NOTE, "varies")
    for number, row in enumerate(body.iter(qn("w:tr"))):
        for start, loop in enumerate(_loops(row)):
            room = sum(_width(cell) for cell in loop)
            for cell in loop[1:-1]:
                cell.set(_NOTE, f"{number}.{start} {room} {_width(cell)}")


def fit(tree: Element) -> bool:
    """Every table has a grid of as many columns as its longest row.

    Those that vary may have any: `share` writes their grid anew.
    """
    return all(
        len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        == max((_length(row) for row in table.findall(qn("w:tr"))), default=0)
        for table in tree.iter(qn("w:tbl"))
        if not (table.get(_NOTE) and _plain(table.findall(qn("w:tr"))))
    )


def share(tree: Element) -> None:
    """Give the tables of a rendered document the widths that were noted."""
    for table in tree.iter(qn("w:tbl")):
        if table.attrib.pop(_NOTE, None):
            _lay_out(table, table.findall(qn("w:tr")))
    for cell in tree.iter(qn("w:tc")):
        cell.attrib.pop(_NOTE, None)


def _loops(row: Element) -> Iterator[list[Element]]:
    """The cells of each outermost loop, those that open and close it included."""
    depth, loop = 0, []
    for cell in _cells(row):
        text = "".join(cell.itertext(qn("w:t")))
        opens = len(_OPENS.findall(text))
        depth += opens
        if depth:
            loop.append(cell)
        depth -= len(_CLOSES.findall(text))
        if loop and not depth:
            yield loop
            loop = []


def _lay_out(table: Element, rows: list[Element]) -> None:
    plain = _plain(rows)
    if not plain:
        return
    widest = max(plain, key=lambda row: len(_cells(row)))
    grid = _shared_widths(widest)
    _write_grid(table, grid)
    for row in rows:
        column = 0
        for cell in _cells(row):
            following = column + _span(cell)
            _set_width(cell, sum(grid[column:following]))
            column = following


def _plain(rows: list[Element]) -> list[Element]:
    """The rows without merged cells."""
    return [row for row in rows if all(_span(cell) == 1 for cell in _cells(row))]


def _length(row: Element) -> int:
    """How many columns of the grid it takes."""
    return sum(_span(cell) for cell in _cells(row))


def _shared_widths(row: Element) -> list[int]:
    """The widths of a row's cells, each loop's room shared among its own."""
    wanted: dict[str, int] = defaultdict(int)
    for cell in _cells(row):
        loop, _room, own = _noted(cell)
        wanted[loop] += own
    widths = []
    for cell in _cells(row):
        loop, room, own = _noted(cell)
        widths.append(room * own // max(wanted[loop], 1) if loop else own)
    return widths


def _noted(cell: Element) -> tuple[str, int, int]:
    """Loop or "", the room of the loop, the cell's own width."""
    noted = cell.get(_NOTE)
    if not noted:
        return "", 0, _width(cell)
    loop, room, own = noted.split()
    return loop, int(room), int(own)


def _write_grid(table: Element, grid: list[int]) -> None:
    element = table.find(qn("w:tblGrid"))
    for column in list(element):
        element.remove(column)
    for width in grid:
        etree.SubElement(element, qn("w:gridCol"), {qn("w:w"): str(width)})
    properties = table.find(qn("w:tblPr"))
    for former in properties.findall(qn("w:tblLayout")):
        properties.remove(former)
    layout = etree.Element(qn("w:tblLayout"), {qn("w:type"): "fixed"})
    following = [
        name for name in map(properties.find, _AFTER_LAYOUT) if name is not None
    ]
    if following:
        following[0].addprevious(layout)
    else:
        properties.append(layout)


def _cells(row: Element) -> list[Element]:
    cells: list[Element] = row.findall(qn("w:tc"))
    return cells


def _span(cell: Element) -> int:
    return int(_property(cell, "w:gridSpan", "w:val") or 1)


def _width(cell: Element) -> int:
    return int(float(_property(cell, "w:tcW", "w:w") or 0))


def _property(cell: Element, name: str, attribute: str) -> str | None:
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return None if found is None else found.get(qn(attribute))


def _set_width(cell: Element, width: int) -> None:
    element = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if element is not None:
        element.set(qn("w:type"), "dxa")
        element.set(qn("w:w"), str(width))
