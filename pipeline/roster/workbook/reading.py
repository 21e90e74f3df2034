"""A workbook to the same untyped tree that YAML gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline import spelling
from pipeline.errors import DataError, Fault
from pipeline.messages import _
from pipeline.model import Group, Organisation
from pipeline.roster.document import Document, Tree
from pipeline.roster.shape import near
from pipeline.roster.workbook import choices, codes, matrix, sheets
from pipeline.roster.workbook.choices import normal
from pipeline.roster.workbook.grid import Grid, grids
from pipeline.roster.workbook.layout import Fields, Table
from pipeline.roster.workbook.package import Package, opened
from pipeline.roster.workbook.scan import Cell, scanned
from pipeline.roster.workbook.spots import Gathered, Spot, missing
from pipeline.roster.workbook.tables import Row, fields, put, rows, tree_of
from pipeline.spreadsheets import BROKEN

_ALIKE_PERCENT = 75
_NEEDED = [it.title for it in sheets.ORDER if it.needed] + [sheets.RESULTS]
_KNOWN = [it.title for it in sheets.ORDER] + [sheets.RESULTS]

_OF_FORMS = "podshivka"
"""A hidden sheet that the workbooks of forms have (`pipeline.forms.workbook.keys`)."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read.

    Attributes:
        unread: What stands in it and is not read.
        made: Sheet → cell → the code that an empty one was given.
        results: Where the results stand; None without such a sheet.
    """

    package: Package
    document: Document
    unread: tuple[Fault, ...]
    made: dict[str, dict[Cell, str]]
    results: matrix.Matrix | None


def read(
    content: bytes, path: Path, organisation: Organisation, known: Group | None = None
) -> Book:
    """The workbook in those bytes.

    Args:
        content: The file's bytes.
        path: Names the file in errors.
        organisation: Its lists are those that may stand in the workbook.
        known: The group as it was, to give its rows their former codes.

    Raises:
        DataError: They are no workbook that can be read at all.
    """
    package = opened(content, path)
    _refuse_form(package, path)
    gathered = Gathered(choices.of(organisation))
    titles = _titles(gathered, package)
    found = {titles[grid.title]: grid for grid in grids(package, titles)}
    reader = _Reader(gathered, found, known)
    tree = reader.group()
    where = None
    if sheets.RESULTS in found:
        values = matrix.Values.of(organisation)
        tree["results"], where = matrix.read(gathered, found[sheets.RESULTS], values)
    document = Document(
        path,
        tree,
        gathered.found(),
        lambda steps: gathered.nearest(steps)[:3],
        gathered.speech(choices.present(organisation)),
    )
    return Book(
        package, document, tuple(gathered.unread), _by_sheet(gathered.made), where
    )


def code(content: bytes, path: Path) -> str:
    """The group's code, no more of the workbook than that; "" where it has none.

    Raises:
        DataError: It is no workbook that can be read at all.
    """
    package = opened(content, path)
    titles = [it for it in package.sheets if normal(it) == normal(sheets.GROUP.title)]
    gathered = Gathered({})
    for grid in grids(package, titles):
        return str(fields(gathered, grid, sheets.GROUP).get("code", ""))
    return ""


def _refuse_form(package: Package, path: Path) -> None:
    """Tell in one sentence of the workbook of a form, instead of sheet by sheet.

    Raises:
        DataError: It is one.
    """
    known = {normal(title) for title in _KNOWN}
    if _OF_FORMS in package.sheets and known.isdisjoint(map(normal, package.sheets)):
        says = _(
            "This is the workbook of a form, not of a group. Take its results in: "
            "podshivka groups import --results {file}"
        )
        raise DataError(
            path, (Fault(path.name, says.format(file=spelling.quoted(path.name))),)
        )


def _titles(gathered: Gathered, package: Package) -> dict[str, str]:
    """Title in the workbook → the title of the sheet that it is.

    A missing sheet is a fault; another one is noted, unless it looks misspelt.
    """
    known = {normal(title): title for title in _KNOWN}
    titles = {it: known[normal(it)] for it in package.sheets if normal(it) in known}
    left = [title for title in _KNOWN if title not in titles.values()]
    for number, title in enumerate(package.sheets, start=1):
        if title in titles or title == sheets.LISTS or _is_blank(package, title):
            continue
        match = process.extractOne(
            title, left, scorer=fuzz.ratio, score_cutoff=_ALIKE_PERCENT
        )
        spot = Spot(number, 0, 0, title)
        if match:
            says = _("Such a sheet is not known. Did you mean “{title}”?")
            gathered.fault(spot, says.format(title=match[0]))
            left.remove(match[0])
        else:
            gathered.note(spot, _("The sheet is not read."))
    for title in left:
        if title in _NEEDED:
            says = _(
                "The sheet is missing. Copy it from the workbook that “podshivka "
                "groups template” makes."
            )
            gathered.fault(Spot(0, 0, 0, title), says)
    return titles


def _is_blank(package: Package, title: str) -> bool:
    try:
        return scanned(package, title).cells == 0
    except BROKEN:
        return False


def _by_sheet(made: dict[Spot, str]) -> dict[str, dict[Cell, str]]:
    found: dict[str, dict[Cell, str]] = {}
    for spot, given in made.items():
        found.setdefault(spot.sheet, {})[spot.row, spot.column] = given
    return found


@dataclass(slots=True)
class _Reader:
    """Reads the sheets one after another; later ones name rows of earlier ones."""

    gathered: Gathered
    grids: dict[str, Grid]
    known: Group | None

    def group(self) -> dict[str, Tree]:
        """The tree, without the results."""
        tree = self._fields(sheets.GROUP) or {}
        for sheet in (sheets.PROGRAMME, sheets.COMMISSION):
            if (inner := self._fields(sheet)) is not None:
                tree[sheet.key] = inner
        units = self._coded(sheets.UNITS)
        trainees = self._coded(sheets.TRAINEES)
        for table, found in ((sheets.UNITS, units), (sheets.TRAINEES, trainees)):
            if found is not None:
                tree[table.key] = self._listed(table, found)
        self._tasks(tree.get("units"), units or [])
        self._movements(tree.get("trainees"), trainees or [])
        if (sessions := self._sessions(units or [])) is not None:
            tree["sessions"] = self._listed(sheets.SESSIONS, sessions)
        return tree

    def _fields(self, sheet: Fields) -> dict[str, Tree] | None:
        grid = self._grid(sheet)
        return fields(self.gathered, grid, sheet) if grid else None

    def _rows(self, table: Table) -> list[Row] | None:
        grid = self._grid(table)
        return rows(self.gathered, grid, table) if grid else None

    def _grid(self, sheet: Fields | Table) -> Grid | None:
        grid = self.grids.get(sheet.title)
        if sheet.key:
            number = grid.number if grid else 0
            self.gathered.spots[sheet.key,] = Spot(number, 0, 0, sheet.title)
        return grid

    def _coded(self, table: Table) -> list[Row] | None:
        found = self._rows(table)
        if found:
            codes.give(self.gathered, table, found, self.known)
        return found

    def _sessions(self, units: Sequence[Row]) -> list[Row] | None:
        found = self._rows(sheets.SESSIONS)
        for row in found or ():
            _name(row, "unit", units, ("title",))
        if found:
            codes.give(self.gathered, sheets.SESSIONS, found, self.known)
        return found

    def _listed(self, table: Table, found: Sequence[Row]) -> list[Tree]:
        for place, row in enumerate(found):
            row.register(self.gathered, (table.key, place))
        return [tree_of(row, table.columns) for row in found]

    def _tasks(self, units: Tree, unit_rows: Sequence[Row]) -> None:
        owned: dict[int, list[Row]] = {}
        for row in self._rows(sheets.TASKS) or ():
            place = self._owner(row, "unit", _("unit"), unit_rows, ("title",))
            if place is not None:
                owned.setdefault(place, []).append(row)
        for place, found in owned.items():
            codes.give_tasks(self.gathered, sheets.TASKS, found, self.known)
            tasks: list[Tree] = []
            for row in found:
                row.register(self.gathered, ("units", place, "tasks", len(tasks)))
                tasks.append({key: row.texts.get(key, "") for key in ("id", "title")})
            _member(units, place)["tasks"] = tasks

    def _movements(self, trainees: Tree, trainee_rows: Sequence[Row]) -> None:
        name = ("surname", "given_name", "patronymic")
        for row in self._rows(sheets.MOVEMENTS) or ():
            place = self._owner(row, "trainee", _("trainee"), trainee_rows, name)
            if place is not None:
                self._move(_member(trainees, place), ("trainees", place), row)

    def _move(
        self, trainee: dict[str, Tree], steps: tuple[str | int, ...], row: Row
    ) -> None:
        event = row.texts.get("event", "")
        tree: dict[str, Tree] = {}
        for key in ("date", "order", "reason", "former_surname"):
            put(tree, key, row.texts.get(key, ""))
        if event == "renamed":
            before = trainee.setdefault("renamed", [])
            if isinstance(before, list):
                row.register(self.gathered, (*steps, "renamed", len(before)))
                before.append(tree)
        elif event not in {"joined", "left"}:
            self._strange(row, "event", list(choices.MOVEMENTS.values()))
        elif event in trainee:
            says = _("The trainee has this movement above already; keep one.")
            self.gathered.fault(row.spots["event"], says)
        else:
            row.register(self.gathered, (*steps, event))
            trainee[event] = tree

    def _strange(self, row: Row, key: str, known: list[str]) -> None:
        """A fault for a word that is none of the known ones, or for no word."""
        text, spot = row.texts.get(key, ""), row.spots.get(key, row.place)
        if not text:
            self.gathered.fault(spot, missing())
            return
        says = _("{found} is not one of the possible values.")
        found = _("“{text}”").format(text=text)
        self.gathered.fault(spot, f"{says.format(found=found)} {near(text, known)}")

    def _owner(
        self,
        row: Row,
        key: str,
        what: str,
        owners: Sequence[Row],
        telling: tuple[str, ...],
    ) -> int | None:
        """The place of the row that this one belongs to; no such row is a fault."""
        _name(row, key, owners, telling)
        known = [owner.texts["id"] for owner in owners]
        text = row.texts.get(key, "")
        if text in known:
            return known.index(text)
        if text:
            says = _("There is no {what} “{name}”.").format(what=what, name=text)
            self.gathered.fault(row.spots[key], f"{says} {near(text, known)}")
        else:
            self._strange(row, key, known)
        return None


def _name(row: Row, key: str, owners: Sequence[Row], telling: tuple[str, ...]) -> None:
    """Put the code of the row that is meant where its name was written."""
    text = row.texts.get(key, "")
    if not text or any(text == owner.texts["id"] for owner in owners):
        return
    called = [
        owner.texts["id"]
        for owner in owners
        if normal(" ".join(owner.texts.get(one, "") for one in telling)) == normal(text)
    ]
    if len(called) == 1:
        row.texts[key] = called[0]


def _member(listed: Tree, place: int) -> dict[str, Tree]:
    found = listed[place] if isinstance(listed, list) else None
    return found if isinstance(found, dict) else {}
