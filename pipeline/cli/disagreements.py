"""What no longer agrees with a printed paper, and what to do about it, in words."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from pipeline import collation
from pipeline.agreement import Change, Difference, Remedy
from pipeline.cli import words
from pipeline.cli.base import Shop, say, say_error, shown_day
from pipeline.messages import _, ngettext
from pipeline.model import IssuedDocument, PaperState

_MOST_IDS = 6
"""Ids told beside one change; they fill a line."""
_MOST_CHANGES = 20
"""Changes of one group told under one remedy."""

_ORDERS = ("order", "enrolment_order")

Changes = dict[Remedy, dict[str, list[str]]]
"""Remedy → change in words → ids of the papers that it touches."""


def collator(shop: Shop) -> AbstractContextManager[collation.Collator]:
    """Compares papers of this workspace with their groups."""
    return collation.collator(shop.places, shop.organisation, shop.catalogue)


def sentence(it: Difference) -> str:
    """One difference in a line."""
    if it.what is Change.LEFT and not it.now:
        return _("{name} did not leave the group").format(name=it.name)
    text = words.told(it.what.value, words.PRINTED)
    return text.format(
        name=it.name,
        field=_field(it),
        printed=_value(it.field, it.printed),
        now=_value(it.field, it.now),
    )


def say_unreadable(collator: collation.Collator) -> None:
    """Say which groups could not be compared."""
    for code in sorted(collator.unreadable):
        told = _(
            "The file of group {code} has faults, so its papers were not compared "
            "with it. See: podshivka groups check"
        )
        say_error(told.format(code=code))


def say_all(document_id: str, found: Sequence[Difference]) -> None:
    """The differences of one paper, and what to do about each kind of them."""
    for one in found:
        say(f"  · {sentence(one)}")
    for remedy in dict.fromkeys(one.remedy for one in found):
        say(f"  → {_remedy(remedy, document_id)}")


def by_change(found: Mapping[str, Sequence[Difference]]) -> Changes:
    """The differences of many papers of one group, each told once.

    Args:
        found: Id of a paper → what it says otherwise.
    """
    changes: Changes = {}
    for document_id, differences in found.items():
        for one in differences:
            told = changes.setdefault(one.remedy, {})
            told.setdefault(sentence(one), []).append(document_id)
    return changes


def say_by_change(
    group: str, found: Mapping[str, Sequence[Difference]], *, every: bool
) -> bool:
    """What changed in a group: what to do, for which changes, in which papers.

    Args:
        group: Its code.
        found: Document → what differs.
        every: Cut nothing off.

    Returns:
        Whether something was cut off.
    """
    told = _("The data of group {code} have changed since these papers were printed:")
    say(told.format(code=group), bold=True)
    changes = by_change(found)
    for remedy, touched in changes.items():
        papers = {one for ids in touched.values() for one in ids}
        say(f"  → {_remedy(remedy, papers.pop() if len(papers) == 1 else 'ID')}")
        most = len(touched) if every else _MOST_CHANGES
        for change, ids in list(touched.items())[:most]:
            say(f"    · {change}")
            say(f"      {_papers(ids, len(ids) if every else _MOST_IDS)}")
        if (more := len(touched) - most) > 0:
            told = _("… and {count} more")
            say("    " + told.format(count=more))
    return not every and any(_is_cut(touched) for touched in changes.values())


def _is_cut(touched: Mapping[str, Sequence[str]]) -> bool:
    too_long = any(len(ids) > _MOST_IDS for ids in touched.values())
    return too_long or len(touched) > _MOST_CHANGES


def _papers(ids: Sequence[str], most: int) -> str:
    """How many papers, and the first of them."""
    count = len(ids)
    told = ngettext("in {count} document: {ids}", "in {count} documents: {ids}", count)
    listed = ", ".join(ids[:most])
    more = count - most
    listed += _(" and {count} more").format(count=more) if more > 0 else ""
    return told.format(count=count, ids=listed)


def supplements_in_force(supplements: Iterable[IssuedDocument]) -> str:
    """What must be said when their base is void; "" when there are none."""
    ids = [one.document_id for one in supplements if one.state is PaperState.ISSUED]
    if not ids:
        return ""
    told = _(
        "Its supplements are still in force: {ids}. If they are void too, say so: "
        "podshivka issued void ID --reason …"
    )
    return told.format(ids=", ".join(ids))


def _value(field: str, text: str) -> str:
    """The value as people write it; of an order the number and the day."""
    number, _space, day = text.rpartition(" ")
    if field in _ORDERS and number and shown_day(day) != day:
        return _("{number} of {day}").format(number=number, day=shown_day(day))
    return shown_day(text)


def _field(it: Difference) -> str:
    """The label of the value; in the commission, whose seat it is."""
    if it.what is Change.COMMISSION and it.subject:
        role, _dash, number = it.subject.partition("-")
        return f"{words.told(role, words.SIGNER)} {number}".rstrip()
    return words.told(it.field, words.FIELD)


def _remedy(remedy: Remedy, document_id: str) -> str:
    if remedy is Remedy.SUPPLEMENT:
        told = _("issue a supplement: podshivka issued supplement {id}")
    else:
        told = _(
            "correct the paper by hand as your rules allow, or void it and print "
            "anew: podshivka issued void {id} --reason …"
        )
    return told.format(id=document_id)
