"""What a person says of papers, and what the intake brings meanwhile."""

import subprocess
from datetime import date

import pytest
from PIL import Image

from pipeline import (
    archive,
    cells,
    filing,
    review,
    roster,
    shelving,
)
from pipeline.errors import (
    NotFoundError,
    UsageError,
)
from pipeline.inbox import drops
from tests import institute, paper
from tests.taking import NOW, desk_of, filed, reasons_of, take, two_pages

pytestmark = pytest.mark.slow

RULES = review.Rules({}.get, str)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("decisions") / "ws")


@pytest.fixture
def desk(office):
    with desk_of(office) as desk:
        yield desk


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


def cut_off(monkeypatch, item, decision, desk):
    """Resolve it, and stop once it is stored."""
    with monkeypatch.context() as patched:
        patched.setattr(archive, "carry_over", lambda *_paths: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            review.resolve(item, decision, desk, RULES, by="me", at=NOW)


def test_a_record_is_filed_once_though_resolving_it_was_cut_off(
    desk, tmp_path, monkeypatch
):
    strange = paper.paper_without_code(["ПРИКАЗ"], institute.rng(2))
    path = paper.save_png(institute.scan(strange, 60), tmp_path / "n.png")
    (folder,) = take(desk, path).folders
    identity = archive.load(desk.places.root / folder).record.record_id
    item = review.find(identity, desk)
    decision = review.Decision(kind="other", title="Приказ", day=NOW.date())
    cut_off(monkeypatch, item, decision, desk)
    filed_at = review.resolve(item, decision, desk, RULES, by="me", at=NOW)
    named = [it for it in archive.records(desk.places.archive) if identity in it.name]
    assert named == [filed_at]
    assert not (desk.places.root / folder).exists()
    assert not list(archive.verify(desk.places.archive, desk.places.review))
    other_day = review.Decision(kind="other", title="Б", day=NOW.date().replace(day=9))
    with pytest.raises(UsageError):
        review.resolve(item, other_day, desk, RULES, by="me", at=NOW)


def test_another_answer_to_what_was_filed_before_is_told_how_to_correct_it(
    desk, office, tmp_path, monkeypatch
):
    strange = paper.paper_without_code(["СПРАВКА"], institute.rng(5))
    path = paper.save_png(institute.scan(strange, 62), tmp_path / "s.png")
    identity = take(desk, path).drop.records[0]
    item = review.find(identity, desk)
    decision = review.Decision(kind="other", title="Приказ", day=NOW.date())
    cut_off(monkeypatch, item, decision, desk)
    other = ("--kind", "other", "--title", "Справка", "--date", "2026-07-01")
    told = office.run_for_error("review", "resolve", identity, *other)
    assert "Приказ, 2026-07-01" in told
    assert f"records refile {identity} --title … --reason …" in told
    assert identity not in {it["record_id"] for it in office.ask("review", "list")}
    assert office.ask("records", "show", identity)["title"] == "Приказ"


def test_a_paper_that_is_filed_before_its_drop_is_logged_is_in_the_log(desk, tmp_path):
    strange = paper.paper_without_code(["АКТ"], institute.rng(6))
    path = paper.save_png(institute.scan(strange, 63), tmp_path / "a.png")
    decision = review.Decision(kind="other", title="Акт", day=NOW.date())

    def run(name, step):
        if name == "log":
            (row,) = [it for it in review.items(desk, []) if it.reason == "no_code"]
            review.resolve(row, decision, desk, RULES, by="me", at=NOW)
        return step()

    taken = take(desk, path, run)
    (record_id,) = taken.drop.records
    assert not (desk.places.root / taken.folders[0]).exists()
    assert archive.filed(desk.places.archive, record_id)
    assert taken.drop in drops.read(desk.places.audit)


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
