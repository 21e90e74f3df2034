"""A record's folder, read back: what was filed, and what was learnt of it since."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import disk, readings
from pipeline.archive import bagit_format, bags, events, renditions
from pipeline.archive.renditions import read_texts
from pipeline.errors import FixityError
from pipeline.model import (
    Event,
    Layout,
    PageText,
    Reading,
    Record,
    RecordState,
    SignatureReading,
    SignatureState,
)

SCAN = "scan.pdf"
LAYOUT = "layout.json"


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
    def is_same_paper(self) -> bool:
        """It gave way since a person called it another scan of that record's paper."""
        said = {"from": self.record.record_id, "to": self.gave_way_to}
        return any(
            it.event == events.SAME_PAPER and it.details == said for it in self.events
        )

    @property
    def is_rearranged(self) -> bool:
        """Pages were taken out of it or put into it since they came."""
        moving = {events.SPLIT, events.MERGED, events.PLACED}
        return any(it.event in moving for it in self.events)

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
    except FileNotFoundError as error:
        if folder.is_dir():  # else it left for another place meanwhile
            raise FixityError(path) from error
        raise
    past = events.read(folder)
    state = _state(record, past, in_review=in_review)
    return Stored(folder, record, state, past, read_texts(folder))


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


def whole_scan_of(folder: Path) -> Path:
    """The same, for pages that go from there into another record.

    Raises:
        FixityError: It is not as it was filed.
    """
    scan = scan_of(folder)
    manifest = (folder / bagit_format.MANIFEST).read_bytes()
    told = bagit_format.listed(manifest).get(f"{bagit_format.DATA}/{SCAN}")
    if disk.sha256(scan) != told:
        raise FixityError(scan)
    return scan


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


def stamp(folder: Path) -> str:
    """Changes with whatever is learnt of the record or done with it.

    Its payload never changes, so the sizes and times of its events and its text do.
    """
    made = (folder / events.FILE, folder / renditions.FOLDER / renditions.TEXT)
    return " ".join(_size_and_time(path) for path in made)


def _size_and_time(path: Path) -> str:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return "-"
    return f"{seen.st_size}.{seen.st_mtime_ns}"


def is_enriched(folder: Path) -> bool:
    """The record's text and its searchable PDF are made."""
    made = folder / renditions.FOLDER
    return all((made / it).is_file() for it in (renditions.TEXT, renditions.DOCUMENT))


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
