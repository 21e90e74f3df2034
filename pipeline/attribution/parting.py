"""Pages of one file that we did not print → the papers among them.

A page that begins with a title begins another paper, when its kind or its number is
another one; one with the same number is a running head. A title that comes again with
no more than the same date, or with nothing, is a running head, or it is not: papers of
one day are many. Then the pages stay together for a person to part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.attribution import heads, lines
from pipeline.attribution.heads import Head
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
    read = [heads.read(lines.of_page(page), kinds) for page in pages]
    last = read[0]
    for place, head in enumerate(read[1:], start=1):
        if head.title is None:
            continue
        if last.title is None or not head.title.sure:
            clear = False
        elif _tells(head) and _differs(head, last):
            starts.append(place)
        elif _differs(head, last) or not head.number[0]:
            clear = False
        if head.title.sure:
            last = head
    return Parts(tuple(starts), clear)


def _tells(head: Head) -> bool:
    """More than a title: its number or its date."""
    return bool(head.mark)


def _differs(head: Head, last: Head) -> bool:
    """Another kind, or another number or date."""
    kinds = [it.title.kind for it in (head, last) if it.title]
    return len(set(kinds)) > 1 or head.mark != last.mark
