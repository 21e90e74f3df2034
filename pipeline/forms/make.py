"""Documents from templates to stamped pages, many at a time.

Documents are taken in lots. A lot is rendered and shared out among as many
LibreOffices as pay off; the first lot is small and goes to one of them. While they
work, the next lot is rendered, and what has come out of them is located, stamped and
checked, whichever is whole first. So all cores are busy, the first papers come soon,
and no more than two lots are in memory however many are wanted. Nothing is entered
anywhere: that is `pipeline.issue`'s affair.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pipeline import pagecode, pdfium
from pipeline.errors import PodshivkaError, TemplateError
from pipeline.forms import batches, convert, fonts, lint, stamp, workbook, zones
from pipeline.forms.glyphs import Unprinted
from pipeline.forms.kinds import FormKind
from pipeline.forms.language import PendingZone
from pipeline.forms.render import render
from pipeline.model import Layout

LARGEST_BATCH: Final = 40
"""Documents for one start of LibreOffice."""

_Makings = tuple[str, frozenset[str]]
"""A template, and what `stamp.makings` says of a document made from it."""

SECONDS_EACH: Final = 20.0
"""For one document; a journal of twelve pages takes about one."""


@dataclass(frozen=True, slots=True)
class Job:
    """A document that is wanted.

    Attributes:
        data: What the template prints and `form.json` keeps.
        footer: Small text at the lower edge of every page («ПРОЕКТ»).
    """

    form: FormKind
    data: dict[str, object]
    document_id: str
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A document, ready to be printed.

    Attributes:
        docx: To be edited; Word cannot print the page codes.
        xlsx: To be filled in and taken back; None where the kind has none.
        pdf: PDF/A-2b with codes and marks: the one to print.
        versions: LibreOffice and the fonts that made it.
        warnings: Characters of the data that its fonts could not show.
    """

    document_id: str
    docx: bytes
    pdf: bytes
    layout: Layout
    versions: dict[str, str]
    xlsx: bytes | None = None
    warnings: tuple[Unprinted, ...] = ()


@dataclass(frozen=True, slots=True)
class _Converted:
    """A document on the scratch disk, before it is stamped."""

    job: Job
    docx: Path
    pdf: Path
    pending: tuple[PendingZone, ...]
    warnings: tuple[Unprinted, ...]


def make(jobs: Iterable[Job], *, scratch: Path, workers: int = 2) -> Iterator[Made]:
    """Make the documents; they come in the order of the jobs.

    Args:
        jobs: Taken as they are needed; their document ids must differ.
        scratch: An existing folder for temporary files; what is made there is
            removed once a lot of documents was taken.
        workers: LibreOffice processes at once.

    Raises:
        TemplateError: A template or its data has faults.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed, or did not write PDF/A-2b.

    Whatever fails, the lots before have come; of a fault in the first lot, nothing
    is issued that would have to be declared void.
    """
    with batches.Offices(scratch, workers, SECONDS_EACH) as offices:
        rendering = (_render(job, scratch) for job in jobs)
        passed: set[_Makings] = set()
        first = list(_worth_a_start(rendering))
        offices.send([document.docx for document in first], 1)
        ahead = _finished(first, offices, passed)
        try:
            while lot := list(islice(rendering, LARGEST_BATCH * workers)):
                offices.send([document.docx for document in lot], workers)
                yield from ahead
                ahead = _finished(lot, offices, passed)
        except (PodshivkaError, OSError):
            yield from ahead
            raise
        yield from ahead


def _worth_a_start(rendering: Iterator[_Converted]) -> Iterator[_Converted]:
    """The first documents: as many as keep one LibreOffice busy for a while."""
    work = 0
    while work < batches.START_BYTES and (document := next(rendering, None)):
        work += batches.work_of(document.docx)
        yield document


def _render(job: Job, scratch: Path) -> _Converted:
    try:
        rendered = render(job.form, job.data, job.document_id)
    except TemplateError as error:
        raise lint.explained(error, job.form, job.data) from error
    docx = scratch / f"{job.document_id}.docx"
    docx.write_bytes(rendered.docx)
    return _Converted(
        job, docx, batches.pdf_of(docx), rendered.zones, rendered.unprinted
    )


def _finished(
    rendered: Sequence[_Converted], offices: batches.Offices, passed: set[_Makings]
) -> Iterator[Made]:
    """The documents in their order; each is finished as soon as it is whole."""
    waiting = {document.docx: document for document in rendered}
    made: dict[Path, Made] = {}
    for document in rendered:
        while document.docx not in made:
            whole = offices.next_whole(list(waiting))
            made[whole] = _finish(waiting.pop(whole), passed)
        yield made.pop(document.docx)
    for document in rendered:
        document.docx.unlink()
        document.pdf.unlink()


def _finish(document: _Converted, passed: set[_Makings]) -> Made:
    """Locate the zones, stamp the pages, check the result.

    Args:
        document: A document that LibreOffice has converted.
        passed: Makings of documents that were found to be PDF/A-2b; a document of
            the same makings is not checked again.
    """
    job, plain = document.job, document.pdf.read_bytes()
    convert.require_whole(plain, document.docx)
    codes = _new_codes(job.document_id, plain)
    pages = zones.locate(plain, document.pending, codes, template=job.form.template)
    pdf = stamp.stamp(document.pdf, codes, footer=job.footer)
    makings = (job.form.template_sha256, stamp.makings(document.pdf))
    if makings not in passed:
        stamp.require_pdfa(pdf, document.pdf.name)
        passed.add(makings)
    docx = document.docx.read_bytes()
    digest = hashlib.sha256(pdf).hexdigest()
    return Made(
        job.document_id,
        docx,
        pdf,
        Layout(job.document_id, job.form.name, digest, pages),
        convert.versions((*fonts.families(docx), fonts.STAMP_FAMILY)),
        _workbook(job),
        document.warnings,
    )


def _workbook(job: Job) -> bytes | None:
    layout = job.form.workbook
    return workbook.make(layout, job.data, job.document_id) if layout else None


def _new_codes(document_id: str, pdf: bytes) -> list[pagecode.PageCode]:
    count = _page_count(pdf)
    return [
        pagecode.new_page_code(document_id, number, count)
        for number in range(1, count + 1)
    ]


def _page_count(pdf: bytes) -> int:
    with pdfium.opened(pdf) as document:
        return len(document)
