"""What the ink in cells of marks, figures and choices says, from scan to scan.

A reading is measured once, when its page is filed. A newer scan of the page
measures anew; where that contradicts what was known, nobody may guess which is
right. What a person said stands beside what was measured, and wins.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model import (
    INKED,
    AttendanceMark,
    Certainty,
    LayoutPage,
    PageSight,
    Reading,
    Record,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)

KINDS = frozenset({ZoneKind.MARK, ZoneKind.GRADE, ZoneKind.CHOICE})
"""The cells whose ink is read as a value."""


def only_mark(legend: Sequence[AttendanceMark]) -> str:
    """The mark that all ink in a cell of marks must be.

    `INKED` where the institute writes several, or none.
    """
    written = [one.mark for one in legend if one.mark]
    return written[0] if len(written) == 1 else INKED


def of_pages(
    sights: Mapping[int, PageSight], layout: Iterable[LayoutPage], mark: str = INKED
) -> tuple[Reading, ...]:
    """What stands in every such cell of the pages that are there.

    A cell of a page that could not be registered is unsure, not left out; so is one
    that was passed over while others of its kind were read.

    Args:
        sights: By page number.
        layout: Of the document.
        mark: What ink in a cell of marks means; see `only_mark`.
    """
    read = {it.zone: it for sight in sights.values() for it in sight.readings}
    return tuple(
        _named(read.get(zone.id) or unread(zone), mark)
        for page in layout
        if page.number in sights
        for zone in page.zones
        if zone.kind in KINDS and _is_told(zone, sights[page.number])
    )


def beside(arrived: Record, known: Record, other: Collection[str] = ()) -> Record:
    """What arrived, its cells laid beside what was known of them.

    A cell that says otherwise is unsure. What was surely known last stays in `earlier`
    until a scan or a person says it again: a doubt in between makes nobody forget it.

    Args:
        arrived: As measured.
        known: The version so far with what persons said of its cells.
        other: Cells with other ink than before, whatever is read.
    """
    read = {it.zone: it for it in known.readings}
    signed = {it.zone: it for it in known.signatures}
    return replace(
        arrived,
        readings=tuple(
            _compared(it, read.get(it.zone), is_other=it.zone in other)
            for it in arrived.readings
        ),
        signatures=tuple(
            _compared_signature(it, signed.get(it.zone)) for it in arrived.signatures
        ),
    )


def is_conflict(cell: Reading | SignatureReading) -> bool:
    """It waits for a person because former scans said otherwise, or more.

    Nobody says of such cells unasked that the newer scan is right.
    """
    if cell.earlier is None or cell.status is not Certainty.UNSURE:
        return False
    if isinstance(cell, SignatureReading):
        return True  # what the newer scan shows is not kept beside the doubt
    is_same = agree(cell.value, cell.earlier)
    return not is_same or _is_vague(cell.value, cell.earlier)


def decided(measured: Reading, value: str) -> Reading:
    """A reading once a person said what the cell holds."""
    names_it = measured.value == INKED and value != ""
    status = _said(agrees=names_it or value == measured.value)
    return replace(measured, value=value, status=status)


def decided_signature(
    measured: SignatureReading, state: SignatureState
) -> SignatureReading:
    """The same of a signature cell; a doubt is not corrected but settled."""
    status = _said(agrees=measured.state in (state, SignatureState.UNSURE))
    return replace(measured, state=state, status=status)


def agree(one: str, other: str) -> bool:
    """Equal values, or ink of which the mark is not known beside a mark."""
    return one == other or (INKED in (one, other) and "" not in (one, other))


def still_said(said: Reading, before: Reading, now: Reading) -> bool:
    """A person's word about a cell holds for a newer scan that looks the same.

    Args:
        said: The former reading, decided.
        before: As it was measured then.
        now: As measured on the newer scan.
    """
    if said.value == "" or not now.confidence:
        return False  # there may be ink by now
    if now.value == said.value:
        return True
    is_doubted = now.status is Certainty.UNSURE
    return now.value == before.value and (
        not is_doubted or before.status is Certainty.UNSURE
    )


def still_signed(
    said: SignatureReading, before: SignatureReading, now: SignatureReading
) -> bool:
    """The same of a signature cell; only that it is signed can hold."""
    return said.state is SignatureState.SIGNED and now.state in (
        before.state,
        said.state,
    )


def in_question(known: Record, current: Record, arrived: Record) -> frozenset[str]:
    """Cells of which persons said which mark it is, and only the ink tells if it holds.

    Any mark is measured as `INKED` where the institute writes several; a pale one may
    have been measured as nothing before.

    Args:
        known: The version so far with what persons said.
        current: The same as measured.
        arrived: What was scanned now, as measured.
    """
    inked = {it.zone for it in arrived.readings if it.value == INKED}
    return frozenset(
        said.zone
        for said, before in zip(known.readings, current.readings, strict=True)
        if said.zone in inked
        and before.value in (INKED, "")
        and said.value not in (INKED, "")
    )


def still_held(
    known: Record, current: Record, arrived: Record, other: Collection[str] = ()
) -> frozenset[str]:
    """Cells of the version so far of which persons' words hold for the next.

    Args:
        known: The version so far with what persons said.
        current: The same as measured.
        arrived: What was scanned now, as measured.
        other: Cells with other ink than before, whatever is read.
    """
    fresh = {it.zone: it for it in arrived.readings}
    signed = {it.zone: it for it in arrived.signatures}
    cells = {
        said.zone
        for said, before in zip(known.readings, current.readings, strict=True)
        if said.zone not in fresh
        or (said.zone not in other and still_said(said, before, fresh[said.zone]))
    }
    signatures = {
        said.zone
        for said, before in zip(known.signatures, current.signatures, strict=True)
        if said.zone not in signed or still_signed(said, before, signed[said.zone])
    }
    return frozenset(cells | signatures)


def _is_told(zone: Zone, sight: PageSight) -> bool:
    """Cells of its kind were read on the page, or none could be."""
    kinds = {reading.kind for reading in sight.readings}
    return sight.registration is None or zone.kind in kinds


def unread(zone: Zone) -> Reading:
    """The reading of a cell that could not be looked at."""
    return Reading(
        zone=zone.id,
        kind=zone.kind,
        subject=zone.subject,
        item=zone.item,
        value="",
        confidence=0.0,
        status=Certainty.UNSURE,
    )


def _named(reading: Reading, mark: str) -> Reading:
    is_ink = reading.kind is ZoneKind.MARK and reading.value == INKED
    return replace(reading, value=mark) if is_ink else reading


def _compared(now: Reading, before: Reading | None, *, is_other: bool) -> Reading:
    earlier = _last_known(before) if before else None
    if before is None or earlier is None:
        return now
    if not is_other and _says_again(now, before, earlier):
        return now
    return replace(now, status=Certainty.UNSURE, earlier=earlier)


def _says_again(now: Reading, before: Reading, earlier: str) -> bool:
    """It surely says what was known; which mark it is, ink does not say.

    A person's word tells that where the cell had been measured as ink, too
    (`still_said`): it is confirmed then, and corrected where nothing was seen.
    """
    if now.status is Certainty.UNSURE or not agree(now.value, earlier):
        return False
    doubted = (Certainty.UNSURE, Certainty.CORRECTED)
    return not _is_vague(now.value, earlier) or before.status not in doubted


def _is_vague(value: str, earlier: str) -> bool:
    """It is known that there is ink, and no longer which mark that was."""
    return value == INKED != earlier


def _last_known(before: Reading) -> str | None:
    """What a newer scan may contradict; an empty cell may be written in since."""
    if before.status is Certainty.UNSURE:
        return before.earlier
    is_said = before.status is Certainty.CORRECTED
    return before.value if before.value or is_said else None


def _compared_signature(
    now: SignatureReading, before: SignatureReading | None
) -> SignatureReading:
    earlier = _last_signed(before) if before else None
    if earlier in (None, now.state):
        return now
    return replace(
        now, state=SignatureState.UNSURE, status=Certainty.UNSURE, earlier=earlier
    )


def _last_signed(before: SignatureReading) -> SignatureState | None:
    """The same of a signature cell."""
    if before.status is Certainty.UNSURE:
        return before.earlier
    is_said = before.status is Certainty.CORRECTED
    signed = before.state is SignatureState.SIGNED
    return before.state if signed or is_said else None


def _said(*, agrees: bool) -> Certainty:
    """A person's word corrects only what the machine had said otherwise."""
    return Certainty.CONFIRMED if agrees else Certainty.CORRECTED
