"""How commands correct records: who, what will be done, what there is then."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline import rearrange, spelling
from pipeline.cli import words
from pipeline.cli.base import Shop, say, say_json
from pipeline.messages import _
from pipeline.model import Record


def act(shop: Shop, reason: str, *, as_json: bool) -> rearrange.Act:
    """Who corrects a record, when and why; what will be done is told."""
    return rearrange.Act(
        by=shop.person,
        at=shop.now,
        reason=reason,
        desk=shop.desk,
        rules=rearrange.Rules(shop.organisation.form_titles, trainees(shop)),
        tell=lambda change: None if as_json else tell(change),
    )


def trainees(shop: Shop) -> Callable[[str], frozenset[str] | None]:
    """Says who belongs to a group; None of a group that is not known."""
    from pipeline import roster  # noqa: PLC0415 - other commands do without it

    known = roster.groups_in(shop.places.groups)

    def of(code: str) -> frozenset[str] | None:
        if code not in known:
            return None
        return frozenset(trainee.id for trainee in shop.group(code).trainees)

    return of


def tell(change: rearrange.Change) -> None:
    """What will be done."""
    say(_SENTENCES[change.verb](change))
    say(_("Nothing is deleted: what gives way stays where it lies."))


def _refiling(change: rearrange.Change) -> str:
    told = _("{old} becomes {new}, version {version}; changed: {changed}.")
    changed = ", ".join(words.told(it, words.FACT).lower() for it in change.changed)
    version = change.new[0].version
    return _told(told, change, version=version, changed=changed)


def _splitting(change: rearrange.Change) -> str:
    told = _(
        "{count} pages of {old} become the record {apart} ({state}); the rest becomes "
        "{new}, version {version}."
    )
    off, rest = change.new
    state = _("it waits in review") if off.reason else _("it is filed")
    return _told(
        told,
        change,
        count=len(off.pages),
        apart=off.record_id,
        state=state,
        version=rest.version,
    )


def _merging(change: rearrange.Change) -> str:
    told = _(
        "The pages of {old} join {into} as pages {pages} of {new}, version {version}."
    )
    return _told(
        told,
        change,
        into=change.old[1].record_id,
        pages=rearrange.numbers_of(change),
        version=change.new[0].version,
    )


def _placing(change: rearrange.Change) -> str:
    told = _("The pages of {old} become pages {pages} of {new}, version {version}.")
    pages = rearrange.numbers_of(change)
    return _told(told, change, pages=pages, version=change.new[0].version)


def _untying(change: rearrange.Change) -> str:
    told = _("All pages of {old} wait in review again, as {new}.")
    if not change.new[0].reason:
        told = _("All pages of {old} become the record {new} (it is filed).")
    return _told(told, change)


def _recalling(change: rearrange.Change) -> str:
    return _told(_("{old} is a paper of its own: it waits again, as {new}."), change)


_SENTENCES = {
    "refile": _refiling,
    "recall": _recalling,
    "split": _splitting,
    "merge": _merging,
    "place": _placing,
    "untie": _untying,
}
"""Verb of a change → the sentence that tells it."""


def _told(told: str, change: rearrange.Change, **facts: object) -> str:
    return told.format(
        old=change.old[0].record_id, new=change.new[-1].record_id, **facts
    )


def end(shop: Shop, change: rearrange.Change, *, as_json: bool) -> None:
    """What there is now, and how to undo it."""
    records = [_record(shop, record) for record in change.new]
    back = [] if change.done else undo(change)
    if as_json:
        say_json(
            {
                "done_before": change.done,
                "superseded": [record.record_id for record in change.old],
                "records": records,
                "undo": back,
            }
        )
        return
    if change.done:
        say(_("It is so already; nothing was changed."))
    for record in records:
        say(_("Done: {path}").format(path=record["place"]))
    say_undo(back)


def say_undo(commands: Sequence[str]) -> None:
    """How to undo what was done, to a person."""
    for line in commands:
        say(_("To undo it: {command}").format(command=line))


def _record(shop: Shop, record: Record) -> dict[str, Any]:
    place = shop.catalogue.record_path(record.record_id) or ""
    return {
        "record_id": record.record_id,
        "version": record.version,
        "reason": record.reason,
        "pages": len(record.pages),
        "place": place,
        "path": str(shop.places.root / place),
    }


def undo(change: rearrange.Change) -> list[str]:
    """The commands that undo it."""
    newest = change.new[-1].record_id
    if change.verb == "recall":
        return [f"podshivka review resolve {newest} --same"]
    if change.replaced:
        return []
    if change.verb in {"merge", "place"}:
        told = rearrange.places_of(change)
        if change.verb == "place":
            told, _unlaid = rearrange.placed(change)
        pages, was = told.replace(" ", ""), _as_filed(change.old[0])
        return [f"podshivka records split {newest} --pages {pages}{was} --reason …"]
    if change.verb == "split":
        ids = " ".join(it.record_id for it in change.new)
        return [f"podshivka records merge {ids} --reason …"]
    if change.verb == "untie":
        return [_tie(change)]
    old = change.old[0]
    said = filter(None, (_option(old, name) for name in change.changed))
    return [f"podshivka records refile {newest} {' '.join(said)} --reason …"]


def _tie(change: rearrange.Change) -> str:
    """The command that ties all pages to their document again."""
    (old,), (new,) = change.old, change.new
    numbers = _numbers([page.number for page in old.pages])
    tied = f"{new.record_id} --document {old.document_id} --page {numbers}"
    if not new.reason:
        return f"podshivka records refile {tied} --reason …"
    return f"podshivka review resolve {tied}"


def undo_same(record_id: str) -> list[str]:
    """The commands that take back that the record is another scan of a paper."""
    return [f"podshivka records refile {record_id} --reason …"]


_MORE = ("title", "number", "group", "students")
"""What else a person may have said of a paper that we did not print."""


def _numbers(pages: Sequence[int]) -> str:
    """What `--page` says of them: the first where the others follow, else each."""
    follow = [*pages] == [*range(pages[0], pages[0] + len(pages))]
    return ",".join(map(str, pages[:1] if follow else pages))


def _as_filed(record: Record) -> str:
    """The options that say what a filed paper was; none of one in review."""
    if record.reason or not record.kind:
        return ""
    names = ("kind", "date", *(it for it in _MORE if getattr(record, it)))
    case = ("case",) if record.case_chosen else ()
    return "".join(f" {_option(record, name)}" for name in (*names, *case))


def _option(record: Record, name: str) -> str:
    """The option that says a fact as it was."""
    if name == "students":
        students = record.students or ("",)
        return " ".join(f"--student {spelling.quoted(it)}" for it in students)
    if name == "case":
        case = record.case if record.case_chosen else ""
        return f"--case {spelling.quoted(case)}"
    if name == "date":
        return f"--date {record.date}" if record.date else ""
    return f"--{name} {spelling.quoted(getattr(record, name))}"
