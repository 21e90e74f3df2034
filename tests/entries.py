"""Entries of the catalogue: invented records with a few words on their pages."""

from datetime import UTC, date, datetime

from pipeline.catalogue import Entry, SearchQuery
from pipeline.model import PageText, Record, RecordState, Word

PEOPLE = ("Иванов Пётр Сергеевич", "Салтыкова-Щедрина Анна Львовна", "Ткач Олег")


def page(text, number=1, recognised=""):
    return PageText(number, 210, 297, laid(text), laid(recognised, top_mm=150))


def laid(text, top_mm=20):
    return tuple(
        Word(
            word,
            (
                10 + 20 * place,
                top_mm + 10 * line,
                28 + 20 * place,
                top_mm + 4 + 10 * line,
            ),
        )
        for line, words in enumerate(text.splitlines())
        for place, word in enumerate(words.split())
    )


def entry(record_id, *texts, state=RecordState.FILED, people=(), **fields):
    values = {
        "document_id": record_id.partition("-")[0],
        "kind": "journal",
        "title": "Журнал учета посещаемости",
        "number": "",
        "group": "ГТ-12",
        "students": (),
        "date": date(2025, 6, 20),
        "version": 1,
        "case": "03-07",
    }
    record = Record(
        record_id=record_id,
        pages=(),
        missing_pages=(),
        signatures=(),
        filed_at=datetime(2025, 7, 1, tzinfo=UTC),
        **values | fields,
    )
    pages = tuple(page(text, number) for number, text in enumerate(texts, 1))
    return Entry(record, state, f"archive/2025/{record_id}", people, pages)


def finder(catalogue):
    """Words and filters → the ids of the records that are found, in their order."""

    def ids(text="", **filters):
        hits = catalogue.search(SearchQuery(text, **filters))
        return [hit.record_id for hit in hits]

    return ids
