"""`forms book`: registration books of issued documents."""

from pathlib import Path

import click

from pipeline import books
from pipeline import forms as forms_room
from pipeline.cli import outputs, papers
from pipeline.cli.base import Shop, json_option, pass_shop, say_error, say_json
from pipeline.cli.commands import Command, Number
from pipeline.messages import N_, _
from pipeline.model import IssuedDocument

_MOST_LINES = 500


@click.command(
    cls=Command,
    help=N_(
        "Print a registration book of issued documents, empty.\n\n"
        "Its lines are filled in by hand as documents are handed out. A book that is "
        "full goes on with --from.\n\n"
        "Example: podshivka forms book --of upskilling --year 2026 --lines 40"
    ),
)
@click.option(
    "--of",
    required=True,
    type=click.Choice([it.value for it in forms_room.BookOf]),
    help=N_("What is registered: certificates, diplomas or duplicates."),
)
@click.option("--year", type=Number(1990, 2100), help=N_("Of that year."))
@click.option(
    "--lines",
    type=Number(1, _MOST_LINES),
    default=40,
    help=N_("How many lines."),
)
@click.option("--from", "first", type=Number(1), default=1, help=N_("The first line."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_("Copy the files there too, under readable names."),
)
@json_option
@pass_shop
def book(
    shop: Shop, /, *, year: int | None, out: Path | None, as_json: bool, **asked: object
) -> None:
    """Print a book; its help stands in the decorator."""
    wanted = forms_room.Book(
        of=forms_room.BookOf(str(asked["of"])),
        year=year or shop.today.year,
        first=int(str(asked["first"])),
        lines=int(str(asked["lines"])),
    )
    outputs.refuse_unwritable(out)
    _warn_of_doubles(books.in_force(wanted, shop.office))
    warnings: list[forms_room.Unprinted] = []
    printed = books.make(wanted, shop.office, warn=warnings.append)
    made = [papers.told(shop, it, out=out) for it in printed]
    papers.say_unprinted(warnings)
    if as_json:
        say_json(made)
    else:
        papers.say_made(shop, made, out)


def _warn_of_doubles(in_force: list[IssuedDocument]) -> None:
    """The same lines twice are allowed, and seldom meant."""
    if not in_force:
        return
    say_error(_("In force already, with lines that are being printed once more:"))
    for one in in_force:
        say_error(f"  {one.document_id}  {one.title}, № {one.number}")
    say_error(
        _(
            "A trial print is declared void: podshivka issued void ID --reason …; a "
            "book that is full goes on with --from."
        )
    )
