"""Pages of one received file → documents: order, doubles, gaps, strays.

A page is placed by its own code alone, never by its neighbours. Two things are
decided by neighbours: a blank page without a code is the back of some sheet and
is left out of every record, and a page without a code that lies between two
pages of one document stays with that document and is flagged. Whatever else has
no code of ours is *loose*: runs of such pages become records in review.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline import pagecode
from pipeline.model import PageSight

NO_CODE = "no_code"
FOREIGN = "foreign"
VOID = "void"
REPRINTED = "reprinted"
"""Why pages are loose: these words are kept in records (`Record.reason`)."""

_STRANGER = "?"
_REFUSALS = {"void": VOID, "reprinted": REPRINTED}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pages of one document that came in one file.

    Attributes:
        pages: By page number; of a page scanned twice, the better one.
        doubles: Places in the file of the copies that were not taken.
        strays: Pages without a code that lay between its pages.
    """

    document_id: str
    pages: dict[int, PageSight]
    doubles: tuple[int, ...] = ()
    strays: tuple[PageSight, ...] = ()


@dataclass(frozen=True, slots=True)
class Loose:
    """Neighbouring pages that belong to no document of ours.

    Attributes:
        reason: `NO_CODE`, `FOREIGN`, `VOID` or `REPRINTED`.
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


def assemble(sights: Sequence[PageSight]) -> Assembly:
    """Sort the pages of one file into documents and loose runs.

    Documents stand in the order in which their first page came, loose runs in
    the order of the file.
    """
    present = [sight for sight in sights if not _is_back(sight)]
    owners = _owners(present)
    documents = [
        _gather(document_id, present, owners)
        for document_id in dict.fromkeys(filter(None, owners))
    ]
    return Assembly(
        documents=tuple(documents),
        loose=tuple(_loose_runs(present, owners)),
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


def _is_back(sight: PageSight) -> bool:
    return sight.blank and not sight.page_code


def _identity(sight: PageSight) -> pagecode.PageCode:
    read = pagecode.decode(sight.page_code + "A")
    if read is None or not sight.known:
        raise ValueError(sight.source_page)
    return read.code


def _owners(sights: Sequence[PageSight]) -> list[str]:
    """For each page the id of its document, "" for a loose one."""
    coded = [_marked_owner(sight) for sight in sights]
    owners = [_identity(sight).document_id if sight.known else "" for sight in sights]
    for position, sight in enumerate(sights):
        if not sight.page_code:
            before = next((it for it in reversed(coded[:position]) if it), "")
            after = next((it for it in coded[position:] if it), "")
            if before == after != _STRANGER:
                owners[position] = before
    return owners


def _marked_owner(sight: PageSight) -> str:
    """Whose a page is by its own code: a document's, a stranger's, or nobody's."""
    if sight.known:
        return _identity(sight).document_id
    return _STRANGER if sight.page_code else ""


def _gather(
    document_id: str, sights: Sequence[PageSight], owners: Sequence[str]
) -> Gathered:
    pages: dict[int, PageSight] = {}
    doubles: list[int] = []
    strays: list[PageSight] = []
    for sight, owner in zip(sights, owners, strict=True):
        if owner != document_id:
            continue
        if not sight.known:
            strays.append(sight)
            continue
        number = _identity(sight).page_number
        rival = pages.get(number)
        if rival is None:
            pages[number] = sight
            continue
        better, worse = sorted((rival, sight), key=_worth)
        pages[number] = better
        doubles.append(worse.source_page)
    return Gathered(
        document_id, dict(sorted(pages.items())), tuple(sorted(doubles)), tuple(strays)
    )


def _worth(sight: PageSight) -> tuple[float, float, int]:
    """Less is better: well registered, finely scanned, last in the file."""
    found = sight.registration
    marks = found.marks if found else 0
    return (-marks, -sight.dpi, -sight.source_page)


def _loose_runs(sights: Sequence[PageSight], owners: Sequence[str]) -> Iterable[Loose]:
    run: list[PageSight] = []
    for sight, owner in zip(sights, owners, strict=True):
        if run and (owner or _reason(sight) != _reason(run[0])):
            yield Loose(_reason(run[0]), tuple(run))
            run = []
        if not owner:
            run.append(sight)
    if run:
        yield Loose(_reason(run[0]), tuple(run))


def _reason(sight: PageSight) -> str:
    if not sight.page_code:
        return NO_CODE
    return _REFUSALS.get(sight.refusal, FOREIGN)
