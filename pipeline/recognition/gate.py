"""Readings of cells whose place is not known well enough are unsure.

A cell is judged by comparing it with the blank at the same place; a millimetre
off, its ruling is taken for ink, or the ink of its neighbour for its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pipeline.model import (
    Box,
    Certainty,
    LayoutPage,
    Reading,
    SignatureReading,
    SignatureState,
)
from pipeline.recognition.registration import Registered

MOST_MM: Final = 1.0
"""Beyond that a reading is unsure."""


def signatures(
    read: Iterable[SignatureReading], registered: Registered, page: LayoutPage
) -> tuple[SignatureReading, ...]:
    """The signatures, each with how far off its place may be."""
    boxes = _boxes(page)
    return tuple(_signature(it, _residual(boxes[it.zone], registered)) for it in read)


def readings(
    read: Iterable[Reading], registered: Registered, page: LayoutPage
) -> tuple[Reading, ...]:
    """The readings, each with how far off its place may be."""
    boxes = _boxes(page)
    return tuple(_reading(it, _residual(boxes[it.zone], registered)) for it in read)


def _boxes(page: LayoutPage) -> Mapping[str, Box]:
    return {zone.id: zone.box_mm for zone in page.zones}


def _residual(box_mm: Box, registered: Registered) -> float:
    return round(registered.residual_at(box_mm), 3)


def _signature(read: SignatureReading, residual_mm: float) -> SignatureReading:
    read = replace(read, residual_mm=residual_mm)
    if residual_mm <= MOST_MM:
        return read
    return replace(read, state=SignatureState.UNSURE, status=Certainty.UNSURE)


def _reading(read: Reading, residual_mm: float) -> Reading:
    read = replace(read, residual_mm=residual_mm)
    if residual_mm <= MOST_MM:
        return read
    return replace(read, status=Certainty.UNSURE)
