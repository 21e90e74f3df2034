"""What waits for a person, and why."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import (
    archive,
    assembly,
    attributing,
    cells,
    filemates,
    pagecode,
    pagedoubts,
    readings,
    shelving,
)
from pipeline.errors import FixityError, NotFoundError
from pipeline.messages import _
from pipeline.model import (
    Certainty,
    PaperState,
    Places,
    Reading,
    Record,
    RecordState,
    SignatureReading,
    ZoneKind,
)
from pipeline.review import refused
from pipeline.shelving import Desk

CONFLICT = "conflict"
"""The reason of an item whose newer scan says otherwise than the former."""

SIGNATURE = "signature"
"""The reason of an item that is a filed record with unsure signature cells."""

READING = "reading"
"""The reason of an item with unsure marks, figures or choices, all else sure."""

CELLS = frozenset({CONFLICT, SIGNATURE, READING})
"""Reasons that are about cells, and not about what the paper is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person.

    Attributes:
        reason: A code of `pipeline.reasons`.
        zones: The unsure cells, for a reason of `CELLS`.
        sorts: How many of them are of each sort: "signature", or the kind of a reading.
        one_bit: Some of these are on a page scanned in black and white only.
        answers: So many people and things have more than one answer marked, a figure
            beside a box or two boxes, and none of them can be told to count.
        answered: So many of the unsure cells hold these answers.
        other: Of which record it is likely another scan, or "".
        sharing: Ids of the records in review that have pages of its file, its own, too;
            of one in review.
        is_rearranged: Pages were taken out of it or put into it; of one in review.
    """

    record: Record
    folder: Path
    reason: str
    zones: tuple[str, ...] = ()
    sorts: Mapping[str, int] = field(default_factory=dict)
    one_bit: bool = False
    other: str = ""
    answers: int = 0
    answered: int = 0
    sharing: frozenset[str] = frozenset()
    is_rearranged: bool = False


def items(desk: Desk, damaged: list[Path]) -> list[Item]:
    """Everything that waits, oldest first.

    Args:
        desk: Where.
        damaged: The folders of damaged records join it; nobody knows what of them is to
            be decided.
    """
    waiting = [*_in_review(desk, damaged)]
    followed = {item.record.family for item in waiting}
    waiting += _unsure(desk, damaged, followed)
    return sorted(
        waiting, key=lambda item: (item.record.filed_at, item.record.record_id)
    )


def find(identity: str, desk: Desk, wanted: Collection[str] = ()) -> Item:
    """The item of that record; of several one of those reasons, else the first.

    Raises:
        NotFoundError: Nothing of that record waits, or it is an older version.
        FixityError: The record is damaged.
    """
    found = find_all(identity, desk)
    return next((item for item in found if item.reason in wanted), found[0])


def find_all(identity: str, desk: Desk) -> list[Item]:
    """All items of that record: its cells, if they wait, then its doubtful pages.

    Raises:
        NotFoundError: As `find` does.
        FixityError: The record is damaged.
    """
    newest = _newest(identity, desk)
    found = [item for item in items(desk, []) if item.record.record_id == newest]
    if not found:
        raise _nothing_waits(identity, newest, desk)
    return found


def _nothing_waits(identity: str, newest: str, desk: Desk) -> NotFoundError:
    """That there is no such record, or where it was filed."""
    path = desk.catalogue.record_path(newest)
    folder = path and desk.places.root / path
    is_filed = folder and folder.is_relative_to(desk.places.archive)
    if not folder or not is_filed or not folder.exists():
        return NotFoundError(_("Record"), identity, _("See: podshivka review list"))
    remedy = _(
        "The record is filed already: {path}. All of it: podshivka records show {id}; "
        "marks not known: podshivka review show {id} --inked"
    )
    return NotFoundError(
        _("Item in review"), identity, remedy.format(path=path, id=newest)
    )


def with_cells(identity: str, desk: Desk) -> Item:
    """Any record, so that what is said of its cells can be corrected.

    Raises:
        NotFoundError: There is no such record, or it is an older version.
    """
    path = desk.catalogue.record_path(_newest(identity, desk))
    if path is None:
        raise NotFoundError(_("Record"), identity, _("See: podshivka review list"))
    folder = desk.places.root / path
    return _of_cells(archive.load(folder))


def unsure_zones(stored: archive.Stored) -> tuple[str, ...]:
    """The cells that no one has decided yet."""
    return tuple(it.zone for it in _every(stored) if _is_unsure(it))


def conflicts(stored: archive.Stored) -> tuple[str, ...]:
    """Those of them in which a newer scan says otherwise than what was known."""
    return tuple(it.zone for it in _every(stored) if readings.is_conflict(it))


def _every(stored: archive.Stored) -> list[SignatureReading | Reading]:
    return [*stored.signatures, *stored.readings]


def _newest(identity: str, desk: Desk) -> str:
    """A document's id means its newest record; what gave way, the version after it.

    With "-1" the first record of a document is meant, which has its very id.

    Raises:
        NotFoundError: A version was named, and a newer one is there; or it gave way to
            another record, which was not named.
    """
    spoken = pagecode.spoken_record_id(identity)
    family, _dash, version = spoken.partition("-")
    wanted = family if version == "1" else spoken
    newest = desk.catalogue.current(family) or wanted
    if version and wanted != newest:
        if desk.catalogue.record_path(wanted):
            raise shelving.not_in_force(identity, newest)
        return wanted
    seen = set()
    while newest not in seen:
        seen.add(newest)
        path = desk.catalogue.record_path(newest)
        folder = path and desk.places.root / path
        if folder and folder.exists():
            stored = archive.load(folder)
            if stored.is_emptied:
                raise shelving.gave_way_fault(identity, stored)
            newest = stored.gave_way_to or newest
    return newest


def _in_review(desk: Desk, damaged: list[Path]) -> Iterator[Item]:
    found = [_waiting(it) for it in archive.waiting(desk.places.review, damaged)]
    by_file = filemates.by_file(item.record for item in found)
    for item in found:
        yield replace(
            item,
            reason=_reason_now(item, desk.places),
            sharing=filemates.sharing(item.record, by_file),
        )


def _reason_now(item: Item, places: Places) -> str:
    """Why it waits: that its paper was void may have been taken back."""
    if item.reason in assembly.OUT_OF_FORCE and refused.restored(item.record, places):
        return assembly.RESTORED
    return item.reason


def _waiting(stored: archive.Stored) -> Item:
    other = attributing.double_of(stored)
    return Item(
        record=stored.record,
        folder=stored.folder,
        reason=attributing.DOUBLE if other else stored.record.reason,
        other=other,
        is_rearranged=stored.is_rearranged,
    )


def _unsure(
    desk: Desk, damaged: list[Path], followed: Collection[str]
) -> Iterator[Item]:
    """Filed records with something unsure, if what is said of it would count.

    It would be lost where a newer version waits, and counts nowhere while the paper
    is void.
    """
    void = desk.catalogue.issued(state=PaperState.VOID.value)
    passed_over = {*followed, *(it.document_id for it in void)}
    for row in desk.catalogue.records(unsure=True):
        folder = desk.places.root / row.path
        is_filed = not folder.is_relative_to(desk.places.review)
        if not is_filed or row.family in passed_over or not folder.exists():
            continue
        try:
            yield from _undecided(archive.load(folder))
        except FixityError:
            damaged.append(folder)


def _undecided(stored: archive.Stored) -> Iterator[Item]:
    """What is to be decided of a filed record."""
    if stored.state is RecordState.SUPERSEDED:
        return
    cells = _of_cells(stored)
    if cells.zones:
        yield cells
    doubts = pagedoubts.waiting(stored.record, stored.events)
    yield from (Item(stored.record, stored.folder, reason) for reason in doubts)


def _of_cells(stored: archive.Stored) -> Item:
    zones = unsure_zones(stored)
    pale = {page.number for page in stored.record.pages if page.one_bit}
    pages = cells.pages_of(stored) if zones and pale else {}
    one_bit = any(pages.get(zone) in pale for zone in zones)
    several = _several(stored)
    return Item(
        record=stored.record,
        folder=stored.folder,
        reason=_reason(stored),
        zones=zones,
        sorts=_sorts(stored),
        one_bit=one_bit,
        answers=len(several),
        answered=sum(several),
    )


def _sorts(stored: archive.Stored) -> dict[str, int]:
    """How many cells of each sort no one has decided yet."""
    signatures = [ZoneKind.SIGNATURE for it in stored.signatures if _is_unsure(it)]
    found = [it.kind for it in stored.readings if _is_unsure(it)]
    return {kind.value: count for kind, count in Counter(signatures + found).items()}


def _is_unsure(it: SignatureReading | Reading) -> bool:
    return it.status is Certainty.UNSURE


def _several(stored: archive.Stored) -> list[int]:
    """Of each set with more than one unsure answer, how many it has."""
    answers = Counter(
        (it.subject, it.item)
        for it in stored.readings
        if it.status is Certainty.UNSURE and it.value and it.kind is not ZoneKind.MARK
    )
    return [count for count in answers.values() if count > 1]


def _reason(stored: archive.Stored) -> str:
    """The gravest of what is unsure in its cells."""
    if conflicts(stored):
        return CONFLICT
    unsure = any(it.status is Certainty.UNSURE for it in stored.readings)
    signed = all(it.status is not Certainty.UNSURE for it in stored.signatures)
    return READING if signed and unsure else SIGNATURE
