"""Cover sheets, from the command that makes them to what is filed under them."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from pipeline import archive, covers, disk, inbox, ingest, messages
from pipeline.cli import app, issued
from pipeline.cli import covers as commands
from pipeline.errors import UsageError
from pipeline.model import Cover
from pipeline.settings import file
from tests import desks, institute, invented, paper
from tests.institute import GROUP, Institute, Paper

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
DAY = "2026-06-30"
COPIES = ("T05", "T06", "T07", "T08", "T09")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Institute:
    return institute.make(tmp_path_factory.mktemp("covers") / "ws")


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")  # these two are set anew by each run
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = app.run(["--workspace", str(office.root), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def ask(call):
    """What a command that must succeed says with `--json`."""

    def run(*arguments: object):
        code, out, err = call(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return run


@pytest.fixture
def refuse(call):
    """A `forms cover` that must fail: its exit code and what it says."""

    def run(*arguments: str) -> tuple[int, str]:
        code, _out, err = call("forms", "cover", *arguments)
        return code, err

    return run


def test_a_cover_sheet_needs_the_date_of_its_papers(refuse):
    code, said = refuse("--kind", "other")
    assert code == 2
    assert "Say the date of the papers" in said
    assert "--date YYYY-MM-DD" in said


def test_a_cover_sheet_covers_a_kind_that_is_known_here(refuse):
    for kind in ("letter", "cover-sheet"):
        code, said = refuse("--kind", kind, "--date", DAY)
        assert code == 1
        assert f"“{kind}” was not found. There are: " in said
        assert "; certificate – " in said
        assert "other" in said


def test_a_cover_sheet_names_trainees_of_a_group_only(refuse):
    asked = ("--kind", "other", "--date", DAY)
    code, said = refuse(*asked, "--student", "T05")
    assert (code, "--group CODE" in said) == (2, True)
    code, said = refuse(*asked, "--group", GROUP, "--student", "T99")
    assert (code, "“T99” was not found" in said) == (1, True)
    code, said = refuse(*asked, "--group", "ХХ-1")
    assert (code, "“ХХ-1” was not found" in said) == (1, True)
    code, said = refuse(*asked, "--each")
    assert (code, "--group CODE" in said) == (2, True)


def test_the_sheets_that_were_not_made_are_asked_for_by_one_command():
    group = invented.group(trainees=6)
    shop = SimpleNamespace(group=lambda _code: group)
    said = {"kind": "other", "about": "Диплом № 5", "number": "", "pages": 2}
    said |= {"code": GROUP, "each": True, "dated": NOW, "students": ()}
    (line,) = commands._rest(commands._wanted(shop, said)[4:], said, None)
    assert line == (
        f"podshivka forms cover --kind other --group {GROUP} --each --student T05 "
        f"--student T06 --title 'Диплом № 5' --date {NOW:%Y-%m-%d} --pages 2"
    )
    assert commands._rest([], said, None) == []


@pytest.mark.usefixtures("english")
def test_a_cover_sheet_has_no_supplements():
    sheet = SimpleNamespace(document_id="7K3Q9ZC2M4", group=GROUP, cover=Cover(2))
    with pytest.raises(UsageError, match="is a cover sheet: it has no supplements"):
        issued._refuse_groupless(sheet)


def test_what_is_said_of_papers_is_one_printable_line():
    assert commands._line("Диплом \x01№\xa05\n\t& ко ") == "Диплом № 5 & ко"


def test_a_trainee_who_is_named_twice_gets_one_sheet():
    group = invented.group(trainees=6)
    shop = SimpleNamespace(group=lambda _code: group)
    said = {"kind": "other", "about": "", "number": "", "pages": None, "code": GROUP}
    said |= {"each": True, "dated": NOW, "students": ("T05", "t05", "T02", "T05")}
    wanted = commands._wanted(shop, said)
    assert [it.students for it in wanted] == [("T05",), ("T02",)]
    assert len(commands._wanted(shop, said | {"students": ()})) == 6


def test_papers_that_no_case_takes_are_warned_of(office):
    places = file.load(office.root).places
    papers = covers.Papers("other", date(2026, 6, 30))
    assert covers.warning(papers, places) == ""
    told = covers.warning(covers.Papers("other", date(1999, 6, 30)), places)
    assert "1999" in told


@pytest.mark.slow
def test_what_a_sheet_cannot_show_is_told(tmp_path, capfd):
    fresh = institute.make(tmp_path / "ws")
    words = fresh.command("forms", "cover", "--kind", "other", "--date", DAY)[3:]
    with institute.english():
        assert app.run([*words, "--title", "Грамота 字\x01"]) == 0
    told = "What the papers are called: no font of the form has U+5B57"
    assert told in capfd.readouterr().err


@dataclass
class Desktop:
    """The sheets and papers of one day, and what they were made into."""

    office: Institute
    copies: dict[str, dict]
    order: dict
    gradesheet: Paper
    outstanding: list[dict]


@pytest.fixture(scope="module")
def desktop(office) -> Desktop:
    """Two sheets with papers under them and a form of ours, in one scan."""
    asked = [word for student in COPIES for word in ("--student", student)]
    made = office.ask(
        *("forms", "cover", "--kind", "qualification-copy", "--group", GROUP),
        *(*asked, "--each", "--date", DAY, "--pages", 2),
        *("--title", "Диплом реставратора", "--number", "772400-1215"),
        *("--out", office.root.parent / "print"),
    )
    (order,) = office.ask(
        *("forms", "cover", "--kind", "other", "--date", "2026-03-12"),
        *("--title", "Приказ о зачислении"),
    )
    copies = {sheet["students"][0]: sheet for sheet in made}
    before = office.ask("outstanding")
    (issued,) = office.generate("--kind", "final-gradesheet")
    gradesheet = institute.fill_in(issued, 3, stray=0)
    sides = [
        *(front(copies["T05"]), strange("ДИПЛОМ", 1), None, strange("ПРИЛОЖЕНИЕ", 2)),
        *gradesheet.sheets,
        *(front(order), strange("ПРИКАЗ", 3)),
    ]
    scan(sides, office.inbox("всё вместе.pdf"))
    office.run("watch", "--once")
    return Desktop(office, copies, order, gradesheet, before)


def front(sheet: dict) -> paper.Sheet:
    (side,) = paper.print_document(sheet["files"]["pdf"])
    return side


def strange(title: str, seed: int) -> paper.Sheet:
    return paper.paper_without_code([title], institute.rng(seed))


def scan(sides, path, seed=0):
    scans = [institute.scan(side, seed + place) for place, side in enumerate(sides)]
    return paper.save_pdf(scans, path)


def numbers(record: dict) -> list[tuple[int, int]]:
    return [(page["number"], page["of"]) for page in record["pages"]]


@pytest.mark.slow
def test_one_scan_of_covered_papers_and_forms_becomes_their_records(desktop, ask):
    copy, order = desktop.copies["T05"], desktop.order
    diploma = ask("records", "show", copy["document_id"])
    assert diploma["kind"] == "qualification-copy"
    assert diploma["title"] == "Копия документа о квалификации: Диплом реставратора"
    assert (diploma["number"], diploma["date"]) == ("772400-1215", DAY)
    assert (diploma["group"], diploma["students"]) == (GROUP, ["T05"])
    assert (diploma["state"], diploma["missing_pages"]) == ("filed", [])
    assert numbers(diploma) == [(1, 3), (2, 3), (3, 3)]
    assert [it["coded"] for it in diploma["pages"]] == [True, False, False]
    assert [it["source_page"] for it in diploma["pages"]] == [1, 2, 4]
    assert diploma["retention"]["case"] == "03-11"
    paper_of_nobody = ask("records", "show", order["document_id"])
    assert numbers(paper_of_nobody) == [(1, 2), (2, 2)]
    assert paper_of_nobody["retention"]["case"] == "03-17"
    ours = ask("records", "show", desktop.gradesheet.document_id)
    assert numbers(ours) == [(1, 2), (2, 2)]
    assert {it["reason"] for it in ask("review", "list")} <= {"reading"}


@pytest.mark.slow
def test_covered_papers_are_found_by_the_sheet_and_by_their_own_text(desktop, ask):
    identity = desktop.copies["T05"]["document_id"]
    for words in ("772400-1215", "реставраторов", "копии документов", "Гончару"):
        hits = ask("search", words, "--kind", "qualification-copy")
        assert [hit["record_id"] for hit in hits] == [identity], words
    (hit,) = ask("search", "приложение", "--student", "T05")
    assert [it["number"] for it in hit["pages"]] == [3]
    (hit,) = ask("search", "приказ зачислении", "--kind", "other")
    assert {it["number"] for it in hit["pages"]} == {1, 2}


@pytest.mark.slow
def test_a_sheet_is_outstanding_until_its_papers_are_back(desktop, ask, call):
    ids = {it["document_id"] for it in desktop.copies.values()}
    assert {it["document_id"] for it in desktop.outstanding if it["cover"]} == {
        *ids,
        desktop.order["document_id"],
    }
    told = {it["document_id"]: it for it in ask("outstanding")}
    assert desktop.copies["T05"]["document_id"] not in told
    assert told[desktop.copies["T09"]["document_id"]]["returned"] is False
    assert re.search(r"ГТ-12 +T09 [А-Я]", call("outstanding")[1])


@pytest.mark.slow
def test_a_sheet_for_two_of_a_group_lacks_nobody(office, ask):
    both = ("--student", "T01", "--student", "T02")
    (sheet,) = office.ask(
        *("forms", "cover", "--kind", "protocol", "--group", GROUP, *both),
        *("--date", DAY),
    )
    shown = ask("issued", "show", sheet["document_id"])
    assert shown["disagreements"] == []
    (told,) = [
        it for it in ask("outstanding") if it["document_id"] == sheet["document_id"]
    ]
    assert told["disagreements"] == []


@pytest.mark.slow
def test_a_sheet_is_listed_and_shown_as_what_it_is(desktop, call, ask):
    identity = desktop.copies["T09"]["document_id"]
    shown = ask("issued", "show", identity)["document"]
    assert shown["cover"] == {"pages": 2}
    assert call("issued", "show", identity)[1].startswith(
        "Копия документа о квалификации: Диплом реставратора (cover sheet), № 77"
    )
    _code, order, _err = call("issued", "show", desktop.order["document_id"])
    assert order.startswith("Прочий документ: Приказ о зачислении (cover sheet)\n")


@pytest.fixture
def desk(office):
    with desks.opened(office) as opened:
        yield opened


def take(desk, path) -> list[archive.Stored]:
    """Take a scan in; no OCR."""
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    taken = ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)
    folders = [desk.places.root / it for it in taken.folders]
    review = desk.places.review
    return [archive.load(it, in_review=it.is_relative_to(review)) for it in folders]


@pytest.mark.slow
def test_papers_under_a_void_sheet_wait_in_review_with_it(
    desktop, call, desk, tmp_path
):
    sheet = desktop.copies["T06"]
    call("issued", "void", sheet["document_id"], "--reason", "проба")
    sides = [front(sheet), strange("ДИПЛОМ", 4)]
    (stored,) = take(desk, scan(sides, tmp_path / "a.pdf", 20))
    assert (stored.state, stored.record.reason) == ("review", "void")
    assert [page.source_page for page in stored.record.pages] == [1, 2]


@pytest.mark.slow
def test_another_count_waits_until_a_person_has_counted(
    desktop, call, ask, desk, tmp_path
):
    identity = desktop.copies["T07"]["document_id"]
    sides = [front(desktop.copies["T07"]), strange("ДИПЛОМ", 6)]
    (stored,) = take(desk, scan(sides, tmp_path / "a.pdf", 30))
    assert (stored.state, stored.record.reason) == ("review", "cover_count")
    waiting = {it["record_id"]: it for it in ask("review", "list")}
    assert "more or fewer pages" in waiting[identity]["sentence"]
    told = {it["document_id"]: it for it in ask("outstanding")}
    assert told[identity]["missing_pages"] == [3]
    call("review", "resolve", identity)
    record = ask("records", "show", identity)
    assert (record["state"], record["reason"]) == ("filed", "")
    assert (numbers(record), record["missing_pages"]) == ([(1, 2), (2, 2)], [])


@pytest.mark.slow
def test_a_sheet_that_came_alone_is_filed_once_its_papers_come(
    desktop, ask, desk, tmp_path
):
    sheet = desktop.copies["T08"]
    (alone,) = take(desk, scan([front(sheet)], tmp_path / "a.pdf", 40))
    assert (alone.state, alone.record.reason) == ("review", "cover_alone")
    assert alone.record.missing_pages == (2, 3)
    sides = [front(sheet), strange("ДИПЛОМ", 7), strange("ПРИЛОЖЕНИЕ", 8)]
    (whole,) = take(desk, scan(sides, tmp_path / "b.pdf", 50))
    assert (whole.state, whole.record.record_id) == (
        "filed",
        f"{sheet['document_id']}-2",
    )
    waiting = {it["record_id"] for it in ask("review", "list")}
    assert sheet["document_id"] not in waiting


@pytest.mark.slow
def test_a_sheet_that_returns_with_other_papers_makes_a_version(
    desktop, ask, desk, tmp_path
):
    identity = desktop.order["document_id"]
    sides = [front(desktop.order), strange("ПРИКАЗ", 9), strange("СПИСОК", 10)]
    (later,) = take(desk, scan(sides, tmp_path / "a.pdf", 60))
    assert (later.record.version, later.state) == (2, "filed")
    record = ask("records", "show", identity)
    assert record["versions"] == [identity, f"{identity}-2"]
    first = desk.places.root / (desk.catalogue.record_path(identity) or "")
    assert archive.load(first).state == "superseded"
    assert len(archive.load(first).record.pages) == 2
    (same,) = take(desk, tmp_path / "a.pdf")
    assert same.folder == later.folder
    assert not list(archive.verify(desk.places.archive, desk.places.review))


@pytest.mark.slow
def test_copies_of_sheets_have_names_that_tell_them_apart(desktop):
    names = {it.name for it in (desktop.office.root.parent / "print").iterdir()}
    assert names == {
        f"Cover sheet {GROUP} Копия документа о квалификации {student} "
        f"{sheet['document_id']}.pdf"
        for student, sheet in desktop.copies.items()
    }


@pytest.mark.slow
def test_papers_for_a_closed_case_are_warned_of(desktop, call):
    places = file.load(desktop.office.root).places
    papers = covers.Papers("other", date(2026, 3, 12))
    call("cases", "close", "03-17", "--on", "2026-07-01")
    assert "03-17" in covers.warning(papers, places)
    call("cases", "reopen", "03-17")
    assert covers.warning(papers, places) == ""


@pytest.mark.slow
def test_a_sheet_that_returns_with_fewer_papers_waits(desktop, ask, desk, tmp_path):
    cover = front(desktop.order)
    sides = [cover, strange("ПРИКАЗ", 11), strange("СПИСОК", 12)]
    (filed,) = take(desk, scan(sides, tmp_path / "a.pdf", 70))
    (later,) = take(desk, scan(sides[:2], tmp_path / "b.pdf", 80))
    assert (later.state, later.record.reason) == ("review", "cover_count")
    assert ask("records", "show", filed.record.record_id)["state"] == "filed"
