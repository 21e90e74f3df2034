"""`forms cover`: sheets to lay on top of papers that we did not print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from pipeline import covers, disk, issue, register
from pipeline.cli import outputs, papers, trainees, unmade
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    progress,
    say,
    say_error,
    say_json,
    say_table,
)
from pipeline.cli.commands import DAY, GROUP, Command, Number
from pipeline.errors import UsageError
from pipeline.forms import Unprinted
from pipeline.messages import N_, _
from pipeline.model import IssuedDocument


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet as `forms cover --json` tells it.

    Attributes:
        pages: Of the sheet; pages_under is how many are expected under it.
    """

    document_id: str
    kind: str
    title: str
    number: str
    date: date
    group: str
    students: tuple[str, ...]
    pages: int
    pages_under: int | None
    files: dict[str, str]


@click.command(
    cls=Command,
    help=N_(
        "Make a sheet to lay on top of papers that were not printed here.\n\n"
        "What is scanned under it is filed as the kind, number and date that it "
        "names: old papers, copies of diplomas.\n\n"
        "Example: podshivka forms cover --kind qualification-copy --group ГТ-12 "
        "--student T05 --date 2026-06-30"
    ),
)
@click.option(
    "--kind", required=True, help=N_("What the papers are: a kind of the file plan.")
)
@click.option("--group", "code", type=GROUP, default="", help=N_("The group's code."))
@click.option("--student", "students", multiple=True, help=N_("A trainee's id."))
@click.option(
    "--each", is_flag=True, help=N_("A sheet for each of them, or of the group.")
)
@click.option("--title", "about", default="", help=N_("Which papers, in words."))
@click.option("--number", default="", help=N_("The papers' number."))
@click.option("--date", "dated", type=DAY, help=N_("The papers' date."))
@click.option(
    "--pages",
    type=Number(1),
    help=N_("How many written sides; blank backs do not count."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_("Copy the files there too, under readable names."),
)
@json_option
@pass_shop
def cover(
    shop: Shop,
    /,
    *,
    out: Path | None,
    as_json: bool,
    **asked: Any,  # noqa: ANN401 - click's options
) -> None:
    """Make cover sheets; its help stands in the decorator."""
    wanted = _wanted(shop, asked)
    outputs.refuse_unwritable(out)
    warning = covers.warning(wanted[0], shop.places)
    made: list[IssuedDocument] = []
    told: list[_Sheet] = []
    unprinted: list[Unprinted] = []
    try:
        with progress(len(wanted), _("Making forms")) as advance:
            for document in covers.make(
                wanted, shop.office, shop.places, warn=unprinted.append
            ):
                made.append(document)
                told.append(_told(document, out, shop))
                advance()
    finally:
        papers.say_unprinted(unprinted)
        if made and len(told) < len(wanted):
            rest = _rest(wanted[len(made) :], asked, out)
            unmade.say(shop, made, out, rest, copied=len(told))
    if warning:
        say_error(_("Warning: {warning}").format(warning=warning))
    if as_json:
        say_json(told)
    else:
        _say_made(shop, told, out)


def _rest(
    wanted: Sequence[covers.Papers], asked: dict[str, Any], out: Path | None
) -> list[str]:
    """The command that makes those sheets: only with --each there are several."""
    if not wanted:
        return []
    students = [it for papers in wanted for it in papers.students]
    return [
        unmade.command(
            "forms cover",
            ("--kind", asked["kind"]),
            ("--group", asked["code"]),
            ("--each", True),
            *(("--student", it) for it in students),
            ("--title", asked["about"]),
            ("--number", asked["number"]),
            ("--date", asked["dated"]),
            ("--pages", asked["pages"]),
            ("--out", out),
        )
    ]


def _wanted(shop: Shop, asked: dict[str, Any]) -> list[covers.Papers]:
    """What was asked for; with --each one for each trainee.

    Raises:
        UsageError: The date is not said, or nobody for --each.
        NotFoundError: There is no such group, or nobody of that id in it.
    """
    dated, students = asked["dated"], tuple(asked["students"])
    if not isinstance(dated, datetime):
        told = _(
            "Say the date of the papers, it decides the case that they go into: "
            "--date YYYY-MM-DD."
        )
        raise UsageError(told)
    group = shop.group(asked["code"]) if asked["code"] else None
    if asked["each"] and group is None:
        raise UsageError(_("Say whose sheets these are: --group CODE."))
    if asked["each"] and group is not None:
        students = tuple(trainee.id for trainee in issue.chosen(group, students))
    return [
        covers.Papers(
            kind=asked["kind"],
            day=dated.date(),
            about=_line(asked["about"]),
            number=_line(asked["number"]),
            group=group,
            students=named,
            pages=asked["pages"],
        )
        for named in (((it,) for it in students) if asked["each"] else (students,))
    ]


def _line(text: str) -> str:
    """The text in one line, without signs that nobody can print."""
    signs = (sign if sign.isprintable() else " " for sign in text)
    return " ".join("".join(signs).split())


def _told(document: IssuedDocument, out: Path | None, shop: Shop) -> _Sheet:
    folder = register.folder_of(shop.places.issued, document.document_id)
    path = folder / "printed.pdf"
    if out is not None:
        disk.copy(path, out / f"{covers.readable_name(document)}.pdf")
    return _Sheet(
        document_id=document.document_id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        date=document.date,
        group=document.group,
        students=document.students,
        pages=document.pages,
        pages_under=document.cover.pages if document.cover else None,
        files={"pdf": str(path)},
    )


def _people(shop: Shop, sheet: _Sheet) -> str | tuple[str, ...]:
    """By name, or by id where they are many: this is where a slip shows."""
    if len(sheet.students) > trainees.MOST_NAMED:
        return sheet.students
    return trainees.printed(shop, sheet.document_id, sheet.students)


def _say_made(shop: Shop, made: Sequence[_Sheet], out: Path | None) -> None:
    say_table(
        ("id", _("Title"), _("Number"), _("Date"), _("Group"), _("Trainee")),
        [
            (
                it.document_id,
                it.title,
                it.number,
                it.date,
                it.group,
                _people(shop, it),
            )
            for it in made
        ],
    )
    say()
    if out is not None:
        say(_("Copies to print lie in {folder}.").format(folder=out))
    else:
        first = made[0].files["pdf"]
        say(_("Print the PDFs; the first one is {path}.").format(path=first))
    say(_("Lay each sheet on top of its papers and scan them together."))
