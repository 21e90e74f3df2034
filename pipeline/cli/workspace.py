"""`init` and `doctor`."""

from pathlib import Path

import click

from pipeline import spelling, workspace
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_json, say_table
from pipeline.cli.commands import Command
from pipeline.errors import WorkspaceError
from pipeline.messages import N_, _
from pipeline.settings import where


@click.command(
    cls=Command,
    help=N_(
        "Make a workspace in FOLDER for one of the profiles.\n\n"
        "Nothing that is there already is changed.\n\n"
        "Example: podshivka init institute --profile migip"
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--profile",
    type=click.Choice(workspace.PROFILES),
    required=True,
    help=N_("Whose forms, file plan and wording to begin with."),
)
@json_option
@pass_shop
def init(shop: Shop, folder: Path, profile: str, *, as_json: bool) -> None:
    """Make a workspace; its help stands in the decorator."""
    made = workspace.make(folder, profile, shop.today.year)
    if as_json:
        say_json({"workspace": str(made), "profile": profile})
        return
    say(_("The workspace {folder} is ready.").format(folder=made))
    say(
        _("Look through {file} next: it is your institute's data.").format(
            file=made / "organisation.yaml"
        )
    )
    typed = spelling.quoted(str(made))
    told = _("Then: podshivka --workspace {folder} groups import FILE")
    say(told.format(folder=typed))


@click.command(
    cls=Command,
    help=N_(
        "Say what is missing on this machine and the command that installs it.\n\n"
        "Exit code 4 when something that is needed is missing.\n\n"
        "Example: podshivka doctor"
    ),
)
@json_option
@pass_shop
def doctor(shop: Shop, *, as_json: bool) -> int:
    """Check the machine; its help stands in the decorator."""
    checks = workspace.examine(_ocr_languages(shop))
    if as_json:
        say_json(checks)
    else:
        say_table(
            (_("What"), _("State"), _("Remedy")),
            [(check.name, _found(check), check.remedy) for check in checks],
        )
    return 0 if all(check.good or not check.needed for check in checks) else 4


def _ocr_languages(shop: Shop) -> str:
    """Those of the workspace; where there is none yet, those that it begins with.

    Raises:
        WorkspaceError: One is named that is none.
        DataError: Its settings file has faults.
    """
    from pipeline.settings.file import Ocr  # noqa: PLC0415 - other commands do without

    try:
        return shop.settings.ocr.languages
    except WorkspaceError:
        if where.named(shop.workspace):
            raise
        return Ocr().languages


def _found(check: workspace.Check) -> str:
    """What is there; a font or a language says no more than its name."""
    if not check.good and check.needed:
        return check.found or _("missing")
    return check.found if check.found not in check.name else _("installed")
