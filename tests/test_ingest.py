"""The steps of the intake, called plainly; pages are real, printed and scanned."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from pipeline import (
    archive,
    assembly,
    disk,
    inbox,
    ingest,
    issue,
    register,
    reindex,
    reports,
    shelving,
)
from pipeline.catalogue import SearchQuery, behind, database
from pipeline.errors import (
    ChangedError,
    FixityError,
    ScanError,
)
from pipeline.inbox import drops, quarantine, unread
from pipeline.inbox.unread import Unread
from pipeline.ingest import intake
from pipeline.model import Places
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from pipeline.work import lag
from tests import institute, paper, watchroom
from tests.taking import NOW, desk_of, filed, take, twice, two_pages

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("ingest") / "ws")


@pytest.fixture(scope="module")
def certificate(office):
    (issued,) = office.generate("--kind", "certificate", "--student", "T10")
    return institute.fill_in(issued, 1)


@pytest.fixture
def desk(office):
    with desk_of(office) as desk:
        yield desk


def test_a_scan_is_filed_and_found_before_any_ocr(desk, certificate, tmp_path):
    path = paper.save_jpeg(institute.scan(certificate.sheets[0], 1), tmp_path / "a.jpg")
    taken = take(desk, path)
    assert taken.drop.outcome == drops.FILED
    assert taken.drop.records == (certificate.document_id,)
    hits = desk.catalogue.search(SearchQuery(text="Иванову"))
    assert certificate.document_id in {hit.record_id for hit in hits}
    assert inbox.claimed(desk.places.claimed) == []
    ingest.enrich(taken.folders[:1], desk, ingest.plainly)
    folder = desk.places.root / taken.folders[0]
    assert archive.is_enriched(folder)
    told = reports.describe(folder, desk.places, desk.catalogue, NOW.date())
    assert told["students"] == ("T10",)
    assert set(told["files"]) == {"scan", "printed", "document", "text"}


def test_every_step_may_run_twice(desk, certificate, tmp_path):
    path = paper.save_jpeg(institute.scan(certificate.sheets[0], 2), tmp_path / "b.jpg")

    taken = take(desk, path, twice)
    assert len(set(taken.drop.records)) == 1
    assert len(drops.of_bytes(desk.places.audit, taken.drop.sha256)) == 1
    assert not list(archive.verify(desk.places.archive))


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize(
    "stop_at", ["look", "receive", "file", "index", "log", "release"]
)
def test_a_stop_at_any_step_loses_nothing(desk, certificate, tmp_path, stop_at):
    seed = sum(map(ord, stop_at))
    scan = institute.scan(certificate.sheets[0], seed)
    path = paper.save_jpeg(scan, tmp_path / f"{stop_at}.jpg")

    def breaking(name, step):
        result = step()
        if name == stop_at:
            raise PowerCutError
        return result

    claim = inbox.adopt(desk.places.claimed, path, NOW)
    sha256 = disk.sha256(claim.path)
    with pytest.raises(PowerCutError):
        ingest.take_in(claim, sha256, desk, breaking)
    whole = archive.has(desk.places.archive, sha256)
    assert whole or claim.path.read_bytes() == path.read_bytes()
    if stop_at != "release":
        ingest.take_in(claim, sha256, desk, ingest.plainly)
    (drop,) = drops.of_bytes(desk.places.audit, sha256)
    assert drop.outcome == drops.FILED
    kept = archive.received_file(desk.places.archive, sha256)
    assert kept.read_bytes() == path.read_bytes()


def test_what_is_written_to_a_file_while_it_is_filed_is_kept(desk, tmp_path):
    path = write(tmp_path / "growing.txt", b"the first page, no scan")
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    sha256 = disk.sha256(claim.path)

    def growing(name, step):
        result = step()
        if name == "quarantine":
            claim.path.write_bytes(b"the first page, no scan, and the second one")
        return result

    ingest.take_in(claim, sha256, desk, growing)
    (other,) = [it for it in inbox.claimed(desk.places.claimed) if it.name == path.name]
    assert other.path.read_bytes().endswith(b"second one")
    taken = ingest.take_in(other, disk.sha256(other.path), desk, ingest.plainly)
    kept = list(quarantine.reasons(desk.places.quarantine))
    assert {it.sha256 for it in kept} == {sha256, taken.drop.sha256}
    for it in kept:
        quarantine.take_out(desk.places.quarantine, it)


def test_a_file_is_not_refused_for_what_ails_its_disk(desk, tmp_path):
    claim = inbox.adopt(desk.places.claimed, write(tmp_path / "a.pdf", b"%PDF"), NOW)
    sha256 = disk.sha256(claim.path)
    claim.path.unlink()
    with pytest.raises(FileNotFoundError):
        intake.look(claim, sha256, desk)
    claim.path.write_bytes(b"%PD")
    with pytest.raises(ChangedError):
        intake.look(claim, sha256, desk)
    claim.path.write_bytes(b"%PDF")
    assert isinstance(intake.look(claim, sha256, desk), intake.Refused)
    inbox.release(claim, NOW)


@pytest.mark.parametrize("code", ["crashed", "damaged", "too_large"])
def test_a_file_is_refused_for_what_happens_twice(code):
    def crash_once():
        tries.append(code)
        if len(tries) == 1:
            raise ScanError(code)
        return "seen"

    tries: list[str] = []
    checked: list[str] = []
    assert intake._surely(crash_once, lambda: checked.append(code)) == "seen"
    assert (len(tries), len(checked)) == (2, 1)


def test_a_file_that_crashes_its_reader_is_tried_no_third_time():
    def crash():
        tries.append(1)
        raise ScanError(code)

    tries: list[int] = []
    for code, most in (("crashed", 2), ("too_long", 1)):
        tries.clear()
        refused = intake._surely(crash, lambda: None)
        assert (refused, len(tries)) == (intake.Refused(code, ""), most)


def test_what_ails_the_disk_is_told_and_not_tried_again():
    def refuse():
        raise ScanError("damaged")

    def away():
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        intake._surely(refuse, away)


def test_no_scan_is_refused_for_a_damaged_file_of_the_register(
    desk, office, certificate, tmp_path
):
    (other,) = office.generate("--kind", "certificate", "--student", "T11")
    paper_of = institute.fill_in(other, 1)
    folder = register.folder_of(desk.places.issued, paper_of.document_id)
    layout, whole = folder / "layout.json", (folder / "layout.json").read_bytes()
    scans = [institute.scan(it.sheets[0], 31) for it in (certificate, paper_of)]
    path = paper.save_pdf(scans, tmp_path / "both.pdf")
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    sha256 = disk.sha256(claim.path)
    layout.write_bytes(whole[:-9])
    with pytest.raises(FixityError) as damaged:
        ingest.take_in(claim, sha256, desk, ingest.plainly)
    assert damaged.value.path == layout
    layout.write_bytes(whole)
    taken = ingest.take_in(claim, sha256, desk, ingest.plainly)
    assert taken.drop.outcome == drops.FILED
    layout.write_bytes(whole[:-9])
    ingest.enrich(taken.folders, desk, ingest.plainly)
    layout.write_bytes(whole)
    read = [archive.is_enriched(desk.places.root / it) for it in taken.folders]
    assert sorted(read) == [False, True]


def test_a_received_file_is_let_go_only_where_the_kept_one_is_whole(desk, tmp_path):
    claim = inbox.adopt(desk.places.claimed, write(tmp_path / "a.pdf", b"bytes"), NOW)
    sha256 = disk.sha256(claim.path)
    archive.receive(
        desk.places.archive, claim.path, sha256, name="a.pdf", dropped_at=NOW
    )
    drops.log(
        desk.places.audit,
        drops.Drop(NOW, "before", "a.pdf", sha256, 5, drops.FILED),
    )
    kept = archive.received_file(desk.places.archive, sha256)
    for rot in (lambda: kept.write_bytes(b"rotte"), kept.unlink):
        rot()
        with pytest.raises(FixityError):
            ingest.known(claim, sha256, desk)
        assert claim.path.read_bytes() == b"bytes"
    kept.write_bytes(b"bytes")
    known = ingest.known(claim, sha256, desk)
    assert known is not None
    assert known.outcome == drops.DUPLICATE
    assert not claim.path.exists()


def test_a_kept_file_is_never_let_go_for_a_copy_of_itself(desk, tmp_path):
    source = write(tmp_path / "a.pdf", b"kept once")
    sha256 = disk.sha256(source)
    archive.receive(desk.places.archive, source, sha256, name="a.pdf", dropped_at=NOW)
    drops.log(
        desk.places.audit, drops.Drop(NOW, "first", "a.pdf", sha256, 9, drops.FILED)
    )
    kept = archive.received_file(desk.places.archive, sha256)
    claim = inbox.Claim("20260621T093000000000Z-deadbeef", kept)
    with pytest.raises(FileExistsError):
        ingest.known(claim, sha256, desk)
    with pytest.raises(FileExistsError):
        intake.let_go(claim, sha256, desk.places)
    assert kept.read_bytes() == b"kept once"
    assert "deadbeef" not in {it.token[-8:] for it in drops.read(desk.places.audit)}


def write(path, content):
    path.write_bytes(content)
    return path


def test_the_register_is_missed_once_a_paper_of_ours_came_back(desk, certificate):
    assert archive.filed(desk.places.archive, certificate.document_id)
    unmounted = desk.places.issued.rename(desk.places.root / "unmounted")
    try:
        assert reports.status(desk.places).away == ("issued",)
    finally:
        unmounted.rename(desk.places.issued)


def test_a_file_that_is_no_scan_is_quarantined(desk, tmp_path):
    path = tmp_path / "письмо.docx"
    path.write_bytes(b"PK\x03\x04 not a scan at all")
    drop = take(desk, path).drop
    assert (drop.outcome, drop.detail) == (drops.QUARANTINED, "not_a_scan")
    (reason,) = quarantine.reasons(desk.places.quarantine)
    assert quarantine.file_of(desk.places.quarantine, reason).name == "письмо.docx"
    assert ingest.is_kept(drop.sha256, desk)


def test_the_watcher_itself_loads_nothing_that_reads_received_files(
    office, certificate
):
    scan = institute.scan(certificate.sheets[0], 77)
    paper.save_jpeg(scan, office.inbox("watched.jpg"))
    words = office.command("watch", "--once")[3:]
    told = f"import sys; from pipeline.cli import app; code = app.run({words!r})"
    command = [sys.executable, "-c", f"{told}; print(code, *sys.modules)"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    code, *loaded = said.splitlines()[-1].split()
    assert (code, "pipeline.archive.workshop" in loaded) == ("0", True)
    assert not {"pikepdf", "img2pdf", "PIL.Image", "pi_heif"} & set(loaded)


def test_a_file_whose_pages_cannot_be_taken_out_is_quarantined(
    desk, monkeypatch, tmp_path
):
    def refuse(_workshop, _pages):
        raise ScanError("damaged", "no such page")

    monkeypatch.setattr(archive.Workshop, "extract", refuse)
    path = paper.save_pdf([institute.scan(None, 9)], tmp_path / "a.pdf")
    taken = take(desk, path)
    assert (taken.drop.outcome, taken.drop.detail) == (drops.QUARANTINED, "damaged")
    assert taken.folders == ()
    assert ingest.is_kept(taken.drop.sha256, desk)
    assert not archive.has(desk.places.archive, taken.drop.sha256)
    assert inbox.claimed(desk.places.claimed) == []


def test_a_refused_file_of_which_a_page_was_filed_stays_received(desk, tmp_path):
    filed = take(desk, paper.save_pdf([institute.scan(None, 12)], tmp_path / "b.pdf"))
    sha256 = filed.drop.sha256
    copy = archive.received_file(desk.places.archive, sha256)
    claim = inbox.adopt(desk.places.claimed, copy, NOW)
    refused = intake.Refused("damaged", "no such page")
    intake.put_aside(claim, sha256, refused, desk)
    assert archive.has(desk.places.archive, sha256)
    found = quarantine.reasons(desk.places.quarantine)
    reason = next(it for it in found if it.sha256 == sha256)
    quarantine.take_out(desk.places.quarantine, reason)


@pytest.fixture
def hasty(office, monkeypatch):
    """A desk whose catalogue is not waited for, and somebody else who may hold it."""
    pragmas = [it for it in database._PRAGMAS if "busy_timeout" not in it]
    monkeypatch.setattr(database, "_PRAGMAS", (*pragmas, "PRAGMA busy_timeout = 50"))
    places: Places = file.load(office.root).places
    with (
        closing(reindex.open_catalogue(places)) as catalogue,
        closing(sqlite3.connect(places.private / "catalogue.db")) as other,
    ):
        other.isolation_level = None
        yield Desk(places, catalogue, "rus+eng", Limits()), other


@pytest.mark.long
def test_papers_are_filed_while_the_catalogue_is_locked(hasty, office, tmp_path):
    desk, other = hasty
    one = two_pages(office, 17)
    scans = [institute.scan(sheet, 60) for sheet in one.sheets[:2]]
    other.execute("BEGIN IMMEDIATE")
    for number, scan in enumerate(scans, start=1):
        taken = take(desk, paper.save_jpeg(scan, tmp_path / f"{number}.jpg"))
        assert filed(desk, taken).record.version == number
        assert behind.lags(desk.places.private)
    kept_up = lag.Lag(desk, watchroom.Clock())
    kept_up.make_up()
    wait_for(kept_up)
    assert behind.lags(desk.places.private)
    kept_up.make_up()
    assert not kept_up.is_tried, "it waits for a while"
    assert desk.catalogue.current(one.document_id) is None
    other.execute("ROLLBACK")
    lag.Lag(desk, watchroom.Clock()).make_up()
    while behind.lags(desk.places.private):
        time.sleep(0.02)
    newest = desk.catalogue.current(one.document_id)
    assert newest == filed(desk, taken).record.record_id
    assert shelving.current_folder(one.document_id, desk) is not None


def wait_for(kept_up: lag.Lag) -> None:
    while kept_up.is_tried:
        time.sleep(0.02)


def test_nothing_but_blank_pages_waits_for_somebody_to_look(desk, tmp_path):
    sides = [institute.scan(None, seed) for seed in (3, 4)]
    taken = take(desk, paper.save_pdf(sides, tmp_path / "пусто.pdf"))
    (folder,) = (desk.places.root / it for it in taken.folders)
    stored = archive.load(folder, in_review=True)
    assert (stored.state, stored.record.reason) == ("review", assembly.BLANK)
    assert len(stored.record.pages) == 2


def test_a_note_of_what_is_lacking_follows_the_record(desk, tmp_path):
    path = paper.save_jpeg(institute.scan(None, 6), tmp_path / "пусто.jpg")
    taken = take(desk, path)
    identity = archive.record_id(desk.places.root / taken.folders[0])
    noted = Unread(identity, "review/elsewhere", unread.OCR_FAILED, "", NOW)
    unread.wait(desk.places.private, [noted])
    assert [it.folder for it in ingest.due(desk)] == list(taken.folders)
    unread.forget(desk.places.private, [identity])


def test_the_catalogue_knows_of_a_page_on_which_nothing_can_be_read(desk, tmp_path):
    path = paper.save_jpeg(institute.scan(None, 5), tmp_path / "пусто.jpg")
    ingest.enrich(take(desk, path).folders, desk, ingest.plainly)
    apart = replace(desk.places, private=tmp_path / "anew")
    with closing(reindex.open_catalogue(apart)) as made:
        assert desk.catalogue.counts() == made.counts()


def test_a_kind_without_a_case_waits_in_review(desk, office, tmp_path):
    plan = desk.places.file_plan(2026)
    text = plan.read_text(encoding="utf-8")
    (issued,) = office.generate("--kind", "certificate", "--student", "T02")
    sheet = institute.fill_in(issued, 4).sheets[0]
    path = paper.save_jpeg(institute.scan(sheet, 5), tmp_path / "c.jpg")
    plan.write_text(text.replace("kinds: [certificate]", "kinds: []"), encoding="utf-8")
    try:
        taken = take(desk, path)
    finally:
        plan.write_text(text, encoding="utf-8")
    (folder,) = taken.folders
    assert folder.startswith("review/")
    assert archive.load(desk.places.root / folder).record.reason == "no_case"
    office.run("review", "resolve", issued["document_id"])
    told = office.ask("records", "show", issued["document_id"])
    assert told["state"] == "filed"
    assert told["retention"]["status"] == "not_set"


def test_a_page_is_looked_up_in_another_process(office, certificate, tmp_path):
    from pipeline import recognition

    path = paper.save_jpeg(institute.scan(certificate.sheets[0], 6), tmp_path / "d.jpg")
    find_page = partial(register.find_page, office.root / "issued")
    (sight,) = recognition.look(path, find_page)
    assert sight.known
    assert sight.registration.residual_mm < 0.5


def test_readable_names_tell_the_paper(certificate, office):
    document = register.find(office.root / "issued", certificate.document_id)
    name = issue.readable_name(document)
    assert certificate.document_id in name
    assert "T10" in name


def test_a_file_that_changes_after_its_hash_is_taken_again(desk, tmp_path, certificate):
    path = paper.save_jpeg(
        institute.scan(certificate.sheets[0], 40), tmp_path / "c.jpg"
    )
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    sha256 = disk.sha256(claim.path)
    with claim.path.open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(ChangedError):
        ingest.take_in(claim, sha256, desk, ingest.plainly)
    assert claim.path.exists()
    assert drops.of_bytes(desk.places.audit, sha256) == []
    inbox.release(claim, NOW)
