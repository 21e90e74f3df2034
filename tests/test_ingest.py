"""The steps of the intake, called plainly; pages are real, printed and scanned."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from pipeline import (
    archive,
    assembly,
    cells,
    disk,
    filing,
    inbox,
    ingest,
    issue,
    register,
    reindex,
    reports,
    review,
    roster,
    shelving,
)
from pipeline.catalogue import SearchQuery, behind, database
from pipeline.errors import (
    ChangedError,
    FixityError,
    NotFoundError,
    ScanError,
)
from pipeline.inbox import drops, quarantine, unread
from pipeline.inbox.unread import Unread
from pipeline.ingest import intake
from pipeline.model import INKED, Certainty, Places
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from pipeline.work import lag
from tests import institute, paper, watchroom
from tests.paper.desk import attendance_cells

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
RULES = review.Rules({}.get, str)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("ingest") / "ws")


@pytest.fixture(scope="module")
def certificate(office):
    (issued,) = office.generate("--kind", "certificate", "--student", "T10")
    return institute.fill_in(issued, 1)


@pytest.fixture
def desk(office):
    places: Places = file.load(office.root).places
    catalogue = reindex.open_catalogue(places)
    yield Desk(places, catalogue, "rus+eng", Limits())
    catalogue.close()


def take(desk, path, run=ingest.plainly, at=NOW):
    claim = inbox.adopt(desk.places.claimed, path, at)
    return ingest.take_in(claim, disk.sha256(claim.path), desk, run)


def twice(_name, step):
    step()
    return step()


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


def two_pages(office, seed: int):
    """A two-page gradesheet on the desk, nothing but clean ink on it."""
    (unit_sheet, *_rest) = office.generate("--kind", "gradesheet")
    return institute.fill_in(unit_sheet, seed, stray=0)


def filed(desk, taken):
    return archive.load(desk.places.root / taken.folders[0])


def test_a_decision_outlives_a_page_that_comes_later(desk, office, tmp_path):
    one = two_pages(office, 7)
    path = paper.save_jpeg(institute.scan(one.sheets[1], 20), tmp_path / "p2.jpg")
    stored = filed(desk, take(desk, path))
    zone = stored.signatures[0].zone
    office.run("review", "resolve", one.document_id, "--empty", zone)
    path = paper.save_jpeg(institute.scan(one.sheets[0], 21), tmp_path / "p1.jpg")
    later = filed(desk, take(desk, path))
    assert later.record.version == 2
    told = {it.zone: (it.state, it.status) for it in later.signatures}
    assert told[zone] == ("empty", "corrected")
    office.run("review", "resolve", later.record.record_id, "--signed", zone)


def reasons_of(office, paper) -> set[str]:
    """Why a paper waits for a person."""
    waiting = office.ask("review", "list")
    return {
        it["reason"]
        for it in waiting
        if it["record_id"].partition("-")[0] == paper.document_id
    }


def test_a_page_without_a_code_inside_a_document_waits_for_a_person(
    desk, office, tmp_path
):
    one = two_pages(office, 11)
    strange = paper.paper_without_code(["ЗАПИСКА"], institute.rng(1))
    sides = [one.sheets[0], strange, one.sheets[1]]
    scans = [institute.scan(side, 30 + n) for n, side in enumerate(sides)]
    stored = filed(desk, take(desk, paper.save_pdf(scans, tmp_path / "x.pdf")))
    assert [page.number for page in stored.record.pages] == [1, 2, 0]
    assert "stray" in reasons_of(office, one)
    office.run("review", "resolve", one.document_id, "--kind", "other", expect=2)
    office.run("review", "resolve", one.document_id, "--keep")
    assert "stray" not in reasons_of(office, one)
    paper.sign(one.sheets[1], paper.cells(one.sheets[1])[-1], institute.rng(2))
    more = paper.save_jpeg(institute.scan(one.sheets[1], 34), tmp_path / "more.jpg")
    later = filed(desk, take(desk, more))
    assert (later.record.version, later.record.pages[-1].number) == (2, 0)
    assert "stray" not in reasons_of(office, later.record)


def test_a_page_known_by_its_print_waits_for_a_person(desk, office, tmp_path):
    one = two_pages(office, 12)
    sides = one.sheets[0], paper.torn(one.sheets[1])
    scans = [institute.scan(side, 50) for side in sides]
    stored = filed(desk, take(desk, paper.save_pdf(scans, tmp_path / "m.pdf")))
    assert [page.number for page in stored.record.pages] == [1, 2]
    assert [page.matched for page in stored.record.pages] == [False, True]
    waiting = {it["record_id"]: it["reason"] for it in office.ask("review", "list")}
    assert waiting[one.document_id] == "matched"
    shown = office.ask("review", "show", one.document_id)
    with Image.open(shown["picture"]) as picture:
        assert picture.width > 2 * 210 * 3
        assert 297 * 3 < picture.height < 2 * 297 * 3
    office.run("review", "resolve", one.document_id, "--keep")
    left = {it["record_id"]: it["reason"] for it in office.ask("review", "list")}
    assert left.get(one.document_id) != "matched"


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


def test_no_case_is_closed_while_papers_are_filed(desk, office):
    entry = filing.entry_of_index(shelving.plan_of(2026, desk.places), "03-06")
    archive.ensure_case(desk.places.archive, entry, 2026, date(2026, 6, 1))
    with shelving.alone(desk.places):
        closing = office.start("cases", "close", "03-06", "--year", 2026)
        with pytest.raises(subprocess.TimeoutExpired):
            closing.wait(6)
        assert not shelving.closed(entry, 2026, desk.places)
    closing.communicate(timeout=60)
    assert shelving.closed(entry, 2026, desk.places)
    office.run("cases", "reopen", "03-06", "--year", 2026)


def test_a_record_for_a_closed_case_waits_in_review(desk, office, tmp_path):
    (issued,) = office.generate("--kind", "protocol")
    sheets = institute.fill_in(issued, 9, stray=0).sheets
    path = paper.save_jpeg(institute.scan(sheets[0], 50), tmp_path / "p1.jpg")
    take(desk, path)
    office.run("cases", "close", "03-05", "--on", f"{NOW.date()}")
    (again,) = office.generate("--kind", "protocol")
    other = institute.fill_in(again, 10, stray=0).sheets
    path = paper.save_jpeg(institute.scan(other[0], 51), tmp_path / "q1.jpg")
    (folder,) = take(desk, path).folders
    assert folder.startswith("review/")
    title = archive.load(desk.places.root / folder).record.title
    office.run("review", "resolve", again["document_id"], expect=2)
    office.run("cases", "reopen", "03-05")
    another = ("--kind", "certificate", "--group", "ГТ-13")
    told = office.run_for_error("review", "resolve", again["document_id"], *another)
    assert "no other --kind, --title, --group" in told
    office.run("review", "resolve", again["document_id"], "--kind", "protocol")
    shown = office.ask("records", "show", again["document_id"])
    assert shown["retention"]["case"]
    assert shown["title"] == title


@pytest.mark.long
def test_a_filed_version_is_in_force_until_the_next_one_is_filed(
    desk, office, tmp_path
):
    (issued,) = office.generate("--kind", "final-gradesheet")
    one = institute.fill_in(issued, 9, stray=0)
    identity = issued["document_id"]
    path = paper.save_jpeg(institute.scan(one.sheets[0], 200), tmp_path / "1.jpg")
    first = filed(desk, take(desk, path))
    office.run("cases", "close", first.record.case, "--on", f"{NOW.date()}")
    for n in (1, 2):
        largest = sorted(paper.cells(one.sheets[0]), key=lambda it: it.height_mm)
        paper.sign(one.sheets[0], largest[-n], institute.rng(n))
        scan = institute.scan(one.sheets[0], 200 + n)
        taken = take(desk, paper.save_jpeg(scan, tmp_path / f"{n}.jpg"), twice)
        assert taken.folders[0].startswith("review/")
    assert states_of(desk, identity) == {1: "in force", 2: "gave way", 3: "in force"}
    waiting = office.ask("review", "list")
    told = [it["reason"] for it in waiting if it["record_id"].startswith(identity)]
    assert told == ["case_closed"]
    office.run("cases", "reopen", first.record.case)
    office.run("review", "resolve", identity)
    assert states_of(desk, identity) == {1: "gave way", 2: "gave way", 3: "in force"}
    assert office.ask("records", "show", identity)["record_id"] == f"{identity}-3"
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def states_of(desk, identity) -> dict[int, str]:
    """Version → whether it is in force."""
    found = {}
    for record_id in desk.catalogue.versions(identity):
        stored = archive.load(desk.places.root / desk.catalogue.record_path(record_id))
        told = "gave way" if stored.gave_way_to else "in force"
        found[stored.record.version] = told
    return found


def test_a_record_is_filed_once_though_resolving_it_was_cut_off(
    desk, tmp_path, monkeypatch
):
    strange = paper.paper_without_code(["ПРИКАЗ"], institute.rng(2))
    path = paper.save_png(institute.scan(strange, 60), tmp_path / "n.png")
    (folder,) = take(desk, path).folders
    identity = archive.load(desk.places.root / folder).record.record_id
    item = review.find(identity, desk)
    decision = review.Decision(kind="other", title="Приказ", day=NOW.date())
    with monkeypatch.context() as patched:
        patched.setattr(archive, "carry_over", lambda *_paths: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            review.resolve(item, decision, desk, RULES, by="me", at=NOW)
    other_day = review.Decision(kind="other", title="Б", day=NOW.date().replace(day=9))
    filed_at = review.resolve(item, other_day, desk, RULES, by="me", at=NOW)
    named = [it for it in archive.records(desk.places.archive) if identity in it.name]
    assert named == [filed_at]
    assert not (desk.places.root / folder).exists()
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def test_all_that_is_wrong_with_what_a_person_says_is_told_at_once(
    desk, office, tmp_path
):
    strange = paper.paper_without_code(["ЗАЯВЛЕНИЕ"], institute.rng(4))
    path = paper.save_png(institute.scan(strange, 61), tmp_path / "z.png")
    (folder,) = take(desk, path).folders
    identity = archive.load(desk.places.root / folder).record.record_id
    wrong = ("review", "resolve", identity, "--kind", "letter")
    nobody = ("--student", "T98", "--student", "T99")
    head, *faults = office.run_for_error(
        *wrong, "--group", institute.GROUP, *nobody
    ).splitlines()
    assert identity in head
    assert len(faults) == 3
    assert "say: --date" in faults[0]
    assert "--kind: the file plan of" in faults[1]
    assert "--student: group ГТ-12 has no trainee T98, T99" in faults[2]
    told = office.run_for_error(*wrong, "--date", "2026-05-12", "--group", "ЗЗ-9")
    assert "“letter”" in told
    assert "--group: there is no group “ЗЗ-9”" in told
    told = office.run_for_error(*wrong, *nobody)
    assert "trainees' group too" in told
    office.ask("review", "resolve", identity, "--kind", "other", "--date", "2026-05-12")
    both = ("--case", "99-99", "--group", "ЗЗ-9")
    told = office.run_for_error("records", "refile", identity, *both)
    for word in ("99-99", "ЗЗ-9", "--reason"):
        assert word in told


def test_the_same_paper_scanned_again_is_no_new_version(desk, office, tmp_path):
    one = two_pages(office, 12)
    scans = [institute.scan(sheet, 70 + n) for n, sheet in enumerate(one.sheets)]
    first = filed(desk, take(desk, paper.save_pdf(scans, tmp_path / "one.pdf")))
    before = reports.status(desk.places).rescans
    again = [institute.scan(sheet, 80 + n) for n, sheet in enumerate(one.sheets)]
    taken = take(desk, paper.save_pdf(again, tmp_path / "two.pdf"), twice)
    assert filed(desk, taken).record == first.record
    assert taken.drop.rescans == (one.document_id,) == taken.drop.records
    assert archive.has(desk.places.archive, taken.drop.sha256)
    (told,) = [it for it in filed(desk, taken).events if it.event == archive.RESCANNED]
    assert told.details == {"source": taken.drop.sha256, "pages": "1, 2"}
    assert reports.status(desk.places).rescans == before + 1
    finer = [paper.scan(one.sheets[0], "base", institute.rng(90), dpi=300)]
    second = take(desk, paper.save_pdf(finer, tmp_path / "fine.pdf"), twice)
    assert [page.dpi for page in filed(desk, second).record.pages] == [300, 200]
    assert second.drop.rescans == ()
    paper.sign(one.sheets[1], paper.cells(one.sheets[1])[-1], institute.rng(1))
    more = [institute.scan(one.sheets[1], 91)]
    third = take(desk, paper.save_pdf(more, tmp_path / "more.pdf"))
    assert filed(desk, third).record.version == 3
    shown = office.ask("records", "show", one.document_id)
    assert (shown["renewed"], shown["void_reason"]) == ([2], "")
    told = office.run("issued", "void", one.document_id, "--reason", "ошибка")
    assert f"podshivka records show {shown['record_id']}" in told
    shown = office.ask("records", "show", one.document_id)
    assert (shown["state"], shown["void_reason"]) == ("filed", "ошибка")


@pytest.mark.long
def test_to_take_in_a_rescan_comes_to_an_end(office, tmp_path):
    (issued,) = office.generate("--kind", "certificate", "--student", "T09")
    one = institute.fill_in(issued, 21, stray=0)
    for seed in (150, 151):
        scans = [institute.scan(sheet, seed) for sheet in one.sheets]
        path = paper.save_pdf(scans, tmp_path / f"{seed}.pdf")
        told = office.run("ingest", path)
    assert f"rescan of {one.document_id}" in told


def in_black_and_white(sheet, seed):
    return paper.scan(sheet, "bw", institute.rng(seed), dpi=200)


def test_a_poorer_scan_takes_no_page_from_a_better_one(desk, office, tmp_path):
    one = two_pages(office, 16)
    good = institute.scan(one.sheets[0], 110)
    first = filed(desk, take(desk, paper.save_jpeg(good, tmp_path / "1.jpg")))
    poor = [in_black_and_white(sheet, 112 + n) for n, sheet in enumerate(one.sheets)]
    both = filed(desk, take(desk, paper.save_tiff(poor, tmp_path / "2.tif"), twice))
    assert [page.one_bit for page in both.record.pages] == [False, True]
    assert both.record.missing_pages == ()
    drop = take(desk, paper.save_tiff(poor[:1], tmp_path / "3.tif"), twice).drop
    assert (drop.rescans, drop.poorer) == ((both.record.record_id,),) * 2
    shown = office.ask("records", "show", one.document_id)
    assert shown["version"] == first.record.version + 1
    told = [it["details"] for it in shown["events"] if it["event"] == "rescanned"]
    assert [it["poorer"] for it in told] == ["1", "1"]
    better = institute.scan(one.sheets[1], 120)
    third = filed(desk, take(desk, paper.save_jpeg(better, tmp_path / "4.jpg")))
    assert not any(page.one_bit for page in third.record.pages)


def test_a_poorer_scan_with_new_ink_is_the_current_one(desk, office, tmp_path):
    one = two_pages(office, 17)
    scans = [institute.scan(sheet, 130 + n) for n, sheet in enumerate(one.sheets)]
    take(desk, paper.save_pdf(scans, tmp_path / "good.pdf"))
    paper.sign(one.sheets[1], paper.cells(one.sheets[1])[-1], institute.rng(1))
    coarse = [paper.scan(one.sheets[1], "base", institute.rng(140), dpi=150)]
    taken = take(desk, paper.save_pdf(coarse, tmp_path / "more.pdf"))
    stored = filed(desk, taken)
    assert (stored.record.version, stored.record.pages[1].dpi) == (2, 150)
    assert (taken.drop.rescans, taken.drop.poorer) == ((), ())


def crumpled(sheet):
    """One code of the sheet can be read, and nothing else of it can be told."""
    lost = paper.paper_without_code(["ЛИСТ"], institute.rng(1))
    x0, y0, x1, y1 = (
        round(edge * sheet.px_per_mm) for edge in next(iter(paper.codes(sheet)))
    )
    lost.picture[y0:y1, x0:x1] = sheet.picture[y0:y1, x0:x1]
    return lost


def test_a_scan_that_does_not_lie_on_its_print_takes_no_page_from_one_that_does(
    desk, office, tmp_path
):
    one = two_pages(office, 18)
    scans = [institute.scan(sheet, 150 + n) for n, sheet in enumerate(one.sheets)]
    first = filed(desk, take(desk, paper.save_pdf(scans, tmp_path / "1.pdf")))
    zone = first.signatures[-1].zone
    office.run("review", "resolve", one.document_id, "--signed", zone)
    lost = institute.scan(crumpled(one.sheets[1]), 160)
    taken = take(desk, paper.save_pdf([lost], tmp_path / "2.pdf"), twice)
    stored = filed(desk, taken)
    assert taken.drop.poorer == taken.drop.rescans == (f"{one.document_id}-2",)
    assert [page.source for page in stored.record.pages] == [
        page.source for page in first.record.pages
    ]
    assert [page.doubled for page in stored.record.pages] == [False, True]
    assert {it.zone: it.state for it in stored.signatures}[zone] == "signed"
    assert "doubled" in reasons_of(office, stored.record)


def test_a_page_known_by_its_print_takes_no_page_whose_code_was_read(
    desk, office, tmp_path
):
    one = two_pages(office, 19)
    scans = [institute.scan(sheet, 170 + n) for n, sheet in enumerate(one.sheets)]
    take(desk, paper.save_pdf(scans, tmp_path / "1.pdf"))
    first = institute.scan(one.sheets[0], 180)
    torn = institute.scan(paper.torn(one.sheets[1]), 181)
    same = filed(desk, take(desk, paper.save_pdf([first, torn], tmp_path / "2.pdf")))
    assert same.record.version == 1
    paper.sign(one.sheets[1], paper.cells(one.sheets[1])[-1], institute.rng(1))
    torn = institute.scan(paper.torn(one.sheets[1]), 182)
    more = filed(desk, take(desk, paper.save_pdf([first, torn], tmp_path / "3.pdf")))
    told = [(page.matched, page.doubled) for page in more.record.pages]
    assert told == [(False, False), (False, True)]


def zone_at(page, cell) -> str:
    """The id of the zone in which the middle of that cell lies."""
    x0, y0, x1, y1 = cell.box_mm
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return next(
        it.id
        for it in page.zones
        if it.box_mm[0] < x < it.box_mm[2] and it.box_mm[1] < y < it.box_mm[3]
    )


@pytest.mark.long
def test_a_persons_mark_holds_until_another_one_is_written_over_it(
    desk, office, tmp_path
):
    (journal, *_rest) = office.generate("--kind", "journal")
    sheets = paper.print_document(Path(journal["files"]["pdf"]))
    number, sheet = next(
        (number, it) for number, it in enumerate(sheets) if attendance_cells(it)
    )
    three = attendance_cells(sheet)[:3]
    for n, cell in enumerate(three[:2]):
        paper.mark(sheet, cell, "б", institute.rng(n))
    layout = register.layout(desk.places.issued, journal["document_id"])
    zones = [zone_at(layout.pages[number], cell) for cell in three]
    before = paper.save_jpeg(institute.scan(sheet, 190), tmp_path / "1.jpg")
    take(desk, before)
    both = (f"{zone}=б" for zone in zones[:2])
    said = [word for it in both for word in ("--reading", it)]
    office.run("review", "resolve", journal["document_id"], *said)
    paper.mark(sheet, three[0], "н", institute.rng(5))
    paper.mark(sheet, three[2], "н", institute.rng(6))
    after = paper.save_jpeg(institute.scan(sheet, 191), tmp_path / "2.jpg")
    told = {it.zone: it for it in filed(desk, take(desk, after)).readings}
    found = [(told[it].value, told[it].status, told[it].earlier) for it in zones]
    assert found == [
        (INKED, Certainty.UNSURE, "б"),
        ("б", Certainty.CONFIRMED, None),
        (INKED, Certainty.CERTAIN, None),
    ]


def test_a_rotten_scan_gives_way_to_one_that_brings_all_its_pages(
    desk, office, tmp_path
):
    one = two_pages(office, 20)
    scans = [institute.scan(one.sheets[1], 210 + n) for n in range(2)]
    first = filed(desk, take(desk, paper.save_jpeg(scans[0], tmp_path / "1.jpg")))
    archive.scan_of(first.folder).write_bytes(b"%PDF-1.7 rotten")
    again = filed(desk, take(desk, paper.save_jpeg(scans[1], tmp_path / "2.jpg")))
    assert (again.record.version, len(again.record.pages)) == (2, 1)
    other = institute.scan(one.sheets[0], 212)
    archive.scan_of(again.folder).write_bytes(b"%PDF-1.7 rotten")
    with pytest.raises(FixityError):
        take(desk, paper.save_jpeg(other, tmp_path / "3.jpg"))


def test_a_page_scanned_twice_in_one_file_is_told_of(desk, office, tmp_path):
    one = two_pages(office, 13)
    scans = [institute.scan(one.sheets[0], 95 + n) for n in range(2)]
    taken = take(desk, paper.save_pdf(scans, tmp_path / "twice.pdf"))
    (told,) = [it for it in filed(desk, taken).events if it.event == archive.LEFT_OUT]
    assert told.details["source_pages"] in ("1", "2")
    assert "doubled" not in reasons_of(office, one)
    shown = office.ask("records", "show", one.document_id)
    assert archive.LEFT_OUT in {it["event"] for it in shown["events"]}


def test_a_page_scanned_twice_in_one_file_with_other_ink_waits_for_a_person(
    desk, office, tmp_path
):
    one = two_pages(office, 14)
    first = institute.scan(one.sheets[1], 97)
    paper.sign(one.sheets[1], paper.cells(one.sheets[1])[-1], institute.rng(3))
    scans = [first, institute.scan(one.sheets[1], 98)]
    stored = filed(desk, take(desk, paper.save_pdf(scans, tmp_path / "ink.pdf")))
    assert [page.doubled for page in stored.record.pages] == [True]
    assert "doubled" in reasons_of(office, one)
    office.run("review", "resolve", one.document_id, "--keep")
    assert "doubled" not in reasons_of(office, one)


def test_a_word_about_a_record_that_gave_way_meanwhile_is_refused(
    desk, office, tmp_path
):
    one = two_pages(office, 15)
    scans = [institute.scan(sheet, 100 + n) for n, sheet in enumerate(one.sheets)]
    stored = filed(desk, take(desk, paper.save_jpeg(scans[0], tmp_path / "1.jpg")))
    item = review.with_cells(one.document_id, desk)
    take(desk, paper.save_jpeg(scans[1], tmp_path / "2.jpg"))
    organisation = roster.load_organisation(desk.places.organisation)
    said = cells.Said(empty=(stored.signatures[0].zone,))
    with pytest.raises(NotFoundError, match=f"{one.document_id}-2"):
        review.decide_cells(item, said, desk, organisation, by="registrar", at=NOW)
