"""Papers without codes, dropped as scans: filed, parted, or guessed for a person."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from pipeline import (
    archive,
    attributing,
    disk,
    inbox,
    ingest,
    messages,
    reindex,
    reports,
    review,
)
from pipeline.cli import app
from pipeline.errors import NotFoundError
from tests import oldpapers, paper, uncoded

pytestmark = pytest.mark.slow

PROFILE = "migip"
RULES = review.Rules({}.get, str)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("uncoded")


@pytest.fixture(scope="module")
def desk(scratch):
    with uncoded.office(scratch / "ws", PROFILE) as desk:
        yield desk


@pytest.fixture(scope="module")
def others():
    """The papers of others' making, by name."""
    institute, group = uncoded.organisation(PROFILE), uncoded.groups(PROFILE)[0]
    return {it.name: it for it in oldpapers.old_papers(institute, group, 1)}


def scans(*sheets, condition="base", seed=7):
    rng = np.random.default_rng(seed)
    return [uncoded.scan(sheet, condition, rng) for sheet in sheets]


@pytest.fixture(scope="module")
def pile(desk, others, scratch):
    """A certificate of ours and the copy of another document, in one file."""
    _blank, ours = uncoded.papers(PROFILE, scratch, ("certificate",), (0,))
    copy = others["certificate"]
    told = uncoded.take(desk, scans(*ours.sheets, copy.sheet), scratch)
    return ours, copy, {it.record.kind: it for it in told}


@pytest.fixture
def call(desk, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments):
        root = str(desk.places.root)
        code = app.run(["--workspace", root, *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def test_a_pile_is_parted_and_each_paper_filed_as_what_it_is(pile):
    ours, copy, told = pile
    assert set(told) == {"certificate", "qualification-copy"}
    certificate, qualification = told["certificate"], told["qualification-copy"]
    assert certificate.filed
    assert qualification.filed
    assert certificate.record.group == qualification.record.group == ours.group
    assert certificate.record.date == ours.day
    assert qualification.record.date == copy.day
    assert certificate.record.students == ours.students
    assert qualification.record.students == copy.students


def test_what_was_filed_so_tells_why_and_names_nobody(desk, pile):
    record = pile[2]["qualification-copy"].record
    folder = desk.places.root / desk.catalogue.record_path(record.record_id)
    _filed, split, attributed = archive.load(folder).events
    assert split.event == archive.SPLIT
    assert attributed.details == {
        "kind": "title",
        "date": "date_label",
        "group": "group_people",
    }
    assert archive.is_enriched(folder)
    assert not list(archive.verify(desk.places.archive, desk.places.review))


@pytest.mark.usefixtures("pile")
def test_the_same_step_again_changes_nothing(desk):
    before = {it.record.record_id for it in uncoded.told(desk)}
    for folder in archive.records(desk.places.review):
        assert attributing.attribute(folder, desk) == [folder]
    assert {it.record.record_id for it in uncoded.told(desk)} == before


@pytest.mark.usefixtures("pile")
def test_a_letter_waits_and_its_guess_is_shown_and_taken(desk, others, scratch, call):
    (told,) = uncoded.take(desk, scans(others["letter"].sheet), scratch)
    assert not told.filed
    identity = told.record.record_id
    _code, out, _err = call("review", "list", "--json")
    (item,) = json.loads(out)
    assert item["record_id"] == identity
    assert item["guess"]["kind"] == "other"
    assert item["guess"]["group"] == others["letter"].group
    _code, out, _err = call("review", "show", identity)
    assert "the head names another kind of paper" in out
    code, _out, err = call("review", "resolve", identity)
    assert (code, "--accept" in err) == (2, True)
    strange = ("--kind", "letter", "--date", "2026-06-22")
    code, _out, err = call("review", "resolve", identity, *strange)
    assert code == 2
    assert "“letter”; it has for: certificate – " in err
    call("review", "resolve", identity, "--accept", "--date", "2026-06-22")
    _code, out, _err = call("records", "show", identity, "--json")
    shown = json.loads(out)
    assert (shown["kind"], shown["group"]) == ("other", others["letter"].group)
    assert shown["date"] == "2026-06-22"


@pytest.mark.usefixtures("pile")
def test_a_paper_scanned_twice_waits_beside_the_first_until_a_person_says(
    desk, others, scratch, call
):
    sheet = others["letter"].sheet
    uncoded.take(desk, scans(sheet, seed=8), scratch)
    (again,) = uncoded.take(desk, scans(sheet, seed=9), scratch)
    assert not again.filed
    identity = again.record.record_id
    _code, out, _err = call("review", "show", identity, "--json")
    shown = json.loads(out)
    assert shown["reason"] == "likely_double"
    assert shown["other"] in shown["sentence"]
    assert shown["other"] != identity
    with Image.open(shown["picture"]) as picture:
        assert picture.height > 297 * 3
    waiting = reports.status(desk.places).review
    code, _out, err = call("review", "resolve", identity, "--same")
    assert (code, err) == (0, "")
    assert reports.status(desk.places).review == waiting - 1
    _code, out, _err = call("records", "show", identity, "--json")
    assert json.loads(out)["state"] == "superseded"
    _code, out, _err = call("records", "show", shown["other"], "--json")
    assert archive.SAME_PAPER in {it["event"] for it in json.loads(out)["events"]}


def test_a_pile_gives_way_once_whoever_looks_at_it_at_the_same_time(
    desk, pile, others, scratch
):
    first = pile[2]["certificate"].record
    whole = next(
        stored
        for folder in archive.records(desk.places.review)
        if len((stored := archive.load(folder)).texts) > 1
        and stored.record.pages[0].source_sha256 == first.pages[0].source_sha256
    )
    sheets = (*pile[0].sheets, others["certificate"].sheet)
    path = paper.save_pdf(scans(*sheets, seed=11), scratch / "pile.pdf")
    claim = inbox.adopt(desk.places.claimed, path, uncoded.NOW)
    sha256 = disk.sha256(claim.path)
    taken = ingest.take_in(claim, sha256, desk, ingest.plainly)
    folder = desk.places.root / taken.folders[0]
    archive.save_texts(folder, whole.texts)
    item = review.find(archive.load(folder).record.record_id, desk)

    with ThreadPoolExecutor(2) as workers:
        for work in [
            workers.submit(attributing.attribute, folder, desk) for _worker in range(2)
        ]:
            work.result()
    decision = review.Decision(kind="other", title="Куча", day=uncoded.NOW.date())
    with pytest.raises(NotFoundError):
        review.resolve(item, decision, desk, RULES, by="registrar", at=uncoded.NOW)
    events = [it.event for it in archive.load(folder, in_review=True).events]
    assert events == ["filed", archive.SUPERSEDED]
    parts = [it.record for it in uncoded.told(desk)]
    ours = [it for it in parts if it.pages[0].source_sha256 == sha256]
    assert sum(len(it.pages) for it in ours) == len(whole.texts)


STEPS = [
    pytest.param("read", marks=pytest.mark.long),
    "reindex",
    "attribute",
    pytest.param("render", marks=pytest.mark.long),
]


@pytest.fixture
def fresh(tmp_path):
    """A workspace in which no paper of the others is known."""
    with uncoded.office(tmp_path / "ws", PROFILE) as desk:
        yield desk


@pytest.mark.parametrize("broken", STEPS)
def test_work_that_is_lost_after_a_step_is_found_again(
    fresh, others, pile, tmp_path, broken
):
    class LostError(Exception):
        """What the step gave could not be kept."""

    def losing(name, step):
        given = step()
        if name == broken:
            raise LostError
        return given

    pages = scans(*pile[0].sheets, others["certificate"].sheet)
    path = paper.save_pdf(pages, tmp_path / "lost.pdf")
    claim = inbox.adopt(fresh.places.claimed, path, uncoded.NOW)
    taken = ingest.take_in(claim, disk.sha256(claim.path), fresh, ingest.plainly)
    with pytest.raises(LostError):
        ingest.enrich(taken.folders, fresh, losing)
    ingest.enrich(ingest.never_tried(fresh.places), fresh, ingest.plainly)
    assert [it.filed for it in uncoded.told(fresh)] == [True, True]
    assert ingest.never_tried(fresh.places) == []
    counted = fresh.catalogue.counts()
    reindex.rebuild(fresh.places, fresh.catalogue)
    assert fresh.catalogue.counts() == counted


def test_while_the_institute_s_data_have_faults_a_person_decides(
    desk, others, scratch, caplog
):
    path = desk.places.root / "organisation.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + "\nунылое: 1\n", encoding="utf-8")
    try:
        page = scans(others["certificate"].sheet, seed=31)
        pdf = paper.save_pdf(page, scratch / "faulty.pdf")
        claim = inbox.adopt(desk.places.claimed, pdf, uncoded.NOW)
        taken = ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)
        ingest.enrich(taken.folders, desk, ingest.plainly)
    finally:
        path.write_text(whole, encoding="utf-8")
    (folder,) = (desk.places.root / it for it in taken.folders)
    assert folder.is_relative_to(desk.places.review)
    assert archive.is_enriched(folder)
    assert "a person decides what it is, DataError" in caplog.text
