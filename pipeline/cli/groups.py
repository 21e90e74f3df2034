"""`groups`: import, list, show, check, template, results."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline import collation, grammar, reports, roster, spelling
from pipeline.cli import groupcard, groupresults, outside, words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_error,
    say_faults,
    say_json,
    say_table,
)
from pipeline.cli.commands import GROUP, Command, CommandGroup
from pipeline.errors import DataError
from pipeline.messages import N_, _
from pipeline.model import Group, Organisation

_FILES = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(
    cls=CommandGroup,
    help=N_(
        "Group data: import, list, show, check, template, results.\n\n"
        "Example: podshivka groups list"
    ),
)
def groups() -> None:
    """The group of commands; its help stands in the decorator."""


@groups.command(
    "import",
    help=N_(
        "Check group files, YAML or XLSX, and copy them into the workspace.\n\n"
        "A group that is there already is replaced; its former file is kept. Rows of a "
        "workbook that have no code are given one.\n\n"
        "With --results the files are form.xlsx of issued documents that a teacher has "
        "filled in: what stands in them goes into the group's file, and a cell that is "
        "empty or as it was printed changes nothing.\n\n"
        "Example: podshivka groups import examples/gt-12.yaml"
    ),
)
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option(
    "--results", is_flag=True, help=N_("Take results from filled-in form workbooks.")
)
@json_option
@pass_shop
def import_(
    shop: Shop, files: tuple[Path, ...], *, results: bool, as_json: bool
) -> None:
    """Import group files; its help stands in the decorator."""
    if results:
        _take_back(shop, files, as_json=as_json)
        return
    for file in files:  # none is taken unless all are sound
        roster.load_group(file, shop.organisation)
    taken = [_imported(shop, file) for file in files]
    _say_unread(shop, files)
    for it in taken:
        outside.say(it.group)
    outdated = [len(collation.outdated(shop.catalogue, it.group)) for it in taken]
    told = zip(taken, outdated, strict=True)
    if as_json:
        say_json([it.facts | {"outdated_papers": count} for it, count in told])
        return
    for it, count in told:
        _say_imported(it, count)


@dataclass(frozen=True, slots=True)
class _Imported:
    """A group that was imported.

    Attributes:
        path: Its file in the workspace.
        change: A key of `_CHANGES`.
        lost: How many results its former file had that are gone or others now.
        former: That file, where there are such results.
    """

    group: Group
    path: Path
    change: str
    lost: int = 0
    former: Path | None = None

    @property
    def facts(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "group": self.group.code,
            "path": str(self.path),
            "change": self.change,
            "results_lost": self.lost,
            "former_file": str(self.former) if self.former else None,
        }


_CHANGES = {
    "new": N_("Group {code} is new. Trainees: {trainees}, disciplines: {units}."),
    "changed": N_(
        "Group {code} has changed. Trainees: {trainees}, disciplines: {units}. The "
        "former file is kept in .history beside it."
    ),
    "same": N_(
        "Group {code} is as it was. Trainees: {trainees}, disciplines: {units}."
    ),
}
"""What an import did to a group → what is told of it."""


def _imported(shop: Shop, file: Path) -> _Imported:
    organisation, folder = shop.organisation, shop.places.groups
    code = roster.load_group(file, organisation).code
    standing = roster.groups_in(folder).get(code)
    former = _group_in(standing, organisation) if standing else None
    path = roster.import_group(file, folder, organisation)
    group = roster.load_group(path, organisation)
    if not standing:
        return _Imported(group, path, "new")
    change = "same" if group == former else "changed"
    lost = len(roster.lost(former.results, group.results)) if former else 0
    kept = roster.former_file(folder, code) if lost else None
    return _Imported(group, path, change, lost, kept)


def _group_in(path: Path, organisation: Organisation) -> Group | None:
    """The group of a file that may have faults."""
    try:
        return roster.load_group(path, organisation)
    except DataError:
        return None


def _say_imported(imported: _Imported, outdated: int) -> None:
    """What was imported, what it lost, and how many papers say otherwise now."""
    group, told = imported.group, _(_CHANGES[imported.change])
    people, units = len(group.trainees), len(group.units)
    say(told.format(code=group.code, trainees=people, units=units))
    if imported.lost:
        told = _(
            "Results of the former file that are gone or others now: {count}. They "
            "stand in {path}. Those that papers have and the group's file has not come "
            "back by: podshivka groups results {code} --apply"
        )
        quoted = spelling.quoted(group.code)
        say(told.format(count=imported.lost, path=imported.former, code=quoted))
    if outdated:
        told = _(
            "Its papers printed from other data: {count}. What they say "
            "otherwise: podshivka outstanding --group {code}"
        )
        say(told.format(count=outdated, code=spelling.quoted(group.code)))


@groups.command(
    "list", help=N_("List the groups.\n\nExample: podshivka groups list --json")
)
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> int:
    """List the groups; its help stands in the decorator."""
    known, broken = _sound(shop)
    if known or as_json or not broken:
        _say_groups(known, as_json=as_json)
    for error in broken:
        say_error(_("Error: {error}").format(error=error))
    return max((error.exit_code for error in broken), default=0)


def _sound(shop: Shop) -> tuple[list[Group], list[DataError]]:
    """The groups, and what is wrong with the files that hold none."""
    known, broken = [], []
    for path in roster.groups_in(shop.places.groups).values():
        try:
            known.append(roster.load_group(path, shop.organisation))
        except DataError as error:
            broken.append(error)
    return known, broken


def _say_groups(known: Sequence[Group], *, as_json: bool) -> None:
    rows = [
        {
            "group": group.code,
            "programme": group.programme.title,
            "starts": group.starts,
            "ends": group.ends,
            "trainees": len(group.trainees),
        }
        for group in known
    ]
    if as_json:
        say_json(rows)
        return
    headings = (_("Group"), _("Programme"), _("Starts"), _("Ends"), _("Trainees"))
    say_table(headings, [tuple(row.values()) for row in rows])


@groups.command(
    "show", help=N_("Show one group.\n\nExample: podshivka groups show ГТ-12")
)
@click.argument("code", type=GROUP)
@json_option
@pass_shop
def show(shop: Shop, code: str, *, as_json: bool) -> None:
    """Show a group; its help stands in the decorator."""
    group = shop.group(code)
    if as_json:
        say_json(group)
        return
    groupcard.say_group(group)


@groups.command(
    cls=Command,
    name="check",
    help=N_(
        "Report every fault of group files, those of the workspace by default.\n\n"
        "Exit code 1 when there are faults.\n\n"
        "Example: podshivka groups check gt-12.yaml"
    ),
)
@click.argument("files", nargs=-1, type=_FILES)
@json_option
@pass_shop
def check(shop: Shop, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Check group files; its help stands in the decorator."""
    paths = files or tuple(roster.groups_in(shop.places.groups).values())
    found = {str(path): roster.check_group(path, shop.organisation) for path in paths}
    sound = [path for path in paths if not found[str(path)]]
    _say_unread(shop, sound)
    for path in sound:
        outside.say(roster.load_group(path, shop.organisation))
    return say_faults(found, as_json=as_json)


@groups.command(
    help=N_(
        "Write an XLSX workbook to fill in for a group.\n\n"
        "It has drop-down lists and an example in every table. With --group it holds "
        "what the group's file holds, so that a YAML file can be edited in Excel.\n\n"
        "Example: podshivka groups template group.xlsx"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--group",
    "code",
    type=GROUP,
    default="",
    help=N_("Fill it from the group of that code."),
)
@json_option
@pass_shop
def template(shop: Shop, file: Path, code: str, *, as_json: bool) -> None:
    """Write a workbook; its help stands in the decorator."""
    group = shop.group(code) if code else None
    roster.new_workbook(file, shop.organisation, group)
    if as_json:
        say_json({"path": str(file), "group": code})
        return
    told = _("{path} is written. When it is filled in: podshivka groups import {typed}")
    say(told.format(path=file, typed=spelling.quoted(str(file))))


@groups.command(
    "results",
    help=N_(
        "The results of a group: its data, and what its papers say besides.\n\n"
        "Where a paper says otherwise than the data, both are told and nothing is "
        "changed. With --apply what only papers say goes into the group's file; the "
        "former file is kept.\n\n"
        "Example: podshivka groups results ГТ-12"
    ),
)
@click.argument("code", type=GROUP)
@click.option(
    "--apply", is_flag=True, help=N_("Put what only papers say into the group's file.")
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=N_("List all that differs, be it ever so much."),
)
@json_option
@pass_shop
def results(shop: Shop, code: str, *, apply: bool, every: bool, as_json: bool) -> None:
    """Tell the results of a group; its help stands in the decorator."""
    group = shop.group(code)
    found = reports.group_results(group, shop.places, shop.catalogue)
    if apply:
        path = roster.groups_in(shop.places.groups)[code]
        new = reports.from_paper(found, group)
        changes = roster.put_results(path, new, shop.organisation)
        groupresults.say_applied(group, found, changes, path, as_json=as_json)
    elif as_json:
        say_json(found)
    else:
        groupresults.say_results(group, found, every=every)


def _take_back(shop: Shop, files: tuple[Path, ...], *, as_json: bool) -> None:
    from pipeline import handback  # noqa: PLC0415 - it loads all that prints forms

    taken = handback.take_back(
        files,
        issued=shop.places.issued,
        groups=shop.places.groups,
        organisation=shop.organisation,
        kinds=shop.kinds,
    )
    if as_json:
        say_json(taken)
        return
    for it in taken:
        told = _("{path}: group {group}, results read: {read}, new or changed: {new}.")
        say(
            told.format(
                path=it.path, group=it.group, read=it.results, new=len(it.changes)
            )
        )
        corrected = [change for change in it.changes if change.was is not None]
        if corrected:
            _say_corrected(shop.group(it.group), corrected)


def _say_corrected(group: Group, corrected: Sequence[roster.ResultChange]) -> None:
    """A table of what was known otherwise, with the names of the people."""
    names = {one.id: grammar.short_name(one.name_parts) for one in group.trainees}
    say(_("Known otherwise before:"))
    say_table(
        (_("Trainee"), _("What"), _("Was"), _("Now")),
        [
            (
                f"{one.trainee} {names.get(one.trainee, '')}".rstrip(),
                words.result(one.kind, one.item),
                one.was,
                one.now,
            )
            for one in corrected
        ],
    )


def _say_unread(shop: Shop, files: Iterable[Path]) -> None:
    """Tell on standard error what stands in workbooks and is not read."""
    for file in files:
        for one in roster.unread_of(file, shop.organisation):
            say_error(f"{file}: {one.place}: {one.says}")
