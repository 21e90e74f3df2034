"""What was seen on the pages of one received file.

`Matrix` maps millimetres on the printed page (origin top left, upright) to
millimetres on the received page as a viewer shows it (origin top left, after
the PDF's `/Rotate` and the image's EXIF turn), by a 3 × 3 homography in row
order.

`Bend` is what no homography shows, since paper curls: to each point of the printed
page that much is added before the matrix. It is a cubic in mm, 1, x, y, x², xy, y²,
x³, x²y, xy², y³ with x and y in 150 mm, for each of these what it adds to x and to
y: twenty numbers, or none for a flat sheet.
"""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.paper import Word, ZoneKind

Matrix = tuple[float, float, float, float, float, float, float, float, float]
Bend = tuple[float, ...]


class Certainty(StrEnum):
    """How an answer may be used; unsure ones wait for a person."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class SignatureState(StrEnum):
    """What a signature cell holds."""

    SIGNED = "signed"
    EMPTY = "empty"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class SignatureReading:
    """One signature cell, judged.

    Attributes:
        ink: Share of the cell's windows that hold ink, 0 to 1.
        residual_mm: How far from the print its place may be; None where that was
            not measured.
        earlier: What was surely known last of the cell, where that is not sure any
            more; else None.
    """

    zone: str
    subject: str
    item: str
    state: SignatureState
    status: Certainty
    ink: float
    residual_mm: float | None = None
    earlier: SignatureState | None = None


INKED = "*"
"""Value of a mark's cell that holds ink, when it is not known which mark it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ink in one cell of a mark, a figure or a choice says.

    Attributes:
        kind: `MARK`, `GRADE` or `CHOICE`.
        value: "" for an empty cell. Of a mark: the organisation's mark or `INKED`.
            Of a figure: the digit. Of a choice: what its box stands for. Where the
            reading is unsure, the best guess.
        confidence: Of such readings that share is right, 0 to 1.
        residual_mm: How far from the print its place may be; None where that was
            not measured.
        earlier: What was surely known last of the cell, where a newer scan says
            otherwise or is not sure; else None.
    """

    zone: str
    kind: ZoneKind
    subject: str
    item: str
    value: str
    confidence: float
    status: Certainty
    residual_mm: float | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """How a received page lies on the printed one.

    Attributes:
        residual_mm: Root mean square error of the marks after the fit.
        marks: How many marks were found, 4 at most.
        bend: What the matrix leaves over; see `Bend`.
    """

    matrix: Matrix
    residual_mm: float
    marks: int
    bend: Bend = ()


@dataclass(frozen=True, slots=True)
class PageSight:
    """One page of a received file.

    Attributes:
        source_page: Its place in the file, from 1.
        part: Of a received page that holds several of ours, which of these it is,
            from 1 in their reading order; 0 where it holds one. What the received
            page is, is said of all of it.
        width_mm: As received, by the file's own resolution; so is height_mm.
        dpi: Resolution of the image as received.
        rotation: Degrees clockwise, in quarter turns, that bring it upright.
        blank: Nothing but paper.
        page_code: The code read on it (less the corner symbol), or "".
        known: The code is that of a page that we issued and still accept.
        refusal: Why a page that carries our code is not taken as ours, or "":
            "unknown", "void", "reprinted".
        registration: None where the page has no known code, or where too few
            marks were found.
        matched: No code could be read; the print on it is that of this page, and
            `page_code` is the one that it must carry.
        remarks: Beside its cells there may be words in ink.
        one_bit: Black and white only, so pale ink may be lost.
    """

    source_page: int
    width_mm: float
    height_mm: float
    dpi: int
    rotation: int
    blank: bool
    page_code: str = ""
    known: bool = False
    refusal: str = ""
    registration: Registration | None = None
    signatures: tuple[SignatureReading, ...] = ()
    readings: tuple[Reading, ...] = ()
    part: int = 0
    matched: bool = False
    remarks: bool = True
    one_bit: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page of a record.

    Attributes:
        printed: The words that we printed; empty for others' papers.
        recognised: The words that OCR found besides.
        ocr: "pending", "done", or "unavailable" and, behind a colon, what was said.
        rotation: Degrees clockwise, in quarter turns, that bring a page that
            we did not print upright; only reading it tells.
    """

    number: int
    width_mm: float
    height_mm: float
    printed: tuple[Word, ...] = ()
    recognised: tuple[Word, ...] = ()
    ocr: str = "pending"
    rotation: int = 0
