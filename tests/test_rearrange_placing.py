"""Pages whose codes cannot be read, tied to their document; papers are real."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pipeline import archive, disk, inbox, ingest, reindex, review
from pipeline.model import RecordState, SignatureState
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import institute, paper
from tests.test_recognition_matching import hidden

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("placing") / "ws")


@pytest.fixture
def desk(office):
    places = file.load(office.root).places
    catalogue = reindex.open_catalogue(places)
    yield Desk(places, catalogue, "rus+eng", Limits())
    catalogue.close()


@pytest.fixture(scope="module")
def torn(office):
    """Two protocols whose codes are torn off, scanned; and a page of others."""
    made = office.generate("--kind", "protocol") + office.generate("--kind", "protocol")
    filled = [institute.fill_in(it, 9 + n, stray=0) for n, it in enumerate(made)]
    scans = [[institute.scan(hidden(it), 5) for it in one.sheets] for one in filled]
    rng = institute.rng(1)
    strange = institute.scan(paper.paper_without_code(["ЛИСТ"], rng), 3)
    ids = [it["document_id"] for it in made]
    return SimpleNamespace(ids=ids, scans=scans, strange=strange)


def take(desk, scans, path) -> archive.Stored:
    claim = inbox.adopt(desk.places.claimed, paper.save_pdf(scans, path), NOW)
    taken = ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)
    (folder,) = taken.folders
    return archive.load(desk.places.root / folder, in_review=True)


def resolve(office, identity, *words, expect=0):
    return office.ask("review", "resolve", identity, *words, expect=expect)


def waiting(desk) -> set[str]:
    return {item.record.record_id for item in review.items(desk)}


def test_a_page_is_laid_on_its_print_and_read_and_the_next_joins_it(
    office, desk, torn, tmp_path
):
    document, (first, second, *_rest) = torn.ids[0], torn.scans[0]
    guest = take(desk, [second], tmp_path / "2.pdf").record
    told = resolve(office, guest.record_id, "--document", document, "--page", 2)
    assert told["record_id"] == document
    assert told["unlaid"] == []
    shown = office.ask("records", "show", document)
    assert [page["number"] for page in shown["pages"]] == [2]
    assert shown["pages"][0]["tied"]
    assert shown["pages"][0]["source_sha256"] == guest.pages[0].source_sha256
    states = {it["state"] for it in shown["signatures"]}
    assert SignatureState.SIGNED in states
    (event,) = [it for it in shown["events"] if it["event"] == "placed"]
    assert event["details"]["from"] == guest.record_id
    assert guest.record_id not in waiting(desk)
    assert resolve(office, guest.record_id, "--document", document)["undo"]
    other = take(desk, [first], tmp_path / "1.pdf").record
    again = resolve(office, other.record_id, "--document", document.lower())
    assert again["record_id"] == f"{document}-2"
    both = office.ask("records", "show", document)
    assert [page["number"] for page in both["pages"]] == [1, 2]
    assert all(page["residual_mm"] < 1 for page in both["pages"])
    left = office.ask("outstanding", "--group", institute.GROUP)
    assert document not in {it["document_id"] for it in left if not it["returned"]}


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    office, desk, torn, tmp_path
):
    document = torn.ids[0]
    guest = take(desk, [torn.strange], tmp_path / "o.pdf").record
    tree = office.tree()
    for words, said in (
        (("--document", "RF1E03TZFJ"), "No document RF1E03TZFJ"),
        (("--document", document, "--page", 9), "there is no page 9"),
        (("--document", document, "--page", 1), "page 1 is there already"),
        (("--page", 1), "--document"),
        (("--document", document, "--kind", "other"), "--document"),
    ):
        told = office.run_for_error("review", "resolve", guest.record_id, *words)
        assert said in told
    assert office.tree() == tree


def test_a_page_that_does_not_lie_on_its_print_is_unsure_and_can_be_taken_back(
    office, desk, torn, tmp_path
):
    document, scans = torn.ids[1], torn.scans[1]
    guest = take(desk, [torn.strange], tmp_path / "w.pdf").record
    told = resolve(office, guest.record_id, "--document", document, "--page", 1)
    shown = office.ask("records", "show", document)
    assert told["unlaid"] == [1]
    assert {it["status"] for it in shown["signatures"]} <= {"unsure"}
    (undo,) = told["undo"]
    words = undo.removeprefix("podshivka ").replace("…", "ошибка").split()
    (back,) = office.ask(*words)["records"]
    assert back["record_id"] in waiting(desk)
    lost = archive.load(desk.places.root / desk.catalogue.record_path(document))
    assert (lost.state, lost.is_emptied) == (RecordState.SUPERSEDED, True)
    out = {it["document_id"]: it for it in office.ask("outstanding")}
    assert not out[document]["returned"]
    right = take(desk, scans[:1], tmp_path / "r.pdf").record
    resolve(office, right.record_id, "--document", document, "--page", 1)
    pages = office.ask("records", "show", document)["pages"]
    assert [it["source_sha256"] for it in pages] == [right.pages[0].source_sha256]
    filed = ("review", "resolve", document, "--document", document)
    assert "--reason" not in office.run_for_error(*filed)
    assert not list(archive.verify(desk.places.archive, desk.places.review))
