"""Codes in words for people."""

from datetime import UTC, date, datetime

import pytest

from pipeline import messages, reasons, review
from pipeline.cells import Form
from pipeline.cli import (
    app,
    cases,
    cells,
    guesses,
    recordcells,
    refusals,
    reviewcells,
    words,
)
from pipeline.errors import UsageError
from pipeline.model import Case, Finding, Guess, IssuedDocument, Term, TermKind
from tests import institute


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("teacher", "преподаватель"),
        ("member-2", "член комиссии 2"),
        ("куратор", "куратор"),
        ("зам-1", "зам-1"),
    ],
)
def test_whose_cell_it_is_is_said_in_words(subject, said, monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    assert words.signer(subject) == said


def test_a_signer_is_named_once_with_all_pages(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    lacking = [("преподаватель", page) for page in (3, 3, 4, 5, 7)] + [("ректор", 9)]
    said = "преподаватель (5: с. 3–5, 7), ректор (с. 9)"
    assert cells.signers(lacking) == said


def test_very_many_unsure_cells_are_told_with_what_spares_deciding_them(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    few, many = ({"zones": ["Z1"] * count} for count in (3, 400))
    assert reviewcells.advice(few) == "Неясных ячеек: 3."
    assert "в оттенках серого" in reviewcells.advice(many)
    assert reviewcells.advice({"zones": []}) == ""


def test_two_answers_in_every_row_are_not_told_to_be_a_poor_scan():
    told = {"zones": ["Z"] * 50, "answers": 25, "answered": 50}
    with institute.english():
        app.run(["--version"])
        twice = reviewcells.advice(told)
        poor = reviewcells.advice(told | {"answers": 0, "answered": 0})
    assert "25 results have more than one answer" in twice
    assert "poor scan" not in twice
    assert "poor scan" in poor


@pytest.mark.usefixtures("english")
def test_unsure_cells_are_counted_by_their_sort():
    told = {"zones": ["Z1"] * 9, "sorts": {"signature": 1, "mark": 8}}
    assert reviewcells.advice(told) == "Cells not sure: 9 (signatures: 1, marks: 8)."


def test_a_sure_value_beside_an_unsure_box_is_not_told_as_sure():
    cell = {"subject": "T01", "item": "D1", "kind": "choice"}
    passed = cell | {"value": "зачтено", "status": "certain"}
    emptied = cell | {"value": "", "status": "unsure"}
    named = Form({"trainees": [{"id": "T01", "name": "Абрамова Е"}]})
    assert recordcells.answers([passed, emptied], named) == [
        ("Абрамова Е", "D1 зачтено?")
    ]


def test_namesakes_have_a_line_each():
    sure = {"item": "D1", "kind": "grade", "status": "certain"}
    grades = [sure | {"subject": "T01", "value": "5"}]
    grades += [sure | {"subject": "T02", "value": "2"}]
    namesakes = [{"id": it, "name": "Иванов Иван"} for it in ("T01", "T02")]
    assert recordcells.answers(grades, Form({"trainees": namesakes})) == [
        ("Иванов Иван", "D1 5"),
        ("Иванов Иван", "D1 2"),
    ]


def test_an_event_tells_its_reason_in_words_and_its_file_as_the_log_does(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    told = words.happened("placed", {"reason": "no_code", "source": "0f" * 32}, "me")
    assert "причина – На страницах нет нашего кода · файл – 0f0f0f0f0f0f · me" in told
    told = words.happened("refiled", {"changed": "title, students"}, "")
    assert told.endswith("изменено – название, слушатели")
    assert "причина – описка" in words.happened("refiled", {"reason": "описка"}, "me")


def test_the_history_tells_in_words_that_a_cell_was_decided_with_others(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    details = {"zone": "Z0012", "value": "5", "bulk": "confirm-all"}
    told = words.happened("reading_decided", details, "me")
    assert told.endswith("значение – 5 · подтверждено сразу с другими · me")
    told = words.happened("reading_decided", details | {"bulk": "marks"}, "me")
    assert "названо сразу с другими" in told


def test_a_paper_with_neither_title_nor_file_is_named_all_the_same(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    assert words.named("", "no_code") == "документ без кода"
    assert words.named("") == "документ без названия"
    assert words.named("справка.png") == "справка.png"


def test_a_paper_that_is_likely_ours_is_told_with_the_command_that_ties_it(monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    ours = Guess(
        findings=(Finding("paper", "6Q0DV7EV0R", certain=False, why="issued"),)
    )
    assert guesses.tie(ours, "MMAWH5VAPS").endswith(
        "podshivka review resolve MMAWH5VAPS --document 6Q0DV7EV0R"
    )
    with pytest.raises(UsageError, match="другой документ"):
        guesses.refuse_ours(ours, "MMAWH5VAPS")
    guesses.refuse_ours(Guess(), "MMAWH5VAPS")
    assert guesses.tie(Guess(), "MMAWH5VAPS") == guesses.tie(None, "") == ""


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("reason", ["no_code", "restored"])
def test_what_ties_a_paper_of_ours_is_advised_once_and_not_to_accept_it(reason):
    ours = Guess(
        kind="certificate",
        findings=(Finding("paper", "6Q0DV7EV0R", certain=False, why="issued"),),
    )
    remedy = reasons.remedy(reason, "MMAWH5VAPS", ours=ours.ours)
    tie = "podshivka review resolve MMAWH5VAPS --document 6Q0DV7EV0R"
    assert (tie in remedy, "--accept" in remedy) == (True, False)
    assert guesses.tie(ours, "MMAWH5VAPS", remedy) == ""
    assert "--accept" not in reasons.remedy("likely_double", "M", ours="6Q0DV7EV0R")


@pytest.mark.usefixtures("english")
def test_of_reprinted_pages_it_is_told_which_when_and_why():
    document = IssuedDocument(
        document_id="SYWQ8PVVH9",
        kind="journal",
        title="Журнал",
        number="ГТ-12/1",
        date=date(2026, 5, 12),
        dated=True,
        group="ГТ-12",
        unit="",
        student="",
        students=(),
        filled=False,
        pages=4,
        issued_at=datetime(2026, 5, 12, 9, tzinfo=UTC),
    )
    noon = datetime(2026, 5, 13, 12, tzinfo=UTC)
    said = refusals.told(review.Refused(document, (2, 3), noon, "залит"))
    paper = "Журнал, № ГТ-12/1, SYWQ8PVVH9"
    assert said == f"{paper}; pages reprinted on 13.05.2026: 2, 3 (залит)"


@pytest.mark.usefixtures("english")
def test_what_the_program_did_of_itself_is_told_so():
    assert words.happened("filed", {}, "system").endswith(" · the program")
    assert words.happened("filed", {}, "registrar").endswith(" · registrar")


@pytest.mark.usefixtures("english")
def test_what_was_decided_at_one_moment_is_counted_in_a_sentence():
    said = words.happened_at_once([{"zone": "Z1"}] * 92, "reading_decided", "registrar")
    assert said == "cells decided: 92 · registrar"
    said = words.happened_at_once([{}] * 3, "merged", "registrar")
    assert said == "pages joined: 3 · registrar"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("status", "appraisal", "said"),
    [
        ("running", False, "May be proposed for destruction from 01.01.2030."),
        ("running", True, "To be appraised from 01.01.2030."),
        ("held", False, ""),
    ],
)
def test_destruction_is_not_spoken_of_where_something_forbids_it(
    monkeypatch, capsys, status, appraisal, said
):
    kept = {"status": status, "eligible_from": "2030-01-01"}
    told = {"retention": kept, "closed": None}
    monkeypatch.setattr(cases, "_whole", lambda *_asked: told)
    term = Term(TermKind.YEARS, basis="п. 3.1", years=4, appraisal=appraisal)
    case = Case("03-07", "Журналы", 2025, date(2025, 1, 10), term)
    cases._say_changed(None, case, as_json=False)
    assert "\n".join(capsys.readouterr().out.splitlines()[1:]) == said
