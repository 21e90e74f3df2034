"""Papers in review that carry a code of ours and are not accepted: which they are.

What they were printed as stands in the register; nothing is read on the scan for it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import pagecode, register, shelving
from pipeline.errors import NotFoundError
from pipeline.model import (
    Finding,
    Guess,
    IssuedDocument,
    PaperState,
    Places,
    Record,
    RecordPage,
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A document of ours some of whose pages came back and do not count.

    Attributes:
        pages: Numbers of these pages in the document, from 1.
        at: Since when they do not count.
        why: A person's reason.
    """

    document: IssuedDocument
    pages: tuple[int, ...]
    at: datetime
    why: str

    @property
    def is_void(self) -> bool:
        """All of the document is void; else those pages were reprinted."""
        return self.document.state is PaperState.VOID


def of(record: Record, places: Places) -> tuple[Refused, ...]:
    """The documents whose refused pages those of the record are.

    None of a record that was taken in before the codes of such pages were kept, nor
    of pages that are in force again.
    """
    numbers: dict[str, set[int]] = {}
    for page in record.pages:
        read = pagecode.decode(page.refused_code + "A")
        if read is not None and not _is_in_force(page, places):
            numbers.setdefault(read.code.document_id, set()).add(read.code.page_number)
    found = (_refused(it, tuple(sorted(of)), places) for it, of in numbers.items())
    return tuple(it for it in found if it)


def restored(record: Record, places: Places) -> str:
    """The document that was void when its pages came, and is not; "" for none."""
    codes = [page.refused_code for page in record.pages]
    return register.in_force(places.issued, codes)


def _is_in_force(page: RecordPage, places: Places) -> bool:
    return bool(register.in_force(places.issued, [page.refused_code]))


def guess(record: Record, places: Places) -> Guess:
    """What a paper of ours was printed as; nothing where it is not one document.

    Of a document that is in force again only which it is: its pages belong to it.
    """
    if document_id := restored(record, places):
        ours = Finding("paper", document_id, certain=True, why="page_code")
        return Guess(findings=(ours,))
    found = of(record, places)
    if len(found) != 1 or any(_is_in_force(page, places) for page in record.pages):
        return Guess()
    document = found[0].document
    as_printed = replace(
        record, document_id=document.document_id, students=document.students
    )
    return Guess(
        kind=document.kind,
        title=document.title,
        number=document.number,
        group=document.group,
        students=document.students,
        people=shelving.people(as_printed, places),
        date=document.date,
        findings=_findings(document),
    )


def _findings(document: IssuedDocument) -> tuple[Finding, ...]:
    values = {
        "kind": document.kind,
        "number": document.number,
        "date": document.date.isoformat(),
        "group": document.group,
        "students": " ".join(document.students),
    }
    planned = set() if document.dated else {"date"}
    return tuple(
        Finding(what, value, certain=False, why="date_planned")
        if what in planned
        else Finding(what, value, certain=True, why="page_code")
        for what, value in values.items()
        if value
    )


def _refused(
    document_id: str, numbers: tuple[int, ...], places: Places
) -> Refused | None:
    try:
        document = register.find(places.issued, document_id)
    except NotFoundError:
        return None
    event = register.refusal(places.issued, document_id, numbers)
    if event is None:
        return None
    return Refused(document, numbers, event.at, event.details["reason"])
