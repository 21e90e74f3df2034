"""Tesseract that is missing, hangs, crashes and lies: papers are filed all the same."""

import multiprocessing.forkserver
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline import archive, disk, inbox, ingest, reindex
from pipeline.catalogue import SearchQuery
from pipeline.inbox import drops
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import faulty, institute, paper

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
HARMLESS = {"chatters", "writes half a PDF"}
"""What it says beside its answer is not listened to, and it writes no PDF."""

OFTEN = {"hangs", "breaks off"}
WAYS = [
    pytest.param(it, marks=() if it in OFTEN else pytest.mark.long)
    for it in faulty.WAYS
    if it not in HARMLESS
]

WORDS = ["СПРАВКА", "о прохождении стажировки"]


def _start_anew() -> None:
    """The server that processes come from takes PATH as it is at its start."""
    multiprocessing.forkserver._forkserver._stop()


@pytest.fixture(scope="module")
def tesseract(tmp_path_factory):
    made = faulty.make(tmp_path_factory.mktemp("fakes") / "bin", "tesseract")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", faulty.first_on_path(made.folder))
        _start_anew()
        yield made
        _start_anew()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    root = tmp_path_factory.mktemp("ocr") / "ws"
    places = file.load(institute.make(root).root).places
    with reindex.open_catalogue(places) as catalogue:
        yield Desk(places, catalogue, "rus+eng", Limits())


@pytest.fixture(scope="module")
def taken(desk, tmp_path_factory):
    """A paper that we did not print, filed and not read yet."""
    sheet = paper.paper_without_code(WORDS, institute.rng(9))
    path = tmp_path_factory.mktemp("scans") / "a.png"
    paper.save_png(institute.scan(sheet, 400), path)
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    return ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)


def folder_of(taken, desk):
    return desk.places.root / taken.folders[0]


def gone(tesseract) -> bool:
    """Nothing of it runs any more, after a moment at most."""
    until = time.monotonic() + 5
    while tesseract.left_behind() and time.monotonic() < until:
        time.sleep(0.05)
    return not tesseract.left_behind()


@pytest.mark.parametrize("way", WAYS)
def test_however_ocr_fails_the_record_is_there_and_waits(taken, desk, tesseract, way):
    assert taken.drop.outcome == drops.FILED
    tesseract.now(way)
    hasty = replace(desk, limits=replace(desk.limits, seconds=2.0))
    begun = time.monotonic()
    ingest.enrich(taken.folders, hasty, ingest.plainly)
    assert time.monotonic() - begun < 60
    assert tesseract.starts()
    assert gone(tesseract)
    folder = folder_of(taken, desk)
    assert (folder / "renditions" / "document.pdf").is_file()
    assert not archive.read_texts(folder)
    assert ingest.unfinished(desk.places) == list(taken.folders)
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def test_a_language_that_is_missing_leaves_the_record_waiting(taken, desk, tesseract):
    tesseract.now(faulty.WELL)
    elsewhere = replace(desk, languages="rus+nowhere")
    ingest.enrich(taken.folders, elsewhere, ingest.plainly)
    assert ingest.unfinished(desk.places) == list(taken.folders)


def test_once_ocr_works_again_the_record_is_read(taken, desk, tesseract):
    tesseract.now(faulty.WELL)
    ingest.enrich(taken.folders, desk, ingest.plainly)
    assert ingest.unfinished(desk.places) == []
    found = desk.catalogue.search(SearchQuery(text="стажировки"))
    assert [hit.record_id for hit in found] == list(taken.drop.records)
