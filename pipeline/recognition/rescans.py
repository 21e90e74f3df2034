"""Is it the same paper, scanned again? Runs in the process apart.

Both scans of a page are laid on the print, and what was written on it is laid on one
another: ink that has none of the other scan near it was added, or is gone. Dust is
less than any stroke of a pen and does not count. Where in doubt they differ: a scan
that is taken for another one makes a version too many, and no harm.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from pipeline.apart import Limits
from pipeline.model import LayoutPage, Registration
from pipeline.recognition import darkness, registration, scanfile
from pipeline.recognition.darkness import Mask
from pipeline.recognition.laid import Laid
from pipeline.recognition.page import PageImage
from pipeline.recognition.pairs import Difference, Pair
from pipeline.recognition.pixels import as_grey, components
from pipeline.recognition.prints import PX_PER_MM, Print, Prints

STROKE_DARK: Final = 0.16
"""So dark is the middle of a stroke, a pale pen's too; and of dirt."""

TRACE_DARK: Final = 0.08
"""So dark is a spot at least that may be the other scan's picture of a stroke."""

REACH_MM: Final = 0.5
"""How far apart the two pictures of a stroke may lie."""

CELL_REACH_MM: Final = 0.35
"""The same within a cell, where one letter may be written over another: of 60 marks of
some two millimetres each that was written over shows more than half a mm² so, and none
that was not, on any scanner, but for dust."""

LEAST_MM2: Final = 0.12
"""Less than that, in one piece, is dust."""

_STROKE_NOISE, _TRACE_NOISE = 5.0, 3.0
"""On a noisy scan both count from so many times the noise on."""

_PRINT_REACH_MM: Final = 0.35
_EDGE_MM: Final = 4.0
_MOST_TRACES: Final = 0.4
"""Of the page; on a scan with more of them anything would be near one."""


def compare(
    before: Path, now: Path, pairs: Sequence[Pair], *, limits: Limits
) -> Iterator[Difference]:
    """What the scans of each pair differ in.

    Raises:
        ScanError: A file cannot be read; see `pipeline.recognition.look`.
    """
    cv2.setNumThreads(1)
    prints = Prints()
    with scanfile.opened(before, limits) as old, scanfile.opened(now, limits) as new:
        for pair in pairs:
            printed = prints.picture(pair.known)
            yield difference(
                _Scan(old.page(pair.before_page), pair.before, printed),
                _Scan(new.page(pair.now_page), pair.now, printed),
                _near_print(printed),
                pair.known.page,
            )


class _Scan:
    """A scan of a page, laid on its print.

    Attributes:
        strokes: Where there is ink, or print.
        traces: Where there may be, and close by; in cells less is close.
        lost: What lies off the scan.
    """

    def __init__(self, image: PageImage, known: Registration, printed: Print) -> None:
        fit = registration.fit_of(image.work, known)
        laid = Laid(image, fit, printed)
        noise, levels = laid.scale.noise, laid.levels
        stroke = max(STROKE_DARK, _STROKE_NOISE * noise)
        trace = max(TRACE_DARK, _TRACE_NOISE * noise)
        self.strokes: Mask = levels > stroke * darkness.FULL
        seen = levels > trace * darkness.FULL
        self.traces = _near(seen, REACH_MM)
        self.traces_in_cells = _near(seen, CELL_REACH_MM)
        self.lost = _lost(laid)


def difference(
    before: _Scan, now: _Scan, printed: Mask, page: LayoutPage
) -> Difference:
    """The ink that only one of the scans shows, outside of the print."""
    if max(it.traces[~printed].mean() for it in (before, now)) > _MOST_TRACES:
        return Difference(compared=False)
    apart = printed | now.lost | _edge(printed)
    added = now.strokes & ~before.traces_in_cells & ~apart
    gone = before.strokes & ~now.traces_in_cells & ~apart
    return Difference(
        added_mm2=_area(now.strokes & ~before.traces & ~apart),
        gone_mm2=_area(before.strokes & ~now.traces & ~apart & ~before.lost),
        cells=_cells(_without_dust(added) | _without_dust(gone), page),
    )


def _cells(differ: Mask, page: LayoutPage) -> tuple[str, ...]:
    return tuple(it.id for it in page.zones if differ[Laid.slices(it.box_mm)].any())


def _without_dust(ink: Mask) -> Mask:
    labels, stats = components(as_grey(ink))
    large = stats[:, cv2.CC_STAT_AREA] / PX_PER_MM**2 >= LEAST_MM2
    large[0] = False
    return np.asarray(large[labels], dtype=bool)


def _area(ink: Mask) -> float:
    """Mm² of ink, less dust."""
    return round(float(_without_dust(ink).sum()) / PX_PER_MM**2, 2)


def _near(traces: Mask, reach_mm: float) -> Mask:
    reach = round(reach_mm * PX_PER_MM)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return np.asarray(cv2.dilate(as_grey(traces), kernel), dtype=bool)


def _near_print(printed: Print) -> Mask:
    return darkness.near_print(printed.grey, _PRINT_REACH_MM, PX_PER_MM)


def _lost(laid: Laid) -> Mask:
    height, width = laid.known.shape
    whole = (0.0, 0.0, laid.printed.width_mm, laid.printed.height_mm)
    off = laid.fit.sample(np.zeros_like(laid.grey), whole, (width, height))
    return np.asarray(off > 0, dtype=bool)


def _edge(like: Mask) -> Mask:
    """The edge of the page, where scanners draw shadows."""
    edge = np.ones_like(like)
    wide = round(_EDGE_MM * PX_PER_MM)
    edge[wide:-wide, wide:-wide] = False
    return edge
