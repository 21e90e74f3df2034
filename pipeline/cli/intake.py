"""`watch`, `ingest`, `status`, `log`: taking papers in."""

import functools
import gc
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
from pipeline.cli import remaining
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    printable,
    say,
    say_error,
    say_json,
    say_table,
)
from pipeline.cli.commands import FILE, Command
from pipeline.errors import UsageError
from pipeline.inbox import drops
from pipeline.messages import N_, _

_WAIT_SECONDS = 1.0

Tell = Callable[[drops.Drop], None]


@click.command(
    cls=Command,
    help=N_(
        "Take in what is dropped in the inbox, until stopped by Ctrl+C.\n\n"
        "With --once: until the inbox is empty and all work is done; exit code 1 "
        "when something could not be taken in and waits.\n\n"
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
    done = _run(shop, tell, once=once)
    if as_json:
        say_json(ended)
    elif once:
        remaining.say_remaining(shop)
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
    now, claimed = datetime.now(UTC), shop.places.claimed
    tokens = frozenset(inbox.adopt(claimed, file, now).token for file in files)
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
    return int(bool(missing) or any(drop.detail for drop in ours))


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
    say_table(
        (_("Where"), _("How many")),
        [
            (_("waiting in the inbox"), len(found.waiting)),
            (_("left alone in the inbox"), len(found.left_alone)),
            (_("being taken in"), len(found.claimed)),
            (_("records in the archive"), found.records),
            (_("papers of which is not known what they are"), found.review),
            (_("files in quarantine"), found.quarantine),
            (_("records waiting for OCR"), found.enriching),
            (_("drops filed, ever"), found.drops.get(drops.FILED, 0)),
            (_("drops of what was there before"), found.drops.get(drops.DUPLICATE, 0)),
            (_("drops of papers scanned again"), found.rescans),
        ],
    )
    for name, code in found.left_alone.items():
        say(f"{name}: {reasons.sentence(code)} {reasons.remedy(code)}")
    remaining.say_remaining(shop)


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
    shop: Shop, tell: Tell, *, once: bool, tokens: frozenset[str] = frozenset()
) -> bool:
    """Take papers in, when nobody else does, else wait for the one who does.

    Args:
        shop: The workspace.
        tell: Called with each drop that ended.
        once: End when all is done.
        tokens: The claims to be taken in; with them the inbox is left alone.

    Returns:
        Everything that was dropped whole is in its place.
    """
    from pipeline import archive, recognition  # noqa: PLC0415 - as below

    recognition.get_ready()  # goes on in the background
    archive.get_ready()
    from pipeline import work  # noqa: PLC0415 - half a second, for this only

    gc.freeze()  # what is loaded stays; to look for garbage in it takes 0.1 s each time
    _log_to_stderr()
    _check(shop)
    stop, none_blocked = threading.Event(), True
    patience = _Patience()
    with _stopped_by_signals(stop):
        while not stop.is_set() and not (tokens and _are_done(shop, tokens)):
            try:
                with work.only_watcher(shop.places.private):
                    inbox_too = not tokens
                    none_blocked = _work(
                        shop, tell, stop, once=once, inbox_too=inbox_too
                    )
                    break
            except work.BusyError:
                patience.wait()
    return _say_left(shop, tokens) and none_blocked


class _Patience:
    """Waits for another watcher, and says so once."""

    def __init__(self) -> None:
        self._said = False

    def wait(self) -> None:
        """Wait a moment."""
        if not self._said:
            say_error(_("Another process takes papers in here; waiting."))
        self._said = True
        time.sleep(_WAIT_SECONDS)


def _work(
    shop: Shop, tell: Tell, stop: threading.Event, *, once: bool, inbox_too: bool
) -> bool:
    """One watcher's life; no file was barred from it."""
    from pipeline import work  # noqa: PLC0415 - see above

    intake, places = shop.settings.intake, shop.places
    most = shop.settings.limits.file_bytes
    poller = inbox.Poller(places.inbox, intake.settle_seconds, most_bytes=most)
    with work.Engine(shop.desk, places.private / "work.db", intake.workers) as engine:
        asked = poller if inbox_too else None
        watcher = work.Watch(shop.desk, engine, asked, tell, say_error, stop)
        watcher.recover()
        if once:
            watcher.until_empty()
        else:
            say(_("Watching {folder}. Stop with Ctrl+C.").format(folder=places.inbox))
            watcher.forever(intake.poll_seconds)
    unopened = poller.blocked()
    return not unopened and not any(path.exists() for path in watcher.blocked)


class _PlainFormatter(logging.Formatter):
    """Log lines without anything that could command a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback if there is one."""
        return printable(super().format(record))


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_PlainFormatter("%(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # odd dates in fonts


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
        say_error(told.format(name=drops.printable_name(claim.name)))
    return not left


def _are_done(shop: Shop, tokens: frozenset[str]) -> bool:
    return tokens <= {drop.token for drop in drops.read(shop.places.audit)}


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


def _tell(shop: Shop, drop: drops.Drop) -> None:
    say(f"{drop.name}: {_outcome(drop)}")
    if drop.outcome == drops.FILED and not drop.is_rescan:
        remaining.say_records(shop, drop)
        _say_poorer(drop)
    if drop.detail:
        say(f"  {reasons.sentence(drop.detail)} {reasons.remedy(drop.detail)}")


def _outcome(drop: drops.Drop) -> str:
    if drop.outcome == drops.QUARANTINED:
        return _("in quarantine")
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
        told = _(
            "poorer rescan of {records}: nothing new; the better scan stays, the file "
            "is kept"
        )
    return told.format(records=", ".join(drop.rescans))


def _say_poorer(drop: drops.Drop) -> None:
    """Of which records some pages came as poorer scans than there were."""
    for record_id in sorted({*drop.poorer} - {*drop.rescans}):
        told = _(
            "{id}: pages of which a better scan was there, with nothing new on them, "
            "were not taken. See: podshivka records show {id}"
        )
        say("  " + told.format(id=record_id))
