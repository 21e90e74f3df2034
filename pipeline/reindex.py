"""Use case: the catalogue, made again from the trees alone.

The catalogue is a cache. A stale one (lost, damaged, of another version) is moved
aside and rebuilt when it is opened; `podshivka archive reindex` does so on demand.
A file beside it says that a rebuild is under way: one that was interrupted is
begun again by whoever opens the catalogue next.
"""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import disk, register
from pipeline.catalogue import Catalogue, CatalogueStale, Entry
from pipeline.model import Places

log = logging.getLogger(__name__)

_FILE = "catalogue.db"
_COMPANIONS = ("", "-wal", "-shm")
_UNFINISHED = "catalogue.rebuilding"
_LOCK = "reindex.lock"

Advance = Callable[[], None]
"""Called after each document and record."""


def open_catalogue(places: Places, database_url: str = "") -> Catalogue:
    """The catalogue of the workspace, rebuilt first when it has to be."""
    path = places.private / _FILE
    disk.make_folder(places.private)
    if not database_url and not path.exists():
        _begin(places)
    try:
        catalogue = Catalogue.open(database_url or path)
    except CatalogueStale as stale:
        log.warning("the catalogue is made again: %s", stale.reason)
        _begin(places)
        _move_aside(path)
        catalogue = Catalogue.open(database_url or path)
    if _is_unfinished(places):
        with disk.locked(places.private / _LOCK):
            if _is_unfinished(places):
                _rebuild(places, catalogue, lambda: None)
    _catch_up(places, catalogue)
    return catalogue


def rebuild(
    places: Places, catalogue: Catalogue, advance: Advance = lambda: None
) -> None:
    """Forget everything and put every document and record in again."""
    with disk.locked(places.private / _LOCK):
        _begin(places)
        _rebuild(places, catalogue, advance)


def folders(places: Places) -> list[Path]:
    """The folder of every record, in the archive and in review."""
    from pipeline import archive  # noqa: PLC0415 - a search does without it

    return [
        folder
        for root in (places.archive, places.review)
        for folder in archive.records(root)
    ]


def _catch_up(places: Places, catalogue: Catalogue) -> None:
    """Add documents that were entered just before a process was stopped."""
    ids = register.ids(places.issued)
    if len(ids) == catalogue.counts()["issued"]:
        return
    known = {document.document_id for document in catalogue.issued()}
    for document_id in sorted(ids - known):
        document = register.find(places.issued, document_id)
        catalogue.put_issued(document, register.layout(places.issued, document_id))


def _begin(places: Places) -> None:
    disk.write(places.private / _UNFINISHED, b"")


def _is_unfinished(places: Places) -> bool:
    return (places.private / _UNFINISHED).exists()


def _rebuild(places: Places, catalogue: Catalogue, advance: Advance) -> None:
    catalogue.clear()
    for document, layout in register.layouts(places.issued):
        catalogue.put_issued(document, layout)
        advance()
    catalogue.put_records(_entries(places, advance))
    disk.remove(places.private / _UNFINISHED)


def _entries(places: Places, advance: Advance) -> Iterator[Entry]:
    from pipeline import shelving  # noqa: PLC0415 - a search does without it

    for folder in folders(places):
        yield shelving.entry_of(folder, places)
        advance()


def _move_aside(path: Path) -> None:
    """Keep a stale catalogue under another name, for whoever wants to know why."""
    stamp = f"{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns()}"
    for suffix in _COMPANIONS:
        old = path.with_name(path.name + suffix)
        if old.exists():
            disk.move(old, path.with_name(f"{path.name}.{stamp}{suffix}"))
