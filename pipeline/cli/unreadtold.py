"""Why records have no text yet, since when, and what is to be done."""

from collections.abc import Sequence

from pipeline import programs
from pipeline.cli.base import say, shown
from pipeline.inbox import unread
from pipeline.inbox.unread import Unread
from pipeline.messages import N_, _

_FEW = 10
_WAITS = {
    unread.OCR_MISSING: N_(
        "Records that wait to be read: {count}, since {since}. Tesseract is not "
        "installed. To install it: {install}. They are read by themselves then."
    ),
    unread.OCR_LANGUAGE: N_(
        "Records that wait to be read: {count}, since {since}. Tesseract lacks "
        "languages: {names}. To install them: {install}. They are read by themselves "
        "then."
    ),
}
_FAILED = {
    unread.OCR_FAILED: N_(
        "{id} could not be read, tries: {count}. Tesseract: {said}. Tried again after "
        "{again}."
    ),
    unread.PDF_FAILED: N_(
        "The searchable PDF of {id} could not be made, tries: {count}: {said}. Tried "
        "again after {again}."
    ),
}
_GIVEN_UP = {
    unread.OCR_FAILED: N_(
        "{id} is filed and has no text of its own: it could not be read, tries: "
        "{count}. Tesseract: {said}. To try again: podshivka records read {id}"
    ),
    unread.PDF_FAILED: N_(
        "{id} is filed and has no searchable PDF: it could not be made, tries: "
        "{count}: {said}. To try again: podshivka records read {id}"
    ),
}


def say_all(found: Sequence[Unread]) -> None:
    """First what waits for a program, then what failed."""
    for code, told in _WAITS.items():
        waiting = [it for it in found if it.code == code]
        if waiting:
            _say_waiting(waiting, _(told))
    failed = [it for it in found if it.code not in _WAITS]
    for it in failed[:_FEW]:
        told = (_FAILED if it.again_at else _GIVEN_UP)[it.code]
        again = shown(it.again_at) if it.again_at else ""
        facts = {"id": it.record_id, "count": it.tries, "said": it.detail}
        say(_(told).format(**facts, again=again), bold=not again)
    if (more := len(failed) - _FEW) > 0:
        say(_("… and {count} more").format(count=more))


def _say_waiting(waiting: Sequence[Unread], told: str) -> None:
    since = min(it.since for it in waiting)
    names = sorted({name for it in waiting for name in it.detail.split(", ") if name})
    packages = " ".join(f"tesseract-ocr-{name}" for name in names)
    install = f"apt-get install {packages}" if names else programs.TESSERACT.install
    facts = {"count": len(waiting), "since": shown(since), "install": install}
    say(told.format(**facts, names=", ".join(names)), bold=True)
