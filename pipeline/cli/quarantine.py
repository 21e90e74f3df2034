"""`quarantine`: files that could not be read."""

from datetime import UTC, datetime

import click

from pipeline import inbox, reasons
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_facts,
    say_json,
    say_table,
)
from pipeline.cli.commands import CommandGroup
from pipeline.inbox import quarantine as room
from pipeline.messages import N_, _
from pipeline.model import Places


@click.group(
    cls=CommandGroup,
    help=N_("Files that could not be read.\n\nExample: podshivka quarantine list"),
)
def quarantine() -> None:
    """The group of commands; its help stands in the decorator."""


@quarantine.command(
    "list", help=N_("List them with the reason.\n\nExample: podshivka quarantine list")
)
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> None:
    """List the quarantine; its help stands in the decorator."""
    found = [_told(it, shop.places) for it in room.reasons(shop.places.quarantine)]
    if as_json:
        say_json(found)
        return
    if not found:
        say(_("The quarantine is empty."))
        return
    say_table(
        ("SHA-256", _("File"), _("Reason"), _("What to do")),
        [
            (str(it["sha256"])[:12], it["name"], it["sentence"], it["remedy"])
            for it in found
        ],
    )


@quarantine.command(
    "show", help=N_("Show one.\n\nExample: podshivka quarantine show 3fa9c2")
)
@click.argument("sha256")
@json_option
@pass_shop
def show(shop: Shop, sha256: str, *, as_json: bool) -> None:
    """Show a quarantined file; its help stands in the decorator."""
    found = room.find(shop.places.quarantine, sha256)
    told = _told(found, shop.places)
    if as_json:
        say_json(told)
        return
    say_facts(
        [
            (_("File"), told["name"]),
            (_("Reason"), told["sentence"]),
            (_("What to do"), told["remedy"]),
            (_("Reason code"), told["code"]),
            (_("Details"), told["detail"]),
            (_("Dropped"), found.dropped_at),
            ("SHA-256", told["sha256"]),
            (_("Folder"), told["path"]),
        ]
    )


@quarantine.command(
    "retry",
    help=N_(
        "Put files back, to be looked at again by the next watch.\n\n"
        "Example: podshivka quarantine retry 3fa9c2"
    ),
)
@click.argument("sha256", nargs=-1)
@click.option("--all", "everything", is_flag=True, help=N_("All of them."))
@click.option("--reason", default="", help=N_("All with that reason code."))
@json_option
@pass_shop
def retry(
    shop: Shop, sha256: tuple[str, ...], reason: str, *, everything: bool, as_json: bool
) -> None:
    """Retry quarantined files; its help stands in the decorator."""
    folder = shop.places.quarantine
    chosen = [room.find(folder, prefix) for prefix in sha256]
    if everything or reason:
        chosen = [it for it in room.reasons(folder) if reason in ("", it.code)]
    for it in chosen:
        path = room.file_of(folder, it)
        inbox.adopt(shop.places.claimed, path, datetime.now(UTC))
        room.take_out(folder, it)
    if as_json:
        say_json([it.sha256 for it in chosen])
        return
    told = _("Files that will be looked at again: {count}. Now: podshivka watch --once")
    say(told.format(count=len(chosen)))


def _told(it: room.Reason, places: Places) -> dict[str, object]:
    return {
        "sha256": it.sha256,
        "name": it.name,
        "code": it.code,
        "sentence": reasons.sentence(it.code),
        "remedy": reasons.remedy(it.code),
        "detail": it.detail,
        "dropped_at": it.dropped_at.isoformat(),
        "path": str(room.file_of(places.quarantine, it)),
    }
