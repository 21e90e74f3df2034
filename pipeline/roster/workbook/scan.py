"""A first look at a sheet as a stream: how far it reaches, what is odd in it.

It costs little memory whatever the sheet claims, and it sees what openpyxl does not
tell when it reads a sheet row by row: merged cells, and formulas that were never
computed.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from pipeline.messages import _
from pipeline.roster.document import refused
from pipeline.roster.workbook.package import Package
from pipeline.spreadsheets import letters

MAX_ROWS = 20_000
MAX_COLUMNS = 3_000
MAX_CELLS = 300_000

Cell = tuple[int, int]
"""Row and column, both from 1."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 1."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CONTENT = {"v", "is", "f"}


@dataclass(slots=True)
class Extent:
    """What a sheet holds, roughly.

    Attributes:
        rows: The last row with something in it.
        uncomputed: Cells with a formula and no value.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    merged: list[Range] = field(default_factory=list)
    uncomputed: set[Cell] = field(default_factory=set)


def extent(package: Package, title: str) -> Extent:
    """How far the sheet of that title reaches.

    Raises:
        DataError: Much further than any group does.
    """
    seen = scanned(package, title)
    if seen.rows > MAX_ROWS or seen.columns > MAX_COLUMNS or seen.cells > MAX_CELLS:
        raise refused(package.path, *_too_far(title, seen, package.path))
    return seen


def scanned(package: Package, title: str) -> Extent:
    """How far the sheet of that title reaches, however far it is.

    Raises:
        ValueError: It is not the XML of a sheet.
    """
    watcher = _Watcher()
    with package.part(package.sheets[title]) as stream:
        watcher.parse(stream.read())
    return watcher.seen


def reference(text: str) -> Cell:
    """Row and column of «D7».

    Raises:
        ValueError: It is no such reference.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _too_far(title: str, seen: Extent, path: Path) -> tuple[str, str]:
    place = _("sheet “{sheet}”").format(sheet=title)
    says = _(
        "{file} has something as far as row {row} and column {column} there; no group "
        "is that large. Delete the rows and columns beyond the table."
    )
    return place, says.format(
        file=path.name, row=seen.rows, column=letters(seen.columns)
    )


class _Watcher:
    """Listens to the parser."""

    def __init__(self) -> None:
        self.seen = Extent()
        self._row = self._column = 0
        self._has: set[str] = set()
        self._text = False
        self._within = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def parse(self, content: bytes) -> None:
        """Look at a whole part.

        Raises:
            ValueError: It is not the XML of a sheet.
        """
        try:
            self._parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def _doctype(self, *_declared: object) -> None:
        raise ValueError(_declared)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif local == "c":
            self._at(attributes.get("r"))
            self._text = attributes.get("t") == "str"  # it may well be empty
        elif local in _CONTENT:
            self._within = local
            self._has.add(local)
        elif local == "mergeCell":
            self._merged(attributes["ref"])

    def _at(self, place: str | None) -> None:
        self._column += 1
        if place:
            self._row, self._column = reference(place)
        self._has.clear()

    def _characters(self, text: str) -> None:
        self._text |= self._within == "v" and bool(text.strip())

    def _end(self, name: str) -> None:
        self._within = ""
        if name.rpartition(" ")[2] != "c" or not self._has:
            return
        seen = self.seen
        seen.rows = max(seen.rows, self._row)
        seen.columns = max(seen.columns, self._column)
        seen.cells += 1
        if "f" in self._has and not self._text:
            seen.uncomputed.add((self._row, self._column))

    def _merged(self, text: str) -> None:
        first, _colon, end = text.partition(":")
        self.seen.merged.append((*reference(first), *reference(end or first)))
