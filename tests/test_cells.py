"""What cells of a paper mean, and where they lie on a page that was not registered."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline import archive, cells, disk
from pipeline.archive import received
from pipeline.cells import Form, Said, decisions, scanned_on, statements
from pipeline.cells.places import roughly
from pipeline.errors import UsageError
from pipeline.model import (
    INKED,
    Certainty,
    Event,
    Layout,
    LayoutPage,
    Reading,
    RecordState,
    Zone,
    ZoneKind,
)
from tests import archived, invented

BOX = (10.0, 10.0, 20.0, 20.0)
ZONES = (
    Zone("M1", ZoneKind.MARK, "T01", "S01", BOX),
    Zone("M2", ZoneKind.MARK, "T02", "S01", BOX),
    Zone("G1", ZoneKind.GRADE, "T01", "D1", BOX),
    Zone("C1", ZoneKind.CHOICE, "T01", "D1", BOX, "не явился"),
    Zone("W1", ZoneKind.CHOICE, "T01", "D1/W1", BOX, "выполнено"),
    Zone("F1", ZoneKind.GRADE, "T01", "final", BOX),
    Zone("X1", ZoneKind.GRADE, "T01", "own", BOX),
)
LESSON = date(2026, 2, 2)
DATA = {
    "sessions": [{"id": "S01", "date": LESSON.isoformat(), "topic": "Поле"}],
    "units": [
        {"id": "D1", "title": "Введение", "tasks": [{"id": "W1", "title": "Эссе"}]}
    ],
    "trainees": [
        {
            "id": "T01",
            "name": "Абрамова Елена Викторовна",
            "expected": {"S01": True},
            "marks": {"S01": "н"},
            "figures": {"D1": "4"},
            "grades": {"D1": "4"},
            "tasks": {"D1": {"W1": True}},
            "final": {"figure": "5", "grade": "5"},
        },
        {"id": "T02", "name": "Агеева Мария Сергеевна", "expected": {"S01": False}},
    ],
}
BLANK, FILLED = Form(DATA), Form(DATA, filled=True)


@pytest.fixture
def paper(tmp_path):
    """A paper of one page with those values in its cells; "?": not sure."""
    layout = Layout("7K3Q9ZC2M4", "journal", "", (LayoutPage(1, "", 210, 297, ZONES),))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "layout.json").write_bytes(disk.to_json(layout))

    def stored(**values: str) -> archive.Stored:
        told = tuple(reading(zone, values.get(zone.id, "")) for zone in ZONES)
        record = replace(archived.RECORD, readings=told)
        return archive.Stored(tmp_path, record, RecordState.FILED, (), ())

    return stored


def reading(zone: Zone, value: str) -> Reading:
    status = Certainty.UNSURE if value.startswith("?") else Certainty.CERTAIN
    value = value.removeprefix("?")
    return Reading(zone.id, zone.kind, zone.subject, zone.item, value, 0.9, status)


def told(stored, form=BLANK, scanned=LESSON) -> dict[tuple[str, str, str], str]:
    return {
        (it.trainee, it.kind, it.item): it.value
        for it in statements(stored, form, {1: scanned})
    }


def test_ink_is_told_by_what_its_cell_is_of(paper):
    found = told(paper(M1="б", C1="не явился", W1="выполнено", F1="4", X1="3"))
    assert found == {
        ("T01", "attendance", "S01"): "б",
        ("T01", "grades", "D1"): "не явился",
        ("T01", "tasks", "D1/W1"): "done",
        ("T01", "final", "grade"): "4",
    }


def test_cells_are_told_in_the_order_of_the_form_whichever_page_came_first(paper):
    stored = paper(M1="б", X1="3")
    read = stored.record.readings
    mixed = replace(stored, record=replace(stored.record, readings=read[::-1]))
    found = cells.told(mixed, BLANK)["readings"]
    assert [it["zone"] for it in found] == [zone.id for zone in ZONES]
    assert (found[0]["value"], found[-1]["value"]) == ("б", "3")


def test_an_empty_cell_of_a_lesson_means_present_on_a_blank_form_only(paper):
    assert told(paper()) == {("T01", "attendance", "S01"): ""}
    assert told(paper(), FILLED) == {}


def test_an_empty_cell_says_nothing_of_a_lesson_to_come_or_of_who_was_not_there(paper):
    assert told(paper(), scanned=date(2026, 2, 1)) == {}
    assert ("T02", "attendance", "S01") not in told(paper())
    assert told(paper(M2=INKED))["T02", "attendance", "S01"] == INKED


def test_the_day_of_the_scan_is_told(paper):
    for days in ({1: LESSON}, {}):
        assert {it.scanned for it in statements(paper(), BLANK, days)} == {days.get(1)}


def test_what_a_paper_calls_its_lessons_units_and_tasks_is_told(paper):
    found = statements(paper(G1="5", W1="выполнено", F1="5"), BLANK, {})
    assert {it.kind: (it.held_on, it.titles) for it in found} == {
        "attendance": (LESSON, ("Поле",)),
        "grades": (None, ("Введение",)),
        "tasks": (None, ("Введение", "Эссе")),
        "final": (None, ()),
    }


def test_of_a_figure_and_a_box_beside_it_one_doubt_is_enough(paper):
    (first, *_rest) = (
        it
        for it in statements(paper(G1="4", C1="?не явился"), BLANK, {})
        if it.kind == "grades"
    )
    assert (first.is_sure, first.value, first.zone) == (False, "4 / не явился", "C1")


def test_ink_on_a_form_that_was_printed_filled_in_knows_what_it_corrects(paper):
    found = statements(paper(G1="5", F1="5"), FILLED, {})
    assert {(it.kind, it.value, it.printed) for it in found} == {
        ("grades", "5", "4"),
        ("final", "5", "5"),
    }


def test_what_was_printed_in_a_cell_is_known(paper):
    cells = {it.zone: it for it in paper().readings}
    boxes = {zone.id: zone.value for zone in ZONES}
    printed = {zone: FILLED.printed(it, boxes[zone]) for zone, it in cells.items()}
    assert printed == {
        "M1": "н",
        "M2": "",
        "G1": "4",
        "C1": "",
        "W1": "выполнено",
        "F1": "5",
        "X1": "",
    }


@pytest.mark.parametrize(
    ("rotation", "top_left", "bottom_right"),
    [
        (0, (0, 0), (1, 1)),
        (90, (0, 1), (1, 0)),
        (180, (1, 1), (0, 0)),
        (270, (1, 0), (0, 1)),
    ],
)
def test_a_page_that_was_not_registered_is_taken_to_fill_the_scan(
    rotation, top_left, bottom_right
):
    wide = (300.0, 200.0) if rotation % 180 else (200.0, 300.0)
    page = replace(
        archived.PAGE, rotation=rotation, width_mm=wide[0], height_mm=wide[1]
    )
    printed = LayoutPage(1, "", 210, 297)
    a, b, c, d, e, f, *_last = roughly(page, printed)
    for (x, y), corner in (((0, 0), top_left), ((210, 297), bottom_right)):
        spot = (a * x + b * y + c, d * x + e * y + f)
        assert spot == pytest.approx((corner[0] * wide[0], corner[1] * wide[1]))


def scan_of(archive, name, written, dropped) -> str:
    """The SHA-256 of a file that was written on a day of March and dropped on one."""
    path = archive / name
    path.write_text(name)
    os.utime(path, (march(written).timestamp(), march(written).timestamp()))
    at = march(dropped)
    digest = disk.sha256(path)
    received.receive(archive, path, digest, name=name, dropped_at=at)
    return digest


def march(day) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_a_scan_that_lay_about_says_nothing_of_lessons_held_meanwhile(paper, tmp_path):
    first = scan_of(tmp_path, "1.pdf", 3, 20)
    again = scan_of(tmp_path, "2.pdf", 5, 25)
    page = replace(archived.PAGE, number=1, source_sha256=first)
    record = replace(archived.RECORD, pages=(page,), filed_at=march(20))
    came = {"source": again, "pages": "1"}
    event = Event(march(25), archive.RESCANNED, archive.SYSTEM, came)
    stored = replace(paper(), record=record)
    assert scanned_on(stored, BLANK, tmp_path) == {1: date(2026, 3, 3)}
    seen = replace(stored, events=(event,))
    assert scanned_on(seen, BLANK, tmp_path) == {1: date(2026, 3, 5)}
    printed = replace(BLANK, issued_at=march(10))
    assert scanned_on(seen, printed, tmp_path) == {1: date(2026, 3, 25)}
    gone = replace(page, source_sha256="0" * 64)
    gone = replace(stored, record=replace(record, pages=(gone,)))
    assert scanned_on(gone, BLANK, tmp_path) == {1: date(2026, 3, 20)}


def said(stored, **what) -> dict[str, tuple[str, str]]:
    """Zone → the value that is written down, and how it was said of many."""
    made = decisions(Said(**what), stored, BLANK, invented.organisation())
    return {it["zone"]: (it["value"], it.get("bulk", "")) for _event, it in made}


def test_ink_that_may_be_no_mark_is_not_named_with_the_marks(paper):
    stored = paper(M1=INKED, M2=f"?{INKED}")
    assert said(stored, marks="н") == {"M1": ("н", "marks")}
    both = said(stored, marks="н", confirm_all=True)
    assert both == {"M1": ("н", "marks"), "M2": ("н", "marks")}
    assert said(stored, marks="н", readings=("M2=",))["M2"] == ("", "")


def with_earlier(stored, **values: str):
    """The same, of whose cells former scans or persons said that."""
    known = tuple(
        replace(it, earlier=values.get(it.zone)) for it in stored.record.readings
    )
    return replace(stored, record=replace(stored.record, readings=known))


def test_what_contradicts_a_former_scan_is_not_confirmed_with_the_rest(paper):
    stored = with_earlier(paper(M1="?", M2=f"?{INKED}", F1="?5"), M1="н")
    assert set(said(stored, confirm_all=True)) == {"M2", "F1"}
    named = said(stored, confirm_all=True, confirmed=("M1",))
    assert named["M1"] == ("", "")


def test_a_guess_that_is_hardly_right_is_not_confirmed_with_the_rest(paper):
    stored = paper(G1="?3", F1="?5")
    cells = [
        replace(it, confidence=0.03) if it.zone == "G1" else it
        for it in stored.record.readings
    ]
    stored = replace(stored, record=replace(stored.record, readings=tuple(cells)))
    assert said(stored, confirm_all=True) == {"F1": ("5", "confirm-all")}
    assert said(stored, confirmed=("G1",)) == {"G1": ("3", "")}


def test_a_doubt_of_what_was_known_is_confirmed_with_the_rest(paper):
    stored = with_earlier(paper(G1="?5"), G1="5")
    assert said(stored, confirm_all=True) == {"G1": ("5", "confirm-all")}


def test_a_mark_that_a_person_named_is_not_forgotten_with_the_rest(paper):
    stored = with_earlier(paper(M1=f"?{INKED}", M2=INKED), M1="б")
    assert said(stored, confirm_all=True, marks="н") == {"M2": ("н", "marks")}


def test_cells_and_values_may_be_typed_in_any_case(paper):
    stored = paper(M1=INKED, M2=INKED, C1="?не явился")
    assert said(stored, marks="Н")["M2"] == ("н", "marks")
    typed = said(stored, readings=("m1=Б", " c1 = НЕ ЯВИЛСЯ"), confirmed=("g1",))
    assert {zone: value for zone, (value, _bulk) in typed.items()} == {
        "M1": "б",
        "C1": "не явился",
        "G1": "",
    }


def test_two_values_of_one_cell_contradict_each_other_in_any_case(paper):
    with pytest.raises(UsageError, match="M1"):
        said(paper(M1=INKED), readings=("M1=н", "m1=Б"))


@pytest.mark.parametrize("typed", ["=4", " =", "M1"])
def test_a_value_of_no_cell_is_answered_by_how_it_is_written(paper, typed):
    with pytest.raises(UsageError, match=f"^.{typed}.: .*Z0012=4"):
        said(paper(M1=INKED), readings=(typed,))
