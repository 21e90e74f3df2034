"""What the ink in the cells of a page says.

Each kind of cell has a module that judges it; this one lets them share the page
laid on its print, and holds the rule that goes over kinds: of a set of boxes only
one is filled.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import (
    Certainty,
    LayoutPage,
    Reading,
    SignatureReading,
    SignatureState,
    ZoneKind,
)
from pipeline.recognition import blots, figures, ink, losses, marks, odds, overlooked
from pipeline.recognition.blots import Blots
from pipeline.recognition.laid import Laid


@dataclass(frozen=True, slots=True)
class SeenCells:
    """All cells of a page, judged."""

    signatures: tuple[SignatureReading, ...]
    readings: tuple[Reading, ...]


def see(laid: Laid, page: LayoutPage) -> SeenCells:
    """Judge every cell of a page.

    Args:
        laid: The received page on its print.
        page: Its layout.
    """
    signatures = ink.signatures(laid, page)
    look_empty = any(it.state is SignatureState.EMPTY for it in signatures)
    if not look_empty and not _is_read(page):
        return SeenCells(signatures, ())
    inked = blots.of(laid)
    return SeenCells(
        overlooked.in_signatures(signatures, laid, page, inked),
        _readings(laid, page, inked),
    )


def _is_read(page: LayoutPage) -> bool:
    """It has more than signatures."""
    return any(zone.kind is not ZoneKind.SIGNATURE for zone in page.zones)


def _readings(laid: Laid, page: LayoutPage, inked: Blots) -> tuple[Reading, ...]:
    if not _is_read(page):
        return ()
    figured = overlooked.in_figures(figures.read(laid, page), laid, page, inked)
    read = (*marks.read(laid, page, inked), *figured)
    if read and laid.image.one_bit:
        read = losses.allowed_for(read, losses.of(laid, inked, page))
    return one_of_a_set(read)


def one_of_a_set(read: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings; where several of one set surely hold ink, those are unsure.

    A set is the choices of a subject in an item, and the figure beside them. Ink
    that is unsure anyway, a stroke out of the next cell, takes nothing from the one
    that is certain; without such a one, all that may be the choice is. Beside one
    that is certain, a speck in a box is no second choice.
    """
    surely = Counter(_set(it) for it in read if _is_held(it) and _is_certain(it))
    perhaps = Counter(_set(it) for it in read if _is_held(it))
    return tuple(_in_set(it, surely[_set(it)], perhaps[_set(it)]) for it in read)


def _in_set(reading: Reading, surely: int, perhaps: int) -> Reading:
    """The reading, where so many of its set hold ink, surely or perhaps."""
    if reading.kind is ZoneKind.CHOICE and not reading.value and surely == 1:
        confidence = max(reading.confidence, round(odds.share(odds.SAFE), 4))
        return replace(reading, status=Certainty.CERTAIN, confidence=confidence)
    is_the_one = surely == 1 and _is_certain(reading)
    if _is_held(reading) and perhaps > 1 and not is_the_one:
        return _shared(reading, perhaps)
    return reading


def _shared(reading: Reading, among: int) -> Reading:
    """Unsure: it is one of so many, of which one at most holds."""
    return replace(
        reading, status=Certainty.UNSURE, confidence=reading.confidence / among
    )


def _is_certain(reading: Reading) -> bool:
    return reading.status is Certainty.CERTAIN


def _is_held(reading: Reading) -> bool:
    """It holds ink, and belongs to a set."""
    return reading.value != "" and reading.kind is not ZoneKind.MARK


def _set(reading: Reading) -> tuple[str, str]:
    return reading.subject, reading.item
