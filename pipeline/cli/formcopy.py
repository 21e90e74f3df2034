"""`forms copy`: a form of the workspace's own, to be changed in Word."""

import click

from pipeline import workspace
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_json
from pipeline.cli.commands import Command
from pipeline.messages import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Copy a built-in form into the workspace, to change it.\n\n"
        "The copy is used instead of the built-in form from then on.\n\n"
        "Example: podshivka forms copy gradesheet"
    ),
)
@click.argument("kind")
@json_option
@pass_shop
def copy(shop: Shop, kind: str, *, as_json: bool) -> None:
    """Copy a form; its help stands in the decorator."""
    form = workspace.copy_form(shop.places, kind)
    if as_json:
        say_json({"kind": kind, "folder": str(form.folder)})
        return
    say(_("The form is yours now; it is used instead of the built-in one."))
    say(_("Open {path} in Word and change it.").format(path=form.template))
    say(
        _("Then: podshivka forms check {kind}; podshivka forms preview {kind}").format(
            kind=kind
        )
    )
