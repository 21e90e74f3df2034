"""Use case: forms' workbooks, filled in → results in their groups' files.

Order of the steps, for every workbook: read the cells, look the document up in the
register, load its group, ask what the cells mean, add that to what is known of the
group. A cell that says what it was printed with says nothing. When all of them are
without a fault, the results are put into the groups' files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import forms, pagecode, register, roster, spreadsheets
from pipeline.errors import DataError, Fault, NotFoundError
from pipeline.messages import _
from pipeline.model import Group, IssuedDocument, Organisation

LoadGroup = Callable[[str], Group]
"""Code → group, as it is now."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What one workbook brought.

    Attributes:
        group: Code of the group whose file holds the results now.
        results: How many were read.
        changes: What was not known before, or was known otherwise.
    """

    path: str
    document_id: str
    kind: str
    group: str
    results: int
    changes: tuple[roster.ResultChange, ...]


def take_back(
    paths: Sequence[Path],
    *,
    issued: Path,
    groups: Path,
    organisation: Organisation,
    kinds: Mapping[str, forms.FormKind],
) -> list[TakenBack]:
    """Put the results that workbooks hold into the files of their groups.

    Args:
        paths: The workbooks, in the order in which they count.
        issued: Folder of the register.
        groups: Folder of the groups; the former file is kept there.
        organisation: Whose marks and scales are used.
        kinds: The kinds of form there are: they say what a workbook must have.

    Raises:
        DataError: All that is wrong with a workbook, or why a group's file does not
            take its results; nothing was changed.
        NotFoundError: A group is not there any more; nothing was changed.
        UsageError: A document is void; nothing was changed.
    """
    files = roster.groups_in(groups)
    known: dict[str, Group] = {}

    def load(code: str) -> Group:
        if code not in files:
            remedy = _("Import the group first: podshivka groups import FILE")
            raise NotFoundError(_("Group"), code, remedy)
        if code not in known:
            known[code] = roster.load_group(files[code], organisation)
        return known[code]

    found = []
    for path in paths:
        it = read(
            path,
            issued=issued,
            load_group=load,
            organisation=organisation,
            kinds=kinds,
        )
        group = known[it.group]
        results = roster.merged(group.results, it.results)
        known[it.group] = replace(group, results=results)
        found.append(it)
    changes = roster.put_all(
        [(files[it.group], it.results) for it in found], organisation
    )
    return [
        TakenBack(str(path), it.document_id, it.kind, it.group, it.count, changed)
        for path, it, changed in zip(paths, found, changes, strict=True)
    ]


def read(
    path: Path,
    *,
    issued: Path,
    load_group: LoadGroup,
    organisation: Organisation,
    kinds: Mapping[str, forms.FormKind],
) -> forms.FilledResults:
    """The results that a workbook holds.

    Args:
        path: The workbook; nothing in it is believed.
        issued: Folder of the register.
        load_group: Finds the group that the document was issued for.
        organisation: Whose marks and scales are used.
        kinds: The kinds of form there are: they say what a workbook must have.

    Returns:
        Results without a fault, less those that were printed.

    Raises:
        DataError: All that is wrong with the workbook, with sheet and cell.
        NotFoundError: There is no such group any more.
        UsageError: The document is void.
    """
    workbook = forms.read_workbook(spreadsheets.read(path), path)
    document = _document(workbook, issued)
    register.refuse_void(document)
    group = load_group(document.group)
    data = register.form_data(issued, document.document_id)
    tables = _tables(document, data, kinds)
    printed = forms.printed_in(data)
    found = forms.results_of(workbook, group, organisation, tables, printed)
    if found.faults:
        raise DataError(path, found.faults)
    return found


def _tables(
    document: IssuedDocument, data: dict[str, Any], kinds: Mapping[str, forms.FormKind]
) -> tuple[forms.Keyed, ...]:
    """The tables of the workbook as it was made; none of a kind that is gone."""
    form = kinds.get(document.kind)
    if form is None or form.workbook is None:
        return ()
    return forms.tables_of(form.workbook, data, document.document_id)


def _document(workbook: forms.FilledWorkbook, issued: Path) -> IssuedDocument:
    """The document that the workbook says it is of."""
    document_id = workbook.document_id
    if not pagecode.is_document_id(document_id):
        raise _foreign(workbook)
    try:
        document = register.find(issued, document_id)
    except NotFoundError as error:
        raise _foreign(workbook) from error
    if (document.group, document.kind) != (workbook.group, workbook.kind):
        raise _foreign(workbook)
    return document


def _foreign(workbook: forms.FilledWorkbook) -> DataError:
    says = _(
        "Document {id} was not issued here. Fill in the form.xlsx of one that was."
    )
    fault = Fault(workbook.path.name, says.format(id=workbook.document_id))
    return DataError(workbook.path, (fault,))
