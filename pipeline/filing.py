"""Where each record goes, and under which name; nothing is moved here.

Folder names are dated by the document, not by the scan, hold no person's name,
are at most 120 bytes a component and safe on Windows.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from pipeline import assembly, pagecode, readings
from pipeline.model import (
    INKED,
    Certainty,
    Cover,
    FilePlan,
    FilePlanEntry,
    IssuedDocument,
    LayoutPage,
    PageSight,
    Record,
    RecordPage,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)

NAME_BYTES = 120
"""Longest name of a file or folder of ours, in UTF-8."""

NO_CASE = "no_case"
"""`Record.reason`: no entry of the file plan takes this kind in that year."""

CASE_CLOSED = "case_closed"
"""`Record.reason`: the case that takes it is closed."""

COVER_ALONE = "cover_alone"
"""`Record.reason`: a cover sheet came back with nothing under it."""

COVER_COUNT = "cover_count"
"""`Record.reason`: under a cover sheet lay another number of pages than it says, or
fewer than before."""

_UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
)
_LOOSE = re.compile(r"( [^\W\d_A-ZА-ЯЁ]{1,2}|[ ,;–—(«-])+$")
"""What a name does not end with where it was cut: prepositions, opened brackets."""

_VERSION = re.compile(r"v(\d+)")
"""How the name of a later version's folder ends."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def safe_name(text: str, limit_bytes: int = NAME_BYTES) -> str:
    """The text as a name that every system takes, never empty.

    Characters that Windows forbids and those that hide become "_", ends lose
    their dots and spaces, and what is too long is cut between two words; a word that
    is most of it at a whole character.
    """
    name = " ".join(_UNSAFE.sub("_", text).split())
    name = _cut(name.encode("utf-8", "replace").decode(), limit_bytes).strip(". ")
    return f"_{name}" if not name or _RESERVED.match(name) else name


def _cut(name: str, limit_bytes: int) -> str:
    """The beginning of the name that has so many bytes at most."""
    head = name.encode()[:limit_bytes].decode(errors="ignore")
    if head == name:
        return head
    whole = head if name[len(head)] == " " else head.rpartition(" ")[0]
    whole = _LOOSE.sub("", whole)
    return whole if 3 * len(whole) > len(head) else head


def ended_name(text: str, *ends: str, limit_bytes: int = NAME_BYTES) -> str:
    """A safe name of which what is too long is cut, but none of its ends.

    Args:
        text: What comes first.
        ends: Ids, which tell two names apart; "" is left out.
        limit_bytes: Of the whole name.
    """
    end = " ".join(safe_name(one) for one in ends if one)
    return f"{safe_name(text, limit_bytes - len(end.encode()) - 1)} {end}"


def entry_for(plan: FilePlan | None, kind: str) -> FilePlanEntry | None:
    """The line of the file plan that takes this kind of form."""
    entries = plan.entries if plan else ()
    return next((entry for entry in entries if kind in entry.kinds), None)


def entry_of_index(plan: FilePlan | None, index: str) -> FilePlanEntry | None:
    """The line of the file plan with that index."""
    entries = plan.entries if plan else ()
    return next((entry for entry in entries if entry.index == index), None)


def case_folder(year: int, index: str, title: str) -> PurePosixPath:
    """The case's folder, relative to the archive: `2025/03-07 Журналы …`."""
    return PurePosixPath(str(year), safe_name(f"{index} {title}"))


def record_name(record: Record) -> str:
    """The record's folder name: date, what it is, group, id, version.

    What it is, is said of papers that we printed; the title of another paper is a
    person's words and may hold a name.
    """
    words = record.title.split() if record.document_id else []
    dated = record.date.isoformat() if record.date else ""
    identity = record.family
    version = f"v{record.version}" if record.version > 1 else ""
    tail = " ".join(part for part in (identity, version) if part)
    head = " ".join(part for part in (dated, *words[:1], record.group) if part)
    room = NAME_BYTES - len(tail.encode()) - 1
    return f"{safe_name(head, room)} {tail}" if head else tail


def record_id(family: str, version: int) -> str:
    """The document id or that of the strange paper; later versions have "-2" …."""
    return family if version == 1 else f"{family}-{version}"


def id_in_name(name: str) -> str:
    """The id of the record in a folder of that name, which ends with it."""
    version, words = version_in_name(name), name.split()
    return record_id(words[-2] if version > 1 else words[-1], version)


def version_in_name(name: str) -> int:
    """Of the record in a folder of that name; the first one's says none."""
    *head, last = name.split()
    said = _VERSION.fullmatch(last)
    return int(said[1]) if head and said else 1


def loose_id(source_sha256: str, first_page: int, first_part: int = 0) -> str:
    """The id of papers that we did not print: always the same for the same pages."""
    first = f"{first_page}.{first_part}" if first_part else f"{first_page}"
    digest = hashlib.sha256(f"{source_sha256}/{first}".encode()).digest()
    return pagecode.derived_document_id(digest)


def part_of(record: Record, first: int, last: int) -> Record:
    """The record of some of the pages of a paper in review that turned out several.

    Args:
        record: In review.
        first: Place of the first page among its pages, from 0.
        last: Place of the last one.
    """
    pages = record.pages[first : last + 1]
    start, end = pages[0], pages[-1]
    named = f"{start.source_sha256}/{start.source_page}-{end.source_page}"
    digest = hashlib.sha256(named.encode()).digest()
    return replace(
        record,
        record_id=pagecode.derived_document_id(digest),
        pages=tuple(
            replace(page, number=place, of=len(pages), scan_page=place)
            for place, page in enumerate(pages, start=1)
        ),
    )


def record_page(sight: PageSight, source_sha256: str, scan_page: int) -> RecordPage:
    """A page as received, not yet numbered in any document."""
    found = sight.registration
    return RecordPage(
        number=0,
        of=0,
        scan_page=scan_page,
        rotation=sight.rotation,
        dpi=sight.dpi,
        source_sha256=source_sha256,
        source_page=sight.source_page,
        width_mm=sight.width_mm,
        height_mm=sight.height_mm,
        coded=bool(sight.page_code),
        matrix=found.matrix if found else None,
        residual_mm=found.residual_mm if found else None,
        source_part=sight.part,
        matched=sight.matched,
        remarks=sight.remarks,
        one_bit=sight.one_bit,
        bend=found.bend if found else (),
        refused_code="" if sight.known else sight.page_code,
    )


def first_version(
    document: IssuedDocument,
    gathered: assembly.Gathered,
    layout: Sequence[LayoutPage],
    source_sha256: str,
    filed_at: datetime,
    mark: str = INKED,
) -> Record:
    """The record of a document whose pages came back for the first time.

    Pages under a cover sheet are numbered after it, strays have the number 0;
    `mark` is what ink in a cell of marks means (`readings.only_mark`).
    """
    count = _page_count(document, gathered)
    after = range(document.pages + 1, document.pages + 1 + len(gathered.under))
    numbers = [*gathered.pages, *after, *(0 for _stray in gathered.strays)]
    sights = [*gathered.pages.values(), *gathered.under, *gathered.strays]
    pages = [
        replace(record_page(sight, source_sha256, place), number=number, of=count)
        for place, (number, sight) in enumerate(zip(numbers, sights, strict=True), 1)
    ]
    return Record(
        record_id=document.document_id,
        document_id=document.document_id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        group=document.group,
        students=document.students,
        date=document.date,
        pages=tuple(pages),
        missing_pages=assembly.missing(numbers, count),
        signatures=signatures(gathered.pages, layout),
        readings=readings.of_pages(gathered.pages, layout, mark),
        version=1,
        filed_at=filed_at,
        reason=cover_doubt(document.cover, len(gathered.under)),
    )


def next_version(
    current: Record,
    arrived: Record,
    known: Record | None = None,
    other: Collection[str] = (),
) -> Record | None:
    """The record that follows when more pages of a filed document arrive.

    Pages that arrived take the place of older ones of the same number; the
    others are kept from the current version. What lay under a cover sheet is
    replaced as a whole, unless nothing lies under it this time. A cell that was
    signed and is empty on the newer scan is unsure, and so is one that holds another
    value now. `scan_page` counts anew; where a page's scan is to be taken from is
    told by `RecordPage.source`. What a person said of the date and the
    case of the document still holds.

    Args:
        current: The version so far, as measured.
        arrived: What `first_version` makes of the pages that came.
        known: The version so far with what persons said of its cells.
        other: Cells that hold other ink than before, whatever is read.

    Returns:
        None when every page that arrived is in the current version already.
    """
    have = {page.source for page in current.pages}
    if all(page.source in have for page in arrived.pages):
        return None
    following = as_version_after(current, arrived)
    if any(page.number and not page.coded for page in arrived.pages):
        return following
    told = readings.beside(following, known or current, other)
    return _with_kept(told, current)


def with_doubled(
    current: Record, following: Record | None, numbers: Collection[int], at: datetime
) -> Record:
    """The next version, of some pages of which there is another scan.

    Args:
        current: The version so far.
        following: What follows anyway; None: nothing does.
        numbers: Of the pages of which another scan came and was not taken.
        at: When it came.
    """
    record = following or replace(
        as_version_after(current, current), filed_at=at, reason=_lasting_reason(current)
    )
    return replace(
        record,
        pages=tuple(
            replace(page, doubled=page.doubled or page.number in numbers)
            for page in record.pages
        ),
    )


def as_version_after(current: Record, record: Record) -> Record:
    """The record as the next version; what a person said of date and case holds."""
    version = current.version + 1
    return replace(
        record,
        record_id=record_id(current.family, version),
        version=version,
        date=current.date or record.date,
        case=current.case if current.case_chosen else record.case,
        case_chosen=current.case_chosen,
    )


def as_counted(record: Record) -> Record:
    """The record when a person says that what lay under its cover sheet is all."""
    if record.reason != COVER_COUNT:
        return record
    count = len(record.pages)
    pages = tuple(replace(page, of=count) for page in record.pages)
    return replace(record, pages=pages, missing_pages=())


def loose_record(
    loose: assembly.Loose, source_sha256: str, source_name: str, filed_at: datetime
) -> Record:
    """The record in review of pages that are no document of ours."""
    first = loose.pages[0]
    pages = tuple(
        replace(
            record_page(sight, source_sha256, place), number=place, of=len(loose.pages)
        )
        for place, sight in enumerate(loose.pages, start=1)
    )
    return unnamed(
        loose_id(source_sha256, first.source_page, first.part),
        pages,
        filed_at,
        reason=loose.reason,
        source_name=source_name,
    )


def unnamed(
    identity: str,
    pages: tuple[RecordPage, ...],
    filed_at: datetime,
    *,
    reason: str,
    source_name: str,
) -> Record:
    """The first version of a record of which nobody has said what it is."""
    return Record(
        record_id=identity,
        document_id="",
        kind="",
        title="",
        number="",
        group="",
        students=(),
        date=None,
        pages=pages,
        missing_pages=(),
        signatures=(),
        version=1,
        filed_at=filed_at,
        reason=reason,
        source_name=source_name,
    )


def signatures(
    sights: Mapping[int, PageSight], layout: Iterable[LayoutPage]
) -> tuple[SignatureReading, ...]:
    """What stands in every signature cell of the pages that are there.

    A cell of a page that could not be registered is unsure, not left out.
    """
    read = {
        reading.zone: reading
        for sight in sights.values()
        for reading in sight.signatures
    }
    return tuple(
        read.get(zone.id) or unread(zone)
        for page in layout
        if page.number in sights
        for zone in page.zones
        if zone.kind is ZoneKind.SIGNATURE
    )


def unread(zone: Zone) -> SignatureReading:
    """The reading of a signature cell that could not be looked at."""
    return SignatureReading(
        zone=zone.id,
        subject=zone.subject,
        item=zone.item,
        state=SignatureState.UNSURE,
        status=Certainty.UNSURE,
        ink=0.0,
    )


def _page_count(document: IssuedDocument, gathered: assembly.Gathered) -> int:
    """How many pages there should be: at least one lies under a cover sheet."""
    if document.cover is None:
        return document.pages
    expected = document.cover.pages or 1
    return document.pages + max(len(gathered.under), expected)


def cover_doubt(cover: Cover | None, count: int) -> str:
    """Why a person must look at what lay under a cover sheet, or ""."""
    if cover is None:
        return ""
    if not count:
        return COVER_ALONE
    return COVER_COUNT if cover.pages not in (None, count) else ""


def with_fewer_doubted(arrived: Record, current: Record, cover: Cover | None) -> Record:
    """What came, doubted where more lies under its cover sheet by the version so far.

    A page may have been left out, or one that a person put there is under it no more.
    A version that waits for the same reason is no measure where the sheet says how many
    there are and so many came; where it says nothing, as few as that wait too.
    """
    came, had = (sum(not it.coded for it in of.pages) for of in (arrived, current))
    waits = current.reason == COVER_COUNT
    if cover is None or not came or came > had or (waits and cover.pages == came):
        return arrived
    return replace(arrived, reason=COVER_COUNT) if came < had or waits else arrived


def _with_kept(following: Record, current: Record) -> Record:
    """The new version with those pages of the current one that did not come again."""
    fresh = {page.number for page in following.pages if page.coded}
    kept = [page for page in current.pages if page.number not in fresh]
    pages = sorted((*kept, *following.pages), key=_reading_order)
    count = (kept or following.pages)[0].of
    signed = {it.zone: it for it in (*current.signatures, *following.signatures)}
    read = {it.zone: it for it in (*current.readings, *following.readings)}
    return replace(
        following,
        pages=tuple(
            replace(page, scan_page=place, of=count)
            for place, page in enumerate(pages, start=1)
        ),
        missing_pages=tuple(
            number for number in current.missing_pages if number not in fresh
        ),
        signatures=tuple(signed.values()),
        readings=tuple(read.values()),
        reason=_lasting_reason(current),
    )


def _lasting_reason(current: Record) -> str:
    """Why the version that follows waits, too; whether a case takes it, shows anew."""
    return current.reason if current.reason in (COVER_ALONE, COVER_COUNT) else ""


def _reading_order(page: RecordPage) -> tuple[bool, int, tuple[str, int, int]]:
    return (page.number == 0, page.number, page.source)
