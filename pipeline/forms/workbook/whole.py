"""Is all that a form's workbook had still there?

A sheet, row or column that was removed takes what was written into it along. What the
group does not have any more may go.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from pipeline.errors import Fault
from pipeline.forms.workbook import filled, keys
from pipeline.forms.workbook.filled import FilledWorkbook, Keyed, address_of
from pipeline.messages import _

Address = tuple[str, ...]


def faults(
    workbook: FilledWorkbook, form: Sequence[Keyed], needs: Callable[[Address], bool]
) -> Iterator[Fault]:
    """A fault for each table, row and column that is not there any more.

    Args:
        workbook: As it came back.
        form: The tables that it had when it was made; none where nobody knows, and
            then one must be there.
        needs: Says whether the group still has what an address names.
    """
    if not (form or workbook.tables or workbook.faults):
        yield Fault(workbook.path.name, filled.keys_gone(workbook.document_id))
    held = {address for table in workbook.tables for address in _crossings(table)}
    for table in form:
        wanted = {one for one in _crossings(table) if needs(one)}
        lost = wanted - held
        if lost and lost == wanted:
            if not _is_told(workbook, table.title):
                yield _table_gone(workbook, table.title)
        elif lost:
            yield from _lines_gone(workbook.document_id, table, wanted, lost)


def _crossings(table: Keyed) -> list[Address]:
    return [address_of(row, at) for row in table.rows for at in table.columns]


def _is_told(workbook: FilledWorkbook, title: str) -> bool:
    """A fault of the sheet has said that its keys are gone."""
    keyed = {table.title for table in workbook.tables}
    places = {fault.place.rpartition("!")[0] for fault in workbook.faults}
    return title in places - keyed


def _table_gone(workbook: FilledWorkbook, title: str) -> Fault:
    document_id = workbook.document_id
    if title in workbook.sheets:
        return Fault(title, filled.keys_gone(document_id))
    says = _("The sheet is not there any more, nor are the cells that it had.")
    return Fault(title, f"{says} {filled.remedy(document_id)}")


def _lines_gone(
    document_id: str,
    table: Keyed,
    wanted: Collection[Address],
    lost: Collection[Address],
) -> Iterator[Fault]:
    """The rows of which no cell is left, then the columns."""

    def is_gone(cells: list[Address]) -> bool:
        needed = [one for one in cells if one in wanted]
        return bool(needed) and all(one in lost for one in needed)

    lines: list[tuple[str, keys.Key, list[Address]]] = [
        (_row_gone(), row, [address_of(row, at) for at in table.columns])
        for row in table.rows
    ]
    lines += [
        (_column_gone(), at, [address_of(row, at) for row in table.rows])
        for at in table.columns
    ]
    for says, key, cells in lines:
        if is_gone(cells):
            told = says.format(name=key.shows)
            yield Fault(table.title, f"{told} {filled.remedy(document_id)}")


def _row_gone() -> str:
    return _("The row “{name}” is not there any more.")


def _column_gone() -> str:
    return _("The column “{name}” is not there any more.")
