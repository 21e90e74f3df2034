"""Which folders of a workspace are away: a share not mounted, a folder without rights.

One that is missing in the workspace was perhaps never needed; whether it was, the other
folders tell. One elsewhere was made by somebody, so it is away. Where the archive was
mounted an empty folder may stay, and where the inbox was. Nothing here makes a folder.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline import archive, inbox, shelving
from pipeline.errors import PodshivkaError
from pipeline.inbox import drops, quarantine
from pipeline.model import Places
from pipeline.reports import whereabouts


def away(places: Places) -> tuple[str, ...]:
    """The names of folders that cannot be looked into and should be there."""
    seen = within_reach(places)
    return tuple(it for it in _NEEDED if _is_shut(places, it) or _is_away(seen, it))


def within_reach(places: Places) -> Places:
    """The workspace as far as it may be looked into: what is shut holds nothing."""
    nothing = places.private / "shut"
    return replace(places, **{it: nothing for it in _NEEDED if _is_shut(places, it)})


def _is_shut(places: Places, name: str) -> bool:
    folder: Path = getattr(places, name)
    return os.path.lexists(folder) and not os.access(folder, os.R_OK | os.X_OK)


def _is_away(places: Places, name: str) -> bool:
    folder: Path = getattr(places, name)
    if not os.path.lexists(folder):
        return not folder.is_relative_to(places.root) or _NEEDED[name](places)
    if name == "inbox":
        return inbox.presence.is_away(places)
    return name == "archive" and shelving.archive_is_away(places)


def _always(_places: Places) -> bool:
    return True


def _anything_came(places: Places) -> bool:
    """Each drop is written down, and its bytes are kept."""
    kept = archive.has_received(places.archive)
    return kept or any(True for _it in quarantine.reasons(places.quarantine))


def _anything_was_refused(places: Places) -> bool:
    told = drops.read(places.audit)
    return any(it.outcome == drops.QUARANTINED for it in told)


def _anything_waited(places: Places) -> bool:
    """A record was made of a file, and is not filed."""
    told = drops.read(places.audit)
    made = {record_id for drop in told for record_id in drop.records}
    return not made <= whereabouts.record_ids(places.archive)


def _anything_was_issued(places: Places) -> bool:
    """A paper of ours came back."""
    roots = (places.archive, places.review)
    return any(_is_ours(folder) for root in roots for folder in archive.records(root))


def _is_ours(folder: Path) -> bool:
    with suppress(PodshivkaError, ValueError, OSError):
        return bool(archive.load(folder).record.document_id)
    return False


_NEEDED: dict[str, Callable[[Places], bool]] = {
    "inbox": _always,
    "archive": shelving.archive_is_away,
    "review": _anything_waited,
    "quarantine": _anything_was_refused,
    "issued": _anything_was_issued,
    "audit": _anything_came,
}
"""The folders, and whether each must be there though it is not."""
