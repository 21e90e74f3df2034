"""Readings of cells whose place is not known well enough are unsure.

A cell is judged by comparing it with the blank at the same place; a millimetre
off, its ruling is taken for ink, or the ink of its neighbour for its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from pipeline.model import (
    Certainty,
    LayoutPage,
    Reading,
    SignatureReading,
    SignatureState,
)
from pipeline.recognition.registration import Registered

Read = TypeVar("Read", SignatureReading, Reading)

MOST_MM: Final = 1.0
"""Beyond that a reading is unsure."""


def signatures(
    read: Sequence[SignatureReading], registered: Registered, page: LayoutPage
) -> tuple[SignatureReading, ...]:
    """The signatures, each with how far off its place may be."""
    return tuple(
        _signature(it, residual_mm)
        for it, residual_mm in _with_residuals(read, registered, page)
    )


def readings(
    read: Sequence[Reading], registered: Registered, page: LayoutPage
) -> tuple[Reading, ...]:
    """The readings, each with how far off its place may be."""
    return tuple(
        _reading(it, residual_mm)
        for it, residual_mm in _with_residuals(read, registered, page)
    )


def _with_residuals(
    read: Sequence[Read], registered: Registered, page: LayoutPage
) -> Iterator[tuple[Read, float]]:
    boxes = {zone.id: zone.box_mm for zone in page.zones}
    residuals_mm = registered.residuals_at([boxes[it.zone] for it in read])
    for it, residual_mm in zip(read, residuals_mm, strict=True):
        yield it, round(residual_mm, 3)


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
