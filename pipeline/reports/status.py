"""Where every file is now."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import archive, inbox
from pipeline.catalogue import behind
from pipeline.inbox import drops, quarantine
from pipeline.model import Places
from pipeline.reports import away


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of everything on its way and in its place.

    Attributes:
        waiting: Names of files in the inbox.
        records: In the archive.
        former_versions: Those of them that gave way to others.
        review: Records there that are in force.
        claimed: Names of files that were taken and are not yet in their place.
        enriching: Records whose OCR or searchable PDF is still to be made.
        drops: All that was ever dropped, by outcome.
        discarded: Files that a person discarded, from quarantine or from review.
        unread: Those of these of which that failed, or which wait for a program.
        watched: A process takes papers in.
        waits: What it cannot take in now and tries again, and for what it waits.
        away: Names of the workspace's folders that are needed and cannot be looked
            into.
        free_mb: Space left where the archive lies; None while it is away.
        rescans: Drops, among those filed, that held nothing but papers that were
            scanned before.
        damaged: Folders of the records in review that cannot be read.
        catalogue_behind: The catalogue lacks records: it could not be written, and
            `watch` catches it up.
        left_alone: What lies in the inbox and is not taken: name → reason code.
    """

    waiting: tuple[str, ...]
    claimed: tuple[str, ...]
    records: int
    review: int
    quarantine: int
    enriching: int
    drops: dict[str, int]
    rescans: int = 0
    former_versions: int = 0
    left_alone: dict[str, str] = field(default_factory=dict)
    discarded: int = 0
    unread: tuple[inbox.unread.Unread, ...] = ()
    watched: bool = False
    waits: tuple[inbox.waits.Wait, ...] = ()
    away: tuple[str, ...] = ()
    free_mb: int | None = None
    damaged: tuple[str, ...] = ()
    catalogue_behind: bool = False


def status(places: Places, most_bytes: int | None = None) -> Status:
    """Look into every folder that is there; nothing is changed.

    Args:
        places: The workspace.
        most_bytes: A larger file in the inbox is left alone there.
    """
    missed, free_mb = away.away(places), _free_mb(places.archive)
    places = away.within_reach(places)
    left = inbox.left_alone(places.inbox, most_bytes)
    alone = {it.path for it in left}
    outcomes: dict[str, int] = {}
    rescans = 0
    for drop in drops.read(places.audit):
        rescans += drop.is_rescan
        outcomes[drop.outcome] = outcomes.get(drop.outcome, 0) + 1
    filed = list(archive.records(places.archive))
    former = sum(map(archive.is_superseded, filed))
    review = list(archive.records(places.review))
    damaged: list[Path] = []
    waiting = sum(1 for _stored in archive.waiting(places.review, damaged))
    return Status(
        waiting=tuple(
            _name(path) for path in inbox.waiting(places.inbox) if path not in alone
        ),
        claimed=tuple(_name(it.path) for it in inbox.claimed(places.claimed)),
        records=len(filed),
        former_versions=former,
        review=waiting,
        quarantine=sum(1 for _reason in quarantine.reasons(places.quarantine)),
        enriching=sum(not archive.is_enriched(it) for it in (*filed, *review)),
        drops=dict(sorted(outcomes.items())),
        rescans=rescans,
        left_alone={
            drops.printable_name(str(it.path.relative_to(places.inbox))): it.code
            for it in left
        },
        discarded=archive.count_discarded(places.archive),
        unread=_unread(places),
        watched=inbox.waits.is_watched(places.private),
        waits=inbox.waits.read(places.private),
        away=missed,
        free_mb=free_mb,
        damaged=tuple(str(it) for it in damaged),
        catalogue_behind=behind.lags(places.private),
    )


def _unread(places: Places) -> tuple[inbox.unread.Unread, ...]:
    """Of what is noted, what lies there and still lacks something."""
    return tuple(
        it
        for it in inbox.unread.read(places.private)
        if (folder := places.root / it.folder).is_dir()
        and not archive.is_enriched(folder)
    )


def _free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free >> 20
    except OSError:
        return None


def _name(path: Path) -> str:
    return drops.printable_name(path.name)
