"""What a person says of cells, checked before any of it is written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline import archive
from pipeline.cells.form import Form
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.model import (
    INKED,
    Certainty,
    Organisation,
    Reading,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a record's cells.

    Attributes:
        signatures: Zone → signed or empty.
        readings: Zone → value; "" for an empty cell.
        confirmed: Zones whose measured value is right.
        confirm_all: So is that of every unsure reading that was measured.
    """

    signatures: Mapping[str, SignatureState] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    confirm_all: bool = False

    def __bool__(self) -> bool:
        """Something was said."""
        return bool(
            self.signatures or self.readings or self.confirmed or self.confirm_all
        )


Decision = tuple[str, dict[str, str]]
"""Name of an event and its details."""


def decisions(
    said: Said, stored: archive.Stored, form: Form, organisation: Organisation
) -> list[Decision]:
    """The events that write down what was said.

    Args:
        said: Of cells of this record.
        stored: The record.
        form: The data that its paper was printed from.
        organisation: Whose marks and scales are used.

    Raises:
        UsageError: All that is wrong with it, a line each.
    """
    check = _Check(stored, form, organisation)
    faults = [*check.faults(said)]
    if faults:
        raise UsageError("\n".join(faults))
    values = {**check.guesses(said), **said.readings}
    signed = [
        (archive.SIGNATURE_DECIDED, {"zone": zone, "state": state.value})
        for zone, state in said.signatures.items()
    ]
    return signed + [
        (archive.READING_DECIDED, {"zone": zone, "value": value})
        for zone, value in values.items()
    ]


class _Check:
    """The cells of one record, and what may be said of each."""

    def __init__(
        self, stored: archive.Stored, form: Form, organisation: Organisation
    ) -> None:
        layout = archive.layout_of(stored.folder)
        pages = layout.pages if layout else ()
        self._zones: dict[str, Zone] = {z.id: z for page in pages for z in page.zones}
        self._signatures: dict[str, SignatureReading] = {
            it.zone: it for it in stored.signatures
        }
        self._now: dict[str, Reading] = {it.zone: it for it in stored.readings}
        self._measured = {it.zone: it for it in stored.record.readings}
        self._form = form
        self._organisation = organisation

    def faults(self, said: Said) -> Iterator[str]:
        for zone in said.signatures:
            if zone not in self._signatures:
                told = _("The record has no signature cell {zone}.")
                yield told.format(zone=zone)
        for zone, value in said.readings.items():
            yield from self._value(zone, value)
        for zone in said.confirmed:
            yield from self._confirmed(zone, said)

    def guesses(self, said: Said) -> dict[str, str]:
        """Zone → measured value, of all cells that are said to be right."""
        unsure = [
            zone
            for zone, now in self._now.items()
            if now.status is Certainty.UNSURE and now.confidence and said.confirm_all
        ]
        return {zone: self._measured[zone].value for zone in (*unsure, *said.confirmed)}

    def allowed(self, reading: Reading) -> tuple[str, ...]:
        """The values that the cell may hold, the empty one not among them."""
        if reading.kind is ZoneKind.MARK:
            marks = [one.mark for one in self._organisation.attendance_marks]
            return (*filter(None, marks), INKED)
        if reading.kind is ZoneKind.CHOICE:
            zone = self._zones.get(reading.zone)
            return (zone.value,) if zone else ()
        scales = self._organisation.grade_scales
        every = dict.fromkeys(it.value for scale in scales for it in scale.values)
        return self._form.grades(reading.item) or tuple(every)

    def _value(self, zone: str, value: str) -> Iterator[str]:
        if zone in self._signatures:
            told = _(
                "{zone} is a signature cell: say --signed {zone} or --empty {zone}."
            )
            yield told.format(zone=zone)
        elif zone not in self._now:
            told = _("The record has no cell {zone} that is read.")
            yield told.format(zone=zone)
        elif value and value not in (known := self.allowed(self._now[zone])):
            told = _("Cell {zone} cannot hold “{value}”: {values}, or nothing.")
            values = ", ".join(known)
            yield told.format(zone=zone, value=value, values=values)

    def _confirmed(self, zone: str, said: Said) -> Iterator[str]:
        if zone in said.readings:
            told = _("Say of cell {zone} either its value or that it is read rightly.")
            yield told.format(zone=zone)
        elif zone in self._signatures or zone not in self._now:
            yield from self._value(zone, "")
        elif not self._now[zone].confidence:
            told = _("Cell {zone} could not be read: say what it holds, {zone}=VALUE.")
            yield told.format(zone=zone)
