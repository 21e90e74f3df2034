"""Faults of a form that only the printed sample shows.

Cells to be read that have no borders, are too small for a pen or lie upon each
other; texts that do not fit into their cells; what runs off the page; what would
cover the codes; an empty last page. Each is led back to its place in the template.
LibreOffice leaves text out where a row of exact height has no room for it, so what
is missing from a cell was cut.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2
from pypdfium2 import raw as pdfium_c

from pipeline import fiducials, pdfium
from pipeline.errors import Fault
from pipeline.forms import marks, zones
from pipeline.forms.language import PendingZone
from pipeline.forms.ruling import MM_PER_POINT
from pipeline.forms.trial import Trial, Written
from pipeline.forms.zones import Cell
from pipeline.messages import N_, _
from pipeline.model import Box, ZoneKind

LEAST_MM: Final = {
    ZoneKind.SIGNATURE: (18.0, 6.0),
    ZoneKind.MARK: (5.0, 5.0),
    ZoneKind.GRADE: (8.0, 6.0),
    ZoneKind.CHOICE: (4.0, 4.0),
    ZoneKind.TEXT: (10.0, 5.0),
}
"""Width and height that a hand needs, and reading to tell its ink from the borders."""

_SCALE: Final = 1.2
"""Pixels in a point, for looking at what lies under the codes."""

_INK: Final = 235
_OVERLAP_MM: Final = 0.6
_OFF_PAGE_POINTS: Final = 3.0
_LONGEST_WORD: Final = 30
"""Words that are longer may be broken."""

_WORD: Final = re.compile(r"[^\s\-‑–—/]+")
_SHOWN: Final = 40
_SAME: Final = str.maketrans({"‑": "-", "\x02": "-", "\ufffe": "-", "\xad": None})
_MARKS: Final = (
    N_("the code at the top left"),
    N_("the code at the bottom right"),
    N_("the mark at the top right"),
    N_("the mark at the bottom left"),
    N_("the cross at the bottom left"),
    N_("the empty cell at the bottom left"),
    N_("the number of the document at the top left"),
)
"""In the order of `marks.boxes`, then that of `_id_box`."""

_ID_WIDTH_MM: Final = 22.0
_ID_ABOVE_MM, _ID_BELOW_MM = 2.2, 0.6


def faults(trial: Trial, pdf: bytes) -> tuple[Fault, ...]:
    """Every such fault, each place once.

    Args:
        trial: The filled template.
        pdf: The same, printed.
    """
    with pdfium.opened(pdf) as document:
        named = [*(it.name for it in trial.zones), *(it.name for it in trial.texts)]
        cells = zones.find(document, named)
        found = [
            *_twice(trial),
            *_unbordered(trial, cells),
            *_small(trial, cells),
            *_overlapping(trial, cells),
            *_texts(trial, document, cells),
        ]
        for number, page in enumerate(document, start=1):
            found += _Page(trial, page, number).faults()
        found += _empty_end(document)
    return tuple(dict.fromkeys(found))


def _twice(trial: Trial) -> Iterator[Fault]:
    """Zones that another one is the same as; reading could not tell them apart."""
    first: dict[tuple[str, ...], PendingZone] = {}
    for zone in trial.zones:
        key = (zone.kind.value, zone.subject, zone.item, zone.value)
        if key in first:
            says = _(
                "The same cell is asked for here and in {other}. Give each its own "
                "person, item or value."
            )
            other = trial.places.get(first[key].name, "")
            yield Fault(_place(trial, zone), says.format(other=other))
        first.setdefault(key, zone)


def _unbordered(trial: Trial, cells: dict[str, Cell]) -> Iterator[Fault]:
    told = {fault.place for fault in trial.faults if not fault.is_advice}
    for zone in trial.zones:
        cell = cells.get(zone.name)
        if _place(trial, zone) in told:
            continue
        if cell is None:
            says = _(
                "The cell did not reach the paper. Move the call out of the repeated "
                "heading of the table, and give the row room for it."
            )
            yield Fault(_place(trial, zone), says)
        elif cell.box is None:
            says = _(
                "The cell has no borders on all four sides. Give it all its borders "
                "in Word (Table Design, Borders)."
            )
            yield Fault(_place(trial, zone), says)


def _small(trial: Trial, cells: dict[str, Cell]) -> Iterator[Fault]:
    least: dict[str, tuple[ZoneKind, float, float]] = {}
    for zone in trial.zones:
        box = cells[zone.name].box if zone.name in cells else None
        if box is None:
            continue
        width, height = box[2] - box[0], box[3] - box[1]
        wanted_width, wanted_height = LEAST_MM[zone.kind]
        if width < wanted_width or height < wanted_height:
            place = _place(trial, zone)
            kept = least.get(place, (zone.kind, width, height))
            least[place] = (zone.kind, min(width, kept[1]), min(height, kept[2]))
    for place, (kind, width, height) in least.items():
        says = _(
            "The cell is {width:.1f} × {height:.1f} mm, too small for a pen. Make it "
            "{least_width:.0f} × {least_height:.0f} mm at least."
        )
        least_width, least_height = LEAST_MM[kind]
        yield Fault(
            place,
            says.format(
                width=width,
                height=height,
                least_width=least_width,
                least_height=least_height,
            ),
        )


def _overlapping(trial: Trial, cells: dict[str, Cell]) -> Iterator[Fault]:
    """Zones of one cell, or of a cell within another."""
    on_page: dict[int, list[tuple[PendingZone, Box]]] = defaultdict(list)
    for zone in trial.zones:
        cell = cells.get(zone.name)
        if cell is not None and cell.box is not None:
            on_page[cell.page].append((zone, cell.box))
    for placed in on_page.values():
        boxes = np.array([box for _zone, box in placed])
        for first, second in np.argwhere(np.triu(_overlap(boxes), k=1)):
            says = _("Two cells to be read lie upon each other: {other}. Part them.")
            other = _place(trial, placed[first][0])
            yield Fault(_place(trial, placed[second][0]), says.format(other=other))


def _overlap(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which of the boxes share more than their borders."""
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared: npt.NDArray[np.bool_] = np.all(high - low > _OVERLAP_MM, axis=2)
    return shared


def _texts(
    trial: Trial, document: pypdfium2.PdfDocument, cells: dict[str, Cell]
) -> Iterator[Fault]:
    """Texts that do not fit into their cells."""
    pages: dict[int, list[tuple[Written, Box]]] = defaultdict(list)
    for text in trial.texts:
        cell = cells.get(text.name)
        if cell is not None and cell.box is not None:
            pages[cell.page].append((text, cell.box))
    for number, placed in pages.items():
        page = document[number - 1]
        words, height = page.get_textpage(), page.get_height()
        for text, box in placed:
            x0, y0, x1, y1 = (edge / MM_PER_POINT for edge in box)
            shown = words.get_text_bounded(x0, height - y1, x1, height - y0)
            yield from _fits(text, _same(shown).splitlines())


def _fits(written: Written, lines: Sequence[str]) -> Iterator[Fault]:
    text, whole = _same(written.text), "".join(lines)
    lost = Counter(_tight(text)) - Counter(_tight(whole))
    if lost and written.is_fixed:
        says = _(
            "“{text}” does not fit into the row and is cut. Let the height of the row "
            "be “at least” in Word, or give it more room."
        )
        yield Fault(written.place, says.format(text=_short(text)))
    if lost or written.is_turned:
        return
    for word in _WORD.findall(text):
        if len(word) <= _LONGEST_WORD and not any(word in line for line in lines):
            says = _(
                "The column is too narrow for “{word}”, which is broken within. Make "
                "the column wider, or the text smaller."
            )
            yield Fault(written.place, says.format(word=word))
            return


def _empty_end(document: pypdfium2.PdfDocument) -> Iterator[Fault]:
    number = len(document)
    if number > 1 and _is_empty(document[number - 1]):
        place = _("page {number} of the sample").format(number=number)
        says = _(
            "The last page is empty. Take out the empty paragraphs or the page break "
            "at the end of the form, or make the last paragraph small."
        )
        yield Fault(place, says)


def _is_empty(page: pypdfium2.PdfPage) -> bool:
    """Nothing stands between the header and the footer."""
    height = page.get_height()
    top = fiducials.BODY_TOP_MM / MM_PER_POINT
    bottom = fiducials.BODY_BOTTOM_MM / MM_PER_POINT
    for item in page.get_objects(max_depth=1):
        _left, low, _right, high = item.get_bounds()
        if low < height - top and high > bottom and high - low < height / 2:
            return False
    return True


class _Page:
    """What of the form lies where the codes are printed, and beyond the page."""

    def __init__(self, trial: Trial, page: pypdfium2.PdfPage, number: int) -> None:
        self._trial, self._page, self._number = trial, page, number
        self._words = page.get_textpage()
        self._height = page.get_height()

    def faults(self) -> Iterator[Fault]:
        yield from self._covered()
        yield from self._off_page()

    def _covered(self) -> Iterator[Fault]:
        width_mm = self._page.get_width() * MM_PER_POINT
        where = fiducials.of_page(width_mm, self._height * MM_PER_POINT)
        picture = self._page.render(scale=_SCALE, grayscale=True).to_numpy()
        taken = (*marks.boxes(where), _id_box(where))
        for mark, box in zip(_MARKS, taken, strict=True):
            pixels = [edge / MM_PER_POINT * _SCALE for edge in box]
            (x0, y0), (x1, y1) = map(math.ceil, pixels[:2]), map(int, pixels[2:])
            if picture[y0:y1, x0:x1].min(initial=255) < _INK:
                yield self._covering(mark, box)

    def _covering(self, mark: str, box: Box) -> Fault:
        x0, y0, x1, y1 = (edge / MM_PER_POINT for edge in box)
        text = self._text(x0, self._height - y1, x1, self._height - y0)
        what = f"“{_short(text)}”" if text else _("a line or a picture")
        says = _(
            "On page {number} {what} stands where {mark} is printed. Keep the corners "
            "of the page free: 40 mm from the sides, {top:.0f} mm from above and below."
        )
        return Fault(
            self._place(text),
            says.format(
                number=self._number,
                what=what,
                mark=_(mark),
                top=fiducials.BODY_TOP_MM,
            ),
        )

    def _off_page(self) -> Iterator[Fault]:
        width = self._page.get_width()
        kinds = [pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_IMAGE]
        for item in self._page.get_objects(kinds, max_depth=2):
            left, low, right, high = item.get_bounds()
            beyond = max(-left, -low, right - width, high - self._height)
            if beyond > _OFF_PAGE_POINTS:
                text = self._text(left, low, right, high)
                says = _("It runs off page {number}. Move it onto the page.")
                yield Fault(self._place(text), says.format(number=self._number))

    def _text(self, left: float, bottom: float, right: float, top: float) -> str:
        return " ".join(self._words.get_text_bounded(left, bottom, right, top).split())

    def _place(self, text: str) -> str:
        """The place in the template that the text on the page comes from."""
        wanted = _tight(_same(text))
        if wanted and wanted in _tight(_same(self._trial.margins)):
            return _("header or footer: “{text}”").format(text=_short(text))
        for written in self._trial.texts:
            if wanted and wanted in _tight(_same(written.text)):
                return written.place
        return _("page {number} of the sample").format(number=self._number)


def _id_box(where: fiducials.Fiducials) -> Box:
    x, y = where.id_text
    return (x, y - _ID_ABOVE_MM, x + _ID_WIDTH_MM, y + _ID_BELOW_MM)


def _place(trial: Trial, zone: PendingZone) -> str:
    return trial.places.get(zone.name, zone.name)


def _same(text: str) -> str:
    """The text with what a PDF does not tell apart made one."""
    return unicodedata.normalize("NFKC", text).translate(_SAME)


def _tight(text: str) -> str:
    return "".join(text.split())


def _short(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= _SHOWN else f"{tidy[:_SHOWN]}…"
