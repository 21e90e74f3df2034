"""Documents from templates to stamped pages, many at a time.

Rendering and LibreOffice work in batches, one at a time on each worker; the
first batch is small, so that the first papers come soon. Locating, stamping and
checking is done as the caller takes the documents, while LibreOffice goes on.
Nothing is entered anywhere: that is `pipeline.issue`'s affair.
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import pypdfium2

from pipeline import pagecode
from pipeline.forms import convert, fonts, stamp, zones
from pipeline.forms.kinds import FormKind
from pipeline.forms.language import PendingZone
from pipeline.forms.render import render
from pipeline.model import Layout

FIRST_BATCH: Final = 4
LARGEST_BATCH: Final = 40
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
        pdf: PDF/A-2b with codes and marks: the one to print.
        versions: LibreOffice and the fonts that made it.
    """

    document_id: str
    docx: bytes
    pdf: bytes
    layout: Layout
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Converted:
    """A document on the scratch disk, before it is stamped."""

    job: Job
    docx: Path
    pdf: Path
    pending: tuple[PendingZone, ...]


def make(jobs: Sequence[Job], *, scratch: Path, workers: int = 2) -> Iterator[Made]:
    """Make the documents; they come in the order of the jobs.

    Args:
        jobs: Their document ids must differ.
        scratch: An existing folder for temporary files; what is made there is
            removed as the documents are taken.
        workers: LibreOffice processes at once.

    Raises:
        TemplateError: A template or its data has faults.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed, or did not write PDF/A-2b.
    """
    profiles: SimpleQueue[Path] = SimpleQueue()
    for number in range(workers):
        profiles.put(scratch / f"profile-{number}")

    def convert_batch(batch: Sequence[Job]) -> list[_Converted]:
        profile = profiles.get()
        try:
            return _convert(batch, scratch, profile)
        finally:
            profiles.put(profile)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for batch in pool.map(convert_batch, _batches(jobs, workers)):
                yield from map(_finish, batch)
        finally:
            pool.shutdown(cancel_futures=True)


def _batches(jobs: Sequence[Job], workers: int) -> Iterator[Sequence[Job]]:
    """A few for each worker, then equal parts of the rest.

    A start of LibreOffice costs as much as ten small documents, so few are left
    to a batch of their own.
    """
    few = FIRST_BATCH * workers
    first, rest = (jobs[:few], jobs[few:]) if len(jobs) > 2 * few else (jobs, [])
    for part in (first, rest):
        rounds = -(-len(part) // (LARGEST_BATCH * workers))
        yield from _split(part, max(rounds, 1) * workers)


def _split(jobs: Sequence[Job], count: int) -> Iterator[Sequence[Job]]:
    """That many parts of nearly one size, the empty ones left out."""
    edges = [len(jobs) * number // count for number in range(count + 1)]
    for start, end in pairwise(edges):
        if start < end:
            yield jobs[start:end]


def _convert(batch: Sequence[Job], scratch: Path, profile: Path) -> list[_Converted]:
    converted = []
    for job in batch:
        rendered = render(job.form, job.data, job.document_id)
        docx = scratch / f"{job.document_id}.docx"
        docx.write_bytes(rendered.docx)
        pdf = docx.with_suffix(".pdf")
        converted.append(_Converted(job, docx, pdf, rendered.zones))
    paths = [document.docx for document in converted]
    convert.to_pdf(paths, scratch, profile=profile, seconds_each=SECONDS_EACH)
    return converted


def _finish(document: _Converted) -> Made:
    """Locate the zones, stamp the pages, check the result."""
    job, plain = document.job, document.pdf.read_bytes()
    codes = _new_codes(job.document_id, plain)
    pages = zones.locate(plain, document.pending, codes, template=job.form.template)
    pdf = stamp.stamp(document.pdf, codes, footer=job.footer)
    stamp.require_pdfa(pdf, document.pdf.name)
    docx = document.docx.read_bytes()
    for path in (document.docx, document.pdf):
        path.unlink()
    digest = hashlib.sha256(pdf).hexdigest()
    return Made(
        job.document_id,
        docx,
        pdf,
        Layout(job.document_id, job.form.name, digest, pages),
        convert.versions((*fonts.families(docx), fonts.STAMP_FAMILY)),
    )


def _new_codes(document_id: str, pdf: bytes) -> list[pagecode.PageCode]:
    count = _page_count(pdf)
    return [
        pagecode.new_page_code(document_id, number, count)
        for number in range(1, count + 1)
    ]


def _page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
