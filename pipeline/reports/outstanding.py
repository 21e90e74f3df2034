"""Which papers are still out, what those that came back lack, what no longer agrees."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import archive, filing, register
from pipeline.agreement import Difference
from pipeline.catalogue import Catalogue
from pipeline.collation import Collator
from pipeline.errors import FixityError, NotFoundError
from pipeline.messages import _
from pipeline.model import (
    IssuedDocument,
    PaperState,
    Places,
    RecordPage,
    SignatureState,
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A signature cell that was left empty.

    Attributes:
        page: Number of its page in the document, from 1.
        name: Of the trainee who should have signed, as printed; "" for a role.
    """

    zone: str
    page: int
    subject: str
    item: str
    name: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One document that is not back, or not whole, or says what is no longer so.

    Attributes:
        returned: Some of its pages are back.
        missing_pages: That never came back, or were reprinted since.
        days: Since it was issued.
        pages: How many were printed.
        cover: It is a cover sheet; missing pages may lie under it.
        disagreements: What it says otherwise than its group's data do now. A paper
            that is back is told too: it is what will be read in years to come.
    """

    document_id: str
    kind: str
    title: str
    number: str
    group: str
    student: str
    issued_on: date
    days: int
    pages: int
    returned: bool
    missing_pages: tuple[int, ...]
    empty_signatures: tuple[Lacking, ...]
    cover: bool
    disagreements: tuple[Difference, ...] = ()


def outstanding(
    places: Places,
    catalogue: Catalogue,
    collator: Collator,
    *,
    group: str,
    today: date,
    damaged: list[Path],
) -> list[Outstanding]:
    """Every document in force that lacks something, by kind and number.

    Args:
        places: The workspace.
        catalogue: Knows the documents and their records.
        collator: Lays documents beside the data of their groups.
        group: Of that group only; "" for all.
        today: Days are counted until then.
        damaged: The files of damaged records join it; nobody knows what these lack.

    Raises:
        FileNotFoundError: The register is away.
    """
    found = []
    by_name = newest_by_name(places)
    documents = catalogue.issued(group=group, state=PaperState.ISSUED.value)
    if documents and not register.ids(places.issued):
        reason = _(
            "the register of issued forms is away: mount its share, or restore it from "
            "a backup"
        )
        raise FileNotFoundError(errno.ENOENT, reason, str(places.issued))
    for document in documents:
        try:
            it = _look_at(document, places, catalogue, by_name, today)
        except FixityError as error:
            damaged += error.paths
            continue
        found.append(replace(it, disagreements=collator.differences(document)))
    return [
        it
        for it in found
        if it.missing_pages or it.empty_signatures or it.disagreements
    ]


def newest_by_name(places: Places) -> dict[str, Path]:
    """The folder of each document's newest record, by the names of folders alone."""
    folders = archive.folders_by_id(places.archive, places.review).values()
    in_order = sorted(folders, key=lambda it: filing.version_in_name(it.name))
    return {filing.id_in_name(it.name).partition("-")[0]: it for it in in_order}


def come_back(
    document: IssuedDocument,
    places: Places,
    catalogue: Catalogue,
    by_name: Mapping[str, Path],
) -> archive.Stored | None:
    """The newest record of a document; None while no page of it is back.

    Args:
        document: It.
        places: The workspace.
        catalogue: Knows the record, unless that is damaged or filed just now.
        by_name: As `newest_by_name` told it.

    Raises:
        FixityError: The record is damaged.
    """
    record_id = catalogue.current(document.document_id)
    path = catalogue.record_path(record_id) if record_id else None
    known = [places.root / path] if path else []
    known += filter(None, [by_name.get(document.document_id)])
    there = [it for it in known if it.is_dir()]
    if not there:
        return None
    stored = archive.load(max(there, key=lambda it: filing.version_in_name(it.name)))
    return None if stored.is_emptied else stored


def _look_at(
    document: IssuedDocument,
    places: Places,
    catalogue: Catalogue,
    by_name: Mapping[str, Path],
    today: date,
) -> Outstanding:
    missing = tuple(range(1, document.pages + 1))
    empty: tuple[Lacking, ...] = ()
    stored = come_back(document, places, catalogue, by_name)
    if stored is not None:
        missing = (*stored.record.missing_pages, *_spoilt(stored, places))
        empty = _empty(stored, document.document_id, places)
    issued_on = document.issued_at.astimezone().date()
    return Outstanding(
        document_id=document.document_id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        group=document.group,
        student=document.student,
        issued_on=issued_on,
        days=(today - issued_on).days,
        pages=document.pages,
        returned=stored is not None,
        missing_pages=tuple(sorted(missing)),
        empty_signatures=empty,
        cover=document.cover is not None,
    )


def _spoilt(stored: archive.Stored, places: Places) -> Iterator[int]:
    """The pages that came before they were reprinted: the new sheet is still out."""
    document_id = stored.record.document_id
    numbers = [page.number for page in stored.record.pages]
    if not register.refusal(places.issued, document_id, numbers):
        return
    for page in stored.record.pages:
        since = register.refusal(places.issued, document_id, [page.number])
        if since and since.at > _came_at(page, stored, places):
            yield page.number


def _came_at(page: RecordPage, stored: archive.Stored, places: Places) -> datetime:
    with suppress(NotFoundError):
        return archive.describe(places.archive, page.source_sha256).dropped_at
    return stored.record.filed_at


def _zone_pages(places: Places, document_id: str) -> dict[str, int]:
    layout = register.layout(places.issued, document_id)
    return {zone.id: page.number for page in layout.pages for zone in page.zones}


def _empty(
    stored: archive.Stored, document_id: str, places: Places
) -> tuple[Lacking, ...]:
    left = [it for it in stored.signatures if it.state is SignatureState.EMPTY]
    if not left:
        return ()
    pages = _zone_pages(places, document_id)
    named = register.form_data(places.issued, document_id).get("trainees", ())
    names = {str(it["id"]): str(it["name"]) for it in named}
    return tuple(
        Lacking(
            zone=reading.zone,
            page=pages.get(reading.zone, 0),
            subject=reading.subject,
            item=reading.item,
            name=names.get(reading.subject, ""),
        )
        for reading in left
    )
