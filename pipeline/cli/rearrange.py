"""`records refile`, `split`, `merge`: a wrong decision undone."""

from datetime import datetime
from typing import Any

import click

from pipeline import rearrange
from pipeline.cli import words
from pipeline.cli.base import (
    Decorator,
    Shop,
    json_option,
    pass_shop,
    say,
    say_json,
    shown,
)
from pipeline.cli.commands import DAY, GROUP, Command
from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.model import Record


def _facts_options(command: Decorator) -> Decorator:
    """What a person may say of a record."""
    for option in (
        click.option("--case", help=N_("Index of the case, against the file plan.")),
        click.option("--date", "dated", type=DAY, help=N_("The document's date.")),
        click.option(
            "--student", "students", multiple=True, help=N_("A trainee's id.")
        ),
        click.option("--group", type=GROUP, help=N_('The group\'s code; "" for none.')),
        click.option("--number", help=N_("The document's number.")),
        click.option("--title", help=N_("Its title.")),
        click.option("--kind", help=N_("What it is: a kind of the file plan.")),
    ):
        command = option(command)
    return command


_reason_option = click.option("--reason", default="", help=N_("Why; it is kept."))


@click.command(
    cls=Command,
    help=N_(
        "Say what a filed record is, or in which case it belongs.\n\n"
        "The record gets a new version in the right case; the old one stays where it "
        "lies, gives way to it, and both tell of it. Of a paper that we printed only "
        "the date and the case can be corrected.\n\n"
        "Example: podshivka records refile 7K3Q9ZC2M4 --case 03-05 --reason ошибка"
    ),
)
@click.argument("record_id")
@_facts_options
@_reason_option
@json_option
@pass_shop
def refile(
    shop: Shop,
    /,
    *,
    record_id: str,
    reason: str,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - click's options
) -> None:
    """Refile a record; its help stands in the decorator."""
    act = _act(shop, reason, as_json=as_json)
    change = rearrange.refile(record_id, _facts(said), act)
    _end(shop, change, as_json=as_json)


@click.command(
    cls=Command,
    help=N_(
        "Take pages that do not belong out of a record.\n\n"
        "They become a record of their own: in review, or filed when their kind and "
        "date are said. The rest becomes a new version. Pages are counted from 1 in "
        "the record's PDF, as podshivka records open shows it.\n\n"
        "Example: podshivka records split 7K3Q9ZC2M4 --pages 3-5 --reason ошибка"
    ),
)
@click.argument("record_id")
@click.option("--pages", required=True, help=N_("Their places: 2,5 or 3-5."))
@_facts_options
@_reason_option
@json_option
@pass_shop
def split(
    shop: Shop,
    /,
    *,
    record_id: str,
    pages: str,
    reason: str,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - click's options
) -> None:
    """Split a record; its help stands in the decorator."""
    act = _act(shop, reason, as_json=as_json)
    change = rearrange.split(record_id, _places(pages), _facts(said), act)
    _end(shop, change, as_json=as_json)


@click.command(
    cls=Command,
    help=N_(
        "Put the pages of a record into another one.\n\n"
        "They must be of a paper that we did not print, or in review. They stand "
        "behind the last page, or from --at on; of a printed document --at may be the "
        "number of a page that is missing.\n\n"
        "Example: podshivka records merge 7K3Q9ZC2M4 RF1E03TZFJ --at 2 --reason описка"
    ),
)
@click.argument("record_id")
@click.argument("into", metavar="RECORD_ID")
@click.option("--at", "place", type=int, help=N_("Number of the first of them there."))
@_reason_option
@json_option
@pass_shop
def merge(
    shop: Shop,
    record_id: str,
    into: str,
    *,
    place: int | None,
    reason: str,
    as_json: bool,
) -> None:
    """Merge records; its help stands in the decorator."""
    act = _act(shop, reason, as_json=as_json)
    change = rearrange.merge(record_id, into, act, place=place)
    _end(shop, change, as_json=as_json)


def _act(shop: Shop, reason: str, *, as_json: bool) -> rearrange.Act:
    from pipeline import roster  # noqa: PLC0415 - other commands do without it

    known = roster.groups_in(shop.places.groups)

    def trainees(code: str) -> frozenset[str] | None:
        if code not in known:
            return None
        return frozenset(trainee.id for trainee in shop.group(code).trainees)

    return rearrange.Act(
        by=shop.person,
        at=shop.now,
        reason=reason,
        desk=shop.desk,
        rules=rearrange.Rules(shop.organisation.form_titles, trainees),
        tell=lambda change: None if as_json else _tell(change),
    )


def _facts(said: dict[str, Any]) -> rearrange.Facts:
    dated = said["dated"]
    return rearrange.Facts(
        kind=said["kind"],
        title=said["title"],
        number=said["number"],
        group=said["group"],
        students=said["students"] or None,
        day=dated.date() if isinstance(dated, datetime) else None,
        case=said["case"],
    )


def _places(text: str) -> frozenset[int]:
    """Places of pages, as «2,5» or «3-5».

    Raises:
        UsageError: It is neither.
    """
    places: set[int] = set()
    try:
        for part in filter(None, map(str.strip, text.split(","))):
            first, _dash, last = part.partition("-")
            places |= set(range(int(first), int(last or first) + 1))
    except ValueError as error:
        raise UsageError(
            _("Say pages like this: --pages 2,5 or --pages 3-5")
        ) from error
    return frozenset(places)


def _tell(change: rearrange.Change) -> None:
    """What will be done."""
    new = change.new
    if change.verb == "refile":
        told = _("{old} becomes {new}, version {version}; changed: {changed}.")
        changed = ", ".join(words.told(it, words.FACT).lower() for it in change.changed)
        say(_told(told, change, version=new[0].version, changed=changed))
    elif change.verb == "split":
        told = _(
            "{count} pages of {old} become the record {apart} ({state}); the rest "
            "becomes {new}, version {version}."
        )
        state = _("it waits in review") if new[0].reason else _("it is filed")
        say(
            _told(
                told,
                change,
                count=len(new[0].pages),
                apart=new[0].record_id,
                state=state,
                version=new[1].version,
            )
        )
    else:
        told = _(
            "The pages of {old} join {into} as pages {pages} of {new}, version "
            "{version}."
        )
        say(
            _told(
                told,
                change,
                into=change.old[1].record_id,
                pages=rearrange.places_of(change),
                version=new[0].version,
            )
        )
    say(_("Nothing is deleted: what gives way stays where it lies."))


def _told(told: str, change: rearrange.Change, **facts: object) -> str:
    return told.format(
        old=change.old[0].record_id, new=change.new[-1].record_id, **facts
    )


def _end(shop: Shop, change: rearrange.Change, *, as_json: bool) -> None:
    """What there is now, and how to undo it."""
    records = [_record(shop, record) for record in change.new]
    undo = [] if change.done else _undo(change)
    if as_json:
        say_json(
            {
                "done_before": change.done,
                "superseded": [record.record_id for record in change.old],
                "records": records,
                "undo": undo,
            }
        )
        return
    if change.done:
        say(_("It is so already; nothing was changed."))
    for record in records:
        say(_("Done: {path}").format(path=record["place"]))
    for line in undo:
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


def _undo(change: rearrange.Change) -> list[str]:
    """The commands that undo it."""
    newest = change.new[-1].record_id
    if change.verb == "merge":
        pages = rearrange.places_of(change).replace(" ", "")
        return [f"podshivka records split {newest} --pages {pages} --reason …"]
    if change.verb == "split":
        off, rest = change.new
        return [_undo_split(change.old[0], off, rest)]
    old = change.old[0]
    said = [_option(old, name) for name in change.changed]
    return [f"podshivka records refile {newest} {' '.join(said)} --reason …"]


def _undo_split(old: Record, off: Record, rest: Record) -> str:
    theirs = {page.source for page in off.pages}
    first = next(page.scan_page for page in old.pages if page.source in theirs)
    at = "" if old.document_id else f" --at {first}"
    return f"podshivka records merge {off.record_id} {rest.record_id}{at} --reason …"


def _option(record: Record, name: str) -> str:
    """The option that says a fact as it was."""
    if name == "students":
        return " ".join(f"--student {it}" for it in record.students)
    if name == "case":
        return f'--case "{record.case if record.case_chosen else ""}"'
    return (
        f'--{name} "{shown(record.date) if name == "date" else getattr(record, name)}"'
    )
