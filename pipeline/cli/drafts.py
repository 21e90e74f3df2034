"""`forms check` and `forms preview`: templates tried before they are used."""

from pathlib import Path

import click

from pipeline import drafting, resources, roster
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    progress,
    say,
    say_error,
    say_faults,
    say_json,
)
from pipeline.cli.commands import GROUP, Command
from pipeline.messages import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Report every fault of the templates.\n\n"
        "Samples of all kinds are printed and looked at, which takes LibreOffice "
        "some seconds. Advice is told too. Exit code 1 when there are faults.\n\n"
        "Example: podshivka forms check journal"
    ),
)
@click.argument("kinds", nargs=-1)
@click.option(
    "--quick", is_flag=True, help=N_("Print nothing; find only what needs no paper.")
)
@json_option
@pass_shop
def check(shop: Shop, kinds: tuple[str, ...], *, quick: bool, as_json: bool) -> int:
    """Check templates; its help stands in the decorator."""
    studio = _studio(shop)
    with progress(None, _("Checking forms")):
        found = drafting.check(kinds, studio, printing=not quick)
    return say_faults(found, as_json=as_json)


@click.command(
    cls=Command,
    help=N_(
        "Print a form for looking at: a PDF, and a picture of each page.\n\n"
        "The pages say that they are samples; nothing is entered in the register, "
        "and no number is drawn.\n\n"
        "Example: podshivka forms preview journal --blank"
    ),
)
@click.argument("kind")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_("The folder for the files; else one of the workspace."),
)
@click.option(
    "--filled/--blank", default=True, help=N_("With results, or without them.")
)
@click.option(
    "--group", "code", type=GROUP, help=N_("A group's data instead of invented ones.")
)
@json_option
@pass_shop
def preview(
    shop: Shop,
    kind: str,
    *,
    out: Path | None,
    filled: bool,
    code: str | None,
    as_json: bool,
) -> None:
    """Preview a form; its help stands in the decorator."""
    group = shop.group(code) if code else None
    folder = out or shop.places.private / "previews"
    made = drafting.preview(kind, _studio(shop), filled=filled, group=group, out=folder)
    for warning in made.warnings:
        say_error(str(warning))
    if as_json:
        say_json({"pdf": str(made.pdf), "pages": list(map(str, made.pages))})
        return
    say(str(made.pdf))
    for page in made.pages:
        say(str(page))
    say(_("These are samples: do not file them."))


def _studio(shop: Shop) -> drafting.Studio:
    path = shop.places.file_plan(shop.today.year)
    return drafting.Studio(
        folders=(shop.places.templates, resources.folder("templates")),
        organisation=shop.organisation,
        plan=roster.load_file_plan(path) if path.exists() else None,
        scratch=shop.places.scratch,
    )
