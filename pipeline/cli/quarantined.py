"""What is told of files in quarantine, and of those that were discarded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import archive, discarding, reasons
from pipeline.archive import Discarded
from pipeline.cli.base import PAGE_SIGNS, say, say_table, shown
from pipeline.errors import FixityError, NotFoundError
from pipeline.inbox import quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.messages import _
from pipeline.model import Places

_AS_LISTED = "SHA-256"
"""Where one is to be named, as the heading of the list has it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One file.

    Attributes:
        remedy: What to do now; a line for each way.
        detail: For the administrator, from the program that refused the file; or the id
            of the record that was discarded from review.
        discarded_at: None while it is in quarantine; so `by` and `why` are "".
    """

    sha256: str
    name: str
    code: str
    sentence: str
    remedy: str
    detail: str
    dropped_at: datetime
    path: str
    discarded_at: datetime | None = None
    by: str = ""
    why: str = ""


def listed(places: Places, damaged: list[Path], *, discarded: bool) -> list[Told]:
    """All that is in quarantine, or all that was discarded, oldest first.

    Args:
        places: Where.
        damaged: Of discarded files, the descriptions that are damaged join it; these
            files are left out.
        discarded: What was discarded is meant.
    """
    if discarded:
        items = archive.discarded_items(places.archive, damaged)
        return [_of_discarded(places, it) for it in items]
    return [_of_quarantined(places, it) for it in quarantine.reasons(places.quarantine)]


def one(places: Places, prefix: str) -> Told:
    """The one whose SHA-256 begins so, in quarantine or discarded.

    Raises:
        NotFoundError: There is none.
        UsageError: There are several.
        FixityError: It was discarded, and its description is damaged.
    """
    gone = archive.discarded_items_of(places.archive, [prefix])
    aside = listed(places, [], discarded=False)
    both = [*aside, *(_of_discarded(places, it) for it in gone)]
    matches = {it.sha256: it for it in both if it.sha256.startswith(prefix)}
    discarding.require_one_each({prefix: len(matches)})
    return next(iter(matches.values()))


def refuse_discarded(places: Places, prefixes: Sequence[str]) -> None:
    """Say of files that are not in quarantine, but were discarded, by whom and why.

    An empty beginning means none of them.

    Raises:
        NotFoundError: There are such files; all that are not there are named.
        FixityError: There is one, and its description is damaged.
    """
    there = [it.sha256 for it in quarantine.reasons(places.quarantine)]
    gone = tuple(
        it for it in prefixes if it and not any(one.startswith(it) for one in there)
    )
    told = [_undoing(it) for it in archive.discarded_items_of(places.archive, gone)]
    if told:
        raise NotFoundError(_("File in quarantine"), ", ".join(gone), "\n".join(told))


def _undoing(it: Discarded) -> str:
    """When, by whom and why it was discarded, and how it comes back."""
    told = _(
        "{name} was discarded on {day} by {by}: {why}. To bring it back: podshivka "
        "quarantine restore {id}"
    )
    day, why = shown(it.discarded_at.astimezone().date()), it.why.rstrip(".")
    return told.format(name=it.name, day=day, by=it.by, why=why, id=it.sha256[:12])


def say_list(found: list[Told], *, discarded: bool) -> None:
    """A table of them."""
    if discarded:
        heads = ("SHA-256", _("File"), _("Discarded"), _("Who"), _("Why"))
        rows = [
            (it.sha256[:12], it.name, shown(it.discarded_at), it.by, it.why)
            for it in found
        ]
        say_table(heads, rows, PAGE_SIGNS)
        return
    say_table(
        ("SHA-256", _("File"), _("Reason code"), _("Reason"), _("What to do")),
        [_row(it) for it in found],
        PAGE_SIGNS,
    )
    say()
    told = _("To have one looked at again: podshivka quarantine retry {id}")
    say(told.format(id=_AS_LISTED))
    told = _("One of no use: podshivka quarantine discard {id} --reason '…'")
    say(told.format(id=_AS_LISTED))


def _row(it: Told) -> tuple[str, ...]:
    """What is told of one in the list, where its own remedy must be short."""
    short = it.sha256[:12]
    return short, it.name, it.code, it.sentence, reasons.remedy(it.code, short)


def say_back(restored: Sequence[Discarded], already: Sequence[Reason]) -> None:
    """Which files are in quarantine again, and which were there before."""
    for it in restored:
        told = _(
            "{name} is in quarantine again. To have it looked at: podshivka "
            "quarantine retry {id}"
        )
        say(told.format(name=it.name, id=it.sha256[:12]))
    for aside in already:
        told = _(
            "{name} is in quarantine already. To have it looked at: podshivka "
            "quarantine retry {id}"
        )
        say(told.format(name=aside.name, id=aside.sha256[:12]))


def facts(it: Told) -> list[tuple[str, object]]:
    """All that is known of one."""
    gone: list[tuple[str, object]] = [
        (_("Discarded"), it.discarded_at),
        (_("Who"), it.by),
        (_("Why"), it.why),
        (_("To undo it"), f"podshivka quarantine restore {it.sha256[:12]}"),
    ]
    here: list[tuple[str, object]] = [(_("What to do"), it.remedy)]
    return [
        (_("File"), it.name),
        (_("Reason"), it.sentence),
        *(gone if it.discarded_at else here),
        (_("Reason code"), it.code),
        (_("Technical details"), it.detail),
        (_("Dropped"), it.dropped_at),
        ("SHA-256", it.sha256),
        (_("Folder"), it.path),
    ]


def _of_quarantined(places: Places, it: Reason) -> Told:
    return Told(
        sha256=it.sha256,
        name=it.name,
        code=it.code,
        sentence=reasons.sentence(it.code),
        remedy="\n".join(reasons.remedies(it.code, it.sha256[:12])),
        detail=it.detail,
        dropped_at=it.dropped_at,
        path=str(_path(places, it)),
    )


def _path(places: Places, it: Reason) -> Path:
    """Of the file; of its folder, when it has gone."""
    try:
        return quarantine.file_of(places.quarantine, it)
    except FixityError:
        return places.quarantine / it.sha256


def _of_discarded(places: Places, it: Discarded) -> Told:
    return Told(
        sha256=it.sha256,
        name=it.name,
        code=it.code,
        sentence=reasons.sentence(it.code),
        remedy="",
        detail=it.detail,
        dropped_at=it.dropped_at,
        path=str(archive.discarded_folder(places.archive, it.sha256)),
        discarded_at=it.discarded_at,
        by=it.by,
        why=it.why,
    )
