"""Pages of a filed record that a person must look at, and what settles that; pure.

What is doubtful of a page is true of the scan and stands in the record. That a person
looked is an event of the record, and holds for versions that bring no such page anew.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.model import Event, Record, RecordPage

MATCHED: Final = "matched"
"""Reason: a page is known by its print only."""

DOUBLED: Final = "doubled"
"""Reason: another scan of a page, which was not taken, shows other ink or may do so."""

STRAY: Final = "stray"
"""Reason: a page has no code and lay between those of the document."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that may be doubtful of pages.

    Attributes:
        reason: A code of `pipeline.reasons`.
        answer: The event by which a person settles it.
        of: Is it doubtful of that page?
    """

    reason: str
    answer: str
    of: Callable[[RecordPage], bool]


DOUBTS: Final = (
    Doubt(MATCHED, "matched_confirmed", lambda page: page.matched),
    Doubt(DOUBLED, "doubles_seen", lambda page: page.doubled),
    Doubt(STRAY, "strays_kept", lambda page: page.number == 0),
)
"""The gravest first."""

REASONS: Final = frozenset(it.reason for it in DOUBTS)


def waiting(record: Record, events: Iterable[Event]) -> tuple[str, ...]:
    """The reasons for which a person must look at pages of the record."""
    said = {it.event for it in events}
    return tuple(
        it.reason
        for it in DOUBTS
        if it.answer not in said and any(map(it.of, record.pages))
    )


def pages(record: Record, reason: str) -> tuple[RecordPage, ...]:
    """The pages that are meant; none for a reason that is not about pages."""
    return tuple(
        page
        for doubt in DOUBTS
        if doubt.reason == reason
        for page in record.pages
        if doubt.of(page)
    )


def answer(reason: str) -> str:
    """The event by which a person settles it.

    Raises:
        KeyError: The reason is not about pages.
    """
    return {it.reason: it.answer for it in DOUBTS}[reason]


def still_settled(
    current: Record,
    following: Record,
    events: Collection[Event],
    doubted: Collection[int] = (),
) -> Iterator[Event]:
    """What persons said of pages of a version that holds for the next one too.

    Args:
        current: The version so far.
        following: The next one.
        events: Of the version so far.
        doubted: Numbers of pages that are the same, and of which one more scan was not
            taken: `DOUBLED` once more, and no more doubtful otherwise than before.
    """
    have = {page.source for page in current.pages}
    for doubt in DOUBTS:
        again = doubted if doubt.reason == DOUBLED else ()
        fresh = (
            page
            for page in following.pages
            if page.source not in have or page.number in again
        )
        if not any(map(doubt.of, fresh)):
            yield from (it for it in events if it.event == doubt.answer)
