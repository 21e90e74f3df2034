"""Where values and faults stand in a workbook, gathered while it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.errors import Fault
from pipeline.messages import _
from pipeline.roster.document import Found, Speech, Steps
from pipeline.roster.workbook.cells import read
from pipeline.roster.workbook.choices import Choice
from pipeline.roster.workbook.grid import Grid
from pipeline.roster.workbook.layout import Column
from pipeline.spreadsheets import letters


class Spot(NamedTuple):
    """A place in a workbook.

    Attributes:
        number: Of the sheet, from 1; 0 for one that is not there.
        row: From 1; 0 for the sheet as a whole.
        column: From 1; 0 for the row as a whole.
        heading: Of the column, or the name of the field.
    """

    number: int
    row: int
    column: int
    sheet: str
    heading: str = ""

    def words(self) -> str:
        """«sheet “Слушатели”, row 7, column D “Дата рождения”»."""
        told = [_("sheet “{sheet}”").format(sheet=self.sheet)]
        if self.row:
            told.append(_("row {row}").format(row=self.row))
        if self.column:
            told.append(_("column {column}").format(column=letters(self.column)))
        words = ", ".join(told)
        heading = _("“{text}”").format(text=self.heading)
        return f"{words} {heading}" if self.heading else words


@dataclass(slots=True)
class Gathered:
    """What the readers of sheets bring together.

    Attributes:
        spots: Way to a value → where it stands.
        made: Spot of an empty cell → the code that was given there.
        unread: What stands in the workbook and is not read.
    """

    choices: Mapping[str, Choice]
    spots: dict[Steps, Spot] = field(default_factory=dict)
    made: dict[Spot, str] = field(default_factory=dict)
    unread: list[Fault] = field(default_factory=list)
    _faults: list[tuple[Spot, str]] = field(default_factory=list)

    def fault(self, spot: Spot, says: str) -> None:
        """Something is wrong there."""
        self._faults.append((spot, says))

    def note(self, spot: Spot, says: str) -> None:
        """Something stands there that is not read."""
        self.unread.append(Fault(spot.words(), says))

    def text(self, grid: Grid, spot: Spot, column: Column) -> str:
        """What the cell says, in the words of the schema; its faults are noted."""
        at = spot.row, spot.column
        if at in grid.reach.uncomputed:
            self.fault(spot, _uncomputed())
            return ""
        text, says = read(grid.cells.get(at), column.kind)
        if says:
            self.fault(spot, says)
        choice = self.choices.get(column.choice)
        return choice.value(text) if choice and choice.closed and text else text

    def found(self) -> tuple[Found, ...]:
        """The faults with the way to what stands there, as far as there is one."""
        ways: dict[Spot, list[Steps]] = {}
        for steps, spot in self.spots.items():
            ways.setdefault(spot, []).append(steps)
        for spot, _says in self._faults:
            if spot not in ways:
                ways[spot] = [("", *spot[:3])]
                self.spots[ways[spot][0]] = spot
        return tuple((way, says) for spot, says in self._faults for way in ways[spot])

    def speech(self, present: str = "") -> Speech:
        """How the workbook's writers call things.

        Args:
            present: What is written for an attendance cell known to be empty.
        """
        words = {"": present} | {
            value: word
            for choice in self.choices.values()
            if choice.closed
            for value, word in choice.words.items()
        }
        return Speech(
            place=lambda steps: self.nearest(steps).words(),
            called=lambda steps: self.nearest(steps).heading or str(steps[-1]),
            words=words,
            day=_(
                "{found} is not a date. Write day.month.year, as in 28.02.2026, or a "
                "date of Excel."
            ),
            missing=missing(),
        )

    def nearest(self, steps: Steps) -> Spot:
        """Where that value stands, or what should hold it."""
        while steps and steps not in self.spots:
            steps = steps[:-1]
        return self.spots.get(steps, Spot(0, 0, 0, ""))


def missing() -> str:
    """What to say of an empty cell that may not be empty."""
    return _("It is empty; fill it in.")


def _uncomputed() -> str:
    return _(
        "The formula here was never computed. Open the file in Excel, save it and try "
        "again, or write the value itself."
    )
