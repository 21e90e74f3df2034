"""What a person says of cells, checked before any of it is written down."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline import archive, readings, spelling
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

_LIKELY = 0.5
"""A guess below that (of a corrected figure, say) is right only when somebody looks."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a record's cells, as typed.

    Attributes:
        signed: Zones of signature cells that are signed; of `empty` they are not.
        readings: «ZONE=VALUE»; no value: the cell is empty.
        confirmed: Zones whose measured value is right.
        confirm_all: So is that of every unsure reading that is likelier right than
            not, but for those that contradict what was known before.
        marks: The mark in every cell that is sure to hold one, where it is not known
            which and nothing else is said of it; "": that is left open.
    """

    signed: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    confirm_all: bool = False
    marks: str = ""

    def __bool__(self) -> bool:
        """Something was said."""
        named = (*self.signed, *self.empty, *self.readings, *self.confirmed)
        return self.confirm_all or bool(named) or bool(self.marks)

    @property
    def states(self) -> dict[str, SignatureState]:
        """Signature cell → its state."""
        states = dict.fromkeys(self.signed, SignatureState.SIGNED)
        return states | dict.fromkeys(self.empty, SignatureState.EMPTY)

    @property
    def values(self) -> dict[str, str]:
        """Zone → value, of what can be understood."""
        pairs = (it.partition("=") for it in self.readings if _is_pair(it))
        return {zone.strip(): value.strip() for zone, _equals, value in pairs}


CONFIRM_ALL, MARKS = "confirm-all", "marks"
"""How a person said it of many cells at once, without naming them."""

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
    said = check.as_written(said)
    faults = [*check.faults(said)]
    if faults:
        raise UsageError("\n".join(faults))
    marked = check.marked(said)
    values = {**check.guesses(said), **marked, **said.values}
    bulk = dict.fromkeys(values, CONFIRM_ALL) | dict.fromkeys(marked, MARKS)
    named = {*said.values, *said.confirmed}
    signed = [
        (archive.SIGNATURE_DECIDED, {"zone": zone, "state": state.value})
        for zone, state in said.states.items()
    ]
    return signed + [
        (
            archive.READING_DECIDED,
            {"zone": zone, "value": value}
            | ({} if zone in named else {"bulk": bulk[zone]}),
        )
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

    def as_written(self, said: Said) -> Said:
        """What was said, its cells and values in the case in which we write them."""
        return Said(
            signed=self._cells(said.signed),
            empty=self._cells(said.empty),
            readings=tuple(map(self._pair, said.readings)),
            confirmed=self._cells(said.confirmed),
            confirm_all=said.confirm_all,
            marks=spelling.as_written(said.marks, self._marks_known()),
        )

    def _cells(self, zones: Iterable[str]) -> tuple[str, ...]:
        known = {*self._signatures, *self._now}
        return tuple(spelling.as_written(it.strip(), known) for it in zones)

    def _pair(self, text: str) -> str:
        """«Z0012=н» of «z0012=Н»; what is no pair as it is."""
        typed, _equals, value = text.partition("=")
        (zone,) = self._cells([typed])
        if not _is_pair(text):
            return text
        known = self.allowed(self._now[zone]) if zone in self._now else ()
        return f"{zone}={spelling.as_written(value.strip(), known)}"

    def _marks_known(self) -> list[str]:
        return [one.mark for one in self._organisation.attendance_marks if one.mark]

    def faults(self, said: Said) -> Iterator[str]:
        """All that is wrong with what was said, a sentence each."""
        yield from _contradictions(said)
        for zone in said.states:
            if zone not in self._signatures:
                told = _("The record has no signature cell {zone}.")
                yield told.format(zone=zone)
        for zone, value in said.values.items():
            yield from self._value(zone, value)
        for zone in said.confirmed:
            yield from self._confirmed(zone, said)
        yield from self._several_of_a_set(said)
        yield from self._marks(said.marks)

    def guesses(self, said: Said) -> dict[str, str]:
        """Zone → measured value, of all cells that are said to be right.

        Of a set of which several cells would hold a value none is taken; of two scans
        that contradict each other nobody says unasked that the newer one is right.
        """
        unsure = {
            zone: self._measured[zone].value
            for zone, now in self._now.items()
            if said.confirm_all
            and now.status is Certainty.UNSURE
            and now.confidence >= _LIKELY
            and not readings.is_conflict(now)
        }
        doubted = {*self._several(self._after({**unsure, **said.values}))}
        sure = {it: value for it, value in unsure.items() if it not in doubted}
        return sure | {it: self._measured[it].value for it in said.confirmed}

    def marked(self, said: Said) -> dict[str, str]:
        """Zone → mark, of the cells of which all that is known is that there is one.

        Ink that may be none, or a mark that was struck out, is known only once it is
        confirmed.
        """
        if not said.marks:
            return {}
        left = {*said.values, *said.confirmed}
        confirmed = self.guesses(said)
        return {
            zone: said.marks
            for zone, now in self._now.items()
            if now.value == INKED
            and zone not in left
            and (now.status is not Certainty.UNSURE or zone in confirmed)
        }

    def allowed(self, reading: Reading) -> tuple[str, ...]:
        """The values that the cell may hold, the empty one not among them."""
        if reading.kind is ZoneKind.MARK:
            return (*self._marks_known(), INKED)
        if reading.kind is ZoneKind.CHOICE:
            zone = self._zones.get(reading.zone)
            return (zone.value,) if zone else ()
        scales = self._organisation.grade_scales
        every = dict.fromkeys(it.value for scale in scales for it in scale.values)
        return self._form.grades(reading.item) or tuple(every)

    def _marks(self, mark: str) -> Iterator[str]:
        marks = self._marks_known()
        if mark and mark not in marks:
            told = _("“{mark}” is none of the institute's marks: {marks}.")
            yield told.format(mark=mark, marks=", ".join(marks))

    def _several_of_a_set(self, said: Said) -> Iterator[str]:
        """A grade is one figure or one box; a person who names two is asked again."""
        known = (it for it in said.confirmed if it in self._measured)
        named = {it: self._measured[it].value for it in known} | said.values
        told = _("Cells {zones} are one answer: only one of them can hold a value.")
        for cells in _by_set(self._now, self._several(self._after(named))):
            if named.keys() & {*cells}:
                yield told.format(zones=", ".join(cells))

    def _after(self, named: Mapping[str, str]) -> dict[str, str]:
        """The values of all cells that are sure, once those are decided."""
        sure = {
            zone: now.value
            for zone, now in self._now.items()
            if now.status is not Certainty.UNSURE
        }
        return sure | {it: value for it, value in named.items() if it in self._now}

    def _several(self, values: Mapping[str, str]) -> list[str]:
        """Cells that hold a value as others of their set do."""
        held = [
            zone
            for zone, value in values.items()
            if value and self._now[zone].kind is not ZoneKind.MARK
        ]
        counts = Counter(_set(self._now[zone]) for zone in held)
        return [zone for zone in held if counts[_set(self._now[zone])] > 1]

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
        if zone in said.values:
            told = _("Say of cell {zone} either its value or that it is read rightly.")
            yield told.format(zone=zone)
        elif zone in self._signatures or zone not in self._now:
            yield from self._value(zone, "")
        elif not self._now[zone].confidence:
            told = _("Cell {zone} could not be read: say what it holds, {zone}=VALUE.")
            yield told.format(zone=zone)


def _is_pair(text: str) -> bool:
    """It says of which cell it is: «Z0012=4», and «Z0012=» of an empty one."""
    zone, equals, _value = text.partition("=")
    return bool(zone.strip() and equals)


def _contradictions(said: Said) -> Iterator[str]:
    for text in said.readings:
        if not _is_pair(text):
            yield _("“{text}”: write ZONE=VALUE, as in Z0012=4.").format(text=text)
    for zone in sorted({*said.signed} & {*said.empty}):
        yield _("Cell {zone} cannot be both signed and empty.").format(zone=zone)
    values: dict[str, str] = {}
    for text in filter(_is_pair, said.readings):
        zone, _equals, value = (part.strip() for part in text.partition("="))
        if values.setdefault(zone, value) != value:
            told = _("Cell {zone} cannot be both “{one}” and “{other}”.")
            yield told.format(zone=zone, one=values[zone], other=value)


def _set(reading: Reading) -> tuple[str, str]:
    return reading.subject, reading.item


def _by_set(now: Mapping[str, Reading], zones: Iterable[str]) -> list[list[str]]:
    """The zones, those of one set together, in the order of the layout."""
    found: dict[tuple[str, str], list[str]] = {}
    for zone in sorted(zones):
        found.setdefault(_set(now[zone]), []).append(zone)
    return list(found.values())
