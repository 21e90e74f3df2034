"""Pictures of a record's cells, made when somebody asks for them.

The crops of a record lie in `.podshivka/crops/<record id>/`, a cache that may be
lost: a journal has thousands of cells, and as files of its bag they would be what
verifying and copying the archive spends its time on.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import apart, archive, recognition
from pipeline.cells.places import cells_of
from pipeline.model import Places

log = logging.getLogger(__name__)

FOLDER = "crops"

_AROUND_MM = 2.0


def crops(
    stored: archive.Stored,
    zones: Iterable[str],
    places: Places,
    limits: recognition.Limits,
) -> dict[str, Path]:
    """Zone → picture of the cell; what is not there yet is made.

    A cell whose page cannot be shown has none.

    Args:
        stored: The record.
        zones: Of its cells.
        places: Where the cache lies.
        limits: What looking into the scan may cost.
    """
    folder = places.private / FOLDER / stored.record.record_id
    there = _there(folder)
    wanted = set(zones)
    asked = [it for it in cells_of(stored, _AROUND_MM) if it.zone in wanted - there]
    if asked:
        there |= _made(archive.scan_of(stored.folder), asked, folder, limits)
    return {zone: folder / _name(zone) for zone in wanted & there}


def _there(folder: Path) -> set[str]:
    """Zones whose picture is there; one that a power cut left empty is not."""
    if not folder.is_dir():
        return set()
    with os.scandir(folder) as entries:
        return {
            entry.name.removesuffix(".png")
            for entry in entries
            if entry.name.endswith(".png") and entry.stat().st_size
        }


def _made(
    scan: Path,
    asked: Sequence[recognition.CellPlace],
    folder: Path,
    limits: recognition.Limits,
) -> set[str]:
    try:
        pictures = recognition.crops(scan, asked, limits=limits)
    except apart.FAULTS as error:
        log.warning("%s: no pictures of cells, %s", folder.name, error)
        return set()
    folder.mkdir(parents=True, exist_ok=True)
    for zone, content in pictures.items():
        _write(folder / _name(zone), content)
    return set(pictures)


def _write(path: Path, content: bytes) -> None:
    """Write a picture that may be lost: whole, but without waiting for the disk."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.write_bytes(content)
    beside.replace(path)


def _name(zone: str) -> str:
    return f"{zone}.png"
