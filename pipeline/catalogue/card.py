"""What a record is found by: the terms of its card and of its pages. Pure.

The card is what is known of a record besides its pages: title, number, kind, group,
people, dates, ids, the name of the file it came in. Facets are terms that no text can
hold: they narrow a search to a kind, a group, a case, a state or a trainee inside the
index, however common the words are.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline import terms
from pipeline.catalogue.nouns import Entry, RecordRow, SearchQuery
from pipeline.model import PageText, RecordState, Word

_DIGEST_BITS = 41
_HIDDEN = frozenset({RecordState.SUPERSEDED, RecordState.DISPOSED})

Columns = tuple[str, str, str, str, str]
"""card_exact, card_stems, text_exact, text_stems, facets: terms between spaces."""


def row(entry: Entry) -> RecordRow:
    """What is kept of an entry besides its pages."""
    record = entry.record
    return RecordRow(
        record_id=record.record_id,
        document_id=record.document_id,
        kind=record.kind,
        title=record.title,
        number=record.number,
        group=record.group,
        students=record.students,
        people=entry.people,
        date=record.date,
        case=record.case,
        plan_year=record.plan_year,
        version=record.version,
        reason=record.reason,
        source_name=record.source_name,
        state=entry.state,
        path=entry.path,
    )


def key(record_id: str, day: date | None) -> int:
    """A number that is the greater the newer the document is.

    Of one day, a digest of the id decides: the order is the same in every catalogue.
    """
    digest = hashlib.sha256(record_id.encode()).digest()
    return first_key(day) + int.from_bytes(digest[:8]) % (1 << _DIGEST_BITS)


def first_key(day: date | None) -> int:
    """The least key of that day; undated documents come before every day."""
    return (day.toordinal() if day else 0) << _DIGEST_BITS


def last_key(day: date) -> int:
    """The greatest key of that day."""
    return ((day.toordinal() + 1) << _DIGEST_BITS) - 1


def columns(record: RecordRow, texts: Sequence[str]) -> Columns:
    """The terms of a record, always the same for the same record and texts."""
    card = [terms.index_terms(text) for text in _card_texts(record)]
    text = [terms.index_terms(text) for text in texts]
    return (
        " ".join(term for part in card for term in part.exact),
        " ".join(term for part in card for term in part.stems),
        " ".join(term for part in text for term in part.exact),
        " ".join(term for part in text for term in part.stems),
        " ".join(dict.fromkeys(_facets(record))),
    )


def page_terms(text: str) -> str:
    """The terms of one page, each once."""
    found = terms.index_terms(text)
    return " ".join(dict.fromkeys((*found.exact, *found.stems)))


def facet(name: str, value: str) -> str:
    """The term of a property, as `narrowing` asks for it."""
    plain = " ".join(terms.index_terms(value).exact) or value
    return f"={name}{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def narrowing(query: SearchQuery) -> tuple[str, ...]:
    """The facets that a hit must have; there is always one."""
    wanted = [
        facet(name, value)
        for name, value in (
            ("kind", query.kind),
            ("group", query.group),
            ("case", query.case),
            ("state", query.state),
        )
        if value
    ]
    if not query.state:
        wanted.append("=any" if query.all_versions else "=live")
    return tuple(wanted)


def name_facet(term: str) -> str:
    """The facet of a term of a trainee's name."""
    return f"=name{term}"


def reading_text(page: PageText) -> str:
    """The words of a page, printed and recognised, line by line from the top.

    Two words share a line when the middle of one lies within the height of the other.
    """
    words = sorted((*page.printed, *page.recognised), key=_middle)
    lines: list[list[Word]] = []
    for word in words:
        if lines and word.box_mm[1] < _middle(lines[-1][-1]) < word.box_mm[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(
        " ".join(word.text for word in sorted(line, key=_left)) for line in lines
    )


def _middle(word: Word) -> float:
    return (word.box_mm[1] + word.box_mm[3]) / 2


def _left(word: Word) -> float:
    return word.box_mm[0]


def _card_texts(record: RecordRow) -> Iterator[str]:
    yield record.title
    yield record.number
    yield record.kind
    yield record.group
    yield from record.people
    yield record.date.isoformat() if record.date else ""
    yield record.case
    yield record.source_name.rpartition(".")[0] or record.source_name
    yield from _id_texts(record)


def _id_texts(record: RecordRow) -> Iterator[str]:
    """The ids, whole and in the two halves in which they are printed."""
    yield record.record_id
    if record.document_id:
        half = len(record.document_id) // 2
        yield record.document_id
        yield f"{record.document_id[:half]} {record.document_id[half:]}"


def _facets(record: RecordRow) -> Iterator[str]:
    yield "=any"
    if record.state not in _HIDDEN:
        yield "=live"
    yield facet("kind", record.kind)
    yield facet("group", record.group)
    yield facet("case", record.case)
    yield facet("state", record.state)
    for student in record.students:
        yield facet("student", student)
    yield from _name_facets(record.people)


def _name_facets(people: Iterable[str]) -> Iterator[str]:
    for name in people:
        found = terms.index_terms(name)
        for term in (*found.exact, *found.stems):
            yield name_facet(term)
