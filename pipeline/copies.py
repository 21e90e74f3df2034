"""Use case: the electronic copy of a paper, derived from the paper original.

The data are those that the paper was printed from, and what its record surely says:
measured without doubt, or decided by a person. What is not sure stays blank and is
listed. Nothing is entered anywhere: the copy is made anew whenever it is wanted.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import archive, cells, disk, filing, forms, readings, register
from pipeline.errors import UsageError
from pipeline.issue import Office, form_of
from pipeline.messages import _
from pipeline.model import (
    INKED,
    Certainty,
    IssuedDocument,
    Places,
    SignatureState,
    Zone,
    ZoneKind,
)

FORMATS = ("docx", "xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell that the copy leaves blank, since what it holds is not sure.

    Attributes:
        name: Of the trainee, as printed; "" for a role.
        page: Of the document, from 1.
    """

    zone: str
    subject: str
    item: str
    name: str
    page: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made.

    Attributes:
        files: Format → where it is.
        blanks: What it leaves blank.
        missing_pages: Of the paper: their cells are blank too.
        has_words: The paper has cells for words (topics, remarks), which are kept as
            pictures and not copied.
        newer_form: The template has changed since the paper was printed.
        without: Formats that the kind has not.
    """

    record_id: str
    files: dict[str, str]
    blanks: tuple[Blank, ...]
    missing_pages: tuple[int, ...]
    has_words: bool
    newer_form: bool
    without: tuple[str, ...]
    warnings: tuple[forms.Unprinted, ...]


def copy(
    folder: Path, formats: Sequence[str], out: Path, office: Office, places: Places
) -> Copied:
    """Make the electronic copy of the record in that folder.

    Args:
        folder: The record's.
        formats: Of `FORMATS`.
        out: The folder for the files; a former copy of the record is replaced.
        office: What printing needs.
        places: The workspace.

    Raises:
        UsageError: We did not print the paper, or its form has no cells to copy.
        TemplateError: The template does not do.
        MissingProgramError: LibreOffice is not installed.
    """
    stored = archive.load(folder)
    document = _document(stored, places)
    form = form_of(document.kind, office)
    paper = cells.form_of(document.document_id, places)
    said = _said(stored, paper, places)
    data = forms.filled(paper.data, said.answers, office.organisation, said.doubtful)
    original = _original(stored, document, doubts=bool(said.doubtful))
    with (
        disk.workbench(office.scratch),
        tempfile.TemporaryDirectory(dir=office.scratch) as scratch,
    ):
        path = Path(scratch)
        made = forms.copy(form, data, original, formats=formats, scratch=path)
    files = {"docx": made.docx, "pdf": made.pdf, "xlsx": made.xlsx}
    wanted = {it: files[it] for it in formats}
    written = _written(original.record_id, document, wanted, out)
    return Copied(
        record_id=original.record_id,
        files=written,
        blanks=tuple(_blanks(stored, said, paper)),
        missing_pages=stored.record.missing_pages,
        has_words=any(it.kind is ZoneKind.TEXT for _page, it in _zones(stored)),
        newer_form=form.template_sha256 != document.template_sha256,
        without=tuple(it for it in formats if it not in written),
        warnings=made.warnings,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a paper says of results.

    Attributes:
        answers: Surely.
        unsure: Not surely, or of which mark it is nobody knows.
    """

    answers: list[forms.Answer]
    unsure: list[cells.Statement]

    @property
    def doubtful(self) -> list[tuple[str, str]]:
        """Trainee and session of the marks that are not sure."""
        marks = (it for it in self.unsure if it.kind == "attendance")
        return [(it.trainee, it.item) for it in marks]


def _said(stored: archive.Stored, paper: cells.Form, places: Places) -> _Said:
    scanned = cells.scanned_on(stored, paper, places.archive)
    every = list(cells.statements(stored, paper, scanned))
    sure = [it for it in every if it.is_sure and it.value != INKED]
    return _Said(
        [forms.Answer(it.trainee, it.kind, it.item, it.value) for it in sure],
        [it for it in every if it not in sure],
    )


def _original(
    stored: archive.Stored, document: IssuedDocument, *, doubts: bool
) -> forms.Original:
    signed = frozenset(
        (it.subject, it.item)
        for it in stored.signatures
        if it.state is SignatureState.SIGNED and it.status is not Certainty.UNSURE
    )
    identity = stored.record.record_id
    return forms.Original(document.document_id, identity, signed, doubts)


def _document(stored: archive.Stored, places: Places) -> IssuedDocument:
    """The paper, as we printed it.

    Raises:
        UsageError: We did not, or there is nothing on it to copy.
    """
    record = stored.record
    if not record.document_id:
        told = _(
            "We did not print record {id}, so there is no form to copy it into. Its "
            "scan with its words is its copy: podshivka records open {id}"
        )
        raise UsageError(told.format(id=record.record_id))
    document = register.find(places.issued, record.document_id)
    if document.cover is not None or document.kind == forms.REGISTRATION_BOOK:
        told = _(
            "Of record {id} we printed no form with results, so there is nothing to "
            "copy. Its scan is its copy: podshivka records open {id}"
        )
        raise UsageError(told.format(id=record.record_id))
    return document


def _written(
    record_id: str,
    document: IssuedDocument,
    files: dict[str, bytes | None],
    out: Path,
) -> dict[str, str]:
    disk.make_folder(out)
    words = (document.group, document.title.split(":")[0])
    head = " ".join(filter(None, words))
    name = filing.ended_name(head, "копия", record_id, limit_bytes=110)
    written = {}
    for suffix, content in files.items():
        if content is not None:
            path = out / f"{name}.{suffix}"
            disk.write(path, content)
            written[suffix] = str(path)
    return written


def _blanks(stored: archive.Stored, said: _Said, paper: cells.Form) -> Iterator[Blank]:
    """Cells that are not sure, or on a page that is there and were not read."""
    for it in said.unsure:
        yield Blank(it.zone, it.trainee, it.item, paper.name(it.trainee), it.page)
    known = {it.zone for it in stored.readings}
    answered = {(it.trainee, _item(it)) for it in said.answers}
    doubted = {it.zone for it in stored.signatures if it.status is Certainty.UNSURE}
    for page, zone in _zones(stored):
        is_unread = zone.kind in readings.KINDS and zone.id not in known
        is_unread = is_unread and (zone.subject, zone.item) not in answered
        if is_unread or zone.id in doubted:
            name = paper.name(zone.subject)
            yield Blank(zone.id, zone.subject, zone.item, name, page)


def _item(answer: forms.Answer) -> str:
    """The item of the cells that gave the answer."""
    return "final" if answer.kind == "final" else answer.item


def _zones(stored: archive.Stored) -> Iterator[tuple[int, Zone]]:
    """Page number and cell, of the pages that are there."""
    layout = archive.layout_of(stored.folder)
    here = {page.number for page in stored.record.pages}
    for page in layout.pages if layout else ():
        if page.number in here:
            yield from ((page.number, zone) for zone in page.zones)
