"""`search` and `records`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from pipeline import pagecode, reasons
from pipeline.catalogue import Hit, SearchQuery, behind
from pipeline.cli import numbered, words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_error,
    say_facts,
    say_json,
    say_lit,
    shown,
    shown_day,
)
from pipeline.cli.commands import DAY, GROUP, Command, CommandGroup, Number
from pipeline.errors import LostError, NotFoundError, UsageError
from pipeline.messages import N_, _, day

_TIMES_MORE = 5
"""So many times as much as was shown is proposed where there is more."""

_MOST = 1_000_000
"""Records that are shown at once."""


@click.command(
    cls=Command,
    help=N_(
        "Search the archive: words in any case form, numbers in whole or in part, "
        "dates in any notation, “exact phrases”, begin* of words.\n\n"
        "Exit code 1 when nothing is found.\n\n"
        "Example: podshivka search иванову ведомость --from 2026-01-01"
    ),
)
@click.argument("query", nargs=-1)
@click.option("--kind", default="", help=N_("Of that kind only."))
@click.option("--group", type=GROUP, default="", help=N_("Of that group only."))
@click.option("--student", default="", help=N_("A trainee's id or name."))
@click.option("--from", "from_date", type=DAY, help=N_("First day of the document."))
@click.option("--to", "to_date", type=DAY, help=N_("Last day of the document."))
@click.option("--case", default="", help=N_("Index of the case in the file plan."))
@click.option(
    "--limit",
    type=Number(1, _MOST),
    default=20,
    show_default=True,
    help=N_("At most so many."),
)
@json_option
@pass_shop
def search(
    shop: Shop,
    /,
    *,
    query: tuple[str, ...],
    as_json: bool,
    **asked: Any,  # noqa: ANN401 - click's options
) -> int:
    """Search; its help stands in the decorator."""
    for name in ("from_date", "to_date"):
        if isinstance(asked[name], datetime):
            asked[name] = asked[name].date()
    if behind.lags(shop.places.private):
        say_error(words.catalogue_behind())
    _refuse_reversed(asked["from_date"], asked["to_date"])
    limit = asked.pop("limit")
    question = SearchQuery(text=" ".join(query), limit=limit + 1, **asked)
    found = shop.catalogue.search(question)
    hits = found[:limit]
    if as_json:
        root = shop.places.root
        say_json([asdict(hit) | {"path": str(root / hit.path)} for hit in hits])
    else:
        _say_hits(hits)
        if len(found) > limit:
            told = _("More was found than these {count}. To see more: --limit {more}")
            say(told.format(count=limit, more=min(_TIMES_MORE * limit, _MOST)))
    if not hits:
        _say_unknown(shop, question)
    return int(not hits)


def _refuse_reversed(first: date | None, last: date | None) -> None:
    """Nothing can be of these days.

    Raises:
        UsageError: The first day is later than the last.
    """
    if first and last and first > last:
        told = _("--from {first} is later than --to {last}: exchange them.")
        raise UsageError(told.format(first=day(first), last=day(last)))


def _say_unknown(shop: Shop, question: SearchQuery) -> None:
    """Which filters nobody knows, so that no slip passes for an answer."""
    from pipeline.cli import unfound  # noqa: PLC0415 - what is found does without it

    for told in unfound.sentences(shop, question):
        say_error(told)


def _say_hits(hits: Sequence[Hit]) -> None:
    """Each record that was found, with the words around what was asked for."""
    for hit in hits:
        dated = f"{hit.date:%d.%m.%Y}" if hit.date else "–"
        title = hit.title or _("paper without a title")
        say(f"{hit.record_id}  {title}", bold=True)
        say(f"  {dated} · {hit.group or '–'} · {hit.path}")
        for page in hit.pages:
            numbered = _("p. {number}").format(number=page.number)
            say_lit(f"  {numbered}: {page.snippet}")
    if not hits:
        say(_("Nothing was found."))


@click.group(
    cls=CommandGroup,
    commands_at={
        "copy": (
            "pipeline.cli.copies:copy",
            N_("Make the electronic copy of a paper that we printed."),
        ),
        "read": (
            "pipeline.cli.rereading:read",
            N_("Try again to read records that are without text."),
        ),
        "refile": (
            "pipeline.cli.rearrange:refile",
            N_("Say what a filed record is, or in which case it belongs."),
        ),
        "split": (
            "pipeline.cli.rearrange:split",
            N_("Take pages that do not belong out of a record."),
        ),
        "merge": (
            "pipeline.cli.rearrange:merge",
            N_("Put the pages of a record into another one."),
        ),
    },
    help=N_("Records.\n\nExample: podshivka records show 7K3Q9ZC2M4"),
)
def records() -> None:
    """The group of commands; its help stands in the decorator."""


@records.command(
    "show",
    help=N_(
        "All about one record, what was read in its cells too.\n\n"
        "Cells that are not sure come first; --all lists every cell. The id of a paper "
        "means its newest version, with -1 its first one; the number that is printed "
        "on it names it too.\n\n"
        "Example: podshivka records show 7K3Q9ZC2M4 --json"
    ),
)
@click.argument("record_id")
@click.option("--all", "every", is_flag=True, help=N_("List every cell."))
@json_option
@pass_shop
def show(shop: Shop, record_id: str, *, every: bool, as_json: bool) -> None:
    """Show a record; its help stands in the decorator."""
    from pipeline import reports  # noqa: PLC0415 - search does without them
    from pipeline.cells import form_of  # noqa: PLC0415
    from pipeline.cli import recordcells, trainees  # noqa: PLC0415

    folder = folder_of(shop, record_id)
    limits = shop.desk.limits if as_json else None
    told = reports.describe(folder, shop.places, shop.catalogue, shop.today, limits)
    if as_json:
        say_json(told)
        return
    form = form_of(told["document_id"], shop.places)
    about = (told["document_id"], told["group"], told["students"])
    _say_record(
        told, trainees.of_record(shop, *about), recordcells.unsigned(told, form)
    )
    recordcells.say_cells(told, form, every=every)


@records.command(
    "open",
    help=N_(
        "Open the searchable PDF of a record, or its scan. With --json it is only "
        "named.\n\n"
        "Example: podshivka records open 7K3Q9ZC2M4"
    ),
)
@click.argument("record_id")
@json_option
@pass_shop
def open_(shop: Shop, record_id: str, *, as_json: bool) -> None:
    """Open a record; its help stands in the decorator."""
    folder = folder_of(shop, record_id)
    wanted = (folder / "renditions" / "document.pdf", folder / "data" / "scan.pdf")
    path = next((path for path in wanted if path.exists()), None)
    if path is None:
        raise LostError(folder)
    if as_json:
        say_json({"path": str(path)})
        return
    say(str(path))
    click.launch(str(path))


def folder_of(shop: Shop, record_id: str) -> Path:
    """The folder of a record; a document's id or number means its newest record.

    The first record of a document has its very id; with "-1" that one is meant.

    Raises:
        NotFoundError: The catalogue knows no such record.
        LostError: It is gone.
        UsageError: Several documents bear that number.
    """
    identity = pagecode.spoken_record_id(record_id)
    first = identity.removesuffix("-1")
    newest = None if first != identity else shop.catalogue.current(identity)
    path = shop.catalogue.record_path(newest or first)
    if path is not None and not (shop.places.root / path).is_dir():
        raise LostError(shop.places.root / path)
    if path is not None:
        return shop.places.root / path
    if identity := numbered.id_of(shop, record_id):
        return folder_of(shop, identity)
    raise NotFoundError(_("Record"), record_id, _where_else(shop, first))


def _where_else(shop: Shop, identity: str) -> str:
    """Where to look for what is no record: a paper of ours may be out."""
    if any(it.document_id == identity for it in shop.catalogue.issued()):
        told = _(
            "The document was printed, and nothing of it is back. See: podshivka "
            "issued show {id}"
        )
        return told.format(id=identity)
    return _("See: podshivka search, or podshivka outstanding")


def _say_record(told: dict[str, Any], people: str | int, unsigned: str) -> None:
    name = words.named(told["title"] or told["source_name"], told["reason"])
    say(f"{told['record_id']}  {name}")
    rows = [
        (_("Number"), told["number"]),
        (_("Group"), told["group"]),
        (_("Trainees"), people),
        (_("Date"), shown_day(told["date"])),
        (_("State"), _state(told)),
        (_("Declared void"), told["void_reason"]),
        (_("Pages"), len(told["pages"])),
        (_("Missing pages"), ", ".join(map(str, told["missing_pages"]))),
        *((_("To be looked at"), it) for it in _doubts(told)),
        (_("Signed"), _count(told, "signed")),
        (_("Not signed"), unsigned),
        (_("Not sure"), _unsure(told)),
        (_("Versions"), ", ".join(told["versions"])),
        *_scan_in_force(told),
        (_("Folder"), told["path"]),
    ]
    retention = told["retention"]
    if retention:
        rows += [
            (_("Case"), retention["case"]),
            (_("State of the case"), words.told(retention["status"], words.RETENTION)),
            (_("Term"), retention["term"]),
            (_("Eligible from"), shown_day(retention["eligible_from"])),
            (_("If closed this year"), shown_day(retention["expected_from"])),
        ]
    say_facts(rows)
    past = sorted(told["events"], key=lambda it: datetime.fromisoformat(it["at"]))
    for (name, by, at), events in groupby(past, key=_occasion):
        details = [it["details"] for it in events]
        happened = words.happened_at_once(details, _said_of(name, told), by)
        say(f"{shown(datetime.fromisoformat(at))}  {happened}")


def _state(told: dict[str, Any]) -> str:
    """Where it stands, and which record took its place."""
    if told["gave_way_to"]:
        return _("gave way to {id}").format(id=told["gave_way_to"])
    return words.told(told["state"], words.RECORD)


def _doubts(told: dict[str, Any]) -> Iterator[str]:
    """Why a person must look at pages of the record, and what to do."""
    for it in told["doubts"]:
        pages = ", ".join(map(str, it["pages"]))
        of = [_("p. {number}").format(number=pages)] if pages else []
        reason, identity = it["reason"], told["record_id"]
        said = (reasons.sentence(reason), reasons.remedy(reason, identity))
        yield " ".join((*of, *said))


def _scan_in_force(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Which pages are of a newer scan than the version before had, and why."""
    if not told["renewed"]:
        return []
    said = _("pages {pages} are a newer scan of {day}: it shows more than the former")
    pages = ", ".join(map(str, told["renewed"]))
    day = shown(datetime.fromisoformat(told["filed_at"]).astimezone().date())
    return [(_("Scan in force"), said.format(pages=pages, day=day))]


def _said_of(event: str, told: dict[str, Any]) -> str:
    """A record that came into review is not filed yet."""
    is_waiting = event == "filed" and told["state"] == "review"
    return "waiting" if is_waiting else event


def _occasion(event: dict[str, Any]) -> tuple[str, str, str]:
    """What a person said of many cells was said at one time."""
    return event["event"], event["by"], event["at"]


def _unsure(told: dict[str, Any]) -> int:
    cells = (*told["signatures"], *told["readings"])
    return sum(it["status"] == "unsure" for it in cells)


def _count(told: dict[str, Any], state: str) -> int:
    return sum(it["state"] == state for it in told["signatures"])
