"""Printed paper: documents that were issued and where things lie on their pages.

Lengths are millimetres, the origin is the top left corner of the upright page,
x goes right and y goes down. Pages count from 1.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in mm."""


class ZoneKind(StrEnum):
    """What is expected in a cell."""

    SIGNATURE = "signature"
    MARK = "mark"
    GRADE = "grade"
    CHOICE = "choice"
    TEXT = "text"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Zone:
    """A cell that ink may fill.

    Attributes:
        id: Unique in its document, ASCII alphanumeric.
        subject: A trainee id or a role («teacher», «chair», «member-1»).
        item: A session id, a unit id or a task id.
        value: For `CHOICE`: the grade that this box stands for; for
            `REFERENCE`: "cross" or "empty".
    """

    id: str
    kind: ZoneKind
    subject: str
    item: str
    box_mm: Box
    value: str = ""


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """One printed page.

    Attributes:
        page_code: The text of its codes less the last symbol, which tells the
            corner (see `pipeline.pagecode`).
    """

    number: int
    page_code: str
    width_mm: float
    height_mm: float
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The contents of `layout.json`."""

    document_id: str
    kind: str
    printed_sha256: str
    pages: tuple[LayoutPage, ...]

    def page(self, number: int) -> LayoutPage:
        """The page of that number, from 1.

        Raises:
            IndexError: No such page.
        """
        if number < 1:
            raise IndexError(number)
        return self.pages[number - 1]


class Scope(StrEnum):
    """How many documents of a kind a group has: one for each of these."""

    GROUP = "group"
    UNIT = "unit"
    TRAINEE = "trainee"


class PaperState(StrEnum):
    """The life of an issued document, as far as the register decides it."""

    ISSUED = "issued"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover sheet says of the papers that are laid under it.

    Attributes:
        pages: How many written sides are expected; None: as many as come.
    """

    pages: int | None = None


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A document that was printed, as the register knows it.

    A cover sheet is the first page of the document that it covers: kind, title,
    number, date and people are those of the papers under it, which we did not
    print.

    Attributes:
        number: Registration number of the document («ГТ-12/2026-3»).
        counter: What the number was made from: counted from 1 for each kind
            and year (see `year`); 0 for a supplement.
        date: The document's date; for a form that is dated in ink, the
            planned one.
        dated: The date is printed; else it is left to be written in ink.
        unit: Id of its unit of assessment, or "".
        students: Ids of the trainees named in it.
        student: The one trainee of a paper per trainee, or "".
        filled: Printed with results; else blank.
        pages: How many pages were printed.
        void_reason: Why it must not be used, once it is void.
        cover: For a cover sheet; None for every other document.
        supplements: Id of the document that it is a supplement to, or "".
        group_sha256: What the group's data were when it was made (see
            `pipeline.agreement`), or "" when that is not known.
    """

    document_id: str
    kind: str
    title: str
    number: str
    date: date
    dated: bool
    group: str
    unit: str
    student: str
    students: tuple[str, ...]
    filled: bool
    pages: int
    issued_at: datetime
    counter: int = 0
    state: PaperState = PaperState.ISSUED
    void_reason: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    template_sha256: str = ""
    cover: Cover | None = None
    supplements: str = ""
    group_sha256: str = ""

    @property
    def year(self) -> int:
        """The year of its number.

        That of the date if it is printed or the paper is of no group, as a book is
        that was printed for a year to come; else the year of issue.
        """
        if self.dated or not self.group:
            return self.date.year
        return self.issued_at.astimezone().year


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page's text; the box is in mm of the upright page."""

    text: str
    box_mm: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that we issued and still accept.

    Attributes:
        printed: The PDF that was printed; the page is `page.number` of it.
        words: Its words as they were kept at issue; none: they are read out of the
            PDF when they are needed.
    """

    document_id: str
    page: LayoutPage
    printed: Path
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that carries our code and is not taken as ours.

    Attributes:
        reason: "unknown" (never issued here, or forged), "void", "reprinted".
    """

    reason: str
