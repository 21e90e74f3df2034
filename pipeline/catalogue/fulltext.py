"""The index of words, in SQLite's FTS5: the only module that speaks a dialect.

Two tables of terms, neither of which keeps the text:

- `record_terms`, a row a record (its rowid is the record's key): decides what matches
  and ranks it. Words may be spread over a record's pages and its card.
- `page_terms`, a row a page, without positions: chooses the pages to show.

A row without its text is taken out by giving FTS5 the very terms that were put in
(FTS5, "The 'delete' command"); `card` makes them again from what is stored. The
counts behind bm25 are then those of a table that never had the row.

A key grows with the document's date, so a range of dates is a range of rowids and
the newest are those that FTS5 comes to first when it walks backwards.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, text

from pipeline.catalogue import card
from pipeline.terms import Clause

Span = tuple[int, int]
"""First and last key."""

_TABLES = (
    """CREATE VIRTUAL TABLE record_terms USING fts5(
        text_exact, text_stems, card_exact, card_stems, facets,
        content='', tokenize="ascii tokenchars '-./='")""",
    """CREATE VIRTUAL TABLE page_terms USING fts5(
        terms, content='', detail=none, columnsize=0,
        tokenize="ascii tokenchars '-./='")""",
    "CREATE VIRTUAL TABLE page_words USING fts5vocab(page_terms, row)",
)
_EXACT = "{card_exact text_exact}"
_STEMS = "{card_stems text_stems}"
_ANY = "{card_exact card_stems text_exact text_stems}"
_BM25 = "bm25(record_terms, 2.0, 1.0, 8.0, 4.0, 0.0)"
"""The card counts four times the text, the word as asked twice the stem."""

_COUNT = text(
    """SELECT count(*) FROM (SELECT 1 FROM record_terms
    WHERE record_terms MATCH :match AND rowid BETWEEN :first AND :last LIMIT :most)"""
)
_LEAST = text(
    """SELECT min(rowid) FROM (SELECT rowid FROM record_terms
    WHERE record_terms MATCH :match AND rowid BETWEEN :first AND :last
    ORDER BY rowid DESC LIMIT :limit)"""
)
_NEWEST_FIRST = "date IS NULL, date DESC, record_id LIMIT :limit"
_NEWEST = text(
    f"""SELECT key FROM record_terms CROSS JOIN records ON key = record_terms.rowid
    WHERE record_terms MATCH :match AND record_terms.rowid BETWEEN :first AND :last
    ORDER BY {_NEWEST_FIRST}"""  # noqa: S608 - constants of ours - constants; so below
)
_RANKED = text(
    f"""SELECT key, round({_BM25} / ({_BM25} - 10), 4) AS relevance
    FROM record_terms CROSS JOIN records ON key = record_terms.rowid
    WHERE record_terms MATCH :match AND record_terms.rowid BETWEEN :first AND :last
    ORDER BY relevance DESC, {_NEWEST_FIRST}"""  # noqa: S608
)
_PAGES = text(
    """SELECT rowid FROM page_terms
    WHERE page_terms MATCH :match AND rowid BETWEEN :first AND :last"""
)
_WORDS = text("SELECT term, doc FROM page_words WHERE term >= :first AND term < :last")


def create(connection: Connection) -> None:
    """Make the index, empty."""
    for table in _TABLES:
        connection.execute(text(table))


def empty(connection: Connection) -> None:
    """Take everything out."""
    for table in ("record_terms", "page_terms"):
        connection.execute(text(f"INSERT INTO {table}({table}) VALUES ('delete-all')"))  # noqa: S608 - constants


def add(connection: Connection, key: int, columns: Sequence[str]) -> None:
    """Put in a record."""
    connection.exec_driver_sql(
        "INSERT INTO record_terms(rowid, text_exact, text_stems, card_exact,"
        " card_stems, facets) VALUES (?, ?, ?, ?, ?, ?)",
        (key, *columns),
    )


def remove(connection: Connection, key: int, columns: Sequence[str]) -> None:
    """Take out a record; the columns must be those it was put in with."""
    connection.exec_driver_sql(
        "INSERT INTO record_terms(record_terms, rowid, text_exact, text_stems,"
        " card_exact, card_stems, facets) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
        (key, *columns),
    )


def add_pages(connection: Connection, pages: Sequence[tuple[int, str]]) -> None:
    """Put in pages: id and terms."""
    if pages:
        connection.exec_driver_sql(
            "INSERT INTO page_terms(rowid, terms) VALUES (?, ?)", list(pages)
        )


def remove_pages(connection: Connection, pages: Sequence[tuple[int, str]]) -> None:
    """Take out pages; the terms must be those they were put in with."""
    if pages:
        connection.exec_driver_sql(
            "INSERT INTO page_terms(page_terms, rowid, terms) VALUES ('delete', ?, ?)",
            list(pages),
        )


def exactly(clauses: Iterable[Clause]) -> list[str]:
    """Conditions: every clause as it was asked for, nearer than its stems."""
    return [
        f"{_EXACT} : {_run(clause.exact, prefix=clause.prefix)}" for clause in clauses
    ]


def anyhow(clauses: Iterable[Clause]) -> list[str]:
    """Conditions: every clause in one of its ways."""
    return [f"({' OR '.join(_ways(clause))})" for clause in clauses]


def facets(values: Iterable[str], *, prefix: bool = False) -> list[str]:
    """Conditions: every one of these facets."""
    return [f"facets : {_run((value,), prefix=prefix)}" for value in values]


def all_of(conditions: Iterable[str]) -> str:
    """One condition out of many."""
    return " AND ".join(conditions)


def any_of(conditions: Iterable[str]) -> str:
    """One condition out of several that each suffice."""
    return f"({' OR '.join(conditions)})"


def count(connection: Connection, match: str, span: Span, most: int) -> int:
    """How many records match; counting stops at `most`."""
    found = connection.execute(_COUNT, _named(match, span) | {"most": most})
    return int(found.scalar_one())


def newest(connection: Connection, match: str, span: Span, limit: int) -> list[int]:
    """The keys of the newest records that match, of one day by record id.

    FTS5 walks by keys and stops; the day it stops in is then taken whole.
    """
    asked = _named(match, span) | {"limit": limit}
    least = connection.execute(_LEAST, asked).scalar_one()
    if least is None:
        return []
    asked["first"] = max(span[0], card.first_key_beside(least))
    found = connection.execute(_NEWEST, asked)
    return [int(key) for (key,) in found]


def ranked(
    connection: Connection, match: str, span: Span, limit: int
) -> list[tuple[int, float]]:
    """Keys and relevance (0 to 1, four decimals) of the best, then the newest."""
    found = connection.execute(_RANKED, _named(match, span) | {"limit": limit})
    return [(int(key), float(relevance)) for key, relevance in found]


def pages_with(connection: Connection, clause: Clause, span: Span) -> list[int]:
    """The pages between those ids that hold the terms of a clause, in any order."""
    ways = [
        all_of(_run((term,), prefix=clause.prefix) for term in run)
        for run in (clause.exact, clause.stems, *((term,) for term in clause.similar))
        if run
    ]
    match = any_of(f"({way})" for way in ways)
    return [int(page) for (page,) in connection.execute(_PAGES, _named(match, span))]


def words_like(connection: Connection, letter: str) -> list[tuple[str, int]]:
    """All terms of pages that begin with the letter, and on how many pages."""
    found = connection.execute(_WORDS, {"first": letter, "last": chr(ord(letter) + 1)})
    return [(str(term), int(pages)) for term, pages in found]


def _named(match: str, span: Span) -> dict[str, str | int]:
    return {"match": match, "first": span[0], "last": span[1]}


def _ways(clause: Clause) -> Iterator[str]:
    yield f"{_EXACT} : {_run(clause.exact, prefix=clause.prefix)}"
    if clause.stems:
        yield f"{_STEMS} : {_run(clause.stems, prefix=clause.prefix)}"
    for term in clause.similar:
        yield f"{_ANY} : {_run((term,), prefix=False)}"


def _run(run: Iterable[str], *, prefix: bool) -> str:
    """Terms one after the other, quoted so that nothing in them is an operator."""
    quoted = " ".join(run).replace('"', '""')
    return f'"{quoted}" *' if prefix else f'"{quoted}"'
