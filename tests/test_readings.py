from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline import assembly, filing, readings
from pipeline.model import (
    INKED,
    AttendanceMark,
    Certainty,
    IssuedDocument,
    LayoutPage,
    PageSight,
    Reading,
    Registration,
    SignatureReading,
    SignatureState,
    Zone,
    ZoneKind,
)

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
DOCUMENT = IssuedDocument(
    document_id="7K3Q9ZC2M4",
    kind="journal",
    title="Журнал",
    number="ГТ-12/5",
    date=date(2026, 6, 20),
    dated=False,
    group="ГТ-12",
    unit="",
    student="",
    students=("T01",),
    filled=False,
    pages=2,
    issued_at=NOW,
)
FLAT = Registration((1, 0, 0, 0, 1, 0, 0, 0, 1), 0.1, 4)
ABSENT = AttendanceMark("н", "отсутствовал(а)", "absent")
ILL = AttendanceMark("б", "болел(а)", "excused")
BOX = (10.0, 10.0, 20.0, 20.0)


def layout_page(number: int) -> LayoutPage:
    zones = (
        Zone(f"M{number}", ZoneKind.MARK, "T01", "S01", BOX),
        Zone(f"G{number}", ZoneKind.GRADE, "T01", "D1", BOX),
        Zone(f"C{number}", ZoneKind.CHOICE, "T01", "D1", BOX, "не явился"),
        Zone(f"S{number}", ZoneKind.SIGNATURE, "teacher", "S01", BOX),
        Zone(f"T{number}", ZoneKind.TEXT, "T01", "topic", BOX),
    )
    return LayoutPage(number, "", 210, 297, zones)


LAYOUT = (layout_page(1), layout_page(2))


def reading(zone: str, value: str, status=Certainty.CERTAIN, **more) -> Reading:
    kinds = {"M": ZoneKind.MARK, "G": ZoneKind.GRADE, "C": ZoneKind.CHOICE}
    item = "S01" if zone[0] == "M" else "D1"
    return Reading(zone, kinds[zone[0]], "T01", item, value, 0.99, status, **more)


def signature(state: SignatureState) -> SignatureReading:
    return SignatureReading("S1", "teacher", "S01", state, Certainty.CERTAIN, 0.3)


def page(mark: str = "", grade: str = "", choice: str = "", number: int = 1):
    values = {"M": mark, "G": grade, "C": choice}
    told = tuple(reading(f"{kind}{number}", it) for kind, it in values.items())
    return PageSight(
        source_page=number,
        width_mm=210,
        height_mm=297,
        dpi=200,
        rotation=0,
        blank=False,
        page_code="x",
        known=True,
        registration=FLAT,
        readings=told,
    )


def filed(sight: PageSight, source: str = "a", mark: str = INKED):
    found = assembly.Gathered(DOCUMENT.document_id, {sight.source_page: sight})
    return filing.first_version(DOCUMENT, found, LAYOUT, source * 64, NOW, mark)


def told(record) -> dict[str, Reading]:
    return {it.zone: it for it in record.readings}


def after(before, now, *, said=None):
    return told(filing.next_version(filed(before), filed(now, "b"), said))


def test_a_record_keeps_what_was_read_in_cells():
    record = filed(page(mark=INKED, grade="4"))
    assert {zone: it.value for zone, it in told(record).items()} == {
        "M1": INKED,
        "G1": "4",
        "C1": "",
    }


def test_cells_of_a_page_that_could_not_be_registered_are_unsure():
    lost = replace(page(), registration=None, readings=())
    found = told(filed(lost))
    assert set(found) == {"M1", "G1", "C1"}
    assert {(it.value, it.status, it.confidence) for it in found.values()} == {
        ("", Certainty.UNSURE, 0.0)
    }


def test_a_cell_that_was_passed_over_is_unsure_and_not_left_out():
    more = Zone("M9", ZoneKind.MARK, "T02", "S01", BOX)
    pages = (replace(LAYOUT[0], zones=(*LAYOUT[0].zones, more)),)
    found = {it.zone: it for it in readings.of_pages({1: page(mark="*")}, pages)}
    assert found["M1"].status is Certainty.CERTAIN
    assert found["M9"].status is Certainty.UNSURE


def test_ink_is_named_where_the_institute_writes_one_mark_only():
    assert readings.only_mark([ABSENT, AttendanceMark("", "", "present")]) == "н"
    assert readings.only_mark([ABSENT, ILL]) == INKED
    assert readings.only_mark([]) == INKED
    found = told(filed(page(mark=INKED, grade="5"), mark="н"))
    assert (found["M1"].value, found["G1"].value) == ("н", "5")
    assert told(filed(page(), mark="н"))["M1"].value == ""


def test_readings_of_pages_that_did_not_come_again_are_kept():
    before, now = page(mark=INKED), page(grade="3", number=2)
    found = after(before, now)
    assert (found["M1"].value, found["G2"].value) == (INKED, "3")


def test_new_ink_in_an_empty_cell_is_no_conflict():
    found = after(page(), page(mark=INKED, grade="4"))
    assert {it.status for it in found.values()} == {Certainty.CERTAIN}
    assert (found["M1"].value, found["G1"].value) == (INKED, "4")


def test_a_mark_that_seems_gone_and_a_grade_that_differs_are_unsure():
    found = after(page(mark="н", grade="3"), page(grade="5"))
    assert found["M1"].status is found["G1"].status is Certainty.UNSURE
    assert (found["M1"].value, found["M1"].earlier) == ("", "н")
    assert (found["G1"].value, found["G1"].earlier) == ("5", "3")
    assert found["C1"].status is Certainty.CERTAIN


def test_ink_of_which_the_mark_was_not_known_is_no_conflict_with_the_mark():
    assert after(page(mark=INKED), page(mark="н"))["M1"].earlier is None
    assert after(page(mark="б"), page(mark=INKED))["M1"].earlier is None


def version_of(*told: Reading | SignatureReading):
    """What is known, or what came, as those cells say."""
    return replace(
        filed(page()),
        readings=tuple(it for it in told if isinstance(it, Reading)),
        signatures=tuple(it for it in told if isinstance(it, SignatureReading)),
    )


def one_after_another(*told):
    """The last of several versions of a cell, each laid beside the one before."""
    known = version_of(told[0])
    for it in told[1:]:
        known = readings.beside(version_of(it), known)
    return (*known.readings, *known.signatures)[0]


@pytest.mark.parametrize(
    ("doubt", "now"),
    [
        (reading("M1", ""), reading("M1", "")),
        (reading("M1", "", Certainty.UNSURE), reading("M1", "")),
        (reading("M1", "н", Certainty.UNSURE), reading("M1", "")),
    ],
)
def test_a_doubt_in_between_makes_nobody_forget_what_was_known(doubt, now):
    found = one_after_another(reading("M1", "н"), doubt, now)
    assert (found.value, found.earlier, found.status) == ("", "н", Certainty.UNSURE)
    assert readings.is_conflict(found)


def test_a_persons_correction_is_remembered_through_an_unsure_scan():
    said = readings.decided(reading("G1", "3"), "5")
    doubt, now = reading("G1", "3", Certainty.UNSURE), reading("G1", "4")
    found = one_after_another(said, doubt, now)
    assert (found.value, found.earlier, found.status) == ("4", "5", Certainty.UNSURE)


def test_a_sure_scan_that_says_what_was_known_ends_the_doubt():
    sure = reading("G1", "3")
    assert one_after_another(sure, reading("G1", "5"), sure) == sure
    unsure = one_after_another(sure, reading("G1", "3", Certainty.UNSURE))
    assert (unsure.earlier, readings.is_conflict(unsure)) == ("3", False)


def test_a_persons_word_ends_a_conflict():
    conflict = one_after_another(reading("M1", "н"), reading("M1", ""))
    said = readings.decided(conflict, "")
    assert not readings.is_conflict(said)
    assert one_after_another(said, reading("M1", "")).status is Certainty.CERTAIN


def test_a_signature_that_is_gone_is_remembered():
    signed, empty = signature(SignatureState.SIGNED), signature(SignatureState.EMPTY)
    gone = one_after_another(signed, empty, empty)
    assert (gone.state, gone.earlier) == (SignatureState.UNSURE, SignatureState.SIGNED)
    assert readings.is_conflict(gone)
    assert one_after_another(signed, empty, signed) == signed
    assert one_after_another(empty, signed) == signed


def test_a_stroke_that_a_person_called_no_signature_is_asked_about_again():
    signed = signature(SignatureState.SIGNED)
    said = readings.decided_signature(signed, SignatureState.EMPTY)
    found = one_after_another(said, signed)
    assert (found.status, found.earlier) == (Certainty.UNSURE, SignatureState.EMPTY)


def test_what_was_not_sure_before_contradicts_nothing():
    doubted = replace(page(), readings=(reading("G1", "3", Certainty.UNSURE),))
    assert after(doubted, page(grade="5"))["G1"].status is Certainty.CERTAIN


def test_a_newer_scan_is_compared_with_what_a_person_said():
    before = filed(page(grade="3"))
    said = replace(
        before, readings=tuple(readings.decided(it, "5") for it in before.readings)
    )
    found = after(page(grade="3"), page(grade="3"), said=said)
    assert (found["G1"].status, found["G1"].earlier) == (Certainty.UNSURE, "5")


def test_speck_that_a_person_called_empty_is_asked_about_again():
    before = filed(page(mark=INKED))
    said = replace(
        before, readings=tuple(readings.decided(it, "") for it in before.readings)
    )
    found = after(page(mark=INKED), page(mark=INKED), said=said)
    assert (found["M1"].status, found["M1"].earlier) == (Certainty.UNSURE, "")


def test_a_persons_word_confirms_or_corrects():
    doubted = reading("G1", "3", Certainty.UNSURE)
    assert readings.decided(doubted, "3").status is Certainty.CONFIRMED
    corrected = readings.decided(doubted, "5")
    assert (corrected.value, corrected.status) == ("5", Certainty.CORRECTED)
    assert readings.decided(reading("M1", INKED), "б").status is Certainty.CONFIRMED
    assert readings.decided(reading("M1", INKED), "").status is Certainty.CORRECTED


UNSURE = Certainty.UNSURE


@pytest.mark.parametrize(
    ("before", "said", "now", "holds"),
    [
        (reading("M1", INKED), "н", reading("M1", INKED), True),
        (reading("G1", "3", UNSURE), "5", reading("G1", "3", UNSURE), True),
        (reading("G1", "3"), "5", reading("G1", "5", UNSURE), True),
        (reading("G1", "3"), "5", reading("G1", "3", UNSURE), False),
        (reading("G1", "3"), "5", reading("G1", "4"), False),
        (reading("M1", INKED), "", reading("M1", INKED), False),
        (reading("G1", "", UNSURE), "4", filed(page()).readings[1], False),
    ],
)
def test_a_persons_word_holds_where_the_newer_scan_looks_the_same(
    before, said, now, holds
):
    if before.value == "":
        now = replace(now, confidence=0.0, status=UNSURE)
    assert readings.still_said(readings.decided(before, said), before, now) is holds


def test_which_mark_it_is_holds_only_where_the_ink_is_the_same():
    before = filed(page(mark=INKED, grade="3"))
    said = [readings.decided(it, "б") for it in before.readings[:1]]
    known = replace(before, readings=(*said, *before.readings[1:]))
    arrived = filed(page(mark=INKED, grade="3"), "b")
    assert readings.in_question(known, before, arrived) == {"M1"}
    assert "M1" in readings.still_held(known, before, arrived)
    assert "M1" not in readings.still_held(known, before, arrived, {"M1"})
    following = filing.next_version(before, arrived, known, {"M1"})
    doubted = told(following)["M1"]
    assert (doubted.status, doubted.earlier) == (Certainty.UNSURE, "б")
    assert readings.is_conflict(doubted)
    again = readings.beside(arrived, following).readings[0]
    assert (again.status, again.earlier) == (Certainty.UNSURE, "б")
    assert readings.beside(filed(page(mark="б"), "b"), following).readings[0].value


def test_a_mark_that_was_said_of_a_cell_measured_empty_is_asked_about_when_ink_shows():
    before, arrived = filed(page()), filed(page(mark=INKED), "b")
    said = [readings.decided(it, "н") for it in before.readings[:1]]
    known = replace(before, readings=(*said, *before.readings[1:]))
    assert readings.in_question(known, before, arrived) == {"M1"}
    assert "M1" not in readings.still_held(known, before, arrived)
    found = told(filing.next_version(before, arrived, known))["M1"]
    assert (found.value, found.status, found.earlier) == (INKED, UNSURE, "н")


def test_nobody_asks_about_ink_of_which_no_mark_was_said():
    before, arrived = filed(page(mark=INKED)), filed(page(mark=INKED), "b")
    assert not readings.in_question(before, before, arrived)
    named = filed(page(mark="н"), mark="н")
    assert not readings.in_question(named, named, arrived)


def test_that_a_cell_is_signed_holds_and_that_it_is_empty_does_not():
    doubted = signature(SignatureState.UNSURE)
    signed, empty = signature(SignatureState.SIGNED), signature(SignatureState.EMPTY)
    assert readings.still_signed(signed, doubted, doubted)
    assert readings.still_signed(signed, doubted, signed)
    assert not readings.still_signed(signed, doubted, empty)
    assert not readings.still_signed(empty, doubted, doubted)


def test_words_about_cells_that_were_not_scanned_again_hold():
    before, arrived = filed(page(mark=INKED)), filed(page(number=2), "b")
    known = replace(
        before, readings=tuple(readings.decided(it, "н") for it in before.readings)
    )
    held = readings.still_held(known, before, arrived)
    assert held == {it.zone for it in (*before.readings, *before.signatures)}
