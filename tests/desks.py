"""The desk of a real institute, and papers that are taken in at it; no OCR."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline import archive, disk, inbox, ingest, reindex
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import institute, paper

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
_NUMBERS = itertools.count(1)


@contextlib.contextmanager
def opened(office: institute.Institute) -> Iterator[Desk]:
    """Its desk, with the catalogue open."""
    places = file.load(office.root).places
    with contextlib.closing(reindex.open_catalogue(places)) as catalogue:
        yield Desk(places, catalogue, "rus+eng", Limits())


def take(desk: Desk, scans: Sequence[paper.Scanned], folder: Path) -> archive.Stored:
    """Take in a file of those pages, whose bytes never came before: its first record.

    Args:
        desk: Where.
        scans: The pages.
        folder: For the file.
    """
    path = folder / f"{next(_NUMBERS)}.pdf"
    content = paper.save_pdf(scans, path).read_bytes()
    own = b"Scanner %06d" % next(_NUMBERS)
    path.write_bytes(content.replace(b"Office scanner", own))
    return take_file(desk, path)


def take_file(desk: Desk, path: Path) -> archive.Stored:
    """Take in that file, which goes: its first record."""
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    taken = ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)
    return stands(desk, taken.drop.records[0])


def stands(desk: Desk, record_id: str) -> archive.Stored:
    """The record as the catalogue knows it, filed or in review."""
    path = desk.catalogue.record_path(record_id)
    assert path, record_id
    folder = desk.places.root / path
    in_review = folder.is_relative_to(desk.places.review)
    return archive.load(folder, in_review=in_review)


def strange_pages(count: int) -> list[paper.Scanned]:
    """So many different pages of others."""
    rng = institute.rng(1)
    sheets = [paper.paper_without_code([f"ЛИСТ {n}"], rng) for n in range(count)]
    return [institute.scan(sheet, seed) for seed, sheet in enumerate(sheets)]
