"""`watch`, `ingest`, `status`, `log`: taking papers in."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from pipeline import inbox, reasons
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_json, say_table
from pipeline.cli.commands import Command
from pipeline.errors import UsageError
from pipeline.inbox import drops
from pipeline.messages import N_, _
from pipeline.reports import status as find_status

_WAIT_SECONDS = 1.0


@click.command(
    cls=Command,
    help=N_(
        "Take in what is dropped in the inbox, until stopped by Ctrl+C.\n\n"
        "With --once: until the inbox is empty and all work is done.\n\n"
        "Example: podshivka watch --once"
    ),
)
@click.option("--once", is_flag=True, help=N_("Stop when everything is done."))
@json_option
@pass_shop
def watch(shop: Shop, *, once: bool, as_json: bool) -> None:
    """Watch the inbox; its help stands in the decorator."""
    ended: list[drops.Drop] = []
    tell = ended.append if as_json else _tell
    _run(shop, once=once, tell=tell)
    if as_json:
        say_json(ended)


@click.command(
    cls=Command,
    help=N_(
        "Take in files from anywhere; the files themselves stay where they are.\n\n"
        "Exit code 1 when one of them ended in quarantine.\n\n"
        "Example: podshivka ingest scan1.pdf scan2.tif"
    ),
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@json_option
@pass_shop
def ingest(shop: Shop, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Take files in; its help stands in the decorator."""
    claimed = shop.places.claimed
    tokens = {inbox.adopt(claimed, file, datetime.now(UTC)).token for file in files}
    _run(shop, once=True, tell=lambda _drop: None, only=tokens)
    ours = [drop for drop in drops.read(shop.places.audit) if drop.token in tokens]
    if as_json:
        say_json(ours)
    else:
        for drop in ours:
            _tell(drop)
    return int(any(drop.outcome == drops.QUARANTINED for drop in ours))


@click.command(
    cls=Command, help=N_("Where every file is.\n\nExample: podshivka status --json")
)
@json_option
@pass_shop
def status(shop: Shop, *, as_json: bool) -> None:
    """Tell where files are; its help stands in the decorator."""
    found = find_status(shop.places)
    if as_json:
        say_json(found)
        return
    say_table(
        (_("Where"), _("How many")),
        [
            (_("waiting in the inbox"), len(found.waiting)),
            (_("being taken in"), len(found.claimed)),
            (_("records in the archive"), found.records),
            (_("records in review"), found.review),
            (_("files in quarantine"), found.quarantine),
            (_("records waiting for OCR"), found.enriching),
            (_("drops filed, ever"), found.drops.get(drops.FILED, 0)),
            (_("drops of what was there before"), found.drops.get(drops.DUPLICATE, 0)),
        ],
    )


@click.command(
    cls=Command,
    help=N_("Everything ever dropped, and its outcome.\n\nExample: podshivka log"),
)
@json_option
@pass_shop
def log(shop: Shop, *, as_json: bool) -> None:
    """Show the log of drops; its help stands in the decorator."""
    found = list(drops.read(shop.places.audit))
    if as_json:
        say_json(found)
        return
    say_table(
        (_("Time"), _("File"), "SHA-256", _("Outcome"), _("Records")),
        [
            (
                f"{drop.at.astimezone():%d.%m.%Y %H:%M:%S}",
                drop.name,
                drop.sha256[:12],
                _outcome(drop),
                ", ".join(drop.records),
            )
            for drop in found
        ],
    )


def _run(
    shop: Shop,
    *,
    once: bool,
    tell: Callable[[drops.Drop], None],
    only: set[str] | None = None,
) -> None:
    """Take papers in, when nobody else does, else wait for the one who does."""
    from pipeline import work  # noqa: PLC0415 - half a second, for this only

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # odd dates in fonts
    stop = threading.Event()
    with _stopped_by_signals(stop):
        told = False
        while not stop.is_set():
            try:
                with work.only_watcher(shop.places.private):
                    _work(shop, stop, once=once, tell=tell, leave=only is not None)
                    return
            except work.BusyError:
                if only is not None and not _pending(shop, only):
                    return
                if not told:
                    click.echo(
                        _("Another process takes papers in here; waiting."), err=True
                    )
                    told = True
                time.sleep(_WAIT_SECONDS)


def _work(
    shop: Shop,
    stop: threading.Event,
    *,
    once: bool,
    tell: Callable[[drops.Drop], None],
    leave: bool,
) -> None:
    """One watcher's life; with `leave`, what lies in the inbox stays there."""
    from pipeline import work  # noqa: PLC0415 - see above

    intake, places = shop.settings.intake, shop.places
    if not places.inbox.is_dir():
        told = _("There is no inbox {folder}. Make the folder, or mount the share.")
        raise UsageError(told.format(folder=places.inbox))
    folder = places.claimed if leave else places.inbox
    poller = inbox.Poller(folder, intake.settle_seconds)
    if leave:
        poller = inbox.Poller(places.private / "nothing", intake.settle_seconds)
    engine = work.Engine(shop.desk, places.private / "work.db", intake.workers)
    with engine:
        watcher = work.Watch(shop.desk, engine, poller, tell, stop)
        watcher.recover()
        if once:
            watcher.until_empty()
        else:
            say(_("Watching {folder}. Stop with Ctrl+C.").format(folder=places.inbox))
            watcher.forever(intake.poll_seconds)
    for path in poller.blocked():
        told = _("{path} cannot be opened and stays in the inbox; check its rights.")
        click.echo(told.format(path=drops.printable_name(str(path))), err=True)


def _pending(shop: Shop, tokens: set[str]) -> bool:
    done = {drop.token for drop in drops.read(shop.places.audit)}
    return not tokens <= done


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM end the loop in order."""

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    former = {it: signal.signal(it, end) for it in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _tell(drop: drops.Drop) -> None:
    say(f"{drop.name}: {_outcome(drop)}")
    if drop.outcome == drops.QUARANTINED:
        say(f"  {reasons.sentence(drop.detail)} {reasons.remedy(drop.detail)}")


def _outcome(drop: drops.Drop) -> str:
    if drop.outcome == drops.QUARANTINED:
        return _("in quarantine ({reason})").format(reason=drop.detail)
    if drop.outcome == drops.DUPLICATE:
        return _("was here before; nothing is filed twice")
    return _("filed, records: {count}").format(count=len(drop.records))
