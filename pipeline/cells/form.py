"""A printed paper's own data, asked about its cells.

The data are those that the paper was rendered from (`form.json`). A paper that we
did not print, or whose data are gone, knows nothing and says so by "".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline import register
from pipeline.errors import NotFoundError
from pipeline.model import Places, Reading, ZoneKind

FINAL = "final"
"""Item of cells of the final assessment."""


@dataclass(frozen=True, slots=True)
class Form:
    """The data of one paper.

    Attributes:
        data: As `schemas/form-data.schema.json` describes them.
        filled: It was printed with results; else blank.
        issued_at: When it was printed; None where that is not known.
    """

    data: Mapping[str, Any]
    filled: bool = False
    issued_at: datetime | None = None

    def name(self, subject: str) -> str:
        """The trainee's name as printed; "" for a role."""
        return str(self._trainee(subject).get("name", ""))

    def short_name(self, subject: str) -> str:
        """«Абрамова Е.В.», as printed; "" for a role."""
        return str(self._trainee(subject).get("short_name", ""))

    def session(self, item: str) -> Mapping[str, Any]:
        """The session of that id; empty when it is none."""
        return _of_id(self.data.get("sessions", ()), item)

    def unit(self, item: str) -> Mapping[str, Any]:
        """The unit of assessment of that id; empty when it is none."""
        return _of_id(self.data.get("units", ()), item)

    def task(self, item: str) -> Mapping[str, Any]:
        """The task of that item, «D1/W1»; empty when it is none."""
        unit, _slash, task = item.partition("/")
        return _of_id(self.unit(unit).get("tasks", ()), task)

    def titles(self, kind: str, item: str) -> tuple[str, ...]:
        """A lesson's topic, a unit's title, or a unit's and its task's.

        Args:
            kind: As of `Statement`.
            item: As of `Statement`; the final assessment has no title.
        """
        if kind == "attendance":
            return (str(self.session(item).get("topic", "")),)
        unit = self.unit(item.partition("/")[0])
        of = {"grades": (unit,), "tasks": (unit, self.task(item))}.get(kind, ())
        return tuple(str(it.get("title", "")) for it in of)

    def held_on(self, item: str) -> date | None:
        """The day of that session."""
        found = self.session(item).get("date")
        return date.fromisoformat(found) if found else None

    def was_there(self, subject: str, session: str) -> bool:
        """The trainee belonged to the group on the day of that session."""
        expected = self._trainee(subject).get("expected", {})
        return bool(expected.get(session, True))

    def grades(self, item: str) -> tuple[str, ...]:
        """The values of the scale of that unit, or of the final assessment."""
        one = self.data.get("final", {}) if item == FINAL else self.unit(item)
        grades = (one.get("scale") or {}).get("grades", ())
        return tuple(str(grade["value"]) for grade in grades)

    def printed(self, reading: Reading, choice: str = "") -> str:
        """What was printed in the cell of that reading; "" when it was blank.

        Args:
            reading: Tells the cell.
            choice: What the box stands for, if it is one.
        """
        trainee = self._trainee(reading.subject)
        item = reading.item
        if reading.kind is ZoneKind.MARK:
            return str(trainee.get("marks", {}).get(item, ""))
        if reading.kind is ZoneKind.GRADE:
            final = trainee.get("final", {}).get("figure", "")
            found = final if item == FINAL else trainee.get("figures", {}).get(item, "")
            return str(found)
        return choice if self._chosen(trainee, item, choice) else ""

    def _chosen(self, trainee: Mapping[str, Any], item: str, choice: str) -> bool:
        unit, slash, task = item.partition("/")
        if slash:
            return bool(trainee.get("tasks", {}).get(unit, {}).get(task, False))
        final = trainee.get("final", {}).get("grade", "")
        grade = final if item == FINAL else trainee.get("grades", {}).get(item, "")
        return bool(choice) and grade == choice

    def _trainee(self, subject: str) -> Mapping[str, Any]:
        return _of_id(self.data.get("trainees", ()), subject)


def form_of(document_id: str, places: Places) -> Form:
    """The data of that document; those of a paper that is not ours are empty."""
    if not document_id:
        return Form({})
    try:
        document = register.find(places.issued, document_id)
        data = register.form_data(places.issued, document_id)
        return Form(data, document.filled, document.issued_at)
    except NotFoundError:
        return Form({})


def _of_id(of: Any, wanted: str) -> Mapping[str, Any]:  # noqa: ANN401 - of JSON
    found: Mapping[str, Any] = next((it for it in of if it.get("id") == wanted), {})
    return found
