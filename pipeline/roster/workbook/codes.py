"""Codes for rows that were left without one.

A code, once given, must stay with its row, since papers and results name it. So a
row that the group had before keeps the code it had then, whatever its place now; a
new one gets the next number that neither this workbook nor the group has used. The
code is written into the workbook that is kept (`Gathered.made`), and is an
ordinary one from then on. Rows that say the same (two lessons of one topic on one day)
get theirs in the order that they had.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.model import Group
from pipeline.roster.workbook.layout import Table
from pipeline.roster.workbook.spots import Gathered
from pipeline.roster.workbook.tables import Row

_TELLING = {
    "trainees": ("surname", "given_name", "patronymic", "birth_date"),
    "units": ("title",),
    "sessions": ("date", "unit", "topic"),
}
"""By what a row is known again."""

Former = dict[tuple[str, ...], list[str]]
"""What a row says → the codes of the rows that said it, in their order."""


def give(
    gathered: Gathered, table: Table, rows: Sequence[Row], known: Group | None
) -> None:
    """Give a code to every row of the table that has none."""
    former = _former(table.key, known)
    give_from(gathered, table, rows, former, _TELLING[table.key])


def give_tasks(
    gathered: Gathered, table: Table, rows: Sequence[Row], known: Group | None
) -> None:
    """Give codes to the tasks of one unit."""
    unit = rows[0].texts.get("unit", "")
    units = [one for one in known.units if one.id == unit] if known else []
    former: Former = defaultdict(list)
    for task in (task for one in units for task in one.tasks):
        former[task.title,].append(task.id)
    give_from(gathered, table, rows, former, ("title",))


def give_from(
    gathered: Gathered,
    table: Table,
    rows: Sequence[Row],
    former: Former,
    telling: tuple[str, ...],
) -> None:
    """Give codes: the former ones where a row is known again, else new ones."""
    written = [row.texts["id"] for row in rows if "id" in row.texts]
    taken = set(written)
    used = {code for codes in former.values() for code in codes}
    for row in rows:
        if "id" in row.texts:
            continue
        known = former.get(tuple(row.texts.get(key, "") for key in telling), ())
        code = next((it for it in known if it not in taken), "")
        if not code:
            code = _next(table, taken | used)
        taken.add(code)
        row.texts["id"] = code
        if "id" in row.spots:
            gathered.made[row.spots["id"]] = code


def _next(table: Table, taken: set[str]) -> str:
    number = 1
    while (code := f"{table.prefix}{number:0{table.places}}") in taken:
        number += 1
    return code


def _former(key: str, known: Group | None) -> Former:
    nouns: Iterable[object] = getattr(known, key) if known else ()
    found: Former = defaultdict(list)
    for noun in nouns:
        says = tuple(_text(getattr(noun, name)) for name in _TELLING[key])
        found[says].append(str(getattr(noun, "id", "")))
    return found


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
