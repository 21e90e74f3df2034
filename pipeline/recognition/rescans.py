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

from pipeline.model import Registration
from pipeline.recognition import darkness, registration, scanfile
from pipeline.recognition.darkness import Darkness, Mask
from pipeline.recognition.geometry import Fit
from pipeline.recognition.limits import Limits
from pipeline.recognition.page import PageImage
from pipeline.recognition.pairs import Difference, Pair
from pipeline.recognition.pixels import Grey, as_grey, resized
from pipeline.recognition.prints import COARSE_PX_PER_MM, Print, Prints

PX_PER_MM: Final = 6.0
STROKE_DARK: Final = 0.16
"""So dark is the middle of a stroke, a pale pen's too; and of dirt."""

TRACE_DARK: Final = 0.08
"""So dark is a spot at least that may be the other scan's picture of a stroke."""

REACH_MM: Final = 0.5
"""How far apart the two pictures of a stroke may lie."""

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
                _Laid(old.page(pair.before_page), pair.before, printed),
                _Laid(new.page(pair.now_page), pair.now, printed),
                _near_print(printed),
            )


class _Laid:
    """A scan of a page, laid on its print.

    Attributes:
        strokes: Where there is ink, or print.
        traces: Where there may be, and close by.
        lost: What lies off the scan.
    """

    def __init__(self, image: PageImage, known: Registration, printed: Print) -> None:
        grey = image.work.grey
        fit = registration.refine(image.work, known, printed)
        scale = darkness.calibrated(grey, fit, printed)
        dark, _print = darkness.whole_page(grey, fit, printed, scale, PX_PER_MM)
        self.strokes: Mask = dark > max(STROKE_DARK, _STROKE_NOISE * scale.noise)
        self.traces = _near(dark > max(TRACE_DARK, _TRACE_NOISE * scale.noise))
        self.lost = _lost(grey, fit, printed, dark)


def difference(before: _Laid, now: _Laid, printed: Mask) -> Difference:
    """The ink that only one of the scans shows, outside of the print."""
    if max(it.traces[~printed].mean() for it in (before, now)) > _MOST_TRACES:
        return Difference(compared=False)
    apart = printed | now.lost | _edge(printed)
    return Difference(
        added_mm2=_area(now.strokes & ~before.traces & ~apart),
        gone_mm2=_area(before.strokes & ~now.traces & ~apart & ~before.lost),
    )


def _area(ink: Mask) -> float:
    """Mm² of ink, less dust."""
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(as_grey(ink))
    areas = stats[1:, cv2.CC_STAT_AREA] / PX_PER_MM**2
    return round(float(areas[areas >= LEAST_MM2].sum()), 2)


def _near(traces: Mask) -> Mask:
    reach = round(REACH_MM * PX_PER_MM)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return np.asarray(cv2.dilate(as_grey(traces), kernel), dtype=bool)


def _near_print(printed: Print) -> Mask:
    known = resized(printed.coarse, PX_PER_MM / COARSE_PX_PER_MM)
    return darkness.near_print(known, _PRINT_REACH_MM, PX_PER_MM)


def _lost(grey: Grey, fit: Fit, printed: Print, dark: Darkness) -> Mask:
    whole = (0.0, 0.0, printed.width_mm, printed.height_mm)
    height, width = dark.shape
    off = fit.sample(np.zeros_like(grey), whole, (width, height))
    return np.asarray(off > 0, dtype=bool)


def _edge(like: Mask) -> Mask:
    """The edge of the page, where scanners draw shadows."""
    edge = np.ones_like(like)
    wide = round(_EDGE_MM * PX_PER_MM)
    edge[wide:-wide, wide:-wide] = False
    return edge
