"""`records refile`, `split`, `merge`: a wrong decision undone."""

from datetime import datetime
from typing import Any

import click

from pipeline import rearrange
from pipeline.cli import corrections, reviewpages
from pipeline.cli.base import Decorator, Shop, json_option, pass_shop
from pipeline.cli.commands import DAY, GROUP, Command
from pipeline.errors import UsageError
from pipeline.messages import N_, _


def _facts_options(command: Decorator) -> Decorator:
    """What a person may say of a record."""
    for option in (
        click.option("--case", help=N_("Index of the case, against the file plan.")),
        click.option("--date", "dated", type=DAY, help=N_("The document's date.")),
        click.option(
            "--student",
            "students",
            multiple=True,
            help=N_('A trainee\'s id; "" for nobody.'),
        ),
        click.option("--group", type=GROUP, help=N_('The group\'s code; "" for none.')),
        click.option("--number", help=N_("The document's number.")),
        click.option("--title", help=N_("Its title.")),
        click.option("--kind", help=N_("What it is: a kind of the file plan.")),
    ):
        command = option(command)
    return command


_MOST_PAGES = 9999
"""More than any record has."""

_reason_option = click.option(
    "--reason", default="", help=N_("Why (required); it is kept.")
)


@click.command(
    cls=Command,
    help=N_(
        "Say what a filed record is, or in which case it belongs.\n\n"
        "The record gets a new version in the right case; the old one stays where it "
        "lies, gives way to it, and both tell of it. Of a paper that we printed only "
        "the date and the case can be corrected.\n\n"
        "Pages of ours without a readable code that were filed as another paper are "
        "tied to their document by --document and --page. A record that was called "
        "another scan of a paper (review resolve --same) waits again when nothing but "
        "--reason is said.\n\n"
        "Example: podshivka records refile 7K3Q9ZC2M4 --case 03-05 --reason ошибка"
        "\n\nExample: podshivka records refile 7K3Q9ZC2M4 --document RF1E03TZFJ "
        "--page 2 --reason mistake"
    ),
)
@click.argument("record_id")
@reviewpages.options
@_facts_options
@_reason_option
@json_option
@pass_shop
def refile(
    shop: Shop,
    /,
    *,
    record_id: str,
    reason: str,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - click's options
) -> None:
    """Refile a record; its help stands in the decorator."""
    if reviewpages.is_asked(said):
        reviewpages.tie(shop, record_id, said, as_json=as_json, reason=reason)
        return
    act = corrections.act(shop, reason, as_json=as_json)
    change = rearrange.refile(record_id, _facts(said), act)
    corrections.end(shop, change, as_json=as_json)


@click.command(
    cls=Command,
    help=N_(
        "Take pages that do not belong out of a record.\n\n"
        "They become a record of their own: in review, or filed when their kind and "
        "date are said. The rest becomes a new version. Pages are counted from 1 in "
        "the record's PDF, as podshivka records open shows it.\n\n"
        "Example: podshivka records split 7K3Q9ZC2M4 --pages 3-5 --reason ошибка"
    ),
)
@click.argument("record_id")
@click.option("--pages", required=True, help=N_("Their places: 2,5 or 3-5."))
@_facts_options
@_reason_option
@json_option
@pass_shop
def split(
    shop: Shop,
    /,
    *,
    record_id: str,
    pages: str,
    reason: str,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - click's options
) -> None:
    """Split a record; its help stands in the decorator."""
    act = corrections.act(shop, reason, as_json=as_json)
    change = rearrange.split(record_id, _places(pages), _facts(said), act)
    corrections.end(shop, change, as_json=as_json)


@click.command(
    cls=Command,
    help=N_(
        "Put the pages of a record into another one.\n\n"
        "They must be of a paper that we did not print, or in review. They stand "
        "where they stood there before, else behind the last page, or from --at on; of "
        "a printed document --at may be the number of a page that is missing.\n\n"
        "Example: podshivka records merge 7K3Q9ZC2M4 RF1E03TZFJ --at 2 --reason описка"
    ),
)
@click.argument("record_id")
@click.argument("into", metavar="RECORD_ID")
@click.option("--at", "place", type=int, help=N_("Number of the first of them there."))
@_reason_option
@json_option
@pass_shop
def merge(
    shop: Shop,
    record_id: str,
    into: str,
    *,
    place: int | None,
    reason: str,
    as_json: bool,
) -> None:
    """Merge records; its help stands in the decorator."""
    act = corrections.act(shop, reason, as_json=as_json)
    change = rearrange.merge(record_id, into, act, place=place)
    corrections.end(shop, change, as_json=as_json)


def _facts(said: dict[str, Any]) -> rearrange.Facts:
    dated = said["dated"]
    return rearrange.Facts(
        kind=said["kind"],
        title=said["title"],
        number=said["number"],
        group=said["group"],
        students=tuple(filter(None, said["students"])) if said["students"] else None,
        day=dated.date() if isinstance(dated, datetime) else None,
        case=said["case"],
    )


def _places(text: str) -> frozenset[int]:
    """Places of pages, as «2,5» or «3-5».

    Raises:
        UsageError: It is neither, or no record has so many pages.
    """
    places: set[int] = set()
    try:
        for part in filter(None, map(str.strip, text.split(","))):
            first, dash, last = part.partition("-")
            numbers = range(int(first), int(last if dash else first) + 1)
            if numbers and numbers[-1] > _MOST_PAGES:
                told = _("No record has so many pages: {pages}.")
                raise UsageError(told.format(pages=part))
            places.update(numbers)
    except ValueError as error:
        raise UsageError(
            _("Say pages like this: --pages 2,5 or --pages 3-5")
        ) from error
    return frozenset(places)
