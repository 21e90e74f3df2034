"""What a record is found by: the terms of its card and of its pages. Pure.

The card is what is known of a record besides its pages: title, number, kind, group,
people, dates, ids, the name of the file it came in. Facets are terms that no text can
hold: they narrow a search to a kind, a group, a case, a state or a trainee inside the
index, however common the words are.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline import pagedoubts, terms
from pipeline.catalogue.nouns import Entry, RecordRow, SearchQuery
from pipeline.model import Certainty, PageText, RecordState, Word

_DAY_BITS = 16
"""65,536 records of one day; few bits, since every posting in the index holds a key."""
_UNDATED = -(1 << 62)
_HIDDEN = frozenset({RecordState.SUPERSEDED, RecordState.DISPOSED})


@dataclass(frozen=True, slots=True)
class Index:
    """The terms of a record, with spaces between.

    Attributes:
        columns: text_exact, text_stems, card_exact, card_stems, facets.
        pages: Of each page, each once, in any order.
    """

    columns: tuple[str, str, str, str, str]
    pages: tuple[str, ...]


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
        unsure=any(it.status is Certainty.UNSURE for it in record.signatures)
        or any(it.status is Certainty.UNSURE for it in record.readings)
        or bool(pagedoubts.waiting(record, ())),
    )


def first_key(day: date | None) -> int:
    """The least key of the records of that day; it grows with the date.

    Undated documents, which come before every day, have negative keys.
    """
    return day.toordinal() << _DAY_BITS if day else _UNDATED


def last_key(day: date | None) -> int:
    """The greatest key of the records of that day."""
    return ((day.toordinal() + 1) << _DAY_BITS) - 1 if day else -1


def first_key_beside(key: int) -> int:
    """The least key of the day that the key belongs to."""
    return _UNDATED if key < 0 else key >> _DAY_BITS << _DAY_BITS


def index(record: RecordRow, texts: Sequence[str]) -> Index:
    """The terms of a record, always the same for the same record and texts."""
    card = [terms.index_terms(text) for text in _card_texts(record)]
    pages = [terms.index_terms(text) for text in texts]
    return Index(
        (
            " ".join(term for page in pages for term in page.exact),
            " ".join(term for page in pages for term in page.stems),
            " ".join(term for part in card for term in part.exact),
            " ".join(term for part in card for term in part.stems),
            " ".join(dict.fromkeys(_facets(record))),
        ),
        tuple(" ".join({*page.exact, *page.stems}) for page in pages),
    )


def facet(name: str, value: str) -> str:
    """The term of a property, as `narrowing` asks for it.

    Codes may differ by nothing but punctuation; a trainee's id is typed among names.
    """
    plain = " ".join(value.split()).casefold()
    if name == "student":
        plain = " ".join(terms.index_terms(value).exact) or value
    content = plain.encode(errors="surrogateescape")  # as it was typed, if no UTF-8
    return f"={name}{hashlib.sha256(content).hexdigest()[:12]}"


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
    lines: list[list[Word]] = []
    middle = -math.inf
    for word in sorted((*page.printed, *page.recognised), key=_top_and_bottom):
        _, top, _, bottom = word.box_mm
        if not top < middle < bottom:
            lines.append([])
        lines[-1].append(word)
        middle = (top + bottom) / 2
    return "\n".join(
        " ".join(word.text for word in sorted(line, key=_left)) for line in lines
    )


def _top_and_bottom(word: Word) -> float:
    """Twice the middle: the order is the same."""
    return word.box_mm[1] + word.box_mm[3]


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
