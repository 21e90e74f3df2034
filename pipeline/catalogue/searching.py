"""A question → hits.

A record answers when every clause occurs somewhere in it: on any of its pages or its
card. Answers come in three tiers:

    2  every clause as it was asked for
    1  every clause in some form of the word, or as a part of a number
    0  with words that are only similar (errors of OCR), looked for when the tiers
       above hold fewer than `_FEW`

Within a tier the relevance of bm25 decides, rounded, then the document's date, newest
first, then the record's id. A tier that more than half of the archive belongs to, or
more than `_RANKED`, is not ranked: newest first is what people want there, and its
cost does not grow with the archive.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Connection, func, select

from pipeline import disk, terms
from pipeline.catalogue import card, fulltext
from pipeline.catalogue.nouns import Hit, HitPage, RecordRow, SearchQuery
from pipeline.catalogue.tables import pages, records

_FEW = 5
_RANKED = 5_000
_PAGES_SHOWN = 3
_SIMILAR_WORDS = 20
_SHORTEST = 5
"""Letters; shorter words have too many neighbours."""
_LONG = 9
"""Letters; a word as long may have two errors, a shorter one only one."""
_GARBLED_PAGES = 2
"""Beside a known word only terms as rare as that are taken for its misreadings."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which records are asked about at all.

    Attributes:
        conditions: Of the facets.
        span: First and last key, for the dates.
    """

    conditions: tuple[str, ...]
    span: fulltext.Span

    def match(self, conditions: Iterable[str]) -> str:
        return fulltext.all_of((*self.conditions, *conditions))


def search(connection: Connection, query: SearchQuery) -> list[Hit]:
    """The answers from `query.offset` on, at most `query.limit`.

    A text without a letter or figure («…», «"») has no answer.
    """
    asked = terms.parse_query(query.text)
    if query.text.strip() and not asked:
        return []
    wanted = query.offset + query.limit
    scope = _scope(query)
    if asked:
        asked, found = _in_tiers(connection, asked, scope, wanted)
    else:
        newest = fulltext.newest(connection, scope.match(()), scope.span, wanted)
        found = dict.fromkeys(newest, 0.0)
    return _hits(connection, list(found.items())[query.offset : wanted], asked)


def _scope(query: SearchQuery) -> _Scope:
    first = card.first_key(query.from_date)
    last = card.last_key(query.to_date or date.max)
    if query.to_date and not query.from_date:
        first = card.first_key(date.min)
    conditions = fulltext.facets(card.narrowing(query))
    return _Scope((*conditions, *_student(query.student)), (first, last))


def _student(student: str) -> list[str]:
    """A trainee id, or every word of a name: in any form, or its initial."""
    if not student.strip():
        return []
    by_id = fulltext.facets([card.facet("student", student.strip())])
    by_name = [_named(clause) for clause in terms.parse_query(student).clauses]
    whole_name = [f"({fulltext.all_of(by_name)})"] if by_name else []
    return [fulltext.any_of([*by_id, *whole_name])]


def _named(clause: terms.Clause) -> str:
    """Somebody has this in the name; one letter is the beginning of it."""
    return fulltext.any_of(
        condition
        for term in dict.fromkeys((*clause.exact, *clause.stems))
        for condition in fulltext.facets(
            [card.name_facet(term)], prefix=clause.prefix or len(clause.exact[0]) == 1
        )
    )


def _in_tiers(
    connection: Connection, asked: terms.Query, scope: _Scope, wanted: int
) -> tuple[terms.Query, dict[int, float]]:
    """The question as it was answered, and key → score, best first."""
    found: dict[int, float] = {}
    for tier, ways in ((2, fulltext.exactly), (1, fulltext.anyhow)):
        if len(found) < wanted:
            best = _best(connection, scope, ways(asked.clauses), wanted)
            _add_tier(found, tier, best)
    if len(found) < min(_FEW, wanted):
        asked = _with_similar(connection, asked)
        best = _best(connection, scope, fulltext.anyhow(asked.clauses), wanted)
        _add_tier(found, 0, best)
    return asked, found


def _add_tier(
    found: dict[int, float], tier: int, best: Iterable[tuple[int, float]]
) -> None:
    """Put a tier's records behind those that the tiers above hold already."""
    for key, relevance in best:
        found.setdefault(key, round(tier + relevance, 4))


def _best(
    connection: Connection, scope: _Scope, conditions: Iterable[str], wanted: int
) -> list[tuple[int, float]]:
    """Key and relevance of the best that match, or of the newest of too many."""
    match = scope.match(conditions)
    most = min(_records(connection) // 2, _RANKED)
    if fulltext.count(connection, match, scope.span, most + 1) <= most:
        return fulltext.ranked(connection, match, scope.span, wanted)
    newest = fulltext.newest(connection, match, scope.span, wanted)
    return [(key, 0.0) for key in newest]


def _records(connection: Connection) -> int:
    question = select(func.count()).select_from(records)
    return int(connection.execute(question).scalar_one())


def _with_similar(connection: Connection, asked: terms.Query) -> terms.Query:
    """The question with the dictionary's similar words beside each word."""
    return terms.Query(
        tuple(
            replace(clause, similar=_similar(connection, clause))
            for clause in asked.clauses
        )
    )


def _similar(connection: Connection, clause: terms.Clause) -> tuple[str, ...]:
    """Terms that may be the clause's word misread, nearest and most frequent first."""
    word = clause.word
    if len(word) < _SHORTEST:
        return ()
    errors = 2 if len(word) >= _LONG else 1
    dictionary = dict(fulltext.words_like(connection, word[0]))
    known = word in dictionary or clause.stems[0] in dictionary
    near = [
        (distance, -pages_with_it, term)
        for term, pages_with_it in dictionary.items()
        if (distance := _distance(clause, term, errors)) <= errors
        and not (known and pages_with_it > _GARBLED_PAGES)
    ]
    return tuple(term for _, _, term in sorted(near)[:_SIMILAR_WORDS])


def _distance(clause: terms.Clause, term: str, errors: int) -> int:
    """Errors between the word and a term of the dictionary."""
    if len(term) < _SHORTEST - 1 or not term.isalpha():
        return errors + 1
    return Levenshtein.distance(clause.word, term, score_cutoff=errors)


def _hits(
    connection: Connection, shown: Sequence[tuple[int, float]], asked: terms.Query
) -> list[Hit]:
    keys = [key for key, _ in shown]
    question = select(records.c.key, records.c.row).where(records.c.key.in_(keys))
    rows = {
        key: disk.from_json(row, RecordRow)
        for key, row in connection.execute(question).all()
    }
    page_ids = _page_ids(connection, keys) if asked else {}
    return [
        _hit(rows[key], score, _shown(connection, page_ids.get(key, []), asked))
        for key, score in shown
    ]


def _hit(row: RecordRow, score: float, shown: tuple[HitPage, ...]) -> Hit:
    return Hit(
        record_id=row.record_id,
        document_id=row.document_id,
        kind=row.kind,
        title=row.title,
        group=row.group,
        students=row.students,
        date=row.date,
        path=row.path,
        score=score,
        pages=shown,
    )


def _page_ids(connection: Connection, keys: Sequence[int]) -> dict[int, list[int]]:
    """Key → ids of its pages, in their order."""
    question = (
        select(pages.c.record_key, pages.c.id)
        .where(pages.c.record_key.in_(keys))
        .order_by(pages.c.id)
    )
    ids: dict[int, list[int]] = {}
    for key, page_id in connection.execute(question):
        ids.setdefault(key, []).append(page_id)
    return ids


def _shown(
    connection: Connection, page_ids: Sequence[int], asked: terms.Query
) -> tuple[HitPage, ...]:
    """The pages of one record that answer most clauses, in the record's order."""
    chosen = _chosen(connection, page_ids, asked)
    question = select(pages.c.number, pages.c.text).where(pages.c.id.in_(chosen))
    stored = connection.execute(question.order_by(pages.c.id)).all() if chosen else ()
    shown = [
        HitPage(number, terms.snippet(zlib.decompress(text).decode(), asked))
        for number, text in stored
    ]
    return tuple(page for page in shown if terms.MARK in page.snippet)


def _chosen(
    connection: Connection, page_ids: Sequence[int], asked: terms.Query
) -> Sequence[int]:
    if len(page_ids) <= _PAGES_SHOWN:
        return page_ids
    answers = Counter(
        page_id
        for clause in asked.clauses
        for page_id in fulltext.pages_with(
            connection, clause, (page_ids[0], page_ids[-1])
        )
    )
    best_first = sorted(answers, key=lambda page_id: (-answers[page_id], page_id))
    return best_first[:_PAGES_SHOWN]
