"""Use case: registration books of issued documents, printed empty for a year.

A book is a document of its own, of no group: its lines are filled in by hand as
documents are handed out, and its scan is filed with the year's books.
"""

from collections.abc import Callable, Iterator
from datetime import date

from pipeline import forms, issue, pagecode, register
from pipeline.issue import Office
from pipeline.model import IssuedDocument, PaperState

_OF = {
    forms.BookOf.UPSKILLING: "удостоверения о повышении квалификации",
    forms.BookOf.RETRAINING: "дипломы о профессиональной переподготовке",
    forms.BookOf.DUPLICATES: "дубликаты",
}
"""What stands in a title: words of the paper, whatever language commands speak."""


def make(
    book: forms.Book,
    office: Office,
    *,
    warn: Callable[[forms.Unprinted], None] = lambda _told: None,
) -> Iterator[IssuedDocument]:
    """Print a stretch of a book and enter it in the register.

    Args:
        book: The stretch.
        office: Where.
        warn: Told of each character that the book could not show.

    Raises:
        NotFoundError: This workspace has no form of it.
        TemplateError: The template has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    return issue.make([_draft(book, office)], office, warn=warn)


def in_force(book: forms.Book, office: Office) -> list[IssuedDocument]:
    """Documents in force that have some of the lines of the stretch.

    Raises:
        FixityError: The data of a book that was issued are damaged.
    """
    known = office.catalogue.issued(
        kind=forms.REGISTRATION_BOOK, state=PaperState.ISSUED.value
    )
    return [it for it in known if it.cover is None and _overlaps(it, book, office)]


def _overlaps(issued: IssuedDocument, book: forms.Book, office: Office) -> bool:
    printed = register.form_data(office.issued, issued.document_id)["book"]
    lines = range(book.first, book.first + book.lines)
    is_same = (printed["of"], printed["year"]) == (book.of.value, book.year)
    return is_same and any(line in lines for line in printed["lines"])


def _draft(book: forms.Book, office: Office) -> issue.Draft:
    form = issue.form_of(forms.REGISTRATION_BOOK, office)
    organisation, year = office.organisation, book.year
    title = organisation.form_titles.get(form.name, form.title)
    counter = register.next_number(office.issued, form.name, year)
    facts = forms.DocumentFacts(
        document_id=pagecode.new_document_id(),
        kind=form.name,
        title=title,
        number=issue.number_of(organisation, form.name, year, counter),
        date=None,
        approved=issue.approval_of(form),
        draft=form.is_draft_on(office.today),
    )
    document = IssuedDocument(
        document_id=facts.document_id,
        kind=form.name,
        title=f"{title}: {_OF[book.of]}, {book.year}",
        number=facts.number,
        date=date(book.year, 12, 31),
        dated=False,
        group="",
        unit="",
        student="",
        students=(),
        filled=False,
        pages=0,
        issued_at=office.now,
        counter=counter,
        template_sha256=form.template_sha256,
    )
    data = forms.book_data(organisation, facts, book)
    return issue.Draft(form, document, data)
