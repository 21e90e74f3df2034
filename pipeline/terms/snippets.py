"""A text and a question → where the one answers the other, and what to show of it."""

import re
from collections.abc import Iterator, Sequence

from pipeline.terms import units
from pipeline.terms.question import Query
from pipeline.terms.units import Placed

MARK = "**"
"""Stands before and after a hit in a snippet; « » would be taken for the text's own."""

_ELLIPSIS = "…"

_Span = tuple[int, int]
"""First character, from 0, and the one after the last."""


def highlight(text: str, query: Query) -> tuple[_Span, ...]:
    """Where the text answers the question.

    Returns:
        Spans of the text, first character and the one after the last, from 0, in
        order and apart from each other.
    """
    return _merged(span for spans in _hits(text, query) for span in spans)


def snippet(text: str, query: Query, width: int = 160) -> str:
    """The part of a text that answers most of the question, hits between `MARK`.

    Args:
        text: Of one page.
        query: What was asked.
        width: In characters of the text, ellipses and marks not counted; a longer
            hit is shown whole.
    """
    found = _hits(text, query)
    spans = _merged(span for spans in found for span in spans)
    start, end = _window(text, _best_start(found, width), spans, width)
    pieces: list[str] = []
    position = start
    for left, right in spans:
        if start <= left and right <= end:
            hit = _tidy(text[left:right])
            pieces += [_tidy(text[position:left]), MARK, hit, MARK]
            position = right
    pieces.append(_tidy(text[position:end]))
    before = _ELLIPSIS if text[:start].strip() else ""
    after = _ELLIPSIS if text[end:].strip() else ""
    return before + "".join(pieces).strip() + after


def _hits(text: str, query: Query) -> list[list[_Span]]:
    """For every clause the spans that answer it."""
    found = units.read(text)
    exact = [(placed[1].exact, placed) for placed in found]
    stems = [(stem, placed) for placed in found for stem in placed[1].stems]
    return [
        [
            *_runs(exact, clause.exact, prefix=clause.prefix),
            *_runs(stems, clause.stems, prefix=clause.prefix),
            *(
                (units.start(placed), units.end(placed))
                for term, placed in [*exact, *stems]
                if term in clause.similar
            ),
        ]
        for clause in query.clauses
    ]


def _runs(
    terms: Sequence[tuple[str, Placed]], run: Sequence[str], *, prefix: bool
) -> Iterator[_Span]:
    if not run:
        return
    *head, last = run
    for place, (term, placed) in enumerate(terms[len(head) :]):
        if not (term == last or (prefix and term.startswith(last))):
            continue
        if all(terms[place + step][0] == earlier for step, earlier in enumerate(head)):
            yield units.start(terms[place][1]), units.end(placed)


def _merged(spans: Iterator[_Span]) -> tuple[_Span, ...]:
    apart: list[_Span] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def _best_start(found: Sequence[Sequence[_Span]], width: int) -> int:
    """Start of the hit from which most clauses, then most hits, lie within reach."""
    hits = sorted(
        (start, end, clause)
        for clause, spans in enumerate(found)
        for start, end in spans
    )
    best, best_start = (0, 0), 0
    for place, (first, _, _) in enumerate(hits):
        near = [
            clause
            for start, end, clause in hits[place : place + width]
            if end <= first + width or start == first
        ]
        if (len(set(near)), len(near)) > best:
            best, best_start = (len(set(near)), len(near)), first
    return best_start


def _window(text: str, first: int, spans: Sequence[_Span], width: int) -> _Span:
    """The part to show: a quarter of it before the first hit, ends between words."""
    start = max(0, min(first - width // 4, len(text) - width))
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    end = min(len(text), start + width)
    while first < end < len(text) and not text[end].isspace():
        end -= 1
    for left, right in spans:
        if left == first:
            return start, max(end, right)
    return start, end if end > first else min(len(text), start + width)


def _tidy(text: str) -> str:
    """One line, and no mark that is not ours."""
    return re.sub(r"\*{2,}", "*", re.sub(r"\s+", " ", text))
