"""The same paper scanned again: a rescan, a version, a doubled page."""

from pathlib import Path

import pytest

from pipeline import (
    archive,
    register,
    reports,
)
from pipeline.errors import (
    FixityError,
)
from pipeline.model import INKED, Certainty
from tests import institute, paper
from tests.paper.desk import attendance_cells
from tests.taking import NOW, desk_of, filed, reasons_of, take, twice, two_pages

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("rescans") / "ws")


@pytest.fixture
def desk(office):
    with desk_of(office) as desk:
        yield desk


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
