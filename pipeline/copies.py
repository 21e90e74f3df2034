"""Use case: the electronic copy of a paper, derived from the paper original.

The data are those that the paper was printed from, and what its record surely says:
measured without doubt, or decided by a person. What is not sure has a «?» in the place
of what was printed there, and is listed. Nothing is entered anywhere: the copy is made
anew whenever it is wanted.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import (
    archive,
    cells,
    disk,
    filing,
    forms,
    pagedoubts,
    readings,
    register,
)
from pipeline.errors import UsageError
from pipeline.issue import Office, form_of
from pipeline.messages import _
from pipeline.model import (
    INKED,
    Certainty,
    IssuedDocument,
    Places,
    Reading,
    SignatureState,
    Zone,
    ZoneKind,
)


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell that the copy leaves open, since what it holds is not sure.

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
        blanks: What it leaves open.
        missing_pages: Of the paper: their cells are blank too.
        has_words: The paper has cells for words (topics, remarks), which are kept as
            pictures and not copied.
        newer_form: The template has changed since the paper was printed.
        without: Formats that the kind has not.
        replaced: Formats of which a former copy, perhaps changed since, gave way.
        doubts: Why a person must look at pages of the record first, codes of
            `pipeline.reasons`; what stands on them is open.
    """

    record_id: str
    files: dict[str, str]
    blanks: tuple[Blank, ...]
    missing_pages: tuple[int, ...]
    has_words: bool
    newer_form: bool
    without: tuple[str, ...]
    replaced: tuple[str, ...]
    warnings: tuple[forms.Unprinted, ...]
    doubts: tuple[str, ...]


def copy(
    folder: Path, formats: Sequence[str], out: Path, office: Office, places: Places
) -> Copied:
    """Make the electronic copy of the record in that folder.

    Args:
        folder: The record's.
        formats: Of docx, xlsx and pdf.
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
    doubtful = said.doubtful
    data = forms.filled(paper.data, said.answers, office.organisation, doubtful)
    record_id = stored.record.record_id
    missing = stored.record.missing_pages
    spoken = _spoken(stored, said)
    original = forms.Original(
        document.document_id, record_id, spoken, doubtful, missing
    )
    with (
        disk.workbench(office.scratch),
        tempfile.TemporaryDirectory(dir=office.scratch) as scratch,
    ):
        path = Path(scratch)
        made = forms.copy(form, data, original, formats=formats, scratch=path)
    files = {"docx": made.docx, "pdf": made.pdf, "xlsx": made.xlsx}
    contents = {it: content for it in formats if (content := files[it]) is not None}
    name = _name(record_id, document)
    paths = {it: out / f"{name}.{it}" for it in contents}
    replaced = tuple(it for it, path in paths.items() if path.exists())
    disk.make_folder(out)
    for it, content in contents.items():
        disk.write(paths[it], content)
    return Copied(
        record_id=record_id,
        files={it: str(path) for it, path in paths.items()},
        blanks=tuple(_blanks(stored, said, paper)),
        missing_pages=missing,
        has_words=any(it.kind is ZoneKind.TEXT for _page, it in _zones(stored)),
        newer_form=form.template_sha256 != document.template_sha256,
        without=tuple(it for it in formats if it not in paths),
        replaced=replaced,
        warnings=made.warnings,
        doubts=pagedoubts.waiting(stored.record, stored.events),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a paper says of results.

    Attributes:
        sure: Surely.
        unsure: Not surely, or of which mark it is nobody knows.
        readings: The cells that say it.
    """

    sure: list[cells.Statement]
    unsure: list[cells.Statement]
    readings: tuple[Reading, ...]

    @property
    def answers(self) -> list[forms.Answer]:
        """What is put into the form."""
        return [_answer(it) for it in self.sure]

    @property
    def doubtful(self) -> list[forms.Answer]:
        """What is not."""
        return [_answer(it) for it in self.unsure]

    def doubted(self) -> Iterator[str]:
        """Ids of the cells with ink or doubt that leave a result unsure.

        On a page that is doubtful, the cell may be empty.
        """
        yield from (it.zone for it in self.unsure)
        unsure = {_asked(it) for it in self.unsure}
        for it in self.readings:
            key = (it.subject, it.item, it.kind is ZoneKind.MARK)
            if key in unsure and (it.value or it.status is Certainty.UNSURE):
                yield it.zone


def _answer(it: cells.Statement) -> forms.Answer:
    return forms.Answer(it.trainee, it.kind, it.item, it.value)


def _asked(it: cells.Statement) -> tuple[str, str, bool]:
    """Subject and item of the cells of that result, and whether they hold a mark."""
    item = cells.FINAL if it.kind == "final" else it.item
    return it.trainee, item, it.kind == "attendance"


def _said(stored: archive.Stored, paper: cells.Form, places: Places) -> _Said:
    scanned = cells.scanned_on(stored, paper, places.archive)
    whole = _with_unread(stored)
    sure: list[cells.Statement] = []
    unsure: list[cells.Statement] = []
    for it in cells.statements(whole, paper, scanned):
        (sure if it.is_sure and it.value != INKED else unsure).append(it)
    return _Said(sure, unsure, whole.readings)


def _with_unread(stored: archive.Stored) -> archive.Stored:
    """The record with a doubt about each cell of its pages that nothing is known of."""
    known = {it.zone for it in stored.readings}
    answered = {(it.subject, it.item) for it in stored.readings if it.value}
    unread = tuple(
        readings.unread(it)
        for _page, it in _zones(stored)
        if it.kind in readings.KINDS
        and it.id not in known
        and (it.subject, it.item) not in answered
    )
    record = stored.record
    return replace(stored, record=replace(record, readings=record.readings + unread))


def _spoken(stored: archive.Stored, said: _Said) -> dict[forms.Cell, str]:
    """What the cells say beside the results that are put into the form."""
    words = {
        it.zone: forms.SIGNED
        for it in stored.signatures
        if it.state is SignatureState.SIGNED
    }
    words |= dict.fromkeys((*said.doubted(), *_unsigned(stored)), forms.DOUBTFUL)
    return {
        (it.kind, it.subject, it.item, it.value): words[it.id]
        for _page, it in _zones(stored)
        if it.id in words
    }


def _unsigned(stored: archive.Stored) -> Iterator[str]:
    """Cells of which it is not sure whether they are signed."""
    doubts = cells.doubted_pages(stored)
    pages = cells.pages_of(stored) if doubts else {}
    for it in stored.signatures:
        if it.status is Certainty.UNSURE or pages.get(it.zone) in doubts:
            yield it.zone


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


def _name(record_id: str, document: IssuedDocument) -> str:
    words = (document.group, document.title.split(":")[0], document.unit)
    head = " ".join(filter(None, words))
    return filing.ended_name(head, "копия", record_id, limit_bytes=110)


def _blanks(stored: archive.Stored, said: _Said, paper: cells.Form) -> Iterator[Blank]:
    """Results that are not sure, and cells that may be signed or not."""
    for it in said.unsure:
        yield Blank(it.zone, it.trainee, it.item, paper.name(it.trainee), it.page)
    doubted = {*_unsigned(stored)}
    for page, zone in _zones(stored):
        if zone.id in doubted:
            name = paper.name(zone.subject)
            yield Blank(zone.id, zone.subject, zone.item, name, page)


def _zones(stored: archive.Stored) -> Iterator[tuple[int, Zone]]:
    """Page number and cell, of the pages that are there."""
    layout = archive.layout_of(stored.folder)
    here = {page.number for page in stored.record.pages}
    for page in layout.pages if layout else ():
        if page.number in here:
            yield from ((page.number, zone) for zone in page.zones)
