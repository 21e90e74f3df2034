"""Pale ink in cells that were taken for empty.

Who reads figures and signatures asks each pixel whether it is ink; where a page is
noisy, the pale ink of some pens says no. Smoothed, it stands out of the noise as marks
do. It is too little to read by, and too much for a cell to be certainly empty.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Final

from pipeline.model import (
    Box,
    Certainty,
    LayoutPage,
    Reading,
    SignatureReading,
    SignatureState,
    ZoneKind,
)
from pipeline.recognition import figures, odds, pieces, surroundings, verdicts
from pipeline.recognition.blots import Blots
from pipeline.recognition.laid import Laid

_LEAST_FIGURE_MM2: Final = 0.2


def in_figures(
    read: Sequence[Reading], laid: Laid, page: LayoutPage, ink: Blots
) -> tuple[Reading, ...]:
    """The readings; a grade's cell with such ink is no longer certainly empty."""
    empty = {
        it.zone
        for it in read
        if it.kind is ZoneKind.GRADE and not it.value and it.status is Certainty.CERTAIN
    }
    least = figures.LEAST_MM, _LEAST_FIGURE_MM2
    inked = _inked(empty, least, laid, page, ink)
    doubt = round(odds.share(0.0), 4)
    return tuple(
        replace(it, status=Certainty.UNSURE, confidence=doubt)
        if it.zone in inked
        else it
        for it in read
    )


def in_signatures(
    read: Sequence[SignatureReading], laid: Laid, page: LayoutPage, ink: Blots
) -> tuple[SignatureReading, ...]:
    """The readings; a signature's cell with such ink is no longer certainly empty."""
    empty = {
        it.zone
        for it in read
        if it.state is SignatureState.EMPTY and it.status is Certainty.CERTAIN
    }
    least = verdicts.LEAST_LENGTH_MM, verdicts.LEAST_AREA_MM2
    inked = _inked(empty, least, laid, page, ink)
    return tuple(
        replace(it, state=SignatureState.UNSURE, status=Certainty.UNSURE)
        if it.zone in inked
        else it
        for it in read
    )


def _inked(
    zones: Set[str],
    least: tuple[float, float],
    laid: Laid,
    page: LayoutPage,
    ink: Blots,
) -> set[str]:
    """The zones with so much ink that is not the back's, nor surely a neighbour's.

    Args:
        zones: Those that may be empty.
        least: Length in mm and area in mm² of what is looked for.
        laid: The page.
        page: Its layout.
        ink: Its own.
    """
    boxes = {it.id: it.box_mm for it in page.zones if it.id in zones}
    some = _with_ink(boxes, least, ink)
    if not some:
        return some
    around = surroundings.of(laid, ink, page)
    if not around.bleed:
        return some
    left = {zone: boxes[zone] for zone in boxes if zone in some}
    return _with_ink(left, least, ink.darker_than(around.shade))


def _with_ink(
    boxes: dict[str, Box], least: tuple[float, float], ink: Blots
) -> set[str]:
    if not boxes:
        return set()
    least_mm, least_mm2 = least
    cells = pieces.in_cells(ink, list(boxes.values()))
    return {
        zone
        for zone, cell in zip(boxes, cells, strict=True)
        if any(
            not it.came_in and it.length_mm >= least_mm and it.area_mm2 >= least_mm2
            for it in pieces.clusters(cell)
        )
    }
