"""What came back and is kept: records, the cases they lie in, and their terms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.scan import Bend, Matrix, Reading, SignatureReading


class RecordState(StrEnum):
    """Where a record stands."""

    FILED = "filed"
    INCOMPLETE = "incomplete"
    REVIEW = "review"
    SUPERSEDED = "superseded"
    DISPOSED = "disposed"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a record.

    Attributes:
        number: Its place in the document, from 1.
        of: How many pages the document has.
        scan_page: Its place in the record's own `scan.pdf`, from 1.
        rotation: Degrees clockwise that bring the received page upright.
        dpi: As received.
        source_sha256: The received file it came in; source_page its place
            there, from 1.
        source_part: Which of several pages of ours on that received page it is,
            from 1 in reading order; 0 where it is the only one.
        coded: It carries its own page code, or a person said which it was. A page
            without one lay under a cover sheet, and is numbered after it, or between
            two pages of its document, and number is 0.
        matrix: Printed page to received page (`pipeline.model.scan`).
        bend: Of the sheet, on the printed page, before the matrix.
        residual_mm: Of the registration.
        matched: No code was readable; it was known by its print, which a person
            must confirm.
        remarks: Beside its cells there may be words in ink, to be read by OCR.
        one_bit: Scanned in black and white only, so pale ink may be lost.
        doubled: Another scan of it, in the same file or later, was not taken, and shows
            other ink or cannot be compared.
        tied: No code was readable; a person said which page of which document it is.
        refused_code: The text of the code that it carries (less the corner symbol),
            where that is not the code of a page in force; else "".
    """

    number: int
    of: int
    scan_page: int
    rotation: int
    dpi: int
    source_sha256: str
    source_page: int
    width_mm: float
    height_mm: float
    coded: bool = True
    matrix: Matrix | None = None
    residual_mm: float | None = None
    source_part: int = 0
    matched: bool = False
    remarks: bool = True
    one_bit: bool = False
    doubled: bool = False
    tied: bool = False
    refused_code: str = ""
    bend: Bend = ()

    @property
    def source(self) -> tuple[str, int, int]:
        """What a scanned page is known by: file, place there, and which part of it."""
        return (self.source_sha256, self.source_page, self.source_part)


@dataclass(frozen=True, slots=True)
class Record:
    """The contents of a record's `data/record.json`: what was true at filing.

    Attributes:
        record_id: The document id, with "-2", "-3" … for later versions, or
            an id of its own for papers that we did not print.
        document_id: "" for papers that we did not print.
        kind: "" while it is not known (a record in review).
        date: The document's date; None while it is not known.
        case: Index of the case in the file plan of `plan_year`, or "".
        reason: Why a person must look at it, or "": a code of
            `pipeline.messages.REVIEW_REASONS`.
        source_name: Name of the file as dropped, for papers without a title.
        readings: Cells of marks, figures and choices, as measured.
        case_chosen: A person chose the case; what the file plan says of the kind
            does not count.
    """

    record_id: str
    document_id: str
    kind: str
    title: str
    number: str
    group: str
    students: tuple[str, ...]
    date: date | None
    pages: tuple[RecordPage, ...]
    missing_pages: tuple[int, ...]
    signatures: tuple[SignatureReading, ...]
    version: int
    filed_at: datetime
    case: str = ""
    plan_year: int = 0
    reason: str = ""
    source_name: str = ""
    readings: tuple[Reading, ...] = ()
    case_chosen: bool = False

    @property
    def family(self) -> str:
        """The id that all versions of the record share."""
        return self.document_id or self.record_id.partition("-")[0]


class TermKind(StrEnum):
    """What a file plan may say of how long a case is kept."""

    YEARS = "years"
    PERMANENT = "permanent"
    WHILE_NEEDED = "while_needed"
    UNTIL_EVENT = "until_event"
    NOT_SET = "not_set"


@dataclass(frozen=True, slots=True)
class Term:
    """A retention period. "Not set" is a valid term and blocks any date.

    Attributes:
        years: For `YEARS`, and for `UNTIL_EVENT` where years follow the event.
        event: The event that starts the term («отзыв согласия»).
        article: The schedule entry as the institute wrote it.
        basis: Where the term comes from (regulation, clause).
        appraisal: «ЭПК»: expiry alone never suffices.
    """

    kind: TermKind
    years: int | None = None
    event: str = ""
    article: str = ""
    basis: str = ""
    appraisal: bool = False


@dataclass(frozen=True, slots=True)
class FilePlanEntry:
    """One line of the номенклатура дел.

    Attributes:
        index: Classification code («03-07»).
        kinds: The kinds of form that go there.
        location: Where the paper is kept.
    """

    index: str
    title: str
    kinds: tuple[str, ...]
    term: Term
    location: str = ""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """The номенклатура дел of one year."""

    year: int
    entries: tuple[FilePlanEntry, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop on disposal: it beats eligibility and never shifts a date."""

    id: str
    reason: str
    placed_by: str
    placed_on: date
    released_by: str = ""
    released_on: date | None = None

    @property
    def in_force(self) -> bool:
        """It has not been lifted."""
        return self.released_on is None


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case was closed, or opened again.

    Attributes:
        event: "closed" or "reopened".
        by: Id of the person.
        reason: As it was said, or "".
    """

    at: datetime
    event: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """The contents of `case.json`.

    Attributes:
        year: Of the file plan it was opened under.
        opened: Date of the first document filed.
        closed: The day it was finished (окончено делопроизводством).
        term: As it was when the case was opened; a later file plan does not
            change it.
        event_on: When the event of an `UNTIL_EVENT` term happened.
        changes: Who closed it and opened it again, oldest first.
    """

    index: str
    title: str
    year: int
    opened: date
    term: Term
    closed: date | None = None
    volumes: int = 1
    location: str = ""
    event_on: date | None = None
    holds: tuple[Hold, ...] = ()
    changes: tuple[CaseChange, ...] = ()


class RetentionStatus(StrEnum):
    """What may be said of a case's term today."""

    OPEN = "open"
    RUNNING = "running"
    DUE = "due"
    HELD = "held"
    NOT_SET = "not_set"
    PERMANENT = "permanent"
    APPRAISAL = "appraisal"


@dataclass(frozen=True, slots=True)
class Retention:
    """A case's term, computed.

    Attributes:
        counted_from: 1 January after the year in which the case closed.
        eligible_from: First day on which disposal may be proposed.
        expected_from: For an open case: `eligible_from`, were it to close
            this year.
        hold: Reason of the hold in force, or "".
    """

    case: str
    term: str
    basis: str
    status: RetentionStatus
    counted_from: date | None = None
    eligible_from: date | None = None
    expected_from: date | None = None
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a record's `events.jsonl`.

    Attributes:
        previous: SHA-256 of the line before, in hexadecimal; "" for the first.
    """

    at: datetime
    event: str
    by: str
    details: dict[str, str] = field(default_factory=dict)
    previous: str = ""
