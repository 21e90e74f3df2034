"""Pages of one file that we did not print → the papers among them.

A page that begins with a title begins another paper, when its kind or its number is
another one; a title that comes again without either is a running head, or it is not:
then the pages stay together for a person to part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.attribution import blanks, days, lines, titles
from pipeline.attribution.known import KnownKind
from pipeline.model import PageText


@dataclass(frozen=True, slots=True)
class Parts:
    """Where papers begin.

    Attributes:
        starts: Places of their first pages, from 0; the first is 0.
        clear: It is certain, and no more papers begin elsewhere.
    """

    starts: tuple[int, ...]
    clear: bool


def part(pages: Sequence[PageText], kinds: Mapping[str, KnownKind]) -> Parts:
    """Which pages begin a paper."""
    starts, clear = [0], True
    heads = [_head(page, kinds) for page in pages]
    last = heads[0]
    for place, head in enumerate(heads[1:], start=1):
        if head is None:
            continue
        if last is None or not head.sure:
            clear = False
        elif (head.kind, head.mark) != (last.kind, last.mark) and head.mark:
            starts.append(place)
        elif head.kind != last.kind or head.mark != last.mark or not head.mark:
            clear = False
        if head.sure:
            last = head
    return Parts(tuple(starts), clear)


@dataclass(frozen=True, slots=True)
class _Head:
    """A title at a page's head, with its number and date as one text."""

    kind: str
    mark: str
    sure: bool


def _head(page: PageText, kinds: Mapping[str, KnownKind]) -> _Head | None:
    read = lines.of_page(page)
    title = titles.find(read, kinds)
    if title is None:
        return None
    number = blanks.number(read, title.place)[0]
    dated = days.find(read, title.place)
    day = dated.day.isoformat() if dated and dated.strong else ""
    return _Head(title.kind, f"{number} {day}".strip(), title.sure)
