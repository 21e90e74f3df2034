"""What an earlier process left: half made, half discarded, or not yet in the catalogue.

Settled when a watch starts, before it looks into the inbox. An archive that is away, or
an inbox or a tree of records that cannot be swept, keeps it from starting; all else is
told in the log, and tried again while it works or at its next start.
"""

import logging
from datetime import UTC, datetime

from pipeline import archive, discarding, disk, inbox, register, shelving
from pipeline.catalogue import behind
from pipeline.errors import PodshivkaError
from pipeline.model import Places
from pipeline.shelving import Desk
from pipeline.work import lag, steps

log = logging.getLogger(__name__)


def settle(desk: Desk, *, nameless: bool = False) -> None:
    """Sweep what was half made, end what was cut short, catch the catalogue up.

    Args:
        desk: Of the workspace.
        nameless: The log tells no names.

    Raises:
        OSError: The archive is away, or the inbox or a tree of records cannot be swept.
    """
    places = desk.places
    inbox.presence.begin(places)
    inbox.sweep(places.claimed, datetime.now(UTC))
    _settle_discarded(places, nameless=nameless)
    inbox.waits.write(places.private, ())
    for root in (places.archive, places.review):
        archive.sweep(root)
    _sweep_of_others(places, nameless=nameless)
    if archive.has_received(places.archive):
        shelving.note_taken_in(places)
    shelving.require_archive(places)
    _catch_up(desk, nameless=nameless)


def _settle_discarded(places: Places, *, nameless: bool) -> None:
    """What was cut short there is whole in two places: no reason not to begin."""
    try:
        failed = discarding.settle(places)
    except (PodshivkaError, OSError) as error:
        failed = [error]
    for fault in failed:
        log.warning(
            "a discarding is settled later: %s", steps.logged(fault, nameless=nameless)
        )


def _sweep_of_others(places: Places, *, nameless: bool) -> None:
    """What commands left half made; they may be of users who share nothing."""
    for sweep, it in ((register.sweep, places.issued), (disk.sweep, places.scratch)):
        try:
            sweep(it)
        except OSError as error:
            log.warning(
                "what was half made is not swept: %s",
                steps.logged(error, nameless=nameless),
            )


def _catch_up(desk: Desk, *, nameless: bool) -> None:
    """A catalogue that cannot be written is no reason not to begin, either."""
    try:
        lag.catch_up(desk)
    except (PodshivkaError, OSError) as error:
        log.warning("%s: %s", lag.LATER, steps.logged(error, nameless=nameless))
        behind.note(desk.places.private)
