"""What remains to be done after papers were taken in, in a few lines for people.

It counts; the lists are those of `review list`, `quarantine list`, `outstanding`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import archive, inbox, review
from pipeline.cli import refusals, unreadtold, words
from pipeline.cli.base import Shop, say, say_error, shown
from pipeline.errors import FixityError
from pipeline.inbox import drops
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.reports import Status

_FEW_MB = 1024
_FEW = 10
"""Records of one file that are named; of more the rest is counted."""

_FEW_IDS = 3
"""The same, in a list of files."""


def say_remaining(shop: Shop) -> None:
    """What waits for a person, and where to look for the rest."""
    damaged: list[Path] = []
    due = len(review.items(shop.desk, damaged))
    unread = sum(1 for _it in inbox.quarantine.reasons(shop.places.quarantine))
    say()
    if due:
        say_due(due)
    else:
        say(_("Nothing waits for a decision."))
    say_damaged(damaged)
    if unread:
        told = _(
            "Files that could not be read: {count}. See: podshivka quarantine list"
        )
        say(told.format(count=unread), bold=True)
    say(_("Papers not back, pages and signatures lacking: podshivka outstanding"))


def say_due(count: int) -> None:
    """How much waits for a person, and where it is listed."""
    told = _("Decisions that are due: {count}. See: podshivka review list")
    say(told.format(count=count), bold=True)


def say_damaged(paths: Iterable[Path]) -> None:
    """Which records, or files of theirs, cannot be read, and what to do."""
    for path in paths:
        say_error(_("Damaged: {error}").format(error=FixityError(path)))


def say_waits(found: "Status") -> None:
    """Whether somebody takes papers in, and what stands in the way."""
    if found.watched:
        say(_("Papers are being taken in by another process."))
    else:
        is_due = bool(found.waiting or found.claimed or found.enriching)
        say(_("Nobody takes papers in. To begin: podshivka watch"), bold=is_due)
    for it in found.waits:
        told = _("{name} waits since {since} and is tried again: {reason}")
        say(told.format(name=it.name, since=shown(it.since), reason=it.reason))
    if found.catalogue_behind:
        say(words.catalogue_behind(), bold=True)
    unreadtold.say_all(found.unread)
    for name in found.away:
        told = _("The folder “{name}” is away. Mount its share, or check its rights.")
        say(told.format(name=name), bold=True)
    if found.free_mb is not None and found.free_mb < _FEW_MB:
        told = _("The archive's disk has {count} MB left. Make room.")
        say(told.format(count=found.free_mb), bold=True)


def places_now() -> dict[str, str]:
    """Where the bytes of a drop may be, in words."""
    return {
        "archive": _("in the archive"),
        "review": _("in review"),
        "quarantine": _("in quarantine"),
        "discarded": _("discarded"),
        "under_way": _("on its way again"),
        "gone": _("gone; restore it from a backup"),
    }


def say_records(shop: Shop, drop: drops.Drop) -> None:
    """The records that a file became: what each is, and its state."""
    for record_id in drop.records[:_FEW]:
        path = shop.catalogue.record_path(record_id)
        if path is None or not (shop.places.root / path).is_dir():
            continue
        folder = shop.places.root / path
        in_review = folder.is_relative_to(shop.places.review)
        stored = archive.load(folder, in_review=in_review)
        refused = review.refused_of(stored.record, shop.places) if in_review else ()
        name = "; ".join(map(refusals.told, refused))
        name = name or words.named(stored.record.title, stored.record.reason)
        told = (name, stored.record.group, words.told(stored.state, words.RECORD))
        say(f"  {record_id}  {' · '.join(filter(None, told))}")
    for rest in _rest(drop, _FEW):
        say(f"  {rest}")


def record_ids(drop: drops.Drop) -> str:
    """The ids of the records that a file became, or of the first of many."""
    return "\n".join((*drop.records[:_FEW_IDS], *_rest(drop, _FEW_IDS)))


def _rest(drop: drops.Drop, named: int) -> tuple[str, ...]:
    """That there are more records than are named, if there are."""
    more = len(drop.records) - named
    return (_("… and {count} more").format(count=more),) if more > 0 else ()
