"""One page of the bench: filled in, scanned, and what is true of it.

A page is drawn from the seed and its number alone, so it is the same whichever
process makes it.

What is true of a cell is what was put into the printed cell at its zone's box:

- "inked": a mark, tick, figure or signature stands there;
- "empty": nothing was meant for it, though a stroke of a neighbour may have slipped
  or run into it;
- "open": a mark that was scribbled over, or a figure taken back with nothing in its
  place: only a person can say what holds;
- "gone": the scan shows nothing of it. The cell lies off the picture, or a one-bit
  scanner took its pale ink for paper. Such cells are counted apart, since the picture
  does not hold the answer.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from bench.readers.forms import Form
from bench.readers.prints import Prints
from pipeline.model import Box, Zone, ZoneKind
from tests import paper
from tests.paper import clerk
from tests.paper.clerk import Deed, Trace
from tests.paper.sheet import Picture
from tests.paper.truth import Points

CONDITIONS = tuple(name for name in paper.CONDITIONS if name != "clean")
DPI = (200, 240, 300)
PRINT_DPI = {"lowdpi": 200, "photo": 300}
"""A print need not be finer than what the scanner sees of it; else as the scan."""

SHARES = {
    "journal": 0.36,
    "gradesheet": 0.40,
    "final-gradesheet": 0.07,
    "protocol": 0.07,
    "results-card": 0.05,
    "certificate": 0.05,
}
SEALED = frozenset({"protocol", "certificate"})
JUDGED = frozenset({ZoneKind.SIGNATURE, ZoneKind.MARK, ZoneKind.GRADE, ZoneKind.CHOICE})
GONE_BELOW = 0.05
"""Ink of which a smaller share is black in a one-bit scan is gone."""

_LOOKED_AT = 200
_INK_DARKER = 30
_TOUCHED_PX = 6


class State(StrEnum):
    """What is true of a cell."""

    INKED = "inked"
    EMPTY = "empty"
    OPEN = "open"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of the cell of one zone.

    Attributes:
        value: The figure or mark that stands there; "" for an empty one.
        cause: What makes it easy or hard: "plain", "dot", "overrun" …
        image: Which image of a figure it is, so that repeats can be told.
    """

    zone: Zone
    state: State
    value: str = ""
    cause: str = "plain"
    image: str = ""


@dataclass(frozen=True)
class Sample:
    """One scanned page with all that is true of it."""

    number: int
    form: Form
    condition: str
    scanned: paper.Scanned
    truths: tuple[Truth, ...]
    lost: tuple[str, ...]

    @property
    def photo(self) -> bool:
        """Taken by a camera, also where that is one of two conditions."""
        return self.scanned.passage.photo

    def save(self, folder: Path) -> Path:
        """The file as it would be dropped."""
        if self.photo and not self.scanned.one_bit:
            return paper.save_jpeg(self.scanned, folder / "page.jpg")
        return paper.save_pdf([self.scanned], folder / "page.pdf")


def draw(
    number: int, seed: int, forms: list[Form], prints: Prints, only: str = ""
) -> Sample:
    """Make a page.

    Args:
        number: From 0; which page it is.
        seed: Of the run.
        forms: To draw from.
        prints: Of these forms.
        only: The one condition; else each has its turn.
    """
    rng = np.random.default_rng([seed, number])
    condition = only or CONDITIONS[number % len(CONDITIONS)]
    form = _form(forms, rng)
    dpi = int(rng.choice(DPI))
    printed_dpi = PRINT_DPI.get(condition, dpi)
    sheet = prints.sheet(form, printed_dpi)
    blank = prints.blank(form)
    done = clerk.fill(sheet, blank.places, rng, seal=form.kind in SEALED)
    scanned = paper.scan(sheet, condition, rng, dpi=dpi, colour=None)
    eye = _Eye(sheet, prints.grey(form, printed_dpi), done, scanned)
    truths = tuple(
        eye.truth(zone, blank.cells[zone.id])
        for zone in form.page.zones
        if zone.kind in JUDGED and zone.id in blank.cells
    )
    judged = {zone.id for zone in form.page.zones if zone.kind in JUDGED}
    lost = tuple(zone for zone in blank.lost if zone in judged)
    return Sample(number, form, condition, scanned, truths, lost)


def _form(forms: list[Form], rng: np.random.Generator) -> Form:
    """A page of a kind drawn by its share, in a profile drawn by a coin."""
    kinds = {form.kind for form in forms}
    names = [name for name in SHARES if name in kinds]
    odds = np.array([SHARES[name] for name in names])
    kind = names[int(rng.choice(len(names), p=odds / odds.sum()))]
    profiles = sorted({form.profile for form in forms if form.kind == kind})
    profile = profiles[int(rng.integers(len(profiles)))]
    fit = [it for it in forms if it.kind == kind and it.profile == profile]
    return fit[int(rng.integers(len(fit)))]


@dataclass(frozen=True)
class _Eye:
    """Who saw how a page was filled in, and sees its scan.

    Attributes:
        bare: The print's picture before the ink.
    """

    sheet: paper.Sheet
    bare: Picture
    done: clerk.Done
    scanned: paper.Scanned

    def truth(self, zone: Zone, cell: paper.Cell) -> Truth:
        """What is true of a zone whose printed cell is that."""
        traces = [it for it in self.done.traces if it.cell == cell]
        meant = self._meant(zone, traces[0] if traces else None)
        return self._seen(meant)

    def _meant(self, zone: Zone, trace: Trace | None) -> Truth:
        sealed = self.done.seal is not None and _overlap(zone.box_mm, self.done.seal)
        if trace is None:
            touched = len(self._ink_mm(zone)) > _TOUCHED_PX
            return Truth(
                zone, State.EMPTY, cause=_touch(sealed) if touched else "plain"
            )
        if trace.deed is Deed.STRAYED:
            return Truth(zone, State.EMPTY, cause=trace.how)
        if trace.deed is Deed.TAKEN_BACK:
            return Truth(zone, State.OPEN, trace.value, trace.how)
        cause = "under a stamp" if sealed else trace.how
        return Truth(zone, State.INKED, trace.value, cause, trace.image)

    def _seen(self, truth: Truth) -> Truth:
        """The same, unless the picture does not show it."""
        x0, y0, x1, y1 = truth.zone.box_mm
        corners = self.scanned.truth.to_px([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        height, width = self.scanned.image.shape[:2]
        if (corners < 0).any() or (corners >= (width, height)).any():
            return replace(truth, state=State.GONE, cause="off the picture")
        if self.scanned.one_bit and truth.state is not State.EMPTY:
            spots = self.scanned.truth.to_px(self._ink_mm(truth.zone))
            if _black(self.scanned.image, spots) < GONE_BELOW:
                return replace(truth, state=State.GONE, cause="vanished")
        return truth

    def _ink_mm(self, zone: Zone) -> Points:
        """Some places of the ink in a cell, in mm of the page (n × 2)."""
        px_per_mm = self.sheet.px_per_mm
        x0, y0, x1, y1 = (round(edge * px_per_mm) for edge in zone.box_mm)
        now = self.sheet.picture[y0:y1, x0:x1, 0].astype(np.int16)
        rows, columns = np.nonzero(self.bare[y0:y1, x0:x1] - now > _INK_DARKER)
        every = max(1, len(rows) // _LOOKED_AT)
        points = np.stack([columns[::every] + x0, rows[::every] + y0], axis=1)
        return np.asarray((points + 0.5) / px_per_mm)


def _touch(sealed: bool) -> str:  # noqa: FBT001 - says which
    return "under a stamp" if sealed else "run into"


def _overlap(one: Box, other: Box) -> bool:
    return bool(
        min(one[2], other[2]) > max(one[0], other[0])
        and min(one[3], other[3]) > max(one[1], other[1])
    )


def _black(image: Picture, spots: Points) -> float:
    """Share of the places that are black."""
    if not len(spots):
        return 0.0
    x, y = np.round(spots).astype(int).T
    return float((image[y, x] < 128).mean())
