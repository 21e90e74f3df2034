"""Use case: a form's workbook, filled in → results of its group.

Order of the steps: read the cells, look the document up in the register, load its
group, ask what the cells mean. Nothing is changed; putting the results into the
group's file is for whoever asked.
"""

from collections.abc import Callable
from pathlib import Path

from pipeline import forms, pagecode, register, spreadsheets
from pipeline.errors import DataError, Fault, NotFoundError
from pipeline.messages import _
from pipeline.model import Group, IssuedDocument, Organisation

LoadGroup = Callable[[str], Group]
"""Code → group, as it is now."""


def read(
    path: Path, *, issued: Path, load_group: LoadGroup, organisation: Organisation
) -> forms.FilledResults:
    """The results that a workbook holds.

    Args:
        path: The workbook; nothing in it is believed.
        issued: Folder of the register.
        load_group: Finds the group that the document was issued for.
        organisation: Whose marks and scales are used.

    Returns:
        Results without a fault.

    Raises:
        DataError: All that is wrong with the workbook, with sheet and cell.
        NotFoundError: There is no such group any more.
        UsageError: The document is void.
    """
    workbook = forms.read_workbook(spreadsheets.read(path), path)
    document = _document(workbook, issued)
    register.refuse_void(document)
    group = load_group(document.group)
    found = forms.results_of(workbook, group, organisation)
    if found.faults:
        raise DataError(path, found.faults)
    return found


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
