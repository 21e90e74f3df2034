"""Pages of one received file → documents: order, doubles, gaps, strays.

A page is placed by its own code alone, never by its neighbours. Neighbours decide
only about pages without a code:

- a blank one is the back of some sheet and is left out of every record, but where all
  of a file are blank: then they are loose, since to see nothing may be a mistake;
- one that follows a cover sheet, up to the next page with any code, is a page of
  the document that the sheet covers; of a sheet that is refused, it is loose
  together with it;
- one between two pages of one document stays with that document and is flagged.

Whatever else has no code of ours is *loose*: runs of such pages become records in
review.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline import pagecode
from pipeline.model import PageSight

NO_CODE = "no_code"
BLANK = "blank"
FOREIGN = "foreign"
VOID = "void"
REPRINTED = "reprinted"
"""Why pages are loose: these words are kept in records (`Record.reason`)."""

RESTORED = "restored"
"""What is told of pages that came while their paper was void, once it is not."""

OUT_OF_FORCE = frozenset({VOID, REPRINTED})
"""Reasons of papers of ours that do not count any more."""

OF_NO_USE = OUT_OF_FORCE | {BLANK}
"""Reasons of papers that a person may discard, with the file of which they are all."""

NOT_ACCEPTED = OUT_OF_FORCE | {FOREIGN}
"""Reasons of papers whose codes were read and are not those of a page in force."""

UNREAD = frozenset({NO_CODE, BLANK})
"""Nothing of ours is known of such pages; their words may tell what they are."""

_REFUSALS = {"void": VOID, "reprinted": REPRINTED}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pages of one document that came in one file.

    Attributes:
        pages: By page number; of a page scanned twice, the better one.
        spare: Of pages scanned twice, the copies that were not taken.
        strays: Pages without a code that lay between its pages.
        under: Pages without a code that lay under it, if it is a cover sheet, in
            the order of the file.
    """

    document_id: str
    pages: dict[int, PageSight]
    spare: tuple[PageSight, ...] = ()
    strays: tuple[PageSight, ...] = ()
    under: tuple[PageSight, ...] = ()

    @property
    def doubles(self) -> tuple[int, ...]:
        """Places in the file of the copies that were not taken, from 1."""
        return tuple(sorted(it.source_page for it in self.spare))


@dataclass(frozen=True, slots=True)
class Loose:
    """Neighbouring pages that belong to no document of ours.

    Attributes:
        reason: `NO_CODE`, `BLANK`, `FOREIGN`, `VOID` or `REPRINTED`.
    """

    reason: str
    pages: tuple[PageSight, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """What one received file holds.

    Attributes:
        blanks: Places in the file of blank pages, from 1.
    """

    documents: tuple[Gathered, ...]
    loose: tuple[Loose, ...]
    blanks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page belongs.

    Attributes:
        document_id: Of its document; "" for a loose page.
        under: It lay under the cover sheet that is that document.
        reason: Why it is loose, or "".
        heap: Loose pages of one heap are not parted, those of two not joined: the
            place in the file of the refused cover sheet that they lie under, or 0.
    """

    document_id: str = ""
    under: bool = False
    reason: str = ""
    heap: int = 0


def assemble(sights: Sequence[PageSight], covers: Collection[str] = ()) -> Assembly:
    """Sort the pages of one file into documents and loose runs.

    Documents stand in the order in which their first page came, loose runs in
    the order of the file.

    Args:
        sights: The pages, in the order of the file.
        covers: Ids of the documents that are cover sheets, void ones among them.
    """
    present = [sight for sight in sights if not _is_back(sight)]
    if not present:
        loose = (Loose(BLANK, tuple(sights)),) if sights else ()
        return Assembly(documents=(), loose=loose, blanks=())
    placed = list(zip(present, _places(present, covers), strict=True))
    ids = dict.fromkeys(place.document_id for _sight, place in placed)
    return Assembly(
        documents=tuple(_gather(it, placed) for it in ids if it),
        loose=tuple(_loose_runs(placed)),
        blanks=tuple(sight.source_page for sight in sights if _is_back(sight)),
    )


def missing(page_numbers: Iterable[int], page_count: int) -> tuple[int, ...]:
    """The numbers from 1 to the count that are not there."""
    return tuple(sorted(set(range(1, page_count + 1)) - set(page_numbers)))


def page_number(sight: PageSight) -> int:
    """Which page of its document a known page is, from 1.

    Raises:
        ValueError: The page carries no code of ours.
    """
    return _identity(sight).page_number


def claimed_ids(sights: Iterable[PageSight]) -> set[str]:
    """The ids of documents that the codes of those pages name, ours or not."""
    return {_claimed_id(sight) for sight in sights} - {""}


def _claimed_id(sight: PageSight) -> str:
    read = pagecode.decode(sight.page_code + "A")
    return read.code.document_id if read else ""


def _is_back(sight: PageSight) -> bool:
    return sight.blank and not sight.page_code


def _identity(sight: PageSight) -> pagecode.PageCode:
    read = pagecode.decode(sight.page_code + "A")
    if read is None or not sight.known:
        raise ValueError(sight.source_page)
    return read.code


def _places(sights: Sequence[PageSight], covers: Collection[str]) -> Iterator[_Place]:
    """Where each page belongs, in their order."""
    coded: PageSight | None = None
    for position, sight in enumerate(sights):
        if sight.page_code:
            coded = sight
            yield _coded(sight, covers)
        else:
            yield _uncoded(coded, sights[position:], covers)


def _coded(sight: PageSight, covers: Collection[str]) -> _Place:
    if sight.known:
        return _Place(_claimed_id(sight))
    reason = _REFUSALS.get(sight.refusal, FOREIGN)
    is_cover = reason != FOREIGN and _claimed_id(sight) in covers
    return _Place(reason=reason, heap=sight.source_page if is_cover else 0)


def _uncoded(
    before: PageSight | None, rest: Sequence[PageSight], covers: Collection[str]
) -> _Place:
    """The place of a page without a code.

    Args:
        before: The last page with a code before it.
        rest: The pages from it on.
        covers: Ids of cover sheets.
    """
    if before is None:
        return _Place(reason=NO_CODE)
    place = _coded(before, covers)
    if place.heap:
        return place
    if place.document_id in covers:
        return _Place(place.document_id, under=True)
    after = next((it for it in rest if it.page_code), None)
    if after and place.document_id and place == _coded(after, covers):
        return place
    return _Place(reason=NO_CODE)


def _gather(document_id: str, placed: Iterable[tuple[PageSight, _Place]]) -> Gathered:
    pages: dict[int, PageSight] = {}
    spare: list[PageSight] = []
    strays: list[PageSight] = []
    under: list[PageSight] = []
    for sight, place in placed:
        if place.document_id != document_id:
            continue
        if not sight.known:
            (under if place.under else strays).append(sight)
            continue
        number = _identity(sight).page_number
        rival = pages.get(number)
        if rival is None:
            pages[number] = sight
            continue
        better, worse = sorted((rival, sight), key=_worth)
        pages[number] = better
        spare.append(worse)
    return Gathered(
        document_id,
        dict(sorted(pages.items())),
        tuple(spare),
        tuple(strays),
        tuple(under),
    )


def _worth(sight: PageSight) -> tuple[bool, float, float, int, int]:
    """Less is better: a code read, well registered, finely scanned, last."""
    found = sight.registration
    marks = found.marks if found else 0
    return (sight.matched, -marks, -sight.dpi, -sight.source_page, -sight.part)


def _loose_runs(placed: Iterable[tuple[PageSight, _Place]]) -> Iterator[Loose]:
    for place, run in groupby(placed, key=lambda it: it[1]):
        if place.reason:
            yield Loose(place.reason, tuple(sight for sight, _place in run))
