"""What `search` adds when it found nothing: filters that nobody here knows.

A slip of the pen in a filter would pass for the answer that there is no such paper.
What the workspace knows is known, and what any record or printed paper is of.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress

from pipeline import archive, roster, terms
from pipeline.catalogue import SearchQuery
from pipeline.cli import papers
from pipeline.cli.base import Shop
from pipeline.errors import NotFoundError, PodshivkaError
from pipeline.messages import _
from pipeline.model import Group, Trainee

_MOST_GROUPS = 20
"""So many are read for a name that nobody bears: some hundredths of a second each."""


def sentences(shop: Shop, asked: SearchQuery) -> Iterator[str]:
    """A sentence for each filter that nobody knows, with what there is.

    A file of the workspace that has faults keeps its filter from being judged.
    """
    filters: list[tuple[str, Callable[[Shop, SearchQuery], str | None], str]] = [
        (_("Group"), _group, asked.group),
        (_("Kind of form"), _kind, asked.kind),
        (_("Trainee"), _trainee, asked.student.strip()),
        (_("Case"), _case, asked.case),
    ]
    for what, judge, value in filters:
        with suppress(PodshivkaError):
            remedy = judge(shop, asked) if value else None
            if remedy is not None:
                yield str(NotFoundError(what, value, remedy))


def _group(shop: Shop, asked: SearchQuery) -> str | None:
    """What there is instead; None where the value is known."""
    known = shop.catalogue.group_codes() | roster.groups_in(shop.places.groups).keys()
    return None if asked.group in known else _near(asked.group, known)


def _kind(shop: Shop, asked: SearchQuery) -> str | None:
    known = papers.kinds_known(shop)
    is_known = asked.kind in known or shop.catalogue.issued(kind=asked.kind)
    if is_known or shop.catalogue.records(kind=asked.kind, most=1):
        return None
    return roster.near_kind(asked.kind, known)


def _case(shop: Shop, asked: SearchQuery) -> str | None:
    known = {it.index for it in archive.all_cases(shop.places.archive)}
    known |= {it.index for plan in papers.plans(shop) for it in plan.entries}
    if asked.case in known or shop.catalogue.records(case=asked.case, most=1):
        return None
    return _near(asked.case, known)


def _trainee(shop: Shop, asked: SearchQuery) -> str | None:
    wanted = asked.student.strip()
    anywhere = SearchQuery(student=wanted, all_versions=True, limit=1)
    if shop.catalogue.search(anywhere):
        return None
    groups = _groups(shop, asked.group)
    if groups is None:
        return None
    everybody = [it for group in groups.values() for it in group.trainees]
    if any(_is_called(it, wanted) for it in everybody):
        return None
    named = [groups[asked.group]] if asked.group in groups else groups.values()
    words = {word for group in named for it in group.trainees for word in _words(it)}
    meant = roster.meant(wanted, sorted(words))
    return meant or _("See: podshivka groups show {code}").format(
        code=asked.group if asked.group in groups else _("CODE")
    )


def _groups(shop: Shop, code: str) -> dict[str, Group] | None:
    """The group of that code, or all of them; None where they are too many to read."""
    known = roster.groups_in(shop.places.groups)
    if code not in known and len(known) > _MOST_GROUPS:
        return None
    wanted = [code] if code in known else known
    found = {}
    for it in wanted:
        with suppress(PodshivkaError):  # its faults are not asked for
            found[it] = shop.group(it)
    return found


def _is_called(trainee: Trainee, wanted: str) -> bool:
    """As `search` asks: by the id, or by every word, in any form or its initial."""
    if wanted.casefold() == trainee.id.casefold():
        return True
    name = terms.index_terms(trainee.full_name)
    words = (*name.exact, *name.stems)
    clauses = terms.parse_query(wanted).clauses
    return bool(clauses) and all(_has(words, clause) for clause in clauses)


def _has(words: tuple[str, ...], clause: terms.Clause) -> bool:
    is_beginning = clause.prefix or len(clause.exact[0]) == 1
    return any(
        word.startswith(term) if is_beginning else word == term
        for term in (*clause.exact, *clause.stems)
        for word in words
    )


def _words(trainee: Trainee) -> tuple[str, ...]:
    """What may be typed for the trainee."""
    short = f"{trainee.surname} {trainee.given_name}"
    return trainee.id, trainee.surname, short, trainee.full_name


def _near(word: str, known: set[str]) -> str:
    return roster.near(word, roster.nearest(word, known))
