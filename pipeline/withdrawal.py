"""Use case: printed papers, or some of their pages, taken out of use.

A paper is declared void, which can be taken back, or its spoilt pages get new codes and
are printed again.
What is withdrawn is refused when it comes back; it stays in the register.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline import forms, pagecode, register
from pipeline.errors import UsageError
from pipeline.issue import Office
from pipeline.messages import _
from pipeline.model import IssuedDocument, Layout


def void(office: Office, document_id: str, *, reason: str, by: str) -> IssuedDocument:
    """Declare a document void: its pages are refused from now on.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already, or the reason is blank.
    """
    why = _said(reason)
    with _entered_if_done(office, document_id):
        document = register.void(
            office.issued, document_id, reason=why, by=by, at=office.now
        )
    return _entered(office, document)


def refuse_void_already(office: Office, document_id: str) -> None:
    """Only what is in force can be declared void.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already.
    """
    with _entered_if_done(office, document_id):
        register.refuse_void_already(office.issued, document_id)


def restore(
    office: Office, document_id: str, *, reason: str, by: str
) -> IssuedDocument:
    """Take back that a document is void: its pages count again.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is not void, it is a cover sheet, or the reason is blank.
    """
    why = _said(reason)
    if register.find(office.issued, document_id).cover is not None:
        told = _("{id} is a cover sheet; make another one: podshivka forms cover")
        raise UsageError(told.format(id=document_id))
    with _entered_if_done(office, document_id):
        document = register.restore(
            office.issued, document_id, reason=why, by=by, at=office.now
        )
    return _entered(office, document)


def reprint(
    office: Office, document_id: str, pages: Sequence[int], *, reason: str, by: str
) -> Path:
    """Give pages of a document new codes; the old ones are refused from now on.

    Args:
        office: Where.
        document_id: Which document.
        pages: Numbers from 1; all pages when empty.
        reason: Why, for the register.
        by: Who.

    Returns:
        The PDF to print.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void, or has no such page, or the reason is blank.
    """
    why = _said(reason)
    document = register.find(office.issued, document_id)
    register.refuse_void(document)
    numbers = tuple(pages) or tuple(range(1, document.pages + 1))
    if not set(numbers) <= set(range(1, document.pages + 1)):
        raise UsageError(
            _("Document {id} has pages 1 to {last}.").format(
                id=document_id, last=document.pages
            )
        )
    layout = register.layout(office.issued, document_id)
    codes = {
        number: pagecode.new_page_code(document_id, number, document.pages)
        for number in numbers
    }
    printed = register.folder_of(office.issued, document_id) / "printed.pdf"
    pdf = forms.restamp(printed.read_bytes(), codes)
    layout = _recoded(layout, codes, hashlib.sha256(pdf).hexdigest())
    made = register.Reprint(layout, pdf, numbers)
    register.replace_pages(office.issued, made, reason=why, by=by, at=office.now)
    office.catalogue.put_issued(document, layout)
    return printed


@contextmanager
def _entered_if_done(office: Office, document_id: str) -> Iterator[None]:
    """What the register says already may not have come to the catalogue: a stop."""
    try:
        yield
    except UsageError:
        _entered(office, register.find(office.issued, document_id))
        raise


def _entered(office: Office, document: IssuedDocument) -> IssuedDocument:
    layout = register.layout(office.issued, document.document_id)
    office.catalogue.put_issued(document, layout)
    return document


def _said(reason: str) -> str:
    """The reason, which whoever looks for the paper will read.

    Raises:
        UsageError: It says nothing.
    """
    if not reason.strip():
        told = _(
            "The reason is empty, and it is kept with the document. Say in a few words "
            'why: --reason "trial print"'
        )
        raise UsageError(told)
    return reason.strip()


def _recoded(
    layout: Layout, codes: Mapping[int, pagecode.PageCode], printed_sha256: str
) -> Layout:
    pages = tuple(
        replace(page, page_code=codes[page.number].text)
        if page.number in codes
        else page
        for page in layout.pages
    )
    return replace(layout, pages=pages, printed_sha256=printed_sha256)
