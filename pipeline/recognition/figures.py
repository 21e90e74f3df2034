"""Which figure stands in the cell of a grade?

A figure is certain when the network is, and nothing else speaks against it. What
was crossed out or corrected, what is no figure from 2 to 5, ink beside a printed grade
and a cell cut off by the edge of the image wait for a person, with the best guess.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from pipeline.model import Certainty, LayoutPage, Reading, Zone, ZoneKind
from pipeline.recognition import network, strokes
from pipeline.recognition.laid import Laid
from pipeline.recognition.network import CLASSES, EMPTY, FIGURES, Array
from pipeline.recognition.strokes import Strokes

_SURE: Final = 0.85
"""Chosen on what is kept for calibrating. There so much makes certain, against what is
true, one figure in six hundred, one corrected figure in sixty, one crossed-out one in
twenty (on scans with grey, one in sixty) and one word in twelve; of what such cells
usually hold, one in 250.
"""

_SURELY_EMPTY: Final = 0.9
LEAST_MM: Final = 1.5
"""Smaller ink is a speck: letters and figures are higher."""

_WITHOUT_INK: Final = 0.999


def read(laid: Laid, page: LayoutPage) -> tuple[Reading, ...]:
    """Read every grade of a page.

    Returns:
        The figure of each cell as its value, "" where the cell is empty. That a
        one-bit scan loses ink, and that ink may be too pale to be seen here, is
        not allowed for: see `losses` and `overlooked`.
    """
    zones = [zone for zone in page.zones if zone.kind is ZoneKind.GRADE]
    boxes = [zone.box_mm for zone in zones]
    if not boxes:
        return ()
    written = strokes.of_cells(laid, boxes)
    answers = zip(_likely(written, laid), written, laid.cut(boxes), strict=True)
    return tuple(
        _reading(zone, likely, is_doubtful=cell.is_doubtful or is_cut)
        for zone, (likely, cell, is_cut) in zip(zones, answers, strict=True)
    )


def is_sure(value: str, likely: float) -> bool:
    """Whether a value that is so likely needs nobody's second look."""
    return likely >= (_SURE if value else _SURELY_EMPTY)


def _likely(written: list[Strokes], laid: Laid) -> Iterator[dict[str, float]]:
    """How likely each value is in each cell; they do not add up to 1."""
    one_bit = laid.image.one_bit
    pictures = [
        it.picture if _is_large(it, one_bit=one_bit) else None for it in written
    ]
    inked = [it for it in pictures if it is not None]
    shares = iter(network.probabilities(np.stack(inked)) if inked else ())
    for picture in pictures:
        yield {"": _WITHOUT_INK} if picture is None else _by_value(next(shares))


def _is_large(written: Strokes, *, one_bit: bool) -> bool:
    """What a one-bit scan leaves of a figure may be small."""
    return one_bit or written.size_mm >= LEAST_MM


def _by_value(shares: Array) -> dict[str, float]:
    by_class = dict(zip(CLASSES, shares.tolist(), strict=True))
    return {"": by_class[EMPTY]} | {it: by_class[it] for it in FIGURES}


def _reading(zone: Zone, likely: dict[str, float], *, is_doubtful: bool) -> Reading:
    value = max(likely, key=likely.__getitem__)
    is_certain = is_sure(value, likely[value]) and not is_doubtful
    return Reading(
        zone.id,
        zone.kind,
        zone.subject,
        zone.item,
        value,
        round(likely[value], 3),
        Certainty.CERTAIN if is_certain else Certainty.UNSURE,
    )
