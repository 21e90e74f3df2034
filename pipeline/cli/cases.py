"""`cases`."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline import archive, disk, retention, spelling
from pipeline import cases as rules
from pipeline.cli import words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_facts,
    say_json,
    say_table,
    shown,
    shown_day,
)
from pipeline.cli.commands import DAY, CommandGroup, Number
from pipeline.errors import FixityError, NotFoundError
from pipeline.messages import N_, _
from pipeline.model import (
    Case,
    CaseChange,
    PaperState,
    RecordState,
    RetentionStatus,
)

_FEW = 10
"""Ids that are named at the closing of a case; the rest is counted."""


@click.group(
    cls=CommandGroup,
    help=N_("Cases of the file plan.\n\nExample: podshivka cases list"),
)
def cases() -> None:
    """The group of commands; its help stands in the decorator."""


@cases.command(
    "list",
    help=N_(
        "List them.\n\nExit code 5 when a case's file is damaged or gone; the others "
        "are listed all the same.\n\nExample: podshivka cases list --json"
    ),
)
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> int:
    """List the cases; its help stands in the decorator."""
    damaged: list[Path] = []
    void, there = _void(shop), archive.all_cases(_archive(shop), damaged)
    found = [_told(shop, it, void) for it in there]
    if as_json:
        say_json(found)
    else:
        _say_list(found)
    if damaged:
        from pipeline.cli import remaining  # noqa: PLC0415 - loads the review's room

        remaining.say_damaged(damaged)
    return FixityError.exit_code if damaged else 0


def _say_list(found: Sequence[dict[str, Any]]) -> None:
    say_table(
        (
            _("Year"),
            _("Case"),
            _("Term"),
            _("State"),
            _("Eligible from"),
            _("Records"),
        ),
        [
            (
                it["year"],
                f"{it['index']} {it['title']}",
                it["retention"]["term"],
                _state(it),
                shown_day(_eligible(it["retention"])),
                it["records"] - it["former_versions"],
            )
            for it in found
        ],
    )


@cases.command(
    "show",
    help=N_(
        "Show one case.\n\nExit code 5 when a record is damaged; the rest is told all "
        "the same.\n\nExample: podshivka cases show 03-07 --year 2026"
    ),
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@json_option
@pass_shop
def show(shop: Shop, index: str, year: int | None, *, as_json: bool) -> int:
    """Show a case; its help stands in the decorator."""
    case = _find(shop, index, year)
    damaged: list[Path] = []
    told = _whole(shop, case, damaged)
    if as_json:
        say_json(told)
    else:
        _say_case(case, told)
    return FixityError.exit_code if damaged else 0


def _say_case(case: Case, told: dict[str, Any]) -> None:
    kept = told["retention"]
    say(f"{told['index']} {told['title']}, {told['year']}", bold=True)
    say_facts(
        [
            (_("State"), _state(told)),
            (_("Opened"), shown_day(told["opened"])),
            (_("Closed"), shown_day(told["closed"])),
            (_("Term"), kept["term"]),
            (_("Basis"), kept["basis"]),
            (_("Counted from"), shown_day(kept["counted_from"])),
            (_("Eligible from"), shown_day(kept["eligible_from"])),
            (_("If closed this year"), shown_day(kept["expected_from"])),
            (_("Hold"), kept["hold"]),
            (_("Records"), told["records"] - told["former_versions"]),
            (_("Former versions"), told["former_versions"]),
            (_("Incomplete"), ", ".join(told["incomplete"])),
            (_("To be decided"), ", ".join(told["undecided"])),
            (_("Not back"), ", ".join(told["not_back"])),
            (_("Folder"), told["path"]),
        ]
    )
    for it in case.changes:
        why = {"reason": it.reason} if it.reason else {}
        say(f"{shown(it.at)}  {words.happened(it.event, why, it.by)}")


@cases.command(
    "close",
    help=N_(
        "Close a case: its last document is closed, and the term is counted.\n\n"
        "Records that are incomplete or wait for a decision and papers that are not "
        "back are named; the case is closed all the same.\n\n"
        "Example: podshivka cases close 03-07 --year 2026 --on 2026-12-30"
    ),
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@click.option(
    "--on",
    "closed_on",
    type=DAY,
    help=N_("The day; else today."),
)
@json_option
@pass_shop
def close(
    shop: Shop,
    index: str,
    year: int | None,
    closed_on: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Close a case; its help stands in the decorator."""
    day = closed_on.date() if closed_on else shop.today
    case = _find(shop, index, year)
    closed = _changed(
        shop,
        case,
        lambda current: rules.close(current, day, today=shop.today),
        CaseChange(shop.now, "closed", shop.person),
    )
    _say_changed(shop, closed, as_json=as_json)


@cases.command(
    "reopen",
    help=N_("Open a closed case again.\n\nExample: podshivka cases reopen 03-07"),
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@click.option("--reason", default="", help=N_("Why; it is kept."))
@json_option
@pass_shop
def reopen(
    shop: Shop, index: str, year: int | None, reason: str, *, as_json: bool
) -> None:
    """Reopen a case; its help stands in the decorator."""
    case = _find(shop, index, year)
    change = CaseChange(shop.now, "reopened", shop.person, reason.strip())
    reopened = _changed(shop, case, rules.reopen, change)
    _say_changed(shop, reopened, as_json=as_json)


@cases.command(
    "plan",
    help=N_(
        "Copy the newest file plan to YEAR, for old papers the first one there is. "
        "Look through it afterwards.\n\n"
        "Example: podshivka cases plan 2027"
    ),
)
@click.argument("year", type=Number(1900, 9999))
@json_option
@pass_shop
def plan(shop: Shop, year: int, *, as_json: bool) -> None:
    """Begin a year's file plan; its help stands in the decorator."""
    from pipeline import workspace  # noqa: PLC0415 - loads the forms, for this only

    path = workspace.copy_file_plan(shop.places, year)
    if as_json:
        say_json({"year": year, "path": str(path)})
        return
    say(_("The file plan {path} is made; look through it.").format(path=path))


def _changed(
    shop: Shop, case: Case, rule: Callable[[Case], Case], change: CaseChange
) -> Case:
    """The case changed by that rule, and noted so, while nothing is filed into it."""
    from pipeline import shelving  # noqa: PLC0415 - to look at cases does without it

    with shelving.alone(shop.places):
        return archive.change_case(
            shop.places.archive, case, lambda now: rules.noted(rule(now), change)
        )


def _eligible(kept: dict[str, Any]) -> str | None:
    """The day from which it may be destroyed; of an open case, if closed this year."""
    day: str | None = kept["eligible_from"] or kept["expected_from"]
    return day


def _say_changed(shop: Shop, case: Case, *, as_json: bool) -> None:
    told = _whole(shop, case, [])
    if as_json:
        say_json(told)
        return
    kept = told["retention"]
    say(f"{case.index} {case.title}: {_state(told)}")
    if kept["eligible_from"] and kept["status"] != RetentionStatus.HELD:
        told_since = _("May be proposed for destruction from {day}.")
        if case.term.appraisal:
            told_since = _("To be appraised from {day}.")
        say(told_since.format(day=shown_day(kept["eligible_from"])))
    if case.closed:
        _say_unfinished(told)


def _say_unfinished(told: dict[str, Any]) -> None:
    """What of a closed case is not as it should be, or is still to come."""
    sentences = {
        "incomplete": _("Incomplete in it: {ids}. See: podshivka outstanding"),
        "undecided": _("Waiting for a decision: {ids}. See: podshivka review list"),
        "not_back": _("Issued and not back: {ids}. See: podshivka outstanding"),
    }
    for name, sentence in sentences.items():
        if told[name]:
            say(sentence.format(ids=_some(told[name])))


def _some(ids: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    named, more = ", ".join(ids[:_FEW]), len(ids) - _FEW
    return named + (_(" and {count} more").format(count=more) if more > 0 else "")


def _state(told: dict[str, Any]) -> str:
    """«closed on 30.12.2026; the term runs»."""
    status = told["retention"]["status"]
    said = words.told(status, words.RETENTION)
    if told["closed"]:
        day = shown_day(told["closed"])
        return _("closed on {day}; {status}").format(day=day, status=said)
    return said if status == "open" else _("open; {status}").format(status=said)


def _archive(shop: Shop) -> Path:
    """The folder of the archive, which is there.

    Raises:
        FileNotFoundError: It is away.
    """
    from pipeline import shelving  # noqa: PLC0415 - loads the forms, for this only

    shelving.require_archive(shop.places)
    return shop.places.archive


def _find(shop: Shop, index: str, year: int | None) -> Case:
    root = _archive(shop)
    every = [*archive.all_cases(root, [])]
    wanted = spelling.as_written(index, {case.index for case in every})
    if year is None:
        found = archive.newest_case(root, wanted)
    else:
        found = archive.case_at(root, year, wanted)
    years = ", ".join(str(case.year) for case in every if case.index == wanted)
    if found is None and years:
        told = _("There is such a case of the years: {years}. Say one of them: --year.")
        raise NotFoundError(_("Case"), f"{wanted}, {year}", told.format(years=years))
    if found is None:
        raise NotFoundError(_("Case"), index, _("See: podshivka cases list"))
    return found


def _void(shop: Shop) -> set[str]:
    """The ids of the papers that nobody is asked for."""
    return {it.document_id for it in shop.catalogue.issued(state=PaperState.VOID.value)}


def _told(shop: Shop, case: Case, void: set[str]) -> dict[str, Any]:
    folder = archive.case_folder(shop.places.archive, case)
    told: dict[str, Any] = disk.to_builtins(case)
    told["retention"] = disk.to_builtins(retention.compute(case, shop.today))
    gave_way = [archive.is_superseded(it) for it in archive.records(folder)]
    told["records"] = len(gave_way)
    told["former_versions"] = gave_way.count(True)
    rows = shop.catalogue.records(state=RecordState.INCOMPLETE, case=case.index)
    here = [it for it in rows if (shop.places.root / it.path).is_relative_to(folder)]
    found = [it for it in here if it.document_id not in void]
    told["incomplete"] = [it.record_id for it in found]
    told["path"] = str(folder)
    return told


def _whole(shop: Shop, case: Case, damaged: list[Path]) -> dict[str, Any]:
    """The case, and what waits for a decision or is not back of what it is for.

    What is damaged, and so not counted, is told, and joins the list.
    """
    from pipeline import reports, review  # noqa: PLC0415 - to list cases does without
    from pipeline.cli import remaining  # noqa: PLC0415

    waiting = [item.record for item in review.items(shop.desk, damaged)]
    unread: list[Path] = []
    missing = reports.not_back(case, shop.places, shop.catalogue, unread)
    damaged += (it for it in unread if not {it, *it.parents} & {*damaged})
    remaining.say_damaged(damaged)
    return _told(shop, case, _void(shop)) | {
        "undecided": reports.undecided(case, waiting, shop.places),
        "not_back": [it.document_id for it in missing],
    }
