"""Papers of ours that are not accepted any more, told to people and to programs."""

from typing import Any

from pipeline import assembly, review
from pipeline.cli import words
from pipeline.cli.base import shown
from pipeline.messages import _
from pipeline.model import Guess


def facts(it: review.Refused) -> dict[str, Any]:
    """For `--json`."""
    return {
        "document_id": it.document.document_id,
        "title": it.document.title,
        "number": it.document.number,
        "group": it.document.group,
        "student": it.document.student,
        "pages": it.pages,
        "void": it.is_void,
        "at": it.at,
        "why": it.why,
    }


def told(it: review.Refused) -> str:
    """Which paper it is, and why it does not count."""
    says = _("{paper}; pages reprinted on {day}: {pages} ({why})")
    if it.is_void:
        says = _("{paper}; void since {day}: {why}")
    pages, day = ", ".join(map(str, it.pages)), shown(it.at.astimezone().date())
    return says.format(paper=_paper(it), day=day, pages=pages, why=it.why)


def how_to_file(reason: str, record_id: str, guess: Guess | None) -> str:
    """How to file such a paper all the same; "" of one that waits for other reasons."""
    if reason not in assembly.NOT_ACCEPTED:
        return ""
    says = _("To file it: podshivka review resolve {id} --kind … --date …")
    if guess and guess.kind and guess.date:
        says = _(
            "To file it all the same, as what it was printed as: podshivka review "
            "resolve {id} --accept"
        )
    return says.format(id=record_id)


def _paper(it: review.Refused) -> str:
    of = it.document
    title = words.titled(of.title, is_cover=of.cover is not None)
    number = f"№ {of.number}" if of.number else ""
    return ", ".join(filter(None, (title, number, of.student, of.document_id)))
