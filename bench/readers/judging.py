"""Right, wrong or unsure: the rule by which readings are counted. Pure.

Wrong is a certain answer that is not so. Where a mark was taken back, only "unsure" is
right. Where a figure was crossed out and rewritten, "unsure" and the new one are right.
Where the picture shows nothing of the cell ("gone"), the answer is not counted at all;
a certain one is shown apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.readers.pages import State, Truth
from pipeline.model import (
    Certainty,
    PageSight,
    Reading,
    SignatureReading,
    SignatureState,
    ZoneKind,
)

MISPLACED_MM = 1.5


class Outcome(StrEnum):
    """How an answer is counted."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"
    GONE = "gone"
    UNREAD = "unread"


class Identity(StrEnum):
    """Whether a page was taken for what it is; WRONG: for another one of ours."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cell, judged.

    Attributes:
        answer: What the product said, "unsure" with a guess behind it.
        likely: The best guess was right; None where there is no telling.
        confidence: As the product gave it; None for a signature.
        error_mm: How far from its place the cell was looked for.
    """

    truth: Truth
    outcome: Outcome
    answer: str
    certain: bool = False
    likely: bool | None = None
    confidence: float | None = None
    error_mm: float | None = None

    @property
    def misplaced_unflagged(self) -> bool:
        """Looked for beyond `MISPLACED_MM`, and certain all the same."""
        return self.certain and (self.error_mm or 0) > MISPLACED_MM


def identity(page_code: str, sights: Sequence[PageSight]) -> Identity:
    """Which page those sights of one picture say it is; `page_code` is the truth."""
    known = [it.page_code for it in sights if it.known]
    if any(code != page_code for code in known):
        return Identity.WRONG
    return Identity.RIGHT if known else Identity.NONE


def judge(
    truths: tuple[Truth, ...], sight: PageSight, errors_mm: dict[str, float]
) -> list[Verdict]:
    """Judge all the cells of a page that was identified.

    On one that could not be laid on its print, every cell waits for a person.
    """
    answers = _answers(sight)
    unread = Outcome.UNREAD if sight.registration else Outcome.UNSURE
    return [
        _verdict(it, answers[it.zone.id], errors_mm.get(it.zone.id))
        if it.zone.id in answers
        else Verdict(it, unread, "nothing")
        for it in truths
    ]


def _answers(sight: PageSight) -> dict[str, SignatureReading | Reading]:
    return {it.zone: it for it in (*sight.signatures, *sight.readings)}


def _verdict(
    truth: Truth, given: SignatureReading | Reading, error_mm: float | None
) -> Verdict:
    if isinstance(given, SignatureReading):
        certain = given.status is not Certainty.UNSURE
        certain &= given.state is not SignatureState.UNSURE
        answer, confidence = given.state.value, None
        inked = given.state is SignatureState.SIGNED
        fits = inked == (truth.state is State.INKED)
    else:
        certain = given.status is not Certainty.UNSURE
        answer, confidence = given.value, given.confidence
        fits = _fits(truth, given)
    told = answer if certain else f"unsure ({answer})"
    likely = fits if truth.state in (State.INKED, State.EMPTY) else None
    return Verdict(
        truth,
        _outcome(truth, certain=certain, fits=fits),
        told,
        certain,
        likely,
        confidence,
        error_mm,
    )


def _fits(truth: Truth, given: Reading) -> bool:
    """Whether the value is what stands there."""
    if truth.state is not State.INKED:
        return not given.value
    if truth.zone.kind is ZoneKind.GRADE:
        return given.value == truth.value
    # Which mark it is may be told; that a cell is inked is what is judged.
    return bool(given.value)


def _outcome(truth: Truth, *, certain: bool, fits: bool) -> Outcome:
    if truth.state is State.GONE:
        return Outcome.GONE
    if truth.state is State.OPEN:
        return Outcome.WRONG if certain else Outcome.RIGHT
    if not certain:
        rewritten = truth.cause == "crossed out"
        return Outcome.RIGHT if rewritten else Outcome.UNSURE
    return Outcome.RIGHT if fits else Outcome.WRONG
