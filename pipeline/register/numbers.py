"""Numbers of documents: a counter for each kind and year, never used twice."""

import logging
from pathlib import Path

from pipeline import disk
from pipeline.register import entries

log = logging.getLogger(__name__)

_COUNTERS = "numbers.json"


def next_number(issued: Path, kind: str, year: int) -> int:
    """Draw the next number of that kind in that year, from 1.

    A number is used once it is drawn, whatever becomes of the document. When
    the file of counters is lost or damaged, it goes on from the highest number
    issued; a damaged one is kept aside.
    """
    folder = issued / str(year)
    disk.make_folder(folder)
    with disk.locked(folder / ".numbers.lock"):
        path = folder / _COUNTERS
        counters = _kept(path)
        if counters is None:
            counters = _counted(issued, year)
        counters[kind] = counters.get(kind, 0) + 1
        disk.write(path, disk.to_json(dict(sorted(counters.items()))))
    return counters[kind]


def _kept(path: Path) -> dict[str, int] | None:
    """What the file of counters says; None where it is lost or damaged."""
    if not path.exists():
        return None
    try:
        return disk.read_json(path, dict[str, int])
    except ValueError:
        log.warning("%s is damaged; kept aside, numbers are counted anew", path)
        disk.move_aside(path)
        return None


def _counted(issued: Path, year: int) -> dict[str, int]:
    """The highest numbers of the year; one drawn by the year of issue counts too."""
    highest: dict[str, int] = {}
    for document in entries.documents(issued):
        if year in (document.year, document.issued_at.year):
            known = highest.get(document.kind, 0)
            highest[document.kind] = max(known, document.counter)
    return highest
