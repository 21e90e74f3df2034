"""The catalogue in its database."""

import re
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select

from pipeline import disk
from pipeline.catalogue import card, fulltext, searching
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.database import (
    check,
    open_database,
    require_writable,
    writing,
)
from pipeline.catalogue.nouns import Entry, Hit, RecordRow, SearchQuery
from pipeline.catalogue.tables import issued, issued_pages, pages, records
from pipeline.model import IssuedDocument, Layout

_BATCH = 200
"""Records that one transaction puts in: others wait for a fraction of a second."""

_DEFLATE = 4
"""Twice as fast as the usual 6, and a twentieth larger."""

_FIGURES = re.compile(r"(\d+)")


class StoredCatalogue(Catalogue):
    """See `Catalogue`, which says what each method does."""

    def __init__(self, path: Path, on_close: Callable[[], None]) -> None:
        self._engine = open_database(path)
        self._on_close = on_close

    def close(self) -> None:
        self._engine.dispose()
        self._on_close()

    def check(self) -> None:
        check(self._engine)

    def require_writable(self) -> None:
        require_writable(self._engine)

    def put_issued(self, document: IssuedDocument, layout: Layout) -> None:
        with writing(self._engine) as connection:
            _forget_issued(connection, document.document_id)
            connection.execute(insert(issued), _issued_row(document))
            if layout.pages:
                connection.execute(insert(issued_pages), _page_codes(layout))

    def issued(
        self, *, group: str = "", kind: str = "", state: str = ""
    ) -> list[IssuedDocument]:
        question = select(issued.c.document)
        wanted = {"group_code": group, "kind": kind, "state": state}
        for name, value in wanted.items():
            if value:
                question = question.where(issued.c[name] == value)
        with self._engine.begin() as connection:
            found = connection.execute(question).scalars().all()
        documents = [disk.from_json(document, IssuedDocument) for document in found]
        return sorted(documents, key=_by_number)

    def issued_page(self, page_code: str) -> tuple[str, int] | None:
        question = select(issued_pages.c.document_id, issued_pages.c.number)
        with self._engine.begin() as connection:
            found = connection.execute(
                question.where(issued_pages.c.page_code == page_code)
            ).first()
        return (found.document_id, found.number) if found else None

    def put_record(self, entry: Entry) -> None:
        self.put_records([entry])

    def put_records(self, entries: Iterable[Entry]) -> None:
        coming = iter(entries)
        while batch := list(islice(coming, _BATCH)):
            with writing(self._engine) as connection:
                for entry in sorted(batch, key=_by_date):
                    _put(connection, entry)

    def remove_record(self, record_id: str, path: str = "") -> None:
        with writing(self._engine) as connection:
            _remove(connection, record_id, path)

    def record_path(self, record_id: str) -> str | None:
        question = select(records.c.path).where(records.c.record_id == record_id)
        with self._engine.begin() as connection:
            return connection.execute(question).scalar_one_or_none()

    def record_paths(self) -> dict[str, str]:
        question = select(records.c.record_id, records.c.path)
        with self._engine.begin() as connection:
            return {row.record_id: row.path for row in connection.execute(question)}

    def record_stamps(self) -> dict[str, str]:
        question = select(records.c.path, records.c.stamp)
        with self._engine.begin() as connection:
            return {row.path: row.stamp for row in connection.execute(question)}

    def group_codes(self) -> set[str]:
        columns = (issued.c.group_code, records.c.group_code)
        with self._engine.begin() as connection:
            found = [connection.execute(select(it).distinct()) for it in columns]
            codes = {code for rows in found for code in rows.scalars()}
        return codes - {""}

    def versions(self, family: str) -> list[str]:
        question = (
            select(records.c.record_id)
            .where(records.c.family == family)
            .order_by(records.c.version, records.c.record_id)
        )
        with self._engine.begin() as connection:
            return list(connection.execute(question).scalars())

    def current(self, family: str) -> str | None:
        return next(reversed(self.versions(family)), None)

    def records(
        self,
        *,
        state: str = "",
        kind: str = "",
        group: str = "",
        case: str = "",
        unsure: bool | None = None,
        most: int | None = None,
    ) -> list[RecordRow]:
        question = select(records.c.row).order_by(
            records.c.date.desc().nulls_last(), records.c.record_id
        )
        wanted = {
            "state": state,
            "kind": kind,
            "group_code": group,
            "case_index": case,
        }
        for name, value in wanted.items():
            if value:
                question = question.where(records.c[name] == value)
        if unsure is not None:
            question = question.where(records.c.unsure == unsure)
        question = question.limit(most)
        with self._engine.begin() as connection:
            found = connection.execute(question).scalars().all()
        return [disk.from_json(row, RecordRow) for row in found]

    def search(self, query: SearchQuery) -> list[Hit]:
        with self._engine.begin() as connection:
            return searching.search(connection, query)

    def clear(self) -> None:
        with writing(self._engine) as connection:
            for table in (issued_pages, issued, pages, records):
                connection.execute(delete(table))
            fulltext.empty(connection)

    def counts(self) -> dict[str, int]:
        with self._engine.begin() as connection:
            return {
                table.name: _count(connection, table)
                for table in (issued, records, pages)
            }


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _forget_issued(connection: Connection, document_id: str) -> None:
    for table in (issued_pages, issued):
        connection.execute(delete(table).where(table.c.document_id == document_id))


def _issued_row(document: IssuedDocument) -> dict[str, object]:
    return {
        "document_id": document.document_id,
        "kind": document.kind,
        "group_code": document.group,
        "state": document.state.value,
        "document": disk.to_json_line(document),
    }


def _page_codes(layout: Layout) -> list[dict[str, object]]:
    return [
        {
            "page_code": page.page_code,
            "document_id": layout.document_id,
            "number": page.number,
        }
        for page in layout.pages
    ]


def _by_number(document: IssuedDocument) -> tuple[str, list[tuple[int, str]], str]:
    """Kind, then the number as a person counts: «ГТ-2» before «ГТ-10»."""
    pieces = _FIGURES.split(document.number)
    number = [
        (int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces
    ]
    return document.kind, number, document.document_id


def _by_date(entry: Entry) -> int:
    """In the order of keys, in which FTS5 takes them fastest."""
    return card.first_key(entry.record.date)


def _put(connection: Connection, entry: Entry) -> None:
    _remove(connection, entry.record.record_id)
    row = card.row(entry)
    key = _free_key(connection, row.date)
    texts = [card.reading_text(page) for page in entry.pages]
    index = card.index(row, texts)
    stamped = {"stamp": entry.stamp}
    connection.execute(insert(records), _record_row(row, key) | stamped)
    fulltext.add(connection, key, index.columns)
    first = 1 + (connection.execute(select(func.max(pages.c.id))).scalar_one() or 0)
    ids = range(first, first + len(texts))
    if texts:
        connection.execute(
            insert(pages),
            [
                {
                    "id": page_id,
                    "record_key": key,
                    "number": page.number,
                    "text": zlib.compress(text.encode(), _DEFLATE),
                }
                for page_id, page, text in zip(ids, entry.pages, texts, strict=True)
            ],
        )
    fulltext.add_pages(connection, list(zip(ids, index.pages, strict=True)))


def _free_key(connection: Connection, day: date | None) -> int:
    """The key after those of that day; which of a day comes first shows nowhere."""
    first, last = card.first_key(day), card.last_key(day)
    question = select(func.max(records.c.key)).where(records.c.key.between(first, last))
    taken = connection.execute(question).scalar_one()
    return first if taken is None else int(taken) + 1


def _record_row(row: RecordRow, key: int) -> dict[str, object]:
    return {
        "key": key,
        "record_id": row.record_id,
        "family": row.family,
        "kind": row.kind,
        "group_code": row.group,
        "case_index": row.case,
        "state": row.state.value,
        "date": row.date,
        "version": row.version,
        "path": row.path,
        "unsure": row.unsure,
        "row": disk.to_json_line(row),
    }


def _remove(connection: Connection, record_id: str, path: str = "") -> None:
    question = select(records.c.key, records.c.row)
    question = question.where(records.c.record_id == record_id)
    if path:
        question = question.where(records.c.path == path)
    old = connection.execute(question).first()
    if not old:
        return
    stored = connection.execute(
        select(pages.c.id, pages.c.text)
        .where(pages.c.record_key == old.key)
        .order_by(pages.c.id)
    ).all()
    texts = [zlib.decompress(page.text).decode() for page in stored]
    row = disk.from_json(old.row, RecordRow)
    index = card.index(row, texts)
    ids = [page.id for page in stored]
    fulltext.remove(connection, old.key, index.columns)
    fulltext.remove_pages(connection, list(zip(ids, index.pages, strict=True)))
    connection.execute(delete(pages).where(pages.c.record_key == old.key))
    connection.execute(delete(records).where(records.c.key == old.key))
