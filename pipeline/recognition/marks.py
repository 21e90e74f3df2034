"""Is there ink in the cell of a mark, or in a box to be chosen?"""

from pipeline.model import INKED, Certainty, LayoutPage, Reading, Zone, ZoneKind
from pipeline.recognition import darkness
from pipeline.recognition.laid import Laid

_KINDS = frozenset({ZoneKind.MARK, ZoneKind.CHOICE})
_LEAST = 0.01


def read(laid: Laid, page: LayoutPage) -> tuple[Reading, ...]:
    """Read every mark and every choice of a page."""
    return tuple(_reading(laid, zone) for zone in page.zones if zone.kind in _KINDS)


def _reading(laid: Laid, zone: Zone) -> Reading:
    scale = laid.scale
    patch = darkness.patch(laid.grey, laid.fit, laid.printed, zone.box_mm, scale)
    ink = darkness.without_specks(
        (patch.darkness > scale.ink) & ~patch.printed, darkness.PX_PER_MM
    )
    value = zone.value if zone.kind is ZoneKind.CHOICE else INKED
    return Reading(
        zone.id,
        zone.kind,
        zone.subject,
        zone.item,
        value if ink.mean() > _LEAST else "",
        0.9,
        Certainty.CERTAIN,
    )
