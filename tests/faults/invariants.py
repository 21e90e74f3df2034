"""What must hold in a workspace, whatever broke.

I1  place: the bytes of every dropped file are whole in at least one place at any
    moment, and in exactly one once all work is done.
I2  manifest: every record verifies; nothing lies in the trees that belongs to none.
I3  index: the catalogue is what one made from the trees alone would be.
I4  progress: nothing half made stays behind, and whatever could be read is filed.
I5  told: the log of drops has every drop, and every refusal has its reason.
I6  idempotent: to recover once more changes nothing.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import archive, disk, inbox, reasons, reindex
from pipeline.catalogue import Catalogue, SearchQuery
from pipeline.inbox import drops, quarantine
from pipeline.model import Places
from tests.faults.workplace import Workplace

QUERIES = ("", "ведомость", "справка", "слушатель")


def right_after(work: Workplace) -> Iterator[str]:
    """What does not hold just after something broke: I1."""
    found = places_of(work)
    for digest, name in work.dropped.items():
        if not found.get(digest):
            yield f"I1 {name}: its bytes are nowhere"


def recovered(work: Workplace) -> Iterator[str]:
    """What does not hold once all work is done: I1 to I5.

    Claims that never came to be are removed a day later.
    """
    places = work.places
    inbox.sweep(places.claimed, datetime.now(UTC) + timedelta(days=2))
    found = places_of(work)
    for digest, name in work.dropped.items():
        if len(found.get(digest, ())) != 1:
            yield f"I1 {name} lies in {found.get(digest, [])}"
    for it in archive.verify(places.archive, places.review):
        yield f"I2 {it.problem.value}: {it.path.relative_to(places.root)}"
    yield from _differences(places)
    yield from _leftovers(places)
    yield from _untold(work)


def places_of(work: Workplace) -> dict[str, list[str]]:
    """SHA-256 → where whole files with it lie: inbox, claim, archive, quarantine."""
    found: dict[str, list[str]] = {}
    for path in work.homes():
        place = path.relative_to(work.root).as_posix()
        found.setdefault(disk.sha256(path), []).append(place)
    return found


def _differences(places: Places) -> Iterator[str]:
    """I3, by rows and by the hits of some queries."""
    with tempfile.TemporaryDirectory() as folder:
        anew = replace(places, private=Path(folder))
        shutil.rmtree(folder)
        with (
            closing(reindex.open_catalogue(places)) as kept,
            closing(reindex.open_catalogue(anew)) as made,
        ):
            yield from _unlike(kept, made)


def _unlike(kept: Catalogue, made: Catalogue) -> Iterator[str]:
    if kept.counts() != made.counts():
        yield f"I3 {kept.counts()} in the catalogue, {made.counts()} in the trees"
    if kept.records() != made.records():
        yield "I3 the catalogue has other records than the trees"
    for text in QUERIES:
        query = SearchQuery(text, all_versions=True)
        hits = [[hit.record_id for hit in it.search(query)] for it in (kept, made)]
        if sorted(hits[0]) != sorted(hits[1]):
            yield f"I3 “{text}” finds {hits[0]}, and {hits[1]} when made anew"


def _leftovers(places: Places) -> Iterator[str]:
    for path in places.root.rglob("*"):
        staged = path.parent.name == ".staging" and path.name != ".lock"
        if staged or path.name.endswith(".new"):
            yield f"I4 left behind: {path.relative_to(places.root)}"
    for folder in places.claimed.glob("*"):
        yield f"I4 left behind: {folder.relative_to(places.root)}"
    for root in (places.archive, places.review):
        for folder in archive.records(root):
            if not archive.is_enriched(folder):
                yield f"I4 without words: {folder.relative_to(places.root)}"


def _untold(work: Workplace) -> Iterator[str]:
    logged = {drop.sha256 for drop in drops.read(work.places.audit)}
    for digest, name in work.dropped.items():
        if digest not in logged:
            yield f"I5 {name} is not in the log of drops"
    for reason in quarantine.reasons(work.places.quarantine):
        if not (reasons.sentence(reason.code) and reason.name):
            yield f"I5 no reason for {reason.sha256}"
