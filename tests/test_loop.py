"""The whole loop, from a group file to a found scan, through the command line."""

import json
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bagit
import pypdfium2
import pytest
import zxingcpp
from pikepdf import pdfa
from PIL import Image

from pipeline import pagecode, spreadsheets
from tests import institute, paper
from tests.institute import Institute, Paper

pytestmark = pytest.mark.slow


@dataclass
class Term:
    """What one term leaves on paper, and in the archive."""

    office: Institute
    blank: list[dict]
    complete: list[Paper]
    gappy: list[Paper]
    unsigned: Paper
    foreign: str
    copy: Path


def of_kind(documents: list[dict], kind: str) -> list[dict]:
    return [it for it in documents if it["kind"] == kind]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Institute:
    return institute.make(tmp_path_factory.mktemp("office") / "ws")


@pytest.fixture(scope="module")
def blank(office) -> list[dict]:
    return office.generate("--all", "--blank", "--format", "pdf,xlsx")


def shuffled_scan(papers: list[Paper], path: Path) -> None:
    """Every page once, shuffled, every third upside down, one sideways, two backs."""
    sides: list[paper.Sheet | None] = [it for one in papers for it in one.sheets]
    sides += [None, None]
    random.Random(7).shuffle(sides)
    scans = []
    for place, side in enumerate(sides):
        turn = 180 if place % 3 == 2 else 0
        turn = 90 if place == 4 else turn
        scans.append(institute.scan(side, 100 + place, turn=turn))
    paper.save_pdf(scans, path)


@pytest.fixture(scope="module")
def term(office, blank, tmp_path_factory) -> Term:
    """One morning of scanning, taken in by one `watch --once`."""
    gradesheets = of_kind(blank, "gradesheet")
    whole = [*of_kind(blank, "journal"), *gradesheets[:5]]
    complete = [institute.fill_in(it, seed) for seed, it in enumerate(whole)]
    shuffled_scan(complete, office.inbox("стопка.pdf"))

    gappy = [
        institute.fill_in(gradesheets[5], 20),
        institute.fill_in(gradesheets[6], 21),
    ]
    first, second = (one.sheets[:1] for one in gappy)
    paper.save_tiff(
        [institute.scan(side, 200 + n) for n, side in enumerate([*first, *second])],
        office.inbox("неполные.tif"),
    )

    unsigned = institute.fill_in(gradesheets[7], 22, leave_empty={3, 9}, stray=0)
    stamped = unsigned.sheets[-1]
    paper.stamp(stamped, 40, 190, ["ВХОДЯЩИЙ", "КАНЦЕЛЯРИЯ"], institute.rng(5))
    paper.save_pdf(
        [institute.scan(side, 300 + n) for n, side in enumerate(unsigned.sheets)],
        office.inbox("без подписи.pdf"),
    )

    strange = paper.paper_without_code(
        ["СПРАВКА", "о прохождении стажировки"], institute.rng(9)
    )
    paper.save_png(institute.scan(strange, 400), office.inbox("чужая.png"))

    elsewhere = institute.make(tmp_path_factory.mktemp("elsewhere") / "ws")
    (certificate,) = elsewhere.generate("--kind", "certificate", "--student", "T01")
    theirs = institute.fill_in(certificate, 23)
    paper.save_jpeg(institute.scan(theirs.sheets[0], 401), office.inbox("соседи.jpg"))

    scan = office.inbox("стопка.pdf").read_bytes()
    office.inbox("обрыв.pdf").write_bytes(scan[: len(scan) // 2])
    copy = tmp_path_factory.mktemp("desk") / "стопка.pdf"
    shutil.copy(office.inbox("стопка.pdf"), copy)
    office.run("watch", "--once")
    return Term(
        office, blank, complete, gappy, unsigned, certificate["document_id"], copy
    )


def test_the_standard_set_is_generated_with_readable_codes(office, blank):
    counts = {kind: len(of_kind(blank, kind)) for kind in {it["kind"] for it in blank}}
    assert counts == {
        "journal": 1,
        "gradesheet": 8,
        "final-gradesheet": 1,
        "protocol": 1,
    }
    certificates = office.generate("--kind", "certificate")
    assert len(certificates) == 25
    assert len({it["student"] for it in certificates}) == 25
    for document in [*blank, *certificates[:3]]:
        assert_codes_read(document)


def test_forms_that_have_a_workbook_get_one(office, blank):
    for document in blank:
        assert ("xlsx" in document["files"]) == (document["kind"] != "protocol")
    path = Path(of_kind(blank, "journal")[0]["files"]["xlsx"])
    assert path.name == "form.xlsx"
    assert spreadsheets.read(path)
    asked = ("--group", institute.GROUP, "--kind", "protocol", "--format", "pdf,xlsx")
    office.run("forms", "generate", *asked, expect=2)


def test_filled_forms_are_pdf_a_with_codes_too(office):
    for document in office.generate("--all", "--filled"):
        assert_codes_read(document)


def assert_codes_read(document: dict) -> None:
    path = Path(document["files"]["pdf"])
    layout = json.loads((path.parent / "layout.json").read_text())
    assert pdfa.validate_written(path, "2b").passed
    pages = pypdfium2.PdfDocument(path)
    assert len(pages) == document["pages"] == len(layout["pages"])
    for page, told in zip(pages, layout["pages"], strict=True):
        picture = page.render(scale=200 / 72, grayscale=True).to_numpy()
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        read = {it.text for it in found}
        assert read == {told["page_code"] + "A", told["page_code"] + "B"}
    pages.close()


def test_six_shuffled_documents_become_six_whole_records(term):
    for one in term.complete:
        record = term.office.ask("records", "show", one.document_id)
        pages = [page for page in record["pages"] if page["coded"]]
        assert [page["number"] for page in pages] == list(
            range(1, one.issued["pages"] + 1)
        )
        assert record["missing_pages"] == []
        assert record["record_id"] == one.document_id
        assert all(page["coded"] for page in record["pages"])
        assert record["state"] == "filed"
        assert {it["state"] for it in record["signatures"]} == {"signed"}


def test_cells_for_text_are_kept_as_pictures(term):
    record = term.office.ask("records", "show", term.complete[1].document_id)
    texts = record["texts"]
    assert {it["subject"] for it in texts} >= {"total"}
    assert {it["page"] for it in texts} <= {it["number"] for it in record["pages"]}
    for it in texts:
        with Image.open(it["crop"]) as picture:
            assert min(picture.size) > 10


def sides_of(page) -> tuple[int, ...]:
    return tuple(round(side) for side in page.get_size())


def test_pages_are_turned_upright(term):
    record = term.office.ask("records", "show", term.complete[0].document_id)
    turns = {page["rotation"] for page in record["pages"]}
    assert {0, 180} <= turns <= {0, 90, 180, 270}
    pdf = pypdfium2.PdfDocument(record["files"]["document"])
    printed = pypdfium2.PdfDocument(term.complete[0].issued["files"]["pdf"])
    assert [sides_of(page) for page in pdf] == [sides_of(page) for page in printed]
    printed.close()
    first = pdf[0].get_textpage().get_text_bounded()
    assert "ЖУРНАЛ" in first.upper()
    pdf.close()


def test_nothing_but_doubtful_cells_of_the_shuffled_scan_waits_for_a_person(term):
    waiting = term.office.ask("review", "list")
    complete = {one.document_id for one in term.complete}
    reasons = {it["reason"] for it in waiting if it["record_id"] in complete}
    assert reasons <= {"reading"}
    assert "стопка.pdf" not in {it["name"] for it in waiting}


def test_missing_pages_are_named(term):
    outstanding = {it["document_id"]: it for it in term.office.ask("outstanding")}
    for one in term.gappy:
        assert outstanding[one.document_id]["missing_pages"] == [2]
        assert outstanding[one.document_id]["returned"]
        record = term.office.ask("records", "show", one.document_id)
        assert record["state"] == "incomplete"
        assert record["missing_pages"] == [2]
    protocol = of_kind(term.blank, "protocol")[0]
    assert not outstanding[protocol["document_id"]]["returned"]


def test_empty_signature_cells_are_named(term):
    outstanding = {it["document_id"]: it for it in term.office.ask("outstanding")}
    named = outstanding[term.unsigned.document_id]["empty_signatures"]
    layout = json.loads(
        (Path(term.unsigned.issued["files"]["pdf"]).parent / "layout.json").read_text()
    )
    zones = {it["id"]: it for page in layout["pages"] for it in page["zones"]}
    left = term.unsigned.filled.left_empty
    assert len(left) == 2
    for cell, told in zip(left, named, strict=True):
        box = zones[told["zone"]]["box_mm"]
        assert box == pytest.approx(cell.box_mm, abs=1.0)
        assert told["subject"].startswith("T")


def test_a_page_that_comes_later_completes_its_document(term):
    one = term.gappy[0]
    paper.save_jpeg(institute.scan(one.sheets[1], 500), term.office.inbox("потом.jpg"))
    term.office.run("watch", "--once")
    record = term.office.ask("records", "show", one.document_id)
    assert record["missing_pages"] == []
    assert record["version"] == 2
    assert record["versions"] == [one.document_id, f"{one.document_id}-2"]
    former = term.office.ask("records", "show", f"{one.document_id}-1")
    assert (former["version"], former["state"]) == (1, "superseded")


def test_the_same_file_again_is_logged_and_files_nothing(term):
    before = {path for path in term.office.tree() if "received" not in path}
    kept = term.copy
    shutil.copy(kept, term.office.inbox("стопка.pdf"))
    shutil.copy(kept, term.office.inbox("другое имя.pdf"))
    term.office.run("watch", "--once")
    after = {path for path in term.office.tree() if "received" not in path}
    assert after == before
    outcomes = [
        (it["name"], it["outcome"])
        for it in term.office.ask("log")
        if it["name"] in ("стопка.pdf", "другое имя.pdf")
    ]
    assert sorted(outcomes) == [
        ("другое имя.pdf", "duplicate"),
        ("стопка.pdf", "duplicate"),
        ("стопка.pdf", "filed"),
    ]


def test_a_page_of_another_workspace_is_not_filed_as_ours(term):
    term.office.run("records", "show", term.foreign, expect=1)
    waiting = {it["name"]: it for it in term.office.ask("review", "list")}
    assert waiting["соседи.jpg"]["reason"] == "foreign"


def test_an_uncoded_page_waits_in_review_with_its_text(term):
    waiting = {it["name"]: it for it in term.office.ask("review", "list")}
    item = waiting["чужая.png"]
    assert item["reason"] == "no_code"
    hits = term.office.ask("search", "стажировки")
    assert [hit["record_id"] for hit in hits] == [item["record_id"]]
    assert "**" in hits[0]["pages"][0]["snippet"]


def test_a_broken_pdf_is_quarantined_with_words_for_a_clerk(term):
    (held,) = term.office.ask("quarantine", "list")
    assert held["name"] == "обрыв.pdf"
    assert held["code"] == "damaged"
    assert held["sentence"]
    assert held["remedy"]


def test_void_and_reprinted_pages_are_refused(term):
    office = term.office
    spoilt, tried = (
        of_kind(term.blank, "protocol")[0],
        of_kind(term.blank, "final-gradesheet")[0],
    )
    old = institute.fill_in(spoilt, 30)
    office.run(
        "issued", "reprint", spoilt["document_id"], "--pages", "1", "--reason", "залит"
    )
    office.run("issued", "void", tried["document_id"], "--reason", "проба")
    void = institute.fill_in(tried, 31)
    paper.save_jpeg(institute.scan(old.sheets[0], 601), office.inbox("залитая.jpg"))
    paper.save_jpeg(institute.scan(void.sheets[0], 602), office.inbox("пробная.jpg"))
    paper.save_jpeg(institute.scan(old.sheets[1], 603), office.inbox("целая.jpg"))
    office.run("watch", "--once")
    reasons = {it["name"]: it["reason"] for it in office.ask("review", "list")}
    assert reasons["залитая.jpg"] == "reprinted"
    assert reasons["пробная.jpg"] == "void"
    assert "целая.jpg" not in reasons
    again = institute.fill_in(spoilt, 32)
    paper.save_jpeg(institute.scan(again.sheets[0], 604), office.inbox("новая.jpg"))
    office.run("watch", "--once")
    record = office.ask("records", "show", spoilt["document_id"])
    assert {page["number"] for page in record["pages"]} == {1, 2}


def test_a_person_files_what_waits(term):
    office = term.office
    waiting = {it["name"]: it for it in office.ask("review", "list")}
    identity = waiting["чужая.png"]["record_id"]
    office.run("review", "resolve", identity, expect=2)
    office.run(
        "review",
        "resolve",
        identity,
        "--kind",
        "other",
        "--date",
        "2026-05-12",
        "--title",
        "Справка о стажировке",
    )
    record = office.ask("records", "show", identity)
    assert record["state"] == "filed"
    assert record["date"] == "2026-05-12"
    assert "/archive/2026/" in record["path"]
    assert [hit["record_id"] for hit in office.ask("search", "стажировки")] == [
        identity
    ]
    assert "чужая.png" not in {it["name"] for it in office.ask("review", "list")}


def ids(hits: list[dict]) -> set[str]:
    return {hit["record_id"] for hit in hits}


def test_a_name_is_found_in_every_case_form(term):
    forms = [
        ids(term.office.ask("search", name, "--limit", "50"))
        for name in ("Иванов", "Иванова", "Иванову")
    ]
    assert forms[0] == forms[1] == forms[2]
    assert {one.document_id for one in term.complete} <= forms[0]


def test_a_number_is_found_in_whole_and_in_part(term):
    one = term.complete[1]
    number = one.issued["number"]
    assert one.document_id in ids(term.office.ask("search", number))
    part = number.rpartition("/")[2]
    assert one.document_id in ids(term.office.ask("search", part, "--limit", "50"))
    assert one.document_id in ids(term.office.ask("search", one.document_id))


def test_a_date_is_found_written_three_ways(term):
    journal = term.complete[0].document_id
    for written in ("02.02.2026", "2 февраля 2026", "2026-02-02"):
        assert journal in ids(term.office.ask("search", written)), written


def test_a_stamped_word_is_found(term):
    hits = term.office.ask("search", "канцелярия")
    assert ids(hits) == {term.unsigned.document_id}
    assert "**" in hits[0]["pages"][0]["snippet"]


def test_hits_have_the_agreed_shape(term):
    hit = term.office.ask("search", "Иванов", "--limit", "1")[0]
    assert list(hit) == [
        "record_id",
        "document_id",
        "kind",
        "title",
        "group",
        "students",
        "date",
        "path",
        "score",
        "pages",
    ]
    assert list(hit["pages"][0]) == ["number", "snippet"]


def test_filters_narrow_the_search(term):
    kinds = {
        it["kind"] for it in term.office.ask("search", "Иванов", "--kind", "journal")
    }
    assert kinds == {"journal"}
    assert term.office.ask("search", "Иванов", "--group", "ХХ-1", expect=1) == []
    assert term.office.ask("search", "Иванов", "--to", "2020-01-01", expect=1) == []
    assert term.office.ask("search", "неслыханноеслово", expect=1) == []


def test_every_record_is_a_valid_bag(term):
    folders = [path.parent for path in term.office.root.glob("*/**/bagit.txt")]
    assert len(folders) >= 15
    for folder in folders:
        bagit.Bag(str(folder)).validate()
    assert term.office.ask("archive", "verify") == []


def test_retention_follows_the_file_plan(term):
    journal = term.office.ask("records", "show", term.complete[0].document_id)[
        "retention"
    ]
    assert journal["case"] == "03-07"
    assert journal["status"] == "open"
    assert journal["eligible_from"] is None
    this_year = datetime.now(UTC).astimezone().year
    assert journal["expected_from"] == f"{this_year + 6}-01-01"
    sheet = term.office.ask("records", "show", term.complete[1].document_id)[
        "retention"
    ]
    assert sheet["status"] == "not_set"
    assert sheet["expected_from"] is None


def test_closing_a_case_counts_its_term(term):
    term.office.run("cases", "close", "03-07", "--on", "9999-12-30", expect=2)
    day = term.office.ask("cases", "show", "03-07")["opened"]
    closed = term.office.ask("cases", "close", "03-07", "--on", day)
    year = int(day[:4]) + 1
    assert closed["retention"]["counted_from"] == f"{year}-01-01"
    assert closed["retention"]["eligible_from"] == f"{year + 5}-01-01"
    assert f"closed on {day[8:]}.{day[5:7]}.{day[:4]}" in term.office.run(
        "cases", "list"
    )
    reopened = term.office.ask("cases", "reopen", "03-07")
    assert reopened["retention"]["eligible_from"] is None


def test_who_closes_a_case_is_told_what_is_incomplete_in_it(term):
    lacking = term.gappy[1].document_id
    assert lacking in term.office.ask("cases", "show", "03-06")["incomplete"]
    day = term.office.ask("cases", "show", "03-06")["opened"]
    said = term.office.run("cases", "close", "03-06", "--on", day)
    assert lacking in said
    assert "See: podshivka outstanding" in said
    assert "open; " in term.office.run("cases", "reopen", "03-06")


def test_everything_is_rebuilt_from_the_trees(term):
    office = term.office
    identity = term.complete[0].document_id

    def answers() -> list[str]:
        return [
            office.run("search", "Иванову", "--json", "--limit", "50"),
            office.run("search", "канцелярия", "--json"),
            office.run("records", "show", identity, "--json"),
            office.run("outstanding", "--json"),
            office.run("issued", "list", "--json"),
        ]

    before = answers()
    shutil.rmtree(office.root / ".podshivka")
    office.run("archive", "reindex")
    assert answers() == before
    late = term.gappy[1]
    paper.save_jpeg(institute.scan(late.sheets[1], 700), office.inbox("поздняя.jpg"))
    office.run("watch", "--once")
    assert office.ask("records", "show", late.document_id)["missing_pages"] == []


def told(office: Institute, *words: str) -> str:
    """What a command says, wherever the workspace lies and however full the disk."""
    said = office.ask(*words)
    if words == ("status",):
        del said["free_mb"]
    return json.dumps(said).replace(str(office.root), "")


def test_a_plain_copy_less_the_private_folder_is_a_backup(term, tmp_path):
    office, restored = term.office, Institute(tmp_path / "restored")
    shutil.copytree(
        office.root, restored.root, ignore=shutil.ignore_patterns(".podshivka")
    )
    asked = [
        ("search", "Черняк", "--limit", "99"),
        ("search", "журнал", "--limit", "99"),
        ("outstanding",),
        ("review", "list"),
        ("quarantine", "list"),
        ("cases", "list"),
        ("records", "show", term.gappy[0].document_id),
        ("status",),
        ("log",),
    ]
    for words in asked:
        assert told(restored, *words) == told(office, *words), words
    assert restored.ask("archive", "verify") == []


@pytest.mark.long
def test_a_killed_watch_goes_on_where_it_was(office, blank, tmp_path):
    """Five moments of the scan of six documents; the same six records, once."""
    wanted = of_kind(blank, "gradesheet")[:6]
    papers = [institute.fill_in(it, seed) for seed, it in enumerate(wanted)]
    shuffled_scan(papers, tmp_path / "scan.pdf")
    fresh = Institute(tmp_path / "ws")
    ours = ("podshivka.toml", "organisation.yaml")
    fresh.root.mkdir()
    for name in ours:
        shutil.copy(office.root / name, fresh.root / name)
    for name in ("file-plan", "groups", "issued"):
        shutil.copytree(office.root / name, fresh.root / name)
    for name in ("inbox", "archive", "review", "quarantine", "audit", "templates"):
        (fresh.root / name).mkdir()
    # A void document of another test must not matter here.
    shutil.copy(tmp_path / "scan.pdf", fresh.inbox("scan.pdf"))
    moments: list[Callable[[], bool]] = [
        lambda: any(fresh.root.glob("inbox/.claimed/*/*")),
        lambda: any(fresh.root.glob("archive/received/*/bagit.txt")),
        lambda: any(fresh.root.glob("archive/2026/*/*/bagit.txt")),
        lambda: len(list(fresh.root.glob("archive/2026/*/*/bagit.txt"))) == 6,
        lambda: any(fresh.root.glob("archive/2026/*/*/renditions/document.pdf")),
    ]
    for has_come in moments:
        process = fresh.start("watch", "--once")
        deadline = time.monotonic() + 120
        while not has_come() and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    fresh.run("watch", "--once")
    found = fresh.ask("search", "--limit", "99")
    assert sorted(hit["record_id"] for hit in found) == sorted(
        it["document_id"] for it in wanted
    )
    for hit in found:
        record = fresh.ask("records", "show", hit["record_id"])
        assert record["version"] == 1
        assert record["missing_pages"] == []
    assert [it["outcome"] for it in fresh.ask("log")] == ["filed"]
    assert fresh.ask("archive", "verify") == []
    assert list((fresh.root / "inbox" / ".claimed").iterdir()) == []
    assert not any(
        pagecode.is_document_id(p.name) for p in (fresh.root / "review").iterdir()
    )
