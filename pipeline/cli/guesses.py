"""What a paper without a code seems to be, told to people and to programs."""

from collections.abc import Iterator
from typing import Any

from pipeline.cli import words
from pipeline.cli.base import say, say_facts
from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.model import Finding, Guess

WHAT = {
    "kind": N_("kind of paper"),
    "issuer": N_("issued by"),
    "number": N_("paper's number"),
    "date": N_("paper's date"),
    "group": N_("group code"),
    "programme": N_("programme title"),
    "unit": N_("discipline taught"),
    "students": N_("trainees named"),
    "blank": N_("number of the blank"),
    "paper": N_("paper of ours"),
    "double": N_("record of the same paper"),
}
"""What a finding is of."""


def facts(guess: Guess) -> dict[str, Any]:
    """For `--json`."""
    return {
        "kind": guess.kind,
        "title": guess.title,
        "number": guess.number,
        "group": guess.group,
        "students": guess.students,
        "date": guess.date,
        "certain": guess.certain,
        "findings": [
            {
                "what": it.what,
                "value": it.value,
                "certain": it.certain,
                "why": it.why,
                "sentence": words.told(it.why, words.EVIDENCE),
                "text": it.text,
            }
            for it in guess.findings
        ],
    }


def summary(guess: Guess | None) -> str:
    """«found: …; doubtful: …» in a line; "" where there is nothing."""
    if guess is None:
        return ""
    found = [it for it in guess.findings if it.value and it.what in _SUMMED]
    sure = ", ".join(_named(it, guess) for it in found if it.certain)
    doubtful = ", ".join(_named(it, guess) for it in found if not it.certain)
    parts = []
    if sure:
        parts.append(_("found: {things}").format(things=sure))
    if doubtful:
        parts.append(_("doubtful: {things}").format(things=doubtful))
    return "; ".join(parts)


def tie(guess: Guess | None, record_id: str, told: str = "") -> str:
    """How to say that it is the paper of ours that it seems to be.

    "" where it seems to be none, or what is told already says how.
    """
    document_id = guess.ours if guess else ""
    if not document_id or f"--document {document_id}" in told:
        return ""
    says = _("If it is our {ours}: podshivka review resolve {id} --document {ours}")
    return says.format(ours=document_id, id=record_id)


def refuse_ours(guess: Guess, record_id: str) -> None:
    """Take no paper for another's only because its codes cannot be read.

    Raises:
        UsageError: It is likely a paper of ours.
    """
    if advice := tie(guess, record_id):
        told = _("{advice}. If it is another paper, say what it is too: --kind …")
        raise UsageError(told.format(advice=advice))


def say_guess(guess: Guess, record_id: str, remedy: str) -> None:
    """Every finding with the piece of the paper that it rests on.

    Args:
        guess: What was found.
        record_id: Of the paper.
        remedy: What was told to do.
    """
    if not guess.findings:
        return
    say()
    say(_("What was found on the paper"), bold=True)
    say_facts(
        [
            (words.told(it.what, WHAT), "\n".join(_lines(it, guess)))
            for it in guess.findings
        ]
    )
    if advice := tie(guess, record_id, remedy):
        say()
        say(advice)


def _lines(finding: Finding, guess: Guess) -> Iterator[str]:
    """The value, what tells it or why it is doubtful, and the piece of the paper."""
    yield _value(finding, guess) or "–"
    why = words.told(finding.why, words.EVIDENCE)
    yield why if finding.certain else _("doubtful: {things}").format(things=why)
    if finding.text:
        yield _("“{text}”").format(text=finding.text)


_FEW = 3
"""So many trainees are named in a line; of more it tells how many."""

_SUMMED = ("kind", "number", "date", "group", "students", "paper", "double")


def _named(finding: Finding, guess: Guess) -> str:
    name, value = words.told(finding.what, WHAT), _value(finding, guess)
    if finding.what == "students" and len(guess.people) > _FEW:
        return _("trainees named: {count}").format(count=len(guess.people))
    return f"{name} {value}"


def _value(finding: Finding, guess: Guess) -> str:
    if finding.what == "kind":
        return guess.title or finding.value
    if finding.what == "date" and guess.date:
        return f"{guess.date:%d.%m.%Y}"
    if finding.what == "students":
        return ", ".join(guess.people) or finding.value
    return finding.value
