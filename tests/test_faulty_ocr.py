"""Tesseract that is missing, hangs, crashes and lies: papers are filed all the same."""

import multiprocessing.forkserver
import re
import shutil
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
    assert time.monotonic() - begun < 90
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


@pytest.fixture(scope="module")
def bin_folder(tmp_path_factory):
    """All that is on PATH: no Tesseract yet."""
    folder = tmp_path_factory.mktemp("path")
    for name in ("cat", "sleep", "head", "bash"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = institute.make(tmp_path_factory.mktemp("later") / "ws")
    settings = made.root / "podshivka.toml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^#? ?seconds = .*$", "seconds = 20", text)
    settings.write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def watching(office, bin_folder):
    """A real watcher, with a PATH of its own."""
    process = office.start("watch", PATH=str(bin_folder))
    yield process
    process.terminate()
    process.communicate(timeout=30)


def until(true, seconds=120):
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def noted(office, code, tries=0):
    """What the watcher notes of the one record without text, once it notes that."""

    def told():
        found = inbox.unread.read(office.root / ".podshivka")
        return [it for it in found if it.code == code and it.tries >= tries]

    (found,) = until(told)
    return found


def all_read(office):
    until(lambda: not inbox.unread.read(office.root / ".podshivka"))


def is_read(office, record_id):
    (text,) = until(lambda: list(office.root.glob(f"*/*{record_id}/renditions/t*")))
    all_read(office)
    return "стажировки" in text.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def fake(office, bin_folder, watching):
    """Tesseract comes, after a paper has waited for it, and crashes."""
    sheet = paper.paper_without_code(WORDS, institute.rng(12))
    paper.save_png(institute.scan(sheet, 401), office.inbox("справка.png"))
    noted(office, "ocr_missing")
    assert "Tesseract is not installed" in office.run("status")
    assert watching.poll() is None
    made = faulty.make(bin_folder / "fake", "tesseract")
    made.now("crashes")
    (bin_folder / "tesseract").symlink_to(bin_folder / "fake" / "tesseract")
    return made


def test_a_running_watch_reads_papers_once_tesseract_is_there_and_works(office, fake):
    failed = noted(office, "ocr_failed", tries=1)
    said = office.run("status")
    assert f"{failed.record_id} could not be read" in said
    assert "another process" in said
    fake.now(faulty.WELL)
    office.run("records", "read")
    assert is_read(office, failed.record_id)
    assert office.ask("status")["unread"] == []
    again = office.run("records", "read", failed.record_id)
    assert again.startswith("There is nothing to read")


@pytest.mark.long
def test_however_it_fails_a_running_watch_reads_the_paper_later(office, fake):
    fake.now(faulty.WELL)
    office.run("records", "read")
    all_read(office)
    ways = ("hangs", "says rubbish", "leaves a child with the pipe", "crashes")
    fake.now(ways[0])
    sheet = paper.paper_without_code(WORDS, institute.rng(13))
    paper.save_png(institute.scan(sheet, 402), office.inbox("вторая.png"))
    for way in ways:
        failed = noted(office, "ocr_failed", tries=1)
        assert failed.detail, way
        fake.now(way)
        office.run("records", "read", failed.record_id)
    noted(office, "ocr_failed", tries=1)
    fake.now(faulty.WELL)
    office.run("records", "read", failed.record_id)
    assert is_read(office, failed.record_id)
