"""The pure parts of the bench that says how well paper is read."""

from dataclasses import replace

import pytest

from bench.readers import onebit, tally
from bench.readers.judging import Identity, Outcome, Verdict, judge
from bench.readers.pages import State, Truth
from bench.readers.work import Result
from pipeline.model import (
    INKED,
    Certainty,
    PageSight,
    Reading,
    Registration,
    Zone,
    ZoneKind,
)

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def truth(kind, state, value="", cause="plain"):
    zone = Zone("z1", kind, "T01", "S01", (0.0, 0.0, 9.0, 9.0))
    return Truth(zone, state, value, cause)


def outcome(true, value, status=Certainty.CERTAIN):
    zone = true.zone
    given = Reading(zone.id, zone.kind, zone.subject, zone.item, value, 0.9, status)
    laid = Registration(IDENTITY, 0.1, 4)
    sight = PageSight(
        1, 210.0, 297.0, 200, 0, blank=False, registration=laid, readings=(given,)
    )
    return judge((true,), sight, {})[0].outcome


def test_an_interval_is_that_of_wilson():
    low, high = tally.wilson(10, 100)
    assert (low, high) == (
        pytest.approx(0.0552, abs=1e-4),
        pytest.approx(0.1744, abs=1e-4),
    )


def test_of_nothing_nothing_is_known():
    assert tally.wilson(0, 0) == (0.0, 1.0)


def test_no_fault_in_a_thousand_still_leaves_some_doubt():
    low, high = tally.wilson(0, 1000)
    assert low == pytest.approx(0.0, abs=1e-9)
    assert 0.003 < high < 0.004


@pytest.mark.parametrize(
    ("true", "value", "counted"),
    [
        (truth(ZoneKind.MARK, State.INKED, "н"), INKED, Outcome.RIGHT),
        (truth(ZoneKind.MARK, State.INKED, "н"), "", Outcome.WRONG),
        (truth(ZoneKind.MARK, State.EMPTY, cause="strayed"), INKED, Outcome.WRONG),
        (truth(ZoneKind.MARK, State.OPEN, "н"), INKED, Outcome.WRONG),
        (truth(ZoneKind.MARK, State.GONE, "н"), "", Outcome.GONE),
        (truth(ZoneKind.GRADE, State.INKED, "4"), "4", Outcome.RIGHT),
        (truth(ZoneKind.GRADE, State.INKED, "4"), "5", Outcome.WRONG),
    ],
)
def test_a_certain_answer_is_wrong_when_it_is_not_so(true, value, counted):
    assert outcome(true, value) is counted


@pytest.mark.parametrize(
    ("true", "counted"),
    [
        (truth(ZoneKind.MARK, State.INKED, "н"), Outcome.UNSURE),
        (truth(ZoneKind.MARK, State.OPEN, "н"), Outcome.RIGHT),
        (truth(ZoneKind.GRADE, State.INKED, "4", "crossed out"), Outcome.RIGHT),
    ],
)
def test_only_where_a_person_must_decide_is_unsure_right(true, counted):
    assert outcome(true, "", Certainty.UNSURE) is counted


def page(*truths):
    verdicts = [
        Verdict(
            it, Outcome.GONE if it.state is State.GONE else Outcome.UNSURE, "unsure ()"
        )
        for it in truths
    ]
    return Result(
        number=0,
        condition="bw",
        kind="journal",
        photo=False,
        one_bit=True,
        read=Identity.RIGHT,
        registered=True,
        verdicts=verdicts,
        lost=(),
        errors_mm=[],
        making_s=0.0,
        seconds={},
    )


def proofs(*truths):
    """The line on marks of a one-bit page."""
    table = list(onebit.lines([page(*truths)], {ZoneKind.MARK: "marks"}))
    return table[-1].split()


MARKED = truth(ZoneKind.MARK, State.INKED, "н")
UNMARKED = truth(ZoneKind.MARK, State.EMPTY)
VANISHED = truth(ZoneKind.MARK, State.GONE, "н", "vanished")


def test_an_empty_cell_is_proved_where_all_that_was_written_is_seen():
    apart = replace(UNMARKED, zone=replace(UNMARKED.zone, id="z2"))
    assert proofs(MARKED, apart)[1:] == ["2", "0.0%", "100.0%"]
    assert proofs(MARKED, apart, VANISHED)[1:] == ["2", "50.0%", "100.0%"]
    assert proofs(apart)[1:] == ["1", "100.0%", "100.0%"]
