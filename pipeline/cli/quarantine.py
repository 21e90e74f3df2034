"""`quarantine`: files that could not be read."""

from functools import partial
from pathlib import Path

import click

from pipeline import discarding, shelving
from pipeline.cli import quarantined
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_facts, say_json
from pipeline.cli.commands import SHA256, CommandGroup
from pipeline.errors import FixityError, UsageError
from pipeline.messages import N_, _


@click.group(
    cls=CommandGroup,
    help=N_("Files that could not be read.\n\nExample: podshivka quarantine list"),
)
def quarantine() -> None:
    """The group of commands; its help stands in the decorator."""


@quarantine.command(
    "list",
    help=N_(
        "List them with the reason, or what was discarded, with who and why.\n\n"
        "Exit code 5 when what is known of a discarded file is damaged; the others are "
        "listed all the same.\n\n"
        "Example: podshivka quarantine list"
    ),
)
@click.option("--discarded", is_flag=True, help=N_("What was discarded."))
@json_option
@pass_shop
def list_(shop: Shop, *, discarded: bool, as_json: bool) -> int:
    """List the quarantine; its help stands in the decorator."""
    damaged: list[Path] = []
    found = quarantined.listed(shop.places, damaged, discarded=discarded)
    if as_json:
        say_json(found)
    elif found:
        quarantined.say_list(found, discarded=discarded)
    elif not damaged:
        say(_("Nothing is discarded.") if discarded else _("The quarantine is empty."))
    if damaged:
        from pipeline.cli import remaining  # noqa: PLC0415 - loads the review's room

        remaining.say_damaged(damaged)
    return FixityError.exit_code if damaged else 0


@quarantine.command(
    "show",
    help=N_(
        "Show one, also one that was discarded.\n\n"
        "Example: podshivka quarantine show 3fa9c2"
    ),
)
@click.argument("sha256", type=SHA256)
@json_option
@pass_shop
def show(shop: Shop, sha256: str, *, as_json: bool) -> None:
    """Show a quarantined file; its help stands in the decorator."""
    told = quarantined.one(shop.places, sha256)
    if as_json:
        say_json(told)
    else:
        say_facts(quarantined.facts(told))


@quarantine.command(
    "retry",
    help=N_(
        "Put files back, to be looked at again by the next watch.\n\n"
        "Example: podshivka quarantine retry 3fa9c2"
    ),
)
@click.argument("sha256", type=SHA256, nargs=-1)
@click.option("--all", "everything", is_flag=True, help=N_("All of them."))
@click.option("--reason", default="", help=N_("All with that reason code."))
@json_option
@pass_shop
def retry(
    shop: Shop, sha256: tuple[str, ...], reason: str, *, everything: bool, as_json: bool
) -> None:
    """Retry quarantined files; its help stands in the decorator."""
    if not (sha256 or reason or everything):
        raise UsageError(_("Say which: a SHA-256 or its beginning, --reason or --all."))
    quarantined.refuse_discarded(shop.places, sha256)
    chosen = discarding.choose(shop.places, sha256, reason, everything=everything)
    discarding.retry(shop.places, chosen, shop.now)
    if as_json:
        say_json([it.sha256 for it in chosen])
        return
    told = _("Files that will be looked at again: {count}. Now: podshivka watch --once")
    say(told.format(count=len(chosen)))


@quarantine.command(
    "discard",
    help=N_(
        "Discard files that are of no use. They are kept in archive/discarded, with "
        "who discarded them and why, and can be brought back.\n\n"
        'Example: podshivka quarantine discard 3fa9c2 --reason "an advertisement"'
    ),
)
@click.argument("sha256", type=SHA256, nargs=-1, required=True)
@click.option("--reason", required=True, help=N_("Why, in your words."))
@json_option
@pass_shop
def discard(shop: Shop, sha256: tuple[str, ...], reason: str, *, as_json: bool) -> None:
    """Discard quarantined files; its help stands in the decorator."""
    quarantined.refuse_discarded(shop.places, sha256)
    chosen = discarding.choose(shop.places, sha256)
    act = discarding.Act(shop.person, shop.now, reason)
    discarding.discard(shop.places, chosen, act)
    if as_json:
        say_json([it.sha256 for it in chosen])
        return
    for it in chosen:
        told = _("{name} is discarded. To undo it: podshivka quarantine restore {id}")
        say(told.format(name=it.name, id=it.sha256[:12]))


@quarantine.command(
    "restore",
    help=N_(
        "Bring discarded files back into quarantine. One that is there already stays "
        "as it is.\n\n"
        "Example: podshivka quarantine restore 3fa9c2"
    ),
)
@click.argument("sha256", type=SHA256, nargs=-1, required=True)
@json_option
@pass_shop
def restore(shop: Shop, sha256: tuple[str, ...], *, as_json: bool) -> None:
    """Bring discarded files back; its help stands in the decorator."""
    chosen, aside = discarding.choose_discarded(shop.places, sha256)
    act = discarding.Act(shop.person, shop.now)
    forget = partial(shelving.forget, desk=shop.desk)
    discarding.restore(shop.places, chosen, act, forget)
    if as_json:
        say_json([it.sha256 for it in chosen])
    else:
        quarantined.say_back(chosen, aside)
