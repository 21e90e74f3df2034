"""`forms`: list, generate; checking and previews stand in `pipeline.cli.drafts`."""

from datetime import datetime
from pathlib import Path

import click

from pipeline import disk, issue, register
from pipeline import forms as forms_room
from pipeline.cli import outputs, outside, papers, unmade, words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    progress,
    say_error,
    say_json,
    say_table,
)
from pipeline.cli.commands import DAY, GROUP, CommandGroup
from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.model import IssuedDocument


@click.group(
    cls=CommandGroup,
    commands_at={
        "check": (
            "pipeline.cli.drafts:check",
            N_("Report every fault of the templates."),
        ),
        "preview": (
            "pipeline.cli.drafts:preview",
            N_("Print a form for looking at: a PDF, and a picture of each page."),
        ),
        "copy": (
            "pipeline.cli.formcopy:copy",
            N_("Copy a built-in form into the workspace, to change it."),
        ),
        "book": (
            "pipeline.cli.books:book",
            N_("Print a registration book of issued documents, empty."),
        ),
        "cover": (
            "pipeline.cli.covers:cover",
            N_("Make a sheet to lay on top of papers that were not printed here."),
        ),
    },
    help=N_(
        "Forms: list, check, preview, generate.\n\n"
        "Example: podshivka forms generate --group ГТ-12 --all --blank"
    ),
)
def forms() -> None:
    """The group of commands; its help stands in the decorator."""


@forms.command(
    "list",
    help=N_("List the kinds of form.\n\nExample: podshivka forms list --json"),
)
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> None:
    """List the kinds; its help stands in the decorator."""
    titles = shop.organisation.form_titles
    rows = [
        {
            "kind": kind.name,
            "title": titles.get(kind.name, kind.title),
            "scope": kind.scope.value if kind.scope else "",
            "approved": issue.approval_of(kind),
            "standard": kind.name in shop.organisation.standard_set,
        }
        for kind in shop.kinds.values()
    ]
    shop.tell_broken_kinds()
    if as_json:
        say_json(rows)
        return
    say_table(
        (_("Kind"), _("Title"), _("One per"), _("Approved")),
        [
            (
                it["kind"],
                it["title"],
                words.told(str(it["scope"]), words.PER),
                it["approved"] or _("no: a draft"),
            )
            for it in rows
        ],
    )


@forms.command(
    "generate",
    help=N_(
        "Make the forms of a group and enter them in the register.\n\n"
        "Papers for each trainee are asked for by kind.\n\n"
        "Example: podshivka forms generate --group ГТ-12 --kind certificate"
    ),
)
@click.option(
    "--group", "code", type=GROUP, required=True, help=N_("The group's code.")
)
@click.option("--kind", "kinds", multiple=True, help=N_("A kind; may be repeated."))
@click.option(
    "--all", "everything", is_flag=True, help=N_("The standard set for a group.")
)
@click.option(
    "--blank/--filled",
    "blank",
    default=True,
    help=N_(
        "Leave marks and grades for ink (so it is where neither is said), or print "
        "the results so far."
    ),
)
@click.option(
    "--student", "students", multiple=True, help=N_("Only that trainee's id.")
)
@click.option("--date", "dated", type=DAY, help=N_("Date to print."))
@click.option(
    "--format",
    "formats",
    default="pdf",
    help=N_("Any of pdf, docx, xlsx, joined by commas."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_("Copy the files there too, under readable names."),
)
@click.option(
    "--join",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Write everything into one PDF too, to be printed at one go."),
)
@json_option
@pass_shop
def generate(shop: Shop, /, *, as_json: bool, **asked: object) -> None:
    """Generate forms; its help stands in the decorator."""
    request = _request(shop, asked)
    wanted = papers.formats(str(asked["formats"]))
    planned = issue.plan(request, shop.office)
    shop.tell_broken_kinds()
    if "xlsx" in wanted:
        _tell_without_workbook(planned, strict=not asked["everything"])
    out, join = _path(asked["out"]), _path(asked["join"])
    outputs.refuse_existing(join)
    outputs.refuse_unwritable(out, join.parent if join else None)
    _warn_of_doubles(issue.in_force(request, shop.office))
    if request.filled:
        outside.say(request.group)
    made: list[IssuedDocument] = []
    told: list[papers.Paper] = []
    warnings: list[forms_room.Unprinted] = []
    is_whole = False
    try:
        with progress(len(planned), _("Making forms")) as advance:
            for document in issue.generate(
                request, shop.office, planned, warn=warnings.append
            ):
                made.append(document)
                told.append(papers.told(shop, document, wanted, out))
                advance()
        if join:
            _join(made, join, shop)
        is_whole = True
    finally:
        papers.say_unprinted(warnings)
        if made and not is_whole:
            rest = unmade.papers(planned, made, asked)
            unmade.say(shop, made, out, rest, copied=len(told))
            if join:
                unmade.say_unjoined(join)
    if as_json:
        say_json(told)
    else:
        papers.say_made(shop, told, out, join)


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else None


def _request(shop: Shop, asked: dict[str, object]) -> issue.Request:
    kinds = tuple(dict.fromkeys(map(str, _many(asked["kinds"]))))
    if bool(kinds) == bool(asked["everything"]):
        raise UsageError(_("Say either --all or --kind KIND."))
    dated = asked["dated"]
    return issue.Request(
        group=shop.group(str(asked["code"])),
        kinds=kinds or shop.organisation.standard_set,
        filled=not asked["blank"],
        students=tuple(map(str, _many(asked["students"]))),
        dated=dated.date() if isinstance(dated, datetime) else None,
    )


def _warn_of_doubles(in_force: list[IssuedDocument]) -> None:
    """The same paper twice is allowed, and seldom meant."""
    if not in_force:
        return
    say_error(_("In force already; one more of each is being issued:"))
    for one in in_force:
        told = f"  {one.document_id}  {one.title}, № {one.number}"
        trainee = f" ({one.student})" if one.student else ""
        results = _("with results") if one.filled else _("blank")
        say_error(f"{told}{trainee}, {results}")
    say_error(
        _(
            "A trial print is declared void: podshivka issued void ID --reason …; "
            "spoilt pages are printed anew: podshivka issued reprint ID --reason …; "
            "who joined or what was added since is printed by: "
            "podshivka issued supplement ID; a working copy of one that is out, "
            "without a new number: podshivka issued copy ID --format xlsx"
        )
    )


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _tell_without_workbook(planned: list[issue.Planned], *, strict: bool) -> None:
    """Name the kinds that have no workbook, before anything is made.

    Raises:
        UsageError: They were asked for by name, or there are no others.
    """
    without = issue.without_workbook(planned)
    if not without:
        return
    says = _("There is no XLSX of {kinds}.").format(kinds=", ".join(without))
    if strict or len(without) == len({it.form.name for it in planned}):
        remedy = _("Ask for pdf or docx, or set “workbook” in form.yaml.")
        raise UsageError(f"{says} {remedy}")
    say_error(says)


def _join(made: list[IssuedDocument], target: Path, shop: Shop) -> None:
    issued = shop.places.issued
    folders = [register.folder_of(issued, it.document_id) for it in made]
    disk.write_new(
        target, forms_room.join([it / papers.FORMATS["pdf"] for it in folders])
    )
