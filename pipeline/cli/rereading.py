"""`records read`: records whose words could not be read are tried again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import archive
from pipeline.cli import intake, search, unreadtold
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_json
from pipeline.cli.commands import Command
from pipeline.inbox import unread, waits
from pipeline.inbox.unread import Unread
from pipeline.messages import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Try again to read records that are without text or searchable PDF.\n\n"
        "Without an id: all of which that failed. Where papers are being taken in, "
        "that process reads them at once; else this command does. Exit code 1 when "
        "some are still without.\n\n"
        "Example: podshivka records read 7K3Q9ZC2M4"
    ),
)
@click.argument("record_ids", nargs=-1, metavar="[RECORD_ID]...")
@json_option
@pass_shop
def read(shop: Shop, record_ids: tuple[str, ...], *, as_json: bool) -> int:
    """Try again; its help stands in the decorator."""
    asked = _asked(shop, record_ids)
    unread.try_anew(shop.places.private, asked)
    watched = waits.is_watched(shop.places.private)
    if asked and not watched:
        intake.go_on(shop)
    left = [it for it in asked if not archive.is_enriched(shop.places.root / it.folder)]
    if as_json:
        say_json([it.record_id for it in left])
    elif not asked:
        _say_nothing_lacks(named=bool(record_ids))
    elif watched:
        told = _("Records that are read now, where papers are taken in: {count}.")
        say(told.format(count=len(left)))
    else:
        say(_("Records read: {count}.").format(count=len(asked) - len(left)))
        unreadtold.say_all(unread.read(shop.places.private))
    return int(bool(left) and not watched)


def _say_nothing_lacks(*, named: bool) -> None:
    told = _("No record failed to be read; there is nothing to read again.")
    if named:
        told = _("There is nothing to read: text and searchable PDF are there already.")
    say(told)


def _asked(shop: Shop, record_ids: tuple[str, ...]) -> list[Unread]:
    """Those records, or all of which it failed; each as of now."""
    now, places = datetime.now(UTC), shop.places
    if not record_ids:
        failed = unread.read(places.private)
        found = [places.root / it.folder for it in failed]
    else:
        found = [search.folder_of(shop, it) for it in record_ids]
    return [_now(shop, folder, now) for folder in found if _lacks(folder)]


def _lacks(folder: Path) -> bool:
    return folder.is_dir() and not archive.is_enriched(folder)


def _now(shop: Shop, folder: Path, now: datetime) -> Unread:
    record_id, place = archive.record_id(folder), shop.places.relative(folder)
    return Unread(record_id, place, unread.OCR_FAILED, "", now)
