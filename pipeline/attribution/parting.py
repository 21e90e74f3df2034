"""Pages of one file that we did not print → the papers among them.

A page that begins with a title begins another paper, when its kind, its number or its
date is another one; one with the same number is a running head. A title that comes
again with no more than the same date, or with nothing that the first page has, is a
running head, or it is not: papers of one day are many. Then the pages stay together for
a person to part.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.attribution import blanks, heads, lines
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


def part(
    pages: Sequence[PageText],
    kinds: Mapping[str, KnownKind],
    codes: Collection[str] = (),
) -> Parts:
    """Which pages begin a paper.

    Args:
        pages: Their words.
        kinds: By whose titles a first page is known.
        codes: Of groups, which are no numbers of papers.
    """
    starts, clear = [0], True
    read = [heads.read(lines.of_page(page), kinds, codes) for page in pages]
    last = read[0]
    for place, head in enumerate(read[1:], start=1):
        if head.title is None:
            continue
        begins = _begins(head, last)
        clear &= begins is not None
        if begins:
            starts.append(place)
        if head.title.sure and begins is not False:
            last = head
    return Parts(tuple(starts), clear)


def _begins(head: Head, last: Head) -> bool | None:
    """A page begins another paper than the last title; None where that is not sure.

    What only one of the two has tells nothing: a running head may be cut short, and
    its number too.
    """
    if last.title is None or head.title is None or not head.title.sure:
        return None
    if head.title.kind != last.title.kind:
        return True if head.number[0] or head.day else None
    another_day = bool(head.day and last.day and head.day != last.day)
    if head.number[0] and last.number[0]:
        if blanks.alike(head.number[0], last.number[0]):
            return None if another_day else False
        cut = blanks.is_end(head.number[0], last.number[0])
        apart = any(blanks.is_apart(it.number[1]) for it in (head, last))
        return None if (cut or apart) and not another_day else True
    return True if another_day else None
