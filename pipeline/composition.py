"""What records there are once a person corrected a wrong decision; pure.

A correction never changes a record: it makes its next version. `refiled` says
otherwise what it is or where it lies, `parted` takes pages out of it, `joined` adds
pages of another one. Where a page's scan is to be taken from is told by
`RecordPage.source`, as of `filing.next_version`; `scan_page` counts
anew in each.

Places of pages count from 1 in the record's own PDF, which is what a person sees.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline import assembly, filing, pagecode, readings
from pipeline.model import (
    LayoutPage,
    Reading,
    Record,
    RecordPage,
    SignatureReading,
    Zone,
    ZoneKind,
)

SPLIT = "split"
"""`Record.reason`: the pages were split off another record."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says of a record; None leaves a thing as it is.

    Attributes:
        day: The document's date.
        case: Index of a line of the file plan, against its rule for the kind.
    """

    kind: str | None = None
    title: str | None = None
    number: str | None = None
    group: str | None = None
    students: tuple[str, ...] | None = None
    day: date | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """A record that pages join, and what of them is known from before.

    Attributes:
        printed: How many pages of it we printed, 0 for a paper of others.
        former: Pages and signature cells of its earlier versions: what comes back
            to the record is again what it was.
    """

    record: Record
    layout: tuple[LayoutPage, ...] = ()
    former: tuple[Record, ...] = ()

    @property
    def printed(self) -> int:
        """How many pages of it we printed."""
        return len(self.layout)


def refiled(record: Record, facts: Facts, at: datetime) -> Record:
    """The next version of the record, which says what it is.

    Of another group, or of none, the trainees are others too.
    """
    return replace(
        filing.as_version_after(record, described(record, facts)),
        filed_at=at,
        reason="",
        date=facts.day or record.date,
        case=record.case if facts.case is None else facts.case,
        case_chosen=record.case_chosen if facts.case is None else bool(facts.case),
    )


def described(record: Record, facts: Facts) -> Record:
    """The record with those facts; it is no new version."""
    group = _said(facts.group, record.group)
    stays = record.students if group == record.group else ()
    return replace(
        record,
        kind=_said(facts.kind, record.kind),
        title=_said(facts.title, record.title),
        number=_said(facts.number, record.number),
        group=group,
        students=stays if facts.students is None else facts.students,
        date=facts.day or record.date,
    )


def changed(record: Record, facts: Facts) -> tuple[str, ...]:
    """The names of those facts that say otherwise than the record, in their order."""
    after = refiled(record, facts, record.filed_at)
    differ = differing(record, after)
    chosen = (record.case_chosen, record.case if record.case_chosen else "")
    moved = chosen != (after.case_chosen, after.case if after.case_chosen else "")
    return (*differ, "case") if moved else differ


def differing(record: Record, after: Record) -> tuple[str, ...]:
    """The names of the facts that another record of the paper says otherwise."""
    names = ("kind", "title", "number", "group", "students", "date")
    return tuple(it for it in names if getattr(record, it) != getattr(after, it))


def off_id(record: Record, places: Collection[int]) -> str:
    """The id of the record that those pages become: the same each time."""
    numbers = ",".join(map(str, sorted(places)))
    digest = hashlib.sha256(f"split/{record.record_id}/{numbers}".encode()).digest()
    return pagecode.derived_document_id(digest)


def parted(
    record: Record,
    places: Collection[int],
    layout: Iterable[LayoutPage],
    at: datetime,
) -> tuple[Record, Record]:
    """The record of the pages that are taken out, and the next version of the rest.

    A page of a document that we printed keeps its number there, and is missing then;
    the pages of other papers are numbered anew.

    Args:
        record: The whole.
        places: Of the pages, some but not all.
        layout: Of the printed document; nothing for papers of others.
        at: When.
    """
    taken = [page for page in record.pages if page.scan_page in places]
    kept = [page for page in record.pages if page.scan_page not in places]
    return _off(record, places, taken, at), _rest(record, kept, tuple(layout), at)


def joined(host: Host, guest: Record, at: datetime, place: int | None) -> Record:
    """The next version of the host, with the pages of the guest.

    Args:
        host: That the pages join.
        guest: Whose pages they are.
        at: When.
        place: Where the first of them shall stand: the number of a page that is
            missing, else a number behind the printed pages. None: those that the
            host had before where they stood, others behind the last.
    """
    record = host.record
    pages = _joined_pages(host, guest, place)
    version = filing.as_version_after(record, record)
    numbers = [page.number for page in pages]
    count = max(host.printed, *numbers)
    lacking = set(record.missing_pages) | set(range(1, host.printed + 1))
    return replace(
        version,
        filed_at=at,
        pages=tuple(
            replace(page, scan_page=at_place, of=count)
            for at_place, page in enumerate(pages, start=1)
        ),
        missing_pages=tuple(sorted(lacking - set(numbers))),
        signatures=_signatures(host, pages),
        readings=_readings(host, pages),
    )


def same_cells(record: Record, fresh: Record, layout: Iterable[LayoutPage]) -> set[str]:
    """The cells on pages of which both have the very same scan."""
    here = {page.number: page.source for page in fresh.pages if page.number}
    return _zones(layout, _shared(record, here))


def free_places(host: Host) -> tuple[int, ...]:
    """The numbers of printed pages that are missing."""
    here = [page.number for page in host.record.pages]
    return assembly.missing(here, host.printed)


def _said(said: str | None, known: str) -> str:
    return known if said is None else said


def _off(
    record: Record, places: Collection[int], taken: Sequence[RecordPage], at: datetime
) -> Record:
    return filing.unnamed(
        off_id(record, places),
        _numbered([_loose(page) for page in taken]),
        at,
        reason=SPLIT,
        source_name=record.source_name,
    )


def _loose(page: RecordPage) -> RecordPage:
    """The scan without what was known, or doubtful, of it as a page of ours."""
    return replace(
        page,
        matrix=None,
        bend=(),
        residual_mm=None,
        tied=False,
        matched=False,
        doubled=False,
    )


def _rest(
    record: Record,
    kept: Sequence[RecordPage],
    layout: tuple[LayoutPage, ...],
    at: datetime,
) -> Record:
    version = replace(filing.as_version_after(record, record), filed_at=at)
    if not layout:
        return replace(version, pages=_numbered(kept))
    extra = [page for page in kept if page.number > len(layout)]
    after = {id(page): len(layout) + n for n, page in enumerate(extra, start=1)}
    count = max(len(layout) + len(extra), 1)
    pages = tuple(
        replace(
            page, number=after.get(id(page), page.number), scan_page=place, of=count
        )
        for place, page in enumerate(kept, start=1)
    )
    here = {page.number for page in pages}
    zones = _zones(layout, here)
    return replace(
        version,
        pages=pages,
        missing_pages=assembly.missing(here, count),
        signatures=tuple(it for it in record.signatures if it.zone in zones),
        readings=tuple(it for it in record.readings if it.zone in zones),
    )


def _numbered(pages: Sequence[RecordPage]) -> tuple[RecordPage, ...]:
    """The pages of a paper of others, numbered as they lie."""
    return tuple(
        replace(page, number=place, of=len(pages), scan_page=place)
        for place, page in enumerate(pages, start=1)
    )


def _joined_pages(
    host: Host, guest: Record, place: int | None
) -> tuple[RecordPage, ...]:
    """All pages in their order, numbered."""
    there = host.record.pages
    if not host.printed:
        first = len(there) if place is None else place - 1
        both = [*there[:first], *guest.pages, *there[first:]]
        return _numbered(both if place is not None else _as_before(host, both))
    seated = _seated(host, guest.pages, place)
    more = [
        page for page in guest.pages if page.source not in {it.source for it in seated}
    ]
    printed = [page for page in there if 0 < page.number <= host.printed]
    strays = [page for page in there if not page.number]
    behind = [page for page in there if page.number > host.printed]
    first = len(behind)
    if place is not None and place > host.printed:
        first = min(first, place - host.printed - 1)
    last = [*behind[:first], *more, *behind[first:]]
    tail = [
        replace(page, number=host.printed + n, coded=False)
        for n, page in enumerate(
            last if place is not None else _as_before(host, last), start=1
        )
    ]
    return (*sorted((*printed, *seated), key=_number), *tail, *strays)


def _as_before(host: Host, pages: Sequence[RecordPage]) -> Sequence[RecordPage]:
    """The pages as they lay in the newest version that had all of them, if any had."""
    for former in reversed(host.former):
        order = [page.source for page in former.pages]
        if {page.source for page in pages} <= {*order}:
            return sorted(pages, key=lambda page: order.index(page.source))
    return pages


def _seated(
    host: Host, coming: Sequence[RecordPage], place: int | None
) -> list[RecordPage]:
    """Those pages that take the place of a printed page that is missing."""
    free = free_places(host)
    if place is not None:
        return [
            replace(page, number=number, coded=False)
            for number, page in enumerate(coming, start=place)
            if number in free
        ]
    back = {it.source: it for former in host.former for it in former.pages}
    known = [back[page.source] for page in coming if page.source in back]
    return [page for page in known if page.number in free]


def _signatures(
    host: Host, pages: Sequence[RecordPage]
) -> tuple[SignatureReading, ...]:
    """Of every signature cell of the pages: as read, or unsure for a person."""
    known = {
        reading.zone: reading
        for record, cells in _same_pages(host, pages)
        for reading in record.signatures
        if reading.zone in cells
    }
    zones = _cells(host, pages)
    signed = [it for it in zones if it.kind is ZoneKind.SIGNATURE]
    return tuple(known.get(it.id) or filing.unread(it) for it in signed)


def _readings(host: Host, pages: Sequence[RecordPage]) -> tuple[Reading, ...]:
    """Of every other cell of the pages that is read, likewise.

    A cell that was not read though its page lay well is not asked about.
    """
    known = {
        reading.zone: reading
        for record, cells in _same_pages(host, pages)
        for reading in record.readings
        if reading.zone in cells
    }
    lost = {page.number for page in pages if page.number and page.matrix is None}
    blind = _zones(host.layout, lost)
    zones = [it for it in _cells(host, pages) if it.kind in readings.KINDS]
    return tuple(
        known.get(it.id) or readings.unread(it)
        for it in zones
        if it.id in known or it.id in blind
    )


def _cells(host: Host, pages: Iterable[RecordPage]) -> list[Zone]:
    """The cells of the pages, in their printed order."""
    here = {page.number for page in pages}
    return [zone for it in host.layout if it.number in here for zone in it.zones]


def _same_pages(
    host: Host, pages: Iterable[RecordPage]
) -> Iterator[tuple[Record, set[str]]]:
    """Each version so far, and its cells on pages of the very same scan."""
    here = {page.number: page.source for page in pages if page.number}
    for record in (*host.former, host.record):
        yield record, _zones(host.layout, _shared(record, here))


def _shared(record: Record, here: Mapping[int, tuple[str, int, int]]) -> set[int]:
    """The numbers of pages of which the record has the very same scan."""
    return {it.number for it in record.pages if here.get(it.number) == it.source}


def _zones(layout: Iterable[LayoutPage], numbers: Collection[int]) -> set[str]:
    """The ids of all cells on those pages."""
    return {zone.id for page in layout if page.number in numbers for zone in page.zones}


def _number(page: RecordPage) -> int:
    return page.number
