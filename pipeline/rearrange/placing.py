"""Pages whose codes cannot be read, tied to a document of ours by a person's word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import archive, assembly, filing, recognition, register, shelving
from pipeline.composition import SPLIT
from pipeline.errors import NotFoundError
from pipeline.messages import _
from pipeline.model import (
    Event,
    IssuedDocument,
    KnownPage,
    LayoutPage,
    PageSight,
    PaperState,
    Record,
    RecordState,
)
from pipeline.rearrange import faults, writing
from pipeline.rearrange.acts import Act, Change, ranges
from pipeline.shelving import Desk

NOTHING = "filed"
"""What a record waited for that is not in review; it is refused for that."""

_UNREAD = frozenset({assembly.NO_CODE, SPLIT})
"""Reasons of records of which no code says what they are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person says that pages belong.

    Attributes:
        document_id: Of the issued document.
        first: Number of the first of them there, from 1; the others follow. None:
            what their print tells, or all that is missing.
        mark: What ink in a cell of marks means (`readings.only_mark`).
    """

    document_id: str
    first: int | None
    mark: str


@dataclass(frozen=True, slots=True)
class _Home:
    """The document that pages are tied to, as it stands.

    Attributes:
        current: Its record in force, if any of its pages is back.
    """

    document: IssuedDocument
    layout: tuple[LayoutPage, ...]
    pages: tuple[KnownPage, ...]
    current: archive.Stored | None

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the pages that are not back."""
        stored = self.current
        here = stored.record.pages if stored and not stored.is_emptied else ()
        return assembly.missing((it.number for it in here), len(self.layout))


def place(identity: str, wanted: Place, act: Act) -> Change:
    """File pages in review as pages of a document that we issued.

    Each is laid on its print, and its cells are read; where that fails all of them
    are unsure, and a person says what they hold.

    Args:
        identity: The record in review; it gives way.
        wanted: Where its pages belong.
        act: Who and when; why is what the record waited for.

    Raises:
        NotFoundError: There is no such record.
        RefusedError: They cannot be tied so; all the reasons.
    """
    desk = act.desk
    with shelving.alone(desk.places):
        guest = writing.newest(identity, desk)
        act = replace(act, reason=guest.record.reason or NOTHING)
        before = _before(guest, wanted, desk)
        if before is not None:
            return before
        home = _home(guest, wanted, act)
        seen = _seen(guest, home, wanted.first, desk)
        numbers = _numbers(guest, home, seen, wanted.first)
        faults.refuse(guest.record, _print_faults(home, numbers), act)
        fresh = _record(guest, home, dict(zip(numbers, seen, strict=True)), wanted, act)
        if home.current is None or home.current.state is not RecordState.REVIEW:
            faults.refuse(guest.record, faults.case_faults(fresh, desk), act)
        return _done(guest, home, fresh, act)


def placed(change: Change) -> tuple[str, tuple[int, ...]]:
    """The pages tied: their places in the PDF, «3-5»; and the numbers not laid."""
    theirs = {page.source for page in change.old[0].pages}
    pages = [page for page in change.new[0].pages if page.source in theirs]
    unlaid = tuple(page.number for page in pages if page.matrix is None)
    return ranges(page.scan_page for page in pages), unlaid


def _home(guest: archive.Stored, wanted: Place, act: Act) -> _Home:
    """The document, if it can take pages.

    Raises:
        RefusedError: It cannot, or these pages are known already; all the reasons.
    """
    desk = act.desk
    found = [*faults.state_faults(guest), *_guest_faults(guest)]
    identity = wanted.document_id.upper().partition("-")[0]
    try:
        document = register.find(desk.places.issued, identity)
    except NotFoundError:
        told = _("No document {id} was printed here. See: podshivka issued list")
        faults.refuse(guest.record, [*found, told.format(id=identity)], act)
        raise
    found += _document_faults(document)
    pages = register.siblings(desk.places.issued, identity)
    layout = register.layout(desk.places.issued, identity)
    folder = shelving.current_folder(identity, desk)
    in_review = folder is not None and folder.is_relative_to(desk.places.review)
    current = archive.load(folder, in_review=in_review) if folder else None
    home = _Home(document, layout.pages, pages, current)
    found += _range_faults(guest, home, wanted.first)
    faults.refuse(guest.record, found, act)
    return home


def _seen(
    guest: archive.Stored, home: _Home, first: int | None, desk: Desk
) -> list[PageSight]:
    """The pages, laid on what they may be; those that do not lie have no code."""
    theirs = guest.record.pages
    free = [it for it in home.pages if it.page.number in home.missing]
    wanted = [
        recognition.Candidates(
            home.pages,
            tuple(free if first is None else home.pages[first + n - 1 : first + n]),
        )
        for n, _page in enumerate(theirs)
    ]
    scan, places = archive.scan_of(guest.folder), [it.scan_page for it in theirs]
    asked = tuple(zip(places, wanted, strict=True))
    turns = {text.number: text.rotation for text in guest.texts}
    return [
        replace(
            sight,
            source_page=page.source_page,
            part=page.source_part,
            matched=False,
            rotation=(
                sight.rotation
                if sight.registration
                else turns.get(page.number, page.rotation)
            ),
        )
        for sight, page in zip(
            recognition.lay(scan, asked, limits=desk.limits), theirs, strict=True
        )
    ]


def _numbers(
    guest: archive.Stored, home: _Home, seen: Sequence[PageSight], first: int | None
) -> tuple[int, ...]:
    """Which page each is: as a person says, as the print tells, or all that lack.

    None where neither tells.
    """
    count = len(guest.record.pages)
    if first is not None:
        return tuple(range(first, first + count))
    by_code = {it.page.page_code: it.page.number for it in home.pages}
    told = tuple(by_code[it.page_code] for it in seen if it.page_code)
    if len(set(told)) == count:
        return told
    return home.missing if len(home.missing) == count and not told else ()


def _record(
    guest: archive.Stored,
    home: _Home,
    seen: dict[int, PageSight],
    wanted: Place,
    act: Act,
) -> Record:
    """The document's next version, with those pages."""
    document, layout = home.document, home.layout
    codes = {page.number: page.page_code for page in layout}
    coded = {n: replace(it, page_code=codes[n]) for n, it in sorted(seen.items())}
    gathered = assembly.Gathered(document.document_id, coded)
    arrived = filing.first_version(document, gathered, layout, "", act.at, wanted.mark)
    files = {
        number: page.source_sha256
        for number, page in zip(seen, guest.record.pages, strict=True)
    }
    pages = (
        replace(it, source_sha256=files[it.number], tied=True) for it in arrived.pages
    )
    arrived = replace(arrived, pages=tuple(pages))
    if home.current is None:
        return arrived
    current = home.current
    if current.is_emptied:
        return filing.as_version_after(current.record, arrived)
    return filing.next_version(current.record, arrived, current.as_decided) or arrived


def _done(guest: archive.Stored, home: _Home, fresh: Record, act: Act) -> Change:
    """Written down: the new version first, then what gives way to it."""
    current = home.current
    old = (guest.record, current.record) if current else (guest.record,)
    change = Change("place", old, (fresh,))
    act.tell(change)
    goes_on = current and not current.is_emptied
    said = writing.carried(current, fresh) if current and goes_on else ()
    anew = replace(guest, texts=())  # to be read again, beside what we printed
    givers = [current, anew] if current else [anew]
    folder = writing.write(fresh, (*said, _event(change, act)), givers, act.desk)
    shelving.settle(folder, act.desk)
    return replace(change, new=(archive.load(folder).record,))


def _event(change: Change, act: Act) -> Event:
    pages, unlaid = placed(change)
    details = {
        "from": change.old[0].record_id,
        "to": change.new[0].record_id,
        "pages": pages,
        "reason": act.reason,
    }
    if unlaid:
        details["unlaid"] = ranges(unlaid)
    return Event(act.at, archive.PLACED, act.by, details)


def _before(guest: archive.Stored, wanted: Place, desk: Desk) -> Change | None:
    """What the same wish did before."""
    if guest.state is not RecordState.SUPERSEDED:
        return None
    family = wanted.document_id.upper().partition("-")[0]
    for event in guest.events:
        to = event.details.get("to", "")
        if event.event == archive.PLACED and to.partition("-")[0] == family:
            places = desk.places
            folder = archive.standing(places.archive, places.review, to)
            if folder is not None:
                new = archive.load(folder).record
                return Change("place", (guest.record,), (new,), done=True)
    return None


def _guest_faults(guest: archive.Stored) -> Iterator[str]:
    record = guest.record
    if guest.state is not RecordState.REVIEW and not guest.gave_way_to:
        yield _("It does not wait in review. See: podshivka review list")
    elif record.document_id:
        yield _("It is a document of ours already, by its codes.")
    elif record.reason not in _UNREAD and not guest.gave_way_to:
        yield _("Its code can be read, and is not that of a page in force.")


def _document_faults(document: IssuedDocument) -> Iterator[str]:
    identity = document.document_id
    if document.state is PaperState.VOID:
        told = _("Document {id} is void. See: podshivka issued show {id}")
        yield told.format(id=identity)
    if document.cover is not None:
        told = _(
            "{id} is a cover sheet. Put the pages under it: podshivka records merge"
        )
        yield told.format(id=identity)


def _range_faults(
    guest: archive.Stored, home: _Home, first: int | None
) -> Iterator[str]:
    if first is None:
        return
    numbers = range(first, first + len(guest.record.pages))
    strange = set(numbers) - {it.number for it in home.layout}
    if strange:
        told = _("Document {id} has {count} pages; there is no page {pages}.")
        count, identity = len(home.layout), home.document.document_id
        yield told.format(id=identity, count=count, pages=ranges(strange))
    yield from _number_faults(home, [it for it in numbers if it not in strange])


def _print_faults(home: _Home, numbers: Sequence[int]) -> Iterator[str]:
    if not numbers:
        told = _(
            "The print does not tell which page it is: --page N; missing are: {free}."
        )
        yield told.format(free=ranges(home.missing) or "–")


def _number_faults(home: _Home, numbers: Sequence[int]) -> Iterator[str]:
    missing = ranges(home.missing) or "–"
    for number in sorted(set(numbers) - set(home.missing)):
        told = _("Its page {place} is there already; missing are: {free}.")
        yield told.format(place=number, free=missing)
