"""The trees of the archive and of the review folder, read back as nouns.

`<root>/<year>/<case>/<record>/`; the case's own file is `case.json`, sealed by
a checksum at its end, since its dates decide when papers are destroyed. Nothing
here knows the catalogue: a tree tells everything by itself.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline import cases, disk, filing, readings
from pipeline.archive import (
    bagit_format,
    bags,
    discarded,
    events,
    received,
    renditions,
)
from pipeline.archive.renditions import read_texts, save_document, save_texts
from pipeline.errors import FixityError
from pipeline.model import (
    Case,
    Event,
    FilePlanEntry,
    Layout,
    PageText,
    Reading,
    Record,
    RecordState,
    SignatureReading,
    SignatureState,
)

__all__ = [
    "CASE",
    "OTHER_FOLDERS",
    "SCAN",
    "Stored",
    "all_cases",
    "case_folder",
    "case_folders",
    "case_of",
    "change_case",
    "ensure_case",
    "is_enriched",
    "is_sealed",
    "layout_of",
    "load",
    "newest_of",
    "read_case",
    "read_texts",
    "record_id",
    "records",
    "save_document",
    "save_texts",
    "scan_of",
    "standing",
    "waiting",
    "write_case",
]

CASE = "case.json"
SCAN = "scan.pdf"
LAYOUT = "layout.json"
OTHER_FOLDERS = (received.FOLDER, discarded.FOLDER, "acts", discarded.REGISTERS)
"""What stands at the archive's root beside the years."""

_LOCK = ".cases.lock"
_SEAL = re.compile(rb',\n  "digest": "([0-9a-f]{64})"(\n\}\n)')


@dataclass(frozen=True, slots=True)
class _Head:
    record_id: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it stands in the tree today."""

    folder: Path
    record: Record
    state: RecordState
    events: tuple[Event, ...]
    texts: tuple[PageText, ...]

    @property
    def gave_way_to(self) -> str:
        """The id of the record that took its place; "" while it is in force."""
        given = (it for it in reversed(self.events) if it.event == events.SUPERSEDED)
        return next((it.details["record"] for it in given), "")

    @property
    def is_emptied(self) -> bool:
        """It gave way to no version of its own: all its pages are of another paper."""
        newest = self.gave_way_to
        return bool(newest) and newest.partition("-")[0] != self.record.family

    @property
    def signatures(self) -> tuple[SignatureReading, ...]:
        """The signature cells as measured, and as persons decided since."""
        return _decided(self.record, self.events)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Marks, figures and choices as measured, and as persons decided since."""
        said = events.readings_said(self.events)
        return tuple(
            readings.decided(it, said[it.zone]) if it.zone in said else it
            for it in self.record.readings
        )

    @property
    def as_decided(self) -> Record:
        """The record with what persons said of its cells."""
        return replace(self.record, signatures=self.signatures, readings=self.readings)


def load(folder: Path, *, in_review: bool = False) -> Stored:
    """The record in that folder, with what happened to it since.

    Raises:
        FixityError: The record or its events are damaged.
    """
    path = folder / bagit_format.DATA / bags.RECORD
    try:
        record = disk.read_json(path, Record)
    except ValueError as error:
        raise FixityError(path) from error
    past = events.read(folder)
    state = _state(record, past, in_review=in_review)
    return Stored(folder, record, state, past, read_texts(folder))


def records(root: Path) -> Iterator[Path]:
    """The folders of all records below the root, always in the same order."""
    for folder in _folders(root):
        if folder.parent == root and folder.name in OTHER_FOLDERS:
            continue
        if _is_record(folder):
            yield folder
        elif not (folder / bagit_format.DECLARATION).exists():
            yield from records(folder)


def waiting(review: Path) -> Iterator[Stored]:
    """The records of the review folder that are in force.

    Raises:
        FixityError: One of them is damaged.
    """
    stored = (load(folder, in_review=True) for folder in records(review))
    return (it for it in stored if it.state is not RecordState.SUPERSEDED)


def record_id(folder: Path) -> str:
    """The id of the record in that folder; the rest of it is skipped unread.

    Raises:
        ValueError: The record is damaged.
        OSError: It cannot be read.
    """
    return disk.read_json(folder / bagit_format.DATA / bags.RECORD, _Head).record_id


def scan_of(folder: Path) -> Path:
    """The record's scan: its pages as received."""
    return folder / bagit_format.DATA / SCAN


def layout_of(folder: Path) -> Layout | None:
    """Where cells lie on the record's pages; None for papers that we did not print.

    Raises:
        FixityError: The record's layout is damaged.
    """
    path = folder / bagit_format.DATA / LAYOUT
    if not path.is_file():
        return None
    try:
        return disk.read_json(path, Layout)
    except ValueError as error:
        raise FixityError(path) from error


def is_enriched(folder: Path) -> bool:
    """The record's text and its searchable PDF are made."""
    made = folder / renditions.FOLDER
    return all((made / it).is_file() for it in (renditions.TEXT, renditions.DOCUMENT))


def newest_of(archive: Path, review: Path, document_id: str) -> Path | None:
    """The folder of the latest version of the document's record, found by name.

    None while no page of the document came back.
    """
    places = [review, *case_folders(archive)]
    found = [
        folder
        for place in places
        for folder in _folders(place)
        if document_id in folder.name.split() and _is_record(folder)
    ]
    return max(found, key=lambda it: load(it).record.version, default=None)


def filed(archive: Path, record_id: str) -> Path | None:
    """The folder of that record, found by name; None while it is not filed."""
    identity = record_id.partition("-")[0]
    named = (
        folder
        for place in case_folders(archive)
        for folder in _folders(place)
        if identity in folder.name.split() and _is_record(folder)
    )
    return next((it for it in named if load(it).record.record_id == record_id), None)


def standing(archive: Path, review: Path, record_id: str) -> Path | None:
    """The folder of that record, in review or filed, found by name."""
    identity = record_id.partition("-")[0]
    waiting = (
        folder
        for folder in _folders(review)
        if identity in folder.name.split() and _is_record(folder)
    )
    found = (it for it in waiting if load(it).record.record_id == record_id)
    return next(found, None) or filed(archive, record_id)


def case_folder(archive: Path, case: Case) -> Path:
    """Where the case stands, or shall stand."""
    return archive / str(case.year) / filing.safe_name(cases.folder_name(case))


def case_folders(archive: Path) -> Iterator[Path]:
    """The folders of all cases, by year and index."""
    for year in _folders(archive):
        if year.name.isdigit():
            yield from _folders(year)


def all_cases(archive: Path) -> Iterator[Case]:
    """Every case of the archive, by year and index.

    Raises:
        FixityError: A case's file is damaged.
    """
    for folder in case_folders(archive):
        if (folder / CASE).exists():
            yield read_case(folder)


def read_case(case_folder: Path) -> Case:
    """The case in that folder.

    Raises:
        FixityError: Its file is damaged.
        OSError: It has none.
    """
    path = case_folder / CASE
    content = path.read_bytes()
    try:
        case = disk.from_json(content, Case)
    except ValueError as error:
        raise FixityError(path) from error
    if _SEAL.search(content) and not is_sealed(content):
        raise FixityError(path)
    return case


def case_of(folder: Path) -> Case:
    """The case that the record in that folder lies in.

    Raises:
        FixityError: The case's file is damaged.
        OSError: There is none.
    """
    return read_case(folder.parent)


def write_case(case_folder: Path, case: Case) -> None:
    """Write the case's file, sealed; an older one is replaced."""
    disk.make_folder(case_folder)
    text = disk.to_json(case)
    digest = hashlib.sha256(text).hexdigest()
    body = text.removesuffix(b"\n}\n")
    seal = f',\n  "digest": "{digest}"\n}}\n'.encode()
    disk.sweep_beside(case_folder / CASE)
    disk.write(case_folder / CASE, body + seal)


def is_sealed(content: bytes) -> bool:
    """The text of a case's file is as it was written."""
    seal = _SEAL.search(content)
    if seal is None or seal.end() != len(content):
        return False
    body = content[: seal.start()] + seal[2]
    return hashlib.sha256(body).hexdigest().encode() == seal[1]


def is_case_of(content: bytes, folder: Path) -> bool:
    """The text of a case's file is of the case that the folder is named for."""
    try:
        case = disk.from_json(content, Case)
    except ValueError:
        return False
    return case_folder(folder.parents[1], case) == folder


def ensure_case(archive: Path, entry: FilePlanEntry, year: int, dated: date) -> Case:
    """The case of that index and year, opened now when there is none.

    A case that is there keeps its title and term, whatever the file plan says
    today. It may be closed: what that means for the document is the caller's
    affair. Several processes may ask at once.

    Args:
        archive: The archive's root.
        entry: Line of the file plan.
        year: Of the file plan.
        dated: Date of the document to be filed; a case counts as opened on the
            earliest one.

    Raises:
        FixityError: A case's file of that year is damaged.
    """
    with _changing(archive, year):
        for path in sorted((archive / str(year)).glob(f"*/{CASE}")):
            there = read_case(path.parent)
            if there.index == entry.index:
                return _taking_in(path.parent, there, dated)
        case = cases.open_case(entry, year, dated)
        write_case(case_folder(archive, case), case)
    return case


def change_case(archive: Path, case: Case, change: Callable[[Case], Case]) -> Case:
    """Change a case's file by a rule of `pipeline.cases`, one process at a time.

    Args:
        archive: The archive's root.
        case: Tells which one; its state is read anew.
        change: Case as it stands → case as it shall be.

    Raises:
        FixityError: The case's file is damaged.
        OSError: There is none.
    """
    folder = case_folder(archive, case)
    with _changing(archive, case.year):
        changed = change(read_case(folder))
        write_case(folder, changed)
    return changed


def _taking_in(case_folder: Path, case: Case, dated: date) -> Case:
    changed = cases.take_in(case, dated)
    if changed != case:
        write_case(case_folder, changed)
    return changed


def _is_record(folder: Path) -> bool:
    return (folder / bagit_format.DATA / bags.RECORD).is_file()


def _changing(archive: Path, year: int) -> AbstractContextManager[None]:
    disk.make_folder(archive / str(year))
    return disk.locked(archive / str(year) / _LOCK)


def _folders(folder: Path) -> list[Path]:
    """The folders in it, by name; hidden ones and links are left out."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        names = [it.name for it in entries if it.is_dir(follow_symlinks=False)]
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def _state(record: Record, past: tuple[Event, ...], *, in_review: bool) -> RecordState:
    if any(event.event == events.SUPERSEDED for event in past):
        return RecordState.SUPERSEDED
    if in_review:
        return RecordState.REVIEW
    signatures = _decided(record, past)
    unsigned = any(it.state is SignatureState.EMPTY for it in signatures)
    if record.missing_pages or unsigned:
        return RecordState.INCOMPLETE
    return RecordState.FILED


def _decided(record: Record, past: tuple[Event, ...]) -> tuple[SignatureReading, ...]:
    decided = {
        event.details["zone"]: SignatureState(event.details["state"])
        for event in past
        if event.event == events.SIGNATURE_DECIDED
    }
    return tuple(
        readings.decided_signature(it, decided[it.zone]) if it.zone in decided else it
        for it in record.signatures
    )
