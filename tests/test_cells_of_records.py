"""Cells of filed papers, from one scan to the next: shown, decided, put to use.

The tests stand in the order of a term, and each goes on where the former ended.
"""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from pipeline import review
from pipeline.cells import Line
from pipeline.cli import reviewcells
from pipeline.cli.base import Shop
from pipeline.errors import UsageError
from pipeline.model import RecordState
from tests import institute, paper, readers
from tests.institute import EXAMPLES, GROUP
from tests.readers import zone

pytestmark = pytest.mark.slow

MARCH = datetime(2026, 3, 2, 8, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    office = institute.make(tmp_path_factory.mktemp("review") / "ws")
    with readers.reader(office) as opened:
        yield opened


def generated(reader, *words):
    """The one document that is asked for, made in this process."""
    (made,) = reader.office.ask("forms", "generate", "--group", GROUP, *words)
    return made


@pytest.fixture(scope="module")
def issued(reader):
    return generated(reader, "--kind", "journal", "--blank")


@pytest.fixture(scope="module")
def filled(reader):
    """A form that is printed with the results of the group."""
    return generated(reader, "--kind", "final-gradesheet", "--filled")


@pytest.fixture(scope="module")
def sheets(issued):
    return paper.print_document(Path(issued["files"]["pdf"]))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scans")


@pytest.fixture(scope="module")
def layout(reader, issued):
    return reader.office.layout(issued["document_id"])


@pytest.fixture(scope="module")
def cells(layout):
    """Names of the test → zones of the journal's pages of lessons and of grades."""
    return {
        "mark": zone(layout, kind="mark", subject="T01", item="S01"),
        "new": zone(layout, kind="mark", subject="T04", item="S02"),
        "lost": zone(layout, kind="mark", subject="T02", item="S01"),
        "passed": zone(
            layout, kind="choice", subject="T01", item="D1", value="зачтено"
        ),
        "absent": zone(
            layout, kind="choice", subject="T01", item="D1", value="не явился"
        ),
        "other": zone(layout, kind="grade", subject="T02", item="D2"),
        "task": zone(layout, kind="choice", subject="T03", item="D1/W1"),
        "signature": zone(layout, kind="signature", item="S01"),
    }


@pytest.fixture(scope="module")
def doubted(reader, issued, sheets, layout, cells, scratch):
    """A journal with doubtful cells, filed once."""
    numbers = sorted({readers.page_of(layout, it) for it in cells.values()})
    values = {
        "mark": "?*",
        "lost": "*",
        "passed": "?зачтено",
        "absent": "?не явился",
        "other": "?3",
        "task": "?выполнено",
    }
    scans = readers.scans(sheets, *numbers, seed=1)
    told = {cells[name]: value for name, value in values.items()}
    return reader.take(issued["document_id"], scans, told, scratch, at=MARCH)


def record(reader, doubted):
    told = reader.office.ask("records", "show", doubted.record.record_id)
    return {it["zone"]: it for it in told["readings"]}


def resolve(reader, doubted, *words, expect=0):
    identity = doubted.record.record_id
    return reader.office.ask("review", "resolve", identity, *words, expect=expect)


def test_a_record_with_unsure_cells_waits_in_review(reader, doubted, cells):
    (item,) = reader.office.ask("review", "list")
    assert item["record_id"] == doubted.record.record_id
    assert item["reason"] == "reading"
    wanted = {cells[it] for it in ("mark", "passed", "absent", "other", "task")}
    assert set(item["zones"]) == wanted
    assert (item["answers"], item["answered"]) == (1, 2)


def test_unsure_cells_are_shown_with_names_beside_their_print(reader, doubted, cells):
    told = reader.office.ask("review", "show", doubted.record.record_id)
    shown = {it["zone"]: it for it in told["cells"]}
    assert shown[cells["other"]]["measured"] == "3"
    assert shown[cells["other"]]["confidence"] == pytest.approx(0.62)
    with Image.open(told["picture"]) as picture:
        assert picture.width > 900
        assert picture.height > 5 * 100
    words = reader.say("review", "show", doubted.record.record_id)
    assert "Абрамова Елена Викторовна" in words
    assert "lesson of 02.02.2026: История и основатели подхода" in words
    assert "box “не явился”" in words


def test_long_tables_fit_a_page(reader, doubted):
    shown = reader.say("records", "show", doubted.record.record_id, "--all")
    table = shown.partition("All cells:")[2]
    assert max(map(len, table.splitlines())) <= 100
    assert "D1 “зачтено”" in table
    assert "lesson of 02.02.2026: История и основатели подхода" in table
    out = reader.say("outstanding", "--group", GROUP)
    assert max(map(len, out.splitlines())) <= 100
    assert "Group" not in out.splitlines()[0]


def test_what_waits_for_a_decision_is_told_beside_what_is_lacking(reader, doubted):
    due = reader.office.ask("review", "list")
    assert doubted.record.record_id in {it["record_id"] for it in due}
    out = reader.say("outstanding", "--group", GROUP)
    assert f"Decisions that are due: {len(due)}." in out
    assert "Cells for signatures" not in out


def height_of(path: str) -> int:
    with Image.open(path) as picture:
        return picture.height


def test_many_cells_are_shown_in_several_pictures(reader, doubted, tmp_path):
    shop = Shop(workspace=reader.office.root)
    item = review.with_cells(doubted.record.record_id, reader.desk)
    lines = [Line(it.zone, (it.zone,)) for it in doubted.record.readings[:90]]
    with institute.english():
        drawn = reviewcells.draw(shop, [item], lines, tmp_path / "cells.png")
        assert [Path(it).name for it in drawn[:2]] == ["cells-1.png", "cells-2.png"]
        heights = [height_of(it) for it in drawn]
        assert 2000 < heights[0] <= max(heights) <= 2500
        with pytest.raises(UsageError, match=r"cells-1\.png.*cells-2\.png"):
            reviewcells.draw(shop, [item], lines, tmp_path / "cells.png")
    shop.catalogue.close()


def test_a_picture_never_overwrites_a_file(reader, doubted, tmp_path):
    out = tmp_path / "cells.png"
    told = reader.office.ask(
        "review", "show", doubted.record.record_id, "--inked", "--out", out
    )
    assert told["picture"] == str(out)
    assert len(told["cells"]) == 6
    reader.office.run(
        "review", "show", doubted.record.record_id, "--out", out, expect=2
    )


def test_every_cell_has_a_picture_that_is_made_once(reader, doubted, layout):
    told = reader.office.ask("records", "show", doubted.record.record_id)
    every = told["readings"] + told["signatures"]
    made = {it["zone"]: it["crop"] for it in every}
    assert len(made) > 100
    boxes = {it.id: it.box_mm for page in layout.pages for it in page.zones}
    for zone_id in list(made)[::50]:
        x0, y0, x1, y1 = boxes[zone_id]
        with Image.open(made[zone_id]) as picture:
            assert picture.width == pytest.approx((x1 - x0 + 4) * 8, abs=2)
            assert picture.height == pytest.approx((y1 - y0 + 4) * 8, abs=2)
    before = {path: _changed(path) for path in made.values()}
    reader.office.ask("records", "show", doubted.record.record_id)
    assert before == {path: _changed(path) for path in made.values()}


def _changed(path: str) -> int:
    return Path(path).stat().st_mtime_ns


def test_all_that_is_wrong_with_what_was_said_is_told_at_once(reader, doubted, cells):
    said = (
        *("--reading", f"{cells['other']}=7"),
        *("--reading", f"{cells['mark']}=x"),
        *("--reading", "Z0001"),
        *("--reading", f"{cells['task']}=зачтено"),
        *("--reading", f"{cells['signature']}=5"),
        *("--confirm", "Z9999"),
        *("--signed", cells["mark"]),
    )
    identity = doubted.record.record_id
    words = reader.say("review", "resolve", identity, *said, expect=2)
    *faults, remedy = words.strip().splitlines()
    assert len(faults) == 7
    assert f"podshivka records show {identity} --all" in remedy
    assert f"Cell {cells['other']} cannot hold “7”: 5, 4, 3, 2" in words
    assert f"Cell {cells['mark']} cannot hold “x”: н, б, у, о, *" in words
    assert record(reader, doubted)[cells["mark"]]["status"] == "unsure"


def test_cells_are_not_decided_by_what_is_said_of_pages(reader, doubted):
    words = ("review", "resolve", doubted.record.record_id, "--keep")
    said = reader.say(*words, expect=2)
    assert "--keep is about doubtful pages" in said
    assert "--reading ZONE=VALUE" in said
    assert "Say one thing" in reader.say(*words, "--kind", "other", expect=2)


def test_an_item_is_shown_with_the_title_of_its_kind(reader, doubted):
    said = reader.say("review", "show", doubted.record.record_id)
    kind = next(it for it in said.splitlines() if it.startswith("Kind"))
    assert kind.split(maxsplit=1)[1].startswith("Журнал")
    assert "podshivka review show" not in said


def test_ink_that_may_be_no_mark_is_not_named_with_the_others(reader, doubted, cells):
    words = ("review", "resolve", doubted.record.record_id, "--marks", "н")
    said = reader.say(*words)
    assert "Cells decided: 1.\n" in said
    assert "not sure that they hold a mark: 1" in said
    left = reader.office.ask(*words)
    assert left["unsure_marks"] == [cells["mark"]]
    assert set(left["unsure_marks"]) < set(left["unsure"])
    found = record(reader, doubted)
    assert (found[cells["lost"]]["value"], found[cells["mark"]]["status"]) == (
        "н",
        "unsure",
    )


def test_a_result_with_an_unsure_cell_is_told_with_a_question_mark(reader, doubted):
    shown = reader.say("records", "show", doubted.record.record_id)
    read = shown.partition("Read from the paper:")[2]
    assert "; not sure: 1" in read
    assert "D1 ?" in read
    assert "D2 ?" in read


def test_two_values_of_one_answer_are_refused_and_never_confirmed_together(
    reader, doubted, cells
):
    both = ("--confirm", cells["passed"], "--confirm", cells["absent"])
    identity = doubted.record.record_id
    words = reader.say("review", "resolve", identity, *both, expect=2)
    assert "are one answer" in words
    left = resolve(reader, doubted, "--reading", f"{cells['mark']}=н", "--confirm-all")
    assert set(left["unsure"]) == {cells["passed"], cells["absent"]}
    assert left["confirmed_in_bulk"] == 2


def test_a_persons_word_stands_beside_what_was_measured(reader, doubted, cells):
    resolve(
        reader,
        doubted,
        *("--reading", f"{cells['mark']}=б"),
        *("--reading", f"{cells['passed']}="),
        *("--reading", f"{cells['other']}=5"),
        *("--confirm", cells["absent"]),
    )
    found = record(reader, doubted)
    told = {
        name: (found[cells[name]]["value"], found[cells[name]]["measured"])
        for name in ("mark", "passed", "absent", "other")
    }
    assert told == {
        "mark": ("б", "*"),
        "passed": ("", "зачтено"),
        "absent": ("не явился", "не явился"),
        "other": ("5", "3"),
    }
    states = [found[cells[it]]["status"] for it in ("mark", "absent", "other", "task")]
    assert states == ["confirmed", "confirmed", "corrected", "confirmed"]
    assert reader.office.ask("review", "list") == []
    assert reader.office.ask("archive", "verify") == []


def test_where_nothing_is_unsure_nothing_is_confirmed_and_that_is_said(reader, doubted):
    before = reader.office.tree()
    words = ("review", "resolve", doubted.record.record_id)
    assert "Nothing was unsure" in reader.say(*words, "--confirm-all")
    assert reader.office.tree() == before


def test_a_mark_that_was_not_known_can_be_named_later(reader, doubted, cells):
    resolve(reader, doubted, "--reading", f"{cells['lost']}=н")
    assert record(reader, doubted)[cells["lost"]]["value"] == "н"


@pytest.fixture(scope="module")
def rescan(reader, issued, sheets, layout, cells, doubted, scratch):  # noqa: PLR0917
    """Scans the page of lessons once more."""
    page = readers.page_of(layout, cells["mark"])
    assert doubted.record.version == 1

    def scanned(values, at):
        scans = readers.scans(sheets, page, seed=at.month)
        return reader.take(issued["document_id"], scans, values, scratch, at=at)

    return scanned


@pytest.fixture(scope="module")
def april(rescan, cells):
    """A month later: a mark is gone, one is new, what else is there looks the same."""
    values = {
        cells["mark"]: "*",
        cells["task"]: "?выполнено",
        cells["new"]: "*",
    }
    return rescan(values, APRIL)


def test_a_journal_scanned_every_month_is_one_document_with_versions(
    reader, doubted, april
):
    told = reader.office.ask("records", "show", doubted.record.record_id)
    assert told["version"] == april.record.version == 2
    assert len(told["versions"]) == 2
    assert len(told["readings"]) == len(doubted.record.readings)


def test_what_a_person_said_of_ink_that_looks_the_same_still_holds(
    reader, april, cells
):
    found = record(reader, april)
    assert (found[cells["mark"]]["value"], found[cells["mark"]]["measured"]) == (
        "б",
        "*",
    )
    assert found[cells["task"]]["status"] == "confirmed"
    assert found[cells["other"]]["value"] == "5"


def test_a_mark_that_is_gone_is_a_conflict_in_review_and_a_new_one_is_none(
    reader, april, cells
):
    (item,) = reader.office.ask("review", "list")
    assert item["reason"] == "conflict"
    assert item["record_id"] == april.record.record_id
    assert item["zones"] == [cells["lost"]]
    found = record(reader, april)[cells["lost"]]
    assert (found["value"], found["earlier"], found["status"]) == ("", "н", "unsure")
    assert "н" in reader.say("review", "show", april.record.record_id)
    left = resolve(reader, april, "--confirm-all")
    assert left["conflicts"] == left["unsure"] == [cells["lost"]]
    identity = april.record.record_id
    words = reader.say("review", "resolve", identity, "--confirm-all")
    assert "does not show what was known: 1" in words
    assert "could not be read" not in words
    resolve(reader, april, "--reading", f"{cells['lost']}=н")
    assert reader.office.ask("review", "list") == []


def test_pages_that_are_still_missing_are_outstanding_and_join_later(
    reader, issued, sheets, april, scratch
):
    (paper_out,) = (
        it
        for it in reader.office.ask("outstanding")
        if it["document_id"] == issued["document_id"]
    )
    assert paper_out["missing_pages"] == list(april.record.missing_pages)
    assert april.state is RecordState.INCOMPLETE
    first, second, *others = april.record.missing_pages
    scans = readers.scans(sheets, first, second, seed=5)
    fuller = reader.take(issued["document_id"], scans, {}, scratch)
    assert fuller.record.missing_pages == tuple(others)
    before = {it.zone for it in april.record.readings}
    assert before <= {it.zone for it in fuller.record.readings}


def test_ink_on_a_form_that_was_printed_filled_in_is_shown_and_not_put_over_it(
    reader, filled, scratch
):
    identity = filled["document_id"]
    layout = reader.office.layout(identity)
    corrected = zone(layout, kind="grade", subject="T01", item="final")
    doubtful = zone(layout, kind="grade", subject="T02", item="final")
    pages = paper.print_document(Path(filled["files"]["pdf"]))
    scans = readers.scans(pages, 1, 2, seed=6)
    reader.take(identity, scans, {corrected: "4", doubtful: "?2"}, scratch)
    found = reader.office.ask("records", "show", identity)
    (cell,) = (it for it in found["readings"] if it["zone"] == corrected)
    assert (cell["printed"], cell["value"]) == ("5", "4")
    by_hand = reader.say("records", "show", identity).partition("By hand")[2]
    rows = [it.split() for it in by_hand.splitlines() if it.strip()]
    values = {words[0]: words[-1] for words in rows}
    assert (values[corrected], values[doubtful]) == ("4", "2?")
    reader.office.ask("review", "resolve", identity, "--reading", f"{doubtful}=")
    told = reader.office.ask("groups", "results", GROUP)
    (difference,) = (it for it in told["differences"] if it["record_id"] == identity)
    assert (difference["known"], difference["ink"]) == ("5", "4")
    assert (difference["source"], difference["zone"]) == ("data", corrected)
    said = reader.say("groups", "results", GROUP)
    assert "5 (in the data)" in said
    table = said.partition("What differs:")[2].partition("What waits")[0]
    assert max(map(len, table.splitlines())) <= 100


@pytest.fixture(scope="module")
def emptied(reader, scratch):
    """The group's data as they are while nobody has written results into them."""
    text = (EXAMPLES / "gt-12.yaml").read_text(encoding="utf-8")
    path = scratch / "gt-12.yaml"
    path.write_text(text.partition("\nresults:")[0] + "\n", encoding="utf-8")
    reader.office.ask("groups", "import", path)


def results_of(reader, kind, trainee):
    told = reader.office.ask("groups", "results", GROUP)
    return {
        it["item"]: it["value"]
        for it in told["values"]
        if (it["kind"], it["trainee"]) == (kind, trainee)
    }


@pytest.mark.usefixtures("emptied")
def test_results_come_from_papers_where_the_data_know_nothing(reader):
    assert results_of(reader, "attendance", "T01")["S01"] == "б"
    assert results_of(reader, "attendance", "T02")["S01"] == "н"
    assert results_of(reader, "attendance", "T05")["S01"] == ""
    assert results_of(reader, "tasks", "T03") == {"D1/W1": "done"}
    assert results_of(reader, "grades", "T02") == {"D2": "5"}
    assert "T04" in {
        it["trainee"] for it in reader.office.ask("groups", "results", GROUP)["waiting"]
    }


@pytest.mark.usefixtures("emptied")
def test_results_that_nobody_looked_at_one_by_one_are_counted(reader, april):
    told = reader.office.ask("groups", "results", GROUP)
    (bulk,) = told["bulk"]
    assert (bulk["count"], bulk["how"]) == (1, "confirm-all")
    assert bulk["record_id"].partition("-")[0] == april.record.document_id
    assert bulk["by"] == getpass.getuser()
    said = reader.say("groups", "results", GROUP)
    assert "Of these 1 were confirmed together, not one by one" in said
    assert bulk["by"] in said
    assert max(map(len, said.partition("+ only on paper")[0].splitlines())) <= 100


@pytest.mark.usefixtures("emptied")
def test_an_empty_cell_of_a_lesson_to_come_is_no_attendance(reader, rescan, cells):
    early = datetime(2026, 2, 7, 8, tzinfo=UTC)
    values = dict.fromkeys((cells["mark"], cells["lost"], cells["new"]), "*")
    values[cells["task"]] = "выполнено"
    rescan(values, early)
    assert known_lessons(reader) == {"S01", "S02"}


@pytest.mark.usefixtures("emptied")
def test_a_journal_that_comes_again_unchanged_tells_who_was_there_since(  # noqa: PLR0917 - the journal, its scans and what stands in them
    reader, issued, sheets, layout, cells, doubted, scratch
):
    later = datetime(2026, 2, 10, 8, tzinfo=UTC)
    page = readers.page_of(layout, cells["mark"])
    values = dict.fromkeys((cells["mark"], cells["lost"], cells["new"]), "*")
    values[cells["task"]] = "выполнено"
    scans = readers.scans(sheets, page, seed=2, again=1)
    before = reader.desk.catalogue.current(doubted.record.record_id)
    again = reader.take(issued["document_id"], scans, values, scratch, at=later)
    assert again.record.record_id == before
    assert again.events[-1].event == "rescanned"
    assert known_lessons(reader) == {"S01", "S02", "S03"}
    (other, *_more) = sorted({*range(1, len(sheets) + 1)} - {page})
    scans = readers.scans(sheets, other, seed=7)
    fuller = reader.take(issued["document_id"], scans, {}, scratch)
    assert fuller.record.version == again.record.version + 1
    assert known_lessons(reader) == {"S01", "S02", "S03"}


def known_lessons(reader) -> set[str]:
    """Of the first lessons those of which it is known whether T05 was there."""
    return {*results_of(reader, "attendance", "T05")} & {"S01", "S02", "S03", "S04"}


@pytest.mark.usefixtures("emptied")
def test_marks_that_are_all_one_are_named_at_once_but_for_one_that_was_named(
    reader, april, cells
):
    told = reader.office.ask("groups", "results", GROUP)
    (record_id,) = {it["record_id"] for it in told["waiting"]}
    said = ("review", "resolve", record_id, "--marks")
    reader.say(*said, "z", expect=2)
    reader.say(*said, "у")
    (left,) = reader.office.ask("groups", "results", GROUP)["waiting"]
    assert (left["trainee"], left["item"]) == ("T02", "S01")
    (item,) = reader.office.ask("review", "list")
    assert (item["reason"], item["zones"]) == ("conflict", [cells["lost"]])
    reader.say(*said[:3], "--reading", f"{cells['lost']}=н")
    assert reader.office.ask("groups", "results", GROUP)["waiting"] == []
    assert results_of(reader, "attendance", "T04")["S02"] == "у"
    assert april.record.version == 2


@pytest.mark.usefixtures("emptied")
def test_results_are_put_into_the_groups_file_only_when_asked_for(reader):
    root = reader.office.root
    known = reader.office.ask("groups", "show", GROUP)["results"]
    assert not any(known.values())
    history = root / "groups" / ".history"
    kept = len(list(history.iterdir()))
    done = reader.office.ask("groups", "results", GROUP, "--apply")
    assert len(done["changes"]) > 20
    counts = {it["how"]: it["count"] for it in done["bulk"]}
    assert counts == {"confirm-all": 1, "marks": 1}
    known = reader.office.ask("groups", "show", GROUP)["results"]
    assert known["attendance"]["T01"]["S01"] == "б"
    assert known["tasks"]["T03"] == {"D1": ["W1"]}
    assert len(list(history.iterdir())) == kept + 1
    again = reader.office.ask("groups", "results", GROUP, "--apply")
    assert (again["changes"], again["bulk"]) == ([], [])
    assert reader.office.ask("archive", "verify") == []


def test_a_record_that_waits_for_cells_and_for_a_page_is_shown_with_both(
    reader, cells, layout, scratch
):
    made = generated(reader, "--kind", "journal", "--blank")
    sheets = paper.print_document(Path(made["files"]["pdf"]))
    marked, torn = sorted(
        {readers.page_of(layout, cells[it]) for it in ("mark", "other")}
    )
    sides = sheets[marked - 1], paper.torn(sheets[torn - 1])
    scans = [institute.scan(side, 60) for side in sides]
    identity = made["document_id"]
    reader.take(identity, scans, {cells["mark"]: "?*"}, scratch)
    shown = reader.office.ask("review", "show", identity)
    assert (shown["reason"], [it["reason"] for it in shown["also"]]) == (
        "reading",
        ["matched"],
    )
    of_cells, of_pages = (Path(it) for it in shown["pictures"])
    assert height_of(of_cells) < 297 * 3 < height_of(of_pages)
    said = reader.say("review", "show", identity)
    assert "it was known by its print" in said
    assert f"podshivka review resolve {identity} --keep" in said
    assert "--confirm-all" in said
