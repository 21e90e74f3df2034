"""Use case: the catalogue, made again from the trees alone.

The catalogue is a cache. A stale one (lost, damaged, of another version) is moved
aside and rebuilt when it is opened; `podshivka archive reindex` does so on demand.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import archive, disk, register, shelving
from pipeline.catalogue import Catalogue, CatalogueStale
from pipeline.model import Places

log = logging.getLogger(__name__)

_FILE = "catalogue.db"

Advance = Callable[[], None]


def open_catalogue(places: Places, database_url: str = "") -> Catalogue:
    """The catalogue of the workspace, rebuilt first when it has to be."""
    path = places.private / _FILE
    disk.make_folder(places.private)
    is_new = not database_url and not path.exists()
    try:
        catalogue = Catalogue.open(database_url or path)
    except CatalogueStale as stale:
        log.warning("the catalogue is made again: %s", stale.reason)
        move_aside(path)
        catalogue = Catalogue.open(database_url or path)
        is_new = True
    if is_new:
        rebuild(places, catalogue)
    return catalogue


def rebuild(
    places: Places, catalogue: Catalogue, advance: Advance = lambda: None
) -> None:
    """Forget everything and put every document and record in again."""
    catalogue.clear()
    for document, layout in register.layouts(places.issued):
        catalogue.put_issued(document, layout)
        advance()
    for folder in folders(places):
        catalogue.put_record(shelving.entry_of(folder, places))
        advance()


def folders(places: Places) -> list[Path]:
    """The folder of every record, in the archive and in review."""
    return [
        folder
        for root in (places.archive, places.review)
        for folder in archive.records(root)
    ]


def move_aside(path: Path) -> None:
    """Keep a stale catalogue under another name, for whoever wants to know why."""
    stamp = time.strftime("%Y%m%dT%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        old = path.with_name(path.name + suffix)
        if old.exists():
            disk.move(
                old, path.with_name(f"{path.name}.{stamp}-{time.time_ns()}{suffix}")
            )
