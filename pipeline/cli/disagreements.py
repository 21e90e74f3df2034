"""What no longer agrees with a printed paper, and what to do about it, in words."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from pipeline import collation
from pipeline.agreement import Change, Difference, Remedy
from pipeline.cli import words
from pipeline.cli.base import Shop, say, say_error, shown
from pipeline.messages import _
from pipeline.model import IssuedDocument, PaperState

_MOST = 5
"""Differences of one paper told in a list of papers."""


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
        printed=shown(it.printed),
        now=shown(it.now),
    )


def say_unreadable(collator: collation.Collator) -> None:
    """Say which groups could not be compared."""
    for code in sorted(collator.unreadable):
        told = _(
            "The file of group {code} has faults, so its papers were not compared "
            "with it. See: podshivka groups check"
        )
        say_error(told.format(code=code))


def say_all(document_id: str, found: Sequence[Difference], most: int = _MOST) -> None:
    """The differences of one paper, and what to do about each kind of them."""
    for one in found[:most]:
        say(f"  · {sentence(one)}")
    if len(found) > most:
        more = _("  … and {count} more: podshivka issued show {id}")
        say(more.format(count=len(found) - most, id=document_id))
    for remedy in dict.fromkeys(one.remedy for one in found):
        say(f"  → {_remedy(remedy, document_id)}")


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
