"""Cells that the reader is not sure of: shown, decided, confirmed, corrected."""

from pathlib import Path

import pytest
from PIL import Image

from tests import institute, paper, readers
from tests.readers import zone

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    office = institute.make(tmp_path_factory.mktemp("review") / "ws")
    reader = readers.reader(office)
    yield reader
    reader.desk.catalogue.close()


@pytest.fixture(scope="module")
def issued(reader):
    return reader.office.generate("--kind", "journal", "--blank")[0]


@pytest.fixture(scope="module")
def layout(reader, issued):
    return reader.office.layout(issued["document_id"])


@pytest.fixture(scope="module")
def cells(layout):
    """Names of the test → zones of the journal's pages of lessons and of grades."""
    return {
        "mark": zone(layout, kind="mark", subject="T01", item="S01"),
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
def doubted(reader, issued, layout, cells, tmp_path_factory):
    """A journal with doubtful cells, filed once."""
    sheets = paper.print_document(Path(issued["files"]["pdf"]))
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
    folder = tmp_path_factory.mktemp("scans")
    return reader.take(issued["document_id"], scans, told, folder)


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
    assert len(words.strip().splitlines()) == 7
    assert f"Cell {cells['other']} cannot hold “7”: 5, 4, 3, 2" in words
    assert f"Cell {cells['mark']} cannot hold “x”: н, б, у, о, *" in words
    assert record(reader, doubted)[cells["mark"]]["status"] == "unsure"


def test_two_values_of_one_answer_are_refused_and_never_confirmed_together(
    reader, doubted, cells
):
    both = ("--confirm", cells["passed"], "--confirm", cells["absent"])
    identity = doubted.record.record_id
    words = reader.say("review", "resolve", identity, *both, expect=2)
    assert "are one answer" in words
    left = resolve(reader, doubted, "--reading", f"{cells['mark']}=н", "--confirm-all")
    assert set(left["unsure"]) == {cells["passed"], cells["absent"]}


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


def test_a_mark_that_was_not_known_can_be_named_later(reader, doubted, cells):
    resolve(reader, doubted, "--reading", f"{cells['lost']}=н")
    assert record(reader, doubted)[cells["lost"]]["value"] == "н"
