"""One scan taken into a workspace, step by step, and what became of it."""

from contextlib import closing, contextmanager
from datetime import UTC, datetime

from pipeline import archive, disk, inbox, ingest, reindex
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import institute

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@contextmanager
def desk_of(office):
    """Where papers of that workspace are taken in."""
    places = file.load(office.root).places
    with closing(reindex.open_catalogue(places)) as catalogue:
        yield Desk(places, catalogue, "rus+eng", Limits())


def take(desk, path, run=ingest.plainly, at=NOW):
    """Take in a file; it moves away from `path`."""
    claim = inbox.adopt(desk.places.claimed, path, at)
    return ingest.take_in(claim, disk.sha256(claim.path), desk, run)


def twice(_name, step):
    """Run each step again, as after a stop that left no word of it."""
    step()
    return step()


def two_pages(office, seed: int):
    """A two-page gradesheet on the desk, nothing but clean ink on it."""
    return institute.fill_in(office.another("gradesheet"), seed, stray=0)


def filed(desk, taken):
    """The first record that was made of a file, as it is kept."""
    return archive.load(desk.places.root / taken.folders[0])


def reasons_of(office, paper) -> set[str]:
    """Why a paper waits for a person."""
    waiting = office.ask("review", "list")
    return {
        it["reason"]
        for it in waiting
        if it["record_id"].partition("-")[0] == paper.document_id
    }
