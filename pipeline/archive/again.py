"""Pages of a record that came again unchanged: which, when, and for how long it counts.

The record keeps its older scan then; that the paper looked the same later is an event.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.archive.events import RESCANNED
from pipeline.model import Event, Record

_NUMBERS = ("pages", "taken", "poorer")
"""Details of the event that list page numbers."""


def seen_again(past: Iterable[Event]) -> dict[int, list[Event]]:
    """Page number → the events that tell that the paper looked as the record shows it.

    A poorer scan proves nothing, since ink may have been lost on it.
    """
    seen: dict[int, list[Event]] = {}
    for event in past:
        for number in _unchanged(event):
            seen.setdefault(number, []).append(event)
    return seen


def still_seen(before: Record, after: Record, past: Iterable[Event]) -> Iterator[Event]:
    """What of that holds for the pages of a next version that are the same scans.

    Args:
        before: The version so far; the numbers are of its pages.
        after: The version that follows it.
        past: The events of the version so far.
    """
    there = {page.source: page.number for page in after.pages}
    here = {it.number: there.get(it.source, 0) for it in before.pages if it.number}
    for event in past:
        if any(here.get(number) for number in _unchanged(event)):
            yield replace(event, details=_renumbered(event, here))


def _unchanged(event: Event) -> frozenset[int]:
    if event.event != RESCANNED:
        return frozenset()
    return _numbers(event, "pages") - _numbers(event, "poorer")


def _numbers(event: Event, name: str) -> frozenset[int]:
    parts = event.details.get(name, "").split(",")
    return frozenset(int(part) for part in parts if part.strip())


def _renumbered(event: Event, here: dict[int, int]) -> dict[str, str]:
    """The details, less pages that came anew, the others as they are numbered now."""
    kept = {name: it for name, it in event.details.items() if name not in _NUMBERS}
    for name in _NUMBERS:
        numbers = sorted({here.get(it, 0) for it in _numbers(event, name)} - {0})
        if numbers:
            kept[name] = ", ".join(map(str, numbers))
    return kept
