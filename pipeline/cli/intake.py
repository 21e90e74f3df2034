"""`watch`, `ingest`, `status`, `log`: taking papers in."""

import functools
import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import disk, inbox, reasons, systemwords
from pipeline.cli import besides, remaining, stopping, telling
from pipeline.cli.base import (
    PAGE_SIGNS,
    Shop,
    json_option,
    pass_shop,
    say,
    say_error,
    say_json,
    say_table,
)
from pipeline.cli.commands import FILE, Command
from pipeline.errors import UsageError
from pipeline.inbox import drops
from pipeline.messages import N_, _
from pipeline.settings import where

_NO_FILE = frozenset({""})
"""Tokens of no claim."""

_NEEDED_TO_REMAIN = frozenset({"archive", "review", "quarantine", "issued"})
"""Folders of which any must be there to tell what remains to be done."""

Tell = Callable[[drops.Drop], None]


@click.command(
    cls=Command,
    help=N_(
        "Take in what is dropped in the inbox, until stopped by Ctrl+C.\n\n"
        "With --once: until the inbox is empty and all work is done; exit code 1 "
        "when something could not be taken in and waits. Where another process takes "
        "papers in already: until that one has emptied the inbox.\n\n"
        "Example: podshivka watch --once"
    ),
)
@click.option("--once", is_flag=True, help=N_("Stop when everything is done."))
@json_option
@pass_shop
def watch(shop: Shop, *, once: bool, as_json: bool) -> int:
    """Watch the inbox; its help stands in the decorator."""
    ended: list[drops.Drop] = []
    tell = ended.append if as_json else functools.partial(_tell, shop)
    done = _run(shop, telling.unheard(tell), once=once)
    if as_json:
        telling.unheard(say_json)(ended)
    elif once:
        telling.unheard(remaining.say_remaining)(shop)
    telling.let_go()
    return int(not done)


@click.command(
    cls=Command,
    help=N_(
        "Take in files from anywhere; the files themselves stay where they are.\n\n"
        "Exit code 1 when one of them ended in quarantine or could not be "
        "taken in.\n\n"
        "Example: podshivka ingest scan1.pdf scan2.tif"
    ),
)
@click.argument("files", nargs=-1, required=True, type=FILE)
@json_option
@pass_shop
def ingest(shop: Shop, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Take files in; its help stands in the decorator."""
    tokens = frozenset(_adopted(shop, files))
    if tokens:
        _run(shop, lambda _drop: None, once=True, tokens=tokens)
    ours = [drop for drop in drops.read(shop.places.audit) if drop.token in tokens]
    if as_json:
        say_json(ours)
    else:
        for drop in ours:
            _tell(shop, drop)
    missing = len(tokens) - len(ours)
    if missing:
        told = _("Files not taken in: {count}. To try again: podshivka watch --once")
        say_error(told.format(count=missing))
    all_came = len(tokens) == len(files) and not missing
    return int(not all_came or any(drop.detail for drop in ours))


def _adopted(shop: Shop, files: Sequence[Path]) -> Iterator[str]:
    """Claim copies of the files; the tokens. Of one that cannot be read it is told.

    Raises:
        FileNotFoundError: The inbox is away, which holds the claims.
    """
    now = datetime.now(UTC)
    inbox.presence.require(shop.places)
    for file in files:
        try:
            if file.stat().st_size > shop.settings.limits.file_bytes:
                say_error(_too_big(file))
                continue
            yield inbox.adopt(shop.places.claimed, file, now).token
        except OSError as error:
            told = _("{path} was not taken in: {reason}. Put that right and try again.")
            say_error(told.format(path=file, reason=_refusal(error, file)))


def _too_big(file: Path) -> str:
    """What the inbox says of such a file."""
    told = _("{path} was not taken in. {reason} {remedy}")
    code = inbox.TOO_BIG
    why, what_now = reasons.sentence(code), reasons.remedy(code)
    return told.format(path=file, reason=why, remedy=what_now)


def _refusal(error: OSError, file: Path) -> str:
    """What the system refused; and where, if that is not the file itself."""
    reason = systemwords.reason(error)
    path = os.fsdecode(error.filename or file)
    return reason if path == str(file) else f"{disk.target_of(path)}: {reason}"


@click.command(
    cls=Command, help=N_("Where every file is.\n\nExample: podshivka status --json")
)
@json_option
@pass_shop
def status(shop: Shop, *, as_json: bool) -> None:
    """Tell where files are; its help stands in the decorator."""
    from pipeline import reports  # noqa: PLC0415 - reports load the forms, `watch` not

    found = reports.status(shop.places, shop.settings.limits.file_bytes)
    if as_json:
        say_json(found)
        return
    say(_("Workspace: {path}").format(path=shop.places.root))
    taken = _("being taken in") if found.watched else _("waiting to be taken in")
    say_table(
        (_("Where"), _("How many")),
        [
            (_("waiting in the inbox"), len(found.waiting)),
            (_("left alone in the inbox"), len(found.left_alone)),
            (taken, len(found.claimed)),
            (_("records in the archive"), found.records - found.former_versions),
            (_("former versions of records"), found.former_versions),
            (_("papers of which is not known what they are"), found.review),
            (_("files in quarantine"), found.quarantine),
            (_("files that were discarded"), found.discarded),
            (_("records waiting for OCR"), found.enriching),
            (_("drops filed, ever"), found.drops.get(drops.FILED, 0)),
            (_("drops of what was there before"), found.drops.get(drops.DUPLICATE, 0)),
            (_("drops of papers scanned again"), found.rescans),
        ],
    )
    for name, code in found.left_alone.items():
        say(f"{name}: {reasons.sentence(code)} {reasons.remedy(code)}")
    remaining.say_waits(found)
    if not _NEEDED_TO_REMAIN.intersection(found.away):
        remaining.say_remaining(shop)


@click.command(
    cls=Command,
    help=N_("Everything ever dropped, and its outcome.\n\nExample: podshivka log"),
)
@json_option
@pass_shop
def log(shop: Shop, *, as_json: bool) -> None:
    """Show the log of drops; its help stands in the decorator."""
    from pipeline import reports  # noqa: PLC0415 - as above

    found = list(reports.whereabouts(shop.places))
    if as_json:
        say_json([disk.to_builtins(it.drop) | {"now": it.now} for it in found])
        return
    now = remaining.places_now()
    say_table(
        (_("Time"), _("File"), "SHA-256", _("Outcome"), _("Where now"), _("Records")),
        [
            (
                f"{it.drop.at.astimezone():%d.%m.%Y %H:%M:%S}",
                it.drop.name,
                it.drop.sha256[:12],
                _outcome(it.drop),
                now[it.now],
                remaining.record_ids(it.drop),
            )
            for it in found
        ],
        PAGE_SIGNS,
    )


def _run(
    shop: Shop, tell: Tell, *, once: bool, tokens: frozenset[str] = frozenset()
) -> bool:
    """Take papers in, when nobody else does, else wait for the one who does.

    With `once` the wait ends when that one has taken in what there is.

    Args:
        shop: The workspace.
        tell: Called with each drop that ended.
        once: End when all is done.
        tokens: The claims to be taken in; with them the inbox is left alone.

    Returns:
        Everything that was dropped whole is in its place.
    """
    from pipeline import recognition  # noqa: PLC0415 - as below

    recognition.get_ready()  # goes on in the background
    from pipeline import work  # noqa: PLC0415 - half a second, for this only

    gc.freeze()  # what is loaded stays; to look for garbage in it takes 0.1 s each time
    telling.log_to_stderr()
    _check(shop)
    stop, none_blocked = threading.Event(), True
    patience = besides.Patience(once)
    with stopping.by_signals(stop, exit_code=int(once)):
        while not stop.is_set() and not (tokens and _are_done(shop, tokens)):
            try:
                with work.only_watcher(shop.places.private):
                    inbox_too = not tokens
                    none_blocked = _work(
                        shop, tell, stop, once=once, inbox_too=inbox_too
                    )
                    break
            except work.BusyError:
                found = besides.left(shop, tokens)
                if once and not found.going_on:
                    besides.say_left(found)
                    none_blocked = not found.waits
                    break
                patience.wait()
    if stop.is_set():
        _say_stopped(shop)
        return not once
    return _say_left(shop, tokens) and none_blocked


def go_on(shop: Shop) -> None:
    """Do what was left undone, and take nothing in that was not claimed before."""
    _run(shop, lambda _drop: None, once=True, tokens=_NO_FILE)


def _work(
    shop: Shop, tell: Tell, stop: threading.Event, *, once: bool, inbox_too: bool
) -> bool:
    """One watcher's life; no file was barred from it or left alone."""
    from pipeline import work  # noqa: PLC0415 - see above

    intake, places = shop.settings.intake, shop.places
    most = shop.settings.limits.file_bytes
    poller = inbox.Poller(places.inbox, intake.settle_seconds, most_bytes=most)
    database, nameless = places.private / "work.db", where.in_journal()
    with work.Engine(shop.desk, database, intake.workers, nameless=nameless) as engine:
        asked = poller if inbox_too else None
        warn = telling.unheard(say_error)
        watcher = work.Watch(
            shop.desk,
            engine,
            asked,
            tell,
            warn,
            stop,
            nameless=nameless,
        )
        watcher.recover()
        if once:
            watcher.until_empty()
        else:
            told = _("Watching {folder}. Stop with Ctrl+C.")
            telling.unheard(say_error)(told.format(folder=places.inbox))
            watcher.forever(intake.poll_seconds)
    untaken = watcher.away or poller.blocked() or poller.left_alone()
    return not untaken and not any(path.exists() for path in watcher.blocked)


def _check(shop: Shop) -> None:
    """Begin only where papers can be filed.

    Raises:
        UsageError: There is no inbox.
        DataError: The organisation or a file plan has faults.
    """
    from pipeline import roster  # noqa: PLC0415 - only where papers are taken in

    inbox_folder = shop.places.inbox
    if not inbox_folder.is_dir():
        told = _("There is no inbox {folder}. Make the folder, or mount the share.")
        raise UsageError(told.format(folder=inbox_folder))
    roster.load_organisation(shop.places.organisation)
    for path in sorted(shop.places.file_plan(shop.today.year).parent.glob("*.yaml")):
        roster.load_file_plan(path)


def _say_left(shop: Shop, tokens: frozenset[str]) -> bool:
    """Name what waits, of those claims or of all; nothing does."""
    claims = inbox.claimed(shop.places.claimed)
    left = [claim for claim in claims if not tokens or claim.token in tokens]
    for claim in left:
        told = _("{name} could not be taken in now; the next watch tries again.")
        name = claim.token if where.in_journal() else drops.printable_name(claim.name)
        say_error(told.format(name=name))
    return not left


def _say_stopped(shop: Shop) -> None:
    """How much of what was dropped is left to the next start."""
    left = len(inbox.claimed(shop.places.claimed))
    told = _("Stopped. Files that are not in their place yet: {count}.")
    if left:
        told += " " + _("They go on at the next start of watch; nothing is lost.")
    telling.unheard(say_error)(told.format(count=left))


def _are_done(shop: Shop, tokens: frozenset[str]) -> bool:
    return tokens <= {drop.token for drop in drops.read(shop.places.audit)}


def _tell(shop: Shop, drop: drops.Drop) -> None:
    say(f"{drop.name}: {_outcome(drop)}")
    if drop.outcome == drops.FILED and not drop.is_rescan:
        remaining.say_records(shop, drop)
        _say_poorer(drop)
    if drop.detail:
        first, *more = reasons.remedies(drop.detail, drop.sha256[:12])
        for line in (f"{reasons.sentence(drop.detail)} {first}", *more):
            say(f"  {line}")


def _outcome(drop: drops.Drop) -> str:
    if drop.outcome == drops.QUARANTINED:
        return _("in quarantine")
    if drop.detail == drops.DISCARDED:
        return _("was discarded before")
    if drop.outcome == drops.DUPLICATE and drop.detail:
        return _("is in quarantine already")
    if drop.outcome == drops.DUPLICATE:
        return _("was here before; nothing is filed twice")
    if drop.is_rescan:
        return _rescan(drop)
    return _("filed, records: {count}").format(count=len(drop.records))


def _rescan(drop: drops.Drop) -> str:
    told = _("rescan of {records}: nothing new, the file is kept")
    if drop.poorer:
        told = _("poorer rescan of {records}: the better scan stays, the file is kept")
    return told.format(records=", ".join(drop.rescans))


def _say_poorer(drop: drops.Drop) -> None:
    """Of which records some pages came as poorer scans than there were."""
    for record_id in sorted({*drop.poorer} - {*drop.rescans}):
        told = _(
            "{id}: pages of which a better scan was there were not taken. See: "
            "podshivka records show {id}"
        )
        say("  " + told.format(id=record_id))
