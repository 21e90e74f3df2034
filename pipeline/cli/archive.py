"""`archive` and `cases`."""

from datetime import datetime
from typing import Any

import click

from pipeline import archive as room
from pipeline import cases as rules
from pipeline import disk, reindex, retention
from pipeline.cli.base import (
    CommandGroup,
    Shop,
    json_option,
    pass_shop,
    progress,
    say,
    say_json,
    say_table,
)
from pipeline.errors import NotFoundError
from pipeline.messages import N_, _
from pipeline.model import Case

_DAMAGED = 5


@click.group(
    cls=CommandGroup,
    help=N_("Verify and reindex the archive.\n\nExample: podshivka archive verify"),
)
def archive() -> None:
    """The group of commands; its help stands in the decorator."""


@archive.command(
    "verify",
    help=N_(
        "Check that nothing that was filed has changed.\n\n"
        "Exit code 5 when something has.\n\n"
        "Example: podshivka archive verify"
    ),
)
@json_option
@pass_shop
def verify(shop: Shop, *, as_json: bool) -> int:
    """Verify the archive; its help stands in the decorator."""
    roots = (shop.places.archive, shop.places.review)
    found = [finding for root in roots for finding in room.verify(root)]
    if as_json:
        say_json([{"path": str(it.path), "problem": it.problem} for it in found])
    elif not found:
        say(_("Every file is as it was filed."))
    else:
        say_table((_("File"), _("Problem")), [(it.path, it.problem) for it in found])
        say(_("Restore these files from a backup."))
    return _DAMAGED if found else 0


@archive.command(
    "reindex",
    help=N_(
        "Make the catalogue again from the trees alone.\n\n"
        "Example: podshivka archive reindex"
    ),
)
@json_option
@pass_shop
def reindex_(shop: Shop, *, as_json: bool) -> None:
    """Rebuild the catalogue; its help stands in the decorator."""
    total = len(reindex.folders(shop.places))
    with progress(total, _("Reindexing")) as advance:
        reindex.rebuild(shop.places, shop.catalogue, advance)
    counts = shop.catalogue.counts()
    if as_json:
        say_json(counts)
        return
    told = _(
        "The catalogue is made again: {records} records, {issued} issued documents."
    )
    say(told.format(**counts))


@click.group(
    cls=CommandGroup,
    help=N_("Cases of the file plan.\n\nExample: podshivka cases list"),
)
def cases() -> None:
    """The group of commands; its help stands in the decorator."""


@cases.command("list", help=N_("List them.\n\nExample: podshivka cases list --json"))
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> None:
    """List the cases; its help stands in the decorator."""
    found = [_told(shop, case) for case in room.all_cases(shop.places.archive)]
    if as_json:
        say_json(found)
        return
    say_table(
        (_("Year"), _("Case"), _("Term"), _("State"), _("Eligible from"), _("Records")),
        [
            (
                it["year"],
                f"{it['index']} {it['title']}",
                it["retention"]["term"],
                it["retention"]["status"],
                it["retention"]["eligible_from"]
                or it["retention"]["expected_from"]
                or "–",
                it["records"],
            )
            for it in found
        ],
    )


@cases.command(
    "show", help=N_("Show one case.\n\nExample: podshivka cases show 03-07 --year 2026")
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@json_option
@pass_shop
def show(shop: Shop, index: str, year: int | None, *, as_json: bool) -> None:
    """Show a case; its help stands in the decorator."""
    told = _told(shop, _find(shop, index, year))
    if as_json:
        say_json(told)
        return
    for key, value in told.items():
        say(f"{key}: {value}")


@cases.command(
    "close",
    help=N_(
        "Close a case: its last document is closed, and the term is counted.\n\n"
        "Example: podshivka cases close 03-07 --year 2026 --on 2026-12-30"
    ),
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@click.option(
    "--on",
    "closed_on",
    type=click.DateTime(["%Y-%m-%d"]),
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
    _change(shop, rules.close(_find(shop, index, year), day), as_json=as_json)


@cases.command(
    "reopen",
    help=N_("Open a closed case again.\n\nExample: podshivka cases reopen 03-07"),
)
@click.argument("index")
@click.option("--year", type=int, help=N_("Of that file plan; else the newest."))
@json_option
@pass_shop
def reopen(shop: Shop, index: str, year: int | None, *, as_json: bool) -> None:
    """Reopen a case; its help stands in the decorator."""
    _change(shop, rules.reopen(_find(shop, index, year)), as_json=as_json)


def _change(shop: Shop, case: Case, *, as_json: bool) -> None:
    room.write_case(room.case_folder(shop.places.archive, case), case)
    told = _told(shop, case)
    if as_json:
        say_json(told)
        return
    status, from_ = told["retention"]["status"], told["retention"]["eligible_from"]
    say(f"{case.index} {case.title}: {status}, {from_ or '–'}")


def _find(shop: Shop, index: str, year: int | None) -> Case:
    found = [
        case
        for case in room.all_cases(shop.places.archive)
        if case.index == index and year in (None, case.year)
    ]
    if not found:
        raise NotFoundError(_("Case"), index, _("See: podshivka cases list"))
    return max(found, key=lambda case: case.year)


def _told(shop: Shop, case: Case) -> dict[str, Any]:
    folder = room.case_folder(shop.places.archive, case)
    told: dict[str, Any] = disk.to_builtins(case)
    told["retention"] = disk.to_builtins(retention.compute(case, shop.today))
    told["records"] = sum(1 for _record in room.records(folder))
    told["path"] = str(folder)
    return told
